//! What is generated, and what the documents promise.

use std::fmt::Write as _;

use forcessl::domain::finding::{FindingId, Severity};
use forcessl::text::{Language, named};
use serde_json::{Value, json};

use crate::support::documents::schema;
use crate::support::{repository, run};

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Compares a file with what it is generated from; `FORCESSL_BLESS=1` writes it anew.
fn compare(path: &str, generated: &str) {
    if std::env::var_os("FORCESSL_BLESS").is_some() {
        std::fs::write(repository(path), generated).unwrap();
    }
    assert!(
        read(path) == generated,
        "{path} is out of date: FORCESSL_BLESS=1 cargo test --test it docs::"
    );
}

#[test]
fn completions_are_current() {
    for (shell, file) in [
        ("bash", "completions/forcessl.bash"),
        ("zsh", "completions/_forcessl"),
        ("fish", "completions/forcessl.fish"),
    ] {
        compare(file, &run(&["completions", shell]).expect(0).stdout);
    }
}

/// The ids of findings, and the definitions that several schemas have, come from one place each.
#[test]
fn the_schemas_are_current() {
    let path = |name: &str| format!("docs/schema/{name}.json");
    let current = |name: &str, schema: &Value| compare(&path(name), &format!("{schema:#}\n"));
    let ids: Vec<&str> = FindingId::ALL.iter().map(|id| id.as_str()).collect();

    let mut check = schema("check");
    check["$defs"]["finding"]["properties"]["id"]["enum"] = json!(ids);
    current("check", &check);
    let mut policy = schema("policy");
    policy["$defs"]["finding"]["enum"] = json!(ids);
    current("policy", &policy);

    let mut lines = schema("check-line");
    let mut line = check["$defs"]["row"].clone();
    let keys = line["properties"].as_object_mut().unwrap();
    keys.shift_insert(0, "schema_version".to_owned(), json!({ "const": 1 }));
    let required = line["required"].as_array_mut().unwrap();
    required.insert(0, json!("schema_version"));
    lines["$defs"]["line"] = line;
    for name in ["finding", "proof", "hba", "not_checked"] {
        lines["$defs"][name] = check["$defs"][name].clone();
    }
    current("check-line", &lines);

    let outcome = schema("outcome");
    for (name, definition, source) in [
        ("diff", "finding", &check),
        ("outcome", "proof", &check),
        ("plan", "hba", &check),
        ("error", "failure", &outcome),
    ] {
        let mut copy = schema(name);
        copy["$defs"][definition] = source["$defs"][definition].clone();
        current(name, &copy);
    }
}

/// How the reference of commands begins, what is read for it, and where the sections of help begin.
struct Reference {
    path: &'static str,
    head: &'static str,
    language: &'static str,
    global: &'static str,
    examples: &'static str,
}

#[test]
fn the_command_reference_is_current() {
    for reference in [
        Reference {
            path: "docs/cli.md",
            head: "# Commands\n\nGenerated from `forcessl --help`.\n",
            language: "en",
            global: "\nGlobal options:",
            examples: "\nExamples:",
        },
        Reference {
            path: "docs/zh/cli.md",
            head: "# 命令参考\n\n由 `forcessl --help --lang zh` 生成。\n",
            language: "zh",
            global: "\n全局选项：",
            examples: "\n示例：",
        },
    ] {
        let mut text = reference.head.to_owned();
        describe(
            &mut text,
            &forcessl::commands::command(),
            &mut vec![],
            &reference,
        );
        compare(reference.path, &text);
    }
}

fn describe(
    text: &mut String,
    command: &clap::Command,
    path: &mut Vec<String>,
    reference: &Reference,
) {
    path.push(command.get_name().to_owned());
    let mut args: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
    args.push("--help");
    let mut child = crate::support::command(std::path::Path::new("/"));
    child
        .args(&args)
        .args(["--lang", reference.language])
        .env_clear();
    let output = child.env("COLUMNS", "100").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    // The flags that every command takes are shown once.
    let help = match (
        path.len(),
        help.find(reference.global),
        help.find(reference.examples),
    ) {
        (1, _, _) | (_, None, _) => help,
        (_, Some(at), None) => help[..at].to_owned(),
        (_, Some(at), Some(examples)) => help[..at].to_owned() + &help[examples..],
    };
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(
        text,
        "\n## {}\n\n```text\n{}\n```\n",
        path.join(" "),
        help.join("\n").trim_end()
    );
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        describe(text, sub, path, reference);
    }
    path.pop();
}

#[test]
fn the_list_of_findings_is_current() {
    for (path, language, head, severities, findings, stop) in [
        (
            "docs/findings.md",
            Language::English,
            "# Findings\n\nGenerated from the texts of forcessl. A finding has the same id in every format and language, and in policy files.\n",
            "| severity | meaning |",
            "| finding | severity | what it means, and what to do |",
            ". ",
        ),
        (
            "docs/zh/findings.md",
            Language::Chinese,
            "# 问题列表\n\n由 forcessl 的文案生成。同一问题的 ID 在各种格式、各种语言和策略文件中都相同。\n",
            "| 级别 | 含义 |",
            "| 问题 | 级别 | 含义与处理办法 |",
            "。",
        ),
    ] {
        let say = |key: String| named(language, &key).unwrap_or_else(|| panic!("{path}: {key}"));
        let mut text = format!("{head}\n{severities}\n|---|---|\n");
        for severity in Severity::ALL.map(Severity::as_str) {
            let meaning = say(format!("help-value-fail_on-{severity}"));
            let _ = writeln!(text, "| `{severity}` | {meaning} |");
        }
        let _ = writeln!(text, "\n{findings}\n|---|---|---|");
        let mut ids = FindingId::ALL.to_vec();
        ids.sort_by_key(|id| std::cmp::Reverse(id.severity()));
        for id in ids {
            let (id, severity) = (id.as_str(), id.severity().as_str());
            let (title, help) = (say(format!("rule-{id}")), say(format!("rule-{id}-help")));
            let _ = writeln!(text, "| `{id}` | `{severity}` | {title}{stop}{help} |");
        }
        compare(path, &text);
    }
}

#[test]
fn readme_lists_every_exit_code_and_every_command() {
    let readme = read("README.md");
    for (_, code) in forcessl::domain::failure::Ending::TABLE {
        let meaning = named(Language::English, &format!("help-exit-{code}")).unwrap();
        let row = format!("| {code} | {meaning} |");
        assert!(readme.contains(&row), "README lacks `{row}`");
    }
    for command in forcessl::commands::command().get_subcommands() {
        assert!(
            readme.contains(&format!("`{}", command.get_name())),
            "README lacks {}",
            command.get_name()
        );
    }
}

#[test]
fn man_pages_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man");
    run(&["man", path.to_str().unwrap()]).expect(0);
    let page = std::fs::read_to_string(path.join("forcessl-enforce.1")).unwrap();
    assert!(page.contains("client\\-ca"));
    let page = std::fs::read_to_string(path.join("forcessl-enforce.zh_CN.1")).unwrap();
    assert!(page.contains("\n.SH 全局选项\n"));
}

/// What bash offers after these words, the last of which is being written.
fn completed(home: &std::path::Path, words: &[&str]) -> Vec<String> {
    let script = r#"
        source "$0"
        COMP_WORDS=(forcessl "$@"); COMP_CWORD=$#
        _forcessl forcessl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = std::process::Command::new("bash")
        .args(["-c", script])
        .arg(repository("completions/forcessl.bash"))
        .args(words)
        .env("HOME", home)
        .current_dir(home)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_subcommands_before_flags_and_names_of_this_machine() {
    let home = tempfile::tempdir().unwrap();
    let states = home.path().join(".local/state/forcessl/pgm-a");
    std::fs::create_dir_all(&states).unwrap();
    std::fs::write(states.join("20261126T111624378136Z.json"), "{}").unwrap();
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let config = r#"{"profiles": [{"name": "prod"}, {"name": "test"}]}"#;
    std::fs::write(home.path().join(".aliyun/config.json"), config).unwrap();
    let completed = |words: &[&str]| completed(home.path(), words);
    let first = completed(&[""]);
    assert!(first.contains(&"check".to_owned()), "{first:?}");
    assert!(!first.iter().any(|word| word.starts_with('-')), "{first:?}");
    assert_eq!(completed(&["acl", ""]), ["show", "set", "help"]);
    assert_eq!(completed(&["check", "--all-r"]), ["--all-regions"]);
    assert_eq!(completed(&["check", "pgm"]), ["pgm-a"]);
    assert_eq!(completed(&["check", "--profile", "p"]), ["prod"]);
    let listed = "pgm-a\tcn-hangzhou\t\t\npgm-b\tcn-beijing\topen\t2026-11-26T09:00:00Z\n";
    std::fs::write(states.with_file_name("instances.tsv"), listed).unwrap();
    assert_eq!(completed(&["check", "pgm"]), ["pgm-a", "pgm-b"]);
    assert_eq!(
        completed(&["check", "-r", "cn-"]),
        ["cn-beijing", "cn-hangzhou"]
    );
    assert_eq!(
        completed(&["rollback", "pgm-a", "--to", ""]),
        ["20261126T111624378136Z"]
    );
    assert_eq!(
        completed(&["explain", "InvalidACL.P"]),
        ["InvalidACL.Permission"]
    );
}

#[test]
fn completion_runs_nothing_that_stands_in_the_name_of_a_file() {
    let home = tempfile::tempdir().unwrap();
    let name = "$(touch ran)";
    std::fs::write(home.path().join(name), "").unwrap();
    std::fs::create_dir_all(home.path().join(".local/state/forcessl").join(name)).unwrap();
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let config = r#"{"profiles": [{"name": "$(touch ran)"}]}"#;
    std::fs::write(home.path().join(".aliyun/config.json"), config).unwrap();
    for words in [
        &["check", ""][..],
        &["check", "--profile", ""],
        &["rollback", name, "--to", ""],
    ] {
        completed(home.path(), words);
        assert!(!home.path().join("ran").exists(), "{words:?}");
    }
}
