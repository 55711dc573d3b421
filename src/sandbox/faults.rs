//! Misbehaviour on request: faults that are set at start or while the sandbox runs.
//!
//! A fault is text, `KIND[:ARGUMENT][@ACTION]`; with `@ACTION` it waits for calls of that action.
//! It can be armed for the calls of one access key or about one instance alone, and after so many
//! of them. Deciding is pure: nothing here waits, drops or answers anything.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// How many strikes are remembered; older ones are forgotten.
const REMEMBERED_STRIKES: usize = 100_000;

/// One fault, read from text such as `throttle:2`, `reset:1@ModifyPGHbaConfig` or `skew:-20m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: Kind,
    /// Only calls of this action; `None` is any.
    action: Option<String>,
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Next(Interruption, u32),
    Slow(Duration),
    Stuck,
    FailChange(String),
    StatusLag(Duration),
    Skew(TimeDelta),
    Deny(String),
    ForeignChange(u32),
    RefuseCombined,
    /// So many of a hundred reads fail, in an even sequence.
    Flaky(u32),
    /// The settings of so many of a hundred instances cannot be read.
    Unreadable(u32),
    /// The endpoint of this region is not there.
    DeadRegion(String),
}

/// A fault text that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a fault: {reason}")]
pub struct MalformedFault {
    text: String,
    reason: String,
}

/// Every kind, as an error message names them.
const KINDS: &str = "throttle:N, http-500:N, reset:N, lost-answer:N, truncate:N, html:N, \
    expired-token:N, slow:DURATION, status-lag:DURATION, skew:[-]DURATION, stuck, \
    fail-change:REASON, deny:ACTION, foreign-change[:N], refuse-combined, flaky:PERCENT, \
    unreadable:PERCENT, dead-region:REGION";

/// The longest duration a fault takes; sums of a few still make a time.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

impl FromStr for Fault {
    type Err = MalformedFault;

    fn from_str(text: &str) -> Result<Self, MalformedFault> {
        let malformed = |reason: String| MalformedFault {
            text: text.to_owned(),
            reason,
        };
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
            return Err(malformed("an action name stands after `@`".to_owned()));
        }
        let needed = || {
            argument
                .filter(|argument| !argument.is_empty())
                .ok_or_else(|| malformed(format!("`{name}` needs an argument")))
        };
        let count = |argument: &str| match argument.parse::<u32>() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(malformed(format!(
                "`{argument}` is not a count of 1 or more"
            ))),
        };
        let duration = |argument: &str| {
            humantime::parse_duration(argument)
                .map_err(|reason| malformed(format!("`{argument}` is not a duration: {reason}")))
                .and_then(|duration| {
                    if duration <= LONGEST {
                        Ok(duration)
                    } else {
                        Err(malformed(format!("`{argument}` is longer than a year")))
                    }
                })
        };
        let counted = Interruption::ALL.iter().find(|(_, known)| *known == name);
        let kind = match (counted, name) {
            (Some((interruption, _)), _) => Kind::Next(*interruption, count(needed()?)?),
            (None, "slow") => Kind::Slow(duration(needed()?)?),
            (None, "status-lag") => Kind::StatusLag(duration(needed()?)?),
            (None, "skew") => {
                let argument = needed()?;
                let (size, behind) = match argument.strip_prefix('-') {
                    Some(size) => (size, true),
                    None => (argument, false),
                };
                let size = TimeDelta::from_std(duration(size)?)
                    .map_err(|reason| malformed(reason.to_string()))?;
                Kind::Skew(if behind { -size } else { size })
            }
            (None, "stuck") => Kind::Stuck,
            (None, "fail-change") => Kind::FailChange(needed()?.to_owned()),
            (None, "deny") => Kind::Deny(needed()?.to_owned()),
            (None, "foreign-change") => Kind::ForeignChange(argument.map_or(Ok(1), count)?),
            (None, "refuse-combined") => Kind::RefuseCombined,
            (None, "flaky") => Kind::Flaky(count(needed()?)?.min(100)),
            (None, "unreadable") => Kind::Unreadable(count(needed()?)?.min(100)),
            (None, "dead-region") => Kind::DeadRegion(needed()?.to_owned()),
            (None, _) => return Err(malformed(format!("the kinds are {KINDS}"))),
        };
        if argument.is_some() && matches!(kind, Kind::Stuck | Kind::RefuseCombined) {
            return Err(malformed(format!("`{name}` takes no argument")));
        }
        if action.is_some() && !matches!(kind, Kind::Next(..) | Kind::Slow(_)) {
            return Err(malformed(format!("`{name}` takes no action")));
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
            Kind::Next(interruption, count) => {
                let name = Interruption::ALL
                    .iter()
                    .find(|(known, _)| known == interruption)
                    .map_or("", |(_, name)| name);
                write!(f, "{name}:{count}")?;
            }
            Kind::Slow(time) => write!(f, "slow:{}", joined(*time))?,
            Kind::StatusLag(time) => write!(f, "status-lag:{}", joined(*time))?,
            Kind::Skew(time) => write!(
                f,
                "skew:{}{}",
                if *time < TimeDelta::zero() { "-" } else { "" },
                joined(time.abs().to_std().unwrap_or_default())
            )?,
            Kind::Stuck => f.write_str("stuck")?,
            Kind::FailChange(reason) => write!(f, "fail-change:{reason}")?,
            Kind::Deny(action) => write!(f, "deny:{action}")?,
            Kind::ForeignChange(looks) => write!(f, "foreign-change:{looks}")?,
            Kind::RefuseCombined => f.write_str("refuse-combined")?,
            Kind::Flaky(share) => write!(f, "flaky:{share}")?,
            Kind::Unreadable(share) => write!(f, "unreadable:{share}")?,
            Kind::DeadRegion(region) => write!(f, "dead-region:{region}")?,
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

/// What is known of a call, or of the call that began a change.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asker<'a> {
    /// Action; empty when there is none.
    pub(crate) action: &'a str,
    /// Access key id, as the request claims it.
    pub(crate) access_key_id: Option<&'a str>,
    /// The instance it names.
    pub(crate) instance_id: Option<&'a str>,
}

/// Whose calls a fault is for; `None` is anyone's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Those signed with this access key id.
    pub(crate) access_key_id: Option<String>,
    /// Those about this instance.
    pub(crate) instance_id: Option<String>,
}

impl Scope {
    /// Whether it is for everyone.
    pub(crate) const fn is_everyone(&self) -> bool {
        self.access_key_id.is_none() && self.instance_id.is_none()
    }

    /// Whether these two are in it.
    pub(crate) fn holds(&self, access_key_id: Option<&str>, instance_id: Option<&str>) -> bool {
        let fits = |wanted: &Option<String>, found: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == found
        };
        fits(&self.access_key_id, access_key_id) && fits(&self.instance_id, instance_id)
    }
}

/// A fault that waits for its calls.
#[derive(Debug)]
pub(crate) struct Armed {
    fault: Fault,
    scope: Scope,
    /// How many calls it lets pass first.
    after: u64,
    /// How many calls have come.
    seen: u64,
}

impl Armed {
    /// This fault, for these calls, when so many of them have passed.
    pub(crate) const fn new(fault: Fault, scope: Scope, after: u64) -> Self {
        Self {
            fault,
            scope,
            after,
            seen: 0,
        }
    }

    fn is_for(&self, asker: &Asker<'_>) -> bool {
        let about = self.fault.action.as_deref();
        about.is_none_or(|only| only == asker.action)
            && self.scope.holds(asker.access_key_id, asker.instance_id)
    }

    /// Whether it is in force for a call that has arrived, or a change.
    fn strikes(&self, asker: &Asker<'_>) -> bool {
        (self.after == 0 || self.seen > self.after) && self.is_for(asker)
    }
}

/// One call that met a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Strike {
    /// The fault, with what is left of its count.
    pub(crate) fault: String,
    /// Action of the call; empty for a change that met it.
    pub(crate) action: String,
    /// Access key id of the call.
    pub(crate) access_key_id: Option<String>,
    /// The instance it names.
    pub(crate) instance_id: Option<String>,
    /// When.
    pub(crate) at: DateTime<Utc>,
}

/// The faults that are armed, in the order they were set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    /// How far the sequence of reads that fail is, in hundredths.
    flakiness: u32,
    strikes: VecDeque<Strike>,
}

impl Faults {
    /// Starts with these, for everyone.
    pub(crate) fn new(armed: Vec<Fault>) -> Self {
        Self {
            armed: armed
                .into_iter()
                .map(|fault| Armed::new(fault, Scope::default(), 0))
                .collect(),
            ..Self::default()
        }
    }

    /// Adds more.
    pub(crate) fn arm(&mut self, faults: impl IntoIterator<Item = Armed>) {
        self.armed.extend(faults);
    }

    /// Takes those of this scope away; all, when it is everyone's.
    pub(crate) fn clear(&mut self, scope: &Scope) {
        self.armed
            .retain(|armed| !scope.is_everyone() && armed.scope != *scope);
    }

    /// What is armed for this scope, as text; all, when it is everyone's.
    pub(crate) fn texts(&self, scope: &Scope) -> Vec<String> {
        self.armed
            .iter()
            .filter(|armed| scope.is_everyone() || armed.scope == *scope)
            .map(|armed| armed.fault.to_string())
            .collect()
    }

    /// The calls that met a fault, oldest first.
    pub(crate) fn met(&self) -> impl Iterator<Item = &Strike> {
        self.strikes.iter()
    }

    /// Counts a call for the faults that let some pass first; once for each call, before anything
    /// is decided on it.
    pub(crate) fn arrive(&mut self, asker: &Asker<'_>) {
        for armed in &mut self.armed {
            if armed.is_for(asker) {
                armed.seen += 1;
            }
        }
    }

    fn note(&mut self, fault: String, asker: &Asker<'_>, at: DateTime<Utc>) {
        if self.strikes.len() == REMEMBERED_STRIKES {
            self.strikes.pop_front();
        }
        self.strikes.push_back(Strike {
            fault,
            action: asker.action.to_owned(),
            access_key_id: asker.access_key_id.map(str::to_owned),
            instance_id: asker.instance_id.map(str::to_owned),
            at,
        });
    }

    /// Notes the first fault in force for which this holds, and says whether there is one.
    fn meets(
        &mut self,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
        holds: impl Fn(&Kind) -> bool,
    ) -> bool {
        let found = self
            .armed
            .iter()
            .find(|armed| holds(&armed.fault.kind) && armed.strikes(asker))
            .map(|armed| armed.fault.to_string());
        match found {
            Some(fault) => {
                self.note(fault, asker, now);
                true
            }
            None => false,
        }
    }

    /// Whether this call is interrupted so; uses up one of the count.
    pub(crate) fn strikes(
        &mut self,
        interruption: Interruption,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        let mut struck = None;
        for (position, armed) in self.armed.iter_mut().enumerate() {
            if !armed.strikes(asker) {
                continue;
            }
            let text = armed.fault.to_string();
            if let Kind::Next(kind, left) = &mut armed.fault.kind
                && *kind == interruption
            {
                *left -= 1;
                struck = Some((position, *left == 0, text));
                break;
            }
        }
        let Some((position, used_up, text)) = struck else {
            return false;
        };
        if used_up {
            self.armed.remove(position);
        }
        self.note(text, asker, now);
        true
    }

    /// How much longer a call takes that arrives next.
    pub(crate) fn slowness(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Duration {
        let mut slowness = Duration::ZERO;
        let mut met = Vec::new();
        for armed in &self.armed {
            if let Kind::Slow(time) = &armed.fault.kind
                && armed.seen >= armed.after
                && armed.is_for(asker)
            {
                slowness = slowness.saturating_add(*time);
                met.push(armed.fault.to_string());
            }
        }
        for fault in met {
            self.note(fault, asker, now);
        }
        slowness
    }

    /// Whether this change does not land for now.
    pub(crate) fn stuck(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> bool {
        self.meets(asker, now, |kind| *kind == Kind::Stuck)
    }

    /// Whether SSL settings that need each other are refused in one call.
    pub(crate) fn refuses_combined(&self, asker: &Asker<'_>) -> bool {
        self.armed
            .iter()
            .any(|armed| armed.fault.kind == Kind::RefuseCombined && armed.strikes(asker))
    }

    /// Whether the action is denied by policy.
    pub(crate) fn denies(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> bool {
        self.meets(
            asker,
            now,
            |kind| matches!(kind, Kind::Deny(denied) if denied == asker.action),
        )
    }

    /// Whether this read fails.
    pub(crate) fn fails_read(&mut self, asker: &Asker<'_>) -> bool {
        if !asker.action.starts_with("Describe") {
            return false;
        }
        let mut fails = false;
        for armed in &self.armed {
            if !armed.strikes(asker) {
                continue;
            }
            match (&armed.fault.kind, asker.instance_id) {
                (Kind::Flaky(share), _) => {
                    self.flakiness += share;
                    if self.flakiness >= 100 {
                        self.flakiness -= 100;
                        fails = true;
                    }
                }
                (Kind::Unreadable(share), Some(id)) => {
                    let sum: u32 = id.bytes().fold(7, |sum, byte| {
                        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
                    });
                    fails |= sum % 100 < *share;
                }
                (Kind::Unreadable(_), None)
                | (
                    Kind::Next(..)
                    | Kind::Slow(_)
                    | Kind::Stuck
                    | Kind::FailChange(_)
                    | Kind::StatusLag(_)
                    | Kind::Skew(_)
                    | Kind::Deny(_)
                    | Kind::ForeignChange(_)
                    | Kind::RefuseCombined
                    | Kind::DeadRegion(_),
                    _,
                ) => {}
            }
        }
        fails
    }

    /// The regions whose endpoint is not there.
    pub(crate) fn dead_regions(&self, asker: &Asker<'_>) -> Vec<String> {
        self.armed
            .iter()
            .filter(|armed| armed.strikes(asker))
            .filter_map(|armed| {
                if let Kind::DeadRegion(region) = &armed.fault.kind {
                    Some(region.clone())
                } else {
                    None
                }
            })
            .collect()
    }

    /// How far the server's clock is off.
    pub(crate) fn skew(&self, asker: &Asker<'_>) -> TimeDelta {
        self.armed
            .iter()
            .rev()
            .filter(|armed| armed.strikes(asker))
            .find_map(|armed| {
                if let Kind::Skew(skew) = armed.fault.kind {
                    Some(skew)
                } else {
                    None
                }
            })
            .unwrap_or_default()
    }

    /// How long the status stays as it was after a write, when a fault says so.
    pub(crate) fn status_lag(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Option<Duration> {
        self.meets(asker, now, |kind| matches!(kind, Kind::StatusLag(_)));
        self.armed
            .iter()
            .rev()
            .filter(|armed| armed.strikes(asker))
            .find_map(|armed| {
                if let Kind::StatusLag(lag) = armed.fault.kind {
                    Some(lag)
                } else {
                    None
                }
            })
    }

    /// The reason why the change that starts now will fail; used up by it.
    pub(crate) fn next_failure(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Option<String> {
        let (position, reason) = self
            .armed
            .iter()
            .enumerate()
            .find_map(|(position, armed)| {
                if let Kind::FailChange(reason) = &armed.fault.kind
                    && armed.strikes(asker)
                {
                    Some((position, reason.clone()))
                } else {
                    None
                }
            })?;
        let armed = self.armed.remove(position);
        self.note(armed.fault.to_string(), asker, now);
        Some(reason)
    }

    /// Whether someone else edits `pg_hba` right after this look at it; counts the looks.
    pub(crate) fn foreign_change_after_look(
        &mut self,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        let mut struck = None;
        for (position, armed) in self.armed.iter_mut().enumerate() {
            if !armed.strikes(asker) {
                continue;
            }
            if let Kind::ForeignChange(left) = &mut armed.fault.kind {
                *left -= 1;
                if *left == 0 {
                    struck = Some(position);
                }
                break;
            }
        }
        let Some(position) = struck else {
            return false;
        };
        self.armed.remove(position);
        self.note("foreign-change".to_owned(), asker, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    const fn asker<'a>(
        action: &'a str,
        access_key_id: Option<&'a str>,
        instance_id: Option<&'a str>,
    ) -> Asker<'a> {
        Asker {
            action,
            access_key_id,
            instance_id,
        }
    }

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

    #[test]
    fn counts_run_out_and_actions_are_kept_apart() {
        let mut faults = Faults::new(vec![
            "throttle:2".parse().unwrap(),
            "reset:1@A".parse().unwrap(),
        ]);
        let mut strikes =
            |interruption, action| faults.strikes(interruption, &asker(action, None, None), NOW);
        assert!(!strikes(Interruption::Reset, "B"));
        assert!(strikes(Interruption::Reset, "A"));
        assert!(!strikes(Interruption::Reset, "A"));
        assert!(strikes(Interruption::Throttle, "A"));
        assert!(strikes(Interruption::Throttle, "B"));
        assert!(!strikes(Interruption::Throttle, "B"));
        assert!(faults.texts(&Scope::default()).is_empty());
        let met: Vec<&str> = faults.met().map(|strike| strike.fault.as_str()).collect();
        assert_eq!(met, ["reset:1@A", "throttle:2", "throttle:1"]);
    }

    #[test]
    fn someone_else_edits_after_the_second_look() {
        let mut faults = Faults::new(vec!["foreign-change:2".parse().unwrap()]);
        let mut edits = || faults.foreign_change_after_look(&Asker::default(), NOW);
        assert!(!edits());
        assert!(edits());
        assert!(!edits());
    }

    #[test]
    fn a_fault_of_one_key_leaves_the_others_alone_and_lets_so_many_pass() {
        let scope = Scope {
            access_key_id: Some("mine".to_owned()),
            instance_id: None,
        };
        let mut faults = Faults::default();
        faults.arm([Armed::new("reset:1@A".parse().unwrap(), scope.clone(), 2)]);
        let mut call = |action, key| {
            let asker = asker(action, Some(key), None);
            faults.arrive(&asker);
            faults.strikes(Interruption::Reset, &asker, NOW)
        };
        assert!(!call("A", "theirs"));
        assert!(!call("A", "mine"));
        assert!(!call("B", "mine"), "another action does not count");
        assert!(!call("A", "mine"));
        assert!(!call("A", "theirs"));
        assert!(call("A", "mine"));
        assert!(!call("A", "mine"));
        assert_eq!(faults.met().count(), 1);
        faults.arm([Armed::new("stuck".parse().unwrap(), scope.clone(), 0)]);
        assert!(faults.stuck(&asker("", Some("mine"), Some("pgm-a")), NOW));
        assert!(!faults.stuck(&asker("", Some("theirs"), Some("pgm-a")), NOW));
        faults.clear(&Scope {
            access_key_id: Some("theirs".to_owned()),
            instance_id: None,
        });
        assert_eq!(faults.texts(&scope), ["stuck"]);
        faults.clear(&scope);
        assert!(faults.texts(&Scope::default()).is_empty());
    }
}
