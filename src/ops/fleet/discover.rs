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
use crate::cloud::rds::wire::WireError;
use crate::cloud::rds::{InstanceQuery, OpenApi, Page};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::domain::fleet::Shard;
use crate::domain::instance::{Instance, InstanceId, Region, Role};
use crate::text::{Text, text};

/// The engine that is judged; others are counted.
const ENGINE: &str = "PostgreSQL";

/// How many regions are listed at the same time.
const REGIONS: usize = 32;

/// No region of an account has more pages of instances; a listing that goes on does not end.
const MOST_PAGES: usize = 2_000;

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
        walk.lose(error).await;
    }
    (walk.listed, dark)
}

/// The PostgreSQL instances of a place that have a tag.
///
/// # Errors
/// An [`ApiError`] when the listing cannot be read to its end.
pub async fn tagged(
    place: &RegionScope,
    key: &str,
    value: &str,
) -> Result<BTreeSet<InstanceId>, ApiError> {
    let tags = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    let mut having = Ok(BTreeSet::new());
    each(&place.api, &place.region, &tags, |row| match row {
        Ok(row) => having.iter_mut().for_each(|ids: &mut BTreeSet<_>| {
            ids.insert(row.id.clone());
        }),
        // It may have the tag.
        Err(error) => having = Err(unreadable(error.text())),
    })
    .await?;
    having
}

/// The PostgreSQL instances of a region.
///
/// # Errors
/// An [`ApiError`] when the listing cannot be read to its end.
pub async fn instances(api: &OpenApi, region: &Region) -> Result<Vec<Instance>, ApiError> {
    let mut all = Vec::new();
    each(api, region, &BTreeMap::new(), |row| all.extend(row)).await?;
    Ok(all)
}

/// Takes each PostgreSQL instance of a region that has one of the tags, or why its row cannot be read; no tags mean
/// all. Gives the number of pages.
///
/// # Errors
/// An [`ApiError`] when the listing cannot be read to its end.
pub(super) async fn each(
    api: &OpenApi,
    region: &Region,
    tags: &BTreeMap<String, String>,
    mut take: impl FnMut(Result<Instance, WireError>),
) -> Result<usize, ApiError> {
    let mut tokens = Tokens::default();
    loop {
        let query = InstanceQuery {
            region,
            engine: Some(ENGINE),
            kind: None,
            tags,
            resource_group: None,
            page: tokens.page(),
        };
        let page = api.instances(&query).await?;
        page.rows.into_iter().for_each(&mut take);
        if !tokens.follow(page.next_token)? {
            return Ok(tokens.seen.len() + 1);
        }
    }
}

/// The tokens of a listing, each of which leads to a page once.
#[derive(Default)]
struct Tokens {
    seen: HashSet<String>,
    next: Option<String>,
}

impl Tokens {
    fn page(&self) -> Page<'_> {
        self.next.as_deref().map_or(Page::First, Page::After)
    }

    /// Takes the token of a page; whether there is another page.
    ///
    /// # Errors
    /// An [`ApiError`] when the listing runs in a circle or does not end.
    fn follow(&mut self, next: Option<String>) -> Result<bool, ApiError> {
        if let Some(token) = &next {
            if !self.seen.insert(token.clone()) {
                return Err(unreadable(text!("listing-circle")));
            }
            if self.seen.len() >= MOST_PAGES {
                return Err(unreadable(text!("listing-endless", pages = MOST_PAGES)));
            }
        }
        self.next = next;
        Ok(self.next.is_some())
    }
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
        let counted = self.count(Some(ENGINE)).await?;
        if counted != Some(0) {
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
                    Err(error) => {
                        broken += 1;
                        self.lose(unreadable(error.text())).await;
                    }
                }
            }
            if !tokens.follow(page.next_token)? {
                break;
            }
        }
        let known = u64::try_from(ids.len()).unwrap_or(u64::MAX) + broken;
        // What was deleted while the pages were read is not missing.
        if counted.is_some_and(|counted| known < counted)
            && let Some(counted) = self.count(Some(ENGINE)).await?
            && known < counted
        {
            return Err(unreadable(text!(
                "listing-short",
                known = known,
                counted = counted
            )));
        }
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
    /// API does not say, or several tags are listed one by one.
    async fn count(&self, engine: Option<&str>) -> Result<Option<u64>, ApiError> {
        if self.wish.tags.len() > 1 {
            return Ok(None);
        }
        let query = self.query(engine, Page::Count);
        Ok(self.place.api.instances(&query).await?.total)
    }

    /// How many instances of any engine there are, by the count of a listing without the engine;
    /// `None` where only some are wanted.
    async fn others(&self) -> Result<Option<u64>, ApiError> {
        let wish = self.wish;
        // Shards add up when one of them counts.
        let counts = wish.narrowing.shard.is_none_or(Shard::is_first);
        if wish.uncounted || wish.named.is_some() || !counts {
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
                Err(error) => {
                    if self.is_of_shard(&id) {
                        self.listed.insert(id.clone());
                        self.tell(ListedInstance::Lost(id, error)).await;
                    }
                }
            }
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

    async fn lose(&self, error: ApiError) {
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

fn unreadable(message: Text) -> ApiError {
    listing(ApiErrorKind::Unreadable, message)
}

/// An error of the listing.
fn listing(kind: ApiErrorKind, message: Text) -> ApiError {
    ApiError::new(kind, "DescribeDBInstances", message)
}
