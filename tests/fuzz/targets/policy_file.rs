//! A policy file that somebody wrote: understood whole, or refused with a place that exists.
#![no_main]

use forcessl::domain::policy_file::{Facts, PolicyFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    match PolicyFile::read(text) {
        Ok(policy) => {
            assert_eq!(policy.version, 1);
            let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
            let tags = policy.tags().into_iter().map(own).collect();
            let facts = Facts {
                id: "pgm-bp1s1e3w5n3a",
                region: Some("cn-hangzhou"),
                tags: &tags,
            };
            // The region is known, so that every match can be decided.
            let resolved = policy.resolve(&facts).unwrap();
            assert!(resolved.rules.len() <= policy.rules.len());
        }
        Err(refused) => {
            let (line, column) = refused.place.unwrap_or((1, 1));
            assert!(line >= 1 && column >= 1);
            assert!(line <= text.split('\n').count());
        }
    }
});
