//! The fields of one X.509 structure, as text that is fit for a terminal.

use core::net::IpAddr;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

use crate::domain::characters::is_display_unsafe;

/// Reads exactly one certificate.
pub(super) fn x509(der: &[u8]) -> Option<X509Certificate<'_>> {
    let (rest, x509) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then_some(x509)
}

pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let v6 = || <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| v6()).ok()
}

pub(super) fn time(time: ASN1Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(time.timestamp(), 0)
}

pub(super) fn sha256(der: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(der))
}

pub(super) fn name(name: &X509Name<'_>) -> String {
    let registry = oid_registry();
    let text = name.to_string_with_registry(registry);
    // What is left is a string that says it is T61 and is not UTF-8: Latin-1, as OpenSSL reads it.
    let text = text.unwrap_or_else(|_| {
        let attributes = name.iter_attributes().map(|attribute| {
            let kind = oid2abbrev(attribute.attr_type(), registry).unwrap_or("?");
            let bytes = attribute.attr_value().data.iter();
            let value: String = bytes.copied().map(char::from).collect();
            format!("{kind}={value}")
        });
        attributes.collect::<Vec<_>>().join(", ")
    });
    sanitise(&text)
}

/// Reads a DER-encoded name, as a server's certificate request carries it.
///
/// Shape: like `Certificate::subject`; `?` for a name that cannot be read.
pub fn distinguished_name(der: &[u8]) -> String {
    let read = X509Name::from_der(der);
    read.map_or("?".to_owned(), |(_, parsed)| name(&parsed))
}

/// Replaces what a terminal would act on instead of showing it.
pub(super) fn sanitise(text: &str) -> String {
    text.replace(is_display_unsafe, "?")
}
