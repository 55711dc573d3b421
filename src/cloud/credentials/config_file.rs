//! `~/.aliyun/config.json`, the file of the vendor's command line: which profile of it counts.
//!
//! What the profile's mode means is [`super::profile`]'s.

use std::path::PathBuf;

use serde::Deserialize;

use super::files::{self, Exposed};
use super::keys::{JsonField, Members, ProfileKeys};
use super::{ChainInputs, CredentialsError, Source, environment};
use crate::cloud::endpoints::ApiEndpoint;
use crate::domain::instance::Region;
use crate::text;
use crate::text::Text;

/// Variables that name the profile, the ones that come first win.
const PROFILES: [&str; 3] = [
    "ALIBABACLOUD_PROFILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALICLOUD_PROFILE",
];

/// Variables that switch the file off.
const DISABLED: [&str; 2] = [
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
];

/// The file, read.
pub(super) struct ConfigFile {
    pub(super) profiles: Vec<ProfileKeys>,
    pub(super) exposed: Option<Exposed>,
    file: PathBuf,
}

/// Whether the file has the profile that counts.
pub(super) enum ProfileLookup {
    /// It has the profile of this name.
    There(ConfigFile, String),
    /// There is no file, and nothing asks for one; or it is switched off.
    Absent(Text),
    /// The profile that is asked for is not there.
    Missing(CredentialsError),
}

/// The profile that flag or environment ask for.
pub(super) fn asked<'a>(around: &ChainInputs<'a>) -> Option<&'a str> {
    around
        .profile
        .or_else(|| around.first(&PROFILES).map(|(_, name)| name))
}

/// Looks for the profile that counts: asked for, else the file's current one.
///
/// # Errors
/// [`CredentialsError`] when the file is broken, or when its own current profile is not in it.
pub(super) fn look(around: &ChainInputs<'_>) -> Result<ProfileLookup, CredentialsError> {
    if around.profile.is_none()
        && let Some(name) = DISABLED.into_iter().find(|name| around.says_yes(name))
    {
        return Ok(ProfileLookup::Absent(text!(
            "credentials-switched-off",
            name = name
        )));
    }
    let asked = asked(around);
    let named = around
        .variable("ALIBABA_CLOUD_CONFIG_FILE")
        .map(PathBuf::from);
    let Some(file) = named
        .clone()
        .or_else(|| Some(around.home?.join(".aliyun").join("config.json")))
    else {
        let reason = text!("credentials-no-home");
        return Ok(match asked {
            Some(profile) => ProfileLookup::Missing(CredentialsError::NoProfile {
                profile: profile.to_owned(),
                file: PathBuf::from("~/.aliyun/config.json"),
                names: Vec::new(),
            }),
            None => ProfileLookup::Absent(reason),
        });
    };
    let Some(config) = ConfigFile::read(&file)? else {
        let absent = CredentialsError::File {
            file: file.clone(),
            reason: text!("credentials-not-there"),
        };
        return match (asked, named) {
            (_, Some(_)) => Err(absent),
            (Some(_), None) => Ok(ProfileLookup::Missing(absent)),
            (None, None) => Ok(ProfileLookup::Absent(text!(
                "credentials-file-not-there",
                file = file.display()
            ))),
        };
    };
    let (mut config, current) = config;
    if config.profiles.is_empty() && asked.is_none() {
        return Ok(ProfileLookup::Absent(text!(
            "credentials-no-profiles",
            file = file.display()
        )));
    }
    for keys in &mut config.profiles {
        environment::complete(&mut keys.members, around);
    }
    let wanted = asked
        .map(str::to_owned)
        .or(current)
        .unwrap_or_else(|| "default".to_owned());
    match config.profile(&wanted) {
        Ok(_) => Ok(ProfileLookup::There(config, wanted)),
        Err(error) if asked.is_some() => Ok(ProfileLookup::Missing(error)),
        Err(error) => Err(error),
    }
}

impl ConfigFile {
    /// Reads the file and which profile is its current one; `None` when it is not there.
    fn read(file: &std::path::Path) -> Result<Option<(Self, Option<String>)>, CredentialsError> {
        #[derive(Deserialize)]
        struct Config {
            current: Option<String>,
            profiles: Option<Vec<Members>>,
        }
        let Some(opened) = files::open(file)? else {
            return Ok(None);
        };
        // The parser's own message may quote a value, and the values are secrets.
        let config: Config = serde_json::from_str(opened.text.trim_start_matches('\u{feff}'))
            .map_err(|error| CredentialsError::File {
                file: file.to_owned(),
                reason: text!(
                    "credentials-no-configuration",
                    line = error.line(),
                    column = error.column()
                ),
            })?;
        let profiles = config
            .profiles
            .unwrap_or_default()
            .into_iter()
            .map(|members| ProfileKeys {
                profile: members
                    .get("name")
                    .and_then(JsonField::text)
                    .unwrap_or_default()
                    .to_owned(),
                file: file.to_owned(),
                members,
            })
            .collect();
        let current = config
            .current
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let file = Self {
            profiles,
            exposed: opened.exposed,
            file: file.to_owned(),
        };
        Ok(Some((file, current)))
    }

    /// A profile by its name.
    pub(super) fn profile(&self, name: &str) -> Result<&ProfileKeys, CredentialsError> {
        self.profiles
            .iter()
            .find(|keys| keys.profile == name)
            .ok_or_else(|| CredentialsError::NoProfile {
                profile: name.to_owned(),
                file: self.file.clone(),
                names: self.names(),
            })
    }

    /// The names of the profiles.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.profiles.iter().map(|keys| keys.profile.clone());
        names.collect()
    }

    /// The endpoint of the API that a profile names, and whether it asks for those inside the VPC.
    pub(super) fn endpoint(
        &self,
        name: &str,
    ) -> Result<(Option<ApiEndpoint>, bool), CredentialsError> {
        let keys = self.profile(name)?;
        let endpoint = keys
            .text("endpoint")
            .map(ApiEndpoint::parse)
            .transpose()
            .map_err(|error| keys.bad("endpoint", error.reason))?;
        let inside = keys
            .text("endpoint_type")
            .is_some_and(|text| text.eq_ignore_ascii_case("vpc"));
        Ok((endpoint, inside))
    }

    /// The region of a profile.
    pub(super) fn region(&self, name: &str) -> Result<Option<(Region, Source)>, CredentialsError> {
        let keys = self.profile(name)?;
        let Some(text) = keys.text("region_id") else {
            return Ok(None);
        };
        match text.parse() {
            Ok(region) => Ok(Some((region, keys.source()))),
            Err(_) => Err(CredentialsError::Region {
                origin: keys.source().text(),
            }),
        }
    }
}
