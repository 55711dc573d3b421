//! Verdicts and findings on generated postures.

use chrono::TimeDelta;

use super::*;
use crate::domain::certificate::sample::{Authority, NOW, PAST};
use crate::domain::hba::HbaState;
use crate::domain::instance::Endpoint;
use crate::domain::posture::Reading;
use crate::domain::proof::{LoginOrigin, Outcome, ProbeEndpoint, ProbeReport, Question, Run};
use crate::domain::sample::{instance, pem, posture, ssl};
use crate::domain::ssl::Pem;

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
    let judgement = judge(posture, Thresholds::default());
    judgement.findings.iter().map(|f| f.id.as_str()).collect()
}

fn unread<T>(cause: Cause) -> Reading<T> {
    Reading::Unreadable(Unreadable::new(cause, Text::default()))
}

/// The answer names no instance, so only the endpoint in it tells whose settings they are.
#[test]
fn an_acl_that_may_be_of_another_instance_forces_nothing() {
    use RecordType::{Host, HostSsl};
    let other = || SslState {
        endpoint: Some("pgm-b.pg.rds.aliyuncs.com".to_owned()),
        ..forced(Acl::VerifyFull, Acl::VerifyFull)
    };
    let open = posture(other(), records([Host, Host]));
    assert_eq!(verdict(&open), Verdict::Unknown);
    let closed = posture(other(), records([HostSsl, HostSsl]));
    assert_eq!(verdict(&closed), Verdict::Enforced, "by the records");
    for (endpoints, expected) in [
        (unread(Cause::Failed), Verdict::Unknown),
        (Reading::Known(vec![]), Verdict::Unknown),
        (Reading::NotAsked, Verdict::Enforced),
    ] {
        let unread = Posture {
            endpoints,
            ..open.clone()
        };
        assert_eq!(verdict(&unread), expected, "{unread:?}");
    }
}

#[test]
fn ssl_that_is_available_is_not_enforced() {
    use RecordType::{Host, HostNoSsl, HostSsl};
    let (full, prefer) = (Acl::VerifyFull, Acl::Prefer);
    let [mut no_ca, mut no_acl, mut no_switch] = [(); 3].map(|()| forced(full, full));
    no_ca.client_ca = None;
    no_acl.acl = None;
    no_switch.enabled = None;
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
        (no_ca, [Host, Host], Verdict::Unknown),
        (no_acl.clone(), [Host, Host], Verdict::Unknown),
        (no_acl, [HostSsl, HostSsl], Verdict::Enforced),
        (no_switch, [HostSsl, HostSsl], Verdict::Unknown),
        (ssl(false), [HostSsl, HostSsl], Verdict::Open),
    ];
    for (number, (settings, kinds, expected)) in cases.into_iter().enumerate() {
        let seen = posture(settings, records(kinds));
        assert_eq!(verdict(&seen), expected, "case {number}");
    }
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let mut seen = posture(forced(Acl::Cert, Acl::Cert), Record::factory());
    seen.hba = unread(Cause::Failed);
    assert_eq!(verdict(&seen), Verdict::Unknown);
    assert!(ids(&seen).contains(&"unreadable"));
    let mut seen = posture(ssl(true), Record::factory());
    seen.ssl = unread(Cause::Failed);
    assert_eq!(verdict(&seen), Verdict::Unknown);
}

#[test]
fn records_that_were_never_touched_are_the_factory_records() {
    let mut seen = posture(ssl(true), Record::factory());
    seen.hba = Reading::Known(HbaState::factory());
    assert_eq!(verdict(&seen), Verdict::Open);
}

#[test]
fn a_live_plaintext_connection_beats_the_settings() {
    let mut seen = posture(forced(Acl::Cert, Acl::Cert), Record::factory());
    assert_eq!(verdict(&seen), Verdict::Enforced);
    seen.probes.push(accepted(&seen, "app", None));
    assert_eq!(verdict(&seen), Verdict::Open);
    assert!(ids(&seen).contains(&"plaintext-admitted"));
}

/// A live connection that got in without SSL, from this address.
fn accepted(seen: &Posture, user: &str, from: Option<&str>) -> ProbeReport {
    ProbeReport {
        place: ProbeEndpoint::named("pgm-a".into(), 5432),
        user: user.into(),
        database: "appdb".into(),
        replication: false,
        origin: LoginOrigin::Named,
        at: seen.seen_at,
        runs: vec![Run {
            question: Question::Plaintext,
            outcome: Outcome::AcceptedToAuth {
                method: "md5".into(),
            },
            sqlstate: None,
            address: None,
            from: from.map(|ip| (ip.parse::<core::net::IpAddr>().unwrap(), 40_000).into()),
            took: std::time::Duration::ZERO,
        }],
        tls: None,
        same_refusal: false,
    }
}

#[test]
fn a_live_plaintext_connection_that_no_record_explains_beats_a_partly_closed_instance() {
    let etl = Record {
        kind: RecordType::HostNoSsl,
        user: "etl".into(),
        address: "10.0.0.0/8".into(),
        ..Record::factory().remove(0)
    };
    let closed = Record {
        kind: RecordType::HostSsl,
        priority: 1,
        ..Record::factory().remove(0)
    };
    let partly = posture(ssl(true), vec![etl, closed]);
    let of_record = ids(&partly);
    let with = |user, from| {
        let mut seen = partly.clone();
        seen.probes.push(accepted(&seen, user, from));
        let live = ids(&seen).len() > of_record.len();
        (verdict(&seen), live)
    };
    assert_eq!(verdict(&partly), Verdict::Partly);
    assert_eq!(with("etl", Some("10.1.2.3")), (Verdict::Partly, false));
    assert_eq!(with("app", Some("10.1.2.3")), (Verdict::Open, true));
    assert_eq!(with("etl", Some("127.0.0.1")), (Verdict::Open, true));
}

#[test]
fn ssl_that_is_off_is_said_whatever_is_not_known_of_the_records() {
    let mut seen = posture(ssl(false), Record::factory());
    seen.hba = unread(Cause::Failed);
    assert_eq!(verdict(&seen), Verdict::Unknown);
    assert!(ids(&seen).contains(&"ssl-off"));
}

#[test]
fn a_primary_is_enforced_only_where_every_replica_is() {
    let enforced = || posture(forced(Acl::Cert, Acl::Cert), Record::factory());
    let primary = |replica: &Posture| {
        let default = Thresholds::default();
        let mut primary = judge(&enforced(), default);
        let before = primary.findings.clone();
        let replica = JudgedReplica::new(replica, &judge(replica, default));
        judge_replicas(&mut primary, &[replica]);
        let mut added = primary.findings.iter().filter(|one| !before.contains(one));
        (
            primary.verdict,
            added.next().map(|one| one.id),
            primary.unread_replica,
        )
    };
    assert_eq!(primary(&enforced()), (Verdict::Enforced, None, None));
    let open = (Verdict::Enforced, Some(FindingId::ReplicaOpen), None);
    let off = Posture {
        hba: unread(Cause::Failed),
        ..posture(ssl(false), Record::factory())
    };
    assert_eq!(primary(&off), open, "SSL is off");
    let mut local = enforced();
    instance(&mut local).storage = Some("local_ssd".into());
    assert_eq!(primary(&local), open, "it cannot refuse plaintext");
    for cause in [Cause::Failed, Cause::Access] {
        let lost = [
            Posture {
                hba: unread(cause),
                ..enforced()
            },
            Posture {
                ssl: unread(cause),
                ..enforced()
            },
            Posture {
                instance: unread(cause),
                ssl: unread(cause),
                ..enforced()
            },
        ];
        for replica in &lost {
            let (verdict, finding, part) = primary(replica);
            assert_eq!(verdict, Verdict::Unknown);
            assert_eq!(finding, Some(FindingId::Unreadable));
            assert_eq!(part.unwrap().1.cause, cause);
        }
    }
}

/// Each undecided part is one finding, also where the answer contradicts itself or says nothing clear.
#[test]
fn what_is_undecided_is_found_once() {
    use RecordType::HostSsl;
    let enforced = || posture(ssl(true), records([HostSsl, HostSsl]));
    let endpoint = |change: &dyn Fn(&mut Endpoint)| {
        let mut seen = enforced();
        let mut endpoints = seen.endpoints.known().cloned().unwrap();
        change(&mut endpoints[0]);
        seen.endpoints = Reading::Known(endpoints);
        seen
    };
    let before = ids(&enforced());
    let added = |seen: &Posture| {
        let mut found = ids(seen);
        found.retain(|id| !before.contains(id));
        (verdict(seen), found)
    };
    let expected = |id| (Verdict::Enforced, vec![id]);
    let port = endpoint(&|one| one.pooler_port = Some(6432));
    assert_eq!(
        added(&port),
        expected("pooler-unproven"),
        "by its port alone"
    );
    let port = endpoint(&|one| one.garbled = vec!["Port", "PGBouncerPort"]);
    assert_eq!(added(&port), expected("unreadable"));
    let mut flag = enforced();
    instance(&mut flag).garbled = vec!["PGBouncerEnabled"];
    assert_eq!(added(&flag), expected("unreadable"));
    let mut halves = enforced();
    halves.whitelist = Reading::Known(vec!["0.0.0.0/1".into(), "128.0.0.0/1".into()]);
    assert_eq!(added(&halves), expected("whitelist-open"));
    let mut lost = enforced();
    lost.instance = unread(Cause::Failed);
    let of_replicas = (Verdict::Unknown, vec!["unreadable"]);
    assert_eq!(added(&lost), of_replicas, "it may have replicas");
}

#[test]
fn a_required_proof_is_owed_at_every_port() {
    use crate::domain::conclusion::{Conclusion, ProofRequest, conclude};
    use crate::domain::plan::plan;
    use crate::domain::policy::{HbaGoal, Policy};
    let closed = records([RecordType::HostSsl, RecordType::HostSsl]);
    let mut seen = posture(ssl(true), closed);
    let mut proven = accepted(&seen, "app", None);
    let ssl = Run {
        question: Question::Ssl,
        ..proven.runs[0].clone()
    };
    proven.runs[0].outcome = Outcome::RefusedByHba;
    proven.runs.push(ssl);
    seen.probes.push(proven);
    let policy = Policy {
        hba: Some(HbaGoal::Hardened {
            strategy: hba::Strategy::Convert,
            exceptions: vec![],
        }),
        ..Policy::default()
    };
    let concluded = |seen: &Posture, require_proof| {
        let asked = ProofRequest {
            require_proof,
            ..ProofRequest::default()
        };
        conclude(seen, &plan(seen, &policy), seen, &asked)
    };
    assert_eq!(concluded(&seen, true), Conclusion::AsWanted);
    let mut pooled = seen.clone();
    instance(&mut pooled).pooler = Some(true);
    let mut unsaid = seen.clone();
    instance(&mut unsaid).garbled = vec!["PGBouncerEnabled"];
    let mut endpoints = seen.endpoints.known().cloned().unwrap();
    endpoints[0].garbled = vec!["Port"];
    let garbled = Posture {
        endpoints: Reading::Known(endpoints),
        ..seen
    };
    for open in [&pooled, &unsaid, &garbled] {
        assert_eq!(concluded(open, false), Conclusion::AsWanted);
        let strict = concluded(open, true);
        assert!(matches!(strict, Conclusion::NotProven { .. }), "{strict:?}");
    }
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
        expires: Some(posture(ssl(true), Record::factory()).seen_at + TimeDelta::days(days)),
        ..ssl(true)
    };
    let closed = records([RecordType::HostSsl, RecordType::HostSsl]);
    let found = |days| ids(&posture(at(days), closed.clone()));
    assert!(found(-1).contains(&"server-cert-expired"));
    assert!(found(29).contains(&"server-cert-expiring"));
    assert!(!found(31).iter().any(|id| id.starts_with("server-cert-exp")));
}

#[test]
fn a_client_ca_of_which_every_client_is_refused_is_a_finding() {
    let good = Authority::new("good");
    let usage = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let server = Authority::with("server", NOW, |params| params.extended_key_usages = usage).pem;
    let past = Authority::with("past", PAST, |_| ());
    let below = past.intermediate("middle").pem;
    let unknown = "-----BEGIN X-----\nAAAA\n-----END X-----".to_owned();
    for (text, found) in [
        (good.pem.clone(), vec![]),
        (
            format!("{}{server}", good.pem),
            vec![FindingId::ClientCaUnfit],
        ),
        (
            good.intermediate("alone").pem,
            vec![FindingId::ClientCaUnfit],
        ),
        // The one below it is refused for the same reason.
        (
            format!("{}{below}", past.pem),
            vec![FindingId::ClientCaExpired],
        ),
        (unknown, vec![]),
    ] {
        let settings = SslState {
            client_ca: Pem::new(&text),
            ..ssl(true)
        };
        let judged = judge(&posture(settings, Record::factory()), Thresholds::default());
        let findings = judged.findings.iter().map(|finding| finding.id);
        let of_cas = findings.filter(|id| id.as_str().starts_with("client-ca"));
        assert_eq!(of_cas.collect::<Vec<_>>(), found, "{text}");
    }
}

#[test]
fn an_acl_in_settings_that_name_no_endpoint_is_not_known_to_force_ssl() {
    let mut settings = forced(Acl::Cert, Acl::Cert);
    let judged = |ssl: &SslState| verdict(&posture(ssl.clone(), Record::factory()));
    assert_eq!(judged(&settings), Verdict::Enforced);
    settings.endpoint = None;
    assert_eq!(judged(&settings), Verdict::Unknown);
}

#[test]
fn what_decides_beside_the_settings_and_is_not_known_passes_nothing_and_hides_nothing() {
    let forced = [RecordType::HostSsl, RecordType::HostSsl];
    let open = [RecordType::Host, RecordType::Host];
    for (kinds, expected) in [(forced, Verdict::Unknown), (open, Verdict::Open)] {
        let seen = posture(ssl(true), records(kinds));
        let mut judgement = judge(&seen, Thresholds::default());
        judgement.leave_undecided(&seen.id, Text::verbatim("x"));
        assert_eq!(judgement.verdict, expected);
        let unread = |one: &Finding| one.id == FindingId::Unreadable;
        assert!(judgement.findings.iter().any(unread));
    }
}

#[test]
fn an_instance_whose_replicas_are_not_told_is_not_known_to_refuse_plaintext() {
    let mut seen = posture(
        ssl(true),
        records([RecordType::HostSsl, RecordType::HostSsl]),
    );
    assert_eq!(
        judge(&seen, Thresholds::default()).verdict,
        Verdict::Enforced
    );
    instance(&mut seen).replicas = None;
    let judged = judge(&seen, Thresholds::default());
    assert_eq!(judged.verdict, Verdict::Unknown);
    let is_told = |one: &Finding| {
        one.id == FindingId::Unreadable && one.message.english().contains("replicas")
    };
    assert!(judged.findings.iter().any(is_told), "{:?}", judged.findings);
}

#[test]
fn what_a_read_write_splitting_endpoint_does_is_not_proven_by_the_settings() {
    use crate::domain::instance::EndpointKind;
    let mut seen = posture(
        ssl(true),
        records([RecordType::HostSsl, RecordType::HostSsl]),
    );
    let own = seen.endpoints.known().and_then(|all| all.first()).cloned();
    let split = Endpoint {
        kind: EndpointKind::ReadWriteSplitting,
        ..own.unwrap()
    };
    assert!(!ids(&seen).contains(&"proxy-unproven"));
    seen.endpoints = Reading::Known(vec![split]);
    assert!(ids(&seen).contains(&"proxy-unproven"));
}

#[test]
fn a_switch_or_an_acl_that_is_not_understood_is_a_finding() {
    let closed = || records([RecordType::HostSsl, RecordType::HostSsl]);
    let unread = |ssl: SslState| {
        let judged = judge(&posture(ssl, closed()), Thresholds::default());
        let is_unread = |one: &&Finding| one.id == FindingId::Unreadable;
        let found = judged.findings.iter().find(is_unread);
        found.map(|one| one.message.english())
    };
    assert_eq!(unread(forced(Acl::Cert, Acl::Cert)), None);
    let switch = SslState {
        enabled: None,
        ..ssl(true)
    };
    assert!(unread(switch).unwrap().contains("SSL"));
    let acl = SslState {
        acl: None,
        ..forced(Acl::Cert, Acl::Cert)
    };
    assert!(unread(acl).unwrap().contains("ACL"));
    for (client_ca, crl, part) in [
        (Pem::new("x"), None, "client CA"),
        (
            forced(Acl::Cert, Acl::Cert).client_ca,
            Pem::new("x"),
            "revocation list",
        ),
    ] {
        let settings = forced(Acl::Cert, Acl::Cert);
        let garbled = SslState {
            client_ca,
            crl,
            ..settings
        };
        assert!(unread(garbled).unwrap().contains(part));
    }
}
