//! `~/.alibabacloud/credentials`, the INI file of the vendor's SDKs.
//!
//! Its keys are other names for those of config.json, so its sections are read as profiles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;
use secrecy::SecretString;

use super::chain_settings::ChainSettings;
use super::config_file::asked;
use super::files;
use super::identity::Lookup;
use super::identity::ResolvedSource;
use super::keys::{JsonField, ProfileKeys};
use super::profile;
use super::{ChainInputs, CredentialsError};
use crate::text;
use crate::text::Text;

/// Where it may be under the home directory; the SDKs do not agree.
const NAMES: [&str; 2] = ["credentials", "credentials.ini"];

/// The types of a section and the modes they are.
///
/// Source: the README of the vendor's credentials SDKs for Python and Go.
const TYPES: [(&str, &str); 4] = [
    ("access_key", "AK"),
    ("ram_role_arn", "RamRoleArn"),
    ("ecs_ram_role", "EcsRamRole"),
    ("oidc_role_arn", "OIDC"),
];

/// Keys of a section and what config.json calls them; the others are called the same.
const KEYS: [(&str, &str); 4] = [
    ("role_arn", "ram_role_arn"),
    ("role_session_name", "ram_session_name"),
    ("role_name", "ram_role_name"),
    ("oidc_token_file_path", "oidc_token_file"),
];

/// Looks for the section that counts: asked for, else `default`.
pub(super) fn look(
    around: &ChainInputs<'_>,
    rules: &ChainSettings,
) -> Result<Lookup, CredentialsError> {
    let named = around
        .variable("ALIBABA_CLOUD_CREDENTIALS_FILE")
        .map(PathBuf::from);
    let candidates = match (&named, around.home) {
        (Some(file), _) => vec![file.clone()],
        (None, Some(home)) => NAMES
            .iter()
            .map(|name| home.join(".alibabacloud").join(name))
            .collect(),
        (None, None) => {
            return Ok(Lookup::Absent(text!("credentials-no-home")));
        }
    };
    let wanted = asked(around).unwrap_or("default");
    let mut reasons = Vec::new();
    for file in candidates {
        let Some(opened) = files::open(&file)? else {
            reasons.push(text!("credentials-file-not-there", file = file.display()));
            continue;
        };
        let Some(section) = section(&file, &opened.text, wanted)? else {
            reasons.push(text!(
                "credentials-no-section",
                file = file.display(),
                wanted = wanted
            ));
            continue;
        };
        let found = of(wanted, file, section, rules)?;
        return Ok(Lookup::Found(found.read_from(opened.exposed.as_ref())));
    }
    match named {
        Some(file) if !file.exists() => Err(CredentialsError::File {
            file,
            reason: text!("credentials-not-there"),
        }),
        _ => Ok(Lookup::Absent(Text::list(reasons))),
    }
}

/// The keys of a section, if it is there.
fn section(
    file: &Path,
    text: &str,
    wanted: &str,
) -> Result<Option<BTreeMap<String, SecretString>>, CredentialsError> {
    let mut ini = Ini::new_cs();
    ini.set_inline_comment_symbols(Some(&[]));
    let sections = ini
        .read(text.to_owned())
        .map_err(|_| CredentialsError::File {
            file: file.to_owned(),
            // The parser's own message quotes the line.
            reason: text!("credentials-no-ini"),
        })?;
    Ok(sections.get(wanted).map(|keys| {
        keys.iter()
            .filter_map(|(key, value)| {
                let value = SecretString::from(bare(value.as_deref()?));
                Some((key.clone(), value))
            })
            .collect()
    }))
}

/// A value without its quotes, or without the comment behind it.
///
/// Source: the INI reader of the vendor's SDK for Go (`ini.v1`).
fn bare(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\'', '`'] {
        let quoted = value
            .strip_prefix(quote)
            .and_then(|rest| rest.split_once(quote));
        if let Some((inside, _)) = quoted {
            return inside;
        }
    }
    let end = value.find(['#', ';']).unwrap_or(value.len());
    value.get(..end).unwrap_or(value).trim_end()
}

fn of(
    name: &str,
    file: PathBuf,
    section: BTreeMap<String, SecretString>,
    rules: &ChainSettings,
) -> Result<ResolvedSource, CredentialsError> {
    let members = section
        .into_iter()
        .map(|(key, value)| {
            let known = KEYS.iter().find(|(own, _)| *own == key);
            let key = known.map_or(key, |(_, name)| (*name).to_owned());
            (key, JsonField::Text(value))
        })
        .collect();
    let mut keys = ProfileKeys {
        profile: name.to_owned(),
        file,
        members,
    };
    let kind = keys.required("type")?;
    let (_, mode) = TYPES.iter().find(|(own, _)| *own == kind).ok_or_else(|| {
        let known: Vec<&str> = TYPES.iter().map(|(own, _)| *own).collect();
        keys.bad(
            "type",
            text!("credentials-none-of", known = known.join(", ")),
        )
    })?;
    keys.members.insert(
        "mode".to_owned(),
        JsonField::Text(SecretString::from(*mode)),
    );
    let (manner, way) = profile::of(&keys, rules).map_err(in_own_words)?;
    Ok(ResolvedSource::new(keys.source(), manner, way))
}

/// Names the key as this file does.
fn in_own_words(mut error: CredentialsError) -> CredentialsError {
    if let CredentialsError::MissingKey { key, .. } | CredentialsError::BadKey { key, .. } =
        &mut error
        && let Some((own, _)) = KEYS.iter().find(|(_, name)| name == key)
    {
        *key = own;
    }
    error
}
