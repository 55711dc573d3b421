//! The words of the project: phrases that readers stumbled over stand in no text of it.

use crate::support::{files, repository, run};

/// Written as they were met, in lower case; each has a plainer form.
const STUMBLED_OVER: &[&str] = &[
    "◀ met",
    "a plan on paper",
    "a sweep takes",
    "again and again",
    "as that of the service",
    "at the most",
    "begin nothing more",
    "came to nothing",
    "caused by: already sent",
    "change that went so",
    "comes upon",
    "does not answer in",
    "enforced is not available",
    "goes on from there",
    "gone on with",
    "has one cell",
    "hole to leave",
    "in no policy of these",
    "is another;",
    "let in to authentication",
    "looks first and",
    "mend the file",
    "mend what",
    "no record speaks",
    "not speak of",
    "of other engines were",
    "of the way or the service",
    "on paper",
    "passed over",
    "past their day",
    "refuted at",
    "renewal asked for",
    "slept through",
    "so many failures",
    "speaks of",
    "stderr the conversation",
    "takes the note",
    "that has something decides",
    "the maker of",
    "was let in to",
    "what the sources that ask",
    "what works from here",
    "wishes do not count",
    "✔ all right",
    "✘ access",
    "✘ api",
    "✘ refuted",
];

/// Errors of libraries, as they word them.
const RAW: &[&str] = &[
    "1 is the least",
    "invalid digit found in string",
    "number too large to fit",
    "os error",
];

/// Comments and strings run over lines; how they are broken does not matter.
fn flat(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        let comment = line.strip_prefix("//").unwrap_or(line);
        comment.trim_start_matches(['/', '!']).trim()
    });
    lines.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn stumbles(name: &str, text: &str, phrases: &[&str]) -> Vec<String> {
    let text = flat(text);
    phrases
        .iter()
        .filter(|phrase| text.contains(**phrase))
        .map(|phrase| format!("{name}: {phrase}"))
        .collect()
}

#[test]
fn no_text_uses_a_phrase_that_readers_stumbled_over() {
    let mut paths = vec![repository("README.md")];
    for folder in ["src", "docs", "completions"] {
        paths.extend(files(&repository(folder)));
    }
    let mut found = Vec::new();
    // What changed, and a report that was written before, is in the words of its time.
    paths.retain(|path| {
        !path.ends_with("CHANGELOG.md") && path.extension() != Some("snap".as_ref())
    });
    for path in &paths {
        // Test data may be in any bytes.
        if let Ok(text) = std::fs::read_to_string(path) {
            found.extend(stumbles(&path.display().to_string(), &text, STUMBLED_OVER));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    run(&["man", &folder.path().to_string_lossy()]).expect(0);
    let pages = files(folder.path());
    assert!(pages.len() > 20, "{pages:?}");
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        let name = page.file_name().unwrap().to_string_lossy();
        found.extend(stumbles(&name, &text, STUMBLED_OVER));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_error_is_the_raw_one_of_a_library() {
    let number_flags = [
        "--qps",
        "--parallel",
        "--canary",
        "--wave-size",
        "--max-failures",
        "--max-instances",
        "--expiry-days",
        "--timeout",
        "--probe-timeout",
    ];
    for value in ["x", "", "0", "-1", "1.5", "99999999999999999999999"] {
        for flag in number_flags {
            for command in ["check", "enforce"] {
                let ran = run(&[command, "pgm-a", &format!("{flag}={value}")]);
                let found = stumbles(flag, &ran.stderr, RAW);
                assert!(found.is_empty(), "{command} {flag}={value}: {}", ran.stderr);
            }
        }
    }
    for line in [
        ["enforce", "pgm-a", "--plan=/no/such/file"],
        ["report", "merge", "/no/such/file"],
        ["report", "merge", "/"],
        ["probe", "localhost:1", "--quiet"],
        ["hba", "apply", "pgm-a"],
    ] {
        let ran = run(&line);
        let text = format!("{}{}", ran.stdout, ran.stderr);
        let found = stumbles(line[0], &text, RAW);
        assert!(found.is_empty(), "{line:?}: {text}");
    }
}
