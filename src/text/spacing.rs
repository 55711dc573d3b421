//! The blanks beside the facts of a Chinese sentence: one between a Chinese and a Latin word, none beside
//! Chinese punctuation or between two Chinese words, whatever the message and the fact bring along.
//!
//! Source: W3C, "Requirements for Chinese Text Layout", section 3.2.2.

use std::borrow::Cow;

/// What Fluent sets around a fact.
const MARKS: [char; 2] = ['\u{2068}', '\u{2069}'];

/// What a character is to the one beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Chinese,
    Punctuation,
    Latin,
}

impl Script {
    fn of(c: char) -> Option<Self> {
        match c {
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
                Some(Self::Chinese)
            }
            '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => Some(Self::Punctuation),
            _ => c.is_ascii_alphanumeric().then_some(Self::Latin),
        }
    }
}

/// What stands between two parts that meet; `None` leaves it as it is.
fn gap(left: Script, right: Script) -> Option<&'static str> {
    match (left, right) {
        (Script::Latin, Script::Latin) => None,
        (Script::Chinese, Script::Latin) | (Script::Latin, Script::Chinese) => Some(" "),
        _ => Some(""),
    }
}

/// A fact without marks of its own.
pub(super) fn unmarked(fact: &str) -> Cow<'_, str> {
    if fact.contains(MARKS) {
        Cow::Owned(fact.replace(MARKS, "?"))
    } else {
        Cow::Borrowed(fact)
    }
}

/// A part between the marks of a fact.
pub(super) fn marked(part: &str) -> String {
    let [open, close] = MARKS;
    format!("{open}{part}{close}")
}

/// A sentence whose facts stand between marks, with the blanks that belong beside them and without the marks.
pub(super) fn joined(sentence: &str) -> String {
    let mut parts = sentence.split(MARKS).filter(|part| !part.is_empty());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for mut part in parts {
        let (left, right) = (out.trim_end_matches(' '), part.trim_start_matches(' '));
        let blanks = out.len() - left.len() + part.len() - right.len();
        let ends = (
            last(left).and_then(Script::of),
            first(right).and_then(Script::of),
        );
        // Two blanks and more set columns apart.
        if let (Some(left_end), Some(right_end)) = ends
            && blanks < 2
            && let Some(gap) = gap(left_end, right_end)
        {
            out.truncate(left.len());
            out.push_str(gap);
            part = right;
        }
        out.push_str(part);
    }
    out
}

/// The last character that is shown: colours end with `ESC [ … m`.
fn last(text: &str) -> Option<char> {
    let painted = text.strip_suffix('m').and_then(|text| {
        let text = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ';');
        text.strip_suffix("\u{1b}[")
    });
    painted.map_or_else(|| text.chars().next_back(), last)
}

/// The first character that is shown.
fn first(text: &str) -> Option<char> {
    let painted = text.strip_prefix("\u{1b}[").and_then(|text| {
        let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        text.strip_prefix('m')
    });
    painted.map_or_else(|| text.chars().next(), first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_meet_beside_a_fact_decide_the_blank() {
        let say = |before: &str, fact: &str, after: &str| {
            joined(&format!("{before}{}{after}", marked(fact)))
        };
        for (before, fact, after, said) in [
            ("", "pg_hba", "无法读取", "pg_hba 无法读取"),
            ("无法读取", "pg_hba 记录", "", "无法读取 pg_hba 记录"),
            ("用户 ", "名单", " 无效", "用户名单无效"),
            ("共 ", "3", " 个", "共 3 个"),
            ("原因：", " API", "。", "原因：API。"),
            ("文件 ", "/x", " 无效", "文件 /x 无效"),
            (
                "",
                "\u{1b}[1m已开启\u{1b}[0m",
                "状态",
                "\u{1b}[1m已开启\u{1b}[0m状态",
            ),
            ("无", "", "效", "无效"),
            ("列  ", "名", "", "列  名"),
        ] {
            assert_eq!(say(before, fact, after), said);
        }
        assert_eq!(
            joined(&format!("{}{}", marked("甲"), marked("pgm-a"))),
            "甲 pgm-a"
        );
        assert_eq!(unmarked("a\u{2068}b\u{2069}"), "a?b?");
    }
}
