//! Looks at instances and judges them; every instance asked for gets a row.

use futures::StreamExt;
use futures::stream;

use super::observe::{Probing, observe};
use crate::context::Context;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Thresholds, judge};

/// Audits the instances, each with the context it is reached by, at most `parallel` at a time; the
/// rows keep their order.
pub async fn audit(
    targets: &[(Context, InstanceId)],
    probing: Option<&Probing>,
    thresholds: Thresholds,
    parallel: usize,
) -> Vec<Audited> {
    stream::iter(targets)
        .map(|(context, id)| async move {
            let posture = observe(context, id, probing).await;
            let judgement = judge(&posture, thresholds);
            Audited { posture, judgement }
        })
        .buffered(parallel.max(1))
        .collect()
        .await
}
