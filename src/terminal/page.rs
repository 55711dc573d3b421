//! How wide a page is, and how a time reads on it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use console::measure_text_width;

use crate::environment::Environment;
use crate::report::breaks;

/// Width of a page that is not a terminal and whose `COLUMNS` is not set.
const PIPED_WIDTH: u16 = 110;
/// A narrower table cannot be read.
pub(super) const LEAST_WIDTH: u16 = 40;

/// A time as people here read it, and in UTC.
pub(super) fn local(at: DateTime<Utc>) -> String {
    let here = at.with_timezone(&chrono::Local);
    format!(
        "{} ({} UTC)",
        here.format("%Y-%m-%d %H:%M %:z"),
        at.format("%H:%M")
    )
}

/// The width of the terminal, or of a page that is read elsewhere.
pub(super) fn width(environment: &Environment, is_terminal: bool) -> u16 {
    let columns = environment
        .variable("COLUMNS")
        .and_then(|text| text.parse().ok());
    let size = is_terminal
        .then(|| console::Term::stderr().size_checked())
        .flatten();
    let width = match (size, columns) {
        (Some((_, width)), _) if width > 0 => width,
        (_, Some(width)) => width,
        _ => PIPED_WIDTH,
    };
    width.max(LEAST_WIDTH)
}

/// A text with the lines that are too long for a terminal broken between words. Tables, which fit
/// already, stay; so does a command at the end of a line, for which a line of its own is begun.
pub(super) fn folded(text: &str, width: u16) -> Cow<'_, str> {
    let width = usize::from(width);
    let fits =
        |line: &str| measure_text_width(line) <= width || line.contains(['│', '╭', '╰', '╞']);
    if text.lines().all(fits) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if fits(line) {
            out.push_str(line);
        } else {
            fold(line, width, &mut out);
        }
        out.push('\n');
    }
    Cow::Owned(out)
}

fn fold(line: &str, width: usize, out: &mut String) {
    let margin = line.len() - line.trim_start().len();
    let indent = " ".repeat(margin + 2);
    let (prose, command) = match line.find(": forcessl ") {
        Some(at) => line.split_at(at + 1),
        None => (line, ""),
    };
    // A blank stands before the first piece of each word.
    let words = prose.split_whitespace().flat_map(|word| {
        let pieces = breaks::pieces(word).into_iter().enumerate();
        pieces.map(|(number, piece)| (number == 0, piece))
    });
    let command = (!command.is_empty()).then(|| (true, command.trim()));
    let units = words.chain(command);
    out.extend(std::iter::repeat_n(' ', margin));
    let mut used = margin;
    let mut first = true;
    for (blank, unit) in units {
        let wide = measure_text_width(unit);
        if !first && used + usize::from(blank) + wide > width {
            out.push('\n');
            out.push_str(&indent);
            used = indent.len();
        } else if !first && blank {
            out.push(' ');
            used += 1;
        }
        out.push_str(unit);
        used += wide;
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words_and_tables_are_not() {
        assert_eq!(folded("one two\n", 7), "one two\n");
        assert_eq!(folded("one two three\n", 9), "one two\n  three\n");
        assert_eq!(
            folded("  hint: run it: forcessl wait pgm-a\n", 22),
            "  hint: run it:\n    forcessl wait pgm-a\n"
        );
        assert_eq!(folded("│ a ┆ long table │\n", 9), "│ a ┆ long table │\n");
        assert_eq!(
            folded("明文被接受，实测: forcessl check pgm-a\n", 10),
            "明文被接\n  受，实\n  测:\n  forcessl check pgm-a\n"
        );
        let coloured = "\u{1b}[31mone\u{1b}[0m two three\n";
        assert_eq!(folded(coloured, 9), "\u{1b}[31mone\u{1b}[0m two\n  three\n");
    }
}
