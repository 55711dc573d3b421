//! Every action on a state with one instance.

use std::sync::LazyLock;

use super::*;
use crate::sandbox::state::instance::tests::instance;

/// The time of these tests.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A state with one fresh instance, `pgm-a`.
pub(crate) fn state() -> State {
    state_with(|_| ())
}

/// A state with one instance, `pgm-a`, changed so.
pub(crate) fn state_with(change: impl FnOnce(&mut SandboxInstance)) -> State {
    let mut one = instance("pgm-a", now());
    change(&mut one);
    let mut state = State::default();
    state.insert(one);
    state
}

/// Runs a call, `ACTION?NAME=VALUE&...`.
pub(crate) fn ask(state: &State, call: &str) -> Result<Reply, Refusal> {
    ask_with(state, call, false)
}

/// Runs a call, with or without the `refuse-combined` fault.
pub(crate) fn ask_with(state: &State, call: &str, refuse_combined: bool) -> Result<Reply, Refusal> {
    let (action, query) = call.split_once('?').unwrap_or((call, ""));
    let parameters = form_urlencoded::parse(query.as_bytes());
    let parameters = parameters.into_owned().collect();
    (find(action, RDS)?.run)(&with_parameters(&parameters, refuse_combined), state)
}

fn with_parameters(parameters: &Parameters, refuse_combined: bool) -> Call<'_> {
    static AUTHORITY: LazyLock<SandboxCa> = LazyLock::new(|| SandboxCa::new(now()).unwrap());
    Call {
        parameters,
        now: now(),
        address: "127.0.0.1:1",
        key_id: "key",
        authority: &AUTHORITY,
        refuse_combined,
        dead: &[],
    }
}

/// Runs a read and gives its answer.
pub(crate) fn answer(state: &State, call: &str) -> Value {
    match ask(state, call).unwrap() {
        Reply::Read(value) => value,
        Reply::Begin { .. } => panic!("{call} is no read"),
    }
}

/// Status and code of a call that is refused, `400 MissingParameter`.
pub(crate) fn refusal(state: &State, call: &str) -> String {
    let refusal = ask(state, call).err().unwrap();
    format!("{} {}", refusal.status, refusal.code)
}

#[test]
fn unknown_actions_and_versions_have_their_codes() {
    for (action, version, code) in [
        ("DescribeNothing", RDS, "InvalidAction.NotFound"),
        ("DescribeRegions", "2013-01-01", "NoSuchVersion"),
        ("DescribeRegions", STS, "InvalidAction.NotFound"),
    ] {
        assert_eq!(find(action, version).err().unwrap().code, code);
    }
}

#[test]
fn list_items_come_in_numeric_order() {
    let parameters = form_urlencoded::parse(b"X.10.A=10&X.2.A=2&X.2.B=b&X.y.A=");
    let parameters = parameters.into_owned().collect();
    let call = with_parameters(&parameters, false);
    let items = call.items("X");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["A"], "2");
    assert_eq!(items[0]["B"], "b");
}
