//! Findings as rules, for formats that describe what they found.
//!
//! A rule has a title and advice; a fingerprint tells one finding of one instance from all others.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::document::Row;
use crate::domain::finding::{Finding, FindingId};
use crate::text::{self, Language};

/// What the finding is, in one line without a full stop.
pub(super) fn title(id: FindingId, language: Language) -> String {
    said(language, &format!("rule-{}", id.as_str()))
}

/// Why it matters and what to do, in a few sentences.
pub(super) fn help(id: FindingId, language: Language) -> String {
    said(language, &format!("rule-{}-help", id.as_str()))
}

fn said(language: Language, key: &str) -> String {
    text::named(language, key).unwrap_or_default()
}

/// What stays the same from run to run as long as the finding does: 64 hexadecimal digits.
pub(super) fn fingerprint(row: &Row, finding: &Finding) -> String {
    digest(&[
        &row.place().to_string(),
        finding.id.as_str(),
        &finding.message.english(),
    ])
}

/// The same for an instance as a whole.
pub(super) fn instance_fingerprint(row: &Row) -> String {
    digest(&[&row.place().to_string(), "verdict"])
}

/// The digest of several texts: 64 hexadecimal digits.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        // Keeps the parts apart.
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_is_explained_in_each_language_and_nothing_else_is() {
        for &id in FindingId::ALL {
            for language in Language::ALL {
                let (title, help) = (title(id, language), help(id, language));
                let name = id.as_str();
                assert!(
                    !title.is_empty() && !help.is_empty(),
                    "src/text lacks rule-{name} or rule-{name}-help in {language:?}"
                );
            }
        }
        let source = include_str!("../text/en.ftl");
        let keys = source.lines().filter(|line| line.starts_with("rule-"));
        assert_eq!(keys.count(), FindingId::ALL.len() * 2);
    }
}
