//! Keeps secrets out of messages that servers and libraries make.

use secrecy::ExposeSecret;

use super::key::Credentials;
use super::signature::percent_encode;
use crate::text::{Text, text};

/// How many characters of a secret give it away in a message.
const SECRET_START: usize = 16;

/// The shortest text that counts as one; the last line of a PEM text may hold a few characters.
const SHORTEST_SECRET: usize = 8;

/// Cuts a message off where it starts to quote a secret of ours.
///
/// Compared is how each line of a secret starts, since messages come with their line ends
/// folded and their end cut off.
pub(super) fn scrub(
    message: Text,
    credentials: Option<&Credentials>,
    parameter: Option<&String>,
) -> Text {
    let english = message.english();
    let quoted = credentials
        .into_iter()
        .flat_map(|held| [Some(&held.secret), held.security_token.as_ref()])
        .flatten()
        .map(ExposeSecret::expose_secret)
        .chain(parameter.map(String::as_str))
        .flat_map(str::lines)
        .map(|line| line.trim().chars().take(SECRET_START).collect::<String>())
        .filter(|start| start.len() >= SHORTEST_SECRET)
        .flat_map(|start| [percent_encode(&start), start])
        .filter_map(|start| english.find(&start))
        .min();
    match quoted.and_then(|place| english.get(..place)) {
        Some(before) => text!("api-withheld", before = before),
        None => message,
    }
}
