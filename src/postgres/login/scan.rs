//! Blanks and whole numbers as libpq reads them.

/// What C calls a space, in every place where libpq skips blanks.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// A whole number, with blanks around it, as `pqParseIntParam` of libpq reads it.
pub(super) fn number(text: &str) -> Option<i32> {
    text.trim_matches(is_blank).parse().ok()
}
