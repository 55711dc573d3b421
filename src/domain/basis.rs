//! Everything of an instance that a plan rests on, and in what two looks at it differ.
//!
//! The one comparison before every write, every resend and every rollback: whatever the service may
//! write in a form of its own (line breaks of PEM, masks, priorities, blanks) is no difference.

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::certificate;
use super::change::Change;
use super::hba::syntax::text::{Shown, line as record_line};
use super::hba::{DiffRow, HbaState, Record, canonical, diff};
use super::instance::{InstanceId, Status};
use super::posture::Posture;
use super::ssl::{LastChange, Pem, SslState, Switch};
use crate::text::{Text, text};

/// What a plan rests on, at one look. Two are equal when a plan made on one holds on the other.
#[derive(Debug, Clone)]
pub struct Basis {
    status: Option<Status>,
    ssl: Option<SslState>,
    /// Whether a new server certificate is expected, so that none in particular is.
    new_certificate: bool,
    records: Option<Vec<Record>>,
    /// The marks of the last change, of SSL and of the records; `None` where any will do.
    marks: [Option<LastChange>; 2],
}

/// A part of the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BasisPart {
    /// The status, and whether a change is running.
    Status,
    /// The SSL switch.
    Switch,
    /// The protected endpoint.
    Endpoint,
    /// Who issues the server certificate.
    CaType,
    /// The server certificate.
    ServerCertificate,
    /// The client CA.
    ClientCa,
    /// The revocation list.
    Crl,
    /// The ACL for ordinary connections.
    Acl,
    /// The ACL for replication connections.
    ReplicationAcl,
    /// The pg_hba records.
    Records,
}

impl BasisPart {
    /// Whether it is one of the SSL settings.
    pub const fn is_ssl(self) -> bool {
        !matches!(self, Self::Status | Self::Records)
    }

    /// The words to show.
    pub fn text(self) -> Text {
        match self {
            Self::Status => text!("basis-part-status"),
            Self::Switch => text!("basis-part-switch"),
            Self::Endpoint => text!("basis-part-endpoint"),
            Self::CaType => text!("basis-part-ca-type"),
            Self::ServerCertificate => text!("basis-part-server-certificate"),
            Self::ClientCa => text!("basis-part-client-ca"),
            Self::Crl => text!("basis-part-crl"),
            Self::Acl => text!("basis-part-acl"),
            Self::ReplicationAcl => text!("basis-part-replication-acl"),
            Self::Records => text!("basis-part-records"),
        }
    }
}

/// One thing that differs; its text shows no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub part: BasisPart,
    /// What, for people: `SSL: off → on`, `record added: host all …`.
    pub text: Text,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        self.differences(other).is_empty()
    }
}

impl Basis {
    /// The basis of three readings; `None` is what was not read.
    pub fn new(status: Option<&Status>, ssl: Option<&SslState>, hba: Option<&HbaState>) -> Self {
        Self {
            status: status.cloned(),
            ssl: ssl.cloned(),
            new_certificate: false,
            records: hba.map(|hba| hba.records().to_vec()),
            marks: [
                ssl.map(|ssl| ssl.last_change.clone()),
                hba.map(|hba| hba.last_change.clone()),
            ],
        }
    }

    /// The basis of an instance with these settings and records on which nothing is running.
    pub const fn at_rest(ssl: Option<SslState>, records: Option<Vec<Record>>) -> Self {
        Self {
            status: Some(Status::Running),
            ssl,
            new_certificate: false,
            records,
            marks: [None, None],
        }
    }

    /// The basis of a posture.
    pub fn of(posture: &Posture) -> Self {
        Self::new(
            posture.instance.known().map(|instance| &instance.status),
            posture.ssl.known(),
            posture.hba.known(),
        )
    }

    /// The SSL settings, where they were read.
    pub const fn ssl(&self) -> Option<&SslState> {
        self.ssl.as_ref()
    }

    /// The records, where they were read.
    pub fn records(&self) -> Option<&[Record]> {
        self.records.as_deref()
    }

    /// The basis once a change is in force: what it does not touch stays as it is, and a server
    /// certificate that it renews may be any.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        let mut next = self.clone();
        let [ssl, records] = &mut next.marks;
        match change {
            Change::Hba { after, .. } => {
                *records = None;
                next.records = Some(after.clone());
            }
            Change::Ssl(call) => {
                *ssl = None;
                next.ssl = next.ssl.map(|ssl| ssl.after(call));
                next.new_certificate |= next.ssl.is_some() && call.switch == Some(Switch::On);
            }
        }
        next
    }

    /// In what `now` differs from this; empty when a plan made on this still holds.
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        let texts = [text!("basis-changing-ssl"), text!("basis-changing-records")];
        for ((before, now), text) in self.marks.iter().zip(&now.marks).zip(texts) {
            // Where any mark will do, a word that is not known is one of them.
            let runs = |now: &LastChange| match before {
                Some(before) => now != before && now.may_run(before),
                None => now.is_running(),
            };
            if now.as_ref().is_some_and(runs) {
                let part = BasisPart::Status;
                found.push(Difference { part, text });
            }
        }
        let status = |status: &Option<Status>| {
            status
                .as_ref()
                .map_or_else(unknown, |status| Text::verbatim(status.as_str()))
        };
        found.extend(compare(
            BasisPart::Status,
            &self.status,
            &now.status,
            status,
        ));
        match (&self.ssl, &now.ssl) {
            (Some(before), Some(after)) => {
                let renewed = self.new_certificate || now.new_certificate;
                found.extend(ssl_differences(before, after, renewed));
            }
            (before, after) => {
                found.extend(unread(BasisPart::Switch, before.as_ref(), after.as_ref()));
            }
        }
        match (&self.records, &now.records) {
            (Some(before), Some(after)) => found.extend(record_differences(before, after)),
            (before, after) => {
                found.extend(unread(BasisPart::Records, before.as_ref(), after.as_ref()));
            }
        }
        found
    }

    /// Hash of what decides: everything but the status. The same for two looks between which the
    /// service only wrote something in another form.
    pub fn fingerprint(&self, id: &InstanceId) -> String {
        let ssl = self.ssl.as_ref().map(|ssl| {
            let pem = |pem: &Option<Pem>| pem.as_ref().map(Pem::canonical);
            json!([
                ssl.enabled,
                endpoint(ssl),
                ssl.ca_type,
                [
                    pem(&ssl.server_certificate),
                    pem(&ssl.client_ca),
                    pem(&ssl.crl)
                ],
                [ssl.expires, ssl.created],
                [ssl.counting(ssl.acl), ssl.counting(ssl.replication_acl)],
            ])
        });
        let records = self.records.as_deref().map(canonical);
        let text = json!([id, ssl, records]).to_string();
        HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
    }
}

fn ssl_differences(before: &SslState, now: &SslState, renewed: bool) -> Vec<Difference> {
    let switch = |on: &Option<bool>| match on {
        Some(true) => text!("word-on"),
        Some(false) => text!("word-off"),
        None => unknown(),
    };
    let mut found = vec![compare(
        BasisPart::Switch,
        &before.enabled,
        &now.enabled,
        switch,
    )];
    if before.enabled == Some(false) && now.enabled == Some(false) {
        // Without SSL nothing of the rest is in force.
        return found.into_iter().flatten().collect();
    }
    let word = |word: &Option<String>| word.clone().map_or_else(none, Text::verbatim);
    found.push(compare(
        BasisPart::Endpoint,
        &endpoint(before),
        &endpoint(now),
        word,
    ));
    found.push(compare(
        BasisPart::CaType,
        &before.ca_type,
        &now.ca_type,
        |by| {
            by.as_ref()
                .map_or_else(none, |by| Text::verbatim(by.as_str()))
        },
    ));
    let certificate = |ssl: &SslState| (ssl.server_certificate.clone(), ssl.expires, ssl.created);
    if !renewed && certificate(before) != certificate(now) {
        found.push(Some(Difference {
            part: BasisPart::ServerCertificate,
            text: text!("basis-renewed"),
        }));
    }
    for (part, before, now) in [
        (BasisPart::ClientCa, &before.client_ca, &now.client_ca),
        (BasisPart::Crl, &before.crl, &now.crl),
    ] {
        found.push(compare(part, before, now, |pem| pem_text(pem.as_ref())));
    }
    for (part, was, is) in [
        (BasisPart::Acl, before.acl, now.acl),
        (
            BasisPart::ReplicationAcl,
            before.replication_acl,
            now.replication_acl,
        ),
    ] {
        let (before, now) = (before.counting(was), now.counting(is));
        found.push(compare(part, &before, &now, |acl| {
            acl.map_or_else(unknown, |acl| Text::verbatim(acl.as_str()))
        }));
    }
    found.into_iter().flatten().collect()
}

fn unknown() -> Text {
    text!("word-not-known")
}

fn none() -> Text {
    text!("word-none")
}

fn endpoint(ssl: &SslState) -> Option<String> {
    let endpoint = ssl.endpoint.as_ref().filter(|text| !text.is_empty());
    endpoint.map(|text| text.to_ascii_lowercase())
}

/// A certificate or list by its names and the beginning of its hash.
fn pem_text(pem: Option<&Pem>) -> Text {
    let Some(pem) = pem else {
        return none();
    };
    let hash = HEXLOWER.encode(&Sha256::digest(pem.canonical().as_bytes()));
    let short = hash.get(..8).unwrap_or_default();
    let names: Vec<String> = certificate::parse_chain(pem.as_str())
        .unwrap_or_default()
        .into_iter()
        .map(|certificate| certificate.subject)
        .collect();
    if names.is_empty() {
        text!("basis-pem", hash = short)
    } else {
        text!("basis-pem-names", names = names.join(", "), hash = short)
    }
}

fn record_differences(before: &[Record], now: &[Record]) -> Vec<Difference> {
    let (before, now) = (canonical(before), canonical(now));
    if before == now {
        return vec![];
    }
    let line = |record: &Record| record_line(record, Shown::Redacted);
    let mut texts: Vec<Text> = diff(&before, &now)
        .iter()
        .filter_map(|row| match row {
            DiffRow::Kept { .. } | DiffRow::Moved { .. } => None,
            DiffRow::Added { record } => Some(text!("basis-record-added", record = line(record))),
            DiffRow::Removed { record } => {
                Some(text!("basis-record-removed", record = line(record)))
            }
            DiffRow::Changed { before, after, .. } if line(before) == line(after) => {
                Some(text!("basis-record-secret", record = line(after)))
            }
            DiffRow::Changed { before, after, .. } => Some(text!(
                "basis-record-changed",
                before = line(before),
                after = line(after)
            )),
        })
        .collect();
    if texts.is_empty() {
        texts.push(text!("basis-order"));
    }
    texts
        .into_iter()
        .map(|text| Difference {
            part: BasisPart::Records,
            text,
        })
        .collect()
}

fn compare<T: PartialEq>(
    part: BasisPart,
    before: &T,
    now: &T,
    said: impl Fn(&T) -> Text,
) -> Option<Difference> {
    (before != now).then(|| Difference {
        part,
        text: text!(
            "basis-changed",
            part = part.text(),
            before = said(before),
            after = said(now)
        ),
    })
}

/// A part that only one of two looks could read.
fn unread<T>(part: BasisPart, before: Option<&T>, now: Option<&T>) -> Option<Difference> {
    (before.is_some() != now.is_some()).then(|| Difference {
        part,
        text: match now {
            Some(_) => text!("basis-unread-before", part = part.text()),
            None => text!("basis-unread-now", part = part.text()),
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::acl::Acl;
    use crate::domain::hba::RecordType;
    use crate::domain::plan::plan;
    use crate::domain::posture::Reading;
    use crate::domain::sample::{after, any_policy, any_state, instance, posture, ssl};
    use crate::domain::ssl::{CaType, LastChange};

    type Edit = fn(&mut SslState);

    fn pem(body: &str) -> Pem {
        let text = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
        Pem::new(&text).unwrap()
    }

    fn texts(before: &Posture, now: &Posture) -> Vec<String> {
        let found = Basis::of(before).differences(&Basis::of(now));
        found.into_iter().map(|one| one.text.english()).collect()
    }

    #[test]
    fn another_form_of_the_same_is_no_difference() {
        let mut settings = SslState {
            client_ca: Some(pem("QUJDREVGR0hJSktM")),
            ..ssl(true)
        };
        let mut records = Record::factory();
        records[0].address = "10.0.0.0".to_owned();
        records[0].mask = Some("255.0.0.0".to_owned());
        let before = posture(settings.clone(), records.clone());
        settings.client_ca = Some(pem("QUJDREVG\nR0hJSktM"));
        settings.endpoint = settings.endpoint.map(|host| host.to_uppercase());
        records[0].address = "10.0.0.0/8".to_owned();
        records[0].mask = None;
        for record in &mut records {
            record.priority = record.priority * 10 + 10;
        }
        let now = posture(settings, records);
        assert_eq!(texts(&before, &now), [""; 0]);
        let [before, now] = [before, now].map(|seen| Basis::of(&seen).fingerprint(&seen.id));
        assert_eq!(before, now);
    }

    #[test]
    fn everything_that_decides_is_compared() {
        let ldap = |password: &str| Record {
            method: "ldap".to_owned(),
            option: Some(format!("ldapserver=x ldapbindpasswd={password}")),
            ..Record::factory().remove(0)
        };
        let before = posture(ssl(true), vec![ldap("old")]);
        let edits: [(Edit, &str); 8] = [
            (|ssl| ssl.enabled = Some(false), "SSL: on → off"),
            (|ssl| ssl.endpoint = Some("other".into()), "endpoint"),
            (
                |ssl| ssl.ca_type = Some(CaType::Custom),
                "issuer: aliyun → custom",
            ),
            (|ssl| ssl.expires = None, "server certificate"),
            (
                |ssl| ssl.client_ca = Some(pem("QUJD")),
                "client CA: none → ",
            ),
            (|ssl| ssl.crl = Some(pem("QUJD")), "revocation list: none →"),
            (|ssl| ssl.acl = Some(Acl::Cert), "ACL: prefer → cert"),
            (|ssl| ssl.last_change = LastChange::Setting, "is running"),
        ];
        for (edit, expected) in edits {
            let mut settings = ssl(true);
            edit(&mut settings);
            let found = texts(&before, &posture(settings, vec![ldap("old")]));
            let told = found.iter().any(|text| text.contains(expected));
            assert!(told, "{found:?}");
        }
        let word = |word: &str| SslState {
            last_change: LastChange::Other(word.into()),
            ..ssl(true)
        };
        let marked = |by: &str| posture(word(by), vec![ldap("old")]);
        assert_eq!(texts(&marked("applied"), &marked("applied")), [""; 0]);
        for before in [&before, &marked("accepted")] {
            let found = texts(before, &marked("applied"));
            assert!(found[0].contains("is running"), "{found:?}");
        }
        let mut busy = before.clone();
        instance(&mut busy).status = Status::Busy("Rebooting".into());
        assert_eq!(texts(&before, &busy), ["status: Running → Rebooting"]);
        let secret = texts(&before, &posture(ssl(true), vec![ldap("new")]));
        assert_eq!(secret.len(), 1);
        let start = "another secret in record: ";
        assert!(secret[0].starts_with(start), "{secret:?}");
        assert!(!secret[0].contains("old") && !secret[0].contains("new"));
        let mut unread = before.clone();
        unread.hba = Reading::NotAsked;
        let told = texts(&before, &unread);
        assert_eq!(told, ["the pg_hba records cannot be read now"]);
        let two = |first: RecordType| {
            let mut records = Record::factory();
            records[1].database = "all".to_owned();
            records[usize::from(first == RecordType::Host)].kind = RecordType::HostSsl;
            posture(ssl(true), records)
        };
        let turned = texts(&two(RecordType::Host), &two(RecordType::HostSsl));
        assert_eq!(turned, ["the order of the records"]);
    }

    proptest! {
        #[test]
        fn what_a_step_leaves_is_what_is_expected(before in any_state(), policy in any_policy()) {
            let mut seen = before;
            let mut expected = Basis::of(&seen);
            for step in plan(&seen, &policy).steps {
                seen = after(seen, &step.change);
                expected = expected.after(&step.change);
                prop_assert_eq!(expected.differences(&Basis::of(&seen)), vec![]);
            }
        }
    }
}
