//! What all files of a login speak of: its inputs, SSL mode and server.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

/// The PostgreSQL port.
pub const PORT: u16 = 5432;

/// What this program may look at to find a login.
pub struct LoginInputs<'a> {
    /// Environment variables.
    pub variables: &'a BTreeMap<String, String>,
    /// The home folder.
    pub home: Option<&'a Path>,
}

/// Where the text of a connection string came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DsnSource {
    /// The command line, which others on this machine can read.
    Flag,
    /// The environment.
    Environment,
}

/// What SSL has to be like, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// None.
    Disable,
    /// None, unless the server wants it.
    Allow,
    /// Where the server has it.
    Prefer,
    /// Always, whoever the server is.
    Require,
    /// Always, with a certificate of a known CA.
    VerifyCa,
    /// Always, with a certificate of a known CA for this host.
    VerifyFull,
}

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// Host name or address; what a certificate is compared with.
    pub host: String,
    /// Address to connect to instead of asking for the name's.
    pub address: Option<IpAddr>,
    /// Port.
    pub port: u16,
}
