//! The search through the sources, and what it found out about each.

use strum::VariantArray as _;

use super::identity::{Identity, Lookup, ProviderContext};
use super::{
    ChainInputs, CredentialsError, CredentialsErrorKind, config_file, credentials_file,
    environment, metadata, profile, role, uri,
};
use crate::domain::diagnosis::{CredentialSource, SourceState};
use crate::text::{Text, text};

/// A source; they are asked in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
enum SourceKind {
    Environment,
    Oidc,
    ConfigFile,
    CredentialsFile,
    Metadata,
    Uri,
}

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
            (Self::Environment, None) => Ok(environment::look(around)),
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

/// What a search found, and how.
#[derive(Debug)]
pub struct SourceSearch {
    /// Every source in its order.
    pub steps: Vec<CredentialSource>,
    /// That others can read the file of the source that decided.
    pub exposed: Option<Text>,
    /// The half of a key pair in the environment that is not used, where another source decided.
    pub unused: Option<Text>,
    /// Who we are, or why nobody.
    pub identity: Result<Identity, CredentialsError>,
}

/// Looks through the sources; the first source found wins.
///
/// Nothing is asked over the network, except the metadata service when no source before it has
/// anything. A source that has to ask for its key does so at the first use of the identity.
pub async fn search(around: &ChainInputs<'_>, means: &ProviderContext) -> SourceSearch {
    let (mut steps, mut exposed) = (Vec::new(), None);
    let mut ended = None;
    let mut missing = None;
    for &kind in SourceKind::VARIANTS {
        // A profile that is asked for has to be in one of the two files.
        if kind == SourceKind::Metadata {
            ended = ended.or(missing.take().map(Err));
        }
        let (state, detail) = if ended.is_some() {
            (SourceState::NotReached, None)
        } else {
            match kind.look(around, means).await {
                Ok(Lookup::Absent(why)) => (SourceState::Absent, Some(why)),
                Ok(Lookup::Missing(error)) => {
                    (SourceState::Absent, Some(missing.insert(error).text()))
                }
                Ok(Lookup::Found(mut found)) => {
                    exposed = found.exposed.take();
                    let (manner, from) = (found.provider.manner(), found.source.text());
                    let what = text!("source-found", manner = manner, source = from);
                    ended = Some(Ok(Identity::new(found, means)));
                    (SourceState::Used, Some(what))
                }
                Err(error) => {
                    let why = error.text();
                    ended = Some(Err(error));
                    (SourceState::Broken, Some(why))
                }
            }
        };
        let source = kind.text();
        steps.push(CredentialSource {
            source,
            state,
            detail,
        });
    }
    let nothing = || {
        let reason = |step: &CredentialSource| {
            let why = step.detail.as_ref()?;
            Some(text!("failure-reason", what = &step.source, why = why))
        };
        let looked_at = Text::clauses(steps.iter().filter_map(reason));
        Err(CredentialsError::new(
            CredentialsErrorKind::Nothing,
            text!("credentials-none", looked_at = looked_at),
            text!("credentials-none-next"),
        ))
    };
    let other = steps
        .first()
        .is_some_and(|step| step.state == SourceState::Absent);
    let is_open = other && around.profile.is_none() && matches!(ended, Some(Ok(_)));
    SourceSearch {
        unused: is_open.then(|| environment::half_pair(around)).flatten(),
        identity: ended.unwrap_or_else(nothing),
        steps,
        exposed,
    }
}
