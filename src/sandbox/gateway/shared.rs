//! What all connections of the gateway share.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::response::Builder;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::sandbox::certificates::SandboxCa;
use crate::sandbox::clock;
use crate::sandbox::database::{Database, Desired};
use crate::sandbox::faults::{Asker, FaultScope, Faults};
use crate::sandbox::state::budget::{Budget, Load};
use crate::sandbox::state::instance::SandboxInstance;
use crate::sandbox::state::keys::KnownKeys;
use crate::sandbox::state::{Begun, State};

/// The body of every answer.
pub(crate) type Body = BoxBody<Bytes, Dropped>;

/// The connection ends here.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox drops the connection")]
pub(crate) struct Dropped;

/// Everything that requests read and change.
pub(crate) struct World {
    /// Instances and calls.
    pub(crate) state: State,
    /// Armed faults.
    pub(crate) faults: Faults,
    /// Access keys and nonces.
    pub(crate) keys: KnownKeys,
    /// The limit.
    pub(crate) budget: Budget,
    /// How many requests came.
    pub(crate) load: Load,
}

/// How long things take.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    /// A change.
    pub(crate) change_time: Duration,
    /// The status to move after a write.
    pub(crate) status_lag: Duration,
    /// An answer.
    pub(crate) latency: Duration,
}

/// What all connections share.
pub(crate) struct Shared {
    pub(super) world: Mutex<World>,
    pub(super) authority: SandboxCa,
    pub(super) databases: Arc<HashMap<String, Arc<dyn Database>>>,
    pub(super) address: String,
    pub(super) pace: Pace,
    /// Rung when faults were cleared, for changes that are stuck.
    pub(super) cleared: Notify,
    /// The changes that are running.
    pub(super) changes: Mutex<JoinSet<()>>,
}

impl Shared {
    /// Puts it together.
    pub(crate) fn new(
        world: World,
        authority: SandboxCa,
        databases: Arc<HashMap<String, Arc<dyn Database>>>,
        address: SocketAddr,
        pace: Pace,
    ) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(world),
            authority,
            databases,
            address: address.to_string(),
            pace,
            cleared: Notify::new(),
            changes: Mutex::new(JoinSet::new()),
        })
    }

    /// The world; a panic of another holder does not matter to it.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The CA that issues server certificates.
    pub(crate) const fn authority(&self) -> &SandboxCa {
        &self.authority
    }

    /// Takes the faults of this scope away and lets changes land that were stuck by them.
    pub(crate) fn clear_faults(&self, scope: &FaultScope) {
        self.world().faults.clear(scope);
        self.cleared.notify_waiters();
    }

    /// Lets a change land in its time.
    pub(super) fn run(self: &Arc<Self>, instance_id: String, key_id: Option<String>, begun: Begun) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        while changes.try_join_next().is_some() {}
        changes.spawn(Arc::clone(self).land(instance_id, key_id, begun));
    }

    async fn land(self: Arc<Self>, instance_id: String, key_id: Option<String>, begun: Begun) {
        clock::pause_until(begun.lands).await;
        let asker = Asker {
            action: "",
            access_key_id: key_id.as_deref(),
            instance_id: Some(&instance_id),
        };
        loop {
            let cleared = self.cleared.notified();
            if !self.world().faults.stuck(&asker, clock::now()) {
                break;
            }
            cleared.await;
        }
        let (wanted, unapplied) = {
            let mut guard = self.world();
            let world = &mut *guard;
            let instance = world.state.instance(&instance_id);
            let wanted = instance.and_then(|instance| instance.next_desired(begun.number));
            let action = instance.and_then(SandboxInstance::action_under_way);
            let asker = Asker {
                action: action.unwrap_or_default(),
                ..asker
            };
            let unapplied = matches!(wanted, Some(Ok(_)))
                && world.faults.leaves_unapplied(&asker, clock::now());
            (wanted, unapplied)
        };
        let result = match wanted {
            None => return,
            Some(Err(reason)) => Err(reason),
            Some(Ok(_)) if unapplied => Ok(()),
            Some(Ok((desired, restart))) => self.apply(&instance_id, &desired, restart).await,
        };
        if let Some(instance) = self.world().state.instance_mut(&instance_id) {
            instance.land(begun.number, clock::now(), &result);
        }
    }

    /// Makes the database of an instance what is wanted.
    pub(crate) async fn apply(
        &self,
        instance_id: &str,
        desired: &Desired,
        restart: bool,
    ) -> Result<(), String> {
        match self.databases.get(instance_id) {
            Some(database) => database.apply(desired, restart).await,
            None => Ok(()),
        }
    }
}

/// An answer with that body.
pub(crate) fn respond(builder: Builder, body: Bytes) -> Result<Response<Body>, Dropped> {
    let body = Full::new(body).map_err(|never| match never {}).boxed();
    builder.body(body).map_err(|_| Dropped)
}
