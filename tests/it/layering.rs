//! Who may import whom: the table of docs/ARCHITECTURE.md, held by a test.

use std::fs;
use std::path::{Path, PathBuf};

/// A part of the crate, and the parts it may name (itself always).
const TABLE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("report", &["domain"]),
    ("clock", &[]),
    ("cloud", &["domain", "clock"]),
    ("postgres", &["domain", "clock"]),
    ("context", &["domain", "clock", "cloud", "postgres"]),
    ("failure", &["domain", "cloud", "postgres", "context"]),
    ("journal", &["domain", "context"]),
    ("issuing", &["domain", "clock"]),
    (
        "ops",
        &["domain", "clock", "cloud", "postgres", "context", "failure"],
    ),
    ("terminal", &["domain", "report", "context", "failure"]),
    ("sandbox", &["domain", "cloud"]),
    (
        "commands",
        &[
            "domain", "clock", "cloud", "postgres", "context", "failure", "ops", "report",
            "terminal", "sandbox", "journal", "issuing",
        ],
    ),
];

/// What the pure parts must not touch.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "clap",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "async fn",
    "SystemTime::now",
    "Utc::now",
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn part_of(file: &Path, source: &Path) -> String {
    let first = file
        .strip_prefix(source)
        .unwrap()
        .components()
        .next()
        .unwrap();
    first
        .as_os_str()
        .to_str()
        .unwrap()
        .trim_end_matches(".rs")
        .to_owned()
}

fn named_parts(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .map(|(at, found)| {
            code[at + found.len()..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn imports_follow_the_table() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for file in rust_files(&source) {
        let part = part_of(&file, &source);
        if part == "lib" || part == "main" {
            continue;
        }
        let allowed = TABLE
            .iter()
            .find(|(name, _)| *name == part)
            .unwrap_or_else(|| panic!("{part} is in no row of the table"))
            .1;
        let text = fs::read_to_string(&file).unwrap();
        for named in named_parts(&text) {
            if named != part && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{} names {named}", file.display()));
            }
        }
        if part == "domain" || part == "report" {
            for impure in IMPURE {
                if text
                    .lines()
                    .any(|line| !line.trim_start().starts_with("//") && line.contains(impure))
                {
                    wrong.push(format!("{} touches {impure}", file.display()));
                }
            }
        }
        seen.insert(part);
    }
    assert_eq!(
        seen.len(),
        TABLE.len(),
        "a row of the table has no files: {seen:?}"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sandbox_takes_only_pure_parts_of_the_cloud() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sandbox");
    for file in rust_files(&source) {
        let text = fs::read_to_string(&file).unwrap();
        for (at, found) in text.match_indices("crate::cloud::") {
            let rest = &text[at + found.len()..];
            assert!(
                rest.starts_with("signature") || rest.starts_with("wire"),
                "{} takes more of the cloud than signature and wire",
                file.display()
            );
        }
    }
}
