//! The verdict on one posture: enforced, partly, open, unsupported or unknown, with findings.
//!
//! SSL that is available is not SSL that is enforced. The verdict comes from the SSL switch, both
//! ACLs and every pg_hba record in first-match order, and from live connections where there are
//! any. What cannot be decided counts as "could admit"; what could not be read makes the verdict
//! `unknown`, never a pass and never a fail.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::certificate::{self, Certificate};
use super::finding::{Finding, FindingId};
use super::hba::{self, Exposure, Knowledge, Record, RecordType, Scope};
use super::instance::{EndpointKind, Instance};
use super::posture::{Cause, Posture, Reading};
use super::proof::Proof;
use super::ssl::{LastChange, SslState};

/// Whether clients without SSL are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every client without SSL is refused.
    Enforced,
    /// Some database, user, address or replication traffic still gets in without SSL.
    Partly,
    /// Clients without SSL get in.
    Open,
    /// SSL cannot be enforced on this instance.
    Unsupported,
    /// It could not be told.
    Unknown,
}

impl Verdict {
    /// The word every format writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Partly => "partly",
            Self::Open => "open",
            Self::Unsupported => "unsupported",
            Self::Unknown => "unknown",
        }
    }
}

/// From when on an expiry is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Days before a certificate or revocation list runs out.
    pub expiry_days: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { expiry_days: 30 }
    }
}

/// A posture, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence for people: why.
    pub reason: String,
    /// Who still gets in without SSL by the records in force, ACLs taken into account.
    pub exposure: Option<Exposure>,
    /// Worst first.
    pub findings: Vec<Finding>,
}

/// Minor engine version from which pg_hba records can be changed.
///
/// Source: the vendor's page on the AD Domain Services settings of RDS for PostgreSQL.
pub const HBA_KERNEL: u32 = 20_210_228;

/// Why SSL cannot be enforced on this kind of instance; `None` when it can or when it is not known.
///
/// Source: prerequisites on the vendor's pages "Configure SSL encryption" and "Force SSL".
pub fn unsupported(instance: &Instance) -> Option<String> {
    if instance.is_postgresql() == Some(false) {
        let engine = instance.engine.as_deref().unwrap_or_default();
        return Some(format!("the engine is {engine}, not PostgreSQL"));
    }
    if instance
        .storage
        .as_deref()
        .is_some_and(|s| s.eq_ignore_ascii_case("local_ssd"))
    {
        return Some("the storage type is local_ssd; SSL needs cloud disks".to_owned());
    }
    if instance.is_serverless() == Some(true) {
        return Some("the instance is serverless".to_owned());
    }
    match instance
        .engine_version
        .as_ref()
        .and_then(|version| version.major)
    {
        Some(major) if major < 10 => Some(format!(
            "PostgreSQL {major} is too old; SSL needs 10 or later"
        )),
        _ => None,
    }
}

/// Judges a posture as of the time it was taken.
pub fn judge(posture: &Posture, thresholds: Thresholds) -> Judgement {
    let now = posture.seen_at;
    let mut findings = Vec::new();
    let configured = configured(posture, &mut findings);
    let (verdict, reason) = weigh_probes(
        posture,
        configured.verdict,
        configured.reason,
        &mut findings,
    );
    if let Some(ssl) = posture.ssl.known() {
        judge_certificates(posture, ssl, now, thresholds, &mut findings);
        judge_last_change(posture, "SSL settings", &ssl.last_change, &mut findings);
    }
    judge_records(posture, &mut findings);
    judge_surroundings(posture, &mut findings);
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
    Judgement {
        verdict,
        reason,
        exposure: configured.exposure,
        findings,
    }
}

/// What is known of the server when its records are read.
pub fn knowledge(posture: &Posture) -> Knowledge {
    Knowledge {
        server_major: posture
            .instance
            .known()
            .and_then(|instance| instance.engine_version.as_ref())
            .and_then(|version| version.major),
        ..Knowledge::default()
    }
}

struct Configured {
    verdict: Verdict,
    reason: String,
    exposure: Option<Exposure>,
}

impl Configured {
    fn plain(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
            exposure: None,
        }
    }
}

fn configured(posture: &Posture, findings: &mut Vec<Finding>) -> Configured {
    let id = &posture.id;
    if let Some(reason) = posture.instance.known().and_then(unsupported) {
        findings.push(Finding::new(FindingId::Unsupported, reason.clone(), None));
        return Configured::plain(Verdict::Unsupported, reason);
    }
    for (what, unreadable) in unreadable_parts(posture) {
        if unreadable.cause == Cause::Unsupported {
            let reason = format!(
                "{what} does not apply to this instance: {}",
                unreadable.message
            );
            findings.push(Finding::new(FindingId::Unsupported, reason.clone(), None));
            return Configured::plain(Verdict::Unsupported, reason);
        }
        findings.push(Finding::new(
            FindingId::Unreadable,
            format!(
                "could not read {what}: {}{}",
                unreadable
                    .code
                    .as_ref()
                    .map(|code| format!("{code}: "))
                    .unwrap_or_default(),
                unreadable.message
            ),
            Some("forcessl check -v".to_owned() + " " + id.as_str()),
        ));
    }
    let Some(ssl) = posture.ssl.known() else {
        return Configured::plain(Verdict::Unknown, "the SSL settings could not be read");
    };
    let Some(hba) = posture.hba.known() else {
        return Configured::plain(Verdict::Unknown, "the pg_hba records could not be read");
    };
    let knowledge = knowledge(posture);
    let (records, _) = hba.in_force();
    let exposure = hba::exposure(&records, &knowledge);
    match ssl.enabled {
        None => Configured::plain(Verdict::Unknown, "the API did not say whether SSL is on"),
        Some(false) => ssl_is_off(posture, exposure, findings),
        Some(true) => ssl_is_on(posture, ssl, &records, &knowledge, &exposure, findings),
    }
}

fn ssl_is_off(posture: &Posture, exposure: Exposure, findings: &mut Vec<Finding>) -> Configured {
    findings.push(Finding::new(
        FindingId::SslOff,
        "SSL is off: every connection is plaintext",
        Some(format!("forcessl enforce {} --via hba", posture.id)),
    ));
    if exposure.scope() == Scope::Closed {
        return Configured {
            verdict: Verdict::Unknown,
            reason: "SSL is off and no record admits plaintext: nobody should get in, which no live instance shows".to_owned(),
            exposure: Some(exposure),
        };
    }
    report_gaps(posture, &exposure, findings);
    Configured {
        verdict: Verdict::Open,
        reason: "SSL is off".to_owned(),
        exposure: Some(exposure),
    }
}

fn ssl_is_on(
    posture: &Posture,
    ssl: &SslState,
    records: &[Record],
    knowledge: &Knowledge,
    exposure: &Exposure,
    findings: &mut Vec<Finding>,
) -> Configured {
    let ordinary = Force::of(ssl.acl, ssl);
    let replication = Force::of(ssl.replication_acl, ssl);
    let by_records = |force: Force| match force {
        Force::On => hba::exposure(&forced(records), knowledge),
        Force::Off | Force::Unknown => exposure.clone(),
    };
    let Exposure {
        ordinary: gaps,
        everywhere,
        ..
    } = by_records(ordinary);
    let left = Exposure {
        ordinary: gaps,
        everywhere,
        replication: by_records(replication).replication,
    };
    if ssl.acl == Some(Acl::Prefer) && !left.ordinary.is_empty() {
        findings.push(Finding::new(
            FindingId::AclPrefer,
            "the client ACL is prefer: SSL is offered and not demanded",
            None,
        ));
    }
    let undecided = (ordinary == Force::Unknown && !left.ordinary.is_empty())
        || (replication == Force::Unknown && !left.replication.is_empty());
    if undecided {
        return Configured {
            verdict: Verdict::Unknown,
            reason: "the records admit plaintext, and the API did not tell the client ACL"
                .to_owned(),
            exposure: Some(left),
        };
    }
    report_gaps(posture, &left, findings);
    let (verdict, reason) = match left.scope() {
        Scope::Closed if ordinary == Force::On => {
            let acl = ssl.acl.map_or("", Acl::as_str);
            (Verdict::Enforced, format!("the client ACL is {acl}"))
        }
        Scope::Closed => (
            Verdict::Enforced,
            "no pg_hba record admits plaintext".to_owned(),
        ),
        Scope::Partly => (Verdict::Partly, left.describe().join("; ")),
        Scope::Open => (Verdict::Open, left.describe().join("; ")),
    };
    Configured {
        verdict,
        reason,
        exposure: Some(left),
    }
}

/// The records as an ACL that forces SSL leaves them: `host` admits over SSL only. How such an ACL
/// and a `hostnossl` record combine is not documented, so that one counts as "could admit".
fn forced(records: &[Record]) -> Vec<Record> {
    records
        .iter()
        .cloned()
        .map(|record| match record.kind {
            RecordType::Host => Record {
                kind: RecordType::HostSsl,
                ..record
            },
            RecordType::HostSsl | RecordType::HostNoSsl | RecordType::Other(_) => record,
        })
        .collect()
}

/// Whether an ACL forces SSL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Force {
    On,
    Off,
    Unknown,
}

impl Force {
    /// An ACL counts only while a client CA is set; one that forces without a CA contradicts
    /// itself, and is not believed.
    fn of(acl: Option<Acl>, ssl: &SslState) -> Self {
        match (acl, &ssl.client_ca) {
            (Some(acl), Some(_)) if acl.forces_ssl() => Self::On,
            // Without a client CA the API leaves the ACL empty: nothing is demanded.
            (Some(Acl::Prefer), _) | (None, None) => Self::Off,
            (Some(_), _) | (None, Some(_)) => Self::Unknown,
        }
    }
}

fn report_gaps(posture: &Posture, exposure: &Exposure, findings: &mut Vec<Finding>) {
    let remedy = Some(format!("forcessl enforce {} --via hba", posture.id));
    for (id, gaps) in [
        (FindingId::PlaintextAdmitted, &exposure.ordinary),
        (FindingId::PlaintextReplication, &exposure.replication),
    ] {
        for gap in gaps {
            findings.push(Finding::new(id, gap.to_string(), remedy.clone()));
        }
    }
}

fn weigh_probes(
    posture: &Posture,
    configured: Verdict,
    reason: String,
    findings: &mut Vec<Finding>,
) -> (Verdict, String) {
    let mut verdict = configured;
    let mut why = reason;
    for probe in &posture.probes {
        let Proof::Refuted(how) = probe.proof() else {
            continue;
        };
        let id = if probe.replication {
            FindingId::PlaintextReplication
        } else {
            FindingId::PlaintextAdmitted
        };
        if matches!(verdict, Verdict::Enforced | Verdict::Unknown) {
            why = format!(
                "a live connection to {}:{} says otherwise: {how}",
                probe.host, probe.port
            );
            verdict = if probe.replication {
                Verdict::Partly
            } else {
                Verdict::Open
            };
            findings.push(Finding::new(
                id,
                format!(
                    "{} for user {} at {}:{}",
                    how, probe.user, probe.host, probe.port
                ),
                Some(format!("forcessl enforce {} --via hba", posture.id)),
            ));
        }
    }
    (verdict, why)
}

fn unreadable_parts(posture: &Posture) -> Vec<(&'static str, &super::posture::Unreadable)> {
    fn part<'a, T>(
        name: &'static str,
        reading: &'a Reading<T>,
    ) -> Option<(&'static str, &'a super::posture::Unreadable)> {
        match reading {
            Reading::Unreadable(unreadable) => Some((name, unreadable)),
            Reading::Known(_) | Reading::NotAsked => None,
        }
    }
    [
        part("the instance", &posture.instance),
        part("the SSL settings", &posture.ssl),
        part("the pg_hba records", &posture.hba),
        part("the endpoints", &posture.endpoints),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn judge_certificates(
    posture: &Posture,
    ssl: &SslState,
    now: DateTime<Utc>,
    thresholds: Thresholds,
    findings: &mut Vec<Finding>,
) {
    let soon = now + TimeDelta::days(thresholds.expiry_days);
    let id = &posture.id;
    if ssl.enabled == Some(true) {
        let renew = Some(format!("forcessl ssl renew {id}"));
        match ssl.expires {
            Some(expires) if expires <= now => findings.push(Finding::new(
                FindingId::ServerCertExpired,
                format!("the server certificate expired on {}", day(expires)),
                renew,
            )),
            Some(expires) if expires <= soon => findings.push(Finding::new(
                FindingId::ServerCertExpiring,
                format!("the server certificate expires on {}", day(expires)),
                renew,
            )),
            _ if ssl.requires_update == Some(true) => findings.push(Finding::new(
                FindingId::ServerCertExpiring,
                "the service asks for a renewal of the server certificate",
                renew,
            )),
            _ => {}
        }
        judge_server_names(posture, ssl, findings);
    }
    let cas = ssl
        .client_ca
        .as_ref()
        .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
        .unwrap_or_default();
    for ca in &cas {
        let finding = match ca.not_after {
            at if at <= now => FindingId::ClientCaExpired,
            at if at <= soon => FindingId::ClientCaExpiring,
            _ => continue,
        };
        let verb = if finding == FindingId::ClientCaExpired {
            "expired"
        } else {
            "expires"
        };
        findings.push(Finding::new(
            finding,
            format!(
                "the client CA {} {verb} on {}",
                ca.subject,
                day(ca.not_after)
            ),
            Some(format!("forcessl ca set {id} NEW-CA.pem")),
        ));
    }
    if let Some(next) = ssl
        .crl
        .as_ref()
        .and_then(|crl| certificate::crl_next_update(crl.as_str()))
    {
        let finding = match next {
            at if at <= now => Some((FindingId::CrlExpired, "ran out")),
            at if at <= soon => Some((FindingId::CrlExpiring, "runs out")),
            _ => None,
        };
        if let Some((finding, verb)) = finding {
            findings.push(Finding::new(
                finding,
                format!(
                    "the revocation list {verb} on {}; past that every client certificate is refused",
                    day(next)
                ),
                None,
            ));
        }
    }
}

fn judge_server_names(posture: &Posture, ssl: &SslState, findings: &mut Vec<Finding>) {
    let leaf: Option<Certificate> = ssl
        .server_certificate
        .as_ref()
        .and_then(|pem| certificate::parse_chain(pem.as_str()).ok())
        .and_then(|chain| chain.into_iter().next());
    for endpoint in posture.endpoints.known().into_iter().flatten() {
        let covered = match (&leaf, &ssl.endpoint) {
            (Some(leaf), _) => certificate::name_matches(leaf, &endpoint.host),
            (None, Some(protected)) => protected.eq_ignore_ascii_case(&endpoint.host),
            (None, None) => continue,
        };
        if !covered && endpoint.kind != EndpointKind::ReadWriteSplitting {
            findings.push(Finding::new(
                FindingId::ServerCertName,
                format!(
                    "the server certificate does not cover {}: clients with sslmode=verify-full fail there",
                    endpoint.host
                ),
                None,
            ));
        }
    }
}

fn judge_last_change(
    posture: &Posture,
    what: &str,
    change: &LastChange,
    findings: &mut Vec<Finding>,
) {
    match change {
        LastChange::Setting | LastChange::Other(_) => findings.push(Finding::new(
            FindingId::ChangeRunning,
            format!("a change of the {what} is running"),
            Some(format!("forcessl wait {}", posture.id)),
        )),
        LastChange::Failed(reason) => findings.push(Finding::new(
            FindingId::ChangeFailed,
            format!("the last change of the {what} failed: {reason}"),
            None,
        )),
        LastChange::Never | LastChange::Succeeded => {}
    }
}

fn judge_records(posture: &Posture, findings: &mut Vec<Finding>) {
    let Some(hba) = posture.hba.known() else {
        return;
    };
    judge_last_change(posture, "pg_hba records", &hba.last_change, findings);
    let (records, _) = hba.in_force();
    for record in &records {
        let why = match record.method.as_str() {
            "trust" => "lets clients in without any password",
            "password" => "takes the password in clear text inside the connection",
            "md5" => "accepts MD5 password hashes",
            _ => continue,
        };
        findings.push(Finding::new(
            FindingId::WeakMethod,
            format!(
                "record {} uses method {}, which {why}",
                record.priority, record.method
            ),
            None,
        ));
    }
    for index in hba::shadowed(&records, &knowledge(posture)) {
        let Some(record) = records.get(index) else {
            continue;
        };
        findings.push(Finding::new(
            FindingId::ShadowedRecord,
            format!(
                "record {} is never reached: earlier records take every connection it names",
                record.priority
            ),
            None,
        ));
    }
}

fn judge_surroundings(posture: &Posture, findings: &mut Vec<Finding>) {
    if posture
        .instance
        .known()
        .is_some_and(|instance| instance.pooler == Some(true))
    {
        findings.push(Finding::new(
            FindingId::PoolerUnproven,
            "PgBouncer is on: whether its port refuses plaintext is not proven by these settings",
            None,
        ));
    }
    if posture.proxy.known().is_some_and(|proxy| proxy.running) {
        findings.push(Finding::new(
            FindingId::ProxyUnproven,
            "a database proxy is on: whether its endpoints refuse plaintext is not proven by these settings",
            None,
        ));
    }
    let anywhere = |cidr: &String| matches!(cidr.as_str(), "0.0.0.0/0" | "::/0" | "%");
    if posture
        .whitelist
        .known()
        .is_some_and(|list| list.iter().any(anywhere))
    {
        findings.push(Finding::new(
            FindingId::WhitelistOpen,
            "the IP whitelist lets every address in",
            None,
        ));
    }
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::HbaState;
    use crate::domain::posture::Unreadable;
    use crate::domain::proof::{Outcome, ProbeReport, Question, Run};
    use crate::domain::sample::{instance, pem, posture, ssl};

    fn forced(acl: Acl, replication: Acl) -> SslState {
        SslState {
            client_ca: Some(pem("ca")),
            acl: Some(acl),
            replication_acl: Some(replication),
            ..ssl(true)
        }
    }

    fn records(kinds: [RecordType; 2]) -> Vec<Record> {
        Record::factory()
            .into_iter()
            .zip(kinds)
            .map(|(record, kind)| Record { kind, ..record })
            .collect()
    }

    fn verdict(posture: &Posture) -> Verdict {
        judge(posture, Thresholds::default()).verdict
    }

    fn ids(posture: &Posture) -> Vec<&'static str> {
        judge(posture, Thresholds::default())
            .findings
            .iter()
            .map(|f| f.id.as_str())
            .collect()
    }

    #[test]
    fn ssl_that_is_available_is_not_enforced() {
        use RecordType::{Host, HostNoSsl, HostSsl};
        let (full, prefer) = (Acl::VerifyFull, Acl::Prefer);
        let cases = [
            (ssl(false), [Host, Host], Verdict::Open),
            (ssl(true), [Host, Host], Verdict::Open),
            (ssl(true), [HostSsl, Host], Verdict::Partly),
            (ssl(true), [HostSsl, HostSsl], Verdict::Enforced),
            (ssl(true), [Host, HostSsl], Verdict::Open),
            (forced(prefer, prefer), [Host, Host], Verdict::Open),
            (forced(full, full), [Host, Host], Verdict::Enforced),
            (forced(full, prefer), [Host, Host], Verdict::Partly),
            (forced(prefer, full), [Host, Host], Verdict::Open),
            (forced(full, full), [HostNoSsl, Host], Verdict::Open),
            (
                SslState {
                    client_ca: None,
                    ..forced(full, full)
                },
                [Host, Host],
                Verdict::Unknown,
            ),
            (
                SslState {
                    acl: None,
                    ..forced(full, full)
                },
                [Host, Host],
                Verdict::Unknown,
            ),
            (
                SslState {
                    acl: None,
                    ..forced(full, full)
                },
                [HostSsl, HostSsl],
                Verdict::Enforced,
            ),
            (
                SslState {
                    enabled: None,
                    ..ssl(true)
                },
                [HostSsl, HostSsl],
                Verdict::Unknown,
            ),
            (ssl(false), [HostSsl, HostSsl], Verdict::Unknown),
        ];
        for (number, (settings, kinds, expected)) in cases.into_iter().enumerate() {
            let seen = posture(settings, records(kinds));
            assert_eq!(verdict(&seen), expected, "case {number}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        let unreadable = || Unreadable {
            cause: Cause::Failed,
            action: None,
            code: Some("InternalError".into()),
            message: "try later".into(),
            request_id: None,
            next: None,
        };
        let mut seen = posture(forced(Acl::Cert, Acl::Cert), Record::factory());
        seen.hba = Reading::Unreadable(unreadable());
        assert_eq!(verdict(&seen), Verdict::Unknown);
        assert!(ids(&seen).contains(&"unreadable"));
        let mut seen = posture(ssl(true), Record::factory());
        seen.ssl = Reading::Unreadable(unreadable());
        assert_eq!(verdict(&seen), Verdict::Unknown);
    }

    #[test]
    fn records_that_were_never_touched_are_the_factory_records() {
        let mut seen = posture(ssl(true), vec![]);
        seen.hba = Reading::Known(HbaState {
            running: None,
            default: vec![],
            modified: None,
            last_change: LastChange::Never,
        });
        assert_eq!(verdict(&seen), Verdict::Open);
    }

    #[test]
    fn a_live_plaintext_connection_beats_the_settings() {
        let mut seen = posture(forced(Acl::Cert, Acl::Cert), Record::factory());
        assert_eq!(verdict(&seen), Verdict::Enforced);
        seen.probes.push(ProbeReport {
            host: "pgm-a".into(),
            port: 5432,
            user: "app".into(),
            database: "appdb".into(),
            replication: false,
            at: seen.seen_at,
            runs: vec![Run {
                question: Question::Plaintext,
                outcome: Outcome::AcceptedToAuth {
                    method: "md5".into(),
                },
                sqlstate: None,
                address: None,
                took: std::time::Duration::ZERO,
            }],
            tls: None,
        });
        assert_eq!(verdict(&seen), Verdict::Open);
        assert!(ids(&seen).contains(&"plaintext-admitted"));
    }

    #[test]
    fn unsupported_is_neither_pass_nor_fail() {
        let mut seen = posture(ssl(true), Record::factory());
        instance(&mut seen).engine = Some("SQLServer".into());
        assert_eq!(verdict(&seen), Verdict::Unsupported);
    }

    #[test]
    fn expiry_is_a_finding_before_and_after() {
        let at = |days| SslState {
            expires: Some(posture(ssl(true), vec![]).seen_at + TimeDelta::days(days)),
            ..ssl(true)
        };
        let found = |days| {
            ids(&posture(
                at(days),
                records([RecordType::HostSsl, RecordType::HostSsl]),
            ))
        };
        assert!(found(-1).contains(&"server-cert-expired"));
        assert!(found(29).contains(&"server-cert-expiring"));
        assert!(!found(31).iter().any(|id| id.starts_with("server-cert-exp")));
    }
}
