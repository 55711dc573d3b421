//! What the API answers: every action's reader, and the reader of errors. The first byte chooses.
#![no_main]

use forcessl::cloud::rds::wire;
use forcessl::domain::instance::InstanceId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, body)) = data.split_first() else {
        return;
    };
    let id: InstanceId = "pgm-a".parse().unwrap();
    drop(wire::failure(body));
    let Ok(answer) = wire::parse(body) else {
        return;
    };
    match choice % 12 {
        0 => drop(wire::instance(&id, &answer)),
        1 => drop(wire::instance_page(&answer)),
        2 => drop(wire::regions(&answer)),
        3 => drop(wire::endpoints(&answer)),
        4 => drop(wire::whitelist(&answer)),
        5 => drop(wire::proxy(&answer)),
        6 => drop(wire::ssl_state(&answer)),
        7 => {
            if let Ok(state) = wire::hba_state(&answer) {
                drop(state.records().to_vec());
            }
        }
        8 => drop(wire::hba_log(&answer)),
        9 => drop(wire::accepted(&answer)),
        10 => drop(wire::account_page(&answer)),
        _ => drop(wire::check_instance("pgm-a", &answer)),
    }
});
