//! Answers that stay unreadable while a change is waited for.

use std::time::Duration;

use super::api::{Api, Lie, World};
use super::commands::{ID, OWN, process};
use super::lie::{Read, When};
use super::model::Model;

/// What a wait ended with and said, and how often it looked at the records. After a change of them that
/// was not waited for, or of its own accord.
fn wait(interval: &str, sent: bool) -> (Option<i32>, String, usize) {
    const ACTION: &str = "DescribePGHbaConfig";
    let home = tempfile::tempdir().unwrap();
    let states = home.path().join("state");
    let when = if sent {
        When::AfterWrites
    } else {
        When::Always
    };
    let lies = [Lie::Read(ACTION, Read::EmptyLists, when)];
    let mut model = Model::new(ID, true, &OWN);
    model.ends_in(Duration::from_millis(1));
    let api = Api::start(World::new(vec![model], &lies, states.clone()));
    let run = |args: &[&str]| {
        let mut process = process(home.path());
        process
            .args(args)
            .env("FORCESSL_ENDPOINT", &api.url)
            .env("FORCESSL_STATE_DIR", &states)
            .env("FORCESSL_TEST_PACE", "300");
        process.output().unwrap()
    };
    if sent {
        let sent = run(&["enforce", ID, "--via=hba", "--yes", "--no-wait"]);
        assert_eq!(sent.status.code(), Some(6), "{sent:?}");
    }
    let looks = || api.world.lock().unwrap().calls.get(ACTION).copied();
    let before = looks().unwrap_or_default();
    let args = ["wait", ID, "--timeout=2h", "--interval", interval];
    let waited = run(&args);
    let said = String::from_utf8(waited.stderr).unwrap();
    let looks = looks().unwrap_or_default() - before;
    (waited.status.code(), said, looks)
}

#[test]
fn a_wait_that_gets_no_readable_answer_for_two_minutes_ends_as_pending_however_often_it_looks() {
    for (interval, least, most) in [("1s", 60, 125), ("20s", 6, 8), ("10m", 3, 3)] {
        for sent in [false, true] {
            let (code, said, looks) = wait(interval, sent);
            assert_eq!(code, Some(6), "{interval} {sent}: {said}");
            assert!(
                (least..=most).contains(&looks),
                "{interval} {sent}: {looks}\n{said}"
            );
            let running = said.contains("the change was sent and is still running");
            assert_eq!(running, sent, "{said}");
            assert!(said.contains("forcessl wait"), "{said}");
        }
    }
}
