//! Looks at the instances of a fleet as they are found, several at a time, and judges each.
//!
//! At most N calls are under way as instances are looked at: the parts of one instance are
//! read one after another. Nothing is kept once it was handed on, so memory does not grow with the
//! fleet. Replicas of enforced instances that are none of those surveyed are looked at last, for their primaries.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use tokio::sync::mpsc;

use super::discover::discover;
use super::listed::{InstanceFilter, ListedInstance, Member, RegionScope};
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::fleet::ReplicaTracker;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::posture::{Posture, Reading};
use crate::domain::ssl::SslState;
use crate::domain::verdict::{Thresholds, unsupported};
use crate::ops::observe::{Probing, look_live, observe, observe_replica, reading};

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
    /// One instance, judged with its replicas; its account where it is known.
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

/// The rows of a survey that wait for replicas, each with what reaches its instance and with its account. They outlive
/// a survey that is interrupted.
pub type HeldRows = ReplicaTracker<(Option<Context>, Option<Arc<str>>)>;

/// Surveys the instances and hands on what is found as it comes: each is judged once, by thresholds of its own, and
/// an enforced one with all of its replicas. `known` counts the instances that were found so far.
pub async fn survey(
    source: SurveySource<'_>,
    depth: Depth<'_>,
    thresholds: &dyn Fn(&Posture) -> Thresholds,
    parallel: usize,
    known: &AtomicUsize,
    held: &mut HeldRows,
    mut hand_on: impl FnMut(Surveyed),
) {
    let parallel = parallel.max(1);
    let mut take = |(found, context)| match found {
        Surveyed::Row(row, account) => {
            for (row, (_, account)) in held.take(*row, (context, account)) {
                hand_on(Surveyed::Row(Box::new(row), account));
            }
        }
        other @ (Surveyed::ListingFailed(..) | Surveyed::Others(_)) => hand_on(other),
    };
    match source {
        SurveySource::Listing(places, wish) => {
            let (sink, source) = mpsc::channel(AHEAD);
            let looks = async {
                let rows = stream::unfold(source, async |mut source| {
                    source.recv().await.map(|sighted| (sighted, source))
                })
                .map(|sighted| look(places, sighted, depth, thresholds))
                .buffer_unordered(parallel);
                rows.map(&mut take).collect::<()>().await;
            };
            futures::join!(discover(places, wish, sink, known), looks);
        }
        SurveySource::Named(targets) => {
            known.store(targets.len(), Ordering::Relaxed);
            let rows = stream::iter(targets)
                .map(async |(context, id)| {
                    let posture = observe(context, id, depth.probing()).await;
                    let row = judged(posture, thresholds);
                    (Surveyed::Row(row, None), Some(context.clone()))
                })
                .buffer_unordered(parallel);
            rows.map(&mut take).collect::<()>().await;
        }
    }
    let missing = held.missing().into_iter();
    let mut replicas = stream::iter(missing.filter_map(|(id, (context, _))| Some((context?, id))))
        .map(async |(context, id)| observe_replica(&context, &id).await)
        .buffer_unordered(parallel);
    while let Some(replica) = replicas.next().await {
        for (row, (_, account)) in held.learn(replica) {
            hand_on(Surveyed::Row(Box::new(row), account));
        }
    }
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
                | ListedInstance::Others(_)) => rest.push(other),
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
) -> (Surveyed, Option<Context>) {
    match sighted {
        ListedInstance::Member(member) => {
            let row = judged(read(&member, depth).await, thresholds);
            let place = &member.place;
            let found = Surveyed::Row(row, place.account.clone());
            (found, Some(place.context.clone()))
        }
        ListedInstance::Lost(id, error) => {
            let clock = places.first().map(|place| &place.context.clock);
            let seen_at = clock.map(|clock| clock.now()).unwrap_or_default();
            let row = judged(unseen(id, seen_at, &error), thresholds);
            (Surveyed::Row(row, None), None)
        }
        ListedInstance::ListingFailed(place, error) => {
            (Surveyed::ListingFailed(place, error), None)
        }
        ListedInstance::Others(count) => (Surveyed::Others(count), None),
    }
}

fn judged(posture: Posture, thresholds: &dyn Fn(&Posture) -> Thresholds) -> Box<Audited> {
    let own = thresholds(&posture);
    Box::new(Audited::new(posture, own))
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
    let mut instance = instance.clone();
    if instance.replicas.is_none()
        && let Ok(own) = cloud.instance(id).await
    {
        instance.replicas = own.replicas;
    }
    let mut posture = Posture {
        instance: Reading::Known(instance.clone()),
        ..Posture::unread(id.clone(), context.clock.now())
    };
    if unsupported(&instance).is_some() {
        return posture;
    }
    posture.ssl = reading(cloud.ssl(id).await);
    posture.hba = reading(cloud.hba(id).await);
    // Only its endpoints tell whose settings an ACL is from.
    if matches!(depth, Depth::Live(_)) || posture.ssl.known().is_some_and(SslState::forces_ssl) {
        posture.endpoints = reading(cloud.endpoints(id).await);
    }
    if let Depth::Live(probing) = depth {
        look_live(context, &mut posture, probing).await;
    }
    posture
}
