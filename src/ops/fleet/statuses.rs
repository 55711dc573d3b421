//! The statuses of many instances that are waited for, by one listing a second in place of a call for
//! each.
//!
//! A status is never older than the question for it. Where fewer instances are waited for than the
//! listing has pages, each is asked for by itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::pages::each;
use crate::clock::Clock;
use crate::cloud::rds::OpenApi;
use crate::cloud::{ApiError, ApiErrorKind, Cloud};
use crate::context::Statuses;
use crate::domain::instance::{InstanceId, Region, Status};
use crate::domain::wait::EVERY;

/// How long after a question its instance still counts as waited for.
const AWAITED: Duration = Duration::from_secs(3);

/// The statuses in one region of one account.
pub struct Listed {
    api: OpenApi,
    region: Region,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When each instance was asked for last.
    asked: BTreeMap<InstanceId, Duration>,
    last: Option<Listing>,
}

/// What a listing said.
struct Listing {
    /// When it was begun, on the monotonic clock.
    begun: Duration,
    found: Result<BTreeMap<InstanceId, Status>, ApiError>,
    /// How many calls it took.
    pages: usize,
}

impl Listed {
    /// Statuses that come from this region's listing.
    pub fn new(api: OpenApi, region: Region, clock: Arc<dyn Clock>) -> Self {
        Self {
            api,
            region,
            clock,
            state: Mutex::new(State::default()),
        }
    }

    async fn list(&self) -> Listing {
        let begun = self.clock.monotonic();
        let mut statuses = BTreeMap::new();
        let all = BTreeMap::new();
        let listed = each(&self.api, &self.region, &all, |row| {
            statuses.extend(row.map(|instance| (instance.id, instance.status)));
        })
        .await;
        let (found, pages) = match listed {
            Ok(pages) => (Ok(statuses), pages),
            // Who may not list may still ask for each by itself.
            Err(error) if error.kind == ApiErrorKind::Permission => {
                (Ok(BTreeMap::new()), usize::MAX)
            }
            Err(error) => (Err(error), 1),
        };
        Listing {
            begun,
            found,
            pages,
        }
    }

    /// The status of an instance from a listing; `None` when it is not in it, or is better asked for
    /// by itself.
    async fn listed(&self, id: &InstanceId) -> Result<Option<Status>, ApiError> {
        let asked = self.clock.monotonic();
        // Those who ask while a listing is read wait here for the next one, and share it.
        let mut state = self.state.lock().await;
        state.asked.insert(id.clone(), asked);
        state
            .asked
            .retain(|_, at| asked.saturating_sub(*at) <= AWAITED);
        let fresh = state.last.as_ref().is_some_and(|last| last.begun >= asked);
        if !fresh {
            let pages = state.last.as_ref().map_or(1, |last| last.pages);
            if state.asked.len() <= pages {
                return Ok(None);
            }
            if let Some(last) = &state.last {
                let next = last.begun + EVERY;
                let pause = next.saturating_sub(self.clock.monotonic());
                self.clock.sleep(pause).await;
            }
            state.last = Some(self.list().await);
        }
        match state.last.as_ref().map(|last| &last.found) {
            Some(Ok(found)) => Ok(found.get(id).cloned()),
            Some(Err(error)) => Err(error.clone()),
            None => Ok(None),
        }
    }
}

#[async_trait]
impl Statuses for Listed {
    async fn status(&self, id: &InstanceId) -> Result<Status, ApiError> {
        match self.listed(id).await? {
            Some(status) => Ok(status),
            None => Ok(self.api.instance(id).await?.status),
        }
    }
}
