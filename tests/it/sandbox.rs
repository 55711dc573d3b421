//! The sandbox as a product: it gets ready, serves, and leaves nothing behind.

use rustix::process::Signal;

use crate::demo::{processes_in, shared_folder};
use crate::support::{Sandbox, psql, run};

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
