//! Changes of an instance, and what its database is made to be.

use std::collections::VecDeque;
use std::time::Duration;

use super::*;
use crate::sandbox::certificates::SandboxCa;
use crate::sandbox::state::{ChangeCourse, State};

/// A fresh instance.
pub(crate) fn instance(id: &str, now: DateTime<Utc>) -> SandboxInstance {
    SandboxInstance {
        entry: InstanceEntry {
            id: id.to_owned(),
            description: "a test".to_owned(),
            ..InstanceEntry::default()
        },
        engine_version: "15.0".to_owned(),
        port: 5432,
        created: now,
        accounts: vec![("app".to_owned(), false)],
        database: "appdb".to_owned(),
        ssl: SandboxSsl::off(),
        ssl_last: LastOutcome::Never,
        hba: Hba {
            running: Record::factory(),
            untouched: false,
            modified: now,
            last: LastOutcome::Never,
            log: VecDeque::new(),
        },
        change: None,
    }
}

/// A state whose one instance, `pgm-a`, has SSL on.
pub(crate) fn with_ssl(now: DateTime<Utc>) -> State {
    let mut one = instance("pgm-a", now);
    let issued = SandboxCa::new(now)
        .unwrap()
        .issue("localhost", now, None)
        .unwrap();
    one.ssl.identity = Some(issued.identity);
    let mut state = State::default();
    state.insert(one);
    state
}

fn course(lag: u64) -> ChangeCourse {
    ChangeCourse {
        takes: Duration::from_secs(2),
        lag: Duration::from_secs(lag),
        failure: None,
    }
}

/// Begins a change and lets it land.
pub(crate) fn complete(state: &mut State, id: &str, target: NewSettings, now: DateTime<Utc>) {
    let begun = state.begin(id, now, target, false, course(0)).unwrap();
    let instance = state.instance_mut(id).unwrap();
    let result = instance.next_desired(begun.number).unwrap().map(|_| ());
    instance.land(begun.number, begun.lands, &result);
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn begun(lag: u64) -> (State, crate::sandbox::state::Begun) {
    let mut state = State::default();
    state.insert(instance("pgm-a", at(0)));
    let mut records = Record::factory();
    records.truncate(1);
    let begun = state
        .begin(
            "pgm-a",
            at(0),
            NewSettings::Hba(records),
            false,
            course(lag),
        )
        .unwrap();
    (state, begun)
}

#[test]
fn a_change_shows_lands_and_is_over() {
    let (mut state, begun) = begun(0);
    let one = state.instance_mut("pgm-a").unwrap();
    assert_eq!(one.status(at(0)), "MAINTAINING");
    assert!(one.is_busy());
    assert_eq!(one.hba.running.len(), 2);
    let (desired, restart) = one.next_desired(begun.number).unwrap().unwrap();
    assert_eq!((desired.records.len(), restart), (1, false));
    one.land(begun.number, begun.lands, &Ok(()));
    assert_eq!(one.status(at(2)), "Running");
    assert!(!one.is_busy());
    assert_eq!(one.hba.running.len(), 1);
    assert_eq!(one.hba.modified, at(2));
}

#[test]
fn a_lagging_status_hides_a_change_that_runs_already() {
    let (state, begun) = begun(3);
    let one = state.instance("pgm-a").unwrap();
    assert_eq!(one.status(at(2)), "Running");
    assert!(one.hba_change_shows(at(2)).is_none());
    assert!(one.is_busy());
    assert_eq!(one.status(at(3)), "MAINTAINING");
    assert_eq!(begun.lands, at(5));
}

#[test]
fn a_failed_change_leaves_everything() {
    let (mut state, begun) = begun(0);
    let one = state.instance_mut("pgm-a").unwrap();
    one.land(begun.number, at(2), &Err("no".to_owned()));
    assert_eq!(one.hba.last, LastOutcome::Failed("no".to_owned()));
    assert_eq!(one.hba.running.len(), 2);
    assert_eq!(one.status(at(2)), "Running");
    // Landing twice changes nothing.
    one.land(begun.number, at(9), &Ok(()));
    assert_eq!(one.hba.running.len(), 2);
}

#[test]
fn someone_elses_record_goes_last() {
    let mut one = instance("pgm-a", at(0));
    let desired = one.edit_by_someone_else(at(5));
    assert_eq!(desired.records.len(), 3);
    assert_eq!(desired.records[2].priority, 2);
    assert_eq!(one.hba.modified, at(5));
}
