//! Users that one list of records names and another does not.

use std::collections::BTreeSet;

use crate::domain::hba::evaluate::matching::compile;
use crate::domain::hba::evaluate::names::UserToken;
use crate::domain::hba::syntax::record::Record;

/// The users that `after` names one by one and `before` does not.
pub fn new_users(
    before: &[Record],
    after: &[Record],
    server_major: Option<u16>,
) -> BTreeSet<String> {
    let named = |records: &[Record]| -> BTreeSet<String> {
        let rules = compile(records, server_major).into_iter();
        let words = rules.flat_map(|rule| rule.users.0.unwrap_or_default());
        words
            .filter_map(|word| match word {
                UserToken::Name(name) => Some(name),
                UserToken::All
                | UserToken::Member(_)
                | UserToken::Pattern(_)
                | UserToken::Unsure(_) => None,
            })
            .collect()
    };
    &named(after) - &named(before)
}
