//! Postures for the tests of the core.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::DateTime;
use proptest::prelude::*;

use super::acl::Acl;
use super::certificate::sample::Authority;
use super::change::Change;
use super::hba::{HbaState, Record, RecordType, Strategy as HbaStrategy};
use super::instance::{Endpoint, EndpointKind, EngineVersion, Instance, InstanceId, Role, Status};
use super::policy::{AclGoal, HbaGoal, Policy, Restored, SwitchGoal};
use super::posture::{Posture, Reading};
use super::ssl::{CaType, LastChange, Pem, Replace, SslState, Switch};

/// The same CA for the same name.
pub(super) fn pem(name: &str) -> Pem {
    static MADE: Mutex<BTreeMap<String, Pem>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    let make = || Pem::new(&Authority::new(name).pem).unwrap();
    made.entry(name.to_owned()).or_insert_with(make).clone()
}

pub(super) fn ssl(enabled: bool) -> SslState {
    SslState {
        enabled: Some(enabled),
        ca_type: enabled.then_some(CaType::Aliyun),
        endpoint: enabled.then(|| "pgm-a.pg.rds.aliyuncs.com".to_owned()),
        expires: enabled.then(|| DateTime::from_timestamp(1_900_000_000, 0).unwrap()),
        created: None,
        requires_update: Some(false),
        renewal: None,
        server_certificate: None,
        server_ca_url: None,
        client_ca: None,
        crl: None,
        acl: enabled.then_some(Acl::Prefer),
        replication_acl: enabled.then_some(Acl::Prefer),
        force_encryption: None,
        last_change: LastChange::Never,
    }
}

pub(super) fn posture(settings: SslState, records: Vec<Record>) -> Posture {
    let id: InstanceId = "pgm-a".parse().unwrap();
    Posture {
        id: id.clone(),
        seen_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        instance: Reading::Known(Instance {
            id,
            region: None,
            description: String::new(),
            engine: Some("PostgreSQL".to_owned()),
            engine_version: Some(EngineVersion::parse("15.0")),
            kernel: Some("rds_postgres_1500_20230530".to_owned()),
            status: Status::Running,
            lock_mode: Some("Unlock".to_owned()),
            storage: Some("cloud_essd".to_owned()),
            category: Some("HighAvailability".to_owned()),
            pay_type: None,
            role: Role::Primary,
            replicas: Some(vec![]),
            pooler: Some(false),
            babelfish: None,
            companions: vec![],
            garbled: vec![],
            maintenance_window: None,
        }),
        endpoints: Reading::Known(vec![Endpoint {
            host: "pgm-a.pg.rds.aliyuncs.com".to_owned(),
            port: Some(5432),
            kind: EndpointKind::Internal,
            pooler_port: None,
            babelfish_port: None,
            garbled: vec![],
        }]),
        ssl: Reading::Known(settings),
        hba: Reading::Known(HbaState::listed(records).unwrap()),
        whitelist: Reading::NotAsked,
        proxy: Reading::NotAsked,
        probes: vec![],
        left_out: 0,
    }
}

pub(super) fn instance(posture: &mut Posture) -> &mut Instance {
    match &mut posture.instance {
        Reading::Known(instance) => instance,
        Reading::NotAsked | Reading::Unreadable(_) => panic!("known in these tests"),
    }
}

/// What the service has after a call, as its documentation says.
pub(super) fn after(mut posture: Posture, change: &Change) -> Posture {
    match change {
        Change::Ssl(call) => {
            let Reading::Known(settings) = &mut posture.ssl else {
                panic!("known in these tests")
            };
            match call.switch {
                Some(Switch::On) => {
                    settings.enabled = Some(true);
                    settings.ca_type.clone_from(&call.ca_type);
                    settings.endpoint = Some(call.endpoint.clone());
                    settings.acl = settings.acl.or(Some(Acl::Prefer));
                    settings.replication_acl = settings.replication_acl.or(Some(Acl::Prefer));
                }
                Some(Switch::Off) => {
                    *settings = SslState {
                        last_change: LastChange::Succeeded,
                        ..ssl(false)
                    };
                    return posture;
                }
                None => {}
            }
            if let Some(ca) = &call.client_ca {
                settings.client_ca = ca.after().cloned();
            }
            if let Some(crl) = &call.crl {
                let set = crl.after().is_some();
                let fits = !set || settings.client_ca.is_some();
                assert!(fits, "InvalidClientCrl.Permission");
                settings.crl = crl.after().cloned();
            }
            if call
                .acl
                .or(call.replication_acl)
                .is_some_and(Acl::forces_ssl)
            {
                assert!(settings.client_ca.is_some(), "InvalidACL.Permission");
            }
            settings.acl = call.acl.or(settings.acl);
            settings.replication_acl = call.replication_acl.or(settings.replication_acl);
        }
        Change::Hba { after, .. } => {
            let Reading::Known(hba) = &mut posture.hba else {
                panic!("known in these tests")
            };
            *hba = HbaState::listed(after.clone()).unwrap();
        }
    }
    posture
}

pub(super) fn any_acl() -> impl Strategy<Value = Acl> {
    prop::sample::select(Acl::ALL.to_vec())
}

pub(super) fn any_ssl() -> impl Strategy<Value = SslState> {
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any_acl(),
        any_acl(),
    )
        .prop_map(|(on, ca, crl, acl, replication)| {
            let mut state = ssl(on);
            if on && ca {
                state.client_ca = Some(pem("old"));
                state.crl = crl.then(|| pem("old-crl"));
                state.acl = Some(acl);
                state.replication_acl = Some(replication);
            }
            state
        })
}

/// Up to six records; `hostssl` only where SSL is on, since the service takes it only there.
pub(super) fn any_records(ssl_on: bool) -> impl Strategy<Value = Vec<Record>> {
    let kinds = if ssl_on {
        vec![RecordType::Host, RecordType::HostSsl, RecordType::HostNoSsl]
    } else {
        vec![RecordType::Host, RecordType::HostNoSsl]
    };
    let record = (
        proptest::sample::select(kinds),
        proptest::sample::select(vec!["all", "orders", "replication"]),
        proptest::sample::select(vec!["all", "app", "\"Report\""]),
        proptest::sample::select(vec!["0.0.0.0/0", "10.1.0.0/16", "::/0"]),
        proptest::sample::select(vec!["md5", "scram-sha-256", "reject"]),
    );
    let remains = |rows: &Vec<(RecordType, _, _, _, _)>| {
        rows.iter().any(|(kind, ..)| *kind != RecordType::HostNoSsl)
    };
    let rows = proptest::collection::vec(record, 1..7);
    // An empty list is none that a service takes, so something must be left to convert.
    rows.prop_filter("only hostnossl", remains)
        .prop_map(|rows| {
            let numbered = (0_u32..).zip(rows);
            numbered
                .map(
                    |(priority, (kind, database, user, address, method))| Record {
                        priority,
                        kind,
                        database: database.to_owned(),
                        user: user.to_owned(),
                        address: address.to_owned(),
                        method: method.to_owned(),
                        ..Record::factory().remove(0)
                    },
                )
                .collect()
        })
}

/// A state with records of any kind.
pub(super) fn any_state() -> impl Strategy<Value = Posture> {
    any_ssl().prop_flat_map(|state| {
        any_records(state.enabled == Some(true))
            .prop_map(move |records| posture(state.clone(), records))
    })
}

fn any_goal() -> impl Strategy<Value = AclGoal> {
    prop_oneof![
        Just(AclGoal::Forcing),
        any_acl().prop_map(AclGoal::AtLeast),
        any_acl().prop_map(AclGoal::Exactly),
    ]
}

pub(super) fn any_policy() -> impl Strategy<Value = Policy> {
    (
        any::<bool>(),
        any::<bool>(),
        any_goal(),
        any_goal(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(acl_way, hba_way, acl, replication, crl, stepwise)| Policy {
                switch: Some(SwitchGoal::On),
                client_ca: acl_way.then(|| Replace::Set(pem("ca"))),
                crl: (acl_way && crl).then(|| Replace::Set(pem("crl"))),
                acl: acl_way.then_some(acl),
                replication_acl: acl_way.then_some(replication),
                hba: hba_way.then(|| HbaGoal::Hardened {
                    strategy: HbaStrategy::Convert,
                    exceptions: vec![],
                }),
                stepwise,
                // These texts are no certificates, and only what was in force before is not judged.
                restores: Some(Restored::Logged),
                ..Policy::default()
            },
        )
}
