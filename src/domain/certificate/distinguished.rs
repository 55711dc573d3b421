//! Distinguished names in the form in which OpenSSL compares them.

use x509_cert::der::{Tag, Tagged};
use x509_cert::name::Name as Encoded;

/// A name by which certificates and lists find each other: its parts in order, each with its
/// attributes and their canonical values.
///
/// Case, kind of string and the number of spaces make no difference.
///
/// Source: OpenSSL, `x509_name_canon`, `asn1_string_canon`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name(Vec<Vec<(String, String)>>);

impl Name {
    /// `None` for a name with a kind of string that is not listed.
    pub(super) fn new(name: &Encoded) -> Option<Self> {
        let mut parts = Vec::new();
        for part in name.iter_rdn() {
            let mut attributes = Vec::new();
            for attribute in part.iter() {
                let text = text(attribute.value.tag(), attribute.value.value())?;
                attributes.push((attribute.oid.to_string(), canonical(&text)));
            }
            attributes.sort();
            parts.push(attributes);
        }
        Some(Self(parts))
    }
}

/// Whether OpenSSL cannot read a certificate with this name at all ("mstring wrong tag").
///
/// Source: OpenSSL, `X509_NAME_ENTRY`, whose values are of the kinds in `B_ASN1_PRINTABLE`.
pub(super) fn is_unreadable(name: &Encoded) -> bool {
    name.iter()
        .any(|attribute| attribute.value.tag() == Tag::VisibleString)
}

/// The text of a string; OpenSSL reads T61 and the plain kinds as Latin-1.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other tag is no text that is read here"
)]
fn text(tag: Tag, bytes: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String => str::from_utf8(bytes).ok().map(ToOwned::to_owned),
        Tag::PrintableString | Tag::TeletexString | Tag::Ia5String => {
            Some(bytes.iter().copied().map(char::from).collect())
        }
        Tag::BmpString => {
            let (units, rest) = bytes.as_chunks::<2>();
            let unit = |unit: &[u8; 2]| char::from_u32(u16::from_be_bytes(*unit).into());
            units
                .iter()
                .map(unit)
                .collect::<Option<_>>()
                .filter(|_| rest.is_empty())
        }
        _ => None,
    }
}

/// Lower case, without outer spaces, each run of spaces as one.
fn canonical(text: &str) -> String {
    let is_space = |c: char| matches!(c, '\t'..='\r' | ' ');
    let words: Vec<&str> = text
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use der::asn1::Any;
    use der::{Decode, Encode};

    use super::*;

    #[test]
    fn names_are_compared_without_case_kind_of_string_and_spaces() {
        let name = |tag, bytes: &[u8]| {
            let value = Any::new(tag, bytes).unwrap();
            let oid = "2.5.4.3".parse().unwrap();
            let attribute = x509_cert::attr::AttributeTypeAndValue { oid, value };
            let mut names = x509_cert::name::RdnSequence::default();
            names.push(vec![attribute].try_into().unwrap());
            Name::new(&Encoded::from_der(&names.to_der().unwrap()).unwrap())
        };
        let plain = name(Tag::Utf8String, "Root \u{dc} CA".as_bytes());
        assert_eq!(
            name(Tag::Utf8String, "  ROOT  \t\u{dc} ca ".as_bytes()),
            plain
        );
        assert_eq!(name(Tag::TeletexString, b"root \xdc ca"), plain);
        assert_eq!(
            name(Tag::BmpString, b"\0r\0o\0o\0t\0 \0\xdc\0 \0c\0a"),
            plain
        );
        // Only ASCII letters lose their case.
        assert_ne!(name(Tag::Utf8String, "root \u{fc} ca".as_bytes()), plain);
        assert_eq!(name(Tag::OctetString, b"root"), None);
        assert_eq!(name(Tag::VisibleString, b"root"), None);
        assert_eq!(name(Tag::Utf8String, b"\xff"), None);
        assert_eq!(name(Tag::BmpString, b"\xd8\0\xdc\0"), None);
    }
}
