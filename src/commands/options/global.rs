//! The flags that every command takes.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use secrecy::SecretString;

use super::carried::Carried;
use super::output::{Output, OutputParser};
use super::words::{Words, one_of};
use crate::cloud::rpc::SignatureVersion;
use crate::domain::instance::{Malformed, Region};
use crate::terminal::Colour;
use crate::text::{Language, text};

/// The languages of explanations.
pub(crate) const LANGUAGES: Words<Language> =
    &[("en", Language::English), ("zh", Language::Chinese)];

/// The signatures of requests.
const SIGNATURES: Words<SignatureVersion> =
    &[("v1", SignatureVersion::V1), ("v3", SignatureVersion::Acs3)];

/// The longest time limit; a longer one is a slip of the keyboard.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Reads a duration, which may be zero.
pub(crate) fn duration(text: &str) -> Result<Duration, Malformed> {
    humantime::parse_duration(text).map_err(|_| Malformed(text!("value-no-duration")))
}

/// Reads a time limit: nothing can be done within no time.
pub(crate) fn limit(text: &str) -> Result<Duration, Malformed> {
    at_least(Duration::from_millis(1), text)
}

/// Reads a duration from a minimum on.
pub(crate) fn at_least(minimum: Duration, text: &str) -> Result<Duration, Malformed> {
    let limit = duration(text)?;
    if limit < minimum {
        let minimum = humantime::format_duration(minimum).to_string();
        Err(Malformed(text!("value-minimum", minimum = minimum)))
    } else if limit > LONGEST {
        Err(Malformed(text!("value-one-year")))
    } else {
        Ok(limit)
    }
}

/// Reads a yes or a no, as the variable of a flag without a value says it.
fn yes_or_no(text: &str) -> Result<bool, Malformed> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Ok(true),
        "0" | "no" | "false" | "off" => Ok(false),
        _ => Err(Malformed(text!("value-yes-or-no"))),
    }
}

/// Reads how many: at least one.
pub(crate) fn count<T: From<NonZeroUsize>>(text: &str) -> Result<T, Malformed> {
    let count: usize = text
        .parse()
        .map_err(|_| Malformed(text!("value-no-count")))?;
    let least = || Malformed(text!("value-minimum", minimum = "1"));
    NonZeroUsize::new(count).map(T::from).ok_or_else(least)
}

/// Reads a whole number from one to another.
pub(crate) fn within<T: TryFrom<i64>>(
    from: i64,
    to: i64,
) -> impl Fn(&str) -> Result<T, Malformed> + Clone {
    move |text| {
        let number = text
            .parse()
            .ok()
            .filter(|number| (from..=to).contains(number));
        let number = number.and_then(|number: i64| T::try_from(number).ok());
        number.ok_or_else(|| Malformed(text!("value-range", from = from, to = to)))
    }
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    #[arg(
        long,
        short,
        global = true,
        value_name = "REGION",
        value_delimiter = ',',
        env = "FORCESSL_REGION"
    )]
    pub region: Vec<Region>,
    #[arg(long, short, global = true, value_name = "NAME", env = "FORCESSL_PROFILE",
        value_parser = NonEmptyStringValueParser::new())]
    pub profile: Vec<String>,
    #[arg(long, global = true, value_name = "ARN", env = "FORCESSL_ASSUME_ROLE",
        value_parser = NonEmptyStringValueParser::new())]
    pub assume_role: Vec<String>,
    #[arg(long, global = true, value_name = "URL", env = "FORCESSL_ENDPOINT")]
    pub endpoint: Option<String>,
    #[arg(long, global = true, env = "FORCESSL_VPC", value_parser = yes_or_no)]
    pub vpc: bool,
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "FORCESSL_PROXY",
        hide_env_values = true
    )]
    pub proxy: Option<SecretString>,
    #[arg(long, global = true, value_name = "FILE", env = "FORCESSL_CA_BUNDLE")]
    pub ca_bundle: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DURATION", default_value = "5s",
        env = "FORCESSL_CONNECT_TIMEOUT", value_parser = limit)]
    pub connect_timeout: Duration,
    #[arg(long, global = true, value_name = "DURATION", default_value = "30s",
        env = "FORCESSL_READ_TIMEOUT", value_parser = limit)]
    pub read_timeout: Duration,
    #[arg(long, global = true, value_parser = one_of(SIGNATURES), default_value = "v1",
        env = "FORCESSL_SIGNATURE")]
    pub signature: SignatureVersion,
    #[arg(long, short, global = true, value_name = "FORMAT[=FILE]", value_parser = OutputParser,
        default_value = "table", env = "FORCESSL_OUTPUT")]
    pub output: Vec<Output>,
    #[arg(long, short, global = true, env = "FORCESSL_YES", value_parser = yes_or_no)]
    pub yes: bool,
    #[arg(long, global = true, value_name = "N", default_value = "32",
        env = "FORCESSL_PARALLEL", value_parser = count::<usize>)]
    pub parallel: usize,
    #[arg(long, global = true, value_name = "N", env = "FORCESSL_QPS",
        value_parser = within::<u32>(1, 1000))]
    // Without a default of clap's own: that would also become the limit of `sandbox`.
    pub qps: Option<u32>,
    #[arg(long, global = true, value_name = "DURATION", default_value = "30m",
        env = "FORCESSL_TIMEOUT", value_parser = limit)]
    pub timeout: Duration,
    #[arg(long, global = true, value_name = "DIR", env = "FORCESSL_STATE_DIR")]
    pub state_dir: Option<PathBuf>,
    #[arg(long, global = true)]
    pub no_wait: bool,
    #[arg(long, short, global = true, env = "FORCESSL_QUIET", value_parser = yes_or_no)]
    pub quiet: bool,
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    #[arg(long, global = true, value_parser = one_of(LANGUAGES), value_name = "LANG",
        env = "FORCESSL_LANG")]
    pub lang: Option<Language>,
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        env = "FORCESSL_COLOR"
    )]
    pub color: Colour,
    /// The flags that suggested commands get.
    #[arg(skip)]
    pub carried: Arc<Carried>,
    /// The arguments of the subcommand, as words that give them again.
    #[arg(skip)]
    pub given: Vec<String>,
}

impl Global {
    /// Whether `--region` was typed and names other regions than this one.
    pub(crate) fn is_elsewhere(&self, region: &Region) -> bool {
        self.carried.is_typed("region") && !self.region.contains(region)
    }
}
