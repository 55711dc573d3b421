//! Looks at the way to the service: credentials, identity, endpoint, clock, permissions, and the
//! endpoints of an instance. Reads only.

use futures::future::join_all;

use super::observe::{Probing, places, probe, reading};
use crate::cloud::Cloud;
use crate::cloud::rds::{OpenApi, READ_ACTIONS};
use crate::cloud::rpc::endpoints::ApiEndpoint;
use crate::context::Audience;
use crate::domain::diagnosis::{ActionPermission, ApiTiming, Caller, Diagnosis, Permission, Use};
use crate::domain::instance::{InstanceId, Region};
use crate::domain::posture::{Cause, Reading};
use crate::domain::ram_policy::CHANGE_ACTIONS;
use crate::postgres::Prober;
use crate::text;
use crate::text::Text;

/// Who is asked, and about what.
pub struct Questions<'a> {
    /// The API, with credentials.
    pub api: &'a OpenApi,
    /// Where STS is.
    pub sts: &'a ApiEndpoint,
    /// The region to list instances of.
    pub region: Option<&'a Region>,
    /// The instance to ask about.
    pub instance: Option<&'a InstanceId>,
    /// The database side.
    pub prober: &'a dyn Prober,
    /// Whoever watches.
    pub audience: &'a dyn Audience,
    /// How live connections are tried.
    pub probing: &'a Probing,
}

/// Asks all there is to ask, and puts it into `diagnosis`.
///
/// Never fails: what could not be found out is in the diagnosis. Actions are not asked about when
/// the API does not answer.
pub async fn diagnose(questions: &Questions<'_>, diagnosis: &mut Diagnosis) {
    let api = questions.api;
    let measured = api.clock_difference().await;
    let answers = measured.is_ok();
    diagnosis.way = reading(measured.map(|clock| ApiTiming {
        round_trip: clock.round_trip,
        clock_ahead: clock.ahead,
    }));
    // A stand-in on this machine that does not answer is no STS either.
    if answers || !questions.sts.is_loopback() {
        let caller = api.caller_identity(questions.sts).await;
        diagnosis.caller = reading(caller.map(|caller| Caller {
            account_id: caller.account_id,
            arn: caller.arn,
            user_id: caller.user_id,
        }));
    }
    let refused = matches!(
        &diagnosis.caller,
        Reading::Unreadable(error) if error.cause == Cause::Access
    );
    diagnosis.actions = if refused {
        unasked(&text!("doctor-refused"))
    } else if answers {
        join_all(actions().map(|(action, used_for)| ask(questions, action, used_for))).await
    } else {
        unasked(&text!("doctor-silent"))
    };
    if answers
        && !refused
        && let Some(instance) = questions.instance
    {
        diagnosis.probes = match api.endpoints(instance).await {
            Ok(endpoints) => {
                let places = places(instance, None, &endpoints);
                let (prober, audience) = (questions.prober, questions.audience);
                let targets = probe(prober, audience, places, questions.probing).await;
                Reading::Known(targets.into_iter().flat_map(|one| one.logins).collect())
            }
            Err(error) => Reading::Unreadable((&error).into()),
        };
    }
}

/// The actions when none can be asked about.
pub fn unasked(why: &Text) -> Vec<ActionPermission> {
    actions()
        .map(|(action, used_for)| ActionPermission {
            action: action.to_owned(),
            used_for,
            permission: Permission::NotAsked(why.clone()),
        })
        .collect()
}

fn actions() -> impl Iterator<Item = (&'static str, Use)> {
    let reads = READ_ACTIONS.into_iter().map(|action| {
        let used_for = match action {
            "DescribeRegions" | "DescribeDBInstances" => Use::Find,
            "DescribeDBInstanceIPArrayList" | "DescribeDBProxy" | "DescribeDBInstanceNetInfo" => {
                Use::Detail
            }
            _ => Use::Verdict,
        };
        (action, used_for)
    });
    reads.chain(CHANGE_ACTIONS.map(|action| (action, Use::Change)))
}

async fn ask(questions: &Questions<'_>, action: &str, used_for: Use) -> ActionPermission {
    let (region, instance) = (questions.region, questions.instance);
    ActionPermission {
        action: action.to_owned(),
        used_for,
        permission: questions.api.ask(action, region, instance).await,
    }
}
