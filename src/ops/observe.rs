//! One look at an instance: every part that decides, read at the same time.

use super::probe::PARALLEL;
pub use super::probe::{Probing, places, probe};
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::hba::Transport;
use crate::domain::instance::{Endpoint, Instance, InstanceId};
use crate::domain::posture::{Posture, Reading};
use crate::domain::proof::ProbeReport;
use crate::domain::ssl::SslState;
use crate::domain::verdict::{JudgedReplica, Thresholds, judge, unsupported};

/// Looks at an instance, and tries its endpoints where `probing` says how.
///
/// Never fails: what could not be read is in the posture, with code and request id.
pub async fn observe(context: &Context, id: &InstanceId, probing: Option<&Probing>) -> Posture {
    let cloud = &context.cloud;
    let (instance, endpoints, ssl, hba, whitelist, proxy) = futures::join!(
        cloud.instance(id),
        cloud.endpoints(id),
        cloud.ssl(id),
        cloud.hba(id),
        cloud.whitelist(id),
        cloud.proxy(id),
    );
    let mut posture = Posture {
        instance: reading(instance),
        endpoints: reading(endpoints),
        ssl: reading(ssl),
        hba: reading(hba),
        whitelist: reading(whitelist),
        proxy: reading(proxy),
        ..Posture::unread(id.clone(), context.clock.now())
    };
    if posture.instance.known().and_then(unsupported).is_some() {
        // The API answers such questions with errors that say nothing more.
        posture.ssl = Reading::NotAsked;
        posture.hba = Reading::NotAsked;
    } else if let Some(probing) = probing {
        look_live(context, &mut posture, probing).await;
    }
    posture
}

/// Looks at what decides whether a replica refuses plaintext, and judges it for its primary.
pub async fn observe_replica(context: &Context, id: &InstanceId) -> JudgedReplica {
    let cloud = &context.cloud;
    let (instance, ssl, hba) = futures::join!(cloud.instance(id), cloud.ssl(id), cloud.hba(id));
    let mut posture = Posture {
        instance: reading(instance),
        ssl: reading(ssl),
        hba: reading(hba),
        ..Posture::unread(id.clone(), context.clock.now())
    };
    if posture.ssl.known().is_some_and(SslState::forces_ssl) {
        posture.endpoints = reading(cloud.endpoints(id).await);
    }
    let judgement = judge(&posture, Thresholds::default());
    JudgedReplica::new(&posture, &judgement)
}

/// Tries the endpoints that were read, also for logins that the records in force are for: by these a server shows that
/// does not follow its records.
pub(super) async fn look_live(context: &Context, posture: &mut Posture, probing: &Probing) {
    let Some(endpoints) = posture.endpoints.known() else {
        return;
    };
    let probing = probing.with_witnesses(posture, Transport::Ssl);
    let instance = posture.instance.known();
    posture.probes = live(context, &posture.id, instance, endpoints, &probing).await;
    posture.left_out = probing.witnesses.left_out;
}

/// Tries the endpoints of one instance.
pub async fn live(
    context: &Context,
    id: &InstanceId,
    instance: Option<&Instance>,
    endpoints: &[Endpoint],
    probing: &Probing,
) -> Vec<ProbeReport> {
    let major = instance.and_then(Instance::major);
    let (prober, audience) = (context.prober.as_ref(), context.audience.as_ref());
    let looks = [(places(id, major, endpoints), probing.clone())];
    let targets = probe(prober, audience, &looks, PARALLEL).await;
    targets.into_iter().flat_map(|one| one.logins).collect()
}

/// An answer as a part of a look.
pub(super) fn reading<T>(answer: Result<T, ApiError>) -> Reading<T> {
    match answer {
        Ok(value) => Reading::Known(value),
        Err(error) => Reading::Unreadable((&error).into()),
    }
}
