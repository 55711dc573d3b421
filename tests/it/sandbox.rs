//! The sandbox as a product: it gets ready, serves, and leaves nothing behind.

use rustix::process::Signal;

use crate::demo::{processes_in, shared_folder};
use crate::support::{Ran, Sandbox, http, psql, run};

#[test]
fn nothing_is_left_behind_after_a_signal() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let temporary = shared_folder();
        let mut command = crate::support::command(temporary.path());
        command.env("TMPDIR", temporary.path());
        let mut sandbox = Sandbox::spawn(command, &["--database", "postgres"]);
        let instance = sandbox.instance(0);
        assert!(psql::login(&instance, "sslmode=disable").ok);
        assert!(
            !processes_in(temporary.path()).is_empty(),
            "the server runs in the temporary folder"
        );
        sandbox.stop(signal);
        assert_eq!(processes_in(temporary.path()), [""; 0], "{signal:?}");
        assert_eq!(
            std::fs::read_dir(temporary.path()).unwrap().count(),
            0,
            "{signal:?}"
        );
        assert!(
            std::net::TcpStream::connect(("127.0.0.1", instance.port)).is_err(),
            "{signal:?}"
        );
    }
}

#[test]
fn a_shell_gets_a_sandbox_in_the_background_with_one_line() {
    let temporary = shared_folder();
    let script = r#"
        eval "$("$0" sandbox --env --database postgres)"
        "$0" check pgm-sandbox1 >/dev/null; echo "check $?"
        PGSSLMODE=disable psql -qAtc 'SELECT current_user, inet_server_addr()'
        kill "$FORCESSL_SANDBOX_PID"
        while kill -0 "$FORCESSL_SANDBOX_PID" 2>/dev/null; do sleep 0.1; done"#;
    let mut shell = crate::support::shell(temporary.path(), script);
    let ran = Ran::of(shell.env("TMPDIR", temporary.path()).output().unwrap(), &[]).expect(0);
    assert_eq!(ran.stdout, "check 1\napp|127.0.0.1\n", "{}", ran.stderr);
    assert_eq!(processes_in(temporary.path()), [""; 0]);
    run(&["sandbox", "--env", "--listen", "0.0.0.0:0"])
        .expect(2)
        .says(&["loopback"]);
}

#[test]
fn only_loopback_is_served() {
    run(&["sandbox", "--listen", "0.0.0.0:0"])
        .expect(2)
        .says(&["loopback", "hint:"]);
}

#[test]
fn bad_options_are_usage_errors() {
    for args in [
        &["sandbox", "--fault", "earthquake"][..],
        &["sandbox", "--state", "/nonexistent/state.json"],
        &[
            "sandbox",
            "--database",
            "postgres",
            "--postgres-bin",
            "/nonexistent",
        ],
        &["sandbox", "--instances", "0"],
        &["sandbox", "--change-time", "soon"],
    ] {
        run(args).expect(2);
    }
}

/// The limit of the tool's own calls is none of the sandbox.
#[test]
fn without_a_limit_it_takes_any_number_of_requests() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    for _ in 0..8 {
        let ran = sandbox
            .run(&["check", &id, "--no-probe", "--qps", "1000", "-vv"])
            .expect(1)
            .says(&["HTTP 200"]);
        assert!(!ran.stderr.contains("Throttling"), "{}", ran.stderr);
    }
    let limited = Sandbox::embedded(&["--qps", "1"]);
    let ran = limited.run(&["doctor", "-vv"]);
    assert!(ran.stderr.contains("Throttling"), "{}", ran.stderr);
}

#[test]
fn instances_are_put_back_and_edited_from_outside_the_api() {
    let sandbox = Sandbox::postgres(&["--change-time", "50ms"]);
    let instance = sandbox.instance(0);
    let id = &instance.id;
    let endpoint = sandbox.ready["endpoint"].as_str().unwrap();
    let url = format!("{endpoint}/sandbox/instances");
    let gets_in = |mode: &str| psql::login(&instance, &format!("sslmode={mode}")).ok;

    let closed = serde_json::json!([{"id": id, "ssl": {"enabled": true}, "hba": [
        {"priority": 0, "type": "hostssl", "database": "all", "user": "all", "address": "all", "method": "md5"}
    ]}]);
    http("PUT", &url, &closed.to_string());
    assert!(!gets_in("disable") && gets_in("require"));
    let (_, history) = sandbox.json(&["hba", "history", id]);
    assert_eq!(history["history"], serde_json::json!([]), "{history}");

    let opened = serde_json::json!([{"id": id, "hba": [
        {"priority": 0, "type": "host", "database": "all", "user": "all", "address": "all", "method": "md5"}
    ]}]);
    http("PATCH", &url, &opened.to_string());
    assert!(gets_in("disable") && gets_in("require"));
    let (_, history) = sandbox.json(&["hba", "history", id]);
    assert_eq!(history["history"].as_array().unwrap().len(), 1, "{history}");
}

#[test]
fn a_change_that_is_not_applied_is_one_at_the_api_alone() {
    let sandbox = Sandbox::postgres(&["--change-time", "50ms"]);
    let instance = sandbox.instance(0);
    sandbox.fault(&["unapplied:1@ModifyPGHbaConfig"]);
    sandbox.run(&["enforce", &instance.id, "--yes"]).expect(7);
    assert!(psql::login(&instance, "sslmode=disable").ok);
    let url = sandbox.ready["faults"]
        .as_str()
        .unwrap()
        .replace("/faults", "/instances");
    let truth: serde_json::Value = serde_json::from_str(&http("GET", &url, "")).unwrap();
    assert_eq!(truth[0]["hba"][0]["type"], "hostssl");
}
