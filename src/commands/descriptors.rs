//! File descriptors: as many as the work takes, or an error before it begins.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::domain::failure::{Ending, Failure};

/// What a run needs beside its instances: streams, files, listings.
const BESIDE: u64 = 32;
/// What an instance takes while it is read and its endpoints are tried.
const EACH: u64 = 3;

/// Makes room for `parallel` instances at the same time; the soft limit goes up as far as it may.
///
/// # Errors
/// `Usage` when the limit is too low.
pub(super) fn reserve(parallel: usize) -> Result<(), Failure> {
    let parallel = u64::try_from(parallel).unwrap_or(u64::MAX);
    let needed = parallel.saturating_mul(EACH).saturating_add(BESIDE);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    if maximum.is_none_or(|maximum| maximum >= needed) {
        let wanted = Rlimit {
            current: Some(needed),
            maximum,
        };
        if setrlimit(Resource::Nofile, wanted).is_ok() {
            return Ok(());
        }
    }
    let limit = maximum.or(current).unwrap_or_default();
    let fitting = limit.saturating_sub(BESIDE) / EACH;
    let next = if fitting == 0 {
        format!("raise the limit: ulimit -n {needed}")
    } else {
        format!("add --parallel {fitting}, or raise the limit: ulimit -n {needed}")
    };
    let what = format!("{limit} file descriptors are too few to read {parallel} instances at once");
    Err(Failure::new(Ending::Usage, what).next(next))
}
