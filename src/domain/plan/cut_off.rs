//! Who of those that are connected now would not get in again after a plan.
//!
//! Invariant: what cannot be told is its own answer and counts with those who may lose their
//! access; sessions that were not looked at are never counted as none. Deliberately absent:
//! passwords, the IP whitelist, and whether a certificate expires soon, which no session tells.

use super::{Blocker, Plan, Warning};
use crate::domain::sessions::{Hidden, Observer, Session};
use crate::text::{Text, text};

/// Why a session would not get in again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Loss {
    /// It is without SSL.
    Plaintext,
    /// It presents no client certificate.
    NoCertificate,
    /// The CN of its certificate is not the user.
    OtherUser {
        /// The CN.
        common_name: Option<String>,
    },
    /// Its certificate is not of the client CA that will be installed.
    OtherCa,
    /// Its certificate is on the revocation list.
    Revoked,
    /// No record matches it, with SSL or without.
    NoRecord,
    /// A record rejects it, with SSL or without.
    Rejected,
}

impl Loss {
    /// The word that JSON writes.
    pub fn as_str(&self) -> &'static str {
        self.into()
    }

    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Plaintext => text!("loss-plaintext"),
            Self::NoCertificate => text!("loss-no-certificate"),
            Self::OtherUser {
                common_name: Some(name),
            } => text!("loss-other-user", name = name),
            Self::OtherUser { common_name: None } => text!("loss-no-name"),
            Self::OtherCa => text!("loss-other-ca"),
            Self::Revoked => text!("loss-revoked"),
            Self::NoRecord => text!("loss-no-record"),
            Self::Rejected => text!("loss-rejected"),
        }
    }
}

/// What becomes of a session when it connects again after the change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It does not get in.
    Loses(Loss),
    /// It cannot be told.
    Unclear(Text),
    /// It gets as far as now.
    Keeps,
}

/// The sessions that were looked at, each with its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who looked, and where.
    pub account: Observer,
    /// The own session first, then as they were listed.
    pub sessions: Vec<(Session, Fate)>,
    /// Sessions that could not be looked into.
    pub hidden: Vec<Hidden>,
}

impl Preview {
    /// How many keep their access.
    pub fn keeps(&self) -> usize {
        self.count(|fate| *fate == Fate::Keeps)
    }

    /// How many lose it.
    pub fn loses(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Loses(_)))
    }

    /// Of how many it cannot be told.
    pub fn unclear(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Unclear(_)))
    }

    /// How many could not be looked into.
    pub fn hidden_count(&self) -> usize {
        self.hidden.iter().map(|hidden| hidden.count).sum()
    }

    /// What becomes of the session that looked.
    pub fn own(&self) -> Option<&Fate> {
        let own = self.sessions.iter().find(|(session, _)| session.own);
        own.map(|(_, fate)| fate)
    }

    fn count(&self, wanted: impl Fn(&Fate) -> bool) -> usize {
        let fates = self.sessions.iter().map(|(_, fate)| fate);
        fates.filter(|fate| wanted(fate)).count()
    }
}

/// What is known about who would be cut off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CutOff {
    /// Nobody looked.
    #[default]
    NotChecked,
    /// A look was wanted and did not succeed.
    Failed(Text),
    /// Looked.
    Checked(Preview),
}

impl Plan {
    /// Takes in what is known about who would be cut off, and blocks the plan when that is more
    /// than `limit` allows, or when a limit or a login was given and it could not be told.
    #[must_use]
    pub fn with_cut_off(mut self, cut_off: CutOff, limit: Option<usize>) -> Self {
        if !self.is_empty() {
            self.blockers.extend(gate(&self, &cut_off, limit));
            if let CutOff::Checked(preview) = &cut_off {
                let guesses = ["client-certificates", "plaintext-clients"];
                self.warnings
                    .retain(|one| !guesses.contains(&one.id.as_str()));
                self.warnings.extend(warnings(preview));
            }
        }
        self.cut_off = cut_off;
        self
    }
}

const CUT_OFF: &str = "cut-off";
const HIDDEN: &str = "sessions-hidden";
const NOT_CHECKED: &str = "sessions-not-checked";

/// The blockers that a look at the open sessions sets.
pub(super) const GATE: [&str; 3] = [CUT_OFF, HIDDEN, NOT_CHECKED];

fn gate(plan: &Plan, cut_off: &CutOff, limit: Option<usize>) -> Option<Blocker> {
    let blocker = |id, message, next| Some(Blocker::new(id, message, Some(next)));
    let unchecked = |message, next| blocker(NOT_CHECKED, message, next);
    let preview = match cut_off {
        CutOff::Failed(why) => {
            let next = text!("cut-off-failed-next", instance = &plan.instance_id);
            return unchecked(text!("cut-off-failed", why = why), next);
        }
        CutOff::NotChecked => {
            let next = text!("cut-off-not-checked-next");
            return limit.and_then(|_| unchecked(text!("cut-off-not-checked"), next));
        }
        CutOff::Checked(preview) => preview,
    };
    let (limit, user) = (limit?, &preview.account.user);
    let (loses, unclear) = (preview.loses(), preview.unclear());
    let (groups, hidden) = (plan.lockouts.len(), preview.hidden_count());
    if groups > limit {
        let what = text!("cut-off-lockouts", count = groups, limit = limit);
        blocker(CUT_OFF, what, text!("cut-off-lockouts-next"))
    } else if loses.saturating_add(unclear) > limit {
        let what = match unclear {
            0 => text!("cut-off-loses", count = loses, limit = limit),
            _ => text!(
                "cut-off-loses-unclear",
                count = loses,
                unclear = unclear,
                limit = limit
            ),
        };
        blocker(CUT_OFF, what, text!("cut-off-loses-next"))
    } else if hidden > 0 {
        let what = text!("cut-off-hidden", count = hidden, user = user);
        blocker(HIDDEN, what, text!("cut-off-grant", user = user))
    } else {
        None
    }
}

fn warnings(preview: &Preview) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |id, message| found.push(Warning::new(id, message));
    match preview.own() {
        Some(Fate::Loses(loss)) => warn("own-login", text!("cut-off-own", loss = loss.text())),
        Some(Fate::Unclear(why)) => warn("own-login", text!("cut-off-own-unclear", why = why)),
        Some(Fate::Keeps) | None => {}
    }
    let (loses, unclear, all) = (preview.loses(), preview.unclear(), preview.sessions.len());
    if loses > 0 {
        let what = text!("cut-off-sessions", count = loses, all = all);
        warn(CUT_OFF, what);
    }
    if unclear > 0 {
        let what = text!("cut-off-sessions-unclear", count = unclear, all = all);
        warn("cut-off-unclear", what);
    }
    let user = &preview.account.user;
    let hidden = preview.hidden_count();
    if hidden > 0 {
        let what = text!("cut-off-sessions-hidden", count = hidden, user = user);
        warn(HIDDEN, what);
    }
    found
}
