//! Looks at instances and judges them; every instance asked for gets a row. The replicas of a primary
//! that refuses plaintext are looked at too, for what is to be said of it.

use std::collections::BTreeMap;

use futures::StreamExt;
use futures::stream;

use super::observe::{Probing, observe};
use crate::context::Context;
use crate::domain::fleet::replicas;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Thresholds, Verdict, judge, judge_replicas};

/// Audits the instances, each with the context it is reached by, at most `parallel` at a time; the
/// rows keep their order.
pub async fn audit(
    targets: &[(Context, InstanceId)],
    probing: Option<&Probing>,
    thresholds: Thresholds,
    parallel: usize,
) -> Vec<Audited> {
    let look = |context, id, probing| async move {
        let posture = observe(context, id, probing).await;
        let judgement = judge(&posture, thresholds);
        Audited { posture, judgement }
    };
    let mut rows: Vec<Audited> = stream::iter(targets)
        .map(|(context, id)| look(context, id, probing))
        .buffered(parallel.max(1))
        .collect()
        .await;
    let mut verdicts: BTreeMap<InstanceId, Verdict> = rows
        .iter()
        .map(|row| (row.posture.id.clone(), row.judgement.verdict))
        .collect();
    let unseen: Vec<(&Context, InstanceId)> = targets
        .iter()
        .zip(&rows)
        .filter(|(_, row)| row.judgement.verdict == Verdict::Enforced)
        .flat_map(|((context, _), row)| replicas(row).iter().map(move |id| (context, id.clone())))
        .filter(|(_, id)| !verdicts.contains_key(id))
        .collect();
    let seen: Vec<Audited> = stream::iter(&unseen)
        .map(|(context, id)| look(context, id, None))
        .buffered(parallel.max(1))
        .collect()
        .await;
    verdicts.extend(
        seen.into_iter()
            .map(|row| (row.posture.id, row.judgement.verdict)),
    );
    for row in &mut rows {
        let of_replicas: Vec<(InstanceId, Verdict)> = replicas(row)
            .iter()
            .filter_map(|id| Some((id.clone(), *verdicts.get(id)?)))
            .collect();
        judge_replicas(&mut row.judgement, &of_replicas);
    }
    rows
}
