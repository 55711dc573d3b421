//! Connection strings: `postgresql://…` and `key=value …`.
//!
//! No error repeats a part of the text: what was misread may be a password.
//!
//! Source: PostgreSQL, chapter 34.1.1, and `conninfo_parse`, `conninfo_uri_parse` of libpq.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::keywords::{self, Use};
use super::{Given, SettingsError};

/// Reads a connection string.
///
/// # Errors
/// [`SettingsError::Dsn`] with what is wrong and where, or that a keyword is not supported.
pub(super) fn parse(text: &str) -> Result<Given, SettingsError> {
    let rest = ["postgresql://", "postgres://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some(rest) => uri(rest),
        None => pairs(text),
    }
}

fn wrong(why: impl Into<String>) -> SettingsError {
    SettingsError::Dsn { why: why.into() }
}

/// Takes a keyword in; an empty value is as good as none.
pub(super) fn set(given: &mut Given, name: &str, value: &str) -> Result<(), String> {
    let Some(keyword) = keywords::find(name) else {
        // A near miss is named by what was meant, not by what was written.
        return Err(match keywords::near(name) {
            Some(near) => format!("a keyword that libpq does not know, perhaps {near} was meant"),
            None => "a keyword that libpq does not know".to_owned(),
        });
    };
    if value.is_empty() {
        return Ok(());
    }
    match keyword.usage {
        Use::Password => given.password = Some(SecretString::from(value.to_owned())),
        Use::Setting => {
            given.values.insert(keyword.name, value.to_owned());
        }
        Use::Ignored => {}
        Use::Refused => return Err(format!("{} is not supported", keyword.name)),
    }
    Ok(())
}

/// `key = 'value' …`
fn pairs(text: &str) -> Result<Given, SettingsError> {
    let mut given = Given::default();
    let mut rest = text.char_indices().peekable();
    loop {
        while rest.next_if(|(_, c)| c.is_ascii_whitespace()).is_some() {}
        let Some((start, _)) = rest.peek().copied() else {
            return Ok(given);
        };
        let place = |at: usize| text.get(..at).map_or(0, |before| before.chars().count()) + 1;
        let mut name = String::new();
        while let Some((_, c)) = rest.next_if(|(_, c)| *c != '=' && !c.is_ascii_whitespace()) {
            name.push(c);
        }
        while rest.next_if(|(_, c)| c.is_ascii_whitespace()).is_some() {}
        if rest.next_if(|(_, c)| *c == '=').is_none() {
            return Err(wrong(format!(
                "a = is missing after the word at character {}",
                place(start)
            )));
        }
        while rest.next_if(|(_, c)| c.is_ascii_whitespace()).is_some() {}
        let quoted = rest.next_if(|(_, c)| *c == '\'').is_some();
        let mut value = String::new();
        let mut closed = !quoted;
        while let Some((_, c)) = rest.next_if(|(_, c)| quoted || !c.is_ascii_whitespace()) {
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
            return Err(wrong(format!(
                "the quote of the value at character {} does not end",
                place(start)
            )));
        }
        set(&mut given, &name, &value)
            .map_err(|why| wrong(format!("character {}: {why}", place(start))))?;
    }
}

/// What follows the scheme: `user:password@host:port/database?key=value&…`, all of it optional.
fn uri(text: &str) -> Result<Given, SettingsError> {
    let mut given = Given::default();
    let mut put = |name: &str, value: &str| {
        let value = decoded(value)?;
        set(&mut given, name, &value).map_err(wrong)
    };
    // Only an @ before the first slash ends the user.
    let end = text.find('/').unwrap_or(text.len());
    let text = match text.get(..end).and_then(|front| front.split_once('@')) {
        Some((who, _)) => {
            let (user, password) = who.split_once(':').unwrap_or((who, ""));
            put("user", user)?;
            put("password", password)?;
            text.get(who.len() + 1..).unwrap_or_default()
        }
        None => text,
    };
    let (front, query) = text.split_once('?').unwrap_or((text, ""));
    let (place, database) = front.split_once('/').unwrap_or((front, ""));
    if place.contains(',') {
        return Err(wrong("it names more than one host"));
    }
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (host, rest) = rest
            .split_once(']')
            .ok_or_else(|| wrong("the ] of the host is missing"))?;
        match rest.strip_prefix(':') {
            Some(port) => (host, port),
            None if rest.is_empty() => (host, ""),
            None => return Err(wrong("only :PORT or / can follow the ] of the host")),
        }
    } else {
        place.split_once(':').unwrap_or((place, ""))
    };
    put("host", host)?;
    put("port", port)?;
    put("dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| wrong("a = is missing behind the ?"))?;
        if value.contains('=') {
            return Err(wrong("an = too much behind the ?"));
        }
        match (decoded(name)?.as_str(), value) {
            ("ssl", "true") => put("sslmode", "require")?,
            (name, value) => put(name, value)?,
        }
    }
    Ok(given)
}

fn decoded(text: &str) -> Result<String, SettingsError> {
    let escapes = text.split('%').skip(1);
    for escape in escapes {
        let digits = escape
            .get(..2)
            .is_some_and(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        if !digits || escape.starts_with("00") {
            return Err(wrong(
                "a % is not followed by the two digits of a character",
            ));
        }
    }
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| wrong("what the % stand for is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read(text: &str) -> Vec<(&'static str, String)> {
        let given = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let password = given
            .password
            .as_ref()
            .map(|p| p.expose_secret().to_owned());
        given
            .values
            .into_iter()
            .chain(password.map(|password| ("password", password)))
            .collect()
    }

    fn owned(values: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        values
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    }

    /// The texts are those of libpq's own tests (`src/interfaces/libpq/t/001_uri.pl`), with what it
    /// makes of them.
    #[test]
    fn uris_are_read_as_libpq_reads_them() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            (
                "postgresql://uri-user:secret@host:12345/db",
                &[
                    ("dbname", "db"),
                    ("host", "host"),
                    ("port", "12345"),
                    ("user", "uri-user"),
                    ("password", "secret"),
                ],
            ),
            (
                "postgresql://uri-user@host/db",
                &[("dbname", "db"), ("host", "host"), ("user", "uri-user")],
            ),
            (
                "postgresql://host/db",
                &[("dbname", "db"), ("host", "host")],
            ),
            (
                "postgresql://host:12345/",
                &[("host", "host"), ("port", "12345")],
            ),
            ("postgresql:///db", &[("dbname", "db")]),
            ("postgresql://", &[]),
            ("postgresql://?port=12345", &[("port", "12345")]),
            ("postgresql://%68ost/", &[("host", "host")]),
            (
                "postgresql://host/db?u%73er=someotheruser&port=12345",
                &[
                    ("dbname", "db"),
                    ("host", "host"),
                    ("port", "12345"),
                    ("user", "someotheruser"),
                ],
            ),
            (
                "postgresql://[2001:db8::1234]/",
                &[("host", "2001:db8::1234")],
            ),
            (
                "postgresql://[200z:db8::1234]:12345/",
                &[("host", "200z:db8::1234"), ("port", "12345")],
            ),
            (
                "postgres://uri-user:secret@",
                &[("user", "uri-user"), ("password", "secret")],
            ),
            (
                "postgres://:secret@host",
                &[("host", "host"), ("password", "secret")],
            ),
            (
                "postgres://host?ssl=true",
                &[("host", "host"), ("sslmode", "require")],
            ),
            (
                "postgres://host?hostaddr=1.2.3.4",
                &[("host", "host"), ("hostaddr", "1.2.3.4")],
            ),
            (
                "postgres://u:p%40ss%2Fw@host/",
                &[("host", "host"), ("user", "u"), ("password", "p@ss/w")],
            ),
        ];
        for (text, wanted) in cases {
            let mut wanted = owned(wanted);
            let mut got = read(text);
            wanted.sort();
            got.sort();
            assert_eq!(got, wanted, "{text}");
        }
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
            "postgresql://a,b/db",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pairs_are_read_as_libpq_reads_them() {
        assert_eq!(
            read(r" host = db  user='a b'  password='it\'s \\' dbname=a\ b port= "),
            owned(&[
                ("dbname", "a b"),
                ("host", "db"),
                ("user", "a b"),
                ("password", r"it's \")
            ])
        );
        assert_eq!(read(""), []);
        assert_eq!(read("keepalives=1 host=db"), owned(&[("host", "db")]));
    }

    #[test]
    fn errors_say_where_and_never_what() {
        let told = |text: &str| parse(text).unwrap_err().to_string();
        assert!(told("host=db hunter2").contains("character 9"));
        assert!(told("host=db password='hunter2").contains("does not end"));
        assert!(told("ssl_mode=require").contains("sslmode"));
        assert!(told("replication=database").contains("not supported"));
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
