//! A RAM role by the token of an OIDC provider, as Kubernetes pods get one.

use std::path::PathBuf;

use async_trait::async_trait;

use super::chain_settings::ChainSettings;
use super::files;
use super::identity::Lookup;
use super::identity::{KeySource, Provider, ProviderContext, ResolvedSource};
use super::issued::IssuedKey;
use super::keys::ProfileKeys;
use super::role::{By, RoleToAssume};
use super::{ChainInputs, CredentialsError, Source};
use crate::text;
use crate::text::Text;

/// The variables that together ask for it, each in its two spellings.
const VARIABLES: [[&str; 2]; 3] = [
    ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABACLOUD_ROLE_ARN"],
    [
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        "ALIBABACLOUD_OIDC_PROVIDER_ARN",
    ],
    [
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
        "ALIBABACLOUD_OIDC_TOKEN_FILE",
    ],
];

/// A role and the token for it.
struct Oidc {
    role: RoleToAssume,
    provider: String,
    token_file: PathBuf,
    source: Source,
}

/// Looks in the environment.
pub(super) fn look(
    around: &ChainInputs<'_>,
    rules: &ChainSettings,
) -> Result<Lookup, CredentialsError> {
    let [role, provider, token_file] = VARIABLES.map(|names| around.first(&names));
    let (Some((variable, arn)), Some((_, provider)), Some((_, token_file))) =
        (role, provider, token_file)
    else {
        let missing = VARIABLES
            .iter()
            .find(|names| around.first(*names).is_none())
            .map_or("ALIBABA_CLOUD_ROLE_ARN", |[name, _]| name);
        return Ok(Lookup::Absent(text!(
            "credentials-unset",
            missing = missing
        )));
    };
    let source = Source::Environment(variable.to_owned());
    let (manner, way) = Oidc {
        role: RoleToAssume::of(None, arn, rules)?,
        provider: provider.to_owned(),
        token_file: PathBuf::from(token_file),
        source: source.clone(),
    }
    .way();
    Ok(Lookup::Found(ResolvedSource::new(source, manner, way)))
}

/// The role of a profile or section, its keys called as in config.json.
pub(super) fn of(
    keys: &ProfileKeys,
    rules: &ChainSettings,
) -> Result<(Text, KeySource), CredentialsError> {
    let oidc = Oidc {
        role: RoleToAssume::of_profile(keys, rules)?,
        provider: keys.required("oidc_provider_arn")?.to_owned(),
        token_file: PathBuf::from(keys.required("oidc_token_file")?),
        source: keys.source(),
    };
    Ok(oidc.way())
}

impl Oidc {
    fn way(self) -> (Text, KeySource) {
        (
            text!("credentials-role-by-oidc", role = &self.role.arn),
            KeySource::asks(self),
        )
    }
}

#[async_trait]
impl Provider for Oidc {
    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        // The token is replaced from time to time.
        let held = files::require(&self.token_file)?;
        let token = held.text.trim();
        if token.is_empty() {
            return Err(CredentialsError::File {
                file: self.token_file.clone(),
                reason: text!("credentials-no-token"),
            });
        }
        let by = By::Token {
            provider: &self.provider,
            token,
        };
        self.role.ask(means, by, &self.source).await
    }
}
