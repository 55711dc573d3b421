//! Where a line may be broken in a script that sets no blanks between words.
//!
//! Source: Unicode Standard Annex 14, classes ID, CL and OP, as far as Chinese text needs them.

/// Marks a place where a line may be broken; it has no width, and no text that is shown keeps it.
pub const MARK: char = '\u{200b}';

const OPENING: &[char] = &['（', '《', '“', '【', '('];
const CLOSING: &[char] = &[
    '，', '。', '、', '；', '：', '？', '！', '）', '》', '”', '】', '…', ':', ',', '.', ';', ')',
    '?', '!', '%',
];

/// The pieces of a word that are not broken: runs of letters, and single characters of Chinese with
/// the punctuation that belongs to them.
pub fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some(end) = first_break(rest) {
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

fn first_break(text: &str) -> Option<usize> {
    let places = text.char_indices().skip(1);
    places
        .zip(text.chars())
        .find(|((_, now), before)| may_break(*before, *now))
        .map(|((at, _), _)| at)
}

fn may_break(before: char, now: char) -> bool {
    (is_wide(before) || is_wide(now)) && !CLOSING.contains(&now) && !OPENING.contains(&before)
}

/// Chinese characters and their punctuation.
const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// The text with a mark at each place where a line may be broken, its blanks kept; `None` where blanks
/// are the only such places.
pub fn marked(text: &str) -> Option<String> {
    if !text.chars().any(is_wide) {
        return None;
    }
    let mut marked = String::with_capacity(2 * text.len());
    let mut before = '\n';
    for now in text.chars() {
        let is_edge = before == '\n' || now == '\n';
        if !is_edge && (before == ' ' || (now != ' ' && may_break(before, now))) {
            marked.push(MARK);
        }
        marked.push(now);
        before = now;
    }
    Some(marked)
}

/// The text without marks.
pub fn unmarked(text: &str) -> String {
    text.replace(MARK, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_no_closing_mark_and_ends_with_no_opening_one() {
        for (word, expected) in [
            ("prefer", &["prefer"][..]),
            ("明文", &["明", "文"]),
            ("（host）明文，", &["（host）", "明", "文，"]),
            ("“维护中”：", &["“维", "护", "中”："]),
            ("", &[""]),
        ] {
            assert_eq!(pieces(word), expected, "{word}");
        }
        assert_eq!(marked("no blank is lost"), None);
        let text = "为 prefer：提供  SSL\n第二行";
        let shown = marked(text).unwrap().replace(MARK, "|");
        assert_eq!(shown, "为 |prefer：|提|供 | |SSL\n第|二|行");
        assert_eq!(unmarked(&marked(text).unwrap()), text);
    }
}
