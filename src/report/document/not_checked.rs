//! What a sweep did not look at, so that no report is taken for complete that is not.

use serde::{Deserialize, Serialize};

use super::{FailedRead, InstanceKey};
use crate::domain::failure::Ending;
use crate::domain::instance::Region;
use crate::report::printable;
use crate::text::{Text, text};

/// What was not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// Regions and accounts that could not be listed to the end: instances of theirs may be missing.
    pub places: Vec<Unlisted>,
    /// Whether the run was interrupted: more instances may be missing than were found.
    pub interrupted: bool,
    /// Instances that were found and not looked at before the interrupt.
    pub instances: u64,
    /// Instances of other engines, which are skipped.
    pub other_engines: u64,
}

/// A region or an account that could not be listed to the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlisted {
    /// The account, where it is known.
    pub account_id: Option<String>,
    /// The profile or role that reaches the account, where there are several accounts.
    pub reached_by: Option<Text>,
    /// The region; `None` is all of the account.
    pub region: Option<Region>,
    /// Why.
    pub error: FailedRead,
}

impl NotChecked {
    /// Whether everything was looked at that was to be.
    pub const fn is_complete(&self) -> bool {
        self.places.is_empty() && !self.interrupted
    }

    /// Whether there is nothing to say.
    pub const fn is_empty(&self) -> bool {
        self.is_complete() && self.other_engines == 0
    }

    /// How a run ends for it; `None` where everything was looked at. That it was interrupted itself is known to the run alone.
    pub fn ending(&self) -> Option<Ending> {
        let places = self.places.iter().map(|place| place.error.ending());
        places.chain(self.interrupted.then_some(Ending::Api)).max()
    }

    /// Whether an instance that is missing may be in a place that was not looked at.
    pub fn may_hide(&self, place: &InstanceKey) -> bool {
        let covers = |unlisted: &Unlisted| {
            (unlisted.account_id.is_none() || unlisted.account_id == place.account_id)
                && (unlisted.region.is_none() || unlisted.region == place.region)
        };
        self.interrupted || self.places.iter().any(covers)
    }

    /// Adds what another report of the same fleet did not look at.
    pub fn add(&mut self, other: Self) {
        for place in other.places {
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
        self.interrupted |= other.interrupted;
        self.instances += other.instances;
        self.other_engines += other.other_engines;
    }

    /// What makes the report incomplete, one sentence each.
    pub fn gaps(&self) -> Vec<Text> {
        let mut gaps: Vec<Text> = self
            .places
            .iter()
            .map(|place| text!("gap-place", what = place.what(), why = place.error.text()))
            .collect();
        gaps.extend(self.interruption());
        gaps
    }

    /// How many non-PostgreSQL instances were found; `None` for none.
    pub fn skipped(&self) -> Option<Text> {
        let others = self.other_engines;
        (others > 0).then(|| text!("gap-skipped", count = others))
    }

    /// What is missing because the run was interrupted.
    pub fn interruption(&self) -> Option<Text> {
        let missing = self.instances;
        self.interrupted
            .then(|| text!("gap-interrupted", count = missing))
    }
}

impl Unlisted {
    /// The region, or the account where all of it could not be listed.
    pub fn name(&self) -> Text {
        let account = match (&self.reached_by, &self.account_id) {
            (Some(reached_by), _) => Some(reached_by.clone()),
            (None, Some(id)) => Some(text!("gap-account", account = printable(id))),
            (None, None) => None,
        };
        match (&self.region, account) {
            (Some(region), Some(account)) => {
                text!("gap-region-of", region = region, account = account)
            }
            (Some(region), None) => Text::verbatim(region.as_str()),
            (None, Some(account)) => text!("gap-all-of", account = account),
            (None, None) => text!("gap-an-account"),
        }
    }

    /// The same, with what that means.
    pub fn what(&self) -> Text {
        text!("gap-unlisted", place = self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dark(account: Option<&str>, region: Option<&str>) -> Unlisted {
        Unlisted {
            account_id: account.map(str::to_owned),
            reached_by: None,
            region: region.map(|region| region.parse().unwrap()),
            error: FailedRead {
                kind: Ending::Api,
                code: Some("ServiceUnavailable".to_owned()),
                message: Text::verbatim("the service is down"),
                request_id: None,
            },
        }
    }

    #[test]
    fn a_place_hides_what_is_in_it_and_nothing_else() {
        let place = |account: &str, region: &str| InstanceKey {
            account_id: Some(account.to_owned()),
            region: Some(region.parse().unwrap()),
            instance_id: "pgm-a".parse().unwrap(),
        };
        let one = NotChecked {
            places: vec![dark(Some("1"), Some("cn-shanghai"))],
            ..NotChecked::default()
        };
        assert!(one.may_hide(&place("1", "cn-shanghai")));
        assert!(!one.may_hide(&place("2", "cn-shanghai")));
        assert!(!one.may_hide(&place("1", "cn-beijing")));
        let account = NotChecked {
            places: vec![dark(Some("1"), None)],
            ..NotChecked::default()
        };
        assert!(account.may_hide(&place("1", "cn-beijing")));
        assert!(!account.may_hide(&place("2", "cn-beijing")));
        assert!(
            NotChecked {
                interrupted: true,
                ..NotChecked::default()
            }
            .may_hide(&place("1", "x-y"))
        );
        assert!(!NotChecked::default().may_hide(&place("1", "x-y")));
    }

    #[test]
    fn together_each_place_is_named_once_and_counts_add_up() {
        let mut all = NotChecked {
            places: vec![dark(None, Some("cn-shanghai"))],
            other_engines: 3,
            ..NotChecked::default()
        };
        all.add(all.clone());
        assert_eq!((all.places.len(), all.other_engines), (1, 6));
        assert_eq!(
            all.gaps(),
            [
                "cn-shanghai could not be listed; its instances may be missing: ServiceUnavailable: the service is down"
            ]
        );
    }
}
