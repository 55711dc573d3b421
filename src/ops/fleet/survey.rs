//! Looks at the instances of a fleet as they are found, several at a time, and judges each.
//!
//! At most N calls are under way as instances are looked at: the parts of one instance are
//! read one after another. Nothing is kept once it was handed on, so memory does not grow with the
//! fleet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream;
use tokio::sync::mpsc;

use super::discover::discover;
use super::listed::{InstanceFilter, ListedInstance, Member, RegionScope};
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::posture::{Posture, Reading};
use crate::domain::ssl::SslState;
use crate::domain::verdict::{Thresholds, Verdict, judge_replicas, unsupported};
use crate::ops::observe::{Probing, live, observe, observe_replicas, reading};

/// How much of the listing may be ahead of the looks.
const AHEAD: usize = 256;

/// How much is read of each instance.
#[derive(Clone, Copy)]
pub enum Depth<'a> {
    /// SSL settings and records; the rest comes from the listing.
    Settings,
    /// Endpoints too, and live connections to them.
    Live(&'a Probing),
    /// Everything that is read of a single instance, and live connections where wanted.
    Thorough(Option<&'a Probing>),
}

impl<'a> Depth<'a> {
    /// How live connections are tried; `None` where none are.
    const fn probing(self) -> Option<&'a Probing> {
        match self {
            Self::Settings => None,
            Self::Live(probing) => Some(probing),
            Self::Thorough(probing) => probing,
        }
    }
}

/// What a survey hands on.
pub enum Surveyed {
    /// One instance, judged; its account where it is known.
    Row(Box<Audited>, Option<Arc<str>>),
    /// A place that could not be listed to its end.
    ListingFailed(Arc<RegionScope>, ApiError),
    /// Instances of other engines, which are skipped.
    Others(u64),
}

/// Where the instances of a survey come from.
#[derive(Clone, Copy)]
pub enum SurveySource<'a> {
    /// A listing of these places.
    Listing(&'a [Arc<RegionScope>], &'a InstanceFilter),
    /// Named one by one, each with what reaches it; nothing is listed.
    Named(&'a [(Context, InstanceId)]),
}

/// Surveys the instances and hands on what is found as it comes: each is judged once, by thresholds of its own.
/// `known` counts the instances that were found so far.
pub async fn survey(
    source: SurveySource<'_>,
    depth: Depth<'_>,
    thresholds: &dyn Fn(&Posture) -> Thresholds,
    parallel: usize,
    known: &AtomicUsize,
    mut hand_on: impl FnMut(Surveyed),
) {
    let (places, wish) = match source {
        SurveySource::Listing(places, wish) => (places, wish),
        SurveySource::Named(targets) => {
            known.store(targets.len(), Ordering::Relaxed);
            let mut rows = stream::iter(targets)
                .map(|(context, id)| look_at_named(context, id, targets, depth, thresholds))
                .buffer_unordered(parallel.max(1));
            while let Some(row) = rows.next().await {
                hand_on(Surveyed::Row(Box::new(row), None));
            }
            return;
        }
    };
    let (sink, source) = mpsc::channel(AHEAD);
    let looks = async {
        let rows = stream::unfold(source, async |mut source| {
            source.recv().await.map(|sighted| (sighted, source))
        })
        .map(|sighted| look(places, sighted, depth, thresholds))
        .buffer_unordered(parallel.max(1));
        let mut rows = std::pin::pin!(rows);
        while let Some(found) = rows.next().await {
            hand_on(found);
        }
    };
    let ((), ()) = futures::join!(discover(places, wish, sink, known), looks);
}

/// All instances of the places, without looking at them.
///
/// Shape: instances, and other items of the listing; other engines are not counted.
pub async fn members(
    places: &[Arc<RegionScope>],
    wish: &InstanceFilter,
) -> (Vec<Member>, Vec<ListedInstance>) {
    let wish = &InstanceFilter {
        uncounted: true,
        ..wish.clone()
    };
    let known = AtomicUsize::new(0);
    let (sink, mut source) = mpsc::channel(AHEAD);
    let gather = async {
        let mut members = Vec::new();
        let mut rest = Vec::new();
        while let Some(sighted) = source.recv().await {
            match sighted {
                ListedInstance::Member(member) => members.push(*member),
                other @ (ListedInstance::Lost(..)
                | ListedInstance::ListingFailed(..)
                | ListedInstance::Others(..)) => rest.push(other),
            }
        }
        (members, rest)
    };
    let ((), (mut members, rest)) = futures::join!(discover(places, wish, sink, &known), gather);
    members.sort_by(|one, other| one.instance.id.cmp(&other.instance.id));
    (members, rest)
}

async fn look(
    places: &[Arc<RegionScope>],
    sighted: ListedInstance,
    depth: Depth<'_>,
    thresholds: &dyn Fn(&Posture) -> Thresholds,
) -> Surveyed {
    match sighted {
        ListedInstance::Member(member) => {
            let posture = read(&member, depth).await;
            let row = Box::new(judged(posture, thresholds));
            Surveyed::Row(row, member.place.account.clone())
        }
        ListedInstance::Lost(id, error) => {
            let clock = places.first().map(|place| &place.context.clock);
            let seen_at = clock.map(|clock| clock.now()).unwrap_or_default();
            let row = judged(unseen(id, seen_at, &error), thresholds);
            Surveyed::Row(Box::new(row), None)
        }
        ListedInstance::ListingFailed(place, error) => Surveyed::ListingFailed(place, error),
        ListedInstance::Others(_, count) => Surveyed::Others(count),
    }
}

/// The row of an instance that was named: everything is read of it. Replicas of an enforced one that
/// were not named themselves are read too, for what is to be said of it.
async fn look_at_named(
    context: &Context,
    id: &InstanceId,
    named: &[(Context, InstanceId)],
    depth: Depth<'_>,
    thresholds: &dyn Fn(&Posture) -> Thresholds,
) -> Audited {
    let posture = observe(context, id, depth.probing()).await;
    let mut row = judged(posture, thresholds);
    if row.judgement.verdict == Verdict::Enforced {
        let other = |id: &InstanceId| named.iter().all(|(_, other)| other != id);
        let replicas = observe_replicas(context, &row.posture, other).await;
        judge_replicas(&mut row.judgement, &replicas);
    }
    row
}

fn judged(posture: Posture, thresholds: &dyn Fn(&Posture) -> Thresholds) -> Audited {
    let own = thresholds(&posture);
    Audited::new(posture, own)
}

/// The posture of an instance that could not be found.
pub(in crate::ops) fn unseen(id: InstanceId, seen_at: DateTime<Utc>, error: &ApiError) -> Posture {
    Posture {
        instance: Reading::Unreadable(error.into()),
        ..Posture::unread(id, seen_at)
    }
}

async fn read(member: &Member, depth: Depth<'_>) -> Posture {
    let Member { place, instance } = member;
    let context = &place.context;
    let id = &instance.id;
    if let Depth::Thorough(probing) = depth {
        return observe(context, id, probing).await;
    }
    let cloud = &context.cloud;
    let mut posture = Posture {
        instance: Reading::Known(instance.clone()),
        ..Posture::unread(id.clone(), context.clock.now())
    };
    if unsupported(instance).is_some() {
        return posture;
    }
    posture.ssl = reading(cloud.ssl(id).await);
    posture.hba = reading(cloud.hba(id).await);
    // Only its endpoints tell whose settings an ACL is from.
    if matches!(depth, Depth::Live(_)) || posture.ssl.known().is_some_and(SslState::forces_ssl) {
        posture.endpoints = reading(cloud.endpoints(id).await);
    }
    if let (Depth::Live(probing), Reading::Known(endpoints)) = (depth, &posture.endpoints) {
        posture.probes = live(context, id, Some(instance), endpoints, probing).await;
    }
    posture
}
