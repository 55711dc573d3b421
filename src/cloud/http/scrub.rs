//! Keeps secrets out of messages that servers and libraries make.

use secrecy::ExposeSecret;

use crate::cloud::credentials::Credentials;
use crate::cloud::signature::{Parameters, percent_encode};
use crate::text;
use crate::text::Text;

/// The parameter that carries a private key.
pub(super) const SERVER_KEY: &str = "ServerKey";

/// The parameter that carries the token of an OIDC provider.
pub(in crate::cloud) const OIDC_TOKEN: &str = "OIDCToken";

/// Parameters whose values are secrets.
const SECRETS: [&str; 2] = [SERVER_KEY, OIDC_TOKEN];

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
    parameters: &Parameters,
) -> Text {
    let english = message.english();
    let quoted = credentials
        .into_iter()
        .flat_map(|held| [Some(&held.secret), held.security_token.as_ref()])
        .flatten()
        .map(ExposeSecret::expose_secret)
        .chain(
            SECRETS
                .iter()
                .filter_map(|name| parameters.get(*name).map(String::as_str)),
        )
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
