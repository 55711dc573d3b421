//! What a look at the way to the service found: who calls, from where, and what they may do.
//!
//! Deliberately absent: anything about what an instance is set to; that is a posture.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::failure::Ending;
use super::instance::{InstanceId, Region};
use super::posture::{Reading, Unreadable};
use super::proof::ProbeReport;
use crate::text::Text;

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

/// One credential source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialSource {
    /// What it is called.
    pub source: String,
    /// What became of it.
    pub state: SourceState,
    /// What it gives, or why it gives nothing.
    pub detail: Option<String>,
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
    Denied(String),
    /// Not sent; why.
    NotAsked(&'static str),
    /// The answer does not tell; what came instead.
    Unknown(String),
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
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Allowed => None,
            Self::NotAsked(why) => Some(why),
            Self::Denied(text) | Self::Unknown(text) => Some(text),
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
    pub exposed: Vec<String>,
    /// Why there are no credentials; `None` when there are.
    pub no_credentials: Option<String>,
    /// Who they belong to.
    pub caller: Reading<Caller>,
    /// Where the API is called.
    pub endpoint: String,
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
    pub what: String,
    /// What to do about it.
    pub next: Option<String>,
}

impl Diagnosis {
    /// All that is not right, the worst first.
    pub fn complaints(&self) -> Vec<Complaint> {
        let mut found = Vec::new();
        let mut add = |ending, what: String, next: Option<String>| {
            found.push(Complaint { ending, what, next });
        };
        if let Some(why) = &self.no_credentials {
            add(
                Ending::Access,
                format!("no usable credentials: {why}"),
                None,
            );
        }
        match &self.way {
            Reading::Unreadable(error) => add(
                kind(error, Ending::Api),
                format!("the API does not answer: {}", error.text().english()),
                error.next.as_ref().map(Text::english),
            ),
            Reading::Known(way) => {
                if let Some(ahead) = way.clock_ahead.filter(|ahead| ahead.abs() > CLOCK_WARNING) {
                    add(
                        Ending::Gaps,
                        format!("the clock of this machine is {} off", seconds(ahead.abs())),
                        Some("set the clock of this machine".to_owned()),
                    );
                }
            }
            Reading::NotAsked => {}
        }
        if let Reading::Unreadable(error) = &self.caller {
            add(
                kind(error, Ending::Gaps),
                format!(
                    "who the credentials belong to is not known: {}",
                    error.text().english()
                ),
                error.next.as_ref().map(Text::english),
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
                    format!("{name} is denied"),
                    Some(format!(
                        "allow the RAM action rds:{name}; forcessl export ram-policy audit prints a policy"
                    )),
                ),
                Permission::Unknown(why) if warned => add(
                    if needed { Ending::Api } else { Ending::Gaps },
                    format!("whether {name} is allowed is not known: {why}"),
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
                format!("the endpoints are not known: {}", error.text().english()),
                error.next.as_ref().map(Text::english),
            ),
            Reading::Known(reports) if reports.iter().all(ProbeReport::unreachable) => add(
                Ending::Api,
                "no endpoint of the instance can be reached from here, so nothing can be proven"
                    .to_owned(),
                Some(
                    "run it where the database can be reached, or add this machine to the whitelist"
                        .to_owned(),
                ),
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
pub fn seconds(difference: TimeDelta) -> String {
    if difference.num_minutes().abs() < 5 {
        format!("{} s", difference.num_seconds())
    } else {
        format!("{} min", difference.num_minutes())
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
        let denied = || Permission::Denied("no".to_owned());
        assert_eq!(healthy().ending(), Ending::Done);
        for (used_for, permission, ending) in [
            (Use::Verdict, Permission::Allowed, Ending::Done),
            (Use::Verdict, denied(), Ending::Access),
            (Use::Detail, denied(), Ending::Gaps),
            (Use::Find, denied(), Ending::Done),
            (Use::Change, Permission::NotAsked("x"), Ending::Done),
            (
                Use::Verdict,
                Permission::Unknown("500".to_owned()),
                Ending::Api,
            ),
        ] {
            assert_eq!(
                with(used_for, permission.clone()).ending(),
                ending,
                "{permission:?}"
            );
        }
        let failed = |cause| Unreadable {
            cause,
            action: None,
            code: None,
            message: "x".into(),
            request_id: None,
            next: None,
        };
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
        let nobody_says = Diagnosis {
            caller: Reading::Unreadable(failed(Cause::Failed)),
            ..healthy()
        };
        assert_eq!(nobody_says.ending(), Ending::Gaps);
        let wrong_key = Diagnosis {
            caller: Reading::Unreadable(failed(Cause::Access)),
            ..healthy()
        };
        assert_eq!(wrong_key.ending(), Ending::Access);
    }
}
