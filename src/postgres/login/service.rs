//! The connection service file: named groups of settings.
//!
//! Source: PostgreSQL, chapter 34.17, and `parseServiceFile` of libpq.

use super::Given;
use super::dsn::set;

/// The settings of a service; `None` when the file has no such service.
///
/// # Errors
/// What is wrong in the group, and in which line; never a value.
pub(super) fn settings(text: &str, service: &str) -> Result<Option<Given>, String> {
    let mut found = None;
    for (line, number) in text.lines().zip(1..) {
        let line: &str = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            if found.is_some() {
                break;
            }
            if rest
                .split_once(']')
                .is_some_and(|(name, _)| name == service)
            {
                found = Some(Given::default());
            }
            continue;
        }
        let Some(given) = &mut found else { continue };
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("line {number}: a = is missing"))?;
        if matches!(name, "service" | "servicefile") {
            return Err(format!("line {number}: a service cannot name another"));
        }
        set(given, name, value).map_err(|why| format!("line {number}: {why}"))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# services\nhost=ignored\n[first]\nhost=a\n\n  [shop] \nhost=db.example\n\
        port=6432\n# comment\nsslmode=verify-full\n[shop]\nhost=later\n[broken]\nhost db\n\
        [nested]\nservice=shop\n[odd]\nhots=x\n";

    #[test]
    fn the_first_group_of_the_name_counts() {
        let given = settings(FILE, "shop").unwrap().unwrap();
        assert_eq!(given.values["host"], "db.example");
        assert_eq!(given.values["port"], "6432");
        assert_eq!(given.values["sslmode"], "verify-full");
        assert!(settings(FILE, "absent").unwrap().is_none());
        assert!(settings(FILE, "broken").unwrap_err().contains("line 14"));
        assert!(settings(FILE, "nested").unwrap_err().contains("another"));
        assert!(settings(FILE, "odd").unwrap_err().contains("host"));
    }
}
