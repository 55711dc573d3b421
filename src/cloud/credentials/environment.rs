//! Credentials and region of environment variables.

use super::identity::{Lookup, ResolvedSource};
use super::keys::ProfileKeys;
use super::{ChainInputs, CredentialsError, Source, key_pair, parsed_region};
use crate::domain::instance::Region;
use crate::text;

/// Prefix, key id and secret of each naming, newest first; the token's name is made of the prefix. A
/// pair is never mixed from two namings.
///
/// Source: the environment of the vendor's SDKs and command line; the fourth is that of the
/// Terraform provider.
const NAMINGS: [(&str, &str, &str); 5] = [
    ("ALIBABA_CLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALIBABACLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALICLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALICLOUD_", "ACCESS_KEY", "SECRET_KEY"),
    STRAY,
];

/// The naming that other programs use too.
const STRAY: (&str, &str, &str) = ("", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET");

/// Variables that name a region, the ones that come first win.
const REGIONS: &str = "ALIBABA_CLOUD_REGION_ID ALIBABACLOUD_REGION_ID ALICLOUD_REGION_ID \
    ALIBABA_CLOUD_REGION ALICLOUD_REGION";

/// Variables that may be those of any other program: they count where nothing else names a region.
const STRAY_REGIONS: &str = "REGION_ID REGION";

/// The keys of a profile that variables stand in for.
///
/// Source: `OverwriteWithFlags` of the vendor's command line.
const COMPLETIONS: [(&str, &str); 7] = [
    (
        "oidc_provider_arn",
        "ALIBABACLOUD_OIDC_PROVIDER_ARN ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    ),
    (
        "oidc_token_file",
        "ALIBABACLOUD_OIDC_TOKEN_FILE ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    ),
    (
        "ram_role_arn",
        "ALIBABACLOUD_ROLE_ARN ALIBABA_CLOUD_ROLE_ARN",
    ),
    (
        "external_id",
        "ALIBABACLOUD_EXTERNAL_ID ALIBABA_CLOUD_EXTERNAL_ID",
    ),
    ("credentials_uri", "ALIBABA_CLOUD_CREDENTIALS_URI"),
    ("endpoint", "ALIBABA_CLOUD_ENDPOINT"),
    (
        "endpoint_type",
        "ALIBABA_CLOUD_ENDPOINT_TYPE ALIBABACLOUD_ENDPOINT_TYPE ALICLOUD_ENDPOINT_TYPE",
    ),
];

/// The variables of key id, secret and token of a naming, each its name and value.
fn named<'a>(
    around: &ChainInputs<'a>,
    (prefix, id, secret): (&str, &str, &str),
) -> [(String, Option<&'a str>); 3] {
    [id, secret, "SECURITY_TOKEN"].map(|name| {
        let name = format!("{prefix}{name}");
        let value = around.variable(&name);
        (name, value)
    })
}

/// Fills in what a profile lacks, as the vendor's command line does. A key pair and its token are of
/// one naming and never mixed with another pair; a profile that has a pair and names no mode is
/// complete.
pub(super) fn complete(keys: &mut ProfileKeys, around: &ChainInputs<'_>) {
    let fill = |keys: &mut ProfileKeys, key: &str, value: Option<&str>| {
        if let (None, Some(value)) = (keys.text(key), value) {
            keys.members.insert(key.to_owned(), value.into());
        }
    };
    let text = |key| keys.text(key).map(str::to_owned);
    let (id, mode) = (text("access_key_id"), text("mode"));
    if mode.is_none() && id.is_some() {
        return;
    }
    for (key, variables) in COMPLETIONS {
        fill(keys, key, around.first(variables).map(|(_, value)| value));
    }
    let namings = NAMINGS.map(|naming| named(around, naming).map(|(_, value)| value));
    for [own, secret, token] in namings {
        if own.is_some() && secret.is_some() && (id.is_none() || id.as_deref() == own) {
            fill(keys, "access_key_id", own);
            fill(keys, "access_key_secret", secret);
            fill(keys, "sts_token", token);
            return;
        }
    }
    if mode.as_deref() == Some("StsToken") {
        let mut tokens = namings.into_iter().filter_map(|[_, _, token]| token);
        fill(keys, "sts_token", tokens.next());
    }
}

/// The key pair of the first naming that has one.
pub(super) fn look(around: &ChainInputs<'_>) -> Result<Lookup, CredentialsError> {
    let half = |present: &str, missing: &str| {
        Err(CredentialsError::unusable(
            text!("credentials-half-set", present = present, missing = missing),
            text!("credentials-half-set-next"),
        ))
    };
    for naming in NAMINGS {
        let [(id, key), (secret, value), (_, token)] = named(around, naming);
        match (key, value) {
            (Some(key), Some(value)) => {
                let source = Source::Environment(id);
                let found = Box::new(key_pair(key, value, token));
                return Ok(Lookup::Found(ResolvedSource::new(source, found)));
            }
            // Half of a pair with a name of any other program is nothing.
            (Some(_), None) if naming != STRAY => return half(&id, &secret),
            (None, Some(_)) if naming != STRAY => return half(&secret, &id),
            _ => {}
        }
    }
    // Checked last, since two namings share the name of the token.
    for naming in NAMINGS.into_iter().filter(|naming| *naming != STRAY) {
        if let [(id, _), _, (token, Some(_))] = named(around, naming) {
            return half(&token, &id);
        }
    }
    Ok(Lookup::Absent(text!("credentials-no-variable")))
}

/// The region of the environment.
pub(super) fn region(
    around: &ChainInputs<'_>,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    let found = around.first(REGIONS);
    let found =
        found.map(|(name, value)| parsed_region(value, Source::Environment(name.to_owned())));
    found.transpose()
}

/// The region of variables that may be those of another program.
pub(super) fn stray_region(around: &ChainInputs<'_>) -> Option<(Region, Source)> {
    let (name, value) = around.first(STRAY_REGIONS)?;
    Some((value.parse().ok()?, Source::Environment(name.to_owned())))
}
