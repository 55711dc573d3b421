//! `~/.aliyun/config.json`, the file of the vendor's command line: which profile of it counts.
//!
//! What the profile's mode means is [`super::profile`]'s.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files;
use super::identity::Lookup;
use super::keys::{JsonField, Members, ProfileKeys};
use super::{ChainInputs, CredentialsError, environment};
use crate::text::{Text, text};

/// Variables that name the profile, the ones that come first win.
const PROFILES: &str = "ALIBABACLOUD_PROFILE ALIBABA_CLOUD_PROFILE ALICLOUD_PROFILE";

/// Variables that switch the file off.
const DISABLED: [&str; 2] = [
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
];

/// The file, read.
pub(super) struct ConfigFile {
    profiles: Vec<ProfileKeys>,
    pub(super) exposed: Option<Text>,
    file: PathBuf,
}

/// The profile that flag or environment ask for.
pub(super) fn asked<'a>(around: &ChainInputs<'a>) -> Option<&'a str> {
    let named = || around.first(PROFILES).map(|(_, name)| name);
    around.profile.or_else(named)
}

/// Looks for the profile that counts: asked for, else the file's current one.
///
/// # Errors
/// [`CredentialsError`] when the file is broken, or when its own current profile is not in it.
pub(super) fn look(
    around: &ChainInputs<'_>,
) -> Result<Lookup<(ConfigFile, ProfileKeys)>, CredentialsError> {
    let off = DISABLED.into_iter().find(|name| around.says_yes(name));
    if let (None, Some(name)) = (around.profile, off) {
        return Ok(Lookup::Absent(text!(
            "credentials-switched-off",
            name = name
        )));
    }
    let asked = asked(around);
    let named = around
        .variable("ALIBABA_CLOUD_CONFIG_FILE")
        .map(PathBuf::from);
    let own = || Some(around.home?.join(".aliyun").join("config.json"));
    let Some(file) = named.clone().or_else(own) else {
        let file = Path::new("~/.aliyun/config.json");
        return Ok(match asked {
            Some(profile) => Lookup::Missing(no_profile(profile, file, &[])),
            None => Lookup::Absent(text!("credentials-no-home")),
        });
    };
    let shown = file.display();
    let Some((mut config, current)) = ConfigFile::read(&file)? else {
        return match (asked, named) {
            (_, Some(_)) => Err(files::absent(&file)),
            (Some(_), None) => Ok(Lookup::Missing(files::absent(&file))),
            (None, None) => Ok(Lookup::Absent(text!(
                "credentials-file-not-there",
                file = shown
            ))),
        };
    };
    if config.profiles.is_empty() && asked.is_none() {
        return Ok(Lookup::Absent(text!(
            "credentials-no-profiles",
            file = shown
        )));
    }
    for keys in &mut config.profiles {
        environment::complete(keys, around);
    }
    let wanted = asked.or(current.as_deref()).unwrap_or("default");
    match config.profile(wanted).cloned() {
        Ok(keys) => Ok(Lookup::Found((config, keys))),
        Err(error) if asked.is_some() => Ok(Lookup::Missing(error)),
        Err(error) => Err(error),
    }
}

fn no_profile(profile: &str, file: &Path, names: &[String]) -> CredentialsError {
    let text = if names.is_empty() {
        text!("credentials-no-profile", profile = profile, file = file)
    } else {
        text!(
            "credentials-no-profile-of",
            profile = profile,
            file = file,
            names = names.join(", ")
        )
    };
    CredentialsError::unusable(text, text!("credentials-no-profile-next"))
}

impl ConfigFile {
    /// Reads the file and which profile is its current one; `None` when it is not there.
    fn read(file: &Path) -> Result<Option<(Self, Option<String>)>, CredentialsError> {
        #[derive(Deserialize)]
        struct Config {
            current: Option<String>,
            profiles: Option<Vec<Members>>,
        }
        let Some(opened) = files::open(file)? else {
            return Ok(None);
        };
        // The parser's own message may quote a value, and the values are secrets.
        let config: Config = serde_json::from_str(&opened.text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let reason = text!("credentials-no-configuration", line = line, column = column);
            CredentialsError::file(file, reason)
        })?;
        let keys = |members: Members| ProfileKeys {
            profile: members
                .get("name")
                .and_then(JsonField::text)
                .unwrap_or_default()
                .to_owned(),
            file: file.to_owned(),
            members,
            spellings: &[],
        };
        let current = config.current.map(|name| name.trim().to_owned());
        let read = Self {
            profiles: config.profiles.into_iter().flatten().map(keys).collect(),
            exposed: opened.exposed,
            file: file.to_owned(),
        };
        Ok(Some((read, current.filter(|name| !name.is_empty()))))
    }

    /// A profile by its name.
    pub(super) fn profile(&self, name: &str) -> Result<&ProfileKeys, CredentialsError> {
        let found = self.profiles.iter().find(|keys| keys.profile == name);
        found.ok_or_else(|| no_profile(name, &self.file, &self.names()))
    }

    /// The names of the profiles.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.profiles.iter().map(|keys| keys.profile.clone());
        names.collect()
    }
}
