//! Values on the command line that are one word of a list.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::domain::instance::Malformed;
use crate::text;

/// The words of a flag, with what each of them means.
pub(crate) type Words<T> = &'static [(&'static str, T)];

/// Takes one of these words.
pub(crate) fn one_of<T: Clone + Send + Sync>(words: Words<T>) -> impl TypedValueParser<Value = T> {
    let names = words.iter().map(|(word, _)| *word);
    PossibleValuesParser::new(names).try_map(move |given| {
        let found = words.iter().find(|(word, _)| *word == given);
        let found = found.map(|(_, value)| value.clone());
        found.ok_or_else(|| Malformed(text!("value-empty")))
    })
}
