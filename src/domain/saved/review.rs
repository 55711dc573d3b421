//! Whether a saved state may be put back now, and what that undoes, keeps and cannot restore.

use chrono::{DateTime, Utc};

use super::{Part, Saved};
use crate::domain::age::untimely;
use crate::domain::basis::{Basis, BasisPart, Difference};
use crate::domain::failure::{Ending, Failure};
use crate::domain::policy::Policy;
use crate::domain::posture::Posture;
use crate::domain::ssl::{SslState, install_own};
use crate::text::{Text, text};

/// What is known of an instance when a state is about to be put back.
pub struct Findings<'a> {
    /// Whether the state was named by its id.
    pub named: bool,
    /// What is not known about the end of the latest change; empty when it ended.
    pub unfinished: &'a [Text],
    /// The instance as it is.
    pub now: &'a Posture,
    /// What somebody else changed since the state was saved; `None` when that is not known.
    pub drift: Option<Vec<Difference>>,
    /// What was changed since by this tool, as far as is known.
    pub touched: &'a [Part],
}

/// What putting a state back takes along.
#[derive(Debug)]
pub struct Review {
    /// For the user: what somebody else changed since, and whether it is kept.
    pub remarks: Vec<Text>,
    /// The instance as the remarks describe it; `None` when they cannot be complete.
    pub basis: Option<Basis>,
    /// What cannot be restored.
    pub lost: Vec<Lost>,
}

/// What of a state cannot be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    what: Text,
    /// What restores it by hand.
    next: Text,
}

impl Saved {
    /// Why this state is not put back unless it is named; `None` while it is recent.
    pub fn outdated(&self, now: DateTime<Utc>) -> Option<Failure> {
        let failure = self.unnamed(untimely(self.saved_at, now)?);
        Some(failure.because(text!("rollback-unnamed-lost")))
    }

    /// Reviews whether this state may be put back by a policy made of it.
    ///
    /// # Errors
    /// `Blocked` when nobody named the state, the instance differs from it, and the latest change is not known to
    /// have taken effect: all that differs is then somebody else's.
    pub fn review(&self, policy: &Policy, found: Findings<'_>) -> Result<Review, Failure> {
        let mut basis = Some(Basis::of(found.now));
        let is_ours = self.landed().next().is_some() && found.unfinished.is_empty();
        let is_undrifted = found.drift.as_ref().is_some_and(Vec::is_empty);
        let is_as_before = is_undrifted && self.before(&[]).ok() == basis;
        if !found.named && !is_ours && !is_as_before {
            let what = text!("rollback-not-in-force", id = &self.instance_id);
            let by_others = |one: Difference| text!("rollback-changed-by", difference = one.text);
            let drift = found.drift.into_iter().flatten().map(by_others);
            let why = found.unfinished.iter().cloned().chain(drift);
            let failure = why.fold(Failure::blocked(what), Failure::because);
            return Err(failure.next(self.how_to_name()));
        }
        let mut remarks = vec![];
        if let Some(drift) = found.drift {
            remarks.extend(drift.into_iter().map(|one| remark(policy, one)));
        } else {
            remarks.push(text!("rollback-changes-unknown"));
            basis = None;
        }
        let lost = self.lost(found.now.ssl.known(), found.touched);
        let not_back = |lost: &Lost| text!("rollback-not-back", lost = &lost.what);
        remarks.extend(lost.iter().map(not_back));
        Ok(Review {
            remarks,
            basis,
            lost,
        })
    }

    /// How a rollback to this state ended whose change ended so; `lost` is what its review said.
    ///
    /// # Errors
    /// `Blocked` when the change is done and something could not be restored.
    pub fn put_back(&self, lost: Vec<Lost>, change: Ending) -> Result<Ending, Failure> {
        let Some(Lost { next, .. }) = lost.first().filter(|_| change == Ending::Done) else {
            return Ok(change);
        };
        let what = text!("rollback-partly", id = &self.instance_id);
        let failed = Failure::blocked(what).next(next.clone());
        let why = lost.into_iter().map(|one| one.what);
        Err(why.fold(failed, Failure::because))
    }

    /// What of this state cannot be put back from where the instance is now: a key is not saved, and no records are
    /// where the instance had none.
    pub(super) fn lost(&self, now: Option<&SslState>, touched: &[Part]) -> Vec<Lost> {
        let id = &self.instance_id;
        let own = |ssl: &SslState| (ssl.has_own_certificate(), ssl.server_certificate.clone());
        let is_gone = |now| self.ssl.has_own_certificate() && own(&self.ssl) != own(now);
        let certificate = now.is_some_and(is_gone).then(|| Lost {
            what: text!("saved-lost-certificate"),
            next: Text::verbatim(install_own(id)),
        });
        let is_unsaved = self.records.is_none() && touched.contains(&Part::Records);
        let records = is_unsaved.then(|| Lost {
            what: text!("saved-lost-records"),
            next: text!("rollback-records-next", id = id),
        });
        certificate.into_iter().chain(records).collect()
    }

    /// The refusal of a state that is only put back when it is named.
    pub(super) fn unnamed(&self, why: Text) -> Failure {
        Failure::blocked(text!("rollback-unnamed", id = &self.instance_id))
            .because(why)
            .next(self.how_to_name())
    }

    fn how_to_name(&self) -> Text {
        let (id, state) = (&self.instance_id, &self.id);
        text!("rollback-unnamed-next", id = id, state = state)
    }
}

/// What a policy does to a part that somebody else changed: kept where the policy leaves it alone.
fn remark(policy: &Policy, Difference { part, text }: Difference) -> Text {
    let is_kept = (part == BasisPart::Records && policy.hba.is_none())
        || (part.is_ssl() && policy.switch.is_none());
    if is_kept {
        text!("rollback-changed-and-kept", difference = text)
    } else {
        text!("rollback-changed-since", difference = text)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::{Write, WriteEnd};
    use super::*;
    use crate::domain::hba::Record;
    use crate::domain::instance::Status;
    use crate::domain::plan::plan;
    use crate::domain::posture::Reading;
    use crate::domain::sample::{instance, posture, ssl};
    use crate::domain::ssl::{CaType, LastChange};

    fn seen(on: bool) -> Posture {
        posture(ssl(on), Record::factory())
    }

    /// The state without SSL, before writes that ended so.
    fn saved(ends: &[Option<WriteEnd>]) -> Saved {
        let before = seen(false);
        let plan = plan(&before, &Policy::default());
        let write = |end: &Option<WriteEnd>| Write {
            step: "ssl-on".to_owned(),
            at: before.seen_at,
            request_id: None,
            sent: None,
            end: *end,
        };
        Saved {
            writes: ends.iter().map(write).collect(),
            ..Saved::new(&before, &plan, before.seen_at).unwrap()
        }
    }

    fn drifted(parts: &[BasisPart]) -> Vec<Difference> {
        let one = |part: &BasisPart| Difference {
            part: *part,
            text: part.text(),
        };
        parts.iter().map(one).collect()
    }

    #[test]
    fn only_a_state_that_is_named_goes_back_when_nothing_of_ours_is_in_force() {
        let landed = Some(WriteEnd::Done);
        let gone = Some(WriteEnd::Refused);
        let other = [BasisPart::Records];
        for (ends, unfinished, on, drift, taken) in [
            // Ours is in force, or may be.
            (&[landed][..], false, true, Some(&[][..]), true),
            (&[None], false, true, Some(&[]), true),
            (&[gone, landed], false, true, Some(&other), true),
            (&[landed], false, true, None, true),
            // It is not, or how it ended is not known.
            (&[], false, true, Some(&[]), false),
            (&[gone], false, true, Some(&[]), false),
            (&[gone], false, false, Some(&other), false),
            (&[gone], false, false, None, false),
            (&[landed], true, true, Some(&[]), false),
            // Nothing has to be put back.
            (&[gone], false, false, Some(&[]), true),
            (&[landed], true, false, Some(&[]), true),
        ] {
            let state = saved(ends);
            let unfinished = vec![text!("word-not-known"); usize::from(unfinished)];
            let now = seen(on);
            let review = |named| {
                let found = Findings {
                    named,
                    unfinished: &unfinished,
                    now: &now,
                    drift: drift.map(drifted),
                    touched: &[],
                };
                let policy = state.policy(&Part::ALL, &[]).unwrap();
                state.review(&policy, found)
            };
            let case = (ends, &unfinished, on, drift);
            assert!(review(true).is_ok(), "{case:?}");
            match review(false) {
                Ok(_) => assert!(taken, "{case:?}"),
                Err(failed) => {
                    assert!(!taken && failed.ending == Ending::Blocked, "{case:?}");
                    let by_others = drift.unwrap_or_default().len();
                    assert_eq!(failed.why.len(), unfinished.len() + by_others, "{case:?}");
                    let next = format!("forcessl rollback pgm-a --to {}", state.id);
                    assert_eq!(failed.next.unwrap(), next.as_str());
                }
            }
        }
    }

    #[test]
    fn what_others_changed_is_kept_where_the_policy_leaves_it_alone() {
        let kept = "! changed since by somebody else, and left as it is: ";
        let undone = "! changed since by somebody else: ";
        let state = saved(&[Some(WriteEnd::Done)]);
        let (switch, records, status) = (BasisPart::Switch, BasisPart::Records, BasisPart::Status);
        for (parts, part, expected) in [
            (&[Part::Ssl][..], switch, undone),
            (&[Part::Ssl], BasisPart::ClientCa, undone),
            (&[Part::Ssl], records, kept),
            (&[Part::Records], records, undone),
            (&[Part::Records], BasisPart::Acl, kept),
            (&Part::ALL, records, undone),
            (&[], status, undone),
        ] {
            let found = Findings {
                named: false,
                unfinished: &[],
                now: &seen(true),
                drift: Some(drifted(&[part])),
                touched: &[],
            };
            let policy = state.policy(parts, &[]).unwrap();
            let [remark] = &state.review(&policy, found).unwrap().remarks[..] else {
                panic!("one remark")
            };
            let expected = format!("{expected}{}", part.text().english());
            assert_eq!(*remark, expected.as_str(), "{parts:?}");
        }
    }

    #[test]
    fn a_review_holds_where_the_drift_is_known() {
        let mut busy = seen(true);
        instance(&mut busy).status = Status::Busy("Rebooting".into());
        let changing = SslState {
            last_change: LastChange::Setting,
            ..ssl(true)
        };
        let unread = Posture {
            instance: Reading::NotAsked,
            ..seen(true)
        };
        for (now, drift, holds) in [
            (seen(true), Some(vec![]), true),
            (seen(true), None, false),
            (busy, Some(vec![]), true),
            (posture(changing, Record::factory()), Some(vec![]), true),
            (unread, Some(vec![]), true),
        ] {
            let is_known = drift.is_some();
            let found = Findings {
                named: false,
                unfinished: &[],
                now: &now,
                drift,
                touched: &[],
            };
            let state = saved(&[Some(WriteEnd::Done)]);
            let policy = state.policy(&Part::ALL, &[]).unwrap();
            let review = state.review(&policy, found).unwrap();
            assert_eq!(review.basis.is_some(), holds, "{now:?}");
            assert_eq!(review.remarks.is_empty(), is_known, "{now:?}");
            assert_eq!(review.lost, []);
        }
    }

    #[test]
    fn an_outdated_state_has_to_be_named() {
        let state = saved(&[]);
        let after = |days| state.outdated(state.saved_at + TimeDelta::days(days));
        assert_eq!((after(0), after(14)), (None, None));
        for days in [-1, 15] {
            let failed = after(days).unwrap();
            assert_eq!(failed.ending, Ending::Blocked);
            assert_eq!(failed.why.len(), 2);
            assert!(failed.next.unwrap().english().ends_with(&state.id));
        }
    }

    #[test]
    fn a_rollback_that_could_not_restore_all_is_no_success() {
        let custom = SslState {
            ca_type: Some(CaType::Custom),
            server_certificate: Some(crate::domain::sample::pem("ours")),
            ..ssl(true)
        };
        let before = posture(custom, Record::factory());
        let plan = plan(&before, &Policy::default());
        let state = Saved::new(&before, &plan, before.seen_at).unwrap();
        let found = Findings {
            named: true,
            unfinished: &[],
            now: &seen(true),
            drift: None,
            touched: &[],
        };
        let lost = state.review(&Policy::default(), found).unwrap().lost;
        assert_eq!(lost.len(), 1);
        for (ending, _) in Ending::TABLE {
            assert_eq!(state.put_back(vec![], ending), Ok(ending));
            match state.put_back(lost.clone(), ending) {
                Ok(same) => assert!(same == ending && ending != Ending::Done),
                Err(failed) => {
                    assert_eq!(ending, Ending::Done);
                    assert_eq!(failed.ending, Ending::Blocked);
                }
            }
        }
    }

    #[test]
    fn records_that_were_changed_and_not_saved_are_not_put_back() {
        let now = ssl(true);
        let mut state = saved(&[Some(WriteEnd::Done)]);
        assert_eq!(state.lost(Some(&now), &Part::ALL), [], "they are saved");
        state.records = None;
        assert_eq!(state.lost(Some(&now), &[Part::Ssl]), []);
        let lost = state.lost(Some(&now), &Part::ALL);
        let failed = state.put_back(lost, Ending::Done).unwrap_err();
        assert_eq!(failed.ending, Ending::Blocked);
        assert!(failed.next.unwrap().english().contains("hba apply"));
    }
}
