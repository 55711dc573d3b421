//! Connection strings: `postgresql://…` and `key=value …`.
//!
//! No error repeats a part of the text: what was misread may be a password.
//!
//! Source: PostgreSQL, chapter 34.1.1, and `conninfo_parse`, `conninfo_uri_parse` of libpq.

use percent_encoding::percent_decode_str;

use super::keywords::{KeywordValues, find, is_blank};
use super::settings_error::SettingsError;
use crate::text::{Text, text};

/// Reads a connection string. Of a keyword that stands twice the last one counts.
///
/// # Errors
/// What is wrong and where.
pub(super) fn parse(text: &str) -> Result<KeywordValues, SettingsError> {
    let rest = ["postgresql://", "postgres://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some(rest) => uri(rest),
        None => pairs(text),
    }
}

fn put(settings: &mut KeywordValues, name: &str, value: &str) -> Result<(), Text> {
    let (name, value) = match name {
        "requiressl" if value.starts_with('1') => ("sslmode", "require"),
        "requiressl" => ("sslmode", "prefer"),
        name => (name, value),
    };
    settings.set(find(name)?, value);
    Ok(())
}

/// `key = 'value' …`
fn pairs(text: &str) -> Result<KeywordValues, SettingsError> {
    let mut settings = KeywordValues::default();
    let mut rest = text.char_indices().peekable();
    loop {
        while rest.next_if(|(_, c)| is_blank(*c)).is_some() {}
        let Some((start, _)) = rest.peek().copied() else {
            return Ok(settings);
        };
        let place = text.get(..start).map_or(0, |before| before.chars().count()) + 1;
        let mut name = String::new();
        while let Some((_, c)) = rest.next_if(|(_, c)| *c != '=' && !is_blank(*c)) {
            name.push(c);
        }
        while rest.next_if(|(_, c)| is_blank(*c)).is_some() {}
        if rest.next_if(|(_, c)| *c == '=').is_none() {
            return Err(SettingsError::dsn(text!("dsn-no-equals", place = place)));
        }
        while rest.next_if(|(_, c)| is_blank(*c)).is_some() {}
        let quoted = rest.next_if(|(_, c)| *c == '\'').is_some();
        let mut value = String::new();
        let mut closed = !quoted;
        while let Some((_, c)) = rest.next_if(|(_, c)| quoted || !is_blank(*c)) {
            match c {
                '\\' => value.extend(rest.next().map(|(_, c)| c)),
                '\'' if quoted => {
                    closed = true;
                    break;
                }
                c => value.push(c),
            }
        }
        if !closed {
            return Err(SettingsError::dsn(text!("dsn-open-quote", place = place)));
        }
        put(&mut settings, &name, &value)
            .map_err(|why| SettingsError::dsn(text!("dsn-character", place = place, why = why)))?;
    }
}

/// What follows the scheme: `user:password@host:port,…/database?key=value&…`, all of it optional. A
/// part that is empty counts as not given, but for the values behind the `?`. An `@` that libpq takes as a part of
/// the name of the database is refused.
fn uri(text: &str) -> Result<KeywordValues, SettingsError> {
    let mut settings = KeywordValues::default();
    let mut part = |name: &str, value: &str| match value {
        "" => Ok(()),
        value => put(&mut settings, name, &decoded(value)?).map_err(SettingsError::dsn),
    };
    // Only an @ before the first slash ends the user.
    let end = text.find('/').unwrap_or(text.len());
    let text = match text.get(..end).and_then(|front| front.split_once('@')) {
        Some((who, _)) => {
            let (user, password) = who.split_once(':').unwrap_or((who, ""));
            part("user", user)?;
            part("password", password)?;
            text.get(who.len() + 1..).unwrap_or_default()
        }
        None => text,
    };
    // What stands before it may be a part of the password, and would be shown as host, port or name.
    let (front, query) = split_at(text, &['?']);
    let authority = split_at(front, &['/']).0;
    let is_port = |port: &str| {
        port.chars()
            .all(|digit| digit.is_ascii_digit() || digit == ',')
    };
    let port = authority
        .rsplit(']')
        .next()
        .and_then(|rest| rest.split_once(':'));
    let is_odd = port.is_some_and(|(_, port)| !is_port(port));
    if front.contains('@') || is_odd && query.contains('@') {
        return Err(SettingsError::dsn(text!("dsn-at")));
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    let mut rest = text;
    loop {
        let host;
        (host, rest) = match rest.strip_prefix('[') {
            Some(rest) => rest
                .split_once(']')
                .filter(|(host, rest)| {
                    !host.is_empty() && (rest.is_empty() || rest.starts_with([':', '/', '?', ',']))
                })
                .ok_or_else(|| SettingsError::dsn(text!("dsn-ipv6")))?,
            None => split_at(rest, &[':', '/', '?', ',']),
        };
        let mut port = "";
        if let Some(behind) = rest.strip_prefix(':') {
            (port, rest) = split_at(behind, &['/', '?', ',']);
        }
        hosts.push(host);
        ports.push(port);
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    part("host", &hosts.join(","))?;
    part("port", &ports.join(","))?;
    let (database, query) = split_at(rest, &['?']);
    part("dbname", database.strip_prefix('/').unwrap_or(database))?;
    let mut query = query.strip_prefix('?').unwrap_or_default();
    while !query.is_empty() {
        let (pair, next) = query.split_once('&').unwrap_or((query, ""));
        query = next;
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| SettingsError::dsn(text!("dsn-no-equals-after")))?;
        if value.contains('=') {
            return Err(SettingsError::dsn(text!("dsn-equals-twice")));
        }
        let (name, value) = (decoded(name)?, decoded(value)?);
        match (name.as_str(), value.as_str()) {
            ("ssl", "true") => put(&mut settings, "sslmode", "require"),
            (name, value) => put(&mut settings, name, value),
        }
        .map_err(SettingsError::dsn)?;
    }
    Ok(settings)
}

/// What stands before the first of these characters, and the rest from it on.
fn split_at<'t>(text: &'t str, ends: &[char]) -> (&'t str, &'t str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn decoded(text: &str) -> Result<String, SettingsError> {
    // Up to libpq 17 it counts, later ones refuse it.
    if text.contains(is_blank) {
        return Err(SettingsError::dsn(text!("dsn-blank")));
    }
    for escape in text.split('%').skip(1) {
        let digits = escape
            .get(..2)
            .is_some_and(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        if !digits || escape.starts_with("00") {
            return Err(SettingsError::dsn(text!("dsn-percent")));
        }
    }
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| SettingsError::dsn(text!("dsn-percent-utf8")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::keywords::KEYWORDS;
    use super::*;

    /// What is read of a text is this, `name=value` with blanks between them.
    #[track_caller]
    fn reads(text: &str, wanted: &str) {
        reads_values(
            text,
            wanted.split(' ').filter_map(|pair| pair.split_once('=')),
        );
    }

    #[track_caller]
    fn reads_values<'a>(text: &str, wanted: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let settings = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let got = KEYWORDS
            .iter()
            .filter_map(|keyword| Some((keyword.name, settings.get(keyword.name)?)));
        let got: BTreeMap<&str, &str> = got.collect();
        assert_eq!(got, wanted.into_iter().collect(), "{text}");
    }

    /// The texts are those of libpq's own tests (`src/interfaces/libpq/t/001_uri.pl`), with what it
    /// makes of them.
    #[test]
    fn uris_are_read_as_libpq_reads_them() {
        for (text, wanted) in [
            ("postgresql://host/db", "dbname=db host=host"),
            ("postgresql://host:12345/", "host=host port=12345"),
            ("postgresql:///db", "dbname=db"),
            ("postgresql://", ""),
            ("postgresql://?port=12345", "port=12345"),
            ("postgresql://%68ost/", "host=host"),
            ("postgresql://[2001:db8::1234]/", "host=2001:db8::1234"),
            (
                "postgres://uri-user:secret@",
                "user=uri-user password=secret",
            ),
            ("postgres://:secret@host", "host=host password=secret"),
            ("postgres://host?ssl=true", "host=host sslmode=require"),
            ("postgres://h?requiressl=1", "host=h sslmode=require"),
        ] {
            reads(text, wanted);
        }
        reads(
            "postgresql://uri-user:secret@host:12345/db",
            "dbname=db host=host port=12345 user=uri-user password=secret",
        );
        reads(
            "postgresql://uri-user@host/db",
            "dbname=db host=host user=uri-user",
        );
        reads(
            "postgresql://host/db?u%73er=someotheruser&port=12345",
            "dbname=db host=host port=12345 user=someotheruser",
        );
        reads(
            "postgresql://[200z:db8::1234]:12345/",
            "host=200z:db8::1234 port=12345",
        );
        reads(
            "postgres://host?hostaddr=1.2.3.4",
            "host=host hostaddr=1.2.3.4",
        );
        reads(
            "postgresql://[::1]:1,b,c:3/db?sslmode=",
            "dbname=db host=::1,b,c port=1,,3 sslmode=",
        );
        reads(
            "postgres://u@host/db?application_name=a@b",
            "application_name=a@b dbname=db host=host user=u",
        );
        reads(
            "postgres://host:1/db?user=a@b",
            "dbname=db host=host port=1 user=a@b",
        );
        reads(
            "postgres://u:p%40ss%2Fw@host/",
            "host=host user=u password=p@ss/w",
        );
        for bad in [
            "postgresql://host/db?u%7aer=someotheruser&port=12345",
            "postgresql://host?uzer=",
            "postgre://",
            "postgres://[::1",
            "postgres://[::1]z",
            "postgresql://%",
            "postgres://@host?zzz",
            "postgres://@host?value1&value2",
            "postgres://@host?key=key=value",
            "postgres://host?dbname=%XXfoo",
            "postgresql://a%00b",
            "postgres://[]",
            "postgres://h?application_name=a b",
            "postgres://h?a",
            "postgres://h?&user=a",
            "postgres://u:p/w@host/db?application_name=a",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pairs_are_read_as_libpq_reads_them() {
        reads_values(
            r" host = db  user='a b'  password='it\'s \\' dbname=a\ b port= ",
            [
                ("dbname", "a b"),
                ("host", "db"),
                ("user", "a b"),
                ("password", r"it's \"),
                ("port", ""),
            ],
        );
        reads("", "");
        reads("host=a\x0bhost='b'user=c", "host=b user=c");
        reads("sslmode=disable requiressl=1", "sslmode=require");
        reads("requiressl=yes", "sslmode=prefer");
    }

    #[test]
    fn errors_say_where_and_never_what() {
        let told = |text: &str| parse(text).err().unwrap().to_string();
        assert!(told("host=db hunter2").contains("character 9"));
        assert!(told("host=db password='hunter2").contains("does not end"));
        assert!(told("ssl_mode=require").contains("sslmode"));
        for text in [
            "password=my hunter2",
            "password='x' hunter2=1",
            "hunter2",
            "postgres://u:hunter2@[db",
            "postgres://h?hunter2",
            "postgres://u:%hunter2@h",
        ] {
            let why = told(text);
            assert!(!why.contains("hunter2"), "{why}");
        }
    }
}
