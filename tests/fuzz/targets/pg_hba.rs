//! pg_hba text and JSON, and everything that is worked out from the records.
#![no_main]

use forcessl::domain::hba::{
    Connection, Encryption, HbaDecision, Knowledge, Replication, Shown, Strategy, compile, decide,
    explain, exposure, file, first_match, harden, shadowed,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let records = match file::parse(text) {
        Ok(records) => records,
        Err(refused) => {
            assert!(refused.line > 0 && refused.column > 0);
            let _ = refused.to_string();
            return;
        }
    };
    // What was read can be written, and reads the same.
    if let Ok(again) = file::parse(&file::write(&records, &[], Shown::Raw)) {
        let again = file::parse(&file::write(&again, &[], Shown::Raw)).unwrap();
        assert_eq!(again.len(), records.len());
    }
    for server_major in [None, Some(11), Some(18)] {
        let knowledge = Knowledge {
            server_major,
            ..Knowledge::default()
        };
        let rules = compile(&records, server_major);
        let found = exposure(&records, &knowledge);
        let _ = found.text().english();
        let _ = shadowed(&records, &knowledge);
        for encryption in [Encryption::None, Encryption::SSL] {
            let connection = Connection {
                encryption,
                user: "app".to_owned(),
                database: "appdb".to_owned(),
                address: [127, 0, 0, 1].into(),
                replication: Replication::No,
            };
            let verdict = first_match(&rules, &connection, &knowledge);
            let _ = decide(&rules, &connection, &knowledge);
            let _ = explain(&records, &connection, &knowledge, None);
            // A plaintext connection that surely gets in is one of the openings.
            if let (Encryption::None, HbaDecision::Admit { index, .. }) =
                (&connection.encryption, &verdict)
            {
                assert!(found.gaps().any(|gap| gap.index == *index));
            }
        }
        for strategy in [Strategy::Convert, Strategy::Guard] {
            if let Ok(hardened) = harden(&records, strategy, &[], &knowledge) {
                assert!(
                    exposure(&hardened.records, &knowledge)
                        .gaps()
                        .next()
                        .is_none()
                );
            }
        }
    }
});
