//! The table of libpq's keywords: what each may be, what forcessl does with it, and the values of a login.
//!
//! A keyword cannot fall through: one that is not here is refused, and each that is here has a
//! usage. A test walks the keywords of the installed libpq.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::settings_error::SettingsError;
use crate::text;
use Kind::{AnyCase, Encoding, Number, Secret, Text, Words};
use Usage::{Honoured, NoEffect, Refused};

/// What C calls a space, in every place where libpq skips blanks.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// A whole number, with blanks around it, as `pqParseIntParam` of libpq reads it.
pub(super) fn number(text: &str) -> Option<i32> {
    text.trim_matches(is_blank).parse().ok()
}

/// What forcessl does with a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Usage {
    /// Does what libpq does.
    Honoured,
    /// Checks the value; it makes no difference to a login of forcessl over TCP.
    NoEffect,
    /// Refuses any value but an empty one.
    Refused,
}

/// What the value of a keyword may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Any text.
    Text,
    /// Text that has no place on a command line.
    Secret,
    /// Exactly one of these words, which have blanks between them.
    Words(&'static str),
    /// One of these words in any case, or nothing.
    AnyCase(&'static str),
    /// A whole number in this range.
    Number(i32, i32),
    /// The name of a character set, in any case and with any punctuation.
    Encoding,
}

/// One keyword of libpq.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keyword {
    /// Its name.
    pub(super) name: &'static str,
    /// The environment variable that stands in for it; empty when there is none.
    pub(super) variable: &'static str,
    pub(super) usage: Usage,
    kind: Kind,
}

const fn row(name: &'static str, variable: &'static str, usage: Usage, kind: Kind) -> Keyword {
    Keyword {
        name,
        variable,
        usage,
        kind,
    }
}

const ANY: Kind = Number(i32::MIN, i32::MAX);
/// What TCP keepalives may be on Linux; libpq hands it a number below 1 too, which it refuses.
const SECONDS: Kind = Number(1, 32767);
const MODES: Kind = Words("disable allow prefer require verify-ca verify-full");
const TARGETS: Kind = Words("any read-write read-only primary standby prefer-standby");
const VERSIONS: Kind = AnyCase("TLSv1 TLSv1.1 TLSv1.2 TLSv1.3");
const BINDING: Kind = Words("disable prefer require");

/// Every keyword of libpq 15 to 18. Protocol 3.0 is what is spoken; `requirepeer` is of Unix sockets.
///
/// Source: `PQconninfoOptions` of libpq; PostgreSQL, chapters 34.1.2 and 34.15.
#[rustfmt::skip]
pub(super) const KEYWORDS: &[Keyword] = &[
    row("service", "PGSERVICE", Honoured, Text),
    row("servicefile", "PGSERVICEFILE", Honoured, Text),
    row("user", "PGUSER", Honoured, Text),
    row("password", "PGPASSWORD", Honoured, Secret),
    row("passfile", "PGPASSFILE", Honoured, Text),
    row("dbname", "PGDATABASE", Honoured, Text),
    row("host", "PGHOST", Honoured, Text),
    row("hostaddr", "PGHOSTADDR", Honoured, Text),
    row("port", "PGPORT", Honoured, Text),
    row("connect_timeout", "PGCONNECT_TIMEOUT", Honoured, ANY),
    row("options", "PGOPTIONS", Honoured, Text),
    row("application_name", "PGAPPNAME", Honoured, Text),
    row("channel_binding", "PGCHANNELBINDING", Honoured, BINDING),
    row("target_session_attrs", "PGTARGETSESSIONATTRS", Honoured, TARGETS),
    row("sslmode", "PGSSLMODE", Honoured, MODES),
    row("sslnegotiation", "PGSSLNEGOTIATION", Honoured, Words("postgres direct")),
    row("sslrootcert", "PGSSLROOTCERT", Honoured, Text),
    row("sslcrl", "PGSSLCRL", Honoured, Text),
    row("sslcert", "PGSSLCERT", Honoured, Text),
    row("sslkey", "PGSSLKEY", Honoured, Text),
    row("sslpassword", "", Honoured, Secret),
    row("sslcertmode", "PGSSLCERTMODE", Honoured, Words("disable allow require")),
    row("sslsni", "PGSSLSNI", Honoured, Text),
    row("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", Honoured, VERSIONS),
    row("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", Honoured, VERSIONS),
    row("fallback_application_name", "", NoEffect, Text),
    row("client_encoding", "PGCLIENTENCODING", NoEffect, Encoding),
    row("sslcompression", "PGSSLCOMPRESSION", NoEffect, Text),
    row("keepalives", "", NoEffect, Words("0 1")),
    row("keepalives_idle", "", NoEffect, SECONDS),
    row("keepalives_interval", "", NoEffect, SECONDS),
    row("keepalives_count", "", NoEffect, Number(1, 127)),
    row("tcp_user_timeout", "", NoEffect, ANY),
    row("load_balance_hosts", "PGLOADBALANCEHOSTS", NoEffect, Words("disable random")),
    row("requirepeer", "PGREQUIREPEER", NoEffect, Text),
    row("gssencmode", "PGGSSENCMODE", NoEffect, Words("disable prefer")),
    row("gssdelegation", "PGGSSDELEGATION", NoEffect, Text),
    row("krbsrvname", "PGKRBSRVNAME", NoEffect, Text),
    row("gsslib", "PGGSSLIB", NoEffect, Text),
    row("min_protocol_version", "PGMINPROTOCOLVERSION", NoEffect, Words("3.0")),
    row("max_protocol_version", "PGMAXPROTOCOLVERSION", NoEffect, Words("3.0 3.2 latest")),
    row("sslcrldir", "PGSSLCRLDIR", Refused, Text),
    // Of an empty one libpq makes that no method will do.
    row("require_auth", "PGREQUIREAUTH", Refused, Words("methods")),
    row("replication", "", Refused, Text),
    row("sslkeylogfile", "", Refused, Text),
    row("scram_client_key", "", Refused, Secret),
    row("scram_server_key", "", Refused, Secret),
    row("oauth_issuer", "", Refused, Text),
    row("oauth_client_id", "", Refused, Text),
    row("oauth_client_secret", "", Refused, Secret),
    row("oauth_scope", "", Refused, Text),
];

/// Character sets that a client may name, without case and punctuation; UTF-8 is what is spoken.
///
/// Source: PostgreSQL, chapter 24.3.1.
const ENCODINGS: &str = "auto big5 euccn eucjis2004 eucjp euckr euctw gb18030 gbk iso88595 iso88596 \
    iso88597 iso88598 johab koi8r koi8u latin1 latin10 latin2 latin3 latin4 latin5 latin6 latin7 latin8 \
    latin9 sjis sqlascii uhc unicode utf8 win1250 win1251 win1252 win1253 win1254 win1255 win1256 \
    win1257 win1258 win866 win874";

impl Keyword {
    pub(super) fn is_secret(&self) -> bool {
        self.kind == Secret
    }

    /// Checks a value; the error says what it may be and never repeats it.
    pub(super) fn check(&self, value: &str) -> Result<(), crate::text::Text> {
        if self.usage == Refused && !value.is_empty() {
            return Err(text!("dsn-unsupported"));
        }
        let is_in = |words: &str, value: &str| words.split(' ').any(|word| word == value);
        let (good, wrong) = match self.kind {
            Text | Secret => return Ok(()),
            Words(words) => (is_in(words, value), text!("dsn-not-one-of", words = words)),
            AnyCase(words) => {
                let lower = (words.to_ascii_lowercase(), value.to_ascii_lowercase());
                let good = value.is_empty() || is_in(&lower.0, &lower.1);
                (good, text!("dsn-not-one-of", words = words))
            }
            Number(least, most) => (
                number(value).is_some_and(|number| (least..=most).contains(&number)),
                text!("dsn-not-a-number", least = least, most = most),
            ),
            Encoding => {
                let clean = value.replace(|c: char| !c.is_ascii_alphanumeric(), "");
                let good = value.is_empty() || is_in(ENCODINGS, &clean.to_ascii_lowercase());
                (good, text!("dsn-not-an-encoding"))
            }
        };
        if good { Ok(()) } else { Err(wrong) }
    }
}

/// The keyword of this name.
///
/// # Errors
/// What is wrong; a near miss is named by what was meant, never by what was written.
pub(super) fn find(name: &str) -> Result<&'static Keyword, crate::text::Text> {
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| keyword.name == name) {
        return Ok(keyword);
    }
    let near = KEYWORDS
        .iter()
        .map(|one| (strsim::damerau_levenshtein(one.name, name), one.name))
        .filter(|(distance, _)| *distance <= 2)
        .min();
    Err(match near {
        Some(_) if name.contains(is_blank) => text!("dsn-keyword-blank"),
        Some((_, near)) => text!("dsn-keyword-near", near = near),
        None => text!("dsn-keyword-unknown"),
    })
}

pub(super) struct Setting {
    pub(super) keyword: &'static Keyword,
    pub(super) value: SecretString,
    /// How an error names it: the keyword, or the variable.
    pub(super) label: &'static str,
}

/// The value of each keyword that has one.
#[derive(Default)]
pub(super) struct KeywordValues(pub(super) BTreeMap<&'static str, Setting>);

impl KeywordValues {
    /// Takes a value in place of an earlier one.
    pub(super) fn set(&mut self, keyword: &'static Keyword, value: &str) {
        self.0.remove(keyword.name);
        self.add(keyword, value);
    }

    /// Takes a value where there is none.
    pub(super) fn add(&mut self, keyword: &'static Keyword, value: &str) {
        self.add_as(keyword.name, keyword, value);
    }

    pub(super) fn add_as(&mut self, label: &'static str, keyword: &'static Keyword, value: &str) {
        self.0.entry(keyword.name).or_insert_with(|| Setting {
            keyword,
            value: SecretString::from(value),
            label,
        });
    }

    /// A value, which may be empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let setting = self.0.get(name)?;
        Some(setting.value.expose_secret())
    }

    /// A value that is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// That the value of this keyword is of no use.
    pub(super) fn wrong(
        &self,
        name: &'static str,
        why: impl Into<crate::text::Text>,
    ) -> SettingsError {
        SettingsError::value(self.0.get(name).map_or(name, |setting| setting.label), why)
    }

    pub(super) fn names_server(&self) -> bool {
        self.filled("host").or(self.filled("hostaddr")).is_some()
    }
}
