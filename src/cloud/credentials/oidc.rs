//! A RAM role by the token of an OIDC provider, as Kubernetes pods get one.

use std::path::PathBuf;

use async_trait::async_trait;

use super::files;
use super::identity::{Found, Means, Provider, Way};
use super::issued::Issued;
use super::keys::Keys;
use super::role::{Defaults, Role, StsCall};
use super::search::Looked;
use super::{CredentialsError, Source, Surroundings};
use crate::cloud::http::{OIDC_TOKEN, Proof};

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
    role: Role,
    provider: String,
    token_file: PathBuf,
    source: Source,
}

/// Looks in the environment.
pub(super) fn look(
    around: &Surroundings<'_>,
    defaults: &Defaults,
) -> Result<Looked, CredentialsError> {
    let [role, provider, token_file] = VARIABLES.map(|names| around.first(&names));
    let (Some((variable, arn)), Some((_, provider)), Some((_, token_file))) =
        (role, provider, token_file)
    else {
        let missing = VARIABLES
            .iter()
            .find(|names| around.first(*names).is_none())
            .map_or("ALIBABA_CLOUD_ROLE_ARN", |[name, _]| name);
        return Ok(Looked::Absent(format!("{missing} is not set")));
    };
    let source = Source::Environment(variable.to_owned());
    let role = Role::named(arn, defaults)?;
    Ok(Looked::Found(Found {
        manner: manner(&role),
        way: Way::Asks(Box::new(Oidc {
            role,
            provider: provider.to_owned(),
            token_file: PathBuf::from(token_file),
            source: source.clone(),
        })),
        source,
        exposed: Vec::new(),
    }))
}

/// The role of a profile or section, its keys called as in config.json.
pub(super) fn of(keys: &Keys, defaults: &Defaults) -> Result<(String, Way), CredentialsError> {
    let role = Role::of(keys, defaults)?;
    Ok((
        manner(&role),
        Way::Asks(Box::new(Oidc {
            provider: keys.required("oidc_provider_arn")?.to_owned(),
            token_file: PathBuf::from(keys.required("oidc_token_file")?),
            role,
            source: keys.source(),
        })),
    ))
}

fn manner(role: &Role) -> String {
    format!("the role {} by OIDC", role.arn)
}

#[async_trait]
impl Provider for Oidc {
    async fn fetch(&self, means: &Means, _: bool) -> Result<Issued, CredentialsError> {
        // The token is replaced from time to time.
        let held = files::require(&self.token_file)?;
        let token = held.text.trim();
        if token.is_empty() {
            return Err(CredentialsError::File {
                file: self.token_file.clone(),
                reason: "it holds no token".to_owned(),
            });
        }
        let mut parameters = self.role.parameters();
        parameters.remove("ExternalId");
        parameters.insert("OIDCProviderArn".to_owned(), self.provider.clone());
        parameters.insert(OIDC_TOKEN.to_owned(), token.to_owned());
        let call = StsCall {
            endpoint: &self.role.endpoint,
            action: "AssumeRoleWithOIDC",
            proof: Proof::Parameters,
            parameters: &parameters,
            source: &self.source,
        };
        call.send(means, None).await
    }
}
