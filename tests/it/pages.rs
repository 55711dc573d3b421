//! The tutorial, the guides and the questions, pasted line by line as a newcomer would.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{Sandbox, binary, limits, repository};

/// The instance of the pages.
const SHOWN: &str = "pgm-bp1s1e3w5n3a";
/// The page that starts a sandbox itself.
const TUTORIAL: &str = "docs/tutorial.md";

/// Every page whose commands are run.
fn pages() -> Vec<String> {
    let mut pages = vec![TUTORIAL.to_owned(), "docs/faq.md".to_owned()];
    for entry in std::fs::read_dir(repository("docs/guides")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        pages.push(format!("docs/guides/{name}"));
    }
    pages
}

/// The `bash` blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository(page)).unwrap();
    text.split("```bash\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// A script that stops where a line does not end as the page says: with 0, or as `# exit code N` after it.
fn script(page: &str) -> String {
    let mut script = String::from("set -eu\n");
    for block in blocks(page) {
        for line in block.lines() {
            match line.split_once("# exit code ") {
                Some((command, code)) => {
                    let shown = command.trim().replace(['\'', '"', '$'], "");
                    let _ = write!(
                        script,
                        "code=0; {command} || code=$?\n[ $code = {code} ] || {{ echo '{shown}: not {code}' >&2; exit 99; }}\n"
                    );
                }
                None => {
                    let _ = writeln!(script, "{line}");
                }
            }
        }
    }
    script
}

fn paste(page: &str) {
    let folder = tempfile::tempdir().unwrap();
    let programs = folder.path().join("programs");
    std::fs::create_dir(&programs).unwrap();
    std::os::unix::fs::symlink(binary(), programs.join("forcessl")).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let sandbox = (page != TUTORIAL).then(|| {
        let state = json!({ "instances": [{ "id": SHOWN, "database": "postgres" }] });
        Sandbox::with_state(&state, &["--change-time", "200ms"])
    });
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    let mut command = Command::new("bash");
    command
        .args(["-c", &script(page)])
        .current_dir(&work)
        .env_clear()
        .env("HOME", folder.path())
        .env("PATH", path)
        .env("FORCESSL_YES", "true")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .envs(limits())
        .stdin(Stdio::null());
    if let Some(sandbox) = &sandbox {
        command
            .envs(sandbox.variables())
            .env("PGPASSWORD", sandbox.instance(0).password);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{page} ended as {:?}\n{}\n{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_command_of_the_tutorial_ends_as_it_says() {
    paste(TUTORIAL);
}

#[test]
fn every_command_of_the_guides_and_the_questions_ends_as_it_says() {
    for page in pages().iter().filter(|page| *page != TUTORIAL) {
        paste(page);
    }
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let mut checked = 0;
    let more = ["README.md", "docs/explanation.md"].map(str::to_owned);
    for page in pages().into_iter().chain(more) {
        let text = std::fs::read_to_string(repository(&page)).unwrap();
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap();
            if !target.starts_with("http") {
                let file = repository(&page).parent().unwrap().join(target);
                assert!(Path::new(&file).exists(), "{page}: {target}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 15, "{checked}");
}
