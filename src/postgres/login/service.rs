//! The connection service file: named groups of settings.
//!
//! Source: PostgreSQL, chapter 34.17, and `parseServiceFile` of libpq.

use super::keywords::{KeywordValues, find, is_blank};
use crate::text::{Text, text};

/// Longest line that libpq reads.
const LINE_LIMIT: usize = 1022;

/// Adds the settings of a service that nothing before it gave; `false` when the file has no such
/// service. Of a keyword that stands twice the first one counts.
///
/// # Errors
/// What is wrong in the file, and in which line; never a value.
pub(super) fn add(text: &str, service: &str, settings: &mut KeywordValues) -> Result<bool, Text> {
    let mut found = false;
    for (line, number) in text.split('\n').zip(1..) {
        if line.len() > LINE_LIMIT {
            return Err(text!("service-line-long", number = number));
        }
        let line = line.trim_matches(is_blank);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(group) = line.strip_prefix('[') {
            if found {
                break;
            }
            found = group
                .strip_prefix(service)
                .is_some_and(|rest| rest.starts_with(']'));
            continue;
        }
        if !found {
            continue;
        }
        if line.starts_with("ldap") {
            return Err(text!("service-ldap", number = number));
        }
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| text!("service-no-equals", number = number))?;
        if matches!(name, "service" | "servicefile") {
            return Err(text!("service-nested", number = number));
        }
        let keyword =
            find(name).map_err(|why| text!("service-line", number = number, why = why))?;
        settings.add(keyword, value);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# services\nhost=ignored\n[first]\nhost=a\n\n  [shop] \nhost=db.example\n\
        port=6432\nport=1\n# comment\nsslmode=verify-full\nuser=\n[shop]\nhost=later\n[broken]\nhost db\n\
        [nested]\nservice=shop\n[odd]\nhots=x\n[blank]\nhost = x\n";

    #[test]
    fn the_first_group_and_the_first_value_count() {
        let mut settings = KeywordValues::default();
        settings.add(find("sslmode").unwrap(), "require");
        assert_eq!(add(FILE, "shop", &mut settings), Ok(true));
        assert_eq!(settings.get("host"), Some("db.example"));
        assert_eq!(settings.get("port"), Some("6432"));
        assert_eq!(settings.get("sslmode"), Some("require"));
        assert_eq!(settings.get("user"), Some(""));
        let mut settings = KeywordValues::default();
        assert_eq!(add(FILE, "absent", &mut settings), Ok(false));
        for (service, told) in [
            ("broken", "line 16"),
            ("nested", "another"),
            ("odd", "host"),
            ("blank", "blank"),
        ] {
            let why = add(FILE, service, &mut settings).unwrap_err().english();
            assert!(why.contains(told), "{service}: {why}");
        }
        let long = format!("[a]\nuser={}\n", "x".repeat(LINE_LIMIT));
        assert!(
            add(&long, "a", &mut settings)
                .unwrap_err()
                .english()
                .contains("long")
        );
    }
}
