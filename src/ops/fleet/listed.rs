//! What is listed, where, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::cloud::ApiError;
use crate::cloud::rds::OpenApi;
use crate::context::Context;
use crate::domain::fleet::ClientFilter;
use crate::domain::instance::{Instance, InstanceId, Region};
use crate::text::Text;

/// One region of one account.
#[derive(Clone)]
pub struct RegionScope {
    /// The account, where it is known.
    pub account: Option<Arc<str>>,
    /// The profile or role that reaches the account, where there are several accounts.
    pub reached_by: Option<Text>,
    /// The region.
    pub region: Region,
    /// The API of the region.
    pub api: OpenApi,
    /// What operations there work with.
    pub context: Context,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct InstanceFilter {
    /// Tags that an instance must have, all of them.
    pub tags: BTreeMap<String, String>,
    /// The resource group.
    pub resource_group: Option<String>,
    /// What else narrows it.
    pub narrowing: ClientFilter,
    /// Only these; `None` is all.
    pub named: Option<BTreeSet<InstanceId>>,
    /// Whether instances of other engines are left uncounted, which spares a call a place.
    pub uncounted: bool,
    /// How long the pages of a place may take to read.
    pub limit: Option<Duration>,
}

/// One instance of a fleet, as the listing tells it.
#[derive(Clone)]
pub struct Member {
    /// Where it is.
    pub place: Arc<RegionScope>,
    /// What the listing says.
    pub instance: Instance,
}

/// One item of a listing.
pub enum ListedInstance {
    /// An instance.
    Member(Box<Member>),
    /// An instance that is named and could not be found or read.
    Lost(InstanceId, ApiError),
    /// A place that could not be listed to its end, or a row of it that cannot be read.
    ListingFailed(Arc<RegionScope>, ApiError),
    /// The number of instances of other engines.
    Others(u64),
}
