//! In which language a run speaks: what was asked for, else what the locale says.

use std::ffi::OsString;

use super::global::LANGUAGES;
use crate::environment::Environment;
use crate::terminal;
use crate::text::Language;

/// The language that was asked for, else that of the locale of messages.
pub(crate) fn language(asked: Option<Language>, environment: &Environment) -> Language {
    match asked {
        Some(language) => language,
        // What is said is UTF-8, which a terminal of another charset cannot show.
        None if !terminal::shows_unicode(environment) => Language::English,
        None => of_locale(|name| environment.variable(name)),
    }
}

/// The same for a command line that could not be parsed, or was only asked about.
pub(crate) fn of_arguments(arguments: &[OsString], environment: &Environment) -> Language {
    let known = |asked: Option<&str>| {
        let named = LANGUAGES.iter().find(|(name, _)| asked == Some(name))?;
        Some(named.1)
    };
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        asked = value.or(asked);
    }
    // One that is none is refused in the language of the environment.
    let asked = known(asked).or_else(|| known(environment.variable("FORCESSL_LANG")));
    language(asked, environment)
}

/// The first language of `LANGUAGE` that the catalogues speak, unless the locale is the plain one;
/// else the language of the locale.
///
/// Source: POSIX, the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty decides;
/// GNU gettext, `LANGUAGE` is a list with colons that goes before it, except in the locale C.
fn of_locale<'a>(variable: impl Fn(&str) -> Option<&'a str>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(&variable)
        .unwrap_or_default();
    let plain = ["", "C", "POSIX"].contains(&locale.split('.').next().unwrap_or_default());
    let listed = variable("LANGUAGE").filter(|_| !plain);
    listed
        .into_iter()
        .flat_map(|list| list.split(':'))
        .find_map(Language::named)
        .unwrap_or_else(|| Language::from_locale(locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_decide_in_their_order() {
        let of = |set: &'static [(&str, &str)]| {
            of_locale(|name| {
                set.iter()
                    .find(|(one, _)| *one == name)
                    .map(|(_, value)| *value)
            })
        };
        for (set, expected) in [
            (&[][..], Language::English),
            (&[("LANG", "zh_CN.UTF-8")], Language::Chinese),
            (
                &[("LANG", "zh_CN.UTF-8"), ("LC_MESSAGES", "en_US.UTF-8")],
                Language::English,
            ),
            (
                &[("LANG", "en_US.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")],
                Language::Chinese,
            ),
            (
                &[("LANG", "en_US.UTF-8"), ("LANGUAGE", "zh_CN:en")],
                Language::Chinese,
            ),
            (
                &[("LANG", "zh_CN.UTF-8"), ("LANGUAGE", "en_US:zh")],
                Language::English,
            ),
            (
                &[("LANG", "zh_CN.UTF-8"), ("LANGUAGE", "fr:de")],
                Language::Chinese,
            ),
            (
                &[("LANG", "fr_FR.UTF-8"), ("LANGUAGE", "fr:zh")],
                Language::Chinese,
            ),
            (
                &[("LANG", "C.UTF-8"), ("LANGUAGE", "zh")],
                Language::English,
            ),
            (&[("LANGUAGE", "zh")], Language::English),
        ] {
            assert_eq!(of(set), expected, "{set:?}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_parsed_still_says_its_language() {
        let of = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            of_arguments(&words, &Environment::default())
        };
        assert_eq!(of("forcessl check --lang zh --no-such"), Language::Chinese);
        assert_eq!(of("forcessl --lang=zh"), Language::Chinese);
        assert_eq!(of("forcessl --lang zh --lang en"), Language::English);
        assert_eq!(of("forcessl --lang fr"), Language::English);
        assert_eq!(of("forcessl --lang"), Language::English);
    }
}
