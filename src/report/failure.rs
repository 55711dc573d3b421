//! A failure as text: what, why, next.

use serde_json::{Value, json};
use std::fmt::Write as _;

use super::{Page, printable};
use crate::domain::characters::without_number;
use crate::domain::failure::Failure;
use crate::text::Language;

/// What the parts of a failure are called.
struct Labels {
    error: &'static str,
    cause: &'static str,
    note: &'static str,
    next: &'static str,
}

impl Labels {
    const fn of(language: Language) -> Self {
        match language {
            Language::English => Self {
                error: "error:",
                cause: "caused by:",
                note: "note:",
                next: "hint:",
            },
            Language::Chinese => Self {
                error: "错误：",
                cause: "原因：",
                note: "说明：",
                next: "建议：",
            },
        }
    }
}

/// For people, on several lines.
///
/// What the catalogue knows about the API's code is a last cause and the next step, both in the
/// language of the page. All else is English.
pub fn text(failure: &Failure, page: Page) -> String {
    let (red, bold, off) = if page.colour {
        ("\x1b[31m", "\x1b[1m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    let labels = Labels::of(page.language);
    // A full-width colon brings its own space.
    let gap = match page.language {
        Language::English => " ",
        Language::Chinese => "",
    };
    let advice = failure.advice.as_ref();
    let mut out = format!(
        "{red}{bold}{}{off}{gap}{}\n",
        labels.error,
        printable(&failure.what.say(page.language))
    );
    let explained = advice.map(|advice| advice.cause().say(page.language));
    let causes = failure.why.iter().map(|why| why.say(page.language));
    for why in causes.chain(explained) {
        let _ = writeln!(
            out,
            "  {}{gap}{}",
            labels.cause,
            printable(&without_number(&why))
        );
    }
    for note in &failure.notes {
        let _ = writeln!(
            out,
            "  {}{gap}{}",
            labels.note,
            printable(&note.say(page.language))
        );
    }
    let next = match (page.language, advice) {
        (Language::Chinese, Some(advice)) => Some(advice.next().say(page.language)),
        // It is from the catalogue too, unless the operation knows better.
        _ => failure.next.as_ref().map(|next| next.say(page.language)),
    };
    if let Some(next) = next {
        let _ = writeln!(out, "  {bold}{}{off}{gap}{}", labels.next, printable(&next));
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
    use crate::domain::catalogue::Advice;
    use crate::domain::failure::Ending;

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
                "could not change the SSL settings of `pgm-bp1s1e3w5n3a`",
            )
            .because("ModifyDBInstanceSSL: InvalidACL.Permission: no")
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
        let failed = Failure::new(Ending::Usage, "no region is known").next("add --region");
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
