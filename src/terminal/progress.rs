//! The one line of progress at the bottom of a terminal. Of several instances that are waited for at
//! the same time it shows one, and another when that one has ended.

use std::time::Duration;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressStyle};

use super::glyphs;
use super::page::{LEAST_WIDTH, local};
use crate::domain::instance::InstanceId;
use crate::report::{Page, printable};
use crate::text::{Text, text};

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
    page: Page,
}

impl Progress {
    /// Progress of something that takes about so long.
    pub(super) fn of_time(
        instance: InstanceId,
        label: &str,
        expected: Duration,
        page: Page,
        glyphs: bool,
    ) -> Self {
        let mut progress = Self::new(printable(label), expected, page, glyphs);
        progress.instance = Some(instance);
        progress.bar.set_length(millis(expected));
        progress.bar.set_message(progress.label.clone());
        progress.bar.tick();
        progress
    }

    /// Progress of a sweep.
    pub(super) fn of_sweep(page: Page, glyphs: bool) -> Self {
        Self::new(String::new(), Duration::ZERO, page, glyphs)
    }

    fn new(label: String, expected: Duration, page: Page, glyphs: bool) -> Self {
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
            page,
        }
    }

    /// How many of those known so far are done, and about how long the rest takes.
    pub(super) fn swept(&self, done: usize, known: usize) {
        self.bar.set_length(known.try_into().unwrap_or(u64::MAX));
        self.bar.set_position(done.try_into().unwrap_or(u64::MAX));
        let text = if done > 0 {
            let left = Duration::from_secs(self.bar.eta().as_secs());
            text!(
                "progress-swept-left",
                done = done,
                known = known,
                speed = format!("{:.0}", self.bar.per_sec()),
                left = humantime::format_duration(left).to_string()
            )
        } else {
            text!("progress-swept", done = done, known = known)
        };
        self.bar.set_message(self.page.say(&text));
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
    pub(super) fn advance(&mut self, state: &Text, spent: Duration) {
        self.heard = self.bar.elapsed();
        self.bar.set_position(millis(spent.min(self.expected)));
        let text = text!(
            "progress-spent",
            spent = spent.as_secs(),
            expected = self.expected.as_secs(),
            state = state,
            label = &self.label
        );
        self.bar.set_message(printable(&self.page.say(&text)));
    }

    /// Counts down to the start of a change.
    pub(super) fn hold(&self, instance: &InstanceId, opens: DateTime<Utc>, left: Duration) {
        self.bar
            .set_position(millis(self.expected.saturating_sub(left)));
        let left = Duration::from_secs(left.as_secs());
        let text = text!(
            "progress-holding",
            instance = instance,
            left = humantime::format_duration(left).to_string(),
            at = local(opens)
        );
        self.bar.set_message(self.page.say(&text));
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
