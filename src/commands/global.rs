//! The flags that every command takes.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::output::{Output, OutputParser};
use crate::domain::instance::Region;
use crate::terminal::Colour;

/// Language of explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LanguageArg {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Signature of the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SignatureArg {
    /// RPC signature, HMAC-SHA1.
    V1,
    /// ACS3-HMAC-SHA256.
    V3,
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Region of the instances; a sweep takes several (can be repeated) [default: from the
    /// environment or the profile]
    #[arg(
        long,
        short,
        global = true,
        value_name = "REGION",
        value_delimiter = ',',
        env = "FORCESSL_REGION"
    )]
    pub region: Vec<Region>,
    /// Profile of ~/.aliyun/config.json; beats keys in the environment; a sweep takes several (can
    /// be repeated)
    #[arg(
        long,
        short,
        global = true,
        value_name = "NAME",
        env = "FORCESSL_PROFILE"
    )]
    pub profile: Vec<String>,
    /// RAM role to assume first; a sweep takes several (can be repeated)
    #[arg(long, global = true, value_name = "ARN", env = "FORCESSL_ASSUME_ROLE")]
    pub assume_role: Vec<String>,
    /// API endpoint; plain http only on this machine [default: from the region]
    #[arg(long, global = true, value_name = "URL", env = "FORCESSL_ENDPOINT")]
    pub endpoint: Option<String>,
    /// Use the API endpoint inside the VPC
    #[arg(long, global = true, env = "FORCESSL_VPC")]
    pub vpc: bool,
    /// Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "FORCESSL_PROXY",
        hide_env_values = true
    )]
    pub proxy: Option<SecretString>,
    /// PEM file of CAs that are trusted for the API beside the system's [default: `SSL_CERT_FILE`]
    #[arg(long, global = true, value_name = "FILE", env = "FORCESSL_CA_BUNDLE")]
    pub ca_bundle: Option<PathBuf>,
    /// Limit for connecting to the API
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s",
        env = "FORCESSL_CONNECT_TIMEOUT", value_parser = humantime::parse_duration)]
    pub connect_timeout: Duration,
    /// Limit for the answer to one read; a write is given twice as long
    #[arg(long, global = true, value_name = "DURATION", default_value = "30s",
        env = "FORCESSL_READ_TIMEOUT", value_parser = humantime::parse_duration)]
    pub read_timeout: Duration,
    /// Signature of the requests
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "v1",
        env = "FORCESSL_SIGNATURE"
    )]
    pub signature: SignatureArg,
    /// Format of the answer, on stdout or in a file; reports take several (can be repeated)
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT[=FILE]",
        value_parser = OutputParser,
        default_value = "table",
        env = "FORCESSL_OUTPUT"
    )]
    pub output: Vec<Output>,
    /// Agree to the plan without being asked
    #[arg(long, short, global = true, env = "FORCESSL_YES")]
    pub yes: bool,
    /// How many instances are read at the same time
    #[arg(
        long,
        global = true,
        value_name = "N",
        default_value_t = 8,
        env = "FORCESSL_PARALLEL"
    )]
    pub parallel: usize,
    /// API calls a second at the most, for the whole run [default: 20]
    #[arg(long, global = true, value_name = "N", env = "FORCESSL_QPS",
        value_parser = clap::value_parser!(u32).range(1..=1000))]
    // Without a default of clap's own: that would also become the limit of `sandbox`.
    pub qps: Option<u32>,
    /// How long to wait for each change, and at most for a listing and the retries of a call
    #[arg(long, global = true, value_name = "DURATION", default_value = "30m",
        env = "FORCESSL_TIMEOUT", value_parser = humantime::parse_duration)]
    pub timeout: Duration,
    /// Folder for the states before changes [default: forcessl in the XDG state folder]
    #[arg(long, global = true, value_name = "DIR", env = "FORCESSL_STATE_DIR")]
    pub state_dir: Option<PathBuf>,
    /// Send the change and do not wait for its end
    #[arg(long, global = true)]
    pub no_wait: bool,
    /// Only errors on stderr
    #[arg(long, short, global = true, env = "FORCESSL_QUIET")]
    pub quiet: bool,
    /// More on stderr: request ids and the credential source, never a secret (can be repeated)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Language in which API errors are explained [default: from the locale]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "LANG",
        env = "FORCESSL_LANG"
    )]
    pub lang: Option<LanguageArg>,
    /// Colour the output; auto follows the terminal and `NO_COLOR`
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        env = "FORCESSL_COLOR"
    )]
    pub color: Colour,
}
