//! Who we are to the API: the first source found wins.
//!
//! | order | source | what it takes |
//! | --- | --- | --- |
//! | 1 | environment | a key pair, of the vendor's current or an older naming |
//! | 2 | OIDC | role, provider and token file in the environment |
//! | 3 | `~/.aliyun/config.json` | the profile of the vendor's command line, in most modes; what it lacks comes from its variables |
//! | 4 | `~/.alibabacloud/credentials` | the section of that name |
//! | 5 | ECS metadata | a machine with a RAM role |
//! | 6 | credentials URI | `ALIBABA_CLOUD_CREDENTIALS_URI` |
//!
//! A profile that was asked for by flag comes before all of them and is looked for in the two files
//! only. Absent means the next is tried; present but broken stops with the name of the file,
//! profile and key, or variable, so that nobody acts under another identity by accident. A key id, its secret
//! and their token are always of one source; half of a pair in the environment is absent, and is told.
//!
//! [`search()`] looks once and gives an [`Identity`], which fetches temporary keys and renews them
//! before they run out. A key pair of the environment or a file costs nothing beyond reading it.
//!
//! Invariants: no error, report or `Debug` holds a value of a source, only names; no file is ever
//! written; keys travel over https, or within this machine and its link.
//!
//! Deliberately absent: reading the process's environment (a [`ChainInputs`] is handed in), and
//! logging in: where that is needed the error names the command that does it.

mod config_file;
mod credentials_file;
mod environment;
mod error;
mod external;
mod files;
mod identity;
mod keys;
mod login;
mod metadata;
mod profile;
mod role;
mod search;
pub(super) mod sts;
#[cfg(test)]
mod tests;
mod uri;
mod web;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::rpc::Credentials;
use super::rpc::endpoints::ApiEndpoint;
use crate::domain::instance::Region;
use crate::text::{Text, text};
pub use error::{CredentialsError, CredentialsErrorKind};
pub use identity::{Identity, ProviderContext};
pub use role::assume;
pub use search::{SourceSearch, search};
pub use sts::CallerIdentity;

/// What the sources look at.
#[derive(Clone, Copy)]
pub struct ChainInputs<'a> {
    /// The environment.
    pub variables: &'a BTreeMap<String, String>,
    /// The home directory, where there is one.
    pub home: Option<&'a Path>,
    /// The profile asked for by flag; it beats the environment.
    pub profile: Option<&'a str>,
}

impl<'a> ChainInputs<'a> {
    /// A variable without outer blanks; an empty one counts as not set.
    fn variable(&self, name: &str) -> Option<&'a str> {
        self.variables
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first of these variables, names with blanks between them, that is set.
    fn first<'n>(&self, names: &'n str) -> Option<(&'n str, &'a str)> {
        let mut names = names.split(' ');
        names.find_map(|name| Some((name, self.variable(name)?)))
    }

    /// Whether a variable says yes.
    fn says_yes(&self, name: &str) -> bool {
        self.variable(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }
}

/// Where credentials or a region come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// This environment variable.
    Environment(String),
    /// A profile or section of a file.
    Profile {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
    },
    /// The metadata service of the ECS instance we run on.
    Metadata,
}

impl Source {
    /// Where it is.
    pub fn text(&self) -> Text {
        match self {
            Self::Environment(variable) => text!("source-variable", variable = variable),
            Self::Profile { profile, file } => {
                text!("source-profile", profile = profile, file = file)
            }
            Self::Metadata => text!("source-metadata"),
        }
    }
}

/// Finds the region: that of the profile which was asked for, else of the environment, else of the
/// profile, else of variables that other programs use too. `None` when none of them names one.
///
/// # Errors
/// [`CredentialsError`] when the source that decides holds something that is no region, or is
/// broken.
pub fn region(around: &ChainInputs<'_>) -> Result<Option<(Region, Source)>, CredentialsError> {
    if around.profile.is_none()
        && let Some(found) = environment::region(around)?
    {
        return Ok(Some(found));
    }
    // Where it is in the other file, which knows no regions, the search for credentials tells.
    if let identity::Lookup::Found((_, keys)) = config_file::look(around)?
        && let Some(text) = keys.text("region_id")
    {
        return parsed_region(text, keys.source()).map(Some);
    }
    let named = match around.profile {
        Some(_) => environment::region(around)?,
        None => None,
    };
    Ok(named.or_else(|| environment::stray_region(around).ok().flatten()))
}

/// Why no region is known where a variable that other programs use too holds what is none.
pub fn no_region(around: &ChainInputs<'_>) -> Option<Text> {
    let error = environment::stray_region(around).err()?;
    Some(error.text())
}

fn parsed_region(text: &str, source: Source) -> Result<(Region, Source), CredentialsError> {
    match text.parse() {
        Ok(region) => Ok((region, source)),
        Err(_) => Err(CredentialsError::unusable(
            text!("credentials-region", origin = source.text()),
            text!("credentials-region-next"),
        )),
    }
}

/// The profiles of the file that the vendor's command line keeps; none where it cannot be read.
pub fn profiles(around: &ChainInputs<'_>) -> Vec<String> {
    match config_file::look(around) {
        Ok(identity::Lookup::Found((file, _))) => file.names(),
        _ => Vec::new(),
    }
}

/// The endpoint of the API that the profile which counts names, and whether it asks for those inside
/// the VPC. What is wrong with the file is told by the search for credentials.
///
/// # Errors
/// [`CredentialsError`] for an endpoint that cannot be one, and a type of endpoints that is not known.
///
/// Source: `endpoint` and `endpoint_type` of the vendor's command line.
pub fn endpoint(around: &ChainInputs<'_>) -> Result<(Option<ApiEndpoint>, bool), CredentialsError> {
    let Ok(identity::Lookup::Found((_, keys))) = config_file::look(around) else {
        return Ok((None, false));
    };
    let endpoint = keys.text("endpoint").map(ApiEndpoint::parse).transpose();
    let kind = keys.text("endpoint_type").map(str::to_ascii_lowercase);
    let is_inside = match kind.as_deref() {
        None | Some("public") => false,
        Some("vpc") => true,
        Some(_) => {
            let reason = text!("credentials-none-of", known = ["vpc", "public"].join(", "));
            return Err(keys.bad("endpoint_type", reason));
        }
    };
    let endpoint = endpoint.map_err(|error| keys.bad("endpoint", error.reason))?;
    Ok((endpoint, is_inside))
}

/// A key pair from its parts, whose values are trimmed: a newline after a token would be signed.
fn key_pair(id: &str, secret: &str, token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: id.trim().to_owned(),
        secret: SecretString::from(secret.trim()),
        security_token: token
            .map(str::trim)
            .filter(|token| !token.is_empty())
            .map(SecretString::from),
    }
}
