//! File descriptors: as many as the work takes, or an error before it begins.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::domain::failure::Failure;
use crate::text;

/// What a run needs beside its instances: streams, files, listings.
const BESIDE: u64 = 32;
/// What an instance takes while it is read and its endpoints are tried.
const EACH: u64 = 3;

/// Makes room for what every run needs.
///
/// # Errors
/// `Usage` when the limit is too low.
pub(crate) fn reserve_least() -> Result<(), Failure> {
    raise(BESIDE).map_err(|limit| {
        let what = text!("start-few-descriptors", limit = limit);
        Failure::usage(what).next(text!("start-raise-limit"))
    })
}

/// Raises the limit to at least `needed`, where it is lower.
///
/// # Errors
/// The limit that stands.
fn raise(needed: u64) -> Result<(), u64> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let wanted = Rlimit {
        current: Some(needed),
        maximum,
    };
    if maximum.is_none_or(|maximum| maximum >= needed)
        && setrlimit(Resource::Nofile, wanted).is_ok()
    {
        return Ok(());
    }
    Err(maximum.or(current).unwrap_or_default())
}

/// Makes room for `parallel` instances at the same time; the soft limit goes up as far as it may.
///
/// # Errors
/// `Usage` when the limit is too low.
pub(crate) fn reserve(parallel: usize) -> Result<(), Failure> {
    let parallel = u64::try_from(parallel).unwrap_or(u64::MAX);
    let needed = parallel.saturating_mul(EACH).saturating_add(BESIDE);
    let Err(limit) = raise(needed) else {
        return Ok(());
    };
    let fitting = limit.saturating_sub(BESIDE) / EACH;
    let next = if fitting == 0 {
        text!("descriptors-raise", needed = needed)
    } else {
        text!("descriptors-parallel", fitting = fitting, needed = needed)
    };
    let what = text!("descriptors-too-few", limit = limit, parallel = parallel);
    Err(Failure::usage(what).next(next))
}
