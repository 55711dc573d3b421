//! The search through the sources, and what it found out about each.

use super::identity::{Identity, Lookup, ProviderContext};
use super::{
    ChainInputs, CredentialsError, CredentialsErrorKind, Exposed, config_file, credentials_file,
    environment, metadata, profile, role, uri,
};
use crate::text::{Text, text};

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

/// The sources in their order.
const SOURCES: [SourceKind; 6] = [
    SourceKind::Environment,
    SourceKind::Oidc,
    SourceKind::ConfigFile,
    SourceKind::CredentialsFile,
    SourceKind::Metadata,
    SourceKind::Uri,
];

impl SourceKind {
    /// What it is called in a report.
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

    async fn look(
        self,
        around: &ChainInputs<'_>,
        means: &ProviderContext,
    ) -> Result<Lookup, CredentialsError> {
        match (self, around.profile) {
            (Self::Environment | Self::Oidc, Some(profile)) => Ok(Lookup::Absent(text!(
                "credentials-profile-asked",
                profile = profile
            ))),
            (Self::Environment, None) => environment::look(around),
            (Self::Oidc, None) => role::look(around, means),
            (Self::ConfigFile, _) => Ok(match config_file::look(around)? {
                Lookup::Found((file, keys)) => {
                    Lookup::Found(profile::found(&file, &keys, around, means)?)
                }
                Lookup::Absent(why) => Lookup::Absent(why),
                Lookup::Missing(error) => Lookup::Missing(error),
            }),
            (Self::CredentialsFile, _) => credentials_file::look(around, means),
            (Self::Metadata, _) => metadata::look(around, means).await,
            (Self::Uri, _) => uri::look(around),
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
    /// The file of the source that decided, where others can read it.
    pub exposed: Option<Exposed>,
    /// Who we are, or why nobody.
    pub identity: Result<Identity, CredentialsError>,
}

/// Looks through the sources; the first source found wins.
///
/// Nothing is asked over the network, except the metadata service when no source before it has
/// anything. A source that has to ask for its key does so at the first use of the identity.
pub async fn search(around: &ChainInputs<'_>, means: &ProviderContext) -> SourceSearch {
    let (mut steps, mut reasons, mut exposed) = (Vec::new(), Vec::new(), None);
    let mut ended = None;
    let mut missing = None;
    for kind in SOURCES {
        // A profile that is asked for has to be in one of the two files.
        if kind == SourceKind::Metadata {
            ended = ended.or(missing.take().map(Err));
        }
        let source = kind.text();
        let mut absent = |why: Text| {
            reasons.push(text!("failure-reason", what = &source, why = &why));
            SourceOutcome::Absent(why)
        };
        let outcome = if ended.is_some() {
            SourceOutcome::NotReached
        } else {
            match kind.look(around, means).await {
                Ok(Lookup::Absent(why)) => absent(why),
                Ok(Lookup::Missing(error)) => absent(missing.insert(error).text()),
                Ok(Lookup::Found(mut found)) => {
                    exposed = found.exposed.take();
                    let (manner, from) = (&found.manner, found.source.text());
                    let what = text!("source-found", manner = manner, source = from);
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
        steps.push(SearchStep { source, outcome });
    }
    let nothing = || {
        let looked_at = Text::clauses(reasons);
        Err(CredentialsError::new(
            CredentialsErrorKind::Nothing,
            text!("credentials-none", looked_at = looked_at),
            text!("credentials-none-next"),
        ))
    };
    SourceSearch {
        identity: ended.unwrap_or_else(nothing),
        steps,
        exposed,
    }
}
