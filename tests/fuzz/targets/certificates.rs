//! Certificates and revocation lists: DER as a server sends it, PEM as a file holds it.
//!
//! The first byte chooses: DER of a certificate, DER of a list, or any text.
#![no_main]

use chrono::{DateTime, TimeDelta};
use forcessl::domain::acl::Acl;
use forcessl::domain::certificate::inspect::{Login, inspect};
use forcessl::domain::certificate::{
    Certificate, check_client_ca, check_crl, check_crl_follows, check_server_chain,
    crl_next_update, distinguished_name, has_key, is_signed_by, join_client_cas, name_matches,
    parse_chain, parse_crls, to_pem, uncovered, weak_request,
};
use forcessl::postgres::tls::identity;
use libfuzzer_sys::fuzz_target;

const CA: &str = include_str!("../data/ca.crt");

fn texts(pem: &str) {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    if let Ok(chain) = parse_chain(pem) {
        for certificate in &chain {
            let shown = [&certificate.subject, &certificate.issuer];
            assert!(!shown.iter().any(|text| text.chars().any(char::is_control)));
            for host in ["db.example.com", "127.0.0.1", ""] {
                let _ = name_matches(certificate, host);
            }
        }
    }
    let _ = check_client_ca(pem, now);
    let _ = check_server_chain(pem, now);
    let _ = join_client_cas(CA, pem);
    let _ = is_signed_by(pem, CA);
    let _ = is_signed_by(CA, pem);
    let _ = weak_request(pem);
    let _ = identity(pem.as_bytes(), pem.as_bytes());
    let _ = crl_next_update(pem);
    if let Ok(lists) = parse_crls(pem) {
        let _ = check_crl_follows(&lists, &lists);
    }
    let _ = check_crl(pem, CA, now, TimeDelta::days(30));
    let _ = uncovered(pem, CA);
    let _ = uncovered(pem, pem);
    for mode in Acl::ALL {
        for client_ca in [None, Some(CA), Some(pem)] {
            let login = Login {
                user: None,
                mode,
                client_ca,
                crl: Some(pem),
                now,
            };
            let _ = inspect(pem, &login);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    match choice % 3 {
        0 => {
            let _ = Certificate::from_der(bytes);
            let _ = distinguished_name(bytes);
            let _ = has_key(bytes, &[0; 65]);
            texts(&to_pem(bytes));
        }
        1 => texts(&to_pem(bytes).replace("CERTIFICATE", "X509 CRL")),
        _ => {
            if let Ok(text) = str::from_utf8(bytes) {
                texts(text);
            }
        }
    }
});
