//! Ticks, boxes and arrows where the locale cannot show them.

use crate::environment::Environment;

/// Whether glyphs beyond ASCII can be shown: unless the locale says that they cannot. Without any
/// locale, as under cron and in containers, the reader decides, and readers know UTF-8.
///
/// Source: POSIX, the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set and not empty decides.
pub(super) fn shown(environment: &Environment) -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| environment.variable(name))
        .is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

/// What a bar is drawn with: done, at its end, and to do.
pub(super) const fn bar(glyphs: bool) -> &'static str {
    if glyphs { "━╸─" } else { "=>-" }
}

/// The text with the glyphs of this program spelled in ASCII, each as wide as before, so that
/// tables keep their shape. Letters from elsewhere stay.
pub(super) fn spelled(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '─' | '━' | '╸' | '╌' | '┄' | '═' | '–' | '—' => '-',
            '│' | '┆' | '┊' | '║' => '|',
            '✔' | '\u{250c}'..='\u{254b}' | '\u{2552}'..='\u{2570}' => '+',
            '✘' => 'x',
            '◐' => '~',
            '→' => '>',
            '◀' => '<',
            '·' | '•' => '*',
            '“' | '”' => '"',
            '…' => '.',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment {
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            home: None,
        }
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, expected) in [
            (&[][..], true),
            (&[("LANG", "C")], false),
            (&[("LANG", "POSIX")], false),
            (&[("LANG", "en_US.ISO-8859-1")], false),
            (&[("LANG", "zh_CN.GB18030")], false),
            (&[("LANG", "C.UTF-8")], true),
            (&[("LANG", "de_DE.utf8")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false),
            (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], true),
            (&[("LC_CTYPE", "en_US.UTF-8"), ("LANG", "C")], true),
        ] {
            assert_eq!(shown(&environment(variables)), expected, "{variables:?}");
        }
    }

    #[test]
    fn every_sign_becomes_one_ascii_character() {
        let glyphs = "╭─┬╮│├┼┤╞═╪╡└╰┴╯┆╌✔✘◐→◀·“”…–━╸";
        let spelled = spelled(glyphs);
        assert!(spelled.is_ascii(), "{spelled}");
        assert_eq!(spelled.chars().count(), glyphs.chars().count());
        assert_eq!(super::spelled("用户 é"), "用户 é");
    }
}
