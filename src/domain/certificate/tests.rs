//! Which client CAs, chains and revocation lists are accepted.

use chrono::{TimeDelta, TimeZone};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, SanType};

use super::sample::{AHEAD, Authority, NOW, PAST, params, self_signed};
use super::*;
use crate::domain::pem::{FILE_LIMIT, PemError};
use crate::text::Text;

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
    assert_eq!(ca_error(""), PemError::Empty.into());
    assert_eq!(ca_error(" \r\n\t\n"), PemError::Empty.into());
    assert_eq!(ca_error("hello\n"), PemError::NotPem.into());
    assert_eq!(ca_error(&der), PemError::Der.into());
    assert_eq!(
        ca_error(String::from_utf8_lossy(&der).as_ref()),
        PemError::Der.into()
    );
    assert_eq!(
        ca_error(format!("\u{feff}{good}")),
        PemError::ByteOrderMark.into()
    );
    let large = format!("{good}{}", "#".repeat(FILE_LIMIT));
    assert_eq!(
        ca_error(&large),
        PemError::TooLarge {
            size: large.len(),
            limit: 65_536
        }
        .into()
    );
    assert!(ca_error(&large).to_string().contains("65536"));
    let not_ca = || CertificateError::Unfit(Text::verbatim("`CN=app` is not a CA"));
    assert_eq!(ca_error(&leaf.certificate), not_ca());
    let self_signed = self_signed(&params("app", NOW)).certificate;
    assert_eq!(ca_error(self_signed), not_ca());
    assert!(matches!(
        ca_error(authority.crl(NOW, &[])),
        CertificateError::Pem(PemError::WrongBlock { position: 1, .. })
    ));
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n";
    assert!(matches!(
        ca_error(format!("{good}{request}")),
        CertificateError::Pem(PemError::WrongBlock { position: 2, .. })
    ));
}

#[test]
fn broken_blocks_are_refused_with_their_place() {
    let good = Authority::new("CA").pem;
    let bad = |text: String| {
        let error = ca_error(text);
        if let CertificateError::Pem(PemError::BadBlock { position, .. })
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
    // What OpenSSL does not read, though its base64 would be whole.
    let second_line = good.lines().nth(1).unwrap();
    for spoilt in [
        good.replacen(second_line, &format!("{second_line}\n"), 1),
        good.replacen("-----END", "\n-----END", 1),
        good.replacen("-----END", " -----END", 1),
        good.replacen("-----END CERTIFICATE-----", "-----END CERTIFICATE-----x", 1),
        good.replacen(second_line, &format!("Comment: x\n\n{second_line}"), 1),
        format!("\0\n{good}"),
        good.replace('\n', "\r"),
    ] {
        assert_eq!(bad(spoilt.clone()), 1, "{spoilt}");
    }
    for fine in [
        good.replace('\n', "\r\n"),
        format!("subject: CA\n\n{good}\nthe end"),
        good.replacen(
            second_line,
            &format!("{}\n{}", &second_line[..7], &second_line[7..]),
            1,
        ),
    ] {
        check_client_ca(&fine, now()).unwrap();
    }
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
            assert_eq!(error, PemError::PrivateKey.into());
            let body = leaf.key.lines().nth(1).unwrap();
            assert!(!format!("{error} {error:?}").contains(body));
            assert_eq!(crl(&text, &authority.pem), Err(PemError::PrivateKey.into()));
        }
    }
}

#[test]
fn validity_is_judged_by_the_given_time() {
    let expired = ca_error(Authority::with("CA", PAST, |_| ()).pem);
    assert_eq!(
        expired.to_string(),
        "`CN=CA` expired on 2002-01-01 00:00:00 UTC"
    );
    let ahead = ca_error(Authority::with("CA", AHEAD, |_| ()).pem);
    assert_eq!(
        ahead.to_string(),
        "`CN=CA` is not valid before 2118-01-01 00:00:00 UTC"
    );
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
        CertificateError::Unfit(Text::verbatim(
            "`CN=CA` has a key usage that does not allow it to sign certificates"
        ))
    );
}

#[test]
fn a_ca_without_the_one_above_it_is_refused() {
    let root = Authority::new("root");
    let middle = root.intermediate("middle");
    let error = ca_error(&middle.pem).to_string();
    assert!(
        error.starts_with("`CN=middle` is not self-signed"),
        "{error}"
    );
    assert!(check_client_ca(format!("{}{}", middle.pem, root.pem), now()).is_ok());
}

/// A CA of which every client is refused may stand beside one that is of use, and not alone.
#[test]
fn a_ca_of_no_use_is_named_and_refused_alone() {
    use rcgen::ExtendedKeyUsagePurpose::{Any, ClientAuth, EmailProtection, ServerAuth};
    let good = Authority::new("good");
    let leaf = good.issue(&params("leaf", NOW)).certificate;
    let usage = |usages: &[rcgen::ExtendedKeyUsagePurpose]| {
        let change = |params: &mut CertificateParams| params.extended_key_usages = usages.to_vec();
        Authority::with("odd", NOW, change)
    };
    let no_cas = |params: &mut CertificateParams| {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    };
    let (short, server) = (Authority::with("short", NOW, no_cas), usage(&[ServerAuth]));
    let chain = |ca: &Authority| format!("{}{}", ca.pem, ca.intermediate("middle").pem);
    let past = Authority::with("past", PAST, |_| ()).pem;
    for (text, named) in [
        (good.pem.clone(), vec![]),
        (usage(&[ClientAuth, ServerAuth]).pem, vec![]),
        (usage(&[EmailProtection]).pem, vec!["CN=odd"]),
        (usage(&[Any]).pem, vec!["CN=odd"]),
        (server.pem.clone(), vec!["CN=odd"]),
        (chain(&server), vec!["CN=odd", "CN=middle"]),
        (chain(&short), vec!["CN=middle"]),
        (format!("{}{leaf}", good.pem), vec!["CN=leaf"]),
        (format!("{past}{}", good.pem), vec!["CN=past"]),
    ] {
        let judged = judge_client_cas(&text, None, now()).unwrap();
        let refused = judged.iter().filter(|one| one.refused().is_some());
        let subjects: Vec<&str> = refused.map(|one| &*one.ca.subject).collect();
        assert_eq!(subjects, named);
        let all = parse_chain(&text).unwrap().len() == named.len();
        assert_eq!(check_client_ca(&text, now()).is_err(), all, "{named:?}");
        let joined = format!("{}{text}", good.pem);
        assert!(check_client_ca(&joined, now()).is_ok(), "{named:?}");
    }
    let error = ca_error(&server.pem).to_string();
    assert!(error.contains("usage of `CN=odd`"), "{error}");
}

/// A server looks for the CAs of a chain on the lists too, the root on its own.
#[test]
fn a_ca_that_is_on_a_list_refuses_all_its_clients() {
    let serial = |pem: &str| {
        let hex = parse_chain(pem).unwrap()[0].serial.clone();
        u64::from_str_radix(&hex.replace(':', ""), 16).unwrap()
    };
    let root = Authority::new("root");
    let middle = root.intermediate("middle");
    let (own, below) = (serial(&root.pem), serial(&middle.pem));
    let chain = format!("{}{}", middle.pem, root.pem);
    let other = middle.crl(NOW, &[7]);
    for (text, list, named) in [
        (&root.pem, root.crl(NOW, &[7]), vec![]),
        (&root.pem, root.crl(NOW, &[own]), vec!["CN=root"]),
        (&chain, root.crl(NOW, &[below]) + &other, vec!["CN=middle"]),
        (
            &chain,
            root.crl(NOW, &[own]) + &other,
            vec!["CN=middle", "CN=root"],
        ),
        // The serial number of another CA's certificate.
        (
            &chain,
            root.crl(NOW, &[7]) + &middle.crl(NOW, &[own]),
            vec![],
        ),
        // A list that no server uses is told as such.
        (&root.pem, root.crl(PAST, &[own]), vec![]),
    ] {
        let judged = judge_client_cas(text, Some(&list), now()).unwrap();
        let refused = judged.iter().filter(|one| one.refused().is_some());
        let subjects: Vec<&str> = refused.map(|one| &*one.ca.subject).collect();
        assert_eq!(subjects, named);
    }
}

#[test]
fn what_cannot_be_judged_of_a_client_ca_is_named() {
    let ca = Authority::with("CA", NOW, |params| {
        let unknown = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        params.custom_extensions = vec![unknown];
    });
    let explicit = include_str!("../../../tests/data/certificates/explicit-parameters.pem");
    let good = Authority::new("good");
    for (text, says) in [
        (ca.pem.as_str(), ["`CN=CA`", "1.2.3.4"]),
        // OpenSSL 3 refuses it, and 1.1.1 does not.
        (explicit, ["`CN=explicit`", "explicit parameters"]),
    ] {
        assert!(check_client_ca(text, now()).is_ok());
        let Admission::NotKnown(what) = admission_by(text, None, now()) else {
            panic!("{text}")
        };
        let what = what.english();
        assert!(says.iter().all(|one| what.contains(one)), "{what}");
        let joined = format!("{text}{}", good.pem);
        assert_eq!(admission_by(&joined, None, now()), Admission::Admitted);
    }
    // OpenSSL may take one for the other.
    let twin = format!("{}{}", ca.pem, Authority::new("CA").pem);
    for text in [&*twin, "no certificate"] {
        assert!(matches!(
            admission_by(text, None, now()),
            Admission::NotKnown(_)
        ));
    }
}

/// Kinds of what speaks against lists, and the first message.
fn crl(text: &str, ca: &str) -> Result<(Vec<CrlFaultKind>, String), CertificateError> {
    let faults = judge_crl(text, ca, None, now(), TimeDelta::days(30))?;
    let first = faults.first().map(|fault| fault.message.english());
    let kinds = faults.into_iter().map(|fault| fault.kind).collect();
    Ok((kinds, first.unwrap_or_default()))
}

#[test]
fn a_good_crl_is_taken_and_summarised() {
    let authority = Authority::new("CA");
    let text = authority.crl(NOW, &[7, 9]);
    assert_eq!(crl(&text, &authority.pem).unwrap().0, []);
    let [list] = parse_crls(&text).unwrap().try_into().unwrap();
    assert_eq!((list.issuer.as_str(), list.revoked.len()), ("CN=CA", 2));
    assert_eq!(
        list.next_update.unwrap().to_rfc3339(),
        "2120-01-01T00:00:00+00:00"
    );
}

#[test]
fn crls_that_would_lock_clients_out_are_refused() {
    let authority = Authority::new("CA");
    let refused = |list: &str, kind, says: &str| {
        let (kinds, message) = crl(list, &authority.pem).unwrap();
        assert_eq!(kinds, [kind], "{message}");
        assert!(message.contains(says), "{message}");
    };
    let unusable = |list: &str, says: &str| refused(list, CrlFaultKind::Unusable, says);
    refused(
        &Authority::new("Other").crl(NOW, &[]),
        CrlFaultKind::Foreign,
        "by none of the client CAs",
    );
    // The key identifier tells them apart.
    unusable(&Authority::new("CA").crl(NOW, &[]), "another key");
    unusable(&authority.crl(PAST, &[]), "was due for renewal");
    unusable(&authority.crl(AHEAD, &[]), "is not valid before");
    let no_lists = Authority::with("CA", NOW, |params| {
        params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    });
    assert!(crl(&authority.crl(NOW, &[]), &no_lists.pem).is_ok_and(|(kinds, _)| !kinds.is_empty()));
    assert!(matches!(
        crl(&authority.pem, &authority.pem),
        Err(CertificateError::Pem(PemError::WrongBlock {
            position: 1,
            ..
        }))
    ));
    assert_eq!(crl("", &authority.pem), Err(PemError::Empty.into()));
    assert_eq!(crl("words", &authority.pem), Err(PemError::NotPem.into()));
}

#[test]
fn every_client_ca_needs_a_list() {
    let (one, two) = (Authority::new("One"), Authority::new("Two"));
    let ca = format!("{}{}", one.pem, two.pem);
    let (kinds, message) = crl(&one.crl(NOW, &[]), &ca).unwrap();
    assert_eq!(kinds, [CrlFaultKind::Uncovered]);
    assert!(message.contains("`CN=Two`"), "{message}");
    let both = format!("{}{}", one.crl(NOW, &[]), two.crl(NOW, &[]));
    assert_eq!(crl(&both, &ca).unwrap().0, []);
}

#[test]
fn a_list_that_is_due_soon_is_remarked_on() {
    let one = Authority::new("One");
    let list = one.crl((2020, 2028), &[]);
    let remarks = |days| {
        let faults = judge_crl(&list, &one.pem, None, now(), TimeDelta::days(days)).unwrap();
        faults
            .into_iter()
            .map(|fault| fault.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(remarks(30), []);
    assert_eq!(remarks(365), [CrlFaultKind::Remark]);
}

#[test]
fn a_list_that_takes_revocations_back_is_named_with_the_serial_numbers() {
    let ca = Authority::new("CA");
    let (before, after) = (ca.crl((2019, 2120), &[7, 9]), ca.crl(NOW, &[9]));
    let judge = |offered: &str, installed: &str| {
        judge_crl(offered, &ca.pem, Some(installed), now(), TimeDelta::zero()).unwrap()
    };
    let [fault] = judge(&after, &before).try_into().unwrap();
    assert_eq!(fault.kind, CrlFaultKind::Unrevoking);
    assert!(
        fault.message.english().ends_with("serial number 07"),
        "{:?}",
        fault.message
    );
    assert_eq!(judge(&before, &before), []);
    assert_eq!(judge(&ca.crl(NOW, &[7, 8, 9]), &before), []);
    let carried = carried_over(&before, &ca.pem).unwrap();
    assert_eq!((carried.number, carried.revoked.len()), (1, 2));
    let other = carried_over(&before, &Authority::new("CA").pem);
    assert!(matches!(other, Err(CertificateError::Unfit(_))));
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
    assert_eq!(distinguished_name(b"\x30\x05x"), "?");
    assert_eq!(distinguished_name(&[]), "?");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(noise in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
        let mut text = VERSION_1_ROOT.as_bytes().to_vec();
        let at = at.index(text.len());
        text.splice(at..at, noise.iter().copied());
        let _ = check_client_ca(&text, now());
        let list = String::from_utf8_lossy(&text);
        let _ = judge_crl(&list, VERSION_1_ROOT, Some(&list), now(), TimeDelta::zero());
        let _ = request::parse_request(&list);
        let _ = judge_client_cas(&*list, Some(&list), now());
        let _ = parse_chain(&String::from_utf8_lossy(&text));
        let _ = Certificate::from_der(&noise);
        let _ = distinguished_name(&noise);
    }
}
