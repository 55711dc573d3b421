//! The arguments of a subcommand that were given, as words that give them again in another place.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

/// What says how a run answers and asks, or checks its own moment, and nothing of what it comes to; those of a login may hold a password.
const OF_THE_RUN: [&str; 13] = [
    "allow_clear_password",
    "color",
    "dsn",
    "lang",
    "max_cut_off",
    "out",
    "output",
    "proxy",
    "quiet",
    "sessions",
    "state_dir",
    "verbose",
    "yes",
];

/// The arguments of the subcommand that came from the command line or a variable, files with their whole paths.
/// `command` is what parsed them.
pub(crate) fn words(matches: &ArgMatches, command: &Command) -> Vec<String> {
    let named = matches.subcommand();
    let named = named.and_then(|(name, inner)| Some((inner, command.find_subcommand(name)?)));
    let Some((inner, command)) = named else {
        return vec![];
    };
    let is_given = |arg: &&Arg| {
        let id = arg.get_id().as_str();
        let is_there = matches!(inner.try_get_raw(id), Ok(Some(_)));
        let source = is_there.then(|| inner.value_source(id)).flatten();
        let is_given = source.is_some_and(|source| source != ValueSource::DefaultValue);
        is_given && !OF_THE_RUN.contains(&id)
    };
    let given = command.get_arguments().filter(is_given);
    given.flat_map(|arg| words_of(arg, inner)).collect()
}

fn words_of(arg: &Arg, matches: &ArgMatches) -> Vec<String> {
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names = arg.get_value_names().unwrap_or_default();
    if !arg.get_action().takes_values() {
        let is_on = matches.get_flag(arg.get_id().as_str());
        return long.filter(|_| is_on).into_iter().collect();
    }
    let is_file = names.iter().any(|name| name == "FILE" || name == "DIR");
    let values = matches.get_raw(arg.get_id().as_str());
    let words = values.into_iter().flatten().flat_map(|value| {
        let whole = is_file && value != "-";
        let whole = whole.then(|| std::path::absolute(value).ok()).flatten();
        let value = whole.map_or_else(|| value.to_owned(), Into::into);
        let value = value.to_string_lossy().into_owned();
        match &long {
            Some(long) if value.starts_with('-') && value != "-" => vec![format!("{long}={value}")],
            Some(long) => vec![long.clone(), value],
            None => vec![value],
        }
    });
    words.collect()
}
