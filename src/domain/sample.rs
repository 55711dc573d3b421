//! Postures for the tests of the core.

use chrono::DateTime;

use super::acl::Acl;
use super::hba::{HbaState, Record};
use super::instance::{Endpoint, EndpointKind, EngineVersion, Instance, InstanceId, Role, Status};
use super::posture::{Posture, Reading};
use super::ssl::{CaType, LastChange, Pem, SslState};

pub(super) fn pem(name: &str) -> Pem {
    Pem::new(&format!("-----BEGIN X-----\n{name}\n-----END X-----")).unwrap()
}

pub(super) fn ssl(enabled: bool) -> SslState {
    SslState {
        enabled: Some(enabled),
        ca_type: enabled.then_some(CaType::Aliyun),
        endpoint: enabled.then(|| "pgm-a.pg.rds.aliyuncs.com".to_owned()),
        expires: enabled.then(|| DateTime::from_timestamp(1_900_000_000, 0).unwrap()),
        created: None,
        requires_update: Some(false),
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
            replicas: vec![],
            pooler: Some(false),
            maintenance_window: None,
        }),
        endpoints: Reading::Known(vec![Endpoint {
            host: "pgm-a.pg.rds.aliyuncs.com".to_owned(),
            port: Some(5432),
            kind: EndpointKind::Internal,
            pooler_port: None,
        }]),
        ssl: Reading::Known(settings),
        hba: Reading::Known(HbaState {
            running: Some(records),
            default: Record::factory(),
            modified: None,
            last_change: LastChange::Never,
        }),
        whitelist: Reading::NotAsked,
        proxy: Reading::NotAsked,
        probes: vec![],
    }
}

pub(super) fn instance(posture: &mut Posture) -> &mut Instance {
    match &mut posture.instance {
        Reading::Known(instance) => instance,
        Reading::NotAsked | Reading::Unreadable(_) => panic!("known in these tests"),
    }
}
