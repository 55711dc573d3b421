//! A report that is read back, for `report merge`, `report diff` and `--baseline`.
//!
//! Whatever its texts hold, no format passes a control character on, and writing and reading it
//! again changes nothing.
#![no_main]

use forcessl::report::document::read;
use forcessl::report::{Page, ReportFormat, render};
use forcessl::text::Language;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let Ok(document) = read(text).map(|report| report.document) else {
        return;
    };
    let page = Page {
        width: 80,
        colour: false,
        language: Language::English,
        verbose: true,
        all: true,
    };
    for &format in ReportFormat::ALL {
        let Ok(shown) = render(&document, format, page) else {
            continue;
        };
        let stranger = shown
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        assert_eq!(stranger, None, "{}", format.as_str());
        if format == ReportFormat::Json {
            assert_eq!(
                read(&shown).map(|report| report.document),
                Ok(document.clone())
            );
        }
    }
});
