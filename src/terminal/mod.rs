//! The terminal: streams, the question, progress, and the audience that prints.
//!
//! Results go to stdout, progress and prompts to stderr. A closed pipe is
//! not an error; an answer that the disk did not take is. Whatever a view let through, no character
//! that drives a terminal leaves here.

mod audience;
mod glyphs;
mod ledger;
mod page;
mod progress;
mod prompt;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use self::ledger::Ledger;
use self::page::{folded, width};
use self::progress::Progress;
use crate::context::Consent;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::environment::Environment;
use crate::report::{Format, Page, failure, harmless, json, printable};
use crate::text::Text;
use crate::text::{Language, text};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How the terminal is used.
#[derive(Debug, Clone, Copy)]
pub struct TerminalOptions {
    /// Consent was given on the command line.
    pub yes: bool,
    /// Only errors on stderr.
    pub quiet: bool,
    /// More on stderr.
    pub verbose: u8,
    /// Format of the answer.
    pub format: Format,
    /// Language of explanations.
    pub language: Language,
}

/// Gives a text with the suggested commands in it completed.
pub type Complete = Box<dyn Fn(&str) -> String + Send + Sync>;

/// The terminal of this process.
pub struct Terminal {
    manner: TerminalOptions,
    /// Adds to commands that are suggested what they need to be pasted.
    complete: Complete,
    stdout: Page,
    stderr: Page,
    /// Whether long lines of stdout, and of stderr, are folded: what is piped keeps its lines.
    folds: (bool, bool),
    shows_progress: bool,
    can_ask: bool,
    /// Whether the locale can show glyphs beyond ASCII.
    glyphs: bool,
    /// Why a part of the answer did not reach stdout.
    lost: Mutex<Option<std::io::Error>>,
    progress: Mutex<Option<Progress>>,
    /// The steps that run, with how long each takes.
    running: Mutex<BTreeMap<InstanceId, (String, Duration)>>,
    ledger: Mutex<Ledger>,
}

/// About how long a change takes that nothing is known of.
const USUAL: Duration = Duration::from_secs(60);

impl Terminal {
    /// Looks at the streams of this process.
    pub fn new(environment: &Environment, colour: Colour, manner: TerminalOptions) -> Self {
        let page = |is_terminal: bool| {
            let colour = match colour {
                Colour::Always => true,
                Colour::Never => false,
                Colour::Auto => is_terminal && !is_plain(environment),
            };
            Page {
                width: width(environment, is_terminal),
                colour,
                language: manner.language,
                verbose: manner.verbose > 0,
                all: false,
            }
        };
        let stdout = std::io::stdout().is_terminal();
        let stderr = std::io::stderr().is_terminal();
        Self {
            manner,
            complete: Box::new(str::to_owned),
            stdout: page(stdout),
            stderr: page(stderr),
            folds: (stdout, stderr),
            shows_progress: stderr && !manner.quiet,
            can_ask: stderr && std::io::stdin().is_terminal(),
            glyphs: glyphs::shown(environment),
            lost: Mutex::new(None),
            progress: Mutex::new(None),
            running: Mutex::new(BTreeMap::new()),
            ledger: Mutex::new(Ledger::default()),
        }
    }

    /// The same, with what completes suggested commands in a text for people.
    #[must_use]
    pub fn completing(mut self, complete: Complete) -> Self {
        self.complete = complete;
        self
    }

    /// The page of stdout.
    pub const fn page(&self) -> Page {
        self.stdout
    }

    /// Format of the answer.
    pub const fn format(&self) -> Format {
        self.manner.format
    }

    /// Prints the answer to stdout.
    pub fn answer(&self, text: &str) {
        self.end_progress();
        self.print(&self.shown(text, self.stdout, self.folds.0));
    }

    /// Prints an answer that another program reads, with every sign that is in it.
    pub fn document(&self, text: &str) {
        self.end_progress();
        self.print(&harmless(text, false));
    }

    /// Prints a part of the answer as it comes; progress goes on.
    pub fn part(&self, text: &str) {
        let print = || self.print(&harmless(text, false));
        match &*self.progress() {
            Some(progress) => progress.suspend(print),
            None => print(),
        }
    }

    fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            Ok(()) => {}
            // A reader that closed the pipe has seen what it wanted.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) => {
                locked(&self.lost).get_or_insert(error);
            }
        }
    }

    /// Offers rows to choose one from, by a few letters of it; `None` when nothing is chosen.
    ///
    /// # Errors
    /// `Interrupted`.
    pub async fn choose(&self, question: &Text, rows: &[String]) -> Result<Option<usize>, Consent> {
        self.end_progress();
        prompt::choose(self.stderr.say(question), rows).await
    }

    /// The failure of an answer that stdout did not take.
    pub fn lost(&self) -> Option<Failure> {
        locked(&self.lost).as_ref().map(lost_answer)
    }

    /// A text for people, as this locale and this page can show it.
    fn shown<'a>(&self, text: &'a str, page: Page, folds: bool) -> Cow<'a, str> {
        let mut text = harmless(text, page.colour);
        if self.manner.format == Format::Json {
            return Cow::Owned(self.completed(&text));
        }
        if text.contains("forcessl ") {
            text = Cow::Owned((self.complete)(&text));
        }
        if folds {
            text = Cow::Owned(folded(&text, page.width).into_owned());
        }
        if self.glyphs {
            text
        } else {
            Cow::Owned(glyphs::spelled(&text))
        }
    }

    /// A JSON document with the suggested commands in it completed.
    pub fn completed(&self, document: &str) -> String {
        json::completed(document, &*self.complete)
    }

    /// Shows how many instances of those known so far were looked at, and about how long the rest
    /// takes.
    pub fn swept(&self, done: usize, known: usize) {
        if !self.shows_progress {
            return;
        }
        self.progress()
            .get_or_insert_with(|| Progress::of_sweep(self.stderr, self.glyphs))
            .swept(done, known);
    }

    fn progress(&self) -> MutexGuard<'_, Option<Progress>> {
        locked(&self.progress)
    }

    /// Prints a line to stderr, unless it is to be quiet.
    pub fn say(&self, line: impl Into<Text>) {
        if !self.manner.quiet {
            self.line(&line.into());
        }
    }

    /// Says a text of several lines, made by a view, unless it is to be quiet.
    pub fn say_text(&self, text: &str) {
        if !self.manner.quiet {
            self.raw(text);
        }
    }

    /// Says a line when `-v` was given.
    pub fn whisper(&self, level: u8, line: impl Into<Text>) {
        if self.manner.verbose >= level {
            self.line(&line.into());
        }
    }

    fn line(&self, line: &Text) {
        self.raw(&format!("{}\n", printable(&line.say(self.stderr.language))));
    }

    /// Prints a failure to stderr, in the format of the answer.
    pub fn fail(&self, failed: &Failure) {
        self.end_progress();
        let text = match self.manner.format {
            Format::Table => failure::text(failed, self.stderr),
            Format::Json => failure::json(failed),
        };
        self.raw(&text);
    }

    /// Puts the terminal in order after an interrupt, and tells what was sent.
    pub fn interrupted(&self) -> Failure {
        self.end_progress();
        prompt::restore();
        locked(&self.ledger).interrupted()
    }

    fn raw(&self, text: &str) {
        let text = self.shown(text, self.stderr, self.folds.1);
        let print = || {
            let mut err = std::io::stderr().lock();
            let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
        };
        match &*self.progress() {
            Some(progress) => progress.suspend(print),
            None => print(),
        }
    }

    /// Whether what is agreed to is shown: a question is not asked about what was not seen.
    const fn shows_plans(&self) -> bool {
        !(self.manner.quiet && self.manner.yes)
    }

    fn start_progress(&self, instance: &InstanceId, label: &str, expected: Duration) {
        self.end_progress();
        if !self.shows_progress {
            return;
        }
        let progress =
            Progress::of_time(instance.clone(), label, expected, self.stderr, self.glyphs);
        *self.progress() = Some(progress);
    }

    /// Counts down to the start of a change.
    fn hold(&self, instance: &InstanceId, opens: DateTime<Utc>, left: Duration) {
        if self.progress().is_none() {
            self.start_progress(instance, instance.as_str(), left);
        }
        if let Some(progress) = &*self.progress() {
            progress.hold(instance, opens, left);
        }
    }

    fn advance(&self, instance: &InstanceId, state: &Text, spent: Duration) {
        let over = self.progress().as_ref().is_none_or(Progress::is_over);
        if over {
            let known = locked(&self.running).get(instance).cloned();
            let (label, expected) = known.unwrap_or_else(|| (instance.to_string(), USUAL));
            self.start_progress(instance, &label, expected);
        }
        if let Some(progress) = &mut *self.progress()
            && progress.is_for(instance)
        {
            progress.advance(state, spent);
        }
    }

    fn end_progress(&self) {
        if let Some(progress) = self.progress().take() {
            progress.clear();
        }
    }
}

/// What a mutex holds, also after a panic elsewhere: the terminal has to be put in order then too.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the locale can show more than ASCII.
pub fn shows_unicode(environment: &Environment) -> bool {
    glyphs::shown(environment)
}

/// Whether the environment asks for no colours.
pub fn is_plain(environment: &Environment) -> bool {
    environment.variable("NO_COLOR").is_some() || environment.variable("TERM") == Some("dumb")
}

/// The failure of an answer that stdout did not take.
pub fn lost_answer(error: &std::io::Error) -> Failure {
    Failure::new(Ending::Usage, text!("answer-lost"))
        .because(error)
        .next(text!("answer-lost-next"))
}
