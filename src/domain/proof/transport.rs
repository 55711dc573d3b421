//! What a server speaks before any login: versions of TLS, GSS encryption, direct SSL.

use serde::{Deserialize, Serialize};

use super::outcome::Run;

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TlsVersion {
    /// Deprecated by RFC 8996.
    #[serde(rename = "TLSv1.0")]
    V1_0,
    /// Deprecated by RFC 8996.
    #[serde(rename = "TLSv1.1")]
    V1_1,
    /// RFC 5246.
    #[serde(rename = "TLSv1.2")]
    V1_2,
    /// RFC 8446.
    #[serde(rename = "TLSv1.3")]
    V1_3,
}

impl TlsVersion {
    /// All that are asked for, oldest first.
    pub const ALL: [Self; 4] = [Self::V1_0, Self::V1_1, Self::V1_2, Self::V1_3];

    /// The name, as `ssl_min_protocol_version` of PostgreSQL writes it but for `TLSv1.0`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "TLSv1.0",
            Self::V1_1 => "TLSv1.1",
            Self::V1_2 => "TLSv1.2",
            Self::V1_3 => "TLSv1.3",
        }
    }

    /// The two bytes that stand for it in a handshake.
    pub const fn code(self) -> u16 {
        match self {
            Self::V1_0 => 0x0301,
            Self::V1_1 => 0x0302,
            Self::V1_2 => 0x0303,
            Self::V1_3 => 0x0304,
        }
    }
}

/// What a server said to a handshake in one version of TLS alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum VersionAnswer {
    /// It goes on in this version.
    Accepted,
    /// The version is switched off: the alert for that, or an offer of another version.
    Refused {
        /// The number of the alert, where one came.
        alert: Option<u8>,
    },
    /// Switched on, and refused all the same for want of something both sides support.
    ///
    /// Source: OpenSSL 3 with `ssl_min_protocol_version = TLSv1` sends alert 80, since its default
    /// security level has no algorithms for TLS 1.0 and 1.1.
    Unusable {
        /// The number of the alert.
        alert: u8,
    },
    /// SSL is off.
    NoSsl,
    /// Silence, a closed connection, or bytes that are not TLS.
    NoAnswer,
}

impl VersionAnswer {
    /// One stable word for machines.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The number of the alert that refused it.
    pub const fn alert(self) -> Option<u8> {
        match self {
            Self::Refused { alert } => alert,
            Self::Unusable { alert } => Some(alert),
            Self::Accepted | Self::NoSsl | Self::NoAnswer => None,
        }
    }
}

/// What a server said to a request for GSS encryption.
///
/// Source: PostgreSQL, chapter 55.2.11 (`GSSENCRequest`): `G` or `N`; servers before 12 answer
/// with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum GssAnswer {
    /// `G`: it goes on with GSS.
    Offered,
    /// `N`.
    NotOffered,
    /// `E`: the server does not know the request.
    #[strum(serialize = "unknown_to_server")]
    Unknown,
    /// Silence, a closed connection, or another byte.
    NoAnswer,
}

impl GssAnswer {
    /// One stable word for machines.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// What was asked about the transport of one target; each part only where it was wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transports {
    /// The answer to each version, in the order they were asked.
    pub tls_versions: Vec<(TlsVersion, VersionAnswer)>,
    /// SSL from the first byte.
    pub direct_ssl: Option<Run>,
    /// GSS encryption.
    pub gss: Option<GssAnswer>,
}
