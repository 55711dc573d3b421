//! The commands that README shows do what it says.

use crate::support::certificates::Authority;
use crate::support::{Sandbox, repository};

const SHOWN: &str = "pgm-bp1s1e3w5n3a";

/// The `forcessl …` lines of the console blocks and of the inline examples.
fn commands(readme: &str) -> Vec<String> {
    let blocks = readme
        .lines()
        .filter_map(|line| line.strip_prefix("$ forcessl "));
    let inline = readme
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|text| text.strip_prefix("forcessl "))
        .filter(|text| text.contains(SHOWN));
    blocks.chain(inline).map(str::to_owned).collect()
}

#[test]
fn the_session_of_readme_goes_as_shown() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let ca = Authority::new("readme CA");
    let mut ran = Vec::new();
    for command in commands(&readme) {
        let line = command.replace(SHOWN, &id).replace("ca.pem", &ca.ca());
        let mut args: Vec<&str> = line.split_whitespace().collect();
        let verb = args[0].to_owned();
        if verb == "enforce" {
            args.push("--yes");
        }
        let code = i32::from(verb == "check");
        let answer = sandbox.run(&args).expect(code);
        let shown = match verb.as_str() {
            "check" => ["✘ open: ", "SSL is off", "plaintext ACCEPTED at"],
            _ => ["enforced", "plaintext REFUSED at", "✔ changed"],
        };
        for words in shown {
            assert!(
                answer.stdout.contains(words),
                "{line}: `{words}` is missing in\n{}",
                answer.stdout
            );
        }
        ran.push(verb);
    }
    assert_eq!(ran, ["check", "enforce", "enforce"]);
}

/// The line on Windows: crates are for Unix only, so `src/main.rs` is the first thing that another system compiles.
#[test]
fn a_build_on_another_system_has_nothing_to_compile_before_its_message() {
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    for section in ["dependencies", "build-dependencies"] {
        assert!(manifest.get(section).is_none(), "{section}");
    }
    assert!(!repository("build.rs").exists());
    let targets: Vec<_> = manifest["target"].as_table().unwrap().keys().collect();
    assert_eq!(targets, ["cfg(unix)"]);
}
