//! Writes that are refused and executed all the same: what shows is the run's own, unless the log tells that it is not.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use super::api::{Api, Lie, World, states};
use super::commands::{ID, OWN, process};
use super::lie::Write;
use super::model::Model;

const REFUSED: [Write; 5] = [
    Write::FailsButDone,
    Write::RefusedButDone,
    Write::ThrottledButDone,
    Write::BusyButDone,
    Write::CodeButDone,
];
const ENFORCE: [&str; 4] = ["enforce", ID, "--via=hba", "--no-probe"];

/// An instance whose first write of an action is treated so.
struct Bench {
    home: tempfile::TempDir,
    api: Api,
}

impl Bench {
    fn new(model: Model, lie: Lie) -> Self {
        let home = tempfile::tempdir().unwrap();
        let api = Api::start(World::new(vec![model], &[lie], home.path().join("state")));
        Self { home, api }
    }

    fn states(&self) -> PathBuf {
        self.home.path().join("state")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut process = process(self.home.path());
        process
            .args(args)
            .arg("--yes")
            .env("FORCESSL_ENDPOINT", &self.api.url)
            .env("FORCESSL_STATE_DIR", self.states());
        process.output().unwrap()
    }

    fn now(&self) -> Model {
        self.api.world.lock().unwrap().now()[ID].clone()
    }
}

fn has_ended(ran: &Output, code: i32, name: &str) {
    assert_eq!(ran.status.code(), Some(code), "{name}: {ran:?}");
}

#[test]
fn a_write_that_was_executed_whatever_was_answered_is_undone_as_any_other() {
    let records = ("ModifyPGHbaConfig", true, &REFUSED[..]);
    // Of SSL settings only the answer can tell that it was somebody else.
    let switch = ("ModifyDBInstanceSSL", false, &REFUSED[..3]);
    std::thread::scope(|scope| {
        for (action, ssl, lies) in [records, switch] {
            for lie in lies {
                scope.spawn(move || {
                    let before = Model::new(ID, ssl, &[OWN[0], OWN[3], OWN[4]]);
                    let name = format!("{action} {lie:?}");
                    let lie = Lie::Write(action, *lie, Some(0));
                    let bench = Bench::new(before.clone(), lie);
                    has_ended(&bench.run(&ENFORCE), 0, &name);
                    let sent = bench.api.world.lock().unwrap().came.len();
                    assert_eq!(sent, if ssl { 1 } else { 2 }, "{name}");
                    let saved = states(&bench.states(), ID);
                    assert_eq!(saved[0]["writes"][0]["end"], "done", "{name}");
                    has_ended(&bench.run(&["rollback", ID]), 0, &name);
                    let now = bench.now();
                    assert_eq!(now.ssl.enabled, ssl, "{name}");
                    let said = |model: &Model| format!("{:?}", model.records);
                    assert_eq!(said(&now), said(&before), "{name}");
                });
            }
        }
    });
}

#[test]
fn records_that_somebody_else_brought_about_in_another_way_are_not_taken_for_ours() {
    let lie = Lie::Write("ModifyPGHbaConfig", Write::ThrottledButDone, Some(0));
    let bench = Bench::new(Model::new(ID, true, &OWN), lie);
    std::thread::scope(|scope| {
        let enforced = scope.spawn(|| bench.run(&ENFORCE));
        loop {
            std::thread::sleep(Duration::from_millis(5));
            let mut world = bench.api.world.lock().unwrap();
            world.now();
            if world.models[ID].has_log() {
                break world.models.get_mut(ID).unwrap().colleague_went_a_detour();
            }
        }
        has_ended(&enforced.join().unwrap(), 8, "enforce");
    });
    let records = bench.now().records;
    has_ended(&bench.run(&["rollback", ID]), 8, "rollback");
    assert_eq!(format!("{:?}", bench.now().records), format!("{records:?}"));
}
