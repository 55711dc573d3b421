//! What is wrong with a command line, in a language: clap finds it, the catalogue says it.
//!
//! Source: `clap_builder`, `error/format.rs`; in English every text is clap's own, which a test holds.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{ErrorKind as IoErrorKind, IsTerminal as _, Write as _};

use clap::builder::styling::Style;
use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::commands::options::locale;
use crate::domain::failure::Ending;
use crate::domain::instance::Malformed;
use crate::environment::Environment;
use crate::report::{Page, failure, harmless};
use crate::terminal;
use crate::text::{Language, Text, text};

/// The whole text, with a line end; `command` is the one that was meant.
pub(crate) fn text(error: &clap::Error, command: &str, language: Language, colour: bool) -> String {
    let pen = Pen { language, colour };
    let Some(what) = what(error, pen) else {
        return super::finished(&pen.styled(&error.render()), language);
    };
    let styles = Styles::styled();
    let mut text = pen.label(&text!("usage-error"), styles.get_error()) + &what;
    for (number, tip) in tips(error, pen).into_iter().enumerate() {
        text += if number == 0 { "\n\n  " } else { "\n  " };
        text += &pen.label(&text!("usage-tip"), styles.get_valid());
        text += &tip;
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text += "\n\n";
        text += &super::labelled(&pen.styled(usage), language);
    }
    let help = pen.paint(&format!("{command} --help"), styles.get_literal());
    text += "\n\n";
    text += &text!("usage-more", command = help).say(language);
    text + "\n"
}

/// The command that these arguments name, as far as there is one.
fn meant(arguments: &[OsString]) -> String {
    let program = crate::commands::declared();
    let (mut name, mut command) = (program.get_name().to_owned(), &program);
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next() {
        let word = word.to_string_lossy();
        let is_flag = |arg: &&clap::Arg| {
            let long = arg
                .get_long()
                .is_some_and(|long| word == format!("--{long}"));
            long || arg
                .get_short()
                .is_some_and(|short| word == format!("-{short}"))
        };
        if let Some(inner) = command.find_subcommand(&*word) {
            command = inner;
            name = format!("{name} {}", inner.get_name());
        } else if let Some(flag) = command
            .get_arguments()
            .chain(program.get_arguments())
            .find(is_flag)
            && flag.get_action().takes_values()
        {
            // Its value is no command, whatever it is called.
            words.next();
        } else if !word.starts_with('-') {
            break;
        }
    }
    name
}

/// Prints help and version to stdout, and what is wrong with the command line to stderr.
pub(crate) fn unparsed(
    error: clap::Error,
    arguments: &[OsString],
    environment: &Environment,
) -> Ending {
    let language = locale::of_arguments(arguments, environment);
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let screen = is_help.then(|| super::screen(arguments, language, environment));
    let error = screen.flatten().unwrap_or(error);
    let plain = terminal::is_plain(environment);
    // All commands are declared for it, which help and version do not pay for.
    let command = error.use_stderr().then(|| meant(arguments));
    let command = command.unwrap_or_default();
    // A word that is quoted in the text must not bring colours of its own.
    let words = arguments
        .iter()
        .map(|word| word.to_string_lossy().into_owned());
    let flags = environment.variables.iter();
    let flags = flags.filter(|(name, _)| name.starts_with("FORCESSL_"));
    let own = words
        .chain(flags.map(|(_, value)| value.clone()))
        .all(|word| !word.contains('\u{1b}'));
    // A version is the same in every language.
    let language = if error.kind() == ErrorKind::DisplayVersion {
        Language::English
    } else {
        language
    };
    let shown = |is_terminal: bool| {
        let colour = is_terminal && own && !plain;
        harmless(&text(&error, &command, language, colour), colour).into_owned()
    };
    if error.use_stderr() {
        let mut err = std::io::stderr().lock();
        let _ = err.write_all(shown(err.is_terminal()).as_bytes());
        return Ending::Usage;
    }
    let mut out = std::io::stdout().lock();
    let shown = shown(out.is_terminal());
    match out.write_all(shown.as_bytes()).and_then(|()| out.flush()) {
        Err(lost) if lost.kind() != IoErrorKind::BrokenPipe => {
            let failed = terminal::lost_answer(&lost);
            let text = failure::text(&failed, Page::plain(language));
            let _ = std::io::stderr().write_all(text.as_bytes());
            failed.ending
        }
        _ => Ending::Done,
    }
}

/// How things are written.
#[derive(Clone, Copy)]
struct Pen {
    language: Language,
    colour: bool,
}

impl Pen {
    fn paint(self, words: &str, style: &Style) -> String {
        if self.colour {
            format!("{style}{words}{style:#}")
        } else {
            words.to_owned()
        }
    }

    fn invalid(self, words: &str) -> String {
        self.paint(words, Styles::styled().get_invalid())
    }

    fn valid(self, words: &str) -> String {
        self.paint(words, Styles::styled().get_valid())
    }

    fn literal(self, words: &str) -> String {
        self.paint(words, Styles::styled().get_literal())
    }

    /// A label, whose blank is not painted.
    fn label(self, label: &Text, style: &Style) -> String {
        let label = label.say(self.language);
        let word = label.trim_end();
        let gap = label.strip_prefix(word).unwrap_or_default();
        self.paint(word, style) + gap
    }

    fn styled(self, text: &StyledStr) -> String {
        if self.colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        }
    }
}

/// The words of one context, where there are any.
fn words(error: &clap::Error, kind: ContextKind) -> Option<Vec<&str>> {
    let value = error.get(kind)?;
    if let ContextValue::String(word) = value {
        Some(vec![word])
    } else if let ContextValue::Strings(words) = value {
        Some(words.iter().map(String::as_str).collect())
    } else {
        None
    }
}

fn word(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    words(error, kind)?.first().copied()
}

/// What is wrong; `None` where only clap can say it.
fn what(error: &clap::Error, pen: Pen) -> Option<String> {
    let argument = word(error, ContextKind::InvalidArg);
    let value = word(error, ContextKind::InvalidValue);
    let mut listed = vec![];
    let text = match (error.kind(), argument, value) {
        (ErrorKind::ArgumentConflict, Some(argument), _) => {
            let others = words(error, ContextKind::PriorArg).unwrap_or_default();
            let painted = pen.invalid(argument);
            match others.as_slice() {
                [] => text!("usage-repeated", argument = painted),
                [same] if *same == argument => text!("usage-repeated", argument = painted),
                [other] if !is_list(error, ContextKind::PriorArg) => {
                    let other = pen.invalid(other);
                    text!("usage-conflict", argument = painted, other = other)
                }
                others => {
                    listed = others.iter().map(|other| pen.invalid(other)).collect();
                    text!("usage-conflicts", argument = painted)
                }
            }
        }
        (ErrorKind::InvalidValue, Some(argument), Some(value)) => {
            listed = possible(error, pen);
            match value {
                "" => text!("usage-value-missing", argument = pen.invalid(argument)),
                value => invalid_value(argument, value, pen),
            }
        }
        (ErrorKind::ValueValidation, Some(argument), Some(value)) => {
            let text = invalid_value(argument, value, pen);
            match why(error) {
                Some(why) => text!("usage-value-refused", what = text, why = why),
                None => text,
            }
        }
        (ErrorKind::TooManyValues, Some(argument), Some(value)) => {
            let (value, argument) = (pen.invalid(value), pen.literal(argument));
            text!("usage-value-unexpected", value = value, argument = argument)
        }
        (ErrorKind::UnknownArgument, Some(argument), _) => {
            text!("usage-unknown", argument = pen.invalid(argument))
        }
        (ErrorKind::MissingRequiredArgument, Some(_), _) => {
            let missing = words(error, ContextKind::InvalidArg).unwrap_or_default();
            listed = missing.into_iter().map(|one| pen.valid(one)).collect();
            text!("usage-missing")
        }
        (ErrorKind::InvalidSubcommand, ..) => {
            let name = pen.invalid(word(error, ContextKind::InvalidSubcommand)?);
            text!("usage-no-subcommand", name = name)
        }
        (ErrorKind::MissingSubcommand, ..) => {
            let command = pen.invalid(word(error, ContextKind::InvalidSubcommand)?);
            let known = words(error, ContextKind::ValidSubcommand).unwrap_or_default();
            let known: Vec<String> = known.into_iter().map(|one| pen.valid(one)).collect();
            let known = text!("usage-subcommands", known = known.join(", "));
            listed.push(known.say(pen.language));
            text!("usage-subcommand-missing", command = command)
        }
        _ => return None,
    };
    let mut said = text.say(pen.language);
    for line in listed {
        said += "\n  ";
        said += &line;
    }
    Some(said)
}

fn is_list(error: &clap::Error, kind: ContextKind) -> bool {
    matches!(error.get(kind), Some(ContextValue::Strings(_)))
}

fn invalid_value(argument: &str, value: &str, pen: Pen) -> Text {
    let (value, argument) = (pen.invalid(value), pen.literal(argument));
    text!("usage-value-invalid", value = value, argument = argument)
}

/// The line of possible values, where there are any.
fn possible(error: &clap::Error, pen: Pen) -> Vec<String> {
    let values = words(error, ContextKind::ValidValue).unwrap_or_default();
    if values.is_empty() {
        return vec![];
    }
    let quoted = |value: &&str| {
        if value.contains(char::is_whitespace) {
            pen.valid(&format!("{value:?}"))
        } else {
            pen.valid(value)
        }
    };
    let values: Vec<String> = values.iter().map(quoted).collect();
    let line = text!("usage-possible", values = values.join(", "));
    vec![line.say(pen.language)]
}

/// Why a value is refused.
fn why(error: &clap::Error) -> Option<Text> {
    let source = error.source()?;
    if let Some(Malformed(why)) = source.downcast_ref() {
        return Some(why.clone());
    }
    Some(Text::reported(&source.to_string()))
}

/// What may have been meant.
fn tips(error: &clap::Error, pen: Pen) -> Vec<String> {
    let similar = |kind| {
        let names = words(error, kind).filter(|names| !names.is_empty())?;
        let quoted = names.iter().map(|name| format!("'{}'", pen.valid(name)));
        Some((names.len(), Text::list(quoted.map(Text::verbatim))))
    };
    let tips = [
        similar(ContextKind::SuggestedSubcommand)
            .map(|(n, names)| text!("usage-similar-subcommand", count = n, names = names)),
        similar(ContextKind::SuggestedArg)
            .map(|(n, names)| text!("usage-similar-argument", count = n, names = names)),
        similar(ContextKind::SuggestedValue)
            .map(|(n, names)| text!("usage-similar-value", count = n, names = names)),
    ];
    let tips = tips.into_iter().flatten();
    let mut said: Vec<String> = tips.map(|tip| tip.say(pen.language)).collect();
    if let Some(ContextValue::StyledStrs(others)) = error.get(ContextKind::Suggested) {
        said.extend(others.iter().map(|other| suggestion(other, pen)));
    }
    said
}

/// A tip that clap has put in words: the words that it quotes are kept.
///
/// Source: `clap_builder`, `error/mod.rs`, `unknown_argument` and `unnecessary_double_dash`.
fn suggestion(tip: &StyledStr, pen: Pen) -> String {
    let whole = pen.styled(tip);
    let plain = tip.to_string();
    let quoted: Vec<&str> = whole.split('\'').skip(1).step_by(2).collect();
    let text = match quoted.as_slice() {
        [argument, escaped] if plain.starts_with("to pass '") => {
            text!("usage-escape", argument = *argument, escaped = *escaped)
        }
        [name, dashes] if plain.starts_with("subcommand '") => {
            text!("usage-dashes", name = *name, dashes = *dashes)
        }
        [line] if plain.ends_with(" exists") => text!("usage-elsewhere", line = *line),
        _ => return whole,
    };
    text.say(pen.language)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::commands::{Defaults, parse};

    /// Command lines that are wrong, each in another way.
    const WRONG: &[&str] = &[
        "chekc",
        "--no-such",
        "--yes",
        "check --al",
        "check --tag",
        "check --expiry-days=-1 pgm-a",
        "check --expiry-days x pgm-a",
        "check --expiry-days= pgm-a",
        "check --expiry-days 99999999999999999999 pgm-a",
        "check --fail-on worst pgm-a",
        "check -o tabel",
        "check --quiet --quiet pgm-a",
        "check --quiet=yes pgm-a",
        "check -- --al",
        "ssl",
        "ssl enabel pgm-a",
        "ssl -- enable",
        "ssl --dry-run",
        "acl set",
        "acl set pgm-a",
        "acl set pgm-a verify-ca verify-full",
        "acl set pgm-a verify",
        "explain --list Throttling",
        "completions",
        "completions tcsh",
        "cert issue",
        "cert new-ca --days 0 --name a --out b",
        "plan --max-failures 0",
        "check --no-such pgm-a",
        "wait --interval 1ms pgm-a",
        "check --timeout soon pgm-a",
        "check --timeout 0s pgm-a",
        "check --timeout 999y pgm-a",
        "check --parallel 0 pgm-a",
        "check --all --tag x",
        "check --all --shard 9/8",
        "check --all --shard auto/x",
        "check --region=!x pgm-a",
        "plan --except x pgm-a",
        "clients --user= pgm-a",
        "check -o json= pgm-a",
        "man --lang",
        "man --lang fr",
    ];

    fn error(line: &str) -> clap::Error {
        let words = std::iter::once("forcessl").chain(line.split(' '));
        let words: Vec<OsString> = words.map(OsString::from).collect();
        match parse(&words, &Defaults::default()) {
            Err(error) => error,
            Ok(_) => panic!("{line}"),
        }
    }

    #[test]
    fn english_is_as_clap_says_it() {
        for line in WRONG {
            let error = error(line);
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                continue;
            }
            let theirs = error.render();
            for (colour, theirs) in [
                (false, theirs.to_string()),
                (true, theirs.ansi().to_string()),
            ] {
                let ours = text(&error, "forcessl", Language::English, colour);
                // Their help is that of no command.
                assert_eq!(ours.replace("forcessl --help", "--help"), theirs, "{line}");
            }
        }
    }

    /// Every argument of every command that takes a value.
    fn arguments_with_values(command: &clap::Command, found: &mut Vec<clap::Arg>) {
        let own = command.get_arguments();
        found.extend(own.filter(|one| one.get_action().takes_values()).cloned());
        for inner in command.get_subcommands() {
            arguments_with_values(inner, found);
        }
    }

    #[test]
    fn a_refusal_of_a_value_names_one_that_is_taken() {
        let bad = [
            "!",
            "0",
            "-1",
            "1.5x",
            "99999999999999999999",
            "a=b=c",
            "[::",
            "x",
            "full",
            "user=",
            "user=a,user=b",
            "foo=bar",
            "999y",
            "1/0",
            "auto/x",
            "",
        ];
        let mut arguments = Vec::new();
        arguments_with_values(&crate::commands::declared(), &mut arguments);
        let (mut refusals, mut silent) = (0, Vec::new());
        for argument in arguments {
            let parsed = |value: &str| {
                let one = clap::Arg::new("value")
                    .long("value")
                    .action(clap::ArgAction::Append);
                let one = one.value_parser(argument.get_value_parser().clone());
                let line = ["forcessl".to_owned(), format!("--value={value}")];
                clap::Command::new("forcessl")
                    .arg(one)
                    .try_get_matches_from(line)
            };
            for value in bad {
                let Err(error) = parsed(value) else { continue };
                // That it is missing says all of one that is free.
                if value.is_empty() && error.kind() == ErrorKind::InvalidValue {
                    continue;
                }
                refusals += 1;
                let said = text(&error, "forcessl", Language::English, false);
                let said = said.split("\n\n").next().unwrap();
                let mut words = said.split([' ', '`', '\'', ';', ':', ',', ']', '\n']);
                let whole = said.split([' ', '`', '\'', ';']);
                let is_taken =
                    |word: &str| !word.is_empty() && word != value && parsed(word).is_ok();
                if !words.any(is_taken) && !whole.into_iter().any(is_taken) {
                    silent.push(format!("{}: {said}", argument.get_id()));
                }
            }
        }
        assert!(refusals > 100, "{refusals}");
        assert!(silent.is_empty(), "{}", silent.join("\n"));
    }

    #[test]
    fn chinese_has_no_english_words() {
        let known = [
            "forcessl", "ACL", "shell", "auto", "locale", "pgm", "hangzhou", "prefer", "verify",
            "full", "cert", "INDEX", "COUNT", "KEY", "VALUE", "NAME", "CIDR", "user", "database",
            "address", "json", "list", "env", "prod", "app",
        ];
        for line in WRONG {
            let error = error(line);
            if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                continue;
            }
            let text = text(&error, "forcessl", Language::Chinese, false);
            let usage = text.find("用法：").unwrap_or(text.len());
            let (said, _) = text.split_at(usage);
            for part in said.split(['\'', '[', ']', '\n']) {
                // Subcommands and values are the same in every language.
                if part.starts_with("子命令: ") || part.starts_with("可选值: ") {
                    continue;
                }
                let is_said = part.chars().any(|one| one > '\u{2e80}');
                let words = part.split(|one: char| !one.is_ascii_alphabetic());
                let english: Vec<&str> = words
                    .filter(|word| word.len() > 2 && !known.contains(word))
                    .collect();
                assert!(!is_said || english.is_empty(), "{line}: {text}");
            }
            assert!(text.starts_with("错误："), "{text}");
        }
    }
}
