//! Lists the replicas of regions, for the answers about their primaries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::time::Duration;

use super::OpenApi;
use super::listing::{InstanceQuery, Page};
use crate::cloud::rpc::error::ApiError;
use crate::domain::fleet::ListedReplicas;
use crate::domain::instance::{Instance, Region, Role};

/// No region has more pages of replicas; a listing that goes on does not end.
const MOST_PAGES: u32 = 2_000;

/// How long a listing counts: replicas are made and deleted while a run goes on.
const FRESH: Duration = Duration::from_secs(60);

impl OpenApi {
    /// Lists the replicas of a region, for all answers about its primaries that follow.
    ///
    /// Source: `DescribeDBInstances` with `DBInstanceType=Readonly`, API version 2014-08-15.
    pub async fn learn_replicas(&self, region: &Region) {
        let mut listed = ListedReplicas::default();
        // What cannot be listed leaves a primary unknown that does not say itself.
        if !matches!(self.list_replicas(region, &mut listed).await, Ok(true)) {
            listed.take(None);
        }
        let now = self.rpc.clock().monotonic();
        let mut known = self.replicas.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(region.clone(), (now, listed));
    }

    /// Adds to the replicas of a primary those that name it. Its region is listed where the primary does not say, and
    /// where that was done before and is a while ago.
    pub async fn join_replicas(&self, instance: &mut Instance) {
        let Some(region) = instance.region.clone() else {
            return;
        };
        if matches!(instance.role, Role::Replica(_)) {
            return;
        }
        let known = || self.replicas.lock().unwrap_or_else(PoisonError::into_inner);
        let listed_at = known().get(&region).map(|(at, _)| *at);
        let now = self.rpc.clock().monotonic();
        let is_fresh = listed_at.map(|at| now.saturating_sub(at) < FRESH);
        if !is_fresh.unwrap_or(instance.replicas.is_some()) {
            self.learn_replicas(&region).await;
        }
        if let Some((_, listed)) = known().get(&region) {
            listed.join(instance);
        }
    }

    /// Takes the replicas of a region; whether the listing came to its end.
    async fn list_replicas(
        &self,
        region: &Region,
        listed: &mut ListedReplicas,
    ) -> Result<bool, ApiError> {
        let (mut seen, mut rows, tags) = (BTreeSet::new(), 0_u64, BTreeMap::new());
        for number in 1..=MOST_PAGES {
            let query = InstanceQuery {
                region,
                engine: None,
                kind: Some("Readonly"),
                tags: &tags,
                resource_group: None,
                page: Page::Number(number),
            };
            let page = self.instances(&query).await?;
            rows += u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
            let before = seen.len();
            for row in page.rows {
                let row = row.ok();
                seen.extend(row.as_ref().map(|row| row.id.clone()));
                listed.take(row);
            }
            match page.total {
                Some(total) if rows == total => return Ok(true),
                Some(total) if rows < total && seen.len() > before => {}
                Some(_) | None => return Ok(false),
            }
        }
        Ok(false)
    }
}
