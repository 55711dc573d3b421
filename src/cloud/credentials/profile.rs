//! What the mode of a profile means.
//!
//! Source: the modes of the vendor's command line and of its credentials SDKs; a profile without a
//! mode has the first whose keys it has, in the command line's order.

use super::config_file::ConfigFile;
use super::external::External;
use super::identity::{KeySource, ProviderContext, ResolvedSource, manner_of};
use super::keys::ProfileKeys;
use super::login::{BrowserLogin, LoginService};
use super::metadata::{self, Metadata};
use super::role::{AssumedRole, RoleToAssume};
use super::{ChainInputs, CredentialsError, key_pair, oidc, uri};

/// What the environment says that counts for every source.
pub(super) struct ChainSettings {
    /// Session and external id of roles, where no profile names them.
    pub(super) session_name: String,
    pub(super) external_id: Option<String>,
    /// Where STS is asked, where no profile says it.
    pub(super) sts_endpoint: Option<String>,
    pub(super) sts_region: Option<String>,
    pub(super) vpc: bool,
    /// Whether profiles may name programs and addresses to get keys from.
    pub(super) outside_allowed: bool,
    /// The role of the ECS instance, where no profile names it.
    pub(super) metadata_role: Option<String>,
    /// Whether the metadata service may be asked without a token.
    pub(super) metadata_version_1: bool,
}

/// The variable that forbids programs and addresses.
pub(super) const FORBIDS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

impl ChainSettings {
    pub(super) fn of(around: &ChainInputs<'_>, means: &ProviderContext) -> Self {
        let owned = |name: &str| around.variable(name).map(str::to_owned);
        let external_id = ["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"];
        let inside = means.vpc_region.as_ref().map(ToString::to_string);
        Self {
            session_name: owned("ALIBABA_CLOUD_ROLE_SESSION_NAME")
                .unwrap_or_else(|| env!("CARGO_PKG_NAME").to_owned()),
            external_id: around.first(&external_id).map(|(_, id)| id.to_owned()),
            sts_endpoint: owned("ALIBABA_CLOUD_STS_ENDPOINT"),
            vpc: inside.is_some() || around.says_yes("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
            sts_region: owned("ALIBABA_CLOUD_STS_REGION").or(inside),
            outside_allowed: !around.says_yes(FORBIDS),
            metadata_role: metadata::role_of(around),
            metadata_version_1: !around.says_yes("ALIBABA_CLOUD_IMDSV1_DISABLED"),
        }
    }
}

/// What a profile has.
///
/// # Errors
/// [`CredentialsError`] that names the profile and the key.
pub(super) fn found(
    file: &ConfigFile,
    name: &str,
    rules: &ChainSettings,
) -> Result<ResolvedSource, CredentialsError> {
    let keys = file.profile(name)?;
    let (manner, way) = of_file(file, keys, rules, &mut Vec::new())?;
    Ok(ResolvedSource::new(keys.source(), manner, way).read_from(file.exposed.as_ref()))
}

/// A profile of a file, which may build on another one of it.
fn of_file(
    file: &ConfigFile,
    keys: &ProfileKeys,
    rules: &ChainSettings,
    seen: &mut Vec<String>,
) -> Result<(String, KeySource), CredentialsError> {
    if mode(keys) != "ChainableRamRoleArn" {
        return of(keys, rules);
    }
    seen.push(keys.profile.clone());
    let name = keys.required("source_profile")?;
    if seen.iter().any(|earlier| earlier == name) {
        let way = seen.join(" -> ");
        return Err(keys.bad(
            "source_profile",
            format!("it leads in a circle: {way} -> {name}"),
        ));
    }
    let role = RoleToAssume::of_profile(keys, rules)?;
    let source = file
        .profile(name)
        .map_err(|_| keys.bad("source_profile", "there is no profile of that name"))?;
    let (_, base) = of_file(file, source, rules, seen)?;
    Ok(assumed(keys, role, base))
}

/// A profile that stands alone.
///
/// # Errors
/// [`CredentialsError`] that names the profile and the key.
pub(super) fn of(
    keys: &ProfileKeys,
    rules: &ChainSettings,
) -> Result<(String, KeySource), CredentialsError> {
    let key = |token: bool| {
        let token = token.then(|| keys.required("sts_token")).transpose()?;
        Ok::<_, CredentialsError>(key_pair(
            keys.required("access_key_id")?,
            keys.required("access_key_secret")?,
            token,
            keys.source(),
        ))
    };
    let asks = |manner: &str, way| Ok((manner.to_owned(), way));
    match mode(keys) {
        "AK" => key(false).map(|key| (manner_of(&key).to_owned(), KeySource::Key(key))),
        "StsToken" => key(true).map(|key| (manner_of(&key).to_owned(), KeySource::Key(key))),
        "RamRoleArn" => {
            let base = key(keys.text("sts_token").is_some())?;
            let role = RoleToAssume::of_profile(keys, rules)?;
            Ok(assumed(keys, role, KeySource::Key(base)))
        }
        "EcsRamRole" => {
            let metadata = Metadata::new(keys.text("ram_role_name"), rules, keys.source());
            asks("the role of this ECS instance", KeySource::asks(metadata))
        }
        "RamRoleArnWithRoleName" => {
            let metadata =
                Metadata::new(Some(keys.required("ram_role_name")?), rules, keys.source());
            let role = RoleToAssume::of_profile(keys, rules)?;
            Ok(assumed(keys, role, KeySource::asks(metadata)))
        }
        "OIDC" => oidc::of(keys, rules),
        "External" => {
            allowed(keys, "process_command", rules)?;
            let program = External::of(keys)?;
            asks("a key that a program gives", KeySource::asks(program))
        }
        "CredentialsURI" => {
            allowed(keys, "credentials_uri", rules)?;
            let uri = uri::Uri::of(keys.required("credentials_uri")?, keys.source())
                .map_err(|reason| keys.bad("credentials_uri", reason))?;
            asks("a key that an address gives", KeySource::asks(uri))
        }
        "CloudSSO" => {
            let login = BrowserLogin::of(keys, LoginService::CloudSso)?;
            asks("a CloudSSO login", KeySource::asks(login))
        }
        "OAuth" => {
            let login = BrowserLogin::of(keys, LoginService::OAuth)?;
            asks("an OAuth login", KeySource::asks(login))
        }
        other => {
            // Modes are made of letters; anything else may be a secret in the wrong place.
            let mode = if other.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                format!("mode `{other}`")
            } else {
                "the mode".to_owned()
            };
            Err(CredentialsError::Unsupported {
                what: format!("{mode} of {}", keys.source()),
            })
        }
    }
}

/// The mode of a profile, which may leave it to be told by its keys.
fn mode(keys: &ProfileKeys) -> &str {
    if let Some(mode) = keys.text("mode") {
        return mode;
    }
    let has = |key: &str| keys.text(key).is_some();
    if has("access_key_id") && has("access_key_secret") {
        return if has("sts_token") {
            "StsToken"
        } else if has("ram_role_arn") {
            "RamRoleArn"
        } else {
            "AK"
        };
    }
    [
        ("ram_role_name", "EcsRamRole"),
        ("process_command", "External"),
        ("oidc_provider_arn", "OIDC"),
        ("cloud_sso_sign_in_url", "CloudSSO"),
    ]
    .into_iter()
    .find(|(key, _)| has(key))
    // Then the error names the first key that is missing.
    .map_or("AK", |(_, mode)| mode)
}

fn allowed(
    keys: &ProfileKeys,
    key: &'static str,
    rules: &ChainSettings,
) -> Result<(), CredentialsError> {
    if rules.outside_allowed {
        Ok(())
    } else {
        Err(keys.bad(key, format!("{FORBIDS} forbids it")))
    }
}

fn assumed(keys: &ProfileKeys, role: RoleToAssume, base: KeySource) -> (String, KeySource) {
    let manner = format!("the role {}", role.arn);
    let role = AssumedRole {
        base,
        role,
        source: keys.source(),
    };
    (manner, KeySource::asks(role))
}
