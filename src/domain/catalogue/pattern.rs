//! Patterns of codes: `*` stands for any text, `<Name>` for one or more letters and digits.

const ANY: &str = "*";
const NAME: &str = "<Name>";

/// Whether this is a pattern and not a code.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(ANY) || text.contains(NAME)
}

/// Whether a code is of this pattern. A pattern without placeholders covers itself alone.
pub(super) fn covers(pattern: &str, code: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix(ANY) {
        return rest.is_empty() || tails(code).any(|tail| covers(rest, tail));
    }
    if let Some(rest) = pattern.strip_prefix(NAME) {
        let name = code
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(code.len());
        return tails(code)
            .skip(1)
            .take(name)
            .any(|tail| covers(rest, tail));
    }
    let (mut wanted, mut seen) = (pattern.chars(), code.chars());
    match (wanted.next(), seen.next()) {
        (None, None) => true,
        (Some(one), Some(other)) => one == other && covers(wanted.as_str(), seen.as_str()),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// The text, and what is left of it after each character, down to nothing.
fn tails(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices()
        .filter_map(|(at, _)| text.get(at..))
        .chain([""])
}
