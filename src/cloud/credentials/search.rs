//! The search through the sources, and what it found out about each.

use std::fmt;

use super::identity::{Found, Identity, Means};
use super::profile::{self, Rules};
use super::{
    CredentialsError, Exposed, Surroundings, config_file, credentials_file, environment, metadata,
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

/// What a source has.
pub(super) enum Looked {
    Found(Found),
    /// Nothing, and why.
    Absent(String),
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It decides. What it gives, such as "an access key from environment variable X".
    Used(String),
    /// It has nothing, or is not asked; why.
    Absent(String),
    /// It has something that cannot be used, which ends the search; why.
    Broken(String),
    /// An earlier one decided.
    NotReached,
}

impl fmt::Display for Outcome {
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
pub struct Step {
    /// The source.
    pub source: &'static str,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a search found, and how.
#[derive(Debug)]
pub struct Search {
    /// Every source in its order.
    pub steps: Vec<Step>,
    /// Files with keys of the source that decided which others can read.
    pub exposed: Vec<Exposed>,
    /// Who we are, or why nobody.
    pub identity: Result<Identity, CredentialsError>,
}

/// Looks through the sources; the first that has something decides.
///
/// Nothing is asked over the network, except the metadata service when no source before it has
/// anything. A source that has to ask for its key does so at the first use of the identity.
pub async fn search(around: &Surroundings<'_>, means: &Means) -> Search {
    let rules = Rules::of(around, means);
    let (mut steps, mut exposed) = (Vec::with_capacity(SOURCES.len()), Vec::new());
    let mut ended = None;
    // A profile that is asked for has to be in one of the two files.
    let mut missing = None;
    for (kind, source) in SOURCES {
        if kind == SourceKind::Metadata {
            ended = ended.or(missing.take().map(Err));
        }
        let outcome = if ended.is_some() {
            Outcome::NotReached
        } else {
            match look(kind, around, &rules, means, &mut missing).await {
                Ok(Looked::Absent(why)) => Outcome::Absent(why),
                Ok(Looked::Found(found)) => {
                    let what = format!("{} from {}", found.manner, found.source);
                    exposed.clone_from(&found.exposed);
                    ended = Some(Ok(Identity::new(found, means)));
                    Outcome::Used(what)
                }
                Err(error) => {
                    let why = error.to_string();
                    ended = Some(Err(error));
                    Outcome::Broken(why)
                }
            }
        };
        steps.push(Step { source, outcome });
    }
    let nothing = || {
        let reasons = steps.iter().map(|Step { source, outcome }| match outcome {
            Outcome::Absent(why) => format!("{source}: {why}"),
            other @ (Outcome::Used(_) | Outcome::Broken(_) | Outcome::NotReached) => {
                format!("{source}: {other}")
            }
        });
        Err(CredentialsError::None {
            looked_at: reasons.collect::<Vec<_>>().join("; "),
        })
    };
    Search {
        identity: ended.unwrap_or_else(nothing),
        steps,
        exposed,
    }
}

/// Looks at one source. `missing` takes note of a profile that is asked for and not in the first
/// file.
async fn look(
    kind: SourceKind,
    around: &Surroundings<'_>,
    rules: &Rules,
    means: &Means,
    missing: &mut Option<CredentialsError>,
) -> Result<Looked, CredentialsError> {
    match (kind, around.profile) {
        (SourceKind::Environment | SourceKind::Oidc, Some(profile)) => {
            Ok(Looked::Absent(format!("profile `{profile}` is asked for")))
        }
        (SourceKind::Environment, None) => environment::look(around),
        (SourceKind::Oidc, None) => oidc::look(around, rules),
        (SourceKind::ConfigFile, _) => match config_file::look(around)? {
            config_file::Looked::There(file, name) => {
                profile::found(&file, &name, rules).map(Looked::Found)
            }
            config_file::Looked::Absent(why) => Ok(Looked::Absent(why)),
            config_file::Looked::Missing(error) => {
                let why = error.to_string();
                *missing = Some(error);
                Ok(Looked::Absent(why))
            }
        },
        (SourceKind::CredentialsFile, _) => credentials_file::look(around, rules),
        (SourceKind::Metadata, _) => metadata::look(around, rules, means).await,
        (SourceKind::Uri, _) => uri::look(around, rules),
    }
}
