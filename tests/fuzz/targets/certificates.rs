//! Certificates and revocation lists: DER as a server sends it, PEM as a file holds it.
//!
//! The first byte chooses: DER of a certificate, DER of a list, or any text.
#![no_main]

use chrono::{DateTime, TimeDelta};
use forcessl::domain::acl::Acl;
use forcessl::domain::certificate::inspect::{ClientLogin, inspect};
use forcessl::domain::certificate::{
    Certificate, check_client_ca, check_server_chain, crl_next_update, distinguished_name,
    is_signed_by, join_client_cas, judge_crl, name_matches, parse_chain, parse_crls,
};
use forcessl::domain::pem;
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
    let _ = identity(pem.as_bytes(), pem.as_bytes());
    let _ = crl_next_update(pem);
    let _ = parse_crls(pem);
    for installed in [None, Some(pem)] {
        let _ = judge_crl(pem, CA, installed, now, TimeDelta::days(30));
        let _ = judge_crl(pem, pem, installed, now, TimeDelta::days(30));
    }
    for mode in Acl::ALL {
        for client_ca in [None, Some(CA), Some(pem)] {
            let login = ClientLogin {
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
            texts(&pem::encode("CERTIFICATE", bytes));
        }
        1 => texts(&pem::encode("X509 CRL", bytes)),
        _ => {
            if let Ok(text) = str::from_utf8(bytes) {
                texts(text);
            }
        }
    }
});
