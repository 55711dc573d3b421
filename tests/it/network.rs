//! The flags that say how the API is reached.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use crate::support::{PATIENCE, Ran, Sandbox, command, within};

/// What a proxy is asked first when the API at `endpoint` is called with these variables and flags; `None`
/// when it is not asked at all within this time.
fn asked_of_the_proxy(variables: &[(&str, &str)], flag: bool, within: Duration) -> Option<String> {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap().to_string();
    let home = tempfile::tempdir().unwrap();
    let mut child = command(home.path());
    child
        .args([
            "check",
            "pgm-a",
            "--endpoint",
            "https://rds.example.invalid",
        ])
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if flag {
        child.args(["--proxy", &address]);
    } else {
        child.env("HTTPS_PROXY", &address);
    }
    let mut child = child.envs(variables.iter().copied()).spawn().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (stream, _) = proxy.accept().unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        let _ = tell.send(line.trim_end().to_owned());
    });
    let asked = told.recv_timeout(within).ok();
    child.kill().unwrap();
    child.wait().unwrap();
    asked
}

#[test]
fn the_proxy_is_that_of_the_flag_then_of_the_environment() {
    let connect = "CONNECT rds.example.invalid:443 HTTP/1.1";
    assert_eq!(
        asked_of_the_proxy(&[], false, PATIENCE).as_deref(),
        Some(connect)
    );
    assert_eq!(
        asked_of_the_proxy(&[("HTTPS_PROXY", "ftp://of-no-use")], true, PATIENCE).as_deref(),
        Some(connect)
    );
    assert_eq!(
        asked_of_the_proxy(
            &[("NO_PROXY", ".example.invalid")],
            true,
            Duration::from_secs(5)
        ),
        None
    );
}

#[test]
fn a_ca_bundle_that_is_no_use_is_told_before_anything_is_asked() {
    let sandbox = Sandbox::embedded(&[]);
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    for path in [path, "/nonexistent/ca.pem"] {
        sandbox
            .run(&["doctor", "--ca-bundle", path])
            .expect(2)
            .says(&["CA bundle", path]);
    }
    assert!(sandbox.calls().is_empty());
}

#[test]
fn the_read_timeout_ends_a_call_that_takes_too_long() {
    let sandbox = Sandbox::embedded(&["--latency", "5s"]);
    let args = ["doctor", "--read-timeout", "200ms"];
    let ran = Ran::of(sandbox.command(&args).output().unwrap(), &args).expect(5);
    assert!(
        ran.stdout.contains("the API does not answer"),
        "{}",
        ran.stdout
    );
}

/// No call takes longer than the whole of it may.
#[test]
fn the_limit_of_a_command_ends_a_call_that_takes_too_long() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    for (fault, args, code) in [
        ("slow:60s@DescribeDBInstances", &["list"][..], 5),
        ("slow:60s@DescribePGHbaConfig", &["wait", &id], 6),
    ] {
        sandbox.fault(&[fault]);
        let mut command = sandbox.command(&[args, &["--timeout", "2s"]].concat());
        let (ended, _, told) = within(&mut command, Duration::from_secs(20));
        assert_eq!(ended, Some(code), "{args:?}: {told}");
    }
}

#[test]
fn what_asks_for_another_way_to_this_machine_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let ran = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = command(home.path());
        command
            .args(["hba", "list", "pgm-a", "--timeout", "1s"])
            .args(args);
        command.envs([
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ]);
        command.envs(variables.iter().copied());
        Ran::of(command.output().unwrap(), args)
    };
    let here = ["--endpoint", "http://127.0.0.1:1"];
    let away = ["--endpoint", "https://rds.invalid"];
    let proxy = "http://me:hunter2@127.0.0.1:1";
    for (variables, more, flag) in [
        (&[][..], &["--proxy", proxy][..], "--proxy"),
        (&[], &["--vpc"], "--vpc"),
        (&[("FORCESSL_PROXY", proxy)], &[], "FORCESSL_PROXY"),
    ] {
        let refused = ran(variables, &[&here[..], more].concat()).expect(2);
        let refused = refused.says(&["is on this machine", flag, "leave it out"]);
        assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    }
    let folder = home.path().join(".aliyun");
    std::fs::create_dir(&folder).unwrap();
    let profile = r#"{"current": "p", "profiles": [{"name": "p", "mode": "AK", "access_key_id": "i",
        "access_key_secret": "s", "region_id": "cn-hangzhou", "endpoint": "rds.invalid"}]}"#;
    std::fs::write(folder.join("config.json"), profile).unwrap();
    // What only STS heeds is said.
    let said = ["rds.invalid", "--vpc chooses the endpoint of STS alone"];
    ran(&[], &["--vpc"]).expect(5).says(&said);
    for value in ["true", "1", "Yes", "0"] {
        ran(&[("FORCESSL_VPC", value)], &[]).expect(5);
    }
    let odd = ran(&[("FORCESSL_VPC", "maybe")], &[]).expect(2);
    odd.says(&["--vpc", "yes or no"]);
    for variable in ["HTTPS_PROXY", "ALL_PROXY"] {
        let unused = ran(&[(variable, proxy)], &here).expect(5);
        assert!(!unused.stderr.contains("proxy"), "{}", unused.stderr);
        let through = ran(&[(variable, proxy)], &away).expect(5);
        let through = through.says(&["rds.invalid", "through the proxy http://127.0.0.1:1"]);
        assert!(!through.stderr.contains("hunter2"), "{}", through.stderr);
        let around = ran(&[(variable, proxy), ("NO_PROXY", ".invalid")], &away).expect(5);
        assert!(!around.stderr.contains("proxy"), "{}", around.stderr);
    }
}
