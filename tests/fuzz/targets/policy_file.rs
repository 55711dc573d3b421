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
            let resolved = policy.resolve(&facts);
            assert!(resolved.rules.len() <= policy.rules.len());
        }
        Err(refused) => {
            assert!(refused.line >= 1 && refused.column >= 1);
            assert!(refused.line <= text.split('\n').count());
        }
    }
});
