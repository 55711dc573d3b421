//! Listings: the regions, and the instances of one.

use std::collections::BTreeMap;

use serde_json::json;

use super::wire::{self, InstancePage, RegionRow};
use super::{OpenApi, parameters};
use crate::cloud::rpc::error::ApiError;
use crate::cloud::rpc::signature::Parameters;
use crate::domain::instance::Region;

/// How many instances one page of a listing holds; the API gives no more.
const PAGE_SIZE: &str = "100";

/// Where a page of a listing starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page<'a> {
    /// The first page of a walk by token, which the vendor recommends for long lists.
    First,
    /// The page that a token leads to.
    After(&'a str),
    /// A page by its number, from 1.
    Number(u32),
    /// One row by page number, for the sake of the total.
    Count,
}

/// Which instances a listing holds.
#[derive(Debug, Clone, Copy)]
pub struct InstanceQuery<'a> {
    /// The region.
    pub region: &'a Region,
    /// The engine; `None` means all engines.
    pub engine: Option<&'a str>,
    /// The `DBInstanceType`, such as `Readonly`; `None` means all types.
    pub kind: Option<&'a str>,
    /// Tags, of which an instance must have one; none means all instances. The API takes five at most.
    pub tags: &'a BTreeMap<String, String>,
    /// The resource group; `None` means all.
    pub resource_group: Option<&'a str>,
    /// Where the page starts.
    pub page: Page<'a>,
}

impl OpenApi {
    /// One page of the account's instances, primaries and replicas.
    ///
    /// Shape: at most 100 rows. A walk by token ends at a page without `next_token`; one by number
    /// when as many rows were seen as `total` says.
    ///
    /// # Errors
    /// An [`ApiError`]; a row that cannot be read is an error in its place and not of the page.
    ///
    /// Source: `DescribeDBInstances`, API version 2014-08-15.
    pub async fn instances(&self, query: &InstanceQuery<'_>) -> Result<InstancePage, ApiError> {
        let mut sent = parameters([
            ("RegionId", query.region.as_str()),
            // Without it the answer leaves the category out.
            ("InstanceLevel", "1"),
        ]);
        if let Some(engine) = query.engine {
            sent.extend(parameters([("Engine", engine)]));
        }
        if let Some(kind) = query.kind {
            sent.extend(parameters([("DBInstanceType", kind)]));
        }
        if let Some(group) = query.resource_group {
            sent.extend(parameters([("ResourceGroupId", group)]));
        }
        if !query.tags.is_empty() {
            sent.insert("Tags".to_owned(), json!(query.tags).to_string());
        }
        match query.page {
            Page::First => sent.extend(parameters([("MaxResults", PAGE_SIZE)])),
            Page::After(token) => {
                sent.extend(parameters([
                    ("MaxResults", PAGE_SIZE),
                    ("NextToken", token),
                ]));
            }
            Page::Count => sent.extend(parameters([("PageSize", "1"), ("PageNumber", "1")])),
            Page::Number(number) => sent.extend(parameters([
                ("PageSize", PAGE_SIZE),
                ("PageNumber", &number.to_string()),
            ])),
        }
        self.read("DescribeDBInstances", &sent, wire::instance_page)
            .await
    }

    /// The regions that the API knows, each with its endpoint; some may be out of service.
    ///
    /// # Errors
    /// An [`ApiError`].
    ///
    /// Source: `DescribeRegions`, API version 2014-08-15.
    pub async fn regions(&self) -> Result<Vec<RegionRow>, ApiError> {
        self.read("DescribeRegions", &Parameters::new(), wire::regions)
            .await
    }
}
