//! `forcessl` without arguments: with somebody to ask it leads from a listing to a plan, and changes nothing.

use serde_json::json;

use crate::support::pty::{exit_code, pty, spawn};
use crate::support::{Sandbox, command, run};

fn two() -> Sandbox {
    let instance =
        |id: &str, region: &str| json!({ "id": id, "region": region, "database": "embedded" });
    let state = json!({ "instances": [
        instance("pgm-north", "cn-beijing"),
        instance("pgm-south", "cn-shenzhen"),
    ]});
    Sandbox::with_state(&state, &[])
}

#[test]
fn every_step_is_a_command_that_is_shown_and_run() {
    let sandbox = two();
    let mut session = pty(&sandbox, &[]);
    session.exp_string("Region").unwrap();
    session.send("every").unwrap();
    session.send_line("").unwrap();
    session.exp_string("$ forcessl list --all-regions").unwrap();
    session.exp_string("Instance (type to search)").unwrap();
    session.send("south").unwrap();
    session.send_line("").unwrap();
    session
        .exp_string("$ forcessl check pgm-south --region cn-shenzhen")
        .unwrap();
    session.exp_string("plaintext-admitted").unwrap();
    session
        .exp_string("Show what enforce would change")
        .unwrap();
    session.send_line("").unwrap();
    session
        .exp_string("$ forcessl plan pgm-south --via hba --region cn-shenzhen")
        .unwrap();
    session.exp_string("Plan for pgm-south").unwrap();
    session
        .exp_string("$ forcessl enforce pgm-south --via hba --region cn-shenzhen")
        .unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 1);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_region_that_cannot_be_listed_is_told() {
    let sandbox = two();
    sandbox.fault(&["deny:DescribeDBInstances"]);
    let mut session = pty(&sandbox, &[]);
    session.exp_string("Region").unwrap();
    session.send("every").unwrap();
    session.send_line("").unwrap();
    session.exp_string("could not be listed").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 4);
}

#[test]
fn escape_leaves_and_an_interrupt_ends_as_everywhere() {
    let sandbox = two();
    for (key, code) in [("\u{1b}", 0), ("\u{3}", 130)] {
        let mut session = pty(&sandbox, &[]);
        session.exp_string("every region").unwrap();
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        assert_eq!(exit_code(&mut session), code, "{key:?}");
    }
}

#[test]
fn where_there_are_profiles_one_is_picked_first() {
    let sandbox = two();
    let variables = sandbox.variables();
    let keys = |name: &str| {
        json!({
            "name": name, "mode": "AK", "region_id": "cn-beijing",
            "access_key_id": variables["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            "access_key_secret": variables["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        })
    };
    let folder = sandbox.home.path().join(".aliyun");
    std::fs::create_dir(&folder).unwrap();
    let config = json!({ "current": "first", "profiles": [keys("first"), keys("second")] });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let mut forcessl = command(sandbox.home.path());
    forcessl.env("FORCESSL_ENDPOINT", &variables["FORCESSL_ENDPOINT"]);
    let mut session = spawn(forcessl);
    session.exp_string("Profile").unwrap();
    session.send("sec").unwrap();
    session.send_line("").unwrap();
    session.exp_string("Region").unwrap();
    session.send_line("").unwrap();
    session
        .exp_string("$ forcessl list --region cn-beijing --profile second")
        .unwrap();
    session.exp_string("pgm-north").unwrap();
    session.send_line("").unwrap();
    session
        .exp_string("$ forcessl check pgm-north --profile second --region cn-beijing")
        .unwrap();
    session.exp_string("plaintext-admitted").unwrap();
    session.send("\u{1b}").unwrap();
    session.flush().unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 1);
}

#[test]
fn without_a_terminal_the_help_is_shown() {
    run(&[]).expect(2).says(&["Usage: forcessl"]);
}
