//! The options of the method `ldap`, as the server checks them.
//!
//! Source: `parse_hba_line` of `hba.c`, and `ldap_url_parse` of `OpenLDAP`; measured on PostgreSQL 15.

use crate::domain::hba::syntax::tokens::Word;
use crate::text::{Text, text};

/// What an LDAP URL sets.
#[derive(Default)]
struct Url {
    base: bool,
    attribute: bool,
    filter: bool,
}

/// Refuses options that no server loads together.
pub(super) fn check(words: &[Word]) -> Result<(), Text> {
    let value = |name: &str| {
        let found = words.iter().filter_map(|word| word.text.split_once('='));
        found
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value)
            .next_back()
    };
    let has = |name: &str| value(name).is_some();
    let url = value("ldapurl").map(url).transpose()?.unwrap_or_default();
    let base = has("ldapbasedn") || url.base;
    let attribute = has("ldapsearchattribute") || url.attribute;
    let filter = has("ldapsearchfilter") || url.filter;
    let simple = has("ldapprefix") || has("ldapsuffix");
    let search = base || attribute || filter || has("ldapbinddn") || has("ldapbindpasswd");
    if simple && search {
        return Err(text!("ldap-simple-search"));
    }
    if !simple && !base {
        return Err(text!("ldap-needs"));
    }
    if !simple && attribute && filter {
        return Err(text!("ldap-attribute-filter"));
    }
    Ok(())
}

const SCOPES: [&str; 9] = [
    "",
    "base",
    "one",
    "onelevel",
    "sub",
    "subtree",
    "subord",
    "subordinate",
    "children",
];

fn url(text: &str) -> Result<Url, Text> {
    let written = match text.strip_prefix('<') {
        Some(inner) => inner
            .strip_suffix('>')
            .ok_or_else(|| text!("ldap-url-angle"))?,
        None => text,
    };
    let written = strip_word(written, "URL:").unwrap_or(written);
    let rest = strip_word(written, "ldap://")
        .or_else(|| strip_word(written, "ldaps://"))
        .ok_or_else(|| text!("ldap-url-scheme"))?;
    let (server, path) = match rest.split_once('/') {
        Some((server, path)) => (server, Some(path)),
        // A form of Novell: the search stands right behind the host.
        None => match rest.split_once('?') {
            Some((server, path)) => (server, Some(path)),
            None => (rest, None),
        },
    };
    let port = match server.strip_prefix('[') {
        Some(bracketed) => {
            let (_, behind) = bracketed
                .split_once(']')
                .ok_or_else(|| text!("ldap-url-bracket"))?;
            behind.strip_prefix(':')
        }
        None => server.split_once(':').map(|(_, port)| port),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit())) {
        return Err(text!("ldap-url-port"));
    }
    let Some(path) = path else {
        return Ok(Url::default());
    };
    let mut parts = path.split('?');
    let _base = parts.next();
    let attribute = parts.next().is_some_and(|part| !part.is_empty());
    let scope = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !SCOPES.contains(&scope.as_str()) {
        return Err(text!("ldap-url-scope"));
    }
    let filter = parts.next().is_some_and(|part| !part.is_empty());
    if parts.next().is_some_and(str::is_empty) || parts.next().is_some() {
        return Err(text!("ldap-url-extensions"));
    }
    Ok(Url {
        base: true,
        attribute,
        filter,
    })
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::syntax::tokens;

    fn judged(options: &str) -> bool {
        let words: Vec<Word> = tokens::read(options)
            .fields
            .into_iter()
            .flat_map(|field| field.words)
            .collect();
        check(&words).is_ok()
    }

    /// Measured on PostgreSQL 15 by `pg_hba_file_rules`.
    #[test]
    fn options_are_judged_as_the_server_does() {
        for (options, loads) in [
            ("ldapurl=nonsense", false),
            ("ldapurl=ldap://h", false),
            ("ldapurl=ldap://h/", true),
            ("ldapurl=LDAP://h/dc=x", true),
            ("ldapurl=ldapi://h/dc=x", false),
            ("ldapurl=ldap:h/dc=x", false),
            ("ldapurl=ldap:///dc=x", true),
            ("ldapurl=ldap://h:x/dc=x", false),
            ("ldapurl=ldap://h:99999/dc=x", true),
            ("ldapurl=ldap://h:/dc=x", false),
            ("ldapurl=ldap://h/dc=x?uid?odd", false),
            ("ldapurl=ldap://h/dc=x?uid?SUB", true),
            ("ldapurl=ldap://h/dc=x?uid?sub?(a=b)", false),
            ("ldapurl=ldap://h/dc=x??sub?(a=b)", true),
            ("ldapurl=ldap://h/dc=x?uid?sub?", true),
            ("ldapurl=ldap://h/dc=x??sub?(a=b)?", false),
            ("ldapurl=ldap://h/dc=x??sub?(a=b)?x", true),
            ("ldapurl=ldap://h/dc=x??sub?(a=b)?x?y", false),
            ("ldapurl=<ldap://h/dc=x>", true),
            ("ldapurl=URL:ldap://h/dc=x", true),
            ("ldapurl=ldap://[::1]:389/dc=x", true),
            ("ldapurl=ldap://[::1/dc=x", false),
            ("ldapurl=", false),
            ("ldapurl=ldap://h/dc=x ldapprefix=a", false),
            ("ldapurl=ldap://h ldapprefix=a", true),
            ("ldapprefix=a", true),
            ("ldapserver=h ldapprefix=", true),
            ("ldapserver=h", false),
            (
                "ldapserver=h ldapbasedn=x ldapsearchattribute=a ldapsearchfilter=b",
                false,
            ),
            ("ldapbasedn=x", true),
            ("ldapserver=h ldapbinddn=x", false),
            ("ldapprefix=x ldapserver=h ldapbinddn=y", false),
            ("ldapurl=ldap://h/dc=x?uid ldapsearchfilter=a", false),
        ] {
            assert_eq!(judged(options), loads, "{options}");
        }
    }
}
