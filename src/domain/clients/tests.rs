//! Connection strings for the clients of an instance.

use super::super::sample;
use super::super::ssl::Pem;
use super::*;
use crate::domain::hba::Record;
use crate::domain::posture::Reading;

fn settings() -> ClientSettings {
    ClientSettings {
        host: None,
        user: "app".to_owned(),
        database: "appdb".to_owned(),
        server_ca: "server-ca.pem".to_owned(),
        certificate: "app.crt".to_owned(),
        key: "app.key".to_owned(),
        java_key: "app.pk8".to_owned(),
    }
}

fn posture(acl: Acl, replication: Acl) -> Posture {
    let mut ssl = sample::ssl(true);
    ssl.server_certificate = None;
    ssl.endpoint = Some("pgm-a.pg.rds.aliyuncs.com".to_owned());
    ssl.acl = Some(acl);
    ssl.replication_acl = Some(replication);
    ssl.client_ca = acl.forces_ssl().then(|| Pem::new("CA").unwrap());
    sample::posture(ssl, Record::factory())
}

fn guide(posture: &Posture) -> ClientGuide {
    ClientGuide::new(posture, Verdict::Open, settings()).unwrap()
}

fn string<'a>(guide: &'a ClientGuide, id: &str) -> &'a str {
    let found = guide.strings.iter().find(|string| string.id == id);
    &found.unwrap().text
}

#[test]
fn strings_name_certificates_only_where_they_are_demanded() {
    let open = guide(&posture(Acl::Prefer, Acl::Prefer));
    assert_eq!(open.certificate, ClientCertificate::NotUsed);
    assert!(open.strings.iter().all(|one| !one.text.contains("app.crt")));
    assert!(open.password);
    for (acl, replication, password) in [
        (Acl::VerifyCa, Acl::Prefer, true),
        (Acl::Prefer, Acl::VerifyFull, true),
        (Acl::VerifyFull, Acl::VerifyFull, true),
        (Acl::Cert, Acl::Cert, false),
    ] {
        let forced = guide(&posture(acl, replication));
        assert!(forced.certificate.is_demanded());
        assert!(
            forced
                .strings
                .iter()
                .all(|one| one.text.contains("app.crt")),
            "{:?}",
            forced.strings
        );
        assert_eq!(forced.password, password);
    }
}

#[test]
fn a_record_that_demands_a_certificate_counts_as_the_acl_does() {
    let mut posture = posture(Acl::Prefer, Acl::Prefer);
    let mut records = Record::factory();
    for record in &mut records {
        record.kind = crate::domain::hba::RecordType::HostSsl;
        record.option = Some("clientcert=verify-full".to_owned());
    }
    posture.hba = Reading::Known(crate::domain::hba::HbaState::listed(records).unwrap());
    let guide = guide(&posture);
    assert_eq!(
        guide.certificate,
        ClientCertificate::Demanded(Text::verbatim("pg_hba record 0"))
    );
}

#[test]
fn a_host_that_the_certificate_does_not_cover_is_not_checked_by_name() {
    let mut posture = posture(Acl::Prefer, Acl::Prefer);
    let Reading::Known(endpoints) = &mut posture.endpoints else {
        panic!("known in these tests")
    };
    endpoints.push(Endpoint {
        host: "public.example".to_owned(),
        kind: EndpointKind::Public,
        port: Some(3432),
        ..endpoints[0].clone()
    });
    endpoints.push(Endpoint {
        host: "rw.example".to_owned(),
        kind: EndpointKind::ReadWriteSplitting,
        ..endpoints[0].clone()
    });
    assert_eq!(guide(&posture).mode, SslMode::VerifyFull);
    let at = |host: &str| {
        let settings = ClientSettings {
            host: Some(host.to_owned()),
            ..settings()
        };
        ClientGuide::new(&posture, Verdict::Open, settings)
    };
    let public = at("PUBLIC.example").unwrap();
    assert_eq!(public.mode, SslMode::VerifyCa);
    assert!(
        string(&public, "npgsql")
            .contains("Port=3432;Database=appdb;Username=app;SSL Mode=VerifyCA")
    );
    assert!(string(&public, "node-postgres").contains("checkServerIdentity: () => undefined"));
    assert_eq!(at("rw.example"), Err(NoGuide::WithoutSsl));
    assert_eq!(
        at("other.example"),
        Err(NoGuide::NoSuchEndpoint(vec![
            "pgm-a.pg.rds.aliyuncs.com".to_owned(),
            "public.example".to_owned()
        ]))
    );
}

#[test]
fn names_are_quoted_in_the_syntax_of_each_driver() {
    let odd = ClientSettings {
        user: "O'Brien \\ \"co\"".to_owned(),
        database: "a b;c/d".to_owned(),
        ..settings()
    };
    let guide = ClientGuide::new(&posture(Acl::Prefer, Acl::Prefer), Verdict::Open, odd).unwrap();
    let lines: Vec<String> = guide
        .strings
        .iter()
        .map(|one| format!("{}: {}", one.id, one.text))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn connection_strings_are_quoted() {
    let text = conninfo(&[("user", "O'Brien \\ co"), ("sslmode", "verify-full")]);
    assert_eq!(text, "user='O\\'Brien \\\\ co' sslmode=verify-full");
    assert_eq!(
        jdbc_url("db/", &[("user", "a b&c")]),
        "jdbc:postgresql://db/?user=a%20b%26c"
    );
}

#[test]
fn an_ipv6_address_stands_in_brackets_where_a_port_follows() {
    let settings = ClientSettings {
        host: Some("2001:db8::7".to_owned()),
        ..settings()
    };
    let mut posture = posture(Acl::Prefer, Acl::Prefer);
    let Reading::Known(endpoints) = &mut posture.endpoints else {
        panic!("the sample has endpoints");
    };
    "2001:db8::7".clone_into(&mut endpoints[0].host);
    let guide = ClientGuide::new(&posture, Verdict::Open, settings).unwrap();
    for string in &guide.strings {
        let is_url = string.text.contains("://");
        assert_eq!(
            string.text.contains("[2001:db8::7]:"),
            is_url,
            "{}",
            string.text
        );
    }
    assert!(string(&guide, "jdbc").contains("[2001:db8::7]:"));
}
