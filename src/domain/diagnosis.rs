//! What a look at the way to the service found: who calls, from where, and what they may do.
//!
//! Deliberately absent: anything about what an instance is set to; that is a posture.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::failure::Ending;
use super::instance::{InstanceId, Region};
use super::posture::{Reading, Unreadable};
use super::proof::ProbeReport;
use crate::text::{Text, text};

/// From which difference of the clocks on to warn; signatures are refused from 15 minutes on.
pub const CLOCK_WARNING: TimeDelta = TimeDelta::minutes(5);

/// What became of one credential source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// It decides.
    Used,
    /// It has nothing, or is not asked.
    Absent,
    /// It has something that cannot be used.
    Broken,
    /// An earlier one decided.
    NotReached,
}

impl SourceState {
    /// The word that documents carry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Absent => "absent",
            Self::Broken => "broken",
            Self::NotReached => "not_reached",
        }
    }
}

/// A file with defaults of flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultsFile {
    /// Where it is.
    pub path: String,
    /// The flags that it sets, such as `region`.
    pub flags: Vec<&'static str>,
}

/// One credential source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialSource {
    /// What it is called.
    pub source: Text,
    /// What became of it.
    pub state: SourceState,
    /// What it gives, or why it gives nothing.
    pub detail: Option<Text>,
}

impl CredentialSource {
    /// What became of it, in one sentence.
    pub fn outcome(&self) -> Text {
        let detail = self.detail.clone().unwrap_or_default();
        match self.state {
            SourceState::Used => text!("source-used", what = detail),
            SourceState::Absent => text!("source-absent", why = detail),
            SourceState::Broken => text!("source-broken", why = detail),
            SourceState::NotReached => text!("source-not-reached"),
        }
    }
}

/// Who the credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account_id: String,
    /// The user or assumed role.
    pub arn: String,
    /// The id of the user; an assumed role has none.
    pub user_id: Option<String>,
}

/// How the API answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTiming {
    /// From sending to the end of one answer.
    pub round_trip: Duration,
    /// What the clock of the service is ahead of ours; `None` when the answer named no time.
    pub clock_ahead: Option<TimeDelta>,
}

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// No verdict without it.
    Verdict,
    /// `check` says less without it.
    Detail,
    /// For `check --find` only.
    Find,
    /// Changes something.
    Change,
}

impl Use {
    /// The commands that use it, to show.
    pub const fn commands(self) -> &'static str {
        match self {
            Self::Verdict | Self::Detail => "check, plan, enforce",
            Self::Find => "check --find",
            Self::Change => "enforce, ssl, ca, acl, hba",
        }
    }
}

/// What became known about one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// Allowed.
    Allowed,
    /// Refused for want of permission; the service's words.
    Denied(Text),
    /// Not sent; why.
    NotAsked(Text),
    /// The answer does not tell; what came instead.
    Unknown(Text),
}

impl Permission {
    /// The word that documents carry.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied(_) => "denied",
            Self::NotAsked(_) => "not_asked",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What more there is to say.
    pub fn detail(&self) -> Option<Text> {
        match self {
            Self::Allowed => None,
            Self::NotAsked(why) | Self::Denied(why) | Self::Unknown(why) => Some(why.clone()),
        }
    }
}

/// One action the tool uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPermission {
    /// The API action; the RAM action is `rds:` and this.
    pub action: String,
    /// What it is for.
    pub used_for: Use,
    /// Whether it may be used.
    pub permission: Permission,
}

/// Everything one look found.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// When.
    pub at: DateTime<Utc>,
    /// The credential sources in their order.
    pub sources: Vec<CredentialSource>,
    /// Key files that others can read, one sentence each.
    pub exposed: Vec<Text>,
    /// Why there are no credentials; `None` when there are.
    pub no_credentials: Option<Text>,
    /// Who they belong to.
    pub caller: Reading<Caller>,
    /// Where the API is called.
    pub endpoint: String,
    /// The file with defaults of flags, where there is one.
    pub defaults: Option<DefaultsFile>,
    /// The region, where one is known.
    pub region: Option<Region>,
    /// The proxy that is used for it.
    pub proxy: Option<String>,
    /// How the API answered.
    pub way: Reading<ApiTiming>,
    /// The actions.
    pub actions: Vec<ActionPermission>,
    /// The instance that was named.
    pub instance: Option<InstanceId>,
    /// What live connections to its endpoints said.
    pub probes: Reading<Vec<ProbeReport>>,
}

/// One thing that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// How bad it is: `Access`, `Api`, or `Gaps` for a warning.
    pub ending: Ending,
    /// What.
    pub what: Text,
    /// What to do about it.
    pub next: Option<Text>,
}

impl Diagnosis {
    /// All that is not right, the worst first.
    pub fn complaints(&self) -> Vec<Complaint> {
        let mut found = Vec::new();
        let mut add = |ending, what: Text, next: Option<Text>| {
            found.push(Complaint { ending, what, next });
        };
        if let Some(why) = &self.no_credentials {
            add(
                Ending::Access,
                text!("doctor-no-credentials", why = why),
                None,
            );
        }
        match &self.way {
            Reading::Unreadable(error) => add(
                kind(error, Ending::Api),
                text!("doctor-no-answer", why = error.text()),
                error.next.clone(),
            ),
            Reading::Known(way) => {
                if let Some(ahead) = way.clock_ahead.filter(|ahead| ahead.abs() > CLOCK_WARNING) {
                    add(
                        Ending::Gaps,
                        text!("doctor-clock", difference = seconds(ahead.abs())),
                        Some(text!("doctor-clock-next")),
                    );
                }
            }
            Reading::NotAsked => {}
        }
        if let Reading::Unreadable(error) = &self.caller {
            add(
                kind(error, Ending::Gaps),
                text!("doctor-no-caller", why = error.text()),
                error.next.clone(),
            );
        }
        for action in &self.actions {
            let name = &action.action;
            let (needed, warned) = match action.used_for {
                Use::Verdict => (true, true),
                Use::Detail => (false, true),
                Use::Find | Use::Change => (false, false),
            };
            match &action.permission {
                Permission::Denied(_) if warned => add(
                    if needed { Ending::Access } else { Ending::Gaps },
                    text!("doctor-denied", action = name),
                    Some(text!("doctor-denied-next", action = name)),
                ),
                Permission::Unknown(why) if warned => add(
                    if needed { Ending::Api } else { Ending::Gaps },
                    text!("doctor-permission-not-known", action = name, why = why),
                    None,
                ),
                Permission::Allowed
                | Permission::NotAsked(_)
                | Permission::Denied(_)
                | Permission::Unknown(_) => {}
            }
        }
        match &self.probes {
            Reading::Unreadable(error) => add(
                kind(error, Ending::Api),
                text!("doctor-no-endpoints", why = error.text()),
                error.next.clone(),
            ),
            Reading::Known(reports) if reports.iter().all(ProbeReport::unreachable) => add(
                Ending::Api,
                text!("doctor-unreachable"),
                Some(text!("doctor-unreachable-next")),
            ),
            Reading::Known(_) | Reading::NotAsked => {}
        }
        for exposed in &self.exposed {
            add(Ending::Gaps, exposed.clone(), None);
        }
        found.sort_by_key(|complaint| std::cmp::Reverse(complaint.ending));
        found
    }

    /// The worst of it.
    pub fn ending(&self) -> Ending {
        self.complaints()
            .first()
            .map_or(Ending::Done, |complaint| complaint.ending)
    }
}

/// A refusal of the caller, else what this part counts as.
fn kind(error: &Unreadable, other: Ending) -> Ending {
    match error.cause {
        super::posture::Cause::Access => Ending::Access,
        super::posture::Cause::NotFound => Ending::Api,
        super::posture::Cause::Unsupported | super::posture::Cause::Failed => other,
    }
}

/// A difference in words: `40 s`, `16 min`.
pub fn seconds(difference: TimeDelta) -> Text {
    if difference.num_minutes().abs() < 5 {
        text!("time-seconds", count = difference.num_seconds())
    } else {
        text!("time-minutes", count = difference.num_minutes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::posture::Cause;

    fn healthy() -> Diagnosis {
        Diagnosis {
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            sources: vec![],
            exposed: vec![],
            no_credentials: None,
            caller: Reading::NotAsked,
            endpoint: "https://rds.aliyuncs.com/".to_owned(),
            defaults: None,
            region: None,
            proxy: None,
            way: Reading::Known(ApiTiming {
                round_trip: Duration::from_millis(20),
                clock_ahead: Some(TimeDelta::seconds(-300)),
            }),
            actions: vec![],
            instance: None,
            probes: Reading::NotAsked,
        }
    }

    fn with(used_for: Use, permission: Permission) -> Diagnosis {
        Diagnosis {
            actions: vec![ActionPermission {
                action: "DescribeDBProxy".to_owned(),
                used_for,
                permission,
            }],
            ..healthy()
        }
    }

    #[test]
    fn the_worst_part_decides() {
        let why = || Text::verbatim("no");
        let denied = || Permission::Denied(why());
        assert_eq!(healthy().ending(), Ending::Done);
        for (used_for, permission, ending) in [
            (Use::Verdict, Permission::Allowed, Ending::Done),
            (Use::Verdict, denied(), Ending::Access),
            (Use::Detail, denied(), Ending::Gaps),
            (Use::Find, denied(), Ending::Done),
            (Use::Change, Permission::NotAsked(why()), Ending::Done),
            (Use::Verdict, Permission::Unknown(why()), Ending::Api),
        ] {
            let told = with(used_for, permission.clone()).ending();
            assert_eq!(told, ending, "{permission:?}");
        }
        let failed = |cause| Unreadable::new(cause, Text::verbatim("x"));
        let far = Diagnosis {
            way: Reading::Known(ApiTiming {
                round_trip: Duration::ZERO,
                clock_ahead: Some(TimeDelta::seconds(-301)),
            }),
            ..healthy()
        };
        assert_eq!(far.ending(), Ending::Gaps);
        let dead = Diagnosis {
            way: Reading::Unreadable(failed(Cause::Failed)),
            ..with(Use::Verdict, denied())
        };
        assert_eq!(dead.ending(), Ending::Access);
        assert_eq!(dead.complaints().len(), 2);
        for (cause, ending) in [
            (Cause::Failed, Ending::Gaps),
            (Cause::Access, Ending::Access),
        ] {
            let unknown = Diagnosis {
                caller: Reading::Unreadable(failed(cause)),
                ..healthy()
            };
            assert_eq!(unknown.ending(), ending);
        }
    }
}
