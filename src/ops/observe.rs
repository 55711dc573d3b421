//! One look at an instance: every part that decides, read at the same time.

pub use super::probe::{Probing, places, probe};
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::instance::InstanceId;
use crate::domain::posture::{Posture, Reading};
use crate::domain::verdict::unsupported;

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
        id: id.clone(),
        seen_at: context.clock.now(),
        instance: reading(instance),
        endpoints: reading(endpoints),
        ssl: reading(ssl),
        hba: reading(hba),
        whitelist: reading(whitelist),
        proxy: reading(proxy),
        probes: vec![],
    };
    if posture
        .instance
        .known()
        .is_some_and(|instance| unsupported(instance).is_some())
    {
        // The API answers such questions with errors that say nothing more.
        posture.ssl = Reading::NotAsked;
        posture.hba = Reading::NotAsked;
    } else if let (Some(probing), Some(endpoints)) = (probing, posture.endpoints.known()) {
        let major = posture
            .instance
            .known()
            .and_then(|instance| instance.engine_version.as_ref()?.major);
        posture.probes = probe(
            context.prober.as_ref(),
            context.audience.as_ref(),
            places(id, major, endpoints),
            probing,
        )
        .await
        .into_iter()
        .flat_map(|target| target.logins)
        .collect();
    }
    posture
}

fn reading<T>(answer: Result<T, ApiError>) -> Reading<T> {
    match answer {
        Ok(value) => Reading::Known(value),
        Err(error) => Reading::Unreadable((&error).into()),
    }
}
