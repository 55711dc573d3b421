//! Looks at the way to the service: credentials, identity, endpoint, clock, permissions, and the
//! endpoints of an instance. Reads only.

use futures::future::join_all;

use super::observe::{Probing, live, reading};
use crate::cloud::Cloud;
use crate::cloud::rds::OpenApi;
use crate::cloud::rpc::endpoints::ApiEndpoint;
use crate::context::Context;
use crate::domain::diagnosis::{ActionPermission, ApiTiming, Caller, Diagnosis, Permission, Use};
use crate::domain::posture::{Cause, Reading};
use crate::domain::ram_policy::{AUDIT_ACTIONS, CHANGE_ACTIONS, SWEEP_ACTIONS};
use crate::text::{Text, text};

/// Asks the API and `sts` all there is to ask about what `diagnosis` names, and puts it there; `probing` is how
/// live connections are tried.
///
/// Never fails: what could not be found out is in the diagnosis. Actions are not asked about when
/// the API does not answer.
pub async fn diagnose(
    context: &Context,
    api: &OpenApi,
    sts: &ApiEndpoint,
    probing: &Probing,
    diagnosis: &mut Diagnosis,
) {
    let measured = api.clock_difference().await;
    let answers = measured.is_ok();
    diagnosis.way = reading(measured.map(|clock| ApiTiming {
        round_trip: clock.round_trip,
        clock_ahead: clock.ahead,
    }));
    // A stand-in on this machine that does not answer is no STS either.
    if answers || !sts.is_loopback() {
        let caller = api.caller_identity(sts).await;
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
        join_all(actions().map(|(action, used_for)| ask(api, diagnosis, action, used_for))).await
    } else {
        unasked(&text!("doctor-silent"))
    };
    if answers
        && !refused
        && let Some(instance) = &diagnosis.instance
    {
        diagnosis.probes = match api.endpoints(instance).await {
            Ok(endpoints) => {
                Reading::Known(live(context, instance, None, &endpoints, probing).await)
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
    let used_for = |action| match action {
        "DescribeDBInstanceIPArrayList" | "DescribeDBProxy" | "DescribeDBInstanceNetInfo" => {
            Use::Detail
        }
        _ => Use::Verdict,
    };
    let find = SWEEP_ACTIONS.into_iter().rev();
    find.map(|action| (action, Use::Find))
        .chain(AUDIT_ACTIONS.map(|action| (action, used_for(action))))
        .chain(CHANGE_ACTIONS.map(|action| (action, Use::Change)))
}

async fn ask(api: &OpenApi, about: &Diagnosis, action: &str, used_for: Use) -> ActionPermission {
    let (region, instance) = (about.region.as_ref(), about.instance.as_ref());
    ActionPermission {
        action: action.to_owned(),
        used_for,
        permission: api.ask(action, region, instance).await,
    }
}
