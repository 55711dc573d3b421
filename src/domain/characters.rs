//! Characters that do more than stand for themselves: they drive a terminal or make a text look like
//! another one. Every format decides by these what it has to escape.

/// Whether a character is a control character, turns the direction of the text, breaks the line, shows
/// nothing at all, or is no character, which XML forbids.
///
/// Source: Unicode Standard Annex 9, section 2; Unicode Technical Report 36, section 2; the property
/// `Default_Ignorable_Code_Point` (UAX 44), without the joiners and selectors that scripts and emoji
/// need; XML 1.0, section 2.2.
pub fn is_display_unsafe(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// An error of the operating system without its number, which says nothing to people.
pub fn without_number(text: &str) -> String {
    const BEGINS: &str = " (os error ";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGINS) {
        out.push_str(before);
        match after.split_once(')') {
            Some((number, after)) if number.chars().all(|c| c.is_ascii_digit()) => rest = after,
            _ => {
                out.push_str(BEGINS);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_system_errors_are_left_out() {
        for (text, expected) in [
            ("no (os error 2)", "no"),
            ("a (os error 2): b (os error 13).", "a: b."),
            (
                "(os error x) (os error x) (os error 1",
                "(os error x) (os error x) (os error 1",
            ),
        ] {
            assert_eq!(without_number(text), expected);
        }
    }

    #[test]
    fn what_is_not_seen_is_told_from_what_is() {
        for hidden in [
            '\u{feff}',
            '\u{e0041}',
            '\u{e007f}',
            '\u{200b}',
            '\u{2060}',
            '\u{ad}',
            '\u{202e}',
            '\u{fffe}',
            '\u{1fffe}',
            '\u{1b}',
            '\n',
        ] {
            assert!(is_display_unsafe(hidden), "{hidden:?}");
        }
        for seen in [
            'a', ' ', '名', 'é', '\u{301}', '\u{200d}', '\u{fe0f}', '😀', '\u{fffd}',
        ] {
            assert!(!is_display_unsafe(seen), "{seen:?}");
        }
    }
}
