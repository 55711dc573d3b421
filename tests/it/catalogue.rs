//! The error catalogue and `explain`.

use forcessl::domain::catalogue;
use forcessl::text::Language;
use serde_json::Value;

use crate::support::{command, run};

/// Every `forcessl NAME…` in a text, as its words.
fn commands_in(text: &str) -> Vec<Vec<String>> {
    text.match_indices("forcessl ")
        .map(|(at, found)| {
            text[at + found.len()..]
                .split(' ')
                .map(|word| {
                    word.chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || "-._".contains(*c))
                        .collect::<String>()
                })
                .take_while(|word| !word.is_empty())
                .collect()
        })
        .collect()
}

#[test]
fn next_steps_name_commands_and_flags_that_exist() {
    let root = forcessl::commands::command();
    let mut named = 0;
    for entry in catalogue::entries() {
        for language in Language::ALL {
            let next = entry.next(None, None).say(language);
            for words in commands_in(&next) {
                named += 1;
                let mut at = &root;
                for word in &words {
                    match at.find_subcommand(word) {
                        Some(sub) => at = sub,
                        None => break,
                    }
                }
                assert_ne!(at.get_name(), root.get_name(), "{next}");
                assert!(!at.has_subcommands(), "{next}: a subcommand is missing");
            }
            for flag in next.split("--").skip(1) {
                let flag: String = flag
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '-')
                    .collect();
                assert!(has_flag(&root, &flag), "--{flag} in: {next}");
            }
        }
    }
    assert!(named > 30, "{named}");
}

fn has_flag(command: &clap::Command, flag: &str) -> bool {
    command
        .get_arguments()
        .any(|argument| argument.get_long() == Some(flag))
        || command.get_subcommands().any(|sub| has_flag(sub, flag))
}

#[test]
fn explain_prints_code_cause_and_next_step() {
    let ran = run(&["explain", "InvalidACL.Permission"]).expect(0);
    assert_eq!(
        ran.stdout,
        "InvalidACL.Permission\n  cause: the ACL can force SSL only once a client CA is set\n  next:  set the client CA first: forcessl ca set INSTANCE FILE\n"
    );
    assert!(ran.stderr.is_empty());
}

#[test]
fn the_language_comes_from_the_flag_then_the_locale() {
    let says = |args: &[&str], variables: &[(&str, &str)]| {
        let output = command(std::path::Path::new("/"))
            .args(["explain", "ConcurrentLimit"])
            .args(args)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().contains("原因：")
    };
    assert!(!says(&[], &[]));
    assert!(says(&["--lang", "zh"], &[("LC_ALL", "en_US.UTF-8")]));
    assert!(says(&[], &[("FORCESSL_LANG", "zh")]));
    assert!(!says(&["--lang", "en"], &[("FORCESSL_LANG", "zh")]));
    assert!(says(&[], &[("LANG", "zh_CN.UTF-8")]));
    assert!(says(&[], &[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]));
    assert!(!says(&[], &[("LC_MESSAGES", "C"), ("LANG", "zh_CN.UTF-8")]));
    assert!(says(
        &[],
        &[("LC_ALL", "zh_CN.UTF-8"), ("LC_MESSAGES", "C")]
    ));
}

#[test]
fn the_json_document_has_three_keys_a_code() {
    let ran = run(&["explain", "--list", "-o", "json"]).expect(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema_version"], 1);
    let codes = document["codes"].as_array().unwrap();
    assert!(codes.len() > 150, "{}", codes.len());
    for row in codes {
        let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["code", "cause", "next"]);
        assert!(
            row.as_object()
                .unwrap()
                .values()
                .all(|text| !text.as_str().unwrap().is_empty())
        );
    }
}

#[test]
fn the_list_holds_every_entry() {
    let ran = run(&["explain", "--list"]).expect(0);
    for entry in catalogue::entries() {
        let first = entry.codes()[0];
        // A narrow column may break a long code.
        let start = &first[..first.len().min(10)];
        assert!(ran.stdout.contains(start), "{first}");
    }
}

#[test]
fn an_unknown_code_is_a_usage_error_with_suggestions() {
    run(&["explain", "InvalidACL.Permision"]).expect(2).says(&[
        "no explanation",
        "InvalidACL.Permision",
        "forcessl explain InvalidACL.Permission",
    ]);
    run(&["explain", "qqqq"])
        .expect(2)
        .says(&["no explanation", "forcessl explain --list"]);
    let ran = run(&["explain", "qqqq", "ConcurrentLimit"]).expect(2);
    assert!(
        ran.stdout.contains("--parallel"),
        "the known one is explained all the same"
    );
    run(&["explain"]).expect(2);
}
