//! One look at an instance: every part that decides, read at the same time.

use std::time::Duration;

use futures::future::join_all;

use crate::cloud::ApiError;
use crate::context::{Audience, Context};
use crate::domain::event::Event;
use crate::domain::instance::{Endpoint, EndpointKind, InstanceId};
use crate::domain::posture::{Posture, Reading};
use crate::domain::proof::ProbeReport;
use crate::domain::verdict::unsupported;
use crate::postgres::{ClientIdentity, ProbeRequest, Prober};

/// How live connections are tried.
pub struct Probing {
    /// User to name.
    pub user: String,
    /// Database to name.
    pub database: String,
    /// Certificate to present in a third attempt.
    pub identity: Option<ClientIdentity>,
    /// Ask as a replication client too.
    pub replication: bool,
    /// Limit for each attempt.
    pub timeout: Duration,
}

impl Default for Probing {
    /// Names that no rule is likely to list, so that the rules for `all` are asked.
    fn default() -> Self {
        Self {
            user: "forcessl_probe".to_owned(),
            database: "postgres".to_owned(),
            identity: None,
            replication: true,
            timeout: Duration::from_secs(3),
        }
    }
}

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
        posture.probes = probe(
            context.prober.as_ref(),
            context.audience.as_ref(),
            endpoints,
            probing,
        )
        .await;
    }
    posture
}

/// Tries every endpoint that PostgreSQL itself listens on, the endpoints at the same time and the
/// attempts at one endpoint one after another.
pub async fn probe(
    prober: &dyn Prober,
    audience: &dyn Audience,
    endpoints: &[Endpoint],
    probing: &Probing,
) -> Vec<ProbeReport> {
    let targets = endpoints
        .iter()
        .filter(|endpoint| endpoint.kind != EndpointKind::ReadWriteSplitting)
        .filter_map(|endpoint| endpoint.port.map(|port| (endpoint.host.as_str(), port)));
    let reports = join_all(targets.map(|(host, port)| async move {
        audience.tell(&Event::Probing {
            host: host.to_owned(),
            port,
        });
        let request = |replication| ProbeRequest {
            host,
            port,
            user: &probing.user,
            database: &probing.database,
            replication,
            identity: probing.identity.as_ref(),
            timeout: probing.timeout,
        };
        let ordinary = prober.probe(request(false)).await;
        let mut reports = vec![ordinary];
        if probing.replication && !reports.iter().all(ProbeReport::unreachable) {
            reports.push(prober.probe(request(true)).await);
        }
        reports
    }))
    .await;
    reports.into_iter().flatten().collect()
}

fn reading<T>(answer: Result<T, ApiError>) -> Reading<T> {
    match answer {
        Ok(value) => Reading::Known(value),
        Err(error) => Reading::Unreadable((&error).into()),
    }
}
