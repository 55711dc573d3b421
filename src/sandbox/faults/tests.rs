//! Which calls a fault hits.

use super::*;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

const fn asker<'a>(
    action: &'a str,
    access_key_id: Option<&'a str>,
    instance_id: Option<&'a str>,
) -> Asker<'a> {
    Asker {
        action,
        access_key_id,
        instance_id,
    }
}

#[test]
fn counts_run_out_and_actions_are_kept_apart() {
    let mut faults = Faults::new(vec![
        "throttle:2".parse().unwrap(),
        "reset:1@A".parse().unwrap(),
    ]);
    let mut strikes =
        |interruption, action| faults.strikes(interruption, &asker(action, None, None), NOW);
    assert!(!strikes(Interruption::Reset, "B"));
    assert!(strikes(Interruption::Reset, "A"));
    assert!(!strikes(Interruption::Reset, "A"));
    assert!(strikes(Interruption::Throttle, "A"));
    assert!(strikes(Interruption::Throttle, "B"));
    assert!(!strikes(Interruption::Throttle, "B"));
    assert!(faults.texts(&FaultScope::default()).is_empty());
    let met: Vec<&str> = faults.met().map(|strike| strike.fault.as_str()).collect();
    assert_eq!(met, ["reset:1@A", "throttle:2", "throttle:1"]);
}

#[test]
fn someone_else_edits_after_the_second_look() {
    let mut faults = Faults::new(vec!["foreign-change:2".parse().unwrap()]);
    let mut edits = || faults.foreign_change_after_look(&Asker::default(), NOW);
    assert!(!edits());
    assert!(edits());
    assert!(!edits());
}

#[test]
fn a_fault_of_one_key_leaves_the_others_alone_and_lets_so_many_pass() {
    let scope = FaultScope {
        access_key_id: Some("mine".to_owned()),
        instance_id: None,
    };
    let mut faults = Faults::default();
    faults.arm([Armed::new("reset:1@A".parse().unwrap(), scope.clone(), 2)]);
    let mut call = |action, key| {
        let asker = asker(action, Some(key), None);
        faults.arrive(&asker);
        faults.strikes(Interruption::Reset, &asker, NOW)
    };
    assert!(!call("A", "theirs"));
    assert!(!call("A", "mine"));
    assert!(!call("B", "mine"), "another action does not count");
    assert!(!call("A", "mine"));
    assert!(!call("A", "theirs"));
    assert!(call("A", "mine"));
    assert!(!call("A", "mine"));
    assert_eq!(faults.met().count(), 1);
    faults.arm([Armed::new("stuck".parse().unwrap(), scope.clone(), 0)]);
    assert!(faults.stuck(&asker("", Some("mine"), Some("pgm-a")), NOW));
    assert!(!faults.stuck(&asker("", Some("theirs"), Some("pgm-a")), NOW));
    faults.clear(&FaultScope {
        access_key_id: Some("theirs".to_owned()),
        instance_id: None,
    });
    assert_eq!(faults.texts(&scope), ["stuck"]);
    faults.clear(&scope);
    assert!(faults.texts(&FaultScope::default()).is_empty());
}
