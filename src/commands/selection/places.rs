//! Where a sweep looks: every region of every account, and those that cannot be looked into.
//!
//! Invariant: a region or an account that is left out is told, so that no sweep looks complete that
//! is not.

use std::sync::Arc;

use super::accounts::AccountScope;
use crate::cloud::ApiError;
use crate::cloud::rds::OpenApi;
use crate::cloud::rpc::endpoints::{ApiEndpoint, Network};
use crate::commands::app::{App, Reach};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::Region;
use crate::failure;
use crate::ops::fleet::{self, InstanceFilter, Listed, ListedInstance, Member, RegionScope};
use crate::report::document::{FailedRead, Unlisted};
use crate::text::{Text, text};

/// Where a sweep looks.
#[derive(Default)]
pub(crate) struct Places {
    /// The regions that can be listed.
    pub open: Vec<Arc<RegionScope>>,
    /// The regions and accounts that cannot.
    pub lost: Vec<Lost>,
}

/// A region or an account that could not be listed to its end.
pub(crate) struct Lost {
    /// For the report.
    pub unlisted: Unlisted,
    /// For whoever watches; its ending is that of the run.
    pub failure: Failure,
}

impl Lost {
    /// A region of an account.
    pub(crate) fn place(place: &RegionScope, error: &ApiError) -> Self {
        let text = |text: &Option<Arc<str>>| text.as_ref().map(ToString::to_string);
        Self::api(
            Unlisted {
                account_id: text(&place.account),
                reached_by: place.reached_by.clone(),
                region: Some(place.region.clone()),
                error: FailedRead::default(),
            },
            error,
        )
    }

    fn api(unlisted: Unlisted, error: &ApiError) -> Self {
        let failed = failure::api(unlisted.what(), error);
        Self::new(unlisted, failed, error.message.clone())
    }

    /// A region or an account that cannot even be asked.
    fn unasked(unlisted: Unlisted, failed: Failure) -> Self {
        let why = Text::clauses(failed.why.clone());
        Self::new(unlisted, failed, why)
    }

    fn new(mut unlisted: Unlisted, failed: Failure, message: Text) -> Self {
        unlisted.error = FailedRead {
            kind: failed.ending,
            code: failed.code.clone(),
            message,
            request_id: failed.request_id.clone(),
        };
        let what = unlisted.what();
        let failure = Failure { what, ..failed };
        Self { unlisted, failure }
    }
}

impl Places {
    /// All instances that are looked for, and the worst of what could not be listed, which is told.
    pub(crate) async fn members(self, app: &App, wish: &InstanceFilter) -> (Vec<Member>, Ending) {
        let (members, rest) = fleet::members(&self.open, wish).await;
        let lost = self.lost.into_iter().map(|lost| lost.failure);
        let worst = tell(app, lost.chain(rest.iter().filter_map(failure_of)));
        (members, worst)
    }
}

/// The failure of an item of a listing that is no instance; `None` where nothing failed.
pub(crate) fn failure_of(item: &ListedInstance) -> Option<Failure> {
    match item {
        ListedInstance::Lost(id, error) => {
            Some(failure::api(text!("selection-lost", id = id), error))
        }
        ListedInstance::ListingFailed(place, error) => Some(Lost::place(place, error).failure),
        ListedInstance::Member(_) | ListedInstance::Others(_) => None,
    }
}

/// Prints what could not be listed; gives the worst of it.
pub(crate) fn tell(app: &App, failures: impl IntoIterator<Item = Failure>) -> Ending {
    let tell = |failed: Failure| {
        app.terminal.fail(&failed);
        failed.ending
    };
    let endings = failures.into_iter().map(tell);
    endings.max().unwrap_or(Ending::Done)
}

/// The regions of the accounts that are swept: those that the flags name, or all.
///
/// # Errors
/// `Usage`; `Access` or `Api` when there is one account and it is of no use.
pub(crate) async fn places(app: &App, all_regions: bool) -> Result<Places, Failure> {
    let mut places = Places::default();
    for account in app.accounts().await? {
        let AccountScope {
            reached_by,
            reach,
            api,
        } = account;
        let unlisted = |id: Option<&Arc<str>>, region: Option<Region>| Unlisted {
            account_id: id.map(ToString::to_string),
            reached_by: reached_by.clone(),
            region,
            error: FailedRead::default(),
        };
        let api = match api {
            Ok(api) => api,
            Err(failed) if reached_by.is_some() => {
                let lost = Lost::unasked(unlisted(None, None), failed);
                places.lost.push(lost);
                continue;
            }
            Err(failed) => return Err(failed),
        };
        let id = account_of(app, &reach, &api).await;
        let regions = if all_regions {
            match api.regions().await {
                Ok(rows) => rows
                    .into_iter()
                    .map(|row| {
                        let endpoint = api
                            .endpoint_of(&row)
                            .map_err(|error| failure::api(text!("places-region-unusable"), &error));
                        (row.region, endpoint)
                    })
                    .collect(),
                Err(error) if reached_by.is_some() => {
                    let lost = Lost::api(unlisted(id.as_ref(), None), &error);
                    places.lost.push(lost);
                    continue;
                }
                Err(error) => return Err(failure::api(text!("places-regions-unlisted"), &error)),
            }
        } else {
            named(app, &reach, &api)?
        };
        let mut twice = Vec::new();
        for (region, endpoint) in regions {
            let endpoint = match endpoint {
                Ok(endpoint) => endpoint,
                Err(failed) => {
                    let lost = Lost::unasked(unlisted(id.as_ref(), Some(region)), failed);
                    places.lost.push(lost);
                    continue;
                }
            };
            let is_same = |place: &Arc<RegionScope>| {
                let service = place.api.settings().endpoint.service();
                place.account == id && place.region == region && service == endpoint.service()
            };
            if id.is_some() && places.open.iter().any(is_same) {
                twice.push(region.to_string());
                continue;
            }
            let api = api.at(endpoint);
            let cloud = Arc::new(api.clone());
            let mut context = app.context_with(cloud, app.state_folder());
            let statuses = Listed::new(api.clone(), region.clone(), app.clock.clone());
            context.statuses = Some(Arc::new(statuses));
            places.open.push(Arc::new(RegionScope {
                account: id.clone(),
                reached_by: reached_by.clone(),
                region,
                context,
                api,
            }));
        }
        if let (Some(account), false) = (&id, twice.is_empty()) {
            let regions = twice.join(", ");
            let account = account.as_ref();
            app.terminal
                .say(text!("places-twice", account = account, regions = regions));
        }
    }
    Ok(places)
}

/// A region with its endpoint, or why it has none.
type Reached = (Region, Result<ApiEndpoint, Failure>);

/// The regions that the flags name, or else the one of the account.
fn named(app: &App, reach: &Reach<'_>, api: &OpenApi) -> Result<Vec<Reached>, Failure> {
    let regions = if app.global.region.is_empty() {
        reach.region()?.into_iter().collect()
    } else {
        let mut regions = app.global.region.clone();
        regions.sort();
        regions.dedup();
        regions
    };
    if regions.is_empty() {
        return Err(reach.no_region(text!("places-no-region-next")));
    }
    let fixed = reach.fixed_endpoint()?.is_some();
    let place = |region: Region| {
        let endpoint = if fixed {
            api.settings().endpoint.clone()
        } else {
            reach.endpoint_of(&region)?
        };
        Ok((region, Ok(endpoint)))
    };
    regions.into_iter().map(place).collect()
}

/// The account that an identity belongs to. It is for the report only, so not knowing it stops
/// nothing.
async fn account_of(app: &App, reach: &Reach<'_>, api: &OpenApi) -> Option<Arc<str>> {
    let endpoint = &api.settings().endpoint;
    let sts = if endpoint.is_loopback() {
        endpoint.clone()
    } else {
        let region = match reach.network() {
            Network::Public => app.global.region.first().cloned(),
            Network::Vpc => reach.region().ok()?,
        };
        ApiEndpoint::of_sts(region.as_ref(), reach.network()).ok()?
    };
    match api.caller_identity(&sts).await {
        Ok(caller) => Some(Arc::from(caller.account_id)),
        Err(error) => {
            app.terminal
                .say(text!("places-account-unknown", error = error.text()));
            None
        }
    }
}
