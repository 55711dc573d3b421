use chrono::{TimeDelta, TimeZone};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, SanType};

use super::sample::{AHEAD, Authority, NOW, PAST, params, self_signed};
use super::*;

/// Made by `openssl x509 -req` of OpenSSL 3.0 without an extension file.
const VERSION_1_ROOT: &str = include_str!("../../../tests/data/certificates/version-1-root.pem");

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 6, 1, 12, 0, 0).unwrap()
}

fn ca_error(text: impl AsRef<[u8]>) -> CertificateError {
    check_client_ca(text, now()).expect_err("an error")
}

#[test]
fn summary_says_what_openssl_says() {
    let [root] = parse_chain(VERSION_1_ROOT).unwrap().try_into().unwrap();
    assert_eq!(root.subject, "C=CN, O=Example Shop, CN=Version 1 root");
    assert_eq!(root.issuer, root.subject);
    assert_eq!(root.common_name.as_deref(), Some("Version 1 root"));
    assert_eq!(root.serial, "1f:2e");
    assert_eq!(root.not_before.to_rfc3339(), "2026-11-24T03:24:13+00:00");
    assert_eq!(root.not_after.to_rfc3339(), "2126-10-31T03:24:13+00:00");
    assert_eq!(
        root.sha256,
        "a9e1176d38abca18208d958fa289ecf10eb8c6840a1a77213025baa02efab732"
    );
    assert_eq!(
        (root.version, root.is_ca, root.self_signed),
        (1, false, true)
    );
}

#[test]
fn names_and_addresses_are_read() {
    let mut leaf = params("db", NOW);
    leaf.subject_alt_names = vec![
        SanType::DnsName("*.rds.example.com".try_into().unwrap()),
        SanType::IpAddress("192.0.2.1".parse().unwrap()),
        SanType::IpAddress("2001:db8::1".parse().unwrap()),
    ];
    let authority = Authority::new("CA");
    let pair = authority.issue(&leaf);
    let chain = parse_chain(&format!("{}{}", pair.certificate, authority.pem)).unwrap();
    assert_eq!(chain.len(), 2);
    let addresses: Vec<String> = chain[0]
        .ip_addresses
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(chain[0].dns_names, ["*.rds.example.com"]);
    assert_eq!(addresses, ["192.0.2.1", "2001:db8::1"]);
    assert_eq!(
        (chain[0].version, chain[0].is_ca, chain[0].self_signed),
        (3, false, false)
    );
    assert_eq!((chain[1].is_ca, chain[1].self_signed), (true, true));
}

#[test]
fn same_name_with_another_key_is_not_self_signed() {
    let pair = Authority::new("Twin").issue(&params("Twin", NOW));
    assert!(!parse_chain(&pair.certificate).unwrap()[0].self_signed);
}

#[test]
fn names_cannot_act_on_a_terminal() {
    let evil = "app\u{1b}[2J\r\n\u{9b}1m\u{202e}ppa";
    let chain = parse_chain(&self_signed(&params(evil, NOW)).certificate).unwrap();
    assert_eq!(chain[0].common_name.as_deref(), Some("app?[2J???1m?ppa"));
    assert_eq!(chain[0].subject, "CN=app?[2J???1m?ppa");
    let error = ca_error(self_signed(&params(evil, NOW)).certificate).to_string();
    assert!(!error.chars().any(char::is_control), "{error:?}");
}

#[test]
fn good_client_cas_are_taken_in_order() {
    let (one, two) = (Authority::new("One"), Authority::new("Two"));
    let text = format!("# ours\n{}\r\n{}{VERSION_1_ROOT}", one.pem, two.pem);
    let subjects: Vec<String> = check_client_ca(&text, now())
        .unwrap()
        .into_iter()
        .map(|ca| ca.subject)
        .collect();
    assert_eq!(
        subjects,
        [
            "CN=One",
            "CN=Two",
            "C=CN, O=Example Shop, CN=Version 1 root"
        ]
    );
    assert!(check_client_ca(text.replace('\n', "\r\n"), now()).is_ok());
}

#[test]
fn files_that_are_no_client_ca_are_refused() {
    let authority = Authority::new("CA");
    let good = authority.pem.as_str();
    let leaf = authority.issue(&params("app", NOW));
    let der = x509_parser::pem::parse_x509_pem(good.as_bytes())
        .unwrap()
        .1
        .contents;
    assert_eq!(ca_error(""), CertificateError::Empty);
    assert_eq!(ca_error(" \r\n\t\n"), CertificateError::Empty);
    assert_eq!(ca_error("hello\n"), CertificateError::NotPem);
    assert_eq!(ca_error(&der), CertificateError::Der);
    assert_eq!(
        ca_error(String::from_utf8_lossy(&der).as_ref()),
        CertificateError::Der
    );
    assert_eq!(
        ca_error(format!("\u{feff}{good}")),
        CertificateError::ByteOrderMark
    );
    let large = format!("{good}{}", "#".repeat(FILE_LIMIT));
    assert_eq!(
        ca_error(&large),
        CertificateError::TooLarge {
            size: large.len(),
            limit: 65_536
        }
    );
    assert!(ca_error(&large).to_string().contains("65536"));
    let subject = || "CN=app".to_owned();
    assert_eq!(
        ca_error(&leaf.certificate),
        CertificateError::NotCa { subject: subject() }
    );
    assert_eq!(
        ca_error(format!("{good}{}", leaf.certificate)),
        CertificateError::NotCa { subject: subject() }
    );
    let self_signed = self_signed(&params("app", NOW)).certificate;
    assert_eq!(
        ca_error(self_signed),
        CertificateError::NotCa { subject: subject() }
    );
    assert!(matches!(
        ca_error(authority.crl(NOW, &[])),
        CertificateError::WrongBlock { position: 1, .. }
    ));
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n";
    assert!(matches!(
        ca_error(format!("{good}{request}")),
        CertificateError::WrongBlock { position: 2, .. }
    ));
}

#[test]
fn broken_blocks_are_refused_with_their_place() {
    let good = Authority::new("CA").pem;
    let bad = |text: String| {
        let error = ca_error(text);
        if let CertificateError::BadBlock { position, .. }
        | CertificateError::Unreadable { position } = error
        {
            return position;
        }
        panic!("{error}")
    };
    assert_eq!(bad(format!("{good}{}", good.replacen("MII", "M*I", 1))), 2);
    assert_eq!(bad(good.replace("-----END CERTIFICATE-----", "")), 1);
    assert_eq!(
        bad(good.replace("-----END CERTIFICATE-----", "-----END CERTIFICAT-----")),
        1
    );
    assert_eq!(bad(format!("{good} {good}")), 2);
    assert_eq!(
        bad(format!(
            "{good}{}",
            good.replacen("CERTIFICATE-----", "CERTIFICATE", 1)
        )),
        2
    );
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(bad(format!("{good}{empty}")), 2);
}

#[test]
fn private_keys_are_refused_wherever_they_stand() {
    let authority = Authority::new("CA");
    let leaf = authority.issue(&params("app", NOW));
    let label = |label: &str| leaf.key.replace("PRIVATE KEY", label);
    for key in [
        leaf.key.clone(),
        label("RSA PRIVATE KEY"),
        label("ENCRYPTED PRIVATE KEY"),
        leaf.key.replace("-----END PRIVATE KEY-----", ""),
        format!("  {}", leaf.key),
    ] {
        for text in [
            format!("{key}{}", authority.pem),
            format!("{}{key}", authority.pem),
        ] {
            let error = ca_error(&text);
            assert_eq!(error, CertificateError::PrivateKey);
            let body = leaf.key.lines().nth(1).unwrap();
            assert!(!format!("{error} {error:?}").contains(body));
            let crl = check_crl(&text, &authority.pem, now(), TimeDelta::zero());
            assert_eq!(crl, Err(CertificateError::PrivateKey));
        }
    }
}

#[test]
fn validity_is_judged_by_the_given_time() {
    let subject = "CN=CA".to_owned();
    let expired = ca_error(Authority::with("CA", PAST, |_| ()).pem);
    assert!(matches!(&expired, CertificateError::Expired { subject: s, .. } if *s == subject));
    assert_eq!(
        expired.to_string(),
        "`CN=CA` expired on 2002-01-01 00:00:00 UTC"
    );
    let ahead = ca_error(Authority::with("CA", AHEAD, |_| ()).pem);
    assert!(matches!(ahead, CertificateError::NotYetValid { subject: s, .. } if s == subject));
    let ca = Authority::new("CA").pem;
    let edge = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    assert!(check_client_ca(&ca, edge(2020)).is_ok());
    assert!(check_client_ca(&ca, edge(2120)).is_ok());
    assert!(check_client_ca(&ca, edge(2020) - TimeDelta::seconds(1)).is_err());
    assert!(check_client_ca(&ca, edge(2120) + TimeDelta::seconds(1)).is_err());
}

#[test]
fn a_ca_that_may_not_sign_certificates_is_refused() {
    let crl_only = |params: &mut CertificateParams| {
        params.key_usages = vec![rcgen::KeyUsagePurpose::CrlSign];
    };
    let error = ca_error(Authority::with("CA", NOW, crl_only).pem);
    assert_eq!(
        error,
        CertificateError::NoCertSign {
            subject: "CN=CA".into()
        }
    );
}

fn crl(text: &str, ca: &str) -> Result<CrlCheck, CertificateError> {
    check_crl(text, ca, now(), TimeDelta::days(30))
}

#[test]
fn a_good_crl_is_taken_without_warnings() {
    let authority = Authority::new("CA");
    let check = crl(&authority.crl(NOW, &[7, 9]), &authority.pem).unwrap();
    assert_eq!(check.warnings, []);
    let [list] = check.crls.try_into().unwrap();
    assert_eq!((list.issuer.as_str(), list.revoked), ("CN=CA", 2));
    assert_eq!(
        list.next_update.unwrap().to_rfc3339(),
        "2120-01-01T00:00:00+00:00"
    );
}

#[test]
fn crls_that_would_lock_clients_out_are_refused() {
    let authority = Authority::new("CA");
    let foreign = Authority::new("Other").crl(NOW, &[]);
    assert!(matches!(
        crl(&foreign, &authority.pem),
        Err(CertificateError::CrlForeign { .. })
    ));
    let twin = Authority::new("CA").crl(NOW, &[]);
    assert!(matches!(
        crl(&twin, &authority.pem),
        Err(CertificateError::CrlSignature { .. })
    ));
    let stale = authority.crl(PAST, &[]);
    assert!(matches!(
        crl(&stale, &authority.pem),
        Err(CertificateError::CrlExpired { .. })
    ));
    let ahead = authority.crl(AHEAD, &[]);
    assert!(matches!(
        crl(&ahead, &authority.pem),
        Err(CertificateError::CrlNotYetValid { .. })
    ));
    let wrong = crl(&authority.pem, &authority.pem);
    assert!(matches!(
        wrong,
        Err(CertificateError::WrongBlock { position: 1, .. })
    ));
    assert_eq!(crl("", &authority.pem), Err(CertificateError::Empty));
    assert_eq!(crl("words", &authority.pem), Err(CertificateError::NotPem));
}

#[test]
fn a_twin_of_the_ca_does_not_hide_the_one_that_signed() {
    let (one, two) = (Authority::new("CA"), Authority::new("CA"));
    for ca in [
        format!("{}{}", one.pem, two.pem),
        format!("{}{}", two.pem, one.pem),
    ] {
        let check = crl(&one.crl(NOW, &[]), &ca).unwrap();
        assert_eq!(
            check.warnings,
            [CrlWarning::Uncovered { ca: "CN=CA".into() }]
        );
    }
}

#[test]
fn crl_warnings_name_what_may_hurt() {
    let (one, two) = (Authority::new("One"), Authority::new("Two"));
    let ca = format!("{}{}", one.pem, two.pem);
    let check = crl(&one.crl(NOW, &[]), &ca).unwrap();
    assert_eq!(
        check.warnings,
        [CrlWarning::Uncovered {
            ca: "CN=Two".into()
        }]
    );
    let both = crl(&format!("{}{}", one.crl(NOW, &[]), two.crl(NOW, &[])), &ca).unwrap();
    assert_eq!((both.crls.len(), both.warnings.len()), (2, 0));
    let soon = crl(&one.crl((2020, 2028), &[]), &one.pem).unwrap();
    assert_eq!(soon.warnings, []);
    let soon = check_crl(
        one.crl((2020, 2028), &[]),
        &one.pem,
        now(),
        TimeDelta::days(365),
    )
    .unwrap();
    assert!(
        matches!(&soon.warnings[..], [CrlWarning::ExpiresSoon { issuer, .. }] if issuer == "CN=One")
    );
}

fn named(common_name: Option<&str>, names: &[&str]) -> Certificate {
    let mut leaf = params("-", NOW);
    leaf.distinguished_name = rcgen::DistinguishedName::new();
    if let Some(name) = common_name {
        leaf.distinguished_name.push(DnType::CommonName, name);
    }
    let name = |name: &&str| match name.parse() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName((*name).try_into().unwrap()),
    };
    leaf.subject_alt_names = names.iter().map(name).collect();
    parse_chain(&self_signed(&leaf).certificate)
        .unwrap()
        .remove(0)
}

#[test]
fn names_match_by_the_rules_of_libpq() {
    let cases: [(Option<&str>, &[&str], &str, bool); 24] = [
        (None, &["db.example.com"], "db.example.com", true),
        (None, &["db.example.com"], "DB.Example.COM", true),
        (None, &["db.example.com"], "other.example.com", false),
        (None, &["*.example.com"], "db.example.com", true),
        (None, &["*.example.com"], "a.db.example.com", false),
        (None, &["*.example.com"], "example.com", false),
        (None, &["*.example.com"], ".example.com", false),
        (None, &["d*.example.com"], "db.example.com", false),
        (None, &["db.*.com"], "db.example.com", false),
        (None, &["*"], "localhost", false),
        (None, &["*."], "localhost.", false),
        (Some("db.example.com"), &[], "db.example.com", true),
        (Some("*.example.com"), &[], "db.example.com", true),
        (
            Some("db.example.com"),
            &["other.example.com"],
            "db.example.com",
            false,
        ),
        (
            Some("db.example.com"),
            &["192.0.2.1"],
            "db.example.com",
            true,
        ),
        (Some("192.0.2.1"), &["192.0.2.2"], "192.0.2.1", false),
        (Some("192.0.2.1"), &["db.example.com"], "192.0.2.1", true),
        (None, &["192.0.2.1"], "192.0.2.1", true),
        (None, &["192.0.2.1"], "192.0.2.2", false),
        (None, &["2001:db8::1"], "2001:DB8:0:0::1", true),
        (Some("Example Shop"), &[], "db.example.com", false),
        (Some("192.0.2.1"), &[], "192.0.2.1", true),
        (None, &[], "db.example.com", false),
        (None, &[], "", false),
    ];
    for (common_name, names, host, expected) in cases {
        let certificate = named(common_name, names);
        assert_eq!(
            name_matches(&certificate, host),
            expected,
            "{common_name:?} {names:?} {host}"
        );
    }
}

#[test]
fn unreadable_names_do_not_panic() {
    assert_eq!(distinguished_name(b"\x30\x05x"), "unreadable name");
    assert_eq!(distinguished_name(&[]), "unreadable name");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(noise in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
        let mut text = VERSION_1_ROOT.as_bytes().to_vec();
        let at = at.index(text.len());
        text.splice(at..at, noise.iter().copied());
        let _ = check_client_ca(&text, now());
        let _ = check_crl(&text, VERSION_1_ROOT, now(), TimeDelta::zero());
        let _ = parse_chain(&String::from_utf8_lossy(&text));
        let _ = Certificate::from_der(&noise);
        let _ = distinguished_name(&noise);
    }
}
