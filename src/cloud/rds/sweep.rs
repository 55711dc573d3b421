//! Looking for an instance in every region.

use futures::{StreamExt, stream};

use super::wire::{self, RegionRow};
use super::{OpenApi, parameters};
use crate::cloud::rpc::endpoints::{ApiEndpoint, Network};
use crate::cloud::rpc::error::{ApiError, ApiErrorKind};
use crate::domain::instance::{InstanceId, Region};

/// How many regions are asked at a time.
const PARALLEL: usize = 8;

/// What a look through all regions gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// The regions that have the instance, one as a rule, and where their API is.
    pub found: Vec<(Region, ApiEndpoint)>,
    /// How many regions answered.
    pub answered: usize,
    /// The regions that did not answer, or with an error; the instance may be there.
    pub failed: Vec<(Region, ApiError)>,
}

impl OpenApi {
    /// Looks through all regions for an instance, each at the endpoint that `DescribeRegions` names
    /// for it, several at a time. A region that is out of reach does not stop the others.
    ///
    /// An endpoint on this machine is a stand-in for the whole service: from there no other is
    /// asked unless it is on this machine too.
    ///
    /// # Errors
    /// An [`ApiError`] when the regions cannot be listed.
    ///
    /// Source: `DescribeRegions` and `DescribeDBInstances` with `DBInstanceId`, API version
    /// 2014-08-15.
    pub async fn find_instance(&self, id: &InstanceId) -> Result<Sweep, ApiError> {
        let regions = self.regions().await?;
        let looks = regions.into_iter().map(|row| async move {
            let look = match self.endpoint_of(&row) {
                Ok(endpoint) => self
                    .is_in(&row.region, &endpoint, id)
                    .await
                    .map(|here| here.then_some(endpoint)),
                Err(error) => Err(error),
            };
            (look, row.region)
        });
        let seen: Vec<_> = stream::iter(looks).buffered(PARALLEL).collect().await;
        let mut sweep = Sweep {
            found: Vec::new(),
            answered: 0,
            failed: Vec::new(),
        };
        for (look, region) in seen {
            match look {
                Ok(here) => {
                    sweep.answered += 1;
                    sweep.found.extend(here.map(|endpoint| (region, endpoint)));
                }
                Err(error) => sweep.failed.push((region, error)),
            }
        }
        Ok(sweep)
    }

    /// Where the API of a region is: the endpoint the row names, else and inside a VPC by rule. From an endpoint on
    /// this machine only others on this machine are taken.
    ///
    /// # Errors
    /// An [`ApiError`] for an endpoint that cannot be one.
    pub fn endpoint_of(&self, row: &RegionRow) -> Result<ApiEndpoint, ApiError> {
        let network = self.settings().network;
        let endpoint = match (&row.endpoint, network) {
            // What the row names is on the internet.
            (Some(text), Network::Public) => ApiEndpoint::parse(text),
            (Some(_), Network::Vpc) | (None, _) => ApiEndpoint::for_region(&row.region, network),
        };
        let here = &self.settings().endpoint;
        match endpoint {
            Ok(endpoint) if here.is_loopback() && !endpoint.is_loopback() => Ok(here.clone()),
            Ok(endpoint) => Ok(endpoint),
            Err(error) => Err(ApiError::unreadable("DescribeRegions", error.text())),
        }
    }

    async fn is_in(
        &self,
        region: &Region,
        endpoint: &ApiEndpoint,
        id: &InstanceId,
    ) -> Result<bool, ApiError> {
        let api = if *endpoint == self.settings().endpoint {
            self.clone()
        } else {
            self.at(endpoint.clone())
        };
        let sent = parameters([("RegionId", region.as_str()), ("DBInstanceId", id.as_str())]);
        let page = api
            .read("DescribeDBInstances", &sent, wire::instance_page)
            .await;
        match page {
            Ok(page) if page.rows.iter().flatten().any(|found| found.id == *id) => Ok(true),
            // A row that cannot be read may be the one that is looked for.
            Ok(page) => page
                .rows
                .into_iter()
                .find_map(Result::err)
                .map_or(Ok(false), |error| {
                    Err(ApiError::unreadable(
                        "DescribeDBInstances",
                        error.why.text(),
                    ))
                }),
            Err(error) if error.kind == ApiErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}
