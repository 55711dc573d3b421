//! What becomes of a session when it connects again under the settings that a plan leaves behind.

use super::Step;
use super::cut_off::{Fate, Loss, Preview};
use crate::domain::acl::Acl;
use crate::domain::basis::Basis;
use crate::domain::certificate::{Certificate, parse_chain, parse_crls};
use crate::domain::hba::{
    Connection, Decision, Encryption, Knowledge, PreparedRule, Record, RecordType, Replication,
    compile, decide,
};
use crate::domain::posture::Posture;
use crate::domain::sessions::{CommonName, PeerCertificate, Session, SessionEncryption, Visit};
use crate::domain::ssl::{Pem, SslState};
use crate::domain::verdict::knowledge;
use crate::text;

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
        let trust = match certificate {
            Some(certificate) => self.trusts(certificate),
            None if !session.is_plaintext() && self.begins_to_ask() => {
                Fate::Unclear(text!("fate-begins-to-ask"))
            }
            None => Fate::Keeps,
        };
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

    /// Whether the server comes to ask clients for certificates: it refuses those of other CAs, which so far counted for nothing.
    fn begins_to_ask(&self) -> bool {
        let asks = |ssl: Option<&SslState>| ssl.is_some_and(|ssl| ssl.asked_ca().is_some());
        asks(self.ssl) && !asks(self.before)
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
        let under = |acl_of: fn(&SslState) -> Option<Acl>| match acl_of(ssl) {
            Some(acl) => {
                let before = self.before.and_then(|ssl| ssl.demanding(acl_of(ssl)));
                let fate = self.under(acl, session, certificate);
                let is_asked = acl.forces_ssl() && acl != Acl::Cert;
                if fate == Fate::Keeps && is_asked && before == Some(Acl::Cert) {
                    Fate::Unclear(text!("fate-password"))
                } else {
                    fate
                }
            }
            None => Fate::Unclear(text!("fate-no-acl")),
        };
        match session.replication() {
            Replication::No => under(|ssl| ssl.acl),
            Replication::Physical => under(|ssl| ssl.replication_acl),
            Replication::Database => {
                let (ordinary, replication) =
                    (under(|ssl| ssl.acl), under(|ssl| ssl.replication_acl));
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
            Acl::VerifyFull | Acl::Cert => {
                let name = certificate.common_name();
                if name == CommonName::Known(session.user.clone()) {
                    Fate::Keeps
                } else {
                    of_another(Some(name))
                }
            }
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
            Decision::Authenticate { .. } | Decision::CertificateOfAnother { .. } => {
                of_another(certificate.map(PeerCertificate::common_name))
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
            encryption: Encryption::verified(&connection.user),
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

/// A session whose certificate is not the user's, by the name in it.
fn of_another(name: Option<CommonName>) -> Fate {
    let common_name = match name {
        Some(CommonName::Known(name)) => Some(name),
        Some(CommonName::CutOff) => return Fate::Unclear(text!("fate-name-cut")),
        Some(CommonName::Absent) | None => None,
    };
    Fate::Loses(Loss::OtherUser { common_name })
}
