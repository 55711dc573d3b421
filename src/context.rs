//! What an operation works with: a clock, the two sides, an audience and a journal.

use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Clock;
use crate::cloud::{ApiError, Cloud};
use crate::domain::event::Event;
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::journal::FileJournal;
use crate::postgres::Prober;
use crate::text::Text;

/// The answer at the one door of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Go on.
    Given,
    /// The user said no.
    Declined,
    /// Nobody could be asked, and `--yes` was not given.
    Missing(Unasked),
    /// The question was interrupted.
    Interrupted,
}

/// Why nobody could be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unasked {
    /// There is no terminal.
    NoTerminal,
    /// The answer is for a program.
    ForProgram,
}

/// Whoever watches and is asked.
#[async_trait]
pub trait Audience: Send + Sync {
    /// Tells what happened.
    fn tell(&self, event: &Event);

    /// Takes what is worth knowing and no event of its own.
    fn note(&self, note: Text) {
        self.tell(&Event::Noted(note));
    }
    /// Shows plans that will be asked about, with their warnings.
    fn show(&self, plans: &[Plan]);
    /// Says the warnings of plans that are not asked about.
    fn warn(&self, plans: &[Plan]);
    /// Asks whether to go on with the plans. A weakening plan wants the instance id typed.
    async fn ask(&self, plans: &[Plan]) -> Consent;
    /// Shows the sessions that could be ended and asks which; their places, or why none is.
    async fn choose_to_end(&self, _: &[Session]) -> Result<Vec<usize>, Consent> {
        Err(Consent::Missing(Unasked::NoTerminal))
    }
}

/// Where the statuses of instances come from that are waited for together.
#[async_trait]
pub trait Statuses: Send + Sync {
    /// The status of an instance, not older than this question. May take a second, so that many
    /// questions share one call.
    ///
    /// # Errors
    /// An [`ApiError`].
    async fn status(&self, id: &InstanceId) -> Result<Status, ApiError>;
}

/// What an operation works with.
#[derive(Clone)]
pub struct Context {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The control plane.
    pub cloud: Arc<dyn Cloud>,
    /// The database side.
    pub prober: Arc<dyn Prober>,
    /// Whoever watches.
    pub audience: Arc<dyn Audience>,
    /// Where the state before a change is kept.
    pub journal: Arc<FileJournal>,
    /// Statuses of many instances at once; `None` where each is asked for by itself.
    pub statuses: Option<Arc<dyn Statuses>>,
}
