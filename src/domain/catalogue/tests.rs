//! The catalogue of codes is complete, and agrees in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::text::Language;

const LISTED: &str = include_str!("../../../tests/data/api-error-codes.txt");

fn listed() -> Vec<&'static str> {
    LISTED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect()
}

#[track_caller]
fn same_entry(code: &str, as_code: &str) {
    let entry = explain(code).unwrap_or_else(|| panic!("{code} has no entry"));
    assert_eq!(Some(entry), explain(as_code), "{code}");
}

#[test]
fn every_listed_code_has_an_entry_of_its_own() {
    let listed = listed();
    assert!(listed.len() > 140, "{}", listed.len());
    let named: BTreeSet<&str> = entries().flat_map(Entry::codes).copied().collect();
    for code in &listed {
        assert!(named.contains(code), "{code} is in no entry");
    }
    let once: BTreeSet<&&str> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "a code is listed twice");
}

/// Their keys are words of a table, which no search of the source for messages finds.
#[test]
fn every_message_about_a_code_is_of_one_entry() {
    let catalogue = include_str!("../../text/en.ftl").lines();
    let messages = catalogue.filter(|line| line.starts_with("code-"));
    let messages: Vec<&str> = messages
        .map(|line| line.split_once(" =").unwrap().0)
        .collect();
    let mut made: Vec<&str> = entries()
        .flat_map(|entry| [entry.cause, entry.next])
        .collect();
    made.sort_unstable();
    assert_eq!(made, messages);
}

#[test]
fn no_code_is_in_two_entries() {
    let mut seen = BTreeSet::new();
    for code in entries().flat_map(Entry::codes) {
        assert!(seen.insert(code), "{code}");
    }
}

#[test]
fn every_entry_is_one_cause_and_one_step_in_both_languages() {
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for entry in entries() {
        for language in Language::ALL {
            for text in [entry.cause(), entry.next(None, None)] {
                let text = text.say(language);
                let at = format!("{:?}: {text}", entry.codes);
                assert!(!text.is_empty() && text.trim() == text, "{at}");
                assert!(!text.ends_with(['.', '。', '!', '！']), "{at}");
                assert!(!text.contains("configuration"), "{at}");
                assert_eq!(is_chinese(&text), language == Language::Chinese, "{at}");
            }
        }
        for text in [entry.cause(), entry.next(None, None)] {
            let text = text.english();
            let first = text.split(' ').next().unwrap();
            // None, or more than one as in a name.
            let capitals = first.chars().filter(|c| c.is_uppercase()).count();
            assert_ne!(capitals, 1, "{:?}: {text}", entry.codes);
        }
    }
}

#[test]
fn both_languages_name_the_same_things() {
    let placeholders = |text: &str| ["INSTANCE", "ACTION"].map(|name| text.contains(name));
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
            .filter(|word| {
                word.starts_with("--") || word.starts_with("ALIBABA") || *word == "forcessl"
            })
            .map(str::to_owned)
            .collect()
    };
    for entry in entries() {
        let [english, chinese] = Language::ALL.map(|language| entry.next(None, None).say(language));
        assert_eq!(words(&english), words(&chinese), "{:?}", entry.codes);
        if english.contains("forcessl ") || english.contains("rds:") {
            let [english, chinese] = [&english, &chinese].map(|text| placeholders(text));
            assert_eq!(english, chinese, "{:?}", entry.codes);
        }
    }
}

#[test]
fn a_name_goes_before_a_pattern() {
    same_entry("InvalidAccessKeyId.Inactive", "InvalidAccessKeyId.Inactive");
    for (code, other) in [
        ("InvalidAccessKeyId.Inactive", "InvalidAccessKeyId.NotFound"),
        ("Forbidden.InstanceNotFound", "Forbidden.RAM"),
        ("MissingSecurityToken", "MissingParameter"),
    ] {
        assert_ne!(explain(code), explain(other));
    }
}

#[test]
fn families_are_covered() {
    for (code, as_code) in [
        ("Throttling.Quota", "Throttling"),
        ("Foo.ThrottlingByRegion", "Throttling"),
        ("GeneralIns.Moving", "GeneralIns.Creating"),
        ("MissingDBInstanceId", "MissingParameter"),
        ("InvalidPageSize.Format", "InvalidParameter"),
        ("InvalidOpsType", "InvalidParameter"),
        ("InvalidSecurityToken.X", "InvalidSecurityToken.Malformed"),
        ("Order.NoRealNameAuthentication", "Order.*"),
        ("Price.PricingPlanResultNotFound", "Order.*"),
        ("Pay.InsufficientBalance", "pay.noCreditCard"),
        ("pay.other", "pay.noCreditCard"),
    ] {
        same_entry(code, as_code);
    }
    for code in [
        "",
        "Missing",
        "Order",
        "Whatever",
        "InvalidX.Y.Z",
        "Missing Name",
    ] {
        assert_eq!(explain(code), None, "{code}");
    }
}

#[test]
fn a_stale_token_is_told_by_its_message() {
    for (message, code) in [
        ("The SecurityToken.Expired", "InvalidSecurityToken.Expired"),
        ("DBInstanceId", "InvalidParameter"),
    ] {
        assert_eq!(explain_answer("InvalidParameter", message), explain(code));
    }
}

#[test]
fn the_next_step_names_action_and_instance() {
    let instance: InstanceId = "pgm-bp1s1e3w5n3a".parse().unwrap();
    let busy = explain("IncorrectDBInstanceState").unwrap();
    assert_eq!(
        busy.next(None, Some(&instance)),
        "wait for it with `forcessl wait pgm-bp1s1e3w5n3a`, then try again"
    );
    let chinese = busy.next(None, None).say(Language::Chinese);
    assert!(chinese.contains("forcessl wait INSTANCE"), "{chinese}");
    let denied = Advice::on("Forbidden.RAM", "", Some("DescribeDBInstanceSSL"), None).unwrap();
    assert_eq!(
        denied.next().say(Language::Chinese),
        "为该 RAM 身份授予 rds:DescribeDBInstanceSSL 权限"
    );
}

#[test]
fn misspelled_codes_find_their_neighbours() {
    for (typed, code) in [
        ("invalidacl.permission", "InvalidACL.Permission"),
        ("InvalidStatus.Format", "InvalideStatus.Format"),
    ] {
        assert_eq!(near(typed).first(), Some(&code));
    }
    assert!(near("IncorrectDBInstanceStat").contains(&"IncorrectDBInstanceState"));
    assert!(near("qqqq").is_empty());
    assert!(near(&"Invalid".repeat(1000)).is_empty());
}

#[test]
fn the_language_follows_the_locale() {
    for locale in [
        "zh",
        "zh_CN.UTF-8",
        "zh_CN",
        "zh-Hans-CN",
        "ZH_cn.GB18030",
        "zh_SG@pinyin",
    ] {
        assert_eq!(Language::from_locale(locale), Language::Chinese, "{locale}");
    }
    for locale in [
        "",
        "C",
        "POSIX",
        "C.UTF-8",
        "en_US.UTF-8",
        "zha",
        "zhx_CN",
        "_zh",
    ] {
        assert_eq!(Language::from_locale(locale), Language::English, "{locale}");
    }
}
