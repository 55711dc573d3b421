//! What the mode of a profile means.
//!
//! Source: the modes of the vendor's command line and of its credentials SDKs; a profile without a
//! mode has the first whose keys it has, in the command line's order.

use super::chain_settings::{ChainSettings, FORBIDS};
use super::config_file::ConfigFile;
use super::external::External;
use super::identity::{KeySource, ResolvedSource, manner_of};
use super::keys::ProfileKeys;
use super::login::{BrowserLogin, LoginService};
use super::metadata::Metadata;
use super::role::{AssumedRole, RoleToAssume};
use super::{CredentialsError, key_pair, oidc, uri};
use crate::text;
use crate::text::Text;

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
) -> Result<(Text, KeySource), CredentialsError> {
    if mode(keys) != "ChainableRamRoleArn" {
        return of(keys, rules);
    }
    seen.push(keys.profile.clone());
    let name = keys.required("source_profile")?;
    if seen.iter().any(|earlier| earlier == name) {
        let way = seen.join(" -> ");
        return Err(keys.bad(
            "source_profile",
            text!("credentials-circle", way = way, name = name),
        ));
    }
    let role = RoleToAssume::of_profile(keys, rules)?;
    let source = file
        .profile(name)
        .map_err(|_| keys.bad("source_profile", text!("credentials-no-such-profile")))?;
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
) -> Result<(Text, KeySource), CredentialsError> {
    let key = |token: bool| {
        let token = token.then(|| keys.required("sts_token")).transpose()?;
        Ok::<_, CredentialsError>(key_pair(
            keys.required("access_key_id")?,
            keys.required("access_key_secret")?,
            token,
            keys.source(),
        ))
    };
    let asks = |manner: Text, way| Ok((manner, way));
    match mode(keys) {
        "AK" => key(false).map(|key| (manner_of(&key), KeySource::Key(key))),
        "StsToken" => key(true).map(|key| (manner_of(&key), KeySource::Key(key))),
        "RamRoleArn" => {
            let base = key(keys.text("sts_token").is_some())?;
            let role = RoleToAssume::of_profile(keys, rules)?;
            Ok(assumed(keys, role, KeySource::Key(base)))
        }
        "EcsRamRole" => {
            let metadata = Metadata::new(keys.text("ram_role_name"), rules, keys.source());
            asks(text!("credentials-ecs-role"), KeySource::asks(metadata))
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
            asks(text!("credentials-by-program"), KeySource::asks(program))
        }
        "CredentialsURI" => {
            allowed(keys, "credentials_uri", rules)?;
            let uri = uri::Uri::of(keys.required("credentials_uri")?, keys.source())
                .map_err(|reason| keys.bad("credentials_uri", reason))?;
            asks(text!("credentials-by-address"), KeySource::asks(uri))
        }
        "CloudSSO" => {
            let login = BrowserLogin::of(keys, LoginService::CloudSso)?;
            asks(text!("credentials-cloud-sso"), KeySource::asks(login))
        }
        "OAuth" => {
            let login = BrowserLogin::of(keys, LoginService::OAuth)?;
            asks(text!("credentials-oauth"), KeySource::asks(login))
        }
        other => {
            // Modes are made of letters; anything else may be a secret in the wrong place.
            let what = if other.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                text!(
                    "credentials-mode-of",
                    mode = other,
                    source = keys.source().text()
                )
            } else {
                text!("credentials-the-mode-of", source = keys.source().text())
            };
            Err(CredentialsError::Unsupported { what })
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
        Err(keys.bad(key, text!("credentials-forbidden", variable = FORBIDS)))
    }
}

fn assumed(keys: &ProfileKeys, role: RoleToAssume, base: KeySource) -> (Text, KeySource) {
    let manner = text!("credentials-role", arn = &role.arn);
    let role = AssumedRole {
        base,
        role,
        source: keys.source(),
    };
    (manner, KeySource::asks(role))
}
