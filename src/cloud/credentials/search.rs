//! The search through the sources, and what it found out about each.

use std::fmt;

use super::chain_settings::ChainSettings;
use super::identity::{Identity, Lookup, ProviderContext};
use super::profile;
use super::{
    ChainInputs, CredentialsError, Exposed, config_file, credentials_file, environment, metadata,
    oidc, uri,
};

/// A source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceKind {
    Environment,
    Oidc,
    ConfigFile,
    CredentialsFile,
    Metadata,
    Uri,
}

/// The sources in their order, as they are called in a report.
const SOURCES: [(SourceKind, &str); 6] = [
    (SourceKind::Environment, "environment"),
    (SourceKind::Oidc, "OIDC"),
    (SourceKind::ConfigFile, "~/.aliyun/config.json"),
    (SourceKind::CredentialsFile, "~/.alibabacloud/credentials"),
    (SourceKind::Metadata, "ECS metadata"),
    (SourceKind::Uri, "credentials URI"),
];

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceOutcome {
    /// It decides. What it gives, such as "an access key from environment variable X".
    Used(String),
    /// It has nothing, or is not asked; why.
    Absent(String),
    /// It has something that cannot be used, which ends the search; why.
    Broken(String),
    /// An earlier one decided.
    NotReached,
}

impl fmt::Display for SourceOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used(what) => write!(f, "used: {what}"),
            Self::Absent(why) => write!(f, "nothing there: {why}"),
            Self::Broken(why) => write!(f, "broken: {why}"),
            Self::NotReached => f.write_str("not looked at"),
        }
    }
}

/// One source of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchStep {
    /// The source.
    pub source: &'static str,
    /// What became of it.
    pub outcome: SourceOutcome,
}

/// What a search found, and how.
#[derive(Debug)]
pub struct SourceSearch {
    /// Every source in its order.
    pub steps: Vec<SearchStep>,
    /// Files with keys of the source that decided which others can read.
    pub exposed: Vec<Exposed>,
    /// Who we are, or why nobody.
    pub identity: Result<Identity, CredentialsError>,
}

/// Looks through the sources; the first source found wins.
///
/// Nothing is asked over the network, except the metadata service when no source before it has
/// anything. A source that has to ask for its key does so at the first use of the identity.
pub async fn search(around: &ChainInputs<'_>, means: &ProviderContext) -> SourceSearch {
    let rules = ChainSettings::of(around, means);
    let (mut steps, mut exposed) = (Vec::with_capacity(SOURCES.len()), Vec::new());
    let mut ended = None;
    // A profile that is asked for has to be in one of the two files.
    let mut missing = None;
    for (kind, source) in SOURCES {
        if kind == SourceKind::Metadata {
            ended = ended.or(missing.take().map(Err));
        }
        let outcome = if ended.is_some() {
            SourceOutcome::NotReached
        } else {
            match look(kind, around, &rules, means, &mut missing).await {
                Ok(Lookup::Absent(why)) => SourceOutcome::Absent(why),
                Ok(Lookup::Found(found)) => {
                    let what = format!("{} from {}", found.manner, found.source);
                    exposed.clone_from(&found.exposed);
                    ended = Some(Ok(Identity::new(found, means)));
                    SourceOutcome::Used(what)
                }
                Err(error) => {
                    let why = error.to_string();
                    ended = Some(Err(error));
                    SourceOutcome::Broken(why)
                }
            }
        };
        steps.push(SearchStep { source, outcome });
    }
    let nothing = || {
        let reasons = steps
            .iter()
            .map(|SearchStep { source, outcome }| match outcome {
                SourceOutcome::Absent(why) => format!("{source}: {why}"),
                other @ (SourceOutcome::Used(_)
                | SourceOutcome::Broken(_)
                | SourceOutcome::NotReached) => {
                    format!("{source}: {other}")
                }
            });
        Err(CredentialsError::None {
            looked_at: reasons.collect::<Vec<_>>().join("; "),
        })
    };
    SourceSearch {
        identity: ended.unwrap_or_else(nothing),
        steps,
        exposed,
    }
}

/// Looks at one source. `missing` takes note of a profile that is asked for and not in the first
/// file.
async fn look(
    kind: SourceKind,
    around: &ChainInputs<'_>,
    rules: &ChainSettings,
    means: &ProviderContext,
    missing: &mut Option<CredentialsError>,
) -> Result<Lookup, CredentialsError> {
    match (kind, around.profile) {
        (SourceKind::Environment | SourceKind::Oidc, Some(profile)) => {
            Ok(Lookup::Absent(format!("profile `{profile}` is asked for")))
        }
        (SourceKind::Environment, None) => environment::look(around),
        (SourceKind::Oidc, None) => oidc::look(around, rules),
        (SourceKind::ConfigFile, _) => match config_file::look(around)? {
            config_file::ProfileLookup::There(file, name) => {
                profile::found(&file, &name, rules).map(Lookup::Found)
            }
            config_file::ProfileLookup::Absent(why) => Ok(Lookup::Absent(why)),
            config_file::ProfileLookup::Missing(error) => {
                let why = error.to_string();
                *missing = Some(error);
                Ok(Lookup::Absent(why))
            }
        },
        (SourceKind::CredentialsFile, _) => credentials_file::look(around, rules),
        (SourceKind::Metadata, _) => metadata::look(around, rules, means).await,
        (SourceKind::Uri, _) => uri::look(around, rules),
    }
}
