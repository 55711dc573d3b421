//! What the system tells the process to do.

use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};

/// The signals that ask a program to stop.
const STOPPING: [Signal; 3] = [Signal::INT, Signal::TERM, Signal::HUP];

/// Ends when the process is asked to stop. A signal that the parent had ignored stays ignored, so
/// that `nohup` and a shell's `&` mean what they say.
pub(crate) async fn interrupt() {
    let ignored = ignored();
    let mut waits = Vec::new();
    for wanted in STOPPING {
        if ignored & mask(wanted) == 0
            && let Ok(mut arrives) = signal(SignalKind::from_raw(wanted.as_raw()))
        {
            waits.push(Box::pin(async move { arrives.recv().await }));
        }
    }
    if waits.is_empty() {
        return std::future::pending().await;
    }
    futures::future::select_all(waits).await;
}

/// A file that reaches the size limit of the process is then an error of the write, as on a full
/// disk, in place of the end of the process.
///
/// Source: POSIX, setrlimit, `RLIMIT_FSIZE`: with the signal caught, the write fails with `EFBIG`.
pub(crate) fn outlive_size_limit() {
    let _ = signal(SignalKind::from_raw(Signal::XFSZ.as_raw()));
}

const fn mask(signal: Signal) -> u64 {
    1 << (signal.as_raw() - 1)
}

/// The signals this process ignored from its start, a bit each; none where the system does not tell.
///
/// Source: Linux, proc(5), `SigIgn` of `/proc/self/status`.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignored_in(&status)
}

fn ignored_in(status: &str) -> u64 {
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_from_the_status() {
        let status = "Name:\tforcessl\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n";
        assert_eq!(ignored_in(status), mask(Signal::HUP) | 0x1000);
        assert_eq!(ignored_in(status) & mask(Signal::INT), 0);
        for odd in ["", "SigIgn:", "SigIgn:\tnonsense"] {
            assert_eq!(ignored_in(odd), 0);
        }
    }
}
