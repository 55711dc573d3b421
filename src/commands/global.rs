//! The flags that every command takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
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

/// The longest time limit; a longer one is a slip of the keyboard.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What is said of a text that is no duration.
const NO_DURATION: &str = "not a duration; write it as 500ms, 30s, 5m or 1h";

/// Reads a duration, which may be zero.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| NO_DURATION.to_owned())
}

/// Reads a time limit: nothing can be done within no time.
pub(super) fn limit(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(limit) if limit.is_zero() => Err("the minimum is 1ms".to_owned()),
        Ok(limit) if limit > LONGEST => Err("the maximum is one year".to_owned()),
        Ok(limit) => Ok(limit),
        Err(_) => Err(NO_DURATION.to_owned()),
    }
}

/// Reads how many: at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("the minimum is 1".to_owned()),
        Ok(count) => Ok(count),
        Err(_) => Err("not a whole number; the minimum is 1".to_owned()),
    }
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Region of the instances; can be given several times for fleet runs [default: from the
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
    /// Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several
    /// times for fleet runs
    #[arg(
        long,
        short,
        global = true,
        value_name = "NAME",
        env = "FORCESSL_PROFILE",
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub profile: Vec<String>,
    /// RAM role to assume first; can be given several times for fleet runs
    #[arg(long, global = true, value_name = "ARN", env = "FORCESSL_ASSUME_ROLE",
        value_parser = NonEmptyStringValueParser::new())]
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
    /// Timeout for connecting to the API
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s",
        env = "FORCESSL_CONNECT_TIMEOUT", value_parser = limit)]
    pub connect_timeout: Duration,
    /// Timeout for the answer to a read; twice as long for a write
    #[arg(long, global = true, value_name = "DURATION", default_value = "30s",
        env = "FORCESSL_READ_TIMEOUT", value_parser = limit)]
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
    /// Output format, to stdout or to a file; reports can be written in several (can be repeated)
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
    /// Apply the plan without asking
    #[arg(long, short, global = true, env = "FORCESSL_YES")]
    pub yes: bool,
    /// Number of instances to read at the same time
    #[arg(
        long,
        global = true,
        value_name = "N",
        default_value = "32",
        env = "FORCESSL_PARALLEL",
        value_parser = count
    )]
    pub parallel: usize,
    /// Maximum API calls per second, over all actions [default: each action from 10 up to 150, less
    /// when the service throttles]
    #[arg(long, global = true, value_name = "N", env = "FORCESSL_QPS",
        value_parser = clap::value_parser!(u32).range(1..=1000))]
    // Without a default of clap's own: that would also become the limit of `sandbox`.
    pub qps: Option<u32>,
    /// Maximum time to wait for each change, for a listing, and for the retries of an API call
    #[arg(long, global = true, value_name = "DURATION", default_value = "30m",
        env = "FORCESSL_TIMEOUT", value_parser = limit)]
    pub timeout: Duration,
    /// Folder for saved states [default: forcessl in the XDG state folder]
    #[arg(long, global = true, value_name = "DIR", env = "FORCESSL_STATE_DIR")]
    pub state_dir: Option<PathBuf>,
    /// Send the change and do not wait until it is done
    #[arg(long, global = true)]
    pub no_wait: bool,
    /// Print only errors on stderr
    #[arg(long, short, global = true, env = "FORCESSL_QUIET")]
    pub quiet: bool,
    /// Print details: request ids, credential source; never a secret (can be repeated)
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
