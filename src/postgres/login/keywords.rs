//! The keywords of libpq and what they are to this program.
//!
//! Invariant: what would make a connection safer than this program can make it is refused, not
//! passed over.

/// What a keyword is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Its value counts.
    Setting,
    /// Its value is the password.
    Password,
    /// It makes no difference here.
    Ignored,
    /// It would make a difference that this program does not know how to make.
    Refused,
}

/// A keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keyword {
    /// Its name.
    pub(super) name: &'static str,
    /// The variable that stands in for it.
    pub(super) variable: Option<&'static str>,
    /// What it is used for.
    pub(super) usage: Use,
}

const fn keyword(name: &'static str, variable: &'static str, usage: Use) -> Keyword {
    let variable = if variable.is_empty() {
        None
    } else {
        Some(variable)
    };
    Keyword {
        name,
        variable,
        usage,
    }
}

/// Every keyword of libpq 10 to 18.
///
/// Source: `PQconninfoOptions` of libpq; PostgreSQL, chapters 34.1.2 and 34.15.
pub(super) const KEYWORDS: &[Keyword] = &[
    keyword("host", "PGHOST", Use::Setting),
    keyword("hostaddr", "PGHOSTADDR", Use::Setting),
    keyword("port", "PGPORT", Use::Setting),
    keyword("dbname", "PGDATABASE", Use::Setting),
    keyword("user", "PGUSER", Use::Setting),
    keyword("password", "PGPASSWORD", Use::Password),
    keyword("passfile", "PGPASSFILE", Use::Setting),
    keyword("service", "PGSERVICE", Use::Setting),
    keyword("servicefile", "PGSERVICEFILE", Use::Setting),
    keyword("connect_timeout", "PGCONNECT_TIMEOUT", Use::Setting),
    keyword("application_name", "PGAPPNAME", Use::Setting),
    keyword("options", "PGOPTIONS", Use::Setting),
    keyword("channel_binding", "PGCHANNELBINDING", Use::Setting),
    keyword("sslmode", "PGSSLMODE", Use::Setting),
    keyword("sslrootcert", "PGSSLROOTCERT", Use::Setting),
    keyword("sslcert", "PGSSLCERT", Use::Setting),
    keyword("sslkey", "PGSSLKEY", Use::Setting),
    keyword("sslcrl", "PGSSLCRL", Use::Setting),
    keyword("sslcertmode", "PGSSLCERTMODE", Use::Setting),
    keyword("sslcrldir", "PGSSLCRLDIR", Use::Refused),
    keyword("sslpassword", "", Use::Refused),
    keyword("sslnegotiation", "PGSSLNEGOTIATION", Use::Refused),
    keyword(
        "ssl_max_protocol_version",
        "PGSSLMAXPROTOCOLVERSION",
        Use::Refused,
    ),
    keyword(
        "ssl_min_protocol_version",
        "PGSSLMINPROTOCOLVERSION",
        Use::Setting,
    ),
    keyword("require_auth", "PGREQUIREAUTH", Use::Refused),
    keyword("requirepeer", "PGREQUIREPEER", Use::Refused),
    keyword("replication", "", Use::Refused),
    keyword("scram_client_key", "", Use::Refused),
    keyword("scram_server_key", "", Use::Refused),
    keyword("oauth_issuer", "", Use::Refused),
    keyword("oauth_client_id", "", Use::Refused),
    keyword("oauth_client_secret", "", Use::Refused),
    keyword("oauth_scope", "", Use::Refused),
    keyword("sslkeylogfile", "", Use::Refused),
    keyword("client_encoding", "PGCLIENTENCODING", Use::Ignored),
    keyword("fallback_application_name", "", Use::Ignored),
    keyword("keepalives", "", Use::Ignored),
    keyword("keepalives_idle", "", Use::Ignored),
    keyword("keepalives_interval", "", Use::Ignored),
    keyword("keepalives_count", "", Use::Ignored),
    keyword("tcp_user_timeout", "", Use::Ignored),
    keyword("sslcompression", "PGSSLCOMPRESSION", Use::Ignored),
    keyword("sslsni", "PGSSLSNI", Use::Ignored),
    keyword("krbsrvname", "PGKRBSRVNAME", Use::Ignored),
    keyword("gsslib", "PGGSSLIB", Use::Ignored),
    keyword("gssencmode", "PGGSSENCMODE", Use::Setting),
    keyword("gssdelegation", "PGGSSDELEGATION", Use::Ignored),
    keyword("target_session_attrs", "PGTARGETSESSIONATTRS", Use::Ignored),
    keyword("load_balance_hosts", "PGLOADBALANCEHOSTS", Use::Ignored),
    keyword("min_protocol_version", "PGMINPROTOCOLVERSION", Use::Ignored),
    keyword("max_protocol_version", "PGMAXPROTOCOLVERSION", Use::Ignored),
];

/// The keyword of this name.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}

/// A keyword that is written nearly like this.
pub(super) fn near(name: &str) -> Option<&'static str> {
    KEYWORDS
        .iter()
        .map(|keyword| {
            (
                strsim::damerau_levenshtein(keyword.name, name),
                keyword.name,
            )
        })
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, name)| name)
}
