//! Lists the instances of regions and accounts, page by page to the end.
//!
//! A region that cannot be listed does not stop the others: it is told as [`ListedInstance::ListingFailed`].

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use tokio::sync::mpsc::Sender;

use super::listed::{InstanceFilter, ListedInstance, Member, RegionScope};
use super::pages::{ENGINE, Tokens, agree, listing, number, tagged, unreadable};
use crate::cloud::rds::wire::UnreadRow;
use crate::cloud::rds::{InstanceQuery, Page};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::domain::fleet::Shard;
use crate::domain::instance::{Instance, InstanceId, Role};
use crate::text;

/// How many regions are listed at the same time.
const REGIONS: usize = 32;

/// Lists all places, several at a time, and sends what is there as it comes, counted in `known`; a
/// receiver that went away ends it.
///
/// Instances that were named and are in none of the places are sent last, as [`ListedInstance::Lost`]; when
/// a place could not be listed they may be there, which its own entry tells.
pub async fn discover(
    places: &[Arc<RegionScope>],
    wish: &InstanceFilter,
    sink: Sender<ListedInstance>,
    known: &AtomicUsize,
) {
    let seen: Vec<(BTreeSet<InstanceId>, Option<ApiError>)> = stream::iter(places)
        .map(|place| list(place, wish, &sink, known))
        .buffer_unordered(REGIONS)
        .collect()
        .await;
    let missing = wish
        .named
        .iter()
        .flatten()
        .filter(|id| seen.iter().all(|(seen, _)| !seen.contains(*id)))
        .filter(|id| wish.narrowing.shard.is_none_or(|shard| shard.holds(id)));
    // Where a place could not be listed, it may be there.
    let dark = seen.iter().find_map(|(_, dark)| dark.clone());
    for id in missing {
        let not_there = || listing(ApiErrorKind::NotFound, text!("listing-nowhere"));
        let error = dark.clone().unwrap_or_else(not_there).about(id);
        known.fetch_add(1, Ordering::Relaxed);
        let lost = ListedInstance::Lost(id.clone(), error);
        if sink.send(lost).await.is_err() {
            return;
        }
    }
}

/// Lists one place; gives the ids that were wanted and are there, and why the listing broke off.
async fn list(
    place: &Arc<RegionScope>,
    wish: &InstanceFilter,
    sink: &Sender<ListedInstance>,
    known: &AtomicUsize,
) -> (BTreeSet<InstanceId>, Option<ApiError>) {
    let mut walk = Walk {
        place,
        wish,
        sink,
        known,
        listed: BTreeSet::new(),
        replicas: BTreeMap::new(),
    };
    let dark = walk.pages().await.err();
    if let Some(error) = dark.clone() {
        walk.lose_place(error).await;
    }
    (walk.listed, dark)
}

struct Walk<'a> {
    place: &'a Arc<RegionScope>,
    wish: &'a InstanceFilter,
    sink: &'a Sender<ListedInstance>,
    known: &'a AtomicUsize,
    listed: BTreeSet<InstanceId>,
    /// Replicas that primaries name, with the primary.
    replicas: BTreeMap<InstanceId, InstanceId>,
}

impl Walk<'_> {
    fn query<'q>(&'q self, engine: Option<&'q str>, page: Page<'q>) -> InstanceQuery<'q> {
        InstanceQuery {
            region: &self.place.region,
            engine,
            kind: None,
            tags: &self.wish.tags,
            resource_group: self.wish.resource_group.as_deref(),
            page,
        }
    }

    /// The ids that have all of several tags: the API gives those that have any of them, so each tag
    /// is listed by itself. `None` where the listing itself does it.
    async fn allowed(&self) -> Result<Option<BTreeSet<InstanceId>>, ApiError> {
        if self.wish.tags.len() < 2 {
            return Ok(None);
        }
        let mut allowed: Option<BTreeSet<InstanceId>> = None;
        for (key, value) in &self.wish.tags {
            let having = tagged(self.place, key, value).await?;
            allowed = Some(match allowed {
                Some(allowed) => &allowed & &having,
                None => having,
            });
        }
        Ok(allowed)
    }

    async fn pages(&mut self) -> Result<(), ApiError> {
        let allowed = self.allowed().await?;
        let allowed = |id: &InstanceId| allowed.as_ref().is_none_or(|all| all.contains(id));
        let before = self.count(Some(ENGINE)).await?;
        if before != Some(0) {
            self.place.api.learn_replicas(&self.place.region).await;
        }
        let mut tokens = Tokens::default();
        let mut ids = HashSet::new();
        let mut broken = 0_u64;
        let clock = &self.place.context.clock;
        let mut spent = Duration::ZERO;
        loop {
            let start = clock.monotonic();
            let query = self.query(Some(ENGINE), tokens.page());
            let page = self.place.api.instances(&query).await?;
            spent += clock.monotonic().saturating_sub(start);
            if self.wish.limit.is_some_and(|limit| spent > limit) {
                return Err(unreadable(text!("listing-late")));
            }
            for row in page.rows {
                match row {
                    Ok(instance) => {
                        ids.insert(instance.id.clone());
                        if allowed(&instance.id) {
                            self.send(instance).await;
                        }
                    }
                    Err(UnreadRow { id: Some(id), why }) => {
                        ids.insert(id.clone());
                        if allowed(&id) {
                            self.lose(id, unreadable(why.text())).await;
                        }
                    }
                    Err(UnreadRow { id: None, why }) => {
                        broken += 1;
                        self.lose_place(unreadable(why.text())).await;
                    }
                }
            }
            if !tokens.follow(page.next_token)? {
                break;
            }
        }
        let known = number(ids.len()) + broken;
        let count = self.query(Some(ENGINE), Page::Count);
        agree(&self.place.api, &count, before, known).await?;
        if self.is_everything() {
            self.hidden_replicas().await;
        }
        if let Some(all) = self.others().await? {
            let others = all.saturating_sub(known);
            self.tell(ListedInstance::Others(others)).await;
        }
        Ok(())
    }

    /// How many instances of an engine the listing is to give, by a count of their own; `None` where the
    /// API does not say.
    async fn count(&self, engine: Option<&str>) -> Result<Option<u64>, ApiError> {
        let query = self.query(engine, Page::Count);
        Ok(self.place.api.instances(&query).await?.total)
    }

    /// How many instances of any engine there are, by the count of a listing without the engine;
    /// `None` where only some are wanted, or several tags are listed one by one.
    async fn others(&self) -> Result<Option<u64>, ApiError> {
        let wish = self.wish;
        // Shards add up when one of them counts.
        let counts = wish.narrowing.shard.is_none_or(Shard::is_first);
        if wish.uncounted || wish.named.is_some() || wish.tags.len() > 1 || !counts {
            return Ok(None);
        }
        self.count(None).await
    }

    /// Replicas that a primary names and the listing does not hold, as while one is being made.
    async fn hidden_replicas(&mut self) {
        let hidden: Vec<InstanceId> = self
            .replicas
            .keys()
            .filter(|id| !self.listed.contains(*id))
            .cloned()
            .collect();
        for id in hidden {
            match self.place.context.cloud.instance(&id).await {
                // Of another engine it is one of those that are counted.
                Ok(instance) if instance.is_postgresql() == Some(false) => {}
                Ok(instance) => self.send(instance).await,
                Err(error) => self.lose(id, error).await,
            }
        }
    }

    /// Takes an instance that is there and cannot be read, once.
    async fn lose(&mut self, id: InstanceId, error: ApiError) {
        let named = self.wish.named.as_ref();
        let wanted = self.is_of_shard(&id) && named.is_none_or(|ids| ids.contains(&id));
        if self.listed.insert(id.clone()) && wanted {
            let error = error.about(&id);
            self.tell(ListedInstance::Lost(id, error)).await;
        }
    }

    fn is_of_shard(&self, id: &InstanceId) -> bool {
        let shard = self.wish.narrowing.shard;
        shard.is_none_or(|shard| shard.holds(id))
    }

    fn is_everything(&self) -> bool {
        let wish = self.wish;
        wish.tags.is_empty()
            && wish.resource_group.is_none()
            && wish.narrowing.versions.is_empty()
            && wish.named.is_none()
            && !wish.narrowing.primaries_only
    }

    async fn send(&mut self, mut instance: Instance) {
        let region = || self.place.region.clone();
        instance.region.get_or_insert_with(region);
        self.place.api.join_replicas(&mut instance).await;
        for replica in instance.replicas.iter().flatten() {
            self.replicas.insert(replica.clone(), instance.id.clone());
        }
        let ids = self.wish.named.as_ref();
        let named = ids.is_some_and(|ids| ids.contains(&instance.id));
        // A listing that moves while it is read can show an instance twice.
        let first = self.listed.insert(instance.id.clone());
        if !first || !(named || ids.is_none()) {
            return;
        }
        let lost = match self.wish.narrowing.takes(&instance) {
            Ok(true) => None,
            Ok(false) if named && self.is_of_shard(&instance.id) => {
                Some(listing(ApiErrorKind::Invalid, text!("listing-left-out")))
            }
            Ok(false) => return,
            Err(what) => Some(unreadable(what)),
        };
        if let Some(error) = lost {
            let error = error.about(&instance.id);
            return self.tell(ListedInstance::Lost(instance.id, error)).await;
        }
        let primary = self.replicas.get(&instance.id);
        if let (Role::Primary | Role::NotTold, Some(primary)) = (&instance.role, primary) {
            instance.role = Role::Replica(Some(primary.clone()));
        }
        let member = Member {
            place: Arc::clone(self.place),
            instance,
        };
        self.tell(ListedInstance::Member(Box::new(member))).await;
    }

    async fn lose_place(&self, error: ApiError) {
        let place = Arc::clone(self.place);
        self.tell(ListedInstance::ListingFailed(place, error)).await;
    }

    async fn tell(&self, sighted: ListedInstance) {
        if matches!(
            sighted,
            ListedInstance::Member(_) | ListedInstance::Lost(..)
        ) {
            self.known.fetch_add(1, Ordering::Relaxed);
        }
        // A receiver that went away wants no more.
        let _ = self.sink.send(sighted).await;
    }
}
