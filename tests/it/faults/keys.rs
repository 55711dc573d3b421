//! Keys that run out between two calls of one change.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, command, http};

/// A sandbox that knows two temporary keys.
fn sandbox(ssl: bool) -> Sandbox {
    let key = |id: &str| json!({ "id": id, "secret": "worthless", "security_token": "token" });
    let state = json!({
        "access_keys": [key("STS.1"), key("STS.2")],
        "instances": [{ "id": "pgm-a", "ssl": { "enabled": ssl } }],
    });
    Sandbox::with_state(&state, &["--database", "none", "--change-time", "200ms"])
}

/// The first key runs out after so many calls.
fn runs_out(sandbox: &Sandbox, after: usize) {
    let fault =
        json!([{ "fault": "expired-token:1000", "access_key_id": "STS.1", "after": after }]);
    let url = sandbox.ready["faults"].as_str().unwrap();
    http("POST", url, &fault.to_string());
}

fn calls(sandbox: &Sandbox, key: &str) -> Vec<String> {
    let calls = sandbox.calls();
    let of_key = calls.iter().filter(|call| call["access_key_id"] == key);
    of_key
        .map(|call| call["action"].as_str().unwrap().to_owned())
        .collect()
}

/// Gives the first key to the first who asks, and the second key from then on.
fn provider() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (stream, asked) in listener.incoming().zip(0..) {
            let mut stream = stream.unwrap();
            let mut head = Vec::<u8>::new();
            let mut part = [0_u8; 1024];
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut part).unwrap() {
                    0 => break,
                    read => head.extend(&part[..read]),
                }
            }
            let key = if asked == 0 { "STS.1" } else { "STS.2" };
            let body = json!({
                "Code": "Success", "AccessKeyId": key, "AccessKeySecret": "worthless",
                "SecurityToken": "token", "Expiration": "2099-01-01T00:00:00Z",
            })
            .to_string();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    format!("http://{address}/keys")
}

fn enforce(sandbox: &Sandbox) -> Command {
    let mut command = command(sandbox.home.path());
    command
        .args(["enforce", "pgm-a", "--via", "hba", "--yes", "-o", "json"])
        .env(
            "FORCESSL_ENDPOINT",
            sandbox.ready["endpoint"].as_str().unwrap(),
        )
        .env("FORCESSL_REGION", "cn-hangzhou");
    command
}

/// In a run whose key does not run out: how many calls come before each write.
fn writes_of_a_calm_run(ssl: bool) -> Vec<usize> {
    let sandbox = sandbox(ssl);
    let mut command = enforce(&sandbox);
    command.env("ALIBABA_CLOUD_CREDENTIALS_URI", provider());
    Ran::of(command.output().unwrap(), &["enforce"]).expect(0);
    let calls = sandbox.calls();
    let writes = calls
        .iter()
        .enumerate()
        .filter(|(_, call)| call["write"] == true);
    writes.map(|(place, _)| place).collect()
}

#[test]
fn a_key_that_runs_out_in_a_change_is_renewed_and_the_change_goes_on() {
    let write = writes_of_a_calm_run(true)[0];
    // In the first look, at the write, and in the wait.
    for after in [0, write, write + 1] {
        let sandbox = sandbox(true);
        runs_out(&sandbox, after);
        let mut command = enforce(&sandbox);
        command.env("ALIBABA_CLOUD_CREDENTIALS_URI", provider());
        let ran = Ran::of(command.output().unwrap(), &["enforce"]).expect(0);
        let done: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(done["verdict"], "enforced", "{after}: {done:#}");
        assert_eq!(sandbox.writes(), 1, "{after}");
        assert_eq!(calls(&sandbox, "STS.1").len(), after);
        assert!(calls(&sandbox, "STS.2").len() > 5, "{after}");
    }
}

#[test]
fn a_key_that_runs_out_and_cannot_be_renewed_says_what_was_sent() {
    let write = writes_of_a_calm_run(true)[0];
    let second = writes_of_a_calm_run(false)[1];
    for (ssl, after, code, writes, words) in [
        (
            true,
            write,
            4,
            0,
            // The write was turned away for the key, and no look tells that it was.
            ["before the change; nothing more was sent", "Expired"],
        ),
        (
            true,
            write + 1,
            4,
            1,
            [
                "could not look at",
                "the change was sent and is still running",
            ],
        ),
        (
            false,
            second - 1,
            4,
            1,
            ["done and in force: ssl-on", "not done: pg-hba"],
        ),
    ] {
        let sandbox = sandbox(ssl);
        runs_out(&sandbox, after);
        let mut command = enforce(&sandbox);
        command
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.1")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "worthless")
            .env("ALIBABA_CLOUD_SECURITY_TOKEN", "token");
        let ran = Ran::of(command.output().unwrap(), &["enforce"]).expect(code);
        ran.says(&words).says(&["get a new STS token"]);
        assert_eq!(sandbox.writes(), writes, "{after}");
    }
}
