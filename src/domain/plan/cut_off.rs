//! Who of those that are connected now would not get in again after a plan.
//!
//! Invariant: what cannot be told is its own answer and counts with those who may lose their
//! access; sessions that were not looked at are never counted as none. Deliberately absent:
//! passwords, the IP whitelist, and whether a certificate expires soon, which no session tells.

use super::{Blocker, Plan, Step, Warning};
use crate::domain::acl::Acl;
use crate::domain::basis::Basis;
use crate::domain::certificate::{Certificate, parse_chain, parse_crls};
use crate::domain::hba::{
    CertificateClaim, Connection, Decision, Encryption, Knowledge, PreparedRule, Record,
    RecordType, Replication, compile, decide,
};
use crate::domain::posture::Posture;
use crate::domain::sessions::{
    CommonName, Hidden, Observer, PeerCertificate, Session, SessionEncryption, Visit,
};
use crate::domain::ssl::{Pem, SslState};
use crate::domain::verdict::knowledge;
use crate::text;
use crate::text::Text;

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

/// The settings as a plan leaves them.
struct After<'a> {
    before: Option<&'a SslState>,
    ssl: Option<&'a SslState>,
    /// The records with what they mean; none when they are not known.
    records: Option<(Vec<Record>, Vec<PreparedRule>)>,
    knowledge: Knowledge,
}

/// Runs every session of a visit through the settings that the steps leave behind.
pub fn preview(posture: &Posture, steps: &[Step], visit: &Visit) -> Preview {
    let mut known = knowledge(posture);
    known.memberships = Some(visit.memberships.clone());
    known.server_major = visit.account.server_major.or(known.server_major);
    let left = steps
        .iter()
        .fold(Basis::of(posture), |left, step| left.after(&step.change));
    let records = left.records().map(|records| {
        let rules = compile(records, known.server_major);
        (records.to_vec(), rules)
    });
    let after = After {
        before: posture.ssl.known(),
        ssl: left.ssl(),
        records,
        knowledge: known,
    };
    let fate = |session: &Session| (session.clone(), after.fate(session));
    let mut sessions: Vec<(Session, Fate)> = visit.look.sessions.iter().map(fate).collect();
    sessions.sort_by_key(|(session, _)| !session.own);
    Preview {
        account: visit.account.clone(),
        sessions,
        hidden: visit.look.hidden.clone(),
    }
}

impl After<'_> {
    fn is_off(&self) -> bool {
        self.ssl.and_then(|ssl| ssl.enabled) == Some(false)
    }

    fn fate(&self, session: &Session) -> Fate {
        let ssl_off = self.is_off();
        let certificate = match &session.encryption {
            SessionEncryption::Plaintext => None,
            SessionEncryption::Ssl { .. } if ssl_off => {
                return Fate::Unclear(text!("fate-ssl-off"));
            }
            SessionEncryption::Ssl { certificate, .. } => certificate.as_ref(),
        };
        let trust = certificate.map_or(Fate::Keeps, |certificate| self.trusts(certificate));
        if matches!(trust, Fate::Loses(_)) {
            return trust;
        }
        let by_acl = self.by_acl(session, certificate);
        if matches!(by_acl, Fate::Loses(_)) {
            return by_acl;
        }
        let by_records = self.by_records(session, certificate);
        // The worst of the three; a certificate of which it cannot be told may refuse by itself.
        by_acl.min(by_records).min(trust)
    }

    /// Whether the server will believe a certificate that it believes now.
    fn trusts(&self, certificate: &PeerCertificate) -> Fate {
        let Some(ssl) = self.ssl else {
            return Fate::Unclear(text!("fate-no-settings"));
        };
        let before = self.before.and_then(|ssl| ssl.client_ca.as_ref());
        let Some(client_ca) = &ssl.client_ca else {
            return Fate::Keeps;
        };
        let known = |pem: Option<&Pem>| {
            pem.and_then(|pem| parse_chain(pem.as_str()).ok())
                .unwrap_or_default()
        };
        let (old, new) = (known(before), known(Some(client_ca)));
        let stays = |ca: &Certificate| new.iter().any(|other| other.sha256 == ca.sha256);
        if before != Some(client_ca) && (old.is_empty() || !old.iter().all(stays)) {
            let issued = |ca: &Certificate| certificate.is_issued_by(&ca.subject);
            let answers: Vec<(bool, Option<bool>)> = new
                .iter()
                .map(|ca| (old.contains(ca), issued(ca)))
                .collect();
            // A CA that is new may have the name of the old one and another key.
            if !answers.contains(&(true, Some(true))) {
                return if answers.iter().all(|(_, answer)| *answer == Some(false)) {
                    Fate::Loses(Loss::OtherCa)
                } else {
                    Fate::Unclear(text!("fate-other-ca"))
                };
            }
        }
        let Some(crl) = &ssl.crl else {
            return Fate::Keeps;
        };
        let (Ok(lists), Some(serial)) = (parse_crls(crl.as_str()), &certificate.serial) else {
            return Fate::Unclear(text!("fate-revoked"));
        };
        for list in lists {
            if list.revoked.contains(serial) {
                match certificate.is_issued_by(&list.issuer) {
                    Some(true) => return Fate::Loses(Loss::Revoked),
                    Some(false) => {}
                    None => return Fate::Unclear(text!("fate-same-number")),
                }
            }
        }
        Fate::Keeps
    }

    /// What the ACLs demand. Which of the two counts for `replication=database` is not
    /// documented, so both have to agree on such a session.
    fn by_acl(&self, session: &Session, certificate: Option<&PeerCertificate>) -> Fate {
        let Some(ssl) = self.ssl else {
            return Fate::Unclear(text!("fate-no-settings"));
        };
        if ssl.client_ca.is_none() || self.is_off() {
            return Fate::Keeps;
        }
        let under = |acl: Option<Acl>| match acl {
            Some(acl) => self.under(acl, session, certificate),
            None => Fate::Unclear(text!("fate-no-acl")),
        };
        match session.replication() {
            Replication::No => under(ssl.acl),
            Replication::Physical => under(ssl.replication_acl),
            Replication::Database => {
                let (ordinary, replication) = (under(ssl.acl), under(ssl.replication_acl));
                if ordinary == replication {
                    ordinary
                } else {
                    Fate::Unclear(text!("fate-logical"))
                }
            }
        }
    }

    fn under(&self, acl: Acl, session: &Session, certificate: Option<&PeerCertificate>) -> Fate {
        if !acl.forces_ssl() {
            return Fate::Keeps;
        }
        if session.is_plaintext() {
            return self.plaintext();
        }
        let Some(certificate) = certificate else {
            return self.bare();
        };
        match acl {
            Acl::Prefer | Acl::VerifyCa => Fate::Keeps,
            Acl::VerifyFull | Acl::Cert => match certificate.common_name() {
                CommonName::Known(name) if name == session.user => Fate::Keeps,
                CommonName::Known(name) => Fate::Loses(Loss::OtherUser {
                    common_name: Some(name),
                }),
                CommonName::Absent => Fate::Loses(Loss::OtherUser { common_name: None }),
                CommonName::CutOff => Fate::Unclear(text!("fate-name-cut")),
            },
        }
    }

    /// A session without SSL where SSL will be demanded. While SSL is off every client is without.
    fn plaintext(&self) -> Fate {
        match self.before.and_then(|before| before.enabled) {
            Some(true) => Fate::Loses(Loss::Plaintext),
            Some(false) | None => Fate::Unclear(text!("fate-ssl-not-on")),
        }
    }

    /// An SSL session without a certificate where one will be demanded. A server without a client
    /// CA asks for none, so that its clients may well have one.
    fn bare(&self) -> Fate {
        match self.before {
            Some(before) if before.client_ca.is_some() => Fate::Loses(Loss::NoCertificate),
            Some(_) | None => Fate::Unclear(text!("fate-not-asked")),
        }
    }

    fn by_records(&self, session: &Session, certificate: Option<&PeerCertificate>) -> Fate {
        let Some((records, rules)) = &self.records else {
            return Fate::Unclear(text!("fate-no-records"));
        };
        let connection = Connection {
            encryption: session.hba_encryption(),
            user: session.user.clone(),
            database: session.database.clone().unwrap_or_default(),
            address: session.address,
            replication: session.replication(),
        };
        let kind = |index: usize| records.get(index).map(|record| record.kind.clone());
        let forced = self.ssl.filter(|_| !self.is_off()).is_some_and(|ssl| {
            let acl = match session.replication() {
                Replication::No => ssl.acl,
                Replication::Physical | Replication::Database => ssl.replication_acl,
            };
            ssl.client_ca.is_some() && acl.is_some_and(Acl::forces_ssl)
        });
        let cut_off = certificate.is_some_and(|shown| shown.common_name() == CommonName::CutOff);
        match decide(rules, &connection, &self.knowledge) {
            Decision::Accept { index }
            | Decision::Authenticate {
                index,
                certificate_fits: true,
                ..
            } if forced && kind(index) == Some(RecordType::HostNoSsl) => {
                Fate::Unclear(text!("fate-hostnossl"))
            }
            Decision::Accept { .. }
            | Decision::Authenticate {
                certificate_fits: true,
                ..
            } => Fate::Keeps,
            Decision::Authenticate { .. } | Decision::CertificateOfAnother { .. } if cut_off => {
                Fate::Unclear(text!("fate-name-cut"))
            }
            Decision::Authenticate { .. } | Decision::CertificateOfAnother { .. } => {
                let name = certificate.map(PeerCertificate::common_name);
                Fate::Loses(Loss::OtherUser {
                    common_name: match name {
                        Some(CommonName::Known(name)) => Some(name),
                        Some(CommonName::Absent | CommonName::CutOff) | None => None,
                    },
                })
            }
            Decision::CertificateMissing { .. } => self.bare(),
            Decision::NoRecord => self.refused(rules, &connection, Loss::NoRecord),
            Decision::Rejected { .. } => self.refused(rules, &connection, Loss::Rejected),
            Decision::Undecided { why, .. } => Fate::Unclear(why),
        }
    }

    /// A refusal is for want of SSL when the same login with SSL goes on.
    fn refused(&self, rules: &[PreparedRule], connection: &Connection, otherwise: Loss) -> Fate {
        let with_ssl = Connection {
            encryption: Encryption::Ssl {
                certificate: CertificateClaim::Verified {
                    common_name: Some(connection.user.clone()),
                },
            },
            ..connection.clone()
        };
        let goes_on = matches!(
            decide(rules, &with_ssl, &self.knowledge),
            Decision::Accept { .. } | Decision::Authenticate { .. } | Decision::Undecided { .. }
        );
        if connection.encryption == Encryption::None && goes_on {
            self.plaintext()
        } else {
            Fate::Loses(otherwise)
        }
    }
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

fn gate(plan: &Plan, cut_off: &CutOff, limit: Option<usize>) -> Option<Blocker> {
    let id = &plan.instance_id;
    let blocker = |id, message, next| Some(Blocker::new(id, message, Some(next)));
    match (cut_off, limit) {
        (CutOff::Failed(why), _) => blocker(
            "sessions-not-checked",
            text!("cut-off-failed", why = why),
            text!("cut-off-failed-next", instance = id),
        ),
        (CutOff::NotChecked, Some(_)) => blocker(
            "sessions-not-checked",
            text!("cut-off-not-checked"),
            text!("cut-off-not-checked-next"),
        ),
        (CutOff::Checked(preview), Some(limit)) => {
            let (loses, unclear) = (preview.loses(), preview.unclear());
            let groups = plan.lockouts.len();
            if groups > limit {
                return blocker(
                    "cut-off",
                    text!("cut-off-lockouts", count = groups, limit = limit),
                    text!("cut-off-lockouts-next"),
                );
            }
            if loses.saturating_add(unclear) > limit {
                let message = match unclear {
                    0 => text!("cut-off-loses", count = loses, limit = limit),
                    unclear => text!(
                        "cut-off-loses-unclear",
                        count = loses,
                        unclear = unclear,
                        limit = limit
                    ),
                };
                return blocker("cut-off", message, text!("cut-off-loses-next"));
            }
            let user = &preview.account.user;
            match preview.hidden_count() {
                0 => None,
                hidden => blocker(
                    "sessions-hidden",
                    text!("cut-off-hidden", count = hidden, user = user),
                    text!("cut-off-grant", user = user),
                ),
            }
        }
        (CutOff::NotChecked | CutOff::Checked(_), None) => None,
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
        warn("cut-off", what);
    }
    if unclear > 0 {
        let what = text!("cut-off-sessions-unclear", count = unclear, all = all);
        warn("cut-off-unclear", what);
    }
    let user = &preview.account.user;
    let hidden = preview.hidden_count();
    if hidden > 0 {
        let what = text!("cut-off-sessions-hidden", count = hidden, user = user);
        warn("sessions-hidden", what);
    }
    found
}
