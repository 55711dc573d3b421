//! What a fault is: text, `KIND[:ARGUMENT][@ACTION]`, read and written.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::domain::instance::Malformed;
use crate::text::{Text, text};
use chrono::TimeDelta;

/// One fault, read from text such as `throttle:2`, `reset:1@ModifyPGHbaConfig` or `skew:-20m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(super) kind: FaultKind,
    /// Only calls of this action; `None` is any.
    pub(super) action: Option<String>,
}

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// Answered `Throttling.User` with `x-acs-retry-after`.
    Throttle,
    /// Answered 500 `InternalError`; nothing is done.
    Http500,
    /// The connection is dropped before anything is done.
    Reset,
    /// The write is done, then the connection is dropped.
    LostAnswer,
    /// The answer breaks off in the middle.
    Truncate,
    /// An HTML page with status 502, as a proxy in between sends it.
    Html,
    /// Answered `InvalidSecurityToken.Expired`.
    ExpiredToken,
}

impl Interruption {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Throttle, "throttle"),
        (Self::Http500, "http-500"),
        (Self::Reset, "reset"),
        (Self::LostAnswer, "lost-answer"),
        (Self::Truncate, "truncate"),
        (Self::Html, "html"),
        (Self::ExpiredToken, "expired-token"),
    ];
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FaultKind {
    Next(Interruption, u32),
    Slow(Duration),
    Stuck,
    FailChange(String),
    /// N changes land in the control plane and never reach the database.
    Unapplied(u32),
    StatusLag(Duration),
    Skew(TimeDelta),
    Deny(String),
    ForeignChange(u32),
    RefuseCombined,
    /// N of a hundred reads fail, in an even sequence.
    Flaky(u32),
    /// The settings of N of a hundred instances cannot be read.
    Unreadable(u32),
    /// The endpoint of this region is not there.
    DeadRegion(String),
}

/// Every kind, as an error message names them.
const KINDS: &str = "throttle:N, http-500:N, reset:N, lost-answer:N, truncate:N, html:N, \
    expired-token:N, slow:DURATION, status-lag:DURATION, skew:[-]DURATION, stuck, \
    fail-change:REASON, unapplied:N, deny:ACTION, foreign-change[:N], refuse-combined, flaky:PERCENT, \
    unreadable:PERCENT, dead-region:REGION";

/// The longest duration a fault takes; sums of a few still make a time.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

impl FromStr for Fault {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = |why: Text| Malformed(text!("sandbox-no-fault", fault = text, why = why));
        let (name, rest) = match text.trim().split_once(':') {
            Some((name, rest)) => (name.trim(), Some(rest.trim())),
            None => (text.trim(), None),
        };
        // A reason is free text, so `@` in it means nothing.
        let (argument, action) = match rest.and_then(|rest| rest.rsplit_once('@')) {
            Some((argument, action)) if name != "fail-change" => (Some(argument), Some(action)),
            _ => (rest, None),
        };
        if action.is_some_and(|action| action.is_empty() || !is_word(action)) {
            return Err(malformed(text!("fault-action")));
        }
        let needed = || {
            argument
                .filter(|argument| !argument.is_empty())
                .ok_or_else(|| malformed(text!("fault-no-argument", name = name)))
        };
        let count = |argument: &str| match argument.parse::<u32>() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(malformed(text!("fault-no-count", argument = argument))),
        };
        let duration = |argument: &str| {
            humantime::parse_duration(argument)
                .map_err(|_| malformed(text!("fault-no-duration", argument = argument)))
                .and_then(|duration| {
                    if duration <= LONGEST {
                        Ok(duration)
                    } else {
                        Err(malformed(text!("fault-long", argument = argument)))
                    }
                })
        };
        let counted = Interruption::ALL.iter().find(|(_, known)| *known == name);
        let kind = match (counted, name) {
            (Some((interruption, _)), _) => FaultKind::Next(*interruption, count(needed()?)?),
            (None, "slow") => FaultKind::Slow(duration(needed()?)?),
            (None, "status-lag") => FaultKind::StatusLag(duration(needed()?)?),
            (None, "skew") => {
                let argument = needed()?;
                let (size, behind) = match argument.strip_prefix('-') {
                    Some(size) => (size, true),
                    None => (argument, false),
                };
                let size = TimeDelta::from_std(duration(size)?)
                    .map_err(|why| malformed(Text::verbatim(why.to_string())))?;
                FaultKind::Skew(if behind { -size } else { size })
            }
            (None, "stuck") => FaultKind::Stuck,
            (None, "fail-change") => FaultKind::FailChange(needed()?.to_owned()),
            (None, "unapplied") => FaultKind::Unapplied(count(needed()?)?),
            (None, "deny") => FaultKind::Deny(needed()?.to_owned()),
            (None, "foreign-change") => FaultKind::ForeignChange(argument.map_or(Ok(1), count)?),
            (None, "refuse-combined") => FaultKind::RefuseCombined,
            (None, "flaky") => FaultKind::Flaky(count(needed()?)?.min(100)),
            (None, "unreadable") => FaultKind::Unreadable(count(needed()?)?.min(100)),
            (None, "dead-region") => FaultKind::DeadRegion(needed()?.to_owned()),
            (None, _) => return Err(malformed(text!("fault-kinds", kinds = KINDS))),
        };
        if argument.is_some() && matches!(kind, FaultKind::Stuck | FaultKind::RefuseCombined) {
            return Err(malformed(text!("fault-argument", name = name)));
        }
        if action.is_some()
            && !matches!(
                kind,
                FaultKind::Next(..) | FaultKind::Slow(_) | FaultKind::Unapplied(_)
            )
        {
            return Err(malformed(text!("fault-no-action", name = name)));
        }
        Ok(Self {
            kind,
            action: action.map(str::to_owned),
        })
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Next(interruption, count) => {
                let name = Interruption::ALL
                    .iter()
                    .find(|(known, _)| known == interruption)
                    .map_or("", |(_, name)| name);
                write!(f, "{name}:{count}")?;
            }
            FaultKind::Slow(time) => write!(f, "slow:{}", joined(*time))?,
            FaultKind::StatusLag(time) => write!(f, "status-lag:{}", joined(*time))?,
            FaultKind::Skew(time) => write!(
                f,
                "skew:{}{}",
                if *time < TimeDelta::zero() { "-" } else { "" },
                joined(time.abs().to_std().unwrap_or_default())
            )?,
            FaultKind::Stuck => f.write_str("stuck")?,
            FaultKind::FailChange(reason) => write!(f, "fail-change:{reason}")?,
            FaultKind::Unapplied(count) => write!(f, "unapplied:{count}")?,
            FaultKind::Deny(action) => write!(f, "deny:{action}")?,
            FaultKind::ForeignChange(looks) => write!(f, "foreign-change:{looks}")?,
            FaultKind::RefuseCombined => f.write_str("refuse-combined")?,
            FaultKind::Flaky(share) => write!(f, "flaky:{share}")?,
            FaultKind::Unreadable(share) => write!(f, "unreadable:{share}")?,
            FaultKind::DeadRegion(region) => write!(f, "dead-region:{region}")?,
        }
        match &self.action {
            Some(action) => write!(f, "@{action}"),
            None => Ok(()),
        }
    }
}

/// A duration without blanks: `1m30s`.
fn joined(time: Duration) -> String {
    humantime::format_duration(time)
        .to_string()
        .replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_a_round_trip() {
        for text in [
            "throttle:3",
            "http-500:1",
            "reset:1@ModifyPGHbaConfig",
            "lost-answer:1",
            "truncate:2",
            "html:1",
            "expired-token:1",
            "slow:1m30s",
            "slow:5ms@DescribeDBInstances",
            "stuck",
            "fail-change:role \"x@y\" does not exist: really",
            "unapplied:1@ModifyPGHbaConfig",
            "status-lag:2s",
            "skew:20m",
            "skew:-20m",
            "deny:ModifyDBInstanceSSL",
            "foreign-change:2",
            "refuse-combined",
            "flaky:1",
            "unreadable:20",
            "dead-region:cn-hangzhou",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
        assert_eq!(
            "foreign-change".parse::<Fault>().unwrap().to_string(),
            "foreign-change:1"
        );
    }

    #[test]
    fn nonsense_is_refused_with_the_reason() {
        for (text, part) in [
            ("", "the kinds are"),
            ("explode:1", "throttle:N"),
            ("throttle", "needs an argument"),
            ("throttle:0", "count of 1"),
            ("throttle:x", "count of 1"),
            ("throttle:1@", "action name"),
            ("slow:fast", "not a duration"),
            ("skew:1000y", "longer than a year"),
            ("skew:99999999999999y", "duration"),
            ("stuck:1", "no argument"),
            ("deny:", "needs an argument"),
            ("skew:1m@X", "takes no action"),
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
