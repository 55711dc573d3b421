//! Connection strings, each in the syntax of its driver.

use super::{ClientGuide, SslMode};

/// What one kind of client is configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientString {
    /// Stable id, such as `psql`.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The text to paste; several lines for configuration files.
    pub text: String,
}

type Write = fn(&ClientGuide) -> String;

/// Every kind of client.
const KINDS: [(&str, &str, Write); 8] = [
    ("psql", "psql", psql),
    ("jdbc", "JDBC (pgjdbc)", jdbc),
    ("psycopg", "Python (psycopg)", psycopg),
    ("pgx", "Go (pgx)", pgx),
    ("node-postgres", "Node.js (pg)", node),
    ("npgsql", ".NET (Npgsql)", npgsql),
    ("pgbouncer", "PgBouncer (pgbouncer.ini)", pgbouncer),
    ("debezium", "Debezium (connector properties)", debezium),
];

pub(super) fn all(guide: &ClientGuide) -> Vec<ClientString> {
    KINDS
        .into_iter()
        .map(|(id, name, write)| ClientString {
            id,
            name,
            text: write(guide),
        })
        .collect()
}

/// The certificate files, where a certificate is demanded.
fn presented(guide: &ClientGuide) -> Option<(&str, &str, &str)> {
    let settings = &guide.settings;
    guide.certificate.is_demanded().then_some((
        &settings.certificate,
        &settings.key,
        &settings.java_key,
    ))
}

fn keywords(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let port = guide.port.to_string();
    let mut pairs = vec![
        ("host", guide.host.as_str()),
        ("port", &port),
        ("dbname", &settings.database),
        ("user", &settings.user),
        ("sslmode", guide.mode.as_str()),
        ("sslrootcert", &settings.server_ca),
    ];
    if let Some((certificate, key, _)) = presented(guide) {
        pairs.extend([("sslcert", certificate), ("sslkey", key)]);
    }
    conninfo(&pairs)
}

/// A connection string of libpq.
///
/// Source: PostgreSQL, chapter 34.1.1.1, keyword/value connection strings.
pub fn conninfo(pairs: &[(&str, &str)]) -> String {
    let parts: Vec<String> = pairs
        .iter()
        .map(|(key, value)| {
            let plain = !value.is_empty()
                && !value
                    .chars()
                    .any(|c| c.is_whitespace() || matches!(c, '\'' | '\\'));
            if plain {
                format!("{key}={value}")
            } else {
                let escaped = value.replace('\\', "\\\\").replace('\'', "\\'");
                format!("{key}='{escaped}'")
            }
        })
        .collect();
    parts.join(" ")
}

/// A URL of the JDBC driver; `server` is `HOST/`, or `HOST:PORT/DATABASE`.
pub fn jdbc_url(server: &str, pairs: &[(&str, &str)]) -> String {
    format!("jdbc:postgresql://{server}?{}", query(pairs))
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
        // Drivers read a plus sign as itself.
        .replace('+', "%20")
}

/// One part of a URL.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

fn psql(guide: &ClientGuide) -> String {
    format!("psql '{}'", keywords(guide).replace('\'', "'\\''"))
}

fn jdbc(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let mut pairs = vec![
        ("user", settings.user.as_str()),
        ("sslmode", guide.mode.as_str()),
        ("sslrootcert", &settings.server_ca),
    ];
    if let Some((certificate, _, key)) = presented(guide) {
        pairs.extend([("sslcert", certificate), ("sslkey", key)]);
    }
    let database = encoded(&settings.database);
    let host = if guide.host.contains(':') {
        format!("[{}]", guide.host)
    } else {
        guide.host.clone()
    };
    jdbc_url(&format!("{host}:{}/{database}", guide.port), &pairs)
}

/// A string literal of Python, Go and JavaScript.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn psycopg(guide: &ClientGuide) -> String {
    format!("psycopg.connect({})", literal(&keywords(guide)))
}

fn pgx(guide: &ClientGuide) -> String {
    format!("pgx.Connect(ctx, {})", literal(&keywords(guide)))
}

/// Source: node-postgres, `Client` and `ssl`. A URL of pg-connection-string cannot hold every name, and knows verify-ca
/// in one of two readings only.
fn node(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let file = |path: &str| format!("fs.readFileSync({})", literal(path));
    let mut tls = vec![format!("ca: {}", file(&settings.server_ca))];
    if let Some((certificate, key, _)) = presented(guide) {
        tls.push(format!("cert: {}, key: {}", file(certificate), file(key)));
    }
    if guide.mode == SslMode::VerifyCa {
        tls.push("checkServerIdentity: () => undefined".to_owned());
    }
    format!(
        "new pg.Client({{ host: {}, port: {}, database: {}, user: {}, ssl: {{ {} }} }})",
        literal(&guide.host),
        guide.port,
        literal(&settings.database),
        literal(&settings.user),
        tls.join(", ")
    )
}

/// Source: System.Data.Common.DbConnectionStringBuilder, quoting of values.
fn npgsql(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let port = guide.port.to_string();
    let mode = match guide.mode {
        SslMode::VerifyCa => "VerifyCA",
        SslMode::VerifyFull => "VerifyFull",
    };
    let mut pairs = vec![
        ("Host", guide.host.as_str()),
        ("Port", &port),
        ("Database", &settings.database),
        ("Username", &settings.user),
        ("SSL Mode", mode),
        ("Root Certificate", &settings.server_ca),
    ];
    if let Some((certificate, key, _)) = presented(guide) {
        pairs.extend([("SSL Certificate", certificate), ("SSL Key", key)]);
    }
    let parts: Vec<String> = pairs
        .iter()
        .map(|(key, value)| {
            let plain = !value.is_empty()
                && !value.starts_with('=')
                && !value
                    .chars()
                    .any(|c| c.is_whitespace() || matches!(c, ';' | '\'' | '"'));
            if plain {
                format!("{key}={value}")
            } else {
                format!("{key}=\"{}\"", value.replace('"', "\"\""))
            }
        })
        .collect();
    parts.join(";")
}

/// Source: pgbouncer(5), section databases: names and values, and the TLS settings for servers.
fn pgbouncer(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let name = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !text.is_empty() && text.chars().all(plain) {
            text.to_owned()
        } else {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
    };
    let value = |text: &str| {
        let plain = |c: char| !c.is_whitespace() && c != '\'';
        if !text.is_empty() && text.chars().all(plain) {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "''"))
        }
    };
    let mut lines = vec![
        "[databases]".to_owned(),
        format!(
            "{} = host={} port={} dbname={}",
            name(&settings.database),
            guide.host,
            guide.port,
            value(&settings.database)
        ),
        "[pgbouncer]".to_owned(),
        format!("server_tls_sslmode = {}", guide.mode.as_str()),
        format!("server_tls_ca_file = {}", settings.server_ca),
    ];
    if let Some((certificate, key, _)) = presented(guide) {
        lines.push(format!("server_tls_cert_file = {certificate}"));
        lines.push(format!("server_tls_key_file = {key}"));
    }
    lines.join("\n")
}

/// Source: Debezium connector for PostgreSQL, connector properties; it hands the files to the JDBC driver.
fn debezium(guide: &ClientGuide) -> String {
    let settings = &guide.settings;
    let port = guide.port.to_string();
    let mut pairs = vec![
        ("hostname", guide.host.as_str()),
        ("port", &port),
        ("dbname", &settings.database),
        ("user", &settings.user),
        ("sslmode", guide.mode.as_str()),
        ("sslrootcert", &settings.server_ca),
    ];
    if let Some((certificate, _, key)) = presented(guide) {
        pairs.extend([("sslcert", certificate), ("sslkey", key)]);
    }
    let lines: Vec<String> = pairs
        .iter()
        .map(|(key, value)| {
            // A blank at the start of a value of a properties file would be dropped.
            let value = value.replace('\\', "\\\\");
            let value = match value.strip_prefix(' ') {
                Some(rest) => format!("\\ {rest}"),
                None => value,
            };
            format!("database.{key}={value}")
        })
        .collect();
    lines.join("\n")
}
