//! The known word that a mistyped one probably means.

/// The known word with the fewest typing mistakes, upper and lower case alike; `None` where all differ in more than half
/// of their characters.
pub(super) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&given, name), name))
        .min()
        .filter(|(distance, name)| *distance <= name.chars().count().div_ceil(2))
        .map(|(_, name)| name)
}
