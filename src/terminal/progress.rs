//! The one line of progress at the bottom of a terminal. Of several instances that are waited for at
//! the same time it shows one, and another when that one has ended.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressStyle};

use super::glyphs;
use super::page::{LEAST_WIDTH, local};
use crate::domain::instance::InstanceId;
use crate::report::printable;

/// After so long without news what a line is about counts as ended.
const SILENT: Duration = Duration::from_secs(10);

/// A line of progress: a bar, and words beside it.
pub(super) struct Progress {
    bar: ProgressBar,
    /// What it is about; `None` for a sweep.
    instance: Option<InstanceId>,
    /// When that was heard of last, since the start.
    heard: Duration,
    expected: Duration,
    label: String,
}

impl Progress {
    /// Progress of something that takes about so long.
    pub(super) fn of_time(
        instance: InstanceId,
        label: &str,
        expected: Duration,
        glyphs: bool,
    ) -> Self {
        let mut progress = Self::new(printable(label), expected, glyphs);
        progress.instance = Some(instance);
        progress.bar.set_length(millis(expected));
        progress.bar.set_message(progress.label.clone());
        progress.bar.tick();
        progress
    }

    /// Progress of a sweep.
    pub(super) fn of_sweep(glyphs: bool) -> Self {
        Self::new(String::new(), Duration::ZERO, glyphs)
    }

    fn new(label: String, expected: Duration, glyphs: bool) -> Self {
        let bar = ProgressBar::new(0);
        // Where bar and text do not both fit on a line, the text tells more.
        let size = console::Term::stderr().size_checked();
        let narrow = size.is_some_and(|(_, columns)| columns < LEAST_WIDTH);
        let template = if narrow {
            "{wide_msg}"
        } else {
            "{bar:12} {wide_msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars(glyphs::bar(glyphs)));
        }
        Self {
            bar,
            instance: None,
            heard: Duration::ZERO,
            expected,
            label,
        }
    }

    /// How many of those known so far are done, and about how long the rest takes.
    pub(super) fn swept(&self, done: usize, known: usize) {
        self.bar.set_length(known.try_into().unwrap_or(u64::MAX));
        self.bar.set_position(done.try_into().unwrap_or(u64::MAX));
        let mut text = format!("{done} of {known}");
        if done > 0 {
            let left = Duration::from_secs(self.bar.eta().as_secs());
            let left = humantime::format_duration(left);
            let _ = write!(text, ", {:.0}/s, {left} left", self.bar.per_sec());
        }
        self.bar.set_message(text);
    }

    /// Whether it is about this instance.
    pub(super) fn is_for(&self, instance: &InstanceId) -> bool {
        self.instance.as_ref() == Some(instance)
    }

    /// Whether what it is about has not been heard of for a while: it has ended. A sweep goes on.
    pub(super) fn is_over(&self) -> bool {
        self.instance.is_some() && self.bar.elapsed().saturating_sub(self.heard) > SILENT
    }

    /// Time has gone by in this state.
    pub(super) fn advance(&mut self, state: &str, spent: Duration) {
        self.heard = self.bar.elapsed();
        self.bar.set_position(millis(spent.min(self.expected)));
        self.bar.set_message(format!(
            "{} s of about {} s, {}: {}",
            spent.as_secs(),
            self.expected.as_secs(),
            printable(state),
            self.label,
        ));
    }

    /// Counts down to the start of a change.
    pub(super) fn hold(&self, instance: &InstanceId, opens: DateTime<Utc>, left: Duration) {
        self.bar
            .set_position(millis(self.expected.saturating_sub(left)));
        self.bar.set_message(format!(
            "{instance} starts in {}, at {}",
            humantime::format_duration(Duration::from_secs(left.as_secs())),
            local(opens),
        ));
    }

    /// Takes the line away while something else is printed.
    pub(super) fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}
