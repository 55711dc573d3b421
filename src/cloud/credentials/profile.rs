//! What the mode of a profile means.
//!
//! Source: the modes of the vendor's command line and of its credentials SDKs; a profile without a
//! mode has the first whose keys it has, in the command line's order.

use std::path::PathBuf;

use super::config_file::ConfigFile;
use super::external::External;
use super::identity::{Provider, ProviderContext, ResolvedSource};
use super::keys::ProfileKeys;
use super::login::BrowserLogin;
use super::metadata::Metadata;
use super::role::{By, Role};
use super::uri::{FORBIDS, Uri};
use super::{ChainInputs, CredentialsError, key_pair};
use crate::text;

/// What a profile has.
///
/// # Errors
/// [`CredentialsError`] that names the profile and the key.
pub(super) fn found(
    file: &ConfigFile,
    keys: &ProfileKeys,
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<ResolvedSource, CredentialsError> {
    let provider = of_file(file, keys, &mut Vec::new(), around, means)?;
    Ok(ResolvedSource {
        exposed: file.exposed.clone(),
        ..ResolvedSource::new(keys.source(), provider)
    })
}

/// A profile of a file, which may build on another one of it.
fn of_file(
    file: &ConfigFile,
    keys: &ProfileKeys,
    seen: &mut Vec<String>,
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<Box<dyn Provider>, CredentialsError> {
    if mode(keys) != "ChainableRamRoleArn" {
        return of(keys, around, means);
    }
    seen.push(keys.profile.clone());
    let key = "source_profile";
    let name = keys.required(key)?;
    if seen.iter().any(|earlier| earlier == name) {
        let way = seen.join(" -> ");
        return Err(keys.bad(key, text!("credentials-circle", way = way, name = name)));
    }
    let arn = keys.required("ram_role_arn")?;
    let no_such = |_| keys.bad(key, text!("credentials-no-such-profile"));
    let source = file.profile(name).map_err(no_such)?;
    let base = of_file(file, source, seen, around, means)?;
    let role = Role::new(arn, By::Key(base), keys.source(), Some(keys), around, means)?;
    Ok(Box::new(role))
}

/// A profile that stands alone.
///
/// # Errors
/// [`CredentialsError`] that names the profile and the key.
pub(super) fn of(
    keys: &ProfileKeys,
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<Box<dyn Provider>, CredentialsError> {
    let key = |token: bool| {
        let token = token.then(|| keys.required("sts_token")).transpose()?;
        let (id, secret) = (
            keys.required("access_key_id")?,
            keys.required("access_key_secret")?,
        );
        Ok::<_, CredentialsError>(key_pair(id, secret, token))
    };
    let role = |by| -> Result<Box<dyn Provider>, CredentialsError> {
        let arn = keys.required("ram_role_arn")?;
        let role = Role::new(arn, by, keys.source(), Some(keys), around, means)?;
        Ok(Box::new(role))
    };
    let metadata = |name| Metadata::new(name, around, keys.source());
    // Programs and addresses to get keys from may be forbidden.
    let forbidden = around
        .says_yes(FORBIDS)
        .then(|| text!("credentials-forbidden", variable = FORBIDS));
    let allowed = |key| match &forbidden {
        Some(why) => Err(keys.bad(key, why.clone())),
        None => Ok(()),
    };
    Ok(match mode(keys) {
        mode @ ("AK" | "StsToken") => Box::new(key(mode == "StsToken")?),
        "RamRoleArn" => {
            let base = key(keys.text("sts_token").is_some())?;
            role(By::Key(Box::new(base)))?
        }
        "EcsRamRole" => Box::new(metadata(keys.text("ram_role_name"))),
        "RamRoleArnWithRoleName" => {
            let name = Some(keys.required("ram_role_name")?);
            role(By::Key(Box::new(metadata(name))))?
        }
        "OIDC" => {
            keys.required("ram_role_arn")?;
            role(By::Token {
                provider: keys.required("oidc_provider_arn")?.to_owned(),
                file: PathBuf::from(keys.required("oidc_token_file")?),
            })?
        }
        "External" => {
            allowed("process_command")?;
            Box::new(External::of(keys)?)
        }
        "CredentialsURI" => {
            allowed("credentials_uri")?;
            let uri = Uri::of(keys.required("credentials_uri")?, keys.source())
                .map_err(|reason| keys.bad("credentials_uri", reason))?;
            Box::new(uri)
        }
        "CloudSSO" => Box::new(BrowserLogin::cloud_sso(keys)?),
        "OAuth" => Box::new(BrowserLogin::oauth(keys, means)?),
        other => {
            let origin = keys.origin();
            // Modes are made of letters; anything else may be a secret in the wrong place.
            let what = if other.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                text!("credentials-mode-of", mode = other, source = origin)
            } else {
                text!("credentials-the-mode-of", source = origin)
            };
            return Err(CredentialsError::unusable(
                text!("credentials-unsupported", what = what),
                text!("credentials-unsupported-next"),
            ));
        }
    })
}

/// The mode of a profile, which may leave it to be told by its keys.
fn mode(keys: &ProfileKeys) -> &str {
    if let Some(mode) = keys.text("mode") {
        return mode;
    }
    let has = |key: &str| keys.text(key).is_some();
    let pair = has("access_key_id") && has("access_key_secret");
    let (told, by): (&[_], _) = if pair {
        (
            &[("sts_token", "StsToken"), ("ram_role_arn", "RamRoleArn")],
            "AK",
        )
    } else {
        let others = &[
            ("ram_role_name", "EcsRamRole"),
            ("process_command", "External"),
            ("oidc_provider_arn", "OIDC"),
            ("cloud_sso_sign_in_url", "CloudSSO"),
        ];
        // With none of them, the error names the first key that is missing.
        (others, "AK")
    };
    told.iter()
        .find(|(key, _)| has(key))
        .map_or(by, |(_, mode)| mode)
}
