//! A failure as text: what, why, next.

use serde_json::{Value, json};

use super::{Page, printable};
use crate::domain::catalogue::Advice;
use crate::domain::characters::without_number;
use crate::domain::failure::{Ending, Failure};
use crate::text::{Text, text};

/// For people, on several lines.
///
/// What the catalogue knows about the API's code is a last cause.
pub fn text(failure: &Failure, page: Page) -> String {
    let (red, yellow, bold, off) = if page.colour {
        ("\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m")
    } else {
        ("", "", "", "")
    };
    let say = |text: &Text| printable(&without_number(&page.say(text)));
    // What stands between a label and its words is not set off.
    let labelled = |label: Text, (on, off): (&str, &str), words: &Text| {
        let label = page.say(&label);
        let name = label.trim_end();
        let gap = label.get(name.len()..).unwrap_or_default();
        format!("{on}{name}{off}{gap}{}\n", say(words))
    };
    // A change that goes on is none that failed.
    let (label, colour) = if failure.ending == Ending::Pending {
        (text!("failure-label-pending"), yellow)
    } else {
        (text!("failure-label-error"), red)
    };
    let mut out = labelled(label, (&format!("{colour}{bold}"), off), &failure.what);
    let explained = failure.advice.as_ref().map(Advice::cause);
    for why in failure.why.iter().chain(&explained) {
        out += &("  ".to_owned() + &labelled(text!("failure-label-cause"), ("", ""), why));
    }
    for note in &failure.notes {
        out += &("  ".to_owned() + &labelled(text!("failure-label-note"), ("", ""), note));
    }
    if let Some(next) = &failure.next {
        out += &("  ".to_owned() + &labelled(text!("failure-label-next"), (bold, off), next));
    }
    out
}

/// The object that goes into a document's `error`.
pub fn value(failure: &Failure) -> Value {
    let all = failure.why.iter().chain(&failure.notes);
    let causes: Vec<String> = all.map(|cause| without_number(&cause.english())).collect();
    json!({
        "kind": failure.ending.as_str(),
        "message": failure.what,
        "causes": causes,
        "hint": failure.next,
        "code": failure.code,
        "request_id": failure.request_id,
    })
}

/// The whole document for stderr.
pub fn json(failure: &Failure) -> String {
    super::json::quiet(json!({ "error": value(failure) }).to_string()) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::Ending;
    use crate::text::Language;

    fn refused() -> Failure {
        let instance = "pgm-bp1s1e3w5n3a".parse().unwrap();
        let code = "InvalidACL.Permission";
        let advice = Advice::on(code, "", Some("ModifyDBInstanceSSL"), Some(&instance)).unwrap();
        Failure {
            next: Some(advice.next()),
            code: Some(code.to_owned()),
            advice: Some(advice),
            ..Failure::new(
                Ending::Api,
                Text::verbatim("could not change the SSL settings of `pgm-bp1s1e3w5n3a`"),
            )
            .because(Text::verbatim(
                "ModifyDBInstanceSSL: InvalidACL.Permission: no",
            ))
        }
    }

    fn page(language: Language) -> Page {
        Page {
            width: 110,
            colour: false,
            language,
            verbose: false,
            all: false,
        }
    }

    #[test]
    fn an_english_page_explains_the_code() {
        insta::assert_snapshot!(text(&refused(), page(Language::English)), @r"
        error: could not change the SSL settings of `pgm-bp1s1e3w5n3a`
          caused by: ModifyDBInstanceSSL: InvalidACL.Permission: no
          caused by: the ACL can force SSL only once a client CA is set
          hint: set the client CA first: forcessl ca set pgm-bp1s1e3w5n3a FILE
        ");
    }

    #[test]
    fn a_chinese_page_explains_the_code_in_chinese() {
        insta::assert_snapshot!(text(&refused(), page(Language::Chinese)), @r"
        错误：could not change the SSL settings of `pgm-bp1s1e3w5n3a`
          原因：ModifyDBInstanceSSL: InvalidACL.Permission: no
          原因：尚未设置客户端 CA 证书，不能用 ACL 强制 SSL
          建议：先设置客户端 CA 证书: forcessl ca set pgm-bp1s1e3w5n3a FILE
        ");
    }

    #[test]
    fn a_failure_without_a_code_keeps_its_own_hint() {
        let failed = Failure::new(Ending::Usage, Text::verbatim("no region is known"))
            .next(Text::verbatim("add --region"));
        insta::assert_snapshot!(text(&failed, page(Language::Chinese)), @r"
        错误：no region is known
          建议：add --region
        ");
    }

    #[test]
    fn json_does_not_depend_on_the_language() {
        assert_eq!(
            value(&refused())["hint"],
            "set the client CA first: forcessl ca set pgm-bp1s1e3w5n3a FILE"
        );
    }
}
