//! Credentials and region of environment variables.

use super::identity::{Found, Way, manner_of};
use super::search::Looked;
use super::{CredentialsError, Source, Surroundings, key_pair};
use crate::domain::instance::Region;

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

/// Variables that name a region, the ones that come first win.
const REGIONS: [&str; 7] = [
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
    "REGION_ID",
    "REGION",
    "ALIBABA_CLOUD_REGION",
    "ALICLOUD_REGION",
];

/// The key pair of the first naming that has one.
pub(super) fn look(around: &Surroundings<'_>) -> Result<Looked, CredentialsError> {
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
                let found = key_pair(key, value, around.variable(token), source.clone());
                return Ok(Looked::Found(Found {
                    source,
                    manner: manner_of(&found).to_owned(),
                    way: Way::Key(found),
                    exposed: Vec::new(),
                }));
            }
            (Some(_), None) => return half(id, secret),
            (None, Some(_)) => return half(secret, id),
            (None, None) => {}
        }
    }
    // Checked last, since two namings share the name of the token.
    match NAMINGS
        .iter()
        .find(|naming| around.variable(naming.token).is_some())
    {
        Some(naming) => half(naming.token, naming.id),
        None => Ok(Looked::Absent(
            "ALIBABA_CLOUD_ACCESS_KEY_ID is not set".to_owned(),
        )),
    }
}

/// The region of the environment.
pub(super) fn region(
    around: &Surroundings<'_>,
) -> Result<Option<(Region, Source)>, CredentialsError> {
    let Some((name, value)) = around.first(&REGIONS) else {
        return Ok(None);
    };
    let source = Source::Environment(name.to_owned());
    match value.parse() {
        Ok(region) => Ok(Some((region, source))),
        Err(_) => Err(CredentialsError::Region {
            origin: source.to_string(),
        }),
    }
}
