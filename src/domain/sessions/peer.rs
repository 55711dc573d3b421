//! The client certificate of a session, as the server writes it down.

/// The name that a certificate gives its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommonName {
    /// The first CN.
    Known(String),
    /// It has none.
    Absent,
    /// The server wrote down only a part of the subject, and the CN may be in the rest.
    CutOff,
}

/// A client certificate, in the texts of `pg_stat_ssl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerCertificate {
    /// Subject, such as `/O=Shop/CN=app`.
    pub subject: String,
    /// Serial number, decimal.
    pub serial: Option<String>,
    /// Issuer, written like the subject.
    pub issuer: Option<String>,
}

/// Bytes that the server writes down of a name at most.
///
/// Source: `ssl_client_dn` of `PgBackendSSLStatus` has `NAMEDATALEN` bytes, the last of them zero.
const KEPT: usize = 63;

impl PeerCertificate {
    /// The first CN of the subject, which is the one the server compares with the user.
    ///
    /// Source: `X509_NAME_to_cstring` of `be-secure-openssl.c`: `/TYPE=VALUE` for each part, the
    /// value escaped as RFC 2253 says, but for `/` and `=`, which stand as they are.
    pub fn common_name(&self) -> CommonName {
        let cut = is_cut(&self.subject);
        let parts = parts(&self.subject);
        let last = parts.len().saturating_sub(1);
        for (index, (kind, value)) in parts.into_iter().enumerate() {
            if kind == "CN" {
                return if cut && index == last {
                    CommonName::CutOff
                } else {
                    CommonName::Known(unescaped(value))
                };
            }
        }
        if cut {
            CommonName::CutOff
        } else {
            CommonName::Absent
        }
    }

    /// Whether the issuer has this subject (as `C=CN, O=Shop, CN=CA`); `None` when the two texts
    /// cannot be compared.
    pub fn is_issued_by(&self, subject: &str) -> Option<bool> {
        let issuer = self.issuer.as_deref()?;
        let comparable = subject.split(", ").all(|part| {
            let kind = part.split_once('=').map(|(kind, _)| kind);
            kind.is_some_and(|kind| matches!(kind, "CN" | "C" | "O" | "OU" | "L" | "ST"))
        });
        let plain = |text: &str| !text.contains(['\\', '+', '"', '?']) && text.is_ascii();
        if !comparable || !plain(issuer) || !plain(subject) {
            return None;
        }
        let written = format!("/{}", subject.replace(", ", "/"));
        if is_cut(issuer) {
            return (!written.starts_with(issuer)).then_some(false);
        }
        Some(written == issuer)
    }
}

fn is_cut(name: &str) -> bool {
    // A character of several bytes is not cut in the middle.
    name.len().saturating_add(3) >= KEPT
}

/// The parts of a name, type and value, in order.
fn parts(name: &str) -> Vec<(&str, &str)> {
    let starts: Vec<(usize, &str, usize)> = name
        .match_indices('/')
        .filter_map(|(at, _)| {
            let rest = name.get(at.saturating_add(1)..)?;
            let (kind, _) = rest.split_once('=')?;
            let named =
                !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
            let value = at.saturating_add(2).saturating_add(kind.len());
            named.then_some((at, kind, value))
        })
        .collect();
    let ends = starts
        .iter()
        .skip(1)
        .map(|(at, ..)| *at)
        .chain(core::iter::once(name.len()));
    starts
        .iter()
        .zip(ends)
        .filter_map(|((_, kind, value), end)| Some((*kind, name.get(*value..end)?)))
        .collect()
}

/// Takes the escapes of RFC 2253 off.
fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let hex = tail
            .get(..2)
            .and_then(|pair| core::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (hex, tail.split_first()) {
            (Some(byte), _) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            (None, Some((next, after))) => {
                bytes.push(*next);
                rest = after;
            }
            (None, None) => bytes.push(b'\\'),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(subject: &str) -> PeerCertificate {
        PeerCertificate {
            subject: subject.to_owned(),
            serial: None,
            issuer: None,
        }
    }

    fn name(subject: &str) -> CommonName {
        peer(subject).common_name()
    }

    fn known(name: &str) -> CommonName {
        CommonName::Known(name.to_owned())
    }

    #[test]
    fn the_first_common_name_counts() {
        assert_eq!(name("/CN=app"), known("app"));
        assert_eq!(name("/C=CN/O=Shop/CN=app"), known("app"));
        assert_eq!(name("/CN=app/CN=other"), known("app"));
        assert_eq!(name("/CN=app/O=Shop"), known("app"));
        assert_eq!(name("/CN=a/b"), known("a/b"));
        assert_eq!(name(r"/CN=a\,b\\c\2Cd"), known(r"a,b\c,d"));
        assert_eq!(name("/O=Shop"), CommonName::Absent);
        assert_eq!(name(""), CommonName::Absent);
    }

    #[test]
    fn a_subject_that_was_cut_is_not_taken_for_the_whole() {
        let long = "x".repeat(70);
        let cut = |text: String| text.chars().take(KEPT).collect::<String>();
        assert_eq!(name(&cut(format!("/CN={long}"))), CommonName::CutOff);
        assert_eq!(name(&cut(format!("/O={long}/CN=app"))), CommonName::CutOff);
        assert_eq!(name(&cut(format!("/CN=app/O={long}"))), known("app"));
    }

    #[test]
    fn issuers_are_compared_where_that_is_sure() {
        let by = |issuer: &str, subject: &str| {
            PeerCertificate {
                issuer: Some(issuer.to_owned()),
                ..peer("/CN=app")
            }
            .is_issued_by(subject)
        };
        assert_eq!(by("/O=Shop/CN=CA", "O=Shop, CN=CA"), Some(true));
        assert_eq!(by("/O=Shop/CN=CA", "O=Shop, CN=CA 2"), Some(false));
        assert_eq!(by("/O=Shop/CN=CA", "emailAddress=a@b, CN=CA"), None);
        assert_eq!(by(r"/CN=a\,b", "CN=a,b"), None);
        let long = "x".repeat(70);
        let cut: String = format!("/CN={long}").chars().take(KEPT).collect();
        assert_eq!(by(&cut, &format!("CN={long}")), None);
        assert_eq!(by(&cut, "CN=CA"), Some(false));
    }
}
