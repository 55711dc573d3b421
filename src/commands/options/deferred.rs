//! Arguments of a subcommand that are declared only when they are needed: one run parses one
//! subcommand, and declaring the arguments of all the others would be most of the work at the start.
//!
//! Invariant: what is parsed, and every text, is the same either way. A subcommand that is run or asked
//! about is named in the arguments, and is declared as it would be without this. Outside of
//! [`only_for`] everything is declared at once.

use std::cell::RefCell;
use std::ffi::OsString;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

thread_local! {
    /// The arguments of this run while they are parsed.
    static GIVEN: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
}

/// Runs `parse` with only those subcommands declared that the arguments name.
pub(crate) fn only_for<T>(given: &[OsString], parse: impl FnOnce() -> T) -> T {
    GIVEN.set(Some(given.to_vec()));
    let parsed = parse();
    GIVEN.set(None);
    parsed
}

fn is_needed(command: &Command) -> bool {
    GIVEN.with_borrow(|given| {
        given
            .as_ref()
            .is_none_or(|given| given.iter().any(|word| word == command.get_name()))
    })
}

/// The arguments of a subcommand.
#[derive(Debug)]
pub(crate) struct Deferred<A>(pub(crate) A);

impl<A: Args> Args for Deferred<A> {
    fn augment_args(command: Command) -> Command {
        if is_needed(&command) {
            A::augment_args(command)
        } else {
            // A mistyped flag is looked for in these too.
            command.defer(A::augment_args)
        }
    }

    fn augment_args_for_update(command: Command) -> Command {
        A::augment_args_for_update(command)
    }
}

impl<A: FromArgMatches> FromArgMatches for Deferred<A> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        A::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        A::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}
