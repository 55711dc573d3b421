//! Where credentials come from: the built binary with each simple source, and what decides between them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, command, within};

const KEY: &str = "LTAIplain";
const SECRET: &str = "plain-secret";
const TEMPORARY: &str = "STS.temporary";
const TEMPORARY_SECRET: &str = "temporary-secret";
const TOKEN: &str = "temporary-token";

/// A sandbox that knows a key pair and a temporary key.
fn sandbox() -> Sandbox {
    let state = json!({
        "access_keys": [
            { "id": KEY, "secret": SECRET },
            { "id": TEMPORARY, "secret": TEMPORARY_SECRET, "security_token": TOKEN },
        ],
        "instances": [{ "id": "pgm-a" }],
    });
    Sandbox::with_state(&state, &["--database", "embedded"])
}

/// `forcessl doctor` with a home of its own and nothing in the environment but where the sandbox is.
fn doctor(sandbox: &Sandbox, home: &Path) -> Command {
    let mut command = command(home);
    command
        .args(["doctor", "-o", "json"])
        .env(
            "FORCESSL_ENDPOINT",
            sandbox.ready["endpoint"].as_str().unwrap(),
        )
        .env("FORCESSL_REGION", "cn-hangzhou");
    command
}

/// Who the sandbox took the caller for, and what the source that was used gave.
#[track_caller]
fn caller(mut command: Command) -> (String, String) {
    let ran = Ran::of(command.output().unwrap(), &["doctor"]).expect(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let arn = document["identity"]["arn"].as_str().unwrap();
    let used = document["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .find(|source| source["state"] == "used")
        .unwrap()["detail"]
        .as_str()
        .unwrap();
    (arn.rsplit('/').next().unwrap().to_owned(), used.to_owned())
}

fn config(home: &Path, document: &Value) {
    write(home, ".aliyun/config.json", &document.to_string());
}

fn write(home: &Path, path: &str, text: &str) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn profile(name: &str, mode: &str, more: &Value) -> Value {
    let mut profile = json!({ "name": name, "mode": mode });
    profile
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({ "current": name, "profiles": [profile] })
}

#[test]
fn the_environment_speaks_in_new_and_older_names() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    for (id, secret, token) in [
        (
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            Some("ALIBABA_CLOUD_SECURITY_TOKEN"),
        ),
        (
            "ALIBABACLOUD_ACCESS_KEY_ID",
            "ALIBABACLOUD_ACCESS_KEY_SECRET",
            None,
        ),
        (
            "ALICLOUD_ACCESS_KEY_ID",
            "ALICLOUD_ACCESS_KEY_SECRET",
            Some("ALICLOUD_SECURITY_TOKEN"),
        ),
        (
            "ALICLOUD_ACCESS_KEY",
            "ALICLOUD_SECRET_KEY",
            Some("ALICLOUD_SECURITY_TOKEN"),
        ),
        ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET", None),
    ] {
        let mut plain = doctor(&sandbox, home.path());
        plain.env(id, KEY).env(secret, SECRET);
        let (who, used) = caller(plain);
        assert_eq!(who, KEY);
        assert!(used.contains(id), "{used}");
        if let Some(token) = token {
            let mut temporary = doctor(&sandbox, home.path());
            temporary
                .env(id, TEMPORARY)
                .env(secret, TEMPORARY_SECRET)
                .env(token, TOKEN);
            assert_eq!(caller(temporary).0, TEMPORARY, "{token}");
        }
    }
}

#[test]
fn profiles_of_the_vendor_command_line_are_read() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let plain = json!({ "access_key_id": KEY, "access_key_secret": SECRET });
    config(home.path(), &profile("work", "AK", &plain));
    let (who, used) = caller(doctor(&sandbox, home.path()));
    assert_eq!(who, KEY);
    assert!(used.contains("profile `work`"), "{used}");

    let temporary = json!({
        "access_key_id": TEMPORARY, "access_key_secret": TEMPORARY_SECRET, "sts_token": TOKEN,
    });
    config(home.path(), &profile("sts", "StsToken", &temporary));
    assert_eq!(caller(doctor(&sandbox, home.path())).0, TEMPORARY);

    let ini = tempfile::tempdir().unwrap();
    write(
        ini.path(),
        ".alibabacloud/credentials",
        &format!(
            "[default]\nenable = true\ntype = access_key\naccess_key_id = {KEY}\naccess_key_secret = {SECRET}\n"
        ),
    );
    let (who, used) = caller(doctor(&sandbox, ini.path()));
    assert_eq!(who, KEY);
    assert!(used.contains(".alibabacloud/credentials"), "{used}");
}

#[test]
fn the_profile_flag_beats_the_environment_and_the_environment_the_file() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let temporary = json!({
        "access_key_id": TEMPORARY, "access_key_secret": TEMPORARY_SECRET, "sts_token": TOKEN,
    });
    config(home.path(), &profile("sts", "StsToken", &temporary));
    let with_environment = || {
        let mut command = doctor(&sandbox, home.path());
        command
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY)
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET);
        command
    };
    assert_eq!(caller(with_environment()).0, KEY);
    let mut flag = with_environment();
    flag.args(["--profile", "sts"]);
    assert_eq!(caller(flag).0, TEMPORARY);

    // Half of a pair is not used and told, with its name and without its value.
    let mut half = doctor(&sandbox, home.path());
    half.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIhalf-of-a-pair");
    let ran = Ran::of(half.output().unwrap(), &["doctor"]);
    let ran = ran.says(&["warning: ", "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"]);
    assert!(ran.stdout.contains(TEMPORARY), "{}", ran.stdout);
    assert!(!(ran.stdout + &ran.stderr).contains("LTAIhalf"));
    // What is present but broken stops.
    let mut nowhere = with_environment();
    nowhere.args(["--profile", "nowhere"]);
    let ran = Ran::of(nowhere.output().unwrap(), &["doctor"]).expect(4);
    assert!(ran.stdout.contains("nowhere"), "{}", ran.stdout);
}

#[test]
fn a_program_gives_the_key() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let said = json!({
        "mode": "StsToken", "access_key_id": TEMPORARY, "access_key_secret": TEMPORARY_SECRET, "sts_token": TOKEN,
    });
    write(home.path(), "said.json", &said.to_string());
    let said = home.path().join("said.json");
    let program = json!({ "process_command": format!("cat '{}'", said.display()) });
    config(home.path(), &profile("program", "External", &program));
    assert_eq!(caller(doctor(&sandbox, home.path())).0, TEMPORARY);
}

#[test]
fn the_limit_of_a_run_is_that_of_a_program_too() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let program = json!({ "process_command": "sleep 50" });
    config(home.path(), &profile("program", "External", &program));
    let mut command = command(home.path());
    let endpoint = sandbox.ready["endpoint"].as_str().unwrap();
    command.args(["hba", "list", "pgm-a", "--timeout", "1s"]);
    command.env("FORCESSL_ENDPOINT", endpoint);
    let (code, _, said) = within(&mut command, Duration::from_secs(20));
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("did not end within 1 s"), "{said}");
}

#[test]
fn a_run_searches_for_credentials_once() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let said = json!({ "mode": "AK", "access_key_id": KEY, "access_key_secret": SECRET });
    write(home.path(), "said.json", &said.to_string());
    let (said, asked) = (home.path().join("said.json"), home.path().join("asked"));
    let script = format!(
        "#!/bin/sh\necho asked >> '{}'\ncat '{}'\n",
        asked.display(),
        said.display()
    );
    write(home.path(), "program", &script);
    let program = home.path().join("program");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let program = json!({ "process_command": program });
    config(home.path(), &profile("program", "External", &program));
    let args = ["probe", "pgm-a", "pgm-a", "pgm-a"];
    let mut command = command(home.path());
    let endpoint = sandbox.ready["endpoint"].as_str().unwrap();
    command.args(args).env("FORCESSL_ENDPOINT", endpoint);
    Ran::of(command.output().unwrap(), &args).expect(1);
    assert_eq!(std::fs::read_to_string(asked).unwrap(), "asked\n");
}

/// Answers every request on a port of its own with this body.
fn served(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = Vec::<u8>::new();
            let mut part = [0_u8; 1024];
            while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
                let read = stream.read(&mut part).unwrap();
                if read == 0 {
                    break;
                }
                asked.extend(&part[..read]);
            }
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    format!("http://{address}/keys")
}

#[test]
fn a_server_on_this_machine_gives_the_key() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let said = |expires: &str| {
        json!({
            "Code": "Success", "AccessKeyId": TEMPORARY, "AccessKeySecret": TEMPORARY_SECRET,
            "SecurityToken": TOKEN, "Expiration": expires,
        })
        .to_string()
    };
    let good = served(said("2099-01-01T00:00:00Z"));
    let mut by_variable = doctor(&sandbox, home.path());
    by_variable.env("ALIBABA_CLOUD_CREDENTIALS_URI", &good);
    let (who, used) = caller(by_variable);
    assert_eq!(who, TEMPORARY);
    assert!(used.contains("ALIBABA_CLOUD_CREDENTIALS_URI"), "{used}");

    let by_profile = profile("uri", "CredentialsURI", &json!({ "credentials_uri": good }));
    config(home.path(), &by_profile);
    assert_eq!(caller(doctor(&sandbox, home.path())).0, TEMPORARY);

    // A server that gives no key is named, and what it said is not.
    let empty = tempfile::tempdir().unwrap();
    let mut broken = doctor(&sandbox, empty.path());
    broken.env(
        "ALIBABA_CLOUD_CREDENTIALS_URI",
        served(r#"{"Code":"Success","AccessKeySecret":"half-an-answer"}"#.to_owned()),
    );
    let ran = Ran::of(broken.output().unwrap(), &["doctor"]).expect(4);
    let all = ran.stdout + &ran.stderr;
    assert!(all.contains("ALIBABA_CLOUD_CREDENTIALS_URI"), "{all}");
    assert!(!all.contains("half-an-answer"), "{all}");
}

#[test]
fn key_files_that_others_can_read_are_told_once() {
    let sandbox = sandbox();
    let home = tempfile::tempdir().unwrap();
    let plain = json!({ "access_key_id": KEY, "access_key_secret": SECRET });
    config(home.path(), &profile("work", "AK", &plain));
    let file = home.path().join(".aliyun/config.json");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let run = |args: &[&str]| {
        let mut command = command(home.path());
        let endpoint = sandbox.ready["endpoint"].as_str().unwrap();
        command.args(args).env("FORCESSL_ENDPOINT", endpoint);
        Ran::of(command.output().unwrap(), args)
    };
    let ran = run(&["probe", "pgm-a", "pgm-a", "-v"]).expect(1);
    assert_eq!(ran.stderr.matches("warning: ").count(), 1, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("credentials: ~/.aliyun/config.json: used"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("credentials: environment: nothing there"),
        "{}",
        ran.stderr
    );
    // The doctor counts it as a warning.
    let document: Value =
        serde_json::from_str(&run(&["doctor", "-o", "json"]).expect(1).stdout).unwrap();
    assert_eq!(document["result"], "warning");
    let quiet = run(&["check", "pgm-a", "-q"]).expect(1);
    assert!(!quiet.stderr.contains("warning"), "{}", quiet.stderr);
}

/// Every refusal of a key has its code, what it means, and what to do about it.
#[test]
fn refused_keys_are_told_with_the_next_step() {
    let state = json!({
        "access_keys": [
            { "id": KEY, "secret": SECRET },
            { "id": TEMPORARY, "secret": TEMPORARY_SECRET, "security_token": TOKEN },
            { "id": "STS.expired", "secret": TEMPORARY_SECRET, "security_token": TOKEN,
              "expires": "2020-01-01T00:00:00Z" },
        ],
        "instances": [{ "id": "pgm-a" }],
    });
    let sandbox = Sandbox::with_state(&state, &["--database", "embedded"]);
    for (id, secret, token, code) in [
        (KEY, "wrong", None, "SignatureDoesNotMatch"),
        ("LTAInobody", SECRET, None, "InvalidAccessKeyId.NotFound"),
        (
            "STS.expired",
            TEMPORARY_SECRET,
            Some(TOKEN),
            "InvalidSecurityToken.Expired",
        ),
        (TEMPORARY, TEMPORARY_SECRET, None, "MissingSecurityToken"),
        (
            TEMPORARY,
            TEMPORARY_SECRET,
            Some("other"),
            "InvalidSecurityToken.Malformed",
        ),
        (
            KEY,
            SECRET,
            Some("other"),
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
    ] {
        for signature in ["v1", "v3"] {
            let args = ["check", "pgm-a", "--signature", signature];
            let mut command = sandbox.command(&args);
            command
                .env("ALIBABA_CLOUD_ACCESS_KEY_ID", id)
                .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret);
            if let Some(token) = token {
                command.env("ALIBABA_CLOUD_SECURITY_TOKEN", token);
            }
            Ran::of(command.output().unwrap(), &args).expect(4).says(&[
                code,
                "caused by:",
                "hint:",
            ]);
        }
    }
    // A clock that is off is corrected once, and reported once.
    for skew in ["skew:16m", "skew:-16m"] {
        sandbox.fault(&[skew]);
        sandbox
            .run(&["check", "pgm-a", "--no-probe", "-vv"])
            .expect(1)
            .says(&["InvalidTimeStamp.Expired", "try 2, HTTP 200"]);
        let plain = sandbox.run(&["check", "pgm-a", "--no-probe"]).expect(1);
        assert_eq!(
            plain.stderr.matches("refused this machine's clock").count(),
            1,
            "{}",
            plain.stderr
        );
        let url = sandbox.ready["faults"].as_str().unwrap();
        crate::support::http("DELETE", url, "");
    }
    assert_eq!(sandbox.writes(), 0);
}
