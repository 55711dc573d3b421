//! An answer that stands for the factory records, held against the service's log of changes.

use super::api::{Api, Lie, World, states};
use super::commands::{ID, OWN, process};
use super::lie::{Read, When};
use super::model::Model;

const LOG: &str = "DescribeModifyPGHbaConfigLog";
const FACTORY: [&str; 2] = [
    "host all all 0.0.0.0/0 md5",
    "host replication all 0.0.0.0/0 md5",
];

/// How an enforcement ended and what it said, how many writes came, and how the saved state says that the records became known.
fn enforce(model: Model, lies: &[Lie]) -> (Option<i32>, String, usize, String) {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state");
    let api = Api::start(World::new(vec![model.untouched()], lies, state.clone()));
    let mut process = process(home.path());
    process
        .args(["enforce", ID, "--via=hba", "--no-probe", "--yes"])
        .env("FORCESSL_ENDPOINT", &api.url)
        .env("FORCESSL_STATE_DIR", &state);
    let ran = process.output().unwrap();
    let said = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
    let writes = api.world.lock().unwrap().came.len();
    let known = states(&state, ID)
        .first()
        .map(|saved| saved["provenance"].as_str().unwrap().to_owned());
    (ran.status.code(), said, writes, known.unwrap_or_default())
}

fn denied(read: Read) -> Vec<Lie> {
    vec![Lie::Read(LOG, read, When::BeforeWrites)]
}

#[test]
fn records_that_the_log_says_were_changed_are_not_taken_for_the_factory_ones() {
    let mut changed = Model::new(ID, true, &OWN);
    changed.colleague_adds("host all blocked 0.0.0.0/0 reject");
    let (code, said, writes, _) = enforce(changed, &[]);
    assert_eq!((code, writes), (Some(5), 0), "{said}");
    assert!(said.contains("log of changes says"), "{said}");
}

#[test]
fn the_plan_and_the_saved_state_say_whether_the_log_was_read() {
    for (lies, provenance, is_said) in [
        (vec![], "factory", false),
        (denied(Read::Denied), "factory_unlogged", true),
    ] {
        let (code, said, writes, known) = enforce(Model::new(ID, true, &FACTORY), &lies);
        assert_eq!((code, writes), (Some(0), 1), "{said}");
        assert_eq!(known, provenance);
        assert_eq!(said.contains("was not checked"), is_said, "{said}");
    }
}

#[test]
fn a_log_that_may_be_readable_the_next_time_stops_what_rests_on_it() {
    let lies = denied(Read::Html);
    let (code, said, writes, _) = enforce(Model::new(ID, true, &FACTORY), &lies);
    assert_eq!((code, writes), (Some(5), 0), "{said}");
}
