//! How large a campaign is, and what it is generated from.

use std::str::FromStr;

/// A number from the environment; `None` where it is not set.
pub fn number<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    let number = text.parse().ok();
    Some(number.unwrap_or_else(|| panic!("{name} is not a number")))
}

/// What a campaign is generated from: the same in every run, so that a test judges the change and not its luck.
/// `FORCESSL_SEED` names another one, or is `random`.
pub fn seed() -> u64 {
    if std::env::var("FORCESSL_SEED").is_ok_and(|seed| seed == "random") {
        rand::random()
    } else {
        number("FORCESSL_SEED").unwrap_or(1)
    }
}
