//! The pages of a listing: each read once, to the end, and held against the count of the service.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::listed::RegionScope;
use crate::cloud::rds::wire::UnreadRow;
use crate::cloud::rds::{InstanceQuery, OpenApi, Page};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::domain::instance::{Instance, InstanceId, Region};
use crate::text::{Text, text};

/// The engine that is judged; others are counted.
pub(super) const ENGINE: &str = "PostgreSQL";

/// No region of an account has more pages of instances; a listing that goes on does not end.
const MOST_PAGES: usize = 2_000;

/// The PostgreSQL instances of a place that have a tag.
///
/// # Errors
/// An [`ApiError`] when the listing cannot be read to its end, or is not known to be whole.
pub async fn tagged(
    place: &RegionScope,
    key: &str,
    value: &str,
) -> Result<BTreeSet<InstanceId>, ApiError> {
    let tags = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    let count = InstanceQuery {
        region: &place.region,
        engine: Some(ENGINE),
        kind: None,
        tags: &tags,
        resource_group: None,
        page: Page::Count,
    };
    let before = place.api.instances(&count).await?.total;
    let mut having = Ok(BTreeSet::new());
    each(&place.api, &place.region, &tags, |row| match row {
        Ok(row) => having.iter_mut().for_each(|ids: &mut BTreeSet<_>| {
            ids.insert(row.id.clone());
        }),
        // It may have the tag.
        Err(row) => having = Err(unreadable(row.why.text())),
    })
    .await?;
    let having = having?;
    agree(&place.api, &count, before, number(having.len())).await?;
    Ok(having)
}

/// Refuses a listing that is not known to be whole: the service does not count it, or counts otherwise. What was made
/// or deleted while the pages were read puts it between the count before and the one after.
pub(super) async fn agree(
    api: &OpenApi,
    count: &InstanceQuery<'_>,
    before: Option<u64>,
    known: u64,
) -> Result<(), ApiError> {
    if before == Some(known) {
        return Ok(());
    }
    let after = api.instances(count).await?.total;
    let Some((before, after)) = before.zip(after) else {
        return Err(unreadable(text!("listing-uncounted")));
    };
    Err(unreadable(if known < before.min(after) {
        text!("listing-short", known = known, counted = after)
    } else if known > before.max(after) {
        text!("listing-over", known = known, counted = after)
    } else {
        return Ok(());
    }))
}

pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
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
    mut take: impl FnMut(Result<Instance, UnreadRow>),
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
pub(super) struct Tokens {
    seen: HashSet<String>,
    next: Option<String>,
}

impl Tokens {
    pub(super) fn page(&self) -> Page<'_> {
        self.next.as_deref().map_or(Page::First, Page::After)
    }

    /// Takes the token of a page; whether there is another page.
    ///
    /// # Errors
    /// An [`ApiError`] when the listing runs in a circle or does not end.
    pub(super) fn follow(&mut self, next: Option<String>) -> Result<bool, ApiError> {
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

pub(super) fn unreadable(message: Text) -> ApiError {
    listing(ApiErrorKind::Unreadable, message)
}

/// An error of the listing.
pub(super) fn listing(kind: ApiErrorKind, message: Text) -> ApiError {
    ApiError::new(kind, "DescribeDBInstances", message)
}
