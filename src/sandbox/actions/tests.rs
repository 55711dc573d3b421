//! Every action on a state with one instance.

use super::*;
use crate::sandbox::state::instance::tests::instance;

/// The time of these tests.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A state with one fresh instance, `pgm-a`.
pub(crate) fn state() -> State {
    let mut state = State::default();
    state.insert(instance("pgm-a", now()));
    state
}

/// Runs an action with these parameters.
pub(crate) fn ask(
    state: &State,
    action: &str,
    parameters: &[(&str, &str)],
) -> Result<Reply, Refusal> {
    ask_with(state, action, parameters, false)
}

/// Runs an action, with or without the `refuse-combined` fault.
pub(crate) fn ask_with(
    state: &State,
    action: &str,
    parameters: &[(&str, &str)],
    refuse_combined: bool,
) -> Result<Reply, Refusal> {
    let parameters: Parameters = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let authority = SandboxCa::new(now()).unwrap();
    let call = Call {
        parameters: &parameters,
        now: now(),
        address: "127.0.0.1:1",
        key_id: "key",
        authority: &authority,
        refuse_combined,
        dead: &[],
    };
    (find(action, RDS)?.run)(&call, state)
}

/// Runs a read and gives its answer.
pub(crate) fn answer(state: &State, action: &str, parameters: &[(&str, &str)]) -> Value {
    match ask(state, action, parameters).unwrap() {
        Reply::Read(value) => value,
        Reply::Begin { .. } => panic!("{action} is no read"),
    }
}

/// Runs an action that is refused and gives status and code.
pub(crate) fn refusal(state: &State, action: &str, parameters: &[(&str, &str)]) -> (u16, String) {
    let refusal = ask(state, action, parameters).err().unwrap();
    (refusal.status, refusal.code.into_owned())
}

#[test]
fn unknown_actions_and_versions_have_their_codes() {
    assert_eq!(
        find("DescribeNothing", RDS).err().unwrap().code,
        "InvalidAction.NotFound"
    );
    assert_eq!(
        find("DescribeRegions", "2013-01-01").err().unwrap().code,
        "NoSuchVersion"
    );
    assert_eq!(
        find("DescribeRegions", STS).err().unwrap().code,
        "InvalidAction.NotFound"
    );
}

#[test]
fn list_items_come_in_numeric_order() {
    let parameters: Parameters = [
        ("X.10.A", "10"),
        ("X.2.A", "2"),
        ("X.2.B", "b"),
        ("X.y.A", ""),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    let authority = SandboxCa::new(now()).unwrap();
    let call = Call {
        parameters: &parameters,
        now: now(),
        address: "",
        key_id: "",
        authority: &authority,
        refuse_combined: false,
        dead: &[],
    };
    let items = call.items("X");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["A"], "2");
    assert_eq!(items[0]["B"], "b");
}
