//! Credentials and region of environment variables.

use secrecy::SecretString;

use super::identity::Lookup;
use super::keys::{JsonField, Members};
use super::{ChainInputs, CredentialsError, Source, key_pair};
use crate::domain::instance::Region;
use crate::text;

/// Key id, secret and token of one naming. A pair is never mixed from two namings.
struct Naming {
    id: &'static str,
    secret: &'static str,
    token: &'static str,
}

/// The namings, newest first.
///
/// Source: the environment of the vendor's SDKs and command line; the fourth is that of the
/// Terraform provider.
const NAMINGS: [Naming; 5] = [
    Naming {
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
    },
    Naming {
        id: "ALIBABACLOUD_ACCESS_KEY_ID",
        secret: "ALIBABACLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABACLOUD_SECURITY_TOKEN",
    },
    Naming {
        id: "ALICLOUD_ACCESS_KEY_ID",
        secret: "ALICLOUD_ACCESS_KEY_SECRET",
        token: "ALICLOUD_SECURITY_TOKEN",
    },
    Naming {
        id: "ALICLOUD_ACCESS_KEY",
        secret: "ALICLOUD_SECRET_KEY",
        token: "ALICLOUD_SECURITY_TOKEN",
    },
    Naming {
        id: "ACCESS_KEY_ID",
        secret: "ACCESS_KEY_SECRET",
        token: "SECURITY_TOKEN",
    },
];

/// The key id of the naming that other programs use too.
const STRAY: &str = "ACCESS_KEY_ID";

/// Variables that name a region, the ones that come first win.
const REGIONS: [&str; 5] = [
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
    "ALIBABA_CLOUD_REGION",
    "ALICLOUD_REGION",
];

/// Variables that may be those of any other program: they count where nothing else names a region.
const STRAY_REGIONS: [&str; 2] = ["REGION_ID", "REGION"];

/// The keys of a profile that variables stand in for.
///
/// Source: `OverwriteWithFlags` of the vendor's command line.
const COMPLETIONS: [(&str, &[&str]); 7] = [
    (
        "oidc_provider_arn",
        &[
            "ALIBABACLOUD_OIDC_PROVIDER_ARN",
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        ],
    ),
    (
        "oidc_token_file",
        &[
            "ALIBABACLOUD_OIDC_TOKEN_FILE",
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
        ],
    ),
    (
        "ram_role_arn",
        &["ALIBABACLOUD_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"],
    ),
    (
        "external_id",
        &["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"],
    ),
    ("credentials_uri", &["ALIBABA_CLOUD_CREDENTIALS_URI"]),
    ("endpoint", &["ALIBABA_CLOUD_ENDPOINT"]),
    (
        "endpoint_type",
        &[
            "ALIBABA_CLOUD_ENDPOINT_TYPE",
            "ALIBABACLOUD_ENDPOINT_TYPE",
            "ALICLOUD_ENDPOINT_TYPE",
        ],
    ),
];

/// Fills in what a profile lacks, as the vendor's command line does. A key pair and its token are of
/// one naming and never mixed with another pair; a profile that has a pair and names no mode is
/// complete.
pub(super) fn complete(members: &mut Members, around: &ChainInputs<'_>) {
    let text = |members: &Members, key: &str| {
        let field = members.get(key).and_then(JsonField::text);
        field.map(str::to_owned)
    };
    let fill = |members: &mut Members, key: &str, value: Option<&str>| {
        if let (None, Some(value)) = (text(members, key), value) {
            let value = JsonField::Text(SecretString::from(value));
            members.insert(key.to_owned(), value);
        }
    };
    let (id, mode) = (text(members, "access_key_id"), text(members, "mode"));
    if mode.is_none() && id.is_some() {
        return;
    }
    for (key, variables) in COMPLETIONS {
        let value = around.first(variables).map(|(_, value)| value);
        fill(members, key, value);
    }
    for naming in NAMINGS {
        let (own, secret) = (around.variable(naming.id), around.variable(naming.secret));
        if own.is_some() && secret.is_some() && (id.is_none() || id.as_deref() == own) {
            fill(members, "access_key_id", own);
            fill(members, "access_key_secret", secret);
            fill(members, "sts_token", around.variable(naming.token));
            return;
        }
    }
    if mode.as_deref() == Some("StsToken") {
        let tokens = NAMINGS.map(|naming| naming.token);
        fill(
            members,
            "sts_token",
            around.first(&tokens).map(|(_, token)| token),
        );
    }
}

/// The key pair of the first naming that has one.
pub(super) fn look(around: &ChainInputs<'_>) -> Result<Lookup, CredentialsError> {
    let half = |present: &str, missing: &str| {
        Err(CredentialsError::HalfSet {
            present: present.to_owned(),
            missing: missing.to_owned(),
        })
    };
    for Naming { id, secret, token } in NAMINGS {
        match (around.variable(id), around.variable(secret)) {
            (Some(key), Some(value)) => {
                let source = Source::Environment(id.to_owned());
                let found = key_pair(key, value, around.variable(token), source);
                return Ok(Lookup::Found(found.into()));
            }
            // Half of a pair with a name of any other program is nothing.
            (Some(_), None) if id != STRAY => return half(id, secret),
            (None, Some(_)) if id != STRAY => return half(secret, id),
            _ => {}
        }
    }
    // Checked last, since two namings share the name of the token.
    match NAMINGS
        .iter()
        .find(|naming| naming.id != STRAY && around.variable(naming.token).is_some())
    {
        Some(naming) => half(naming.token, naming.id),
        None => Ok(Lookup::Absent(text!("credentials-no-variable"))),
    }
}

/// The region of the environment.
pub(super) fn region(
    around: &ChainInputs<'_>,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    let Some((name, value)) = around.first(&REGIONS) else {
        return Ok(None);
    };
    let source = Source::Environment(name.to_owned());
    match value.parse() {
        Ok(region) => Ok(Some((region, source))),
        Err(_) => Err(CredentialsError::Region {
            origin: source.text(),
        }),
    }
}

/// The region of variables that may be those of another program.
pub(super) fn stray_region(around: &ChainInputs<'_>) -> Option<(Region, Source)> {
    let (name, value) = around.first(&STRAY_REGIONS)?;
    Some((value.parse().ok()?, Source::Environment(name.to_owned())))
}
