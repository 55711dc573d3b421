//! Arguments of a subcommand that are declared only when they are needed: one run parses one
//! subcommand, and declaring all the others, each with a copy of the global flags, would be most of the
//! work at the start.
//!
//! Invariant: what is parsed, and every text, is the same either way. A command line that is accepted names
//! its subcommand; what clap says of any other comes from all of them, see [`super::super::parse`]. Outside
//! of [`only_for`] everything is declared.

use std::cell::RefCell;
use std::ffi::OsString;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches, Subcommand};

thread_local! {
    /// The arguments of this run while they are parsed.
    static GIVEN: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
}

/// Runs `declare` with only those subcommands declared that the arguments name.
pub(crate) fn only_for<T>(given: &[OsString], declare: impl FnOnce() -> T) -> T {
    GIVEN.set(Some(given.to_vec()));
    let declared = declare();
    GIVEN.set(None);
    declared
}

/// Whether a subcommand may be the one that runs.
pub(crate) fn is_needed(command: &Command) -> bool {
    GIVEN.with_borrow(|given| {
        given
            .as_ref()
            .is_none_or(|given| given.iter().any(|word| word == command.get_name()))
    })
}

/// The arguments of a subcommand that has subcommands of its own, and nothing else.
#[derive(Debug, clap::Args)]
pub(crate) struct Actions<A: Subcommand> {
    #[command(subcommand)]
    pub(crate) action: A,
}

/// The arguments of a subcommand.
#[derive(Debug)]
pub(crate) struct Deferred<A>(pub(crate) A);

impl<A: Args> Args for Deferred<A> {
    fn augment_args(command: Command) -> Command {
        if is_needed(&command) {
            A::augment_args(command)
        } else {
            command
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

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
