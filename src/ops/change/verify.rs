//! Verifies with evidence that sending did not produce: a fresh look and live connections.

use super::ChangeOptions;
use crate::context::Context;
use crate::domain::conclusion::{Conclusion, ProofRequest, conclude};
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Transport;
use crate::domain::outcome::Audited;
use crate::domain::plan::Plan;
use crate::domain::posture::Posture;
use crate::domain::verdict::Thresholds;
use crate::domain::wait::{EVERY, SETTLE};
use crate::failure;
use crate::ops::observe::observe;
use crate::text::{Text, text};

/// Why the end is not as it was to be.
pub(super) struct Shortfall {
    pub(super) failure: Failure,
    /// Whether it is known to be bad, not only not known to be good.
    pub(super) known: bool,
}

/// Looks again, tries live connections, and judges. Reads that still show an old state right after a
/// change are repeated before they count against it.
///
/// `before` is what the change was planned on; its records name logins that can refute.
pub(super) async fn verify(
    context: &Context,
    before: &Posture,
    made: &Plan,
    options: &ChangeOptions,
) -> (Audited, Option<Shortfall>) {
    let id = &made.instance_id;
    let probing = options.probing.as_ref();
    let asked = ProofRequest {
        certificate: probing.and_then(|probing| {
            let identity = probing.identity.as_ref()?;
            Some(identity.common_name().unwrap_or_default())
        }),
        require_proof: options.require_proof,
    };
    // Whom a record let in without SSL before would show it if they still got in.
    let closes = made.policy.forces_ssl() && !made.is_empty();
    let probing = probing.map(|probing| {
        if closes {
            probing.with_witnesses(before, Transport::Plaintext)
        } else {
            probing.clone()
        }
    });
    let mut posture = observe(context, id, probing.as_ref()).await;
    let mut concluded = conclude(before, made, &posture, &asked);
    let start = context.clock.monotonic();
    let is_early = || context.clock.monotonic().saturating_sub(start) < SETTLE;
    while !made.is_empty() && concluded.rests_on_settings() && is_early() {
        context.clock.sleep(EVERY).await;
        posture = observe(context, id, probing.as_ref()).await;
        concluded = conclude(before, made, &posture, &asked);
    }
    let next = format!("forcessl check {id}");
    let shortfall = |what: Text, why: Text, known| {
        let what = if made.is_empty() {
            text!("verify-unchanged", instance = id, what = what)
        } else {
            text!("verify-changed", instance = id, what = what)
        };
        Shortfall {
            failure: Failure::new(Ending::NotProven, what)
                .because(why)
                .run_next(next),
            known,
        }
    };
    let failed = match concluded {
        Conclusion::AsWanted => None,
        Conclusion::NotAsWanted { what, why, .. } => Some(shortfall(what, why, true)),
        Conclusion::NotProven { what, why } => Some(shortfall(what, why, false)),
        Conclusion::Unknown(part) => {
            let mut failure = failure::unread(id, &part);
            if !made.is_empty() {
                failure.what = text!("verify-changed-unread", instance = id);
            }
            Some(Shortfall {
                failure,
                known: false,
            })
        }
    };
    (Audited::new(posture, Thresholds::default()), failed)
}
