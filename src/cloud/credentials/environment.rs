//! Credentials and region of environment variables.

use super::identity::{Lookup, ResolvedSource};
use super::keys::ProfileKeys;
use super::{ChainInputs, CredentialsError, Source, key_pair, parsed_region};
use crate::domain::instance::Region;
use crate::text::{Text, text};

/// Prefix, key id and secret of each naming, newest first; the token's name is made of the prefix. A
/// pair is never mixed from two namings, and what is not a whole one is nothing: it may be of another program.
///
/// Source: the environment of the vendor's SDKs and command line; the fourth is that of the
/// Terraform provider.
const NAMINGS: [(&str, &str, &str); 5] = [
    ("ALIBABA_CLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALIBABACLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALICLOUD_", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
    ("ALICLOUD_", "ACCESS_KEY", "SECRET_KEY"),
    ("", "ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
];

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

/// Fills in what a profile lacks, as the vendor's command line does, except that a key pair and its token are of
/// one naming and never mixed with a part of another pair; a profile that has a pair and names no mode is
/// complete.
pub(super) fn complete(keys: &mut ProfileKeys, around: &ChainInputs<'_>) {
    let fill = |keys: &mut ProfileKeys, key: &str, value: Option<&str>| {
        if let (None, Some(value)) = (keys.text(key), value) {
            keys.members.insert(key.to_owned(), value.into());
        }
    };
    let text = |key| keys.text(key).map(str::to_owned);
    let (id, mode) = (text("access_key_id"), text("mode"));
    let (secret, token) = (text("access_key_secret"), text("sts_token"));
    if mode.is_none() && id.is_some() {
        return;
    }
    for (key, variables) in COMPLETIONS {
        fill(keys, key, around.first(variables).map(|(_, value)| value));
    }
    let agrees =
        |own: &Option<String>, value: Option<&str>| own.is_none() || own.as_deref() == value;
    // The id says which key a secret or token belongs to.
    let fits = |pair: [Option<&str>; 3]| match &id {
        Some(_) => agrees(&id, pair[0]) && agrees(&secret, pair[1]) && agrees(&token, pair[2]),
        None => secret.is_none() && token.is_none(),
    };
    let namings = NAMINGS.map(|naming| named(around, naming).map(|(_, value)| value));
    let whole = |[id, secret, _]: &[Option<&str>; 3]| id.is_some() && secret.is_some();
    if let Some(pair) = namings.into_iter().find(|pair| whole(pair) && fits(*pair)) {
        let names = ["access_key_id", "access_key_secret", "sts_token"];
        names
            .into_iter()
            .zip(pair)
            .for_each(|(key, value)| fill(keys, key, value));
        return;
    }
    if mode.as_deref() == Some("StsToken") {
        let mut tokens = namings.into_iter().filter_map(|[_, _, token]| token);
        fill(keys, "sts_token", tokens.next());
    }
}

/// The key pair of the first naming that has one.
pub(super) fn look(around: &ChainInputs<'_>) -> Lookup {
    for naming in NAMINGS {
        if let [(id, Some(key)), (_, Some(secret)), (_, token)] = named(around, naming) {
            let found = Box::new(key_pair(key, secret, token));
            return Lookup::Found(ResolvedSource::new(Source::Environment(id), found));
        }
    }
    let tokens = NAMINGS
        .into_iter()
        .find_map(|naming| match named(around, naming) {
            [(id, _), _, (token, Some(_))] => Some(half_set(&token, &id)),
            _ => None,
        });
    let why = half_pair(around).or(tokens);
    Lookup::Absent(why.unwrap_or_else(|| text!("credentials-no-variable")))
}

/// Which variable of a key pair is set without the other; `None` where none is.
pub(super) fn half_pair(around: &ChainInputs<'_>) -> Option<Text> {
    NAMINGS
        .into_iter()
        .find_map(|naming| match named(around, naming) {
            [(id, Some(_)), (secret, None), _] => Some(half_set(&id, &secret)),
            [(id, None), (secret, Some(_)), _] => Some(half_set(&secret, &id)),
            _ => None,
        })
}

fn half_set(present: &str, missing: &str) -> Text {
    text!("credentials-half-set", present = present, missing = missing)
}

/// The region of the environment.
pub(super) fn region(
    around: &ChainInputs<'_>,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    region_of(around, REGIONS)
}

fn region_of(
    around: &ChainInputs<'_>,
    variables: &str,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    let parsed =
        |(name, value): (&str, &str)| parsed_region(value, Source::Environment(name.to_owned()));
    around.first(variables).map(parsed).transpose()
}

/// The region of variables that may be those of another program.
///
/// # Errors
/// [`CredentialsError`] for one that holds no region.
pub(super) fn stray_region(
    around: &ChainInputs<'_>,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    region_of(around, STRAY_REGIONS)
}
