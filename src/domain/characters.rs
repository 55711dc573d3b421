//! Characters that do more than stand for themselves: they drive a terminal or make a text look like
//! another one. Every format decides by these what it has to escape.

/// Whether a character is a control character, turns the direction of the text, breaks the line, or is
/// no character at all, which XML forbids.
///
/// Source: Unicode Standard Annex 9, section 2; Unicode Technical Report 36, section 2; XML 1.0, section 2.2.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}
