//! `~/.alibabacloud/credentials`, the INI file of the vendor's SDKs.
//!
//! Its keys are other names for those of config.json, so its sections are read as profiles.

use std::path::{Path, PathBuf};

use configparser::ini::Ini;

use super::config_file::asked;
use super::files;
use super::identity::{Lookup, ProviderContext, ResolvedSource};
use super::keys::ProfileKeys;
use super::profile;
use super::{ChainInputs, CredentialsError};
use crate::text::{Text, text};

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
    means: &ProviderContext,
) -> Result<Lookup, CredentialsError> {
    let named = around
        .variable("ALIBABA_CLOUD_CREDENTIALS_FILE")
        .map(PathBuf::from);
    let candidates = match (&named, around.home) {
        (Some(file), _) => vec![file.clone()],
        (None, Some(home)) => NAMES
            .map(|name| home.join(".alibabacloud").join(name))
            .to_vec(),
        (None, None) => return Ok(Lookup::Absent(text!("credentials-no-home"))),
    };
    let wanted = asked(around).unwrap_or("default");
    let mut reasons = Vec::new();
    for file in candidates {
        let shown = file.display();
        let Some(opened) = files::open(&file)? else {
            reasons.push(text!("credentials-file-not-there", file = shown));
            continue;
        };
        let Some(keys) = section(&file, &opened.text, wanted)? else {
            reasons.push(text!(
                "credentials-no-section",
                file = shown,
                wanted = wanted
            ));
            continue;
        };
        let provider = profile::of(&keys, around, means)?;
        return Ok(Lookup::Found(ResolvedSource {
            exposed: opened.exposed,
            ..ResolvedSource::new(keys.source(), provider)
        }));
    }
    match named {
        Some(file) if !file.exists() => Err(files::absent(&file)),
        _ => Ok(Lookup::Absent(Text::list(reasons))),
    }
}

/// The keys of a section as those of a profile, if it is there.
fn section(file: &Path, text: &str, wanted: &str) -> Result<Option<ProfileKeys>, CredentialsError> {
    let mut ini = Ini::new_cs();
    ini.set_inline_comment_symbols(Some(&[]));
    // The parser's own message quotes the line.
    let unread = |_| CredentialsError::file(file, text!("credentials-no-ini"));
    let mut sections = ini.read(text.to_owned()).map_err(unread)?;
    let Some(section) = sections.remove(wanted) else {
        return Ok(None);
    };
    let members = section.into_iter().filter_map(|(key, value)| {
        let known = KEYS.iter().find(|(own, _)| *own == key);
        let key = known.map_or(key, |(_, name)| (*name).to_owned());
        Some((key, bare(&value?).into()))
    });
    let mut keys = ProfileKeys {
        profile: wanted.to_owned(),
        file: file.to_owned(),
        members: members.collect(),
        spellings: &KEYS,
    };
    let kind = keys.required("type")?;
    let (_, mode) = TYPES.iter().find(|(own, _)| *own == kind).ok_or_else(|| {
        let known = TYPES.map(|(own, _)| own).join(", ");
        keys.bad("type", text!("credentials-none-of", known = known))
    })?;
    keys.members.insert("mode".to_owned(), (*mode).into());
    Ok(Some(keys))
}

/// A value without its quotes, or without the comment behind it.
///
/// Source: the INI reader of the vendor's SDK for Go (`ini.v1`).
fn bare(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\'', '`'] {
        let rest = value.strip_prefix(quote);
        if let Some((inside, _)) = rest.and_then(|rest| rest.split_once(quote)) {
            return inside;
        }
    }
    let end = value.find(['#', ';']).unwrap_or(value.len());
    value.get(..end).unwrap_or(value).trim_end()
}
