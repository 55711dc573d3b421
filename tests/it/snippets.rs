//! Every `sh` snippet of README and of the pages that name pipelines and tests, in order, on a sandbox with the instances that
//! they name; `pages` runs the tutorial and the guides.
//! Lines that build or test this repository are not run: their scripts and flags have to be there.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::documents::snippets;
use crate::support::server::superuser;
use crate::support::{Sandbox, binary, repository};

/// The instance of README.
const SHOWN: &str = "pgm-bp1s1e3w5n3a";

/// What stands for `forcessl`: notes how each call ended; gaps that are found do not stop a snippet.
const WRAPPER: &str = r#"#!/bin/sh
"$BINARY" "$@"
code=$?
echo "$code forcessl $*" >>"$ENDED"
case $code-$1 in 1-check | 1-plan | 1-probe | 1-sessions | 1-report) exit 0 ;; esac
exit $code
"#;

/// Programs and scripts of this repository, which a snippet names for people who change it.
fn is_development(line: &str) -> bool {
    let mut words = line.split_whitespace().filter(|word| !word.contains('='));
    let first = words.next().unwrap_or_default();
    ["cargo", "git"].contains(&first)
        || ["tests/", ".ci/"]
            .iter()
            .any(|folder| first.starts_with(folder))
}

fn check_development(line: &str) {
    let mut words = line.split('#').next().unwrap().split_whitespace();
    let Some(script) = words.find(|word| word.starts_with("tests/") || word.starts_with(".ci/"))
    else {
        return;
    };
    let text = std::fs::read_to_string(repository(script))
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    for flag in words.filter(|word| word.starts_with("--")) {
        assert!(text.contains(flag), "{script} has no {flag}");
    }
}

/// The state that every document starts from: one instance with a server of its own, and those of the recipes.
fn state() -> serde_json::Value {
    json!([
        { "id": SHOWN, "database": "postgres", "ssl": { "enabled": true }, "tags": { "env": "test" } },
        { "id": "pgm-bp1orders", "database": "none" },
        { "id": "pgm-uf6billing", "database": "none" },
    ])
}

/// The snippets of a document that are for a shell.
fn shell(document: &str) -> Vec<String> {
    let found = snippets(document).into_iter();
    let found = found.filter(|(language, _)| language == "sh");
    found.map(|(_, text)| text).collect()
}

/// Runs snippets one after another on one sandbox; how many were run.
fn run(document: &str, shell: Vec<String>) -> usize {
    let mut ran = 0;
    let mut sandbox = None;
    let folder = tempfile::tempdir().unwrap();
    let ended = folder.path().join("ended");
    let programs = folder.path().join("programs");
    let work = folder.path().join("work");
    for folder in [&programs, &work, &work.join("reports")] {
        std::fs::create_dir(folder).unwrap();
    }
    let wrapper = programs.join("forcessl");
    std::fs::write(&wrapper, WRAPPER).unwrap();
    std::fs::set_permissions(&wrapper, PermissionsExt::from_mode(0o755)).unwrap();
    for snippet in shell {
        let lines: Vec<&str> = snippet
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        if lines.iter().all(|line| is_development(line)) {
            for line in lines {
                check_development(line);
            }
            continue;
        }
        let sandbox = sandbox.get_or_insert_with(|| prepare(&work));
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &in_folder(&snippet, &work)])
            .current_dir(&work)
            .env_clear()
            .env("HOME", sandbox.home.path())
            .env(
                "PATH",
                format!("{}:{}", programs.display(), std::env::var("PATH").unwrap()),
            )
            .env("BINARY", binary())
            .env("ENDED", &ended)
            .env("INSTANCES", "pgm-bp1orders pgm-uf6billing")
            .env("FORCESSL_YES", "true")
            .env("PGPASSWORD", "dba-of-the-snippets")
            .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
            .envs(sandbox.variables())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let log = std::fs::read_to_string(&ended).unwrap_or_default();
        assert!(
            output.status.success(),
            "{document}:\n{snippet}\nended as {:?}\n{log}\n{said}",
            output.status.code()
        );
        ran += 1;
    }
    ran
}

/// The folders of other machines that the recipes write to are here.
fn in_folder(snippet: &str, work: &std::path::Path) -> String {
    snippet.replace("/var/lib/node_exporter/textfile", work.to_str().unwrap())
}

/// A sandbox, a database login that may see and end sessions, and the files that the documents take as given.
fn prepare(work: &std::path::Path) -> Sandbox {
    let sandbox = Sandbox::with_state(
        &json!({ "instances": state() }),
        &["--change-time", "100ms"],
    );
    let on_a_server = (0..3)
        .map(|index| sandbox.instance(index))
        .find(|instance| instance.id == SHOWN);
    superuser(
        &on_a_server.unwrap(),
        "CREATE ROLE dba LOGIN PASSWORD 'dba-of-the-snippets' IN ROLE pg_monitor, pg_signal_backend",
    );
    let report = sandbox.run(&["check", "--all", "-o", "json"]);
    std::fs::write(work.join("today.json"), &report.stdout).unwrap();
    let rows = sandbox.run(&["check", "--all", "-o", "ndjson"]);
    std::fs::write(work.join("reports/0.ndjson"), &rows.stdout).unwrap();
    sandbox
}

#[test]
fn every_snippet_goes() {
    let mut ran = 0;
    for page in ["README.md", "docs/ci.md", "docs/contributing.md"] {
        ran += run(page, shell(page));
    }
    assert!(ran >= 5, "{ran}");
}
