//! One door of consent: no terminal and no `--yes` is a no, and nothing is sent.

use crate::support::Sandbox;
use crate::support::pty::{exit_code, pty};

#[test]
fn without_a_terminal_and_without_yes_nothing_is_sent() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let commands: &[&[&str]] = &[
        &["enforce", &id, "--via", "hba"],
        &["ssl", "enable", &id],
        &["enforce", &id, "--via", "hba", "-o", "json"],
    ];
    for args in commands {
        sandbox.run(args).expect(3).says(&["--yes"]);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn where_the_answer_is_for_a_program_nobody_is_asked_and_that_is_said() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    for line in [
        &["ssl", "enable", &id, "-o", "json"][..],
        &["enforce", &id, "--via", "hba", "-o", "json"],
    ] {
        let mut session = pty(&sandbox, line);
        let said = session.exp_eof().unwrap();
        assert_eq!(exit_code(&mut session), 3);
        assert!(said.contains("leave out -o json to be asked"), "{said}");
        assert!(!said.contains("no terminal"), "{said}");
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_terminal_that_hangs_up_at_the_question_interrupts_it() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    // Of a terminal that is not its controlling one the program hears by an error only.
    let hang_up = r"
import os, subprocess, sys
ours, its = os.openpty()
program = subprocess.Popen(sys.argv[1:], stdin=its, stdout=its, stderr=its)
os.close(its)
seen = b''
while b'[y/N] ' not in seen:
    seen += os.read(ours, 4096)
os.close(ours)
sys.exit(program.wait())
";
    let python = r#"script=$1; shift; exec python3 -c "$script" "$0" "$@""#;
    let line = [hang_up, "enforce", &id, "--via", "hba"];
    let ended = sandbox.shell(python, &line).status().unwrap();
    assert_eq!(ended.code(), Some(130));
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn the_question_defaults_to_no() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    session.exp_string("[y/N] ").unwrap();
    session.send_line("").unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 3);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn yes_at_the_question_goes_on() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    session.exp_string("[y/N] ").unwrap();
    session.send_line("y").unwrap();
    session.exp_string("enforced").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 0);
}

#[test]
fn a_weakening_wants_the_instance_id_typed() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let writes = sandbox.writes();
    let mut session = pty(&sandbox, &["ssl", "disable", &id]);
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line("yes").unwrap();
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line("no").unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 3);
    assert_eq!(sandbox.writes(), writes);
    let mut session = pty(&sandbox, &["ssl", "disable", &id]);
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line(&id).unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 0);
}

#[test]
fn the_question_names_what_is_given_up_and_a_hardening_stays_a_yes() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("conf");
    std::fs::write(&file, "hostssl all all 0.0.0.0/0 password\n").unwrap();
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    session.exp_string("[y/N] ").unwrap();
    session.send_line("y").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 0);
    let writes = sandbox.writes();
    let mut session = pty(&sandbox, &["hba", "apply", &id, file.to_str().unwrap()]);
    session.exp_string("This weakens").unwrap();
    session.exp_string("less protected").unwrap();
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line("n").unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 3);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn an_interrupt_in_the_question_leaves_the_terminal_whole() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    session.exp_string("[y/N] ").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("interrupted").unwrap();
    session.exp_string("nothing was sent").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 130);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn an_interrupt_during_the_wait_says_what_was_sent_and_how_to_go_on() {
    let sandbox = Sandbox::embedded(&["--change-time", "60s"]);
    let id = sandbox.instance(0).id;
    let mut session = pty(&sandbox, &["ssl", "enable", &id, "--yes"]);
    session.exp_string("switch SSL on").unwrap();
    // The bar tells the state of the change once the wait has begun.
    session.exp_string("changing").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("already sent: ssl-on").unwrap();
    session.exp_string(&format!("forcessl wait {id}")).unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 130);
}

#[test]
fn an_interrupt_while_a_change_is_on_its_way_does_not_claim_that_nothing_was_sent() {
    let sandbox = Sandbox::embedded(&["--change-time", "60s"]);
    let id = sandbox.instance(0).id;
    sandbox.fault(&["slow:20s@ModifyDBInstanceSSL"]);
    let mut session = pty(&sandbox, &["ssl", "enable", &id, "--yes", "-v"]);
    session.exp_string("sending ssl-on").unwrap();
    session.send_control('c').unwrap();
    session
        .exp_string("ssl-on to pgm-sandbox1 was on its way")
        .unwrap();
    session.exp_string(&format!("forcessl wait {id}")).unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 130);
}

#[test]
fn settings_that_changed_while_the_question_stood_stop_the_write() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    session.exp_string("[y/N] ").unwrap();
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let writes = sandbox.writes();
    session.send_line("y").unwrap();
    session
        .exp_string("changed after the plan was made")
        .unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 8);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn a_rollback_shows_what_others_changed_and_looks_again_before_it_sends() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let elsewhere = sandbox.home.path().join("colleague");
    let file = sandbox.home.path().join("pg_hba.conf");
    let colleague = |method: &str| {
        let records = ["all", "replication"].map(|database| {
            format!(
                "hostssl {database} all 0.0.0.0/0 {method}\nhostssl {database} all ::/0 {method}\n"
            )
        });
        std::fs::write(&file, records.concat()).unwrap();
        let (file, elsewhere) = (file.to_str().unwrap(), elsewhere.to_str().unwrap());
        let apply = ["hba", "apply", &id, file, "--yes", "--state-dir", elsewhere];
        sandbox.run(&apply).expect(0);
    };
    let (_, done) = sandbox.json(&["enforce", &id, "--via", "hba", "--yes"]);
    let region = format!(" --region {}", sandbox.ready["region"].as_str().unwrap());
    let undo = done["undo"].as_str().unwrap();
    let endpoint = format!(
        " --endpoint {}",
        sandbox.ready["endpoint"].as_str().unwrap()
    );
    assert!(undo.ends_with(&(region + &endpoint)), "{undo}");
    colleague("scram-sha-256");
    let mut session = pty(&sandbox, &["rollback", &id]);
    session
        .exp_string("changed since by somebody else: ")
        .unwrap();
    session.exp_string("Type its id to continue: ").unwrap();
    colleague("md5");
    let writes = sandbox.writes();
    session.send_line(&id).unwrap();
    session.exp_string("changed since").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 8);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn only_a_whole_line_typed_after_the_question_is_an_answer() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    sandbox.fault(&["slow:2s@DescribeDBInstanceAttribute"]);
    let mut session = pty(&sandbox, &["enforce", &id, "--via", "hba"]);
    std::thread::sleep(std::time::Duration::from_millis(700));
    session.send_line("y").unwrap();
    session.exp_string("[y/N] ").unwrap();
    session.send_line("yep").unwrap();
    session.exp_string("[y/N] ").unwrap();
    assert_eq!(sandbox.writes(), 0, "neither was an answer");
    session.send_control('d').unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&mut session), 3);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_yes_that_the_end_of_input_cuts_off_is_none() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    for (line, typed) in [
        (&["enforce", &id, "--via", "hba"][..], "y"),
        (&["ssl", "renew", &id], "yes"),
    ] {
        let mut session = pty(&sandbox, line);
        session.exp_string("[y/N] ").unwrap();
        session.send(typed).unwrap();
        session.flush().unwrap();
        // The first hands over what was typed without its end, the second is the end of input.
        session.send_control('d').unwrap();
        session.send_control('d').unwrap();
        session.exp_string("declined").unwrap();
        session.exp_eof().unwrap();
        assert_eq!(exit_code(&mut session), 3);
        assert_eq!(sandbox.writes(), 0, "{typed}");
    }
}
