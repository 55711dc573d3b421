//! Help in a language: every text about the commands and their arguments, set when it is wanted.
//!
//! Invariant: the code holds no text of help. The keys of the catalogue follow from names: `help-ssl-enable`
//! for a command and `help-ssl-enable-more` for what only `--help` says of it, `help-arg-dry_run` for an
//! argument, `help-check-arg-instances` where one command says something else of it, and the same with
//! `value` and the value for possible values. clap breaks lines at blanks and counts characters, so that a
//! wide character of a help screen is followed by a blank until the lines are broken.

pub(super) mod examples;
pub(super) mod usage;

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use self::examples::{EXAMPLES, Example};
use crate::domain::failure::Ending;
use crate::environment::Environment;
use crate::text::{self, Language};

/// Global flags that only `--help` lists, to keep `-h` short.
const SELDOM: [&str; 14] = [
    "assume_role",
    "endpoint",
    "vpc",
    "proxy",
    "ca_bundle",
    "connect_timeout",
    "read_timeout",
    "signature",
    "parallel",
    "qps",
    "state_dir",
    "no_wait",
    "lang",
    "color",
];

/// Finds the text of a key.
type Say<'a> = &'a mut dyn FnMut(&str) -> Option<String>;

/// The whole command line with its texts, for completions, man pages and docs.
pub(super) fn command(language: Language) -> Command {
    worded(super::declared(), "", &mut |key| text::named(language, key))
}

/// The same with what clap adds of its own.
pub(super) fn built(language: Language, mut command: Command) -> Command {
    command.build();
    with_own_flags(command, &mut |key| text::named(language, key))
}

/// The screen that these arguments ask for, which no parser of values stands in the way of.
pub(super) fn screen(
    arguments: &[OsString],
    language: Language,
    environment: &Environment,
) -> Option<clap::Error> {
    let mut say = |key: &str| text::named(language, key).map(|text| spaced(&text, language));
    let mut command = worded(super::declared(), "", &mut say);
    for flag in SELDOM {
        command = command.mut_arg(flag, |flag| flag.hide_short_help(true));
    }
    if language != Language::English {
        // A line that ends in wide characters, or has a label of clap, is longer than it was counted.
        command = command.term_width(width(environment).saturating_sub(LONGER).max(40));
    }
    command.build();
    with_own_flags(command, &mut say)
        .try_get_matches_from(arguments)
        .err()
}

/// How many columns a line may be longer than clap counts.
const LONGER: usize = 7;

/// As clap finds it.
fn width(environment: &Environment) -> usize {
    let columns = || environment.variable("COLUMNS")?.parse().ok();
    let terminal = console::Term::stdout().size_checked();
    terminal
        .map(|(_, columns)| usize::from(columns))
        .or_else(columns)
        .map_or(super::WIDEST, |width: usize| width.min(super::WIDEST))
}

/// The command with its texts, and so its subcommands.
fn worded(command: Command, path: &str, say: Say<'_>) -> Command {
    let name = if path.is_empty() {
        command.get_name().to_owned()
    } else {
        path.replace(' ', "-")
    };
    let mut command = command.mut_args(|argument| worded_argument(argument, &name, say));
    let own = format!("help-{name}");
    if let Some(about) = say(&own) {
        if let Some(more) = say(&format!("{own}-more")) {
            command = command.long_about(format!("{about}\n\n{more}"));
        }
        command = command.about(about);
    }
    if let Some(placeholder) = say("help-label-command") {
        command = command.subcommand_value_name(placeholder);
    }
    if let Some(after) = after(path, say) {
        command = command.after_help(after);
    }
    command.mut_subcommands(|inner| {
        let below = format!("{path} {}", inner.get_name());
        worded(inner, below.trim_start(), say)
    })
}

/// The examples of a command; the exit codes too, of the program.
fn after(path: &str, say: Say<'_>) -> Option<String> {
    let shown = examples::shown(path);
    let mut text = String::new();
    if !shown.is_empty() {
        text += &say("help-examples").unwrap_or_default();
    }
    for example in shown {
        let does = say(&example_key(example)).unwrap_or_default();
        let _ = write!(text, "\n  # {does}\n  forcessl {}", example.line);
    }
    if path.is_empty() {
        let _ = writeln!(text, "\n\n{}", say("help-exit-codes").unwrap_or_default());
        for (_, code) in Ending::TABLE {
            let meaning = say(&format!("help-exit-{code}")).unwrap_or_default();
            let _ = writeln!(text, "  {code:>3}  {meaning}");
        }
    }
    (!text.is_empty()).then_some(text)
}

/// The key of what an example does: by its command and its place among those of it.
fn example_key(example: &Example) -> String {
    let of_same = EXAMPLES.iter().filter(|one| one.of == example.of);
    let before = of_same.take_while(|one| one.line != example.line).count();
    let name = match example.of {
        "" => "forcessl".to_owned(),
        path => path.replace(' ', "-"),
    };
    format!("help-{name}-example-{}", before + 1)
}

fn worded_argument(mut argument: Arg, command: &str, say: Say<'_>) -> Arg {
    let id = argument.get_id().to_string();
    for key in [format!("help-{command}-arg-{id}"), format!("help-arg-{id}")] {
        if let Some(help) = say(&key) {
            argument = argument.help(help);
            break;
        }
    }
    if let Some(heading) = argument.get_help_heading() {
        let key = heading.to_ascii_lowercase().replace(' ', "-");
        if let Some(heading) = say(&format!("help-heading-{key}")) {
            argument = argument.help_heading(heading);
        }
    }
    let values = argument.get_possible_values();
    if values.is_empty() || !argument.get_action().takes_values() {
        return argument;
    }
    let values = values.into_iter().map(|value| {
        let name = value.get_name().to_owned();
        let own = say(&format!("help-{command}-value-{id}-{name}"));
        match own.or_else(|| say(&format!("help-value-{id}-{name}"))) {
            Some(help) => value.help(help),
            None => value,
        }
    });
    let values = values.collect();
    argument.value_parser(ShownValues(values))
}

/// Possible values that are shown; what is given is not held against them.
#[derive(Debug, Clone)]
struct ShownValues(Vec<PossibleValue>);

impl TypedValueParser for ShownValues {
    type Value = OsString;

    fn parse_ref(
        &self,
        _: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<OsString, clap::Error> {
        Ok(value.to_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().cloned()))
    }
}

/// The flags and the subcommand that clap adds itself.
fn with_own_flags(command: Command, say: Say<'_>) -> Command {
    let command = command.mut_args(|argument| match argument.get_id().as_str() {
        "help" => match (
            argument.get_long_help().is_some(),
            say("help-clap-help-short"),
            say("help-clap-help-long"),
            say("help-clap-help"),
        ) {
            (true, Some(short), Some(long), _) => argument.help(short).long_help(long),
            (false, .., Some(help)) => argument.help(help),
            _ => argument,
        },
        "version" => match say("help-clap-version") {
            Some(help) => argument.help(help),
            None => argument,
        },
        _ => argument,
    });
    command.mut_subcommands(|inner| {
        let inner = match (inner.get_name(), say("help-clap-subcommand")) {
            ("help", Some(about)) => inner.about(about),
            _ => inner,
        };
        with_own_flags(inner, say)
    })
}

/// A screen as clap rendered it, with its lines as wide as they look.
pub(super) fn finished(screen: &str, language: Language) -> String {
    if language == Language::English {
        screen.to_owned()
    } else {
        labelled(&unspaced(screen), language)
    }
}

/// A text of clap with its labels in this language.
pub(super) fn labelled(text: &str, language: Language) -> String {
    if language == Language::English {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (label, key) in LABELS {
        if let Some(own) = text::named(language, key) {
            text = text.replace(label, &own);
        }
    }
    if let Some(own) = text::named(language, "help-label-possible") {
        text = relabelled(&text, ("[possible", "values:"), &own);
    }
    for heading in ["global-options", "selection", "rollout"] {
        if let Some(own) = text::named(language, &format!("help-heading-{heading}")) {
            text = text.replace(&format!("{own}:"), &format!("{own}："));
        }
    }
    if let Some(placeholder) = text::named(language, "help-label-command") {
        text = text.replace("<COMMAND>", &format!("<{placeholder}>"));
    }
    // What is full-width brings its own blank, also where further lines of usage begin.
    let usage = text::named(language, "help-label-usage").unwrap_or_default();
    text.replace(&format!("{usage}\u{1b}[0m "), &format!("{usage}\u{1b}[0m"))
        .replace(&format!("{usage} "), &usage)
        .replace("\n       forcessl ", "\n      forcessl ")
        .replace("） [", "）[")
}

/// With a label of two words that stand on two lines replaced; the line end stays.
fn relabelled(text: &str, (first, second): (&str, &str), own: &str) -> String {
    let mut parts = text.split(first);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (gap, rest) = part.split_at(part.len() - part.trim_start().len());
        match rest.strip_prefix(second).filter(|_| gap.contains('\n')) {
            Some(rest) => whole.extend([own, gap, rest.trim_start()]),
            None => whole.extend([first, part]),
        }
    }
    whole
}

/// Labels that clap has no setting for.
///
/// Source: `clap_builder`, `output/help_template.rs` and `output/usage.rs`.
const LABELS: [(&str, &str); 9] = [
    ("Usage:", "help-label-usage"),
    ("Arguments:", "help-label-arguments"),
    ("Commands:", "help-label-commands"),
    ("Options:", "help-label-options"),
    ("Possible values:", "help-label-possible-values"),
    ("[OPTIONS]", "help-label-placeholder"),
    ("[default:", "help-label-default"),
    ("[env:", "help-label-environment"),
    ("[possible values:", "help-label-possible"),
];

fn is_wide(character: char) -> bool {
    let mut buffer = [0; 4];
    console::measure_text_width(character.encode_utf8(&mut buffer)) == 2
}

/// Each wide character takes a blank with it, at the next place where a line may be broken.
fn spaced(text: &str, language: Language) -> String {
    if language == Language::English {
        return text.to_owned();
    }
    let mut spaced = String::with_capacity(text.len() * 2);
    let mut owed = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        spaced.push(character);
        owed += usize::from(is_wide(character));
        let next = characters.peek().copied().unwrap_or('\n');
        let is_break = match next {
            ' ' | '\n' => true,
            next => {
                is_wide(character)
                    && !"（《“".contains(character)
                    && !"，。；：？！、）》”…".contains(next)
            }
        };
        if is_break {
            spaced.extend(std::iter::repeat_n(' ', owed));
            owed = 0;
        }
    }
    spaced
}

/// Without the blanks of [`spaced`].
fn unspaced(text: &str) -> String {
    let mut owed = 0_usize;
    let is_kept = |character: &char| {
        let is_owed = *character == ' ' && owed > 0;
        owed = match *character {
            ' ' => owed.saturating_sub(1),
            '\n' => 0,
            wide => owed + usize::from(is_wide(wide)),
        };
        !is_owed
    };
    text.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::commands::help::usage;

    /// The keys of a catalogue that begin with `help-`.
    fn keys(source: &str) -> BTreeSet<String> {
        let lines = source.lines().filter(|line| line.starts_with("help-"));
        lines
            .map(|line| line.split(" =").next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_text_has_a_message_and_every_message_of_help_is_shown() {
        let known = keys(include_str!("../../text/en.ftl"));
        let mut used = BTreeSet::new();
        let mut say = |key: &str| {
            let text = text::named(Language::English, key);
            if text.is_some() {
                used.insert(key.to_owned());
            }
            text
        };
        let mut command = worded(super::super::declared(), "", &mut say);
        command.build();
        let command = with_own_flags(command, &mut say);
        complete(&command, "");
        let labels = LABELS.iter().map(|(_, key)| *key);
        used.extend(labels.map(str::to_owned));
        let unused: Vec<&String> = known
            .difference(&used)
            .filter(|key| !key.starts_with("help-man-"))
            .collect();
        assert_eq!(unused, Vec::<&String>::new(), "nothing shows these");
    }

    fn complete(command: &Command, path: &str) {
        assert!(command.get_about().is_some(), "help-{path}");
        for argument in command.get_arguments() {
            let id = argument.get_id();
            assert!(argument.get_help().is_some(), "help-{path}-arg-{id}");
            let said = argument.get_possible_values();
            let said = said.iter().filter(|value| value.get_help().is_some());
            let all = argument.get_possible_values().len();
            let said = said.count();
            assert!(said == 0 || said == all, "help-{path}-value-{id}-…");
        }
        for inner in command.get_subcommands() {
            let below = format!("{path} {}", inner.get_name());
            complete(inner, below.trim());
        }
    }

    /// What help shows for these words.
    fn shown(line: &str, language: Language) -> String {
        let words = std::iter::once("forcessl").chain(line.split(' '));
        let words: Vec<OsString> = words.map(OsString::from).collect();
        usage::text(
            &screen(&words, language, &Environment::default()).unwrap(),
            "forcessl",
            language,
            false,
        )
    }

    #[test]
    fn chinese_screens_are_as_wide_as_they_may_be_and_have_no_blanks_too_many() {
        let mut lines = 0;
        for line in [
            "--help",
            "-h",
            "check --help",
            "check -h",
            "help ca rotate",
            "help cert inspect",
        ] {
            let shown = shown(line, Language::Chinese);
            for line in shown.lines() {
                lines += 1;
                assert!(
                    console::measure_text_width(line) <= super::super::WIDEST,
                    "{line}"
                );
                let line: Vec<char> = line.chars().collect();
                for three in line.windows(3) {
                    let split = is_wide(three[0]) && three[1] == ' ' && is_wide(three[2]);
                    assert!(!split, "{line:?}");
                }
            }
        }
        assert!(lines > 300);
    }

    #[test]
    fn blanks_come_and_go() {
        for text in [
            "",
            "检查，等待（最多 10 分钟）。",
            "用法: `a` 和“乙”……\n  # 第二行\nabc 丁",
            "plain text",
        ] {
            let there = spaced(text, Language::Chinese);
            assert_eq!(unspaced(&there), text, "{there:?}");
        }
        assert_eq!(
            spaced("查看 SSL，等", Language::Chinese),
            "查 看  SSL， 等 "
        );
    }
}
