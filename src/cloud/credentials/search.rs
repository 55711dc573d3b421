//! The search through the sources, and what it found out about each.

use super::chain_settings::ChainSettings;
use super::identity::{Identity, Lookup, ProviderContext};
use super::profile;
use super::{
    ChainInputs, CredentialsError, Exposed, config_file, credentials_file, environment, metadata,
    oidc, uri,
};
use crate::text;
use crate::text::Text;

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
const SOURCES: [SourceKind; 6] = [
    SourceKind::Environment,
    SourceKind::Oidc,
    SourceKind::ConfigFile,
    SourceKind::CredentialsFile,
    SourceKind::Metadata,
    SourceKind::Uri,
];

impl SourceKind {
    fn text(self) -> Text {
        match self {
            Self::Environment => text!("source-environment"),
            Self::Oidc => Text::verbatim("OIDC"),
            Self::ConfigFile => Text::verbatim("~/.aliyun/config.json"),
            Self::CredentialsFile => Text::verbatim("~/.alibabacloud/credentials"),
            Self::Metadata => text!("source-ecs-metadata"),
            Self::Uri => text!("source-uri"),
        }
    }
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceOutcome {
    /// It decides. What it gives, such as "an access key from environment variable X".
    Used(Text),
    /// It has nothing, or is not asked; why.
    Absent(Text),
    /// It has something that cannot be used, which ends the search; why.
    Broken(Text),
    /// An earlier one decided.
    NotReached,
}

impl SourceOutcome {
    /// What became of it.
    pub fn text(&self) -> Text {
        match self {
            Self::Used(what) => text!("source-used", what = what),
            Self::Absent(why) => text!("source-absent", why = why),
            Self::Broken(why) => text!("source-broken", why = why),
            Self::NotReached => text!("source-not-reached"),
        }
    }
}

/// One source of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchStep {
    /// The source.
    pub source: Text,
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
    for kind in SOURCES {
        if kind == SourceKind::Metadata {
            ended = ended.or(missing.take().map(Err));
        }
        let outcome = if ended.is_some() {
            SourceOutcome::NotReached
        } else {
            match look(kind, around, &rules, means, &mut missing).await {
                Ok(Lookup::Absent(why)) => SourceOutcome::Absent(why),
                Ok(Lookup::Found(found)) => {
                    let what = text!(
                        "source-found",
                        manner = &found.manner,
                        source = found.source.text()
                    );
                    exposed.clone_from(&found.exposed);
                    ended = Some(Ok(Identity::new(found, means)));
                    SourceOutcome::Used(what)
                }
                Err(error) => {
                    let why = error.text();
                    ended = Some(Err(error));
                    SourceOutcome::Broken(why)
                }
            }
        };
        steps.push(SearchStep {
            source: kind.text(),
            outcome,
        });
    }
    let nothing = || {
        let reasons = steps.iter().map(|SearchStep { source, outcome }| {
            let why = match outcome {
                SourceOutcome::Absent(why) => why.clone(),
                SourceOutcome::Used(_) | SourceOutcome::Broken(_) | SourceOutcome::NotReached => {
                    outcome.text()
                }
            };
            text!("failure-reason", what = source, why = why)
        });
        Err(CredentialsError::None {
            looked_at: Text::clauses(reasons),
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
        (SourceKind::Environment | SourceKind::Oidc, Some(profile)) => Ok(Lookup::Absent(text!(
            "credentials-profile-asked",
            profile = profile
        ))),
        (SourceKind::Environment, None) => environment::look(around),
        (SourceKind::Oidc, None) => oidc::look(around, rules),
        (SourceKind::ConfigFile, _) => match config_file::look(around)? {
            config_file::ProfileLookup::There(file, name) => {
                profile::found(&file, &name, rules).map(Lookup::Found)
            }
            config_file::ProfileLookup::Absent(why) => Ok(Lookup::Absent(why)),
            config_file::ProfileLookup::Missing(error) => {
                let why = error.text();
                *missing = Some(error);
                Ok(Lookup::Absent(why))
            }
        },
        (SourceKind::CredentialsFile, _) => credentials_file::look(around, rules),
        (SourceKind::Metadata, _) => metadata::look(around, rules, means).await,
        (SourceKind::Uri, _) => uri::look(around, rules),
    }
}
