//! Makes text from elsewhere harmless to whoever reads it on a terminal.

use std::borrow::Cow;

use crate::domain::characters::is_display_unsafe;

/// Replaces control characters, and characters that turn the direction of what follows, so that untrusted text cannot drive a terminal or look like other text.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_display_unsafe(c) { '?' } else { c })
        .collect()
}

/// The last guard of a finished text: what still drives a terminal is replaced. Line ends and
/// tabs stay, and with `colour` the sequences that set colours.
pub fn harmless(text: &str, colour: bool) -> Cow<'_, str> {
    let tame = |c: char| matches!(c, '\n' | '\t') || !is_display_unsafe(c);
    if is_plain(text) || text.chars().all(tame) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let sequence = if colour { colouring(rest) } else { 0 };
        let taken = if sequence > 0 { sequence } else { c.len_utf8() };
        let (head, tail) = rest.split_at(taken);
        if sequence > 0 || tame(c) {
            out.push_str(head);
        } else {
            out.push(char::REPLACEMENT_CHARACTER);
        }
        rest = tail;
    }
    Cow::Owned(out)
}

/// Whether a text is ASCII without control characters but line ends and tabs, as most documents are;
/// a look at the bytes tells that quickly, many at once.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let all = |chunk: &[u8]| chunk.iter().fold(true, |all, byte| all & plain(byte));
    text.as_bytes().chunks(256).all(all)
}

/// Length of the sequence at the start that sets a colour or an attribute.
///
/// Source: ECMA-48, section 8.3.117, SGR.
fn colouring(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';'));
    match end.and_then(|end| parameters.get(end..)) {
        Some(last) if last.starts_with('m') => text.len() - last.len() + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_line_ends_and_tabs_pass_the_last_guard() {
        for (text, colour, expected) in [
            ("plain\ttext é\n", false, "plain\ttext é\n"),
            ("\u{1b}[31mred\u{1b}[0m", true, "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[31mred", false, "\u{fffd}[31mred"),
            (
                "\u{1b}[2J\u{1b}]0;x\u{7}",
                true,
                "\u{fffd}[2J\u{fffd}]0;x\u{fffd}",
            ),
            ("\u{1b}[", true, "\u{fffd}["),
            (
                "a\rb\0c\u{9b}31m\u{7f}",
                true,
                "a\u{fffd}b\u{fffd}c\u{fffd}31m\u{fffd}",
            ),
            (
                "\u{202e}x\u{2066}y\u{200f}",
                true,
                "\u{fffd}x\u{fffd}y\u{fffd}",
            ),
        ] {
            assert_eq!(harmless(text, colour), expected, "{text:?}");
        }
    }
}
