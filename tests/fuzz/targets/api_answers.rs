//! What the API answers: every action's reader, and the reader of errors. The first byte chooses.
#![no_main]

use forcessl::cloud::wire;
use forcessl::domain::instance::InstanceId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, body)) = data.split_first() else {
        return;
    };
    let id: InstanceId = "pgm-a".parse().unwrap();
    match choice % 12 {
        0 => drop(wire::instance(&id, body)),
        1 => drop(wire::instance_page(body)),
        2 => drop(wire::regions(body)),
        3 => drop(wire::endpoints(body)),
        4 => drop(wire::whitelist(body)),
        5 => drop(wire::proxy(body)),
        6 => drop(wire::ssl_state(body)),
        7 => {
            if let Ok(state) = wire::hba_state(body) {
                drop(state.records().to_vec());
            }
        }
        8 => drop(wire::hba_log(body)),
        9 => drop(wire::accepted(body)),
        10 => drop(wire::account_page(body)),
        _ => drop(wire::failure(body)),
    }
});
