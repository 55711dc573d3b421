//! `config.toml`: defaults of the global flags, behind flags and variables.

use std::time::Duration;

use crate::support::{Ran, Sandbox, make_pipe, within};

fn set(sandbox: &Sandbox, text: &str) {
    let folder = sandbox.home.path().join(".config/forcessl");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

fn doctor(sandbox: &Sandbox, args: &[&str], variables: &[(&str, &str)]) -> serde_json::Value {
    let mut command = sandbox.command(&[&["doctor", "-o", "json"], args].concat());
    command
        .env_remove("FORCESSL_REGION")
        .envs(variables.iter().copied());
    let ran = Ran::of(command.output().unwrap(), args).expect(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_flag_goes_before_a_variable_and_a_variable_before_the_file() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    set(&sandbox, "region = 'cn-beijing'\nlang = 'zh'\n");
    let region = |args, variables| doctor(&sandbox, args, variables)["endpoint"]["region"].clone();
    assert_eq!(region(&[], &[]), "cn-beijing");
    assert_eq!(
        region(&[], &[("FORCESSL_REGION", "cn-shanghai")]),
        "cn-shanghai"
    );
    let both = region(
        &["-r", "cn-shenzhen"],
        &[("FORCESSL_REGION", "cn-shanghai")],
    );
    assert_eq!(both, "cn-shenzhen");
    let told = &doctor(&sandbox, &[], &[])["defaults"];
    assert_eq!(told["flags"], serde_json::json!(["lang", "region"]));
    assert!(
        told["file"]
            .as_str()
            .unwrap()
            .ends_with("/forcessl/config.toml")
    );
    let shown = sandbox.run(&["doctor"]).expect(0).stdout;
    assert!(shown.contains("默认值"), "{shown}");
    sandbox
        .run(&["check", "--no-such"])
        .expect(2)
        .says(&["不认识"]);
}

#[test]
fn what_agrees_to_changes_holds_keys_or_is_no_value_is_refused_with_the_file_and_the_key() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    for (text, word) in [
        ("yes = true", "yes"),
        ("access-key-secret = 'x'", "access-key-secret"),
        ("qps = 5", "qps"),
        ("parallel = 0", "parallel"),
        ("timeout = 'soon'", "timeout"),
        ("vpc = 'maybe'", "vpc"),
        ("region = []", "region"),
        ("region = { a = 1 }", "region"),
        ("color = ['auto', 'never']", "color"),
        ("region = ", "TOML"),
    ] {
        set(&sandbox, text);
        let ran = sandbox
            .run(&["list"])
            .expect(2)
            .says(&["config.toml", word]);
        assert!(!ran.stderr.contains("'x'"), "{}", ran.stderr);
        sandbox.run(&["--version"]).expect(0);
        sandbox.run(&["list", "--help"]).expect(0);
    }
}

#[test]
fn only_a_regular_file_sets_defaults_and_help_and_version_never_read_it() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    set(&sandbox, "");
    let file = sandbox.home.path().join(".config/forcessl/config.toml");
    std::fs::remove_file(&file).unwrap();
    make_pipe(&file);
    let ran = |args: &[&str]| within(&mut sandbox.command(args), Duration::from_secs(10));
    let (code, _, said) = ran(&["list"]);
    assert_eq!(code, Some(2), "{said}");
    for word in ["config.toml", "it is not a file", "remove it"] {
        assert!(said.contains(word), "{said}");
    }
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
    let (code, _, said) = ran(&["list"]);
    assert!(
        code == Some(2) && said.contains("it is not a file"),
        "{said}"
    );
    // What would be refused shows that it was not read.
    std::fs::remove_file(&file).unwrap();
    set(&sandbox, "lang = 'zh'");
    for (args, word) in [
        (&["--version"][..], "forcessl "),
        (&["-qV"], "forcessl "),
        (&["--help"], "Usage"),
        (&["help", "check"], "Usage"),
        (&["check", "-qh", "pgm-a"], "Usage"),
    ] {
        let (code, said, _) = ran(args);
        assert!(code == Some(0) && said.contains(word), "{args:?}: {said}");
    }
    // A value that looks like a question is none.
    let (code, _, said) = ran(&["check", "--", "-h"]);
    assert!(code == Some(2) && said.contains("实例"), "{said}");
}

#[test]
fn a_default_is_no_flag_that_a_command_would_refuse() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    set(
        &sandbox,
        "region = 'cn-beijing'\nparallel = 4\ntimeout = '5m'\nstate-dir = '/tmp/x'\nvpc = false\n",
    );
    sandbox.run(&["explain", "--list"]).expect(0);
    sandbox.run(&["completions", "bash"]).expect(0);
}
