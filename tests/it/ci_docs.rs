//! The snippets of docs/ci.md: YAML is YAML, and every `forcessl` line is one that forcessl takes.
//! Deliberately absent: a run of the Groovy in the Jenkinsfile; `recipes` runs the steps.

use yaml_rust2::{Yaml, YamlLoader};

use crate::support::documents::snippets;
use crate::support::repository;

fn of(language: &str) -> Vec<String> {
    snippets("docs/ci.md")
        .into_iter()
        .filter(|(other, _)| other == language)
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn yaml_snippets_are_yaml() {
    let yaml = of("yaml");
    assert!(yaml.len() >= 5, "{}", yaml.len());
    let mut kinds = Vec::new();
    for text in yaml {
        for document in YamlLoader::load_from_str(&text).unwrap_or_else(|error| {
            panic!("{error}\n{text}");
        }) {
            assert!(matches!(document, Yaml::Hash(_)), "{text}");
            if let Some(kind) = document["kind"].as_str() {
                assert!(document["apiVersion"].as_str().is_some());
                assert!(document["metadata"]["name"].as_str().is_some());
                kinds.push(kind.to_owned());
            }
        }
    }
    assert!(kinds.contains(&"CronJob".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"Job".to_owned()), "{kinds:?}");
}

#[test]
fn the_jenkinsfile_closes_what_it_opens() {
    let files = of("groovy");
    assert_eq!(files.len(), 1, "{files:?}");
    for text in files {
        let mut depth = 0_i32;
        for c in text.chars() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            assert!(depth >= 0);
        }
        assert_eq!(depth, 0);
        assert_eq!(text.matches('\'').count() % 2, 0);
    }
}

#[test]
fn alert_rules_name_gauges_that_are_written() {
    let report = repository("tests/data/report_mixed.json");
    let gauges = crate::support::run(&[
        "report",
        "merge",
        report.to_str().unwrap(),
        "-o",
        "prometheus",
    ])
    .expect(4)
    .stdout;
    let text = std::fs::read_to_string(repository("docs/ci.md")).unwrap();
    let mut named = 0;
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        if word.starts_with("forcessl_") {
            assert!(gauges.contains(&format!("# TYPE {word} gauge")), "{word}");
            named += 1;
        }
    }
    assert!(named >= 4, "{named}");
}

/// A command with what a shell would put in for `$INSTANCES` and `$(…)`.
fn with_values(command: &str) -> String {
    let mut command = command.replace("$INSTANCES", "pgm-bp1orders pgm-uf6billing");
    while let Some(start) = command.find("$(") {
        let end = start + command[start..].find(')').unwrap();
        command.replace_range(start..=end, "pgm-bp1orders");
    }
    command
}

#[test]
fn every_command_line_is_one_that_forcessl_takes() {
    let mut taken = 0;
    for (_, text) in snippets("docs/ci.md") {
        // A line that ends in a backslash goes on.
        let text = text
            .replace("\\\n", " ")
            .replace("bin/forcessl\" ", "bin/forcessl ");
        for line in text.lines() {
            let Some(at) = line.find("forcessl ") else {
                continue;
            };
            let command = &line[at..];
            let command = command
                .split("||")
                .next()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .trim()
                .trim_end_matches('\'');
            let command = &with_values(command);
            let first = command.split_whitespace().nth(1).unwrap_or_default();
            let known = forcessl::commands::command();
            if known.find_subcommand(first).is_none() {
                continue;
            }
            let words = shell_words::split(command).unwrap_or_else(|error| {
                panic!("{error}: {command}");
            });
            known
                .try_get_matches_from(&words)
                .unwrap_or_else(|error| panic!("{command}\n{error}"));
            taken += 1;
        }
    }
    // The arguments of the containers have no program in front: `recipes` runs them.
    assert!(taken >= 7, "{taken}");
}
