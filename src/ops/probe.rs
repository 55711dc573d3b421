//! Live connections to many endpoints: each address family is a target of its own, and one target
//! has one connection at a time.

use core::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt};

use crate::context::Audience;
use crate::domain::event::Event;
use crate::domain::hba::{Family, Transport};
use crate::domain::instance::{Endpoint, EndpointKind, InstanceId};
use crate::domain::posture::Posture;
use crate::domain::proof::{
    LoginOrigin, ProbeEndpoint, ProbeEndpointKind, ProbeLogin, ProbeReport, TargetReport,
    Transports, Witnesses,
};
use crate::domain::witnesses::witnesses;
use crate::postgres::{ClientIdentity, ProbeRequest, Prober, TransportQuestions};
use crate::text::{Text, text};

/// How many endpoints of an instance are tried at the same time.
pub(super) const PARALLEL: usize = 8;

/// How live connections are tried.
#[derive(Clone)]
pub struct Probing {
    /// Whom to name, one after another.
    pub logins: Vec<ProbeLogin>,
    /// Logins of records, which are tried after them.
    pub witnesses: Witnesses,
    /// Certificate to present in a third attempt.
    pub identity: Option<Arc<ClientIdentity>>,
    /// Limit for each attempt.
    pub timeout: Duration,
    /// The only address family to use.
    pub family: Option<Family>,
    /// What to ask about the transport.
    pub transports: TransportQuestions,
}

impl Probing {
    /// Names these logins, without a certificate and with nothing asked about the transport.
    pub fn of(logins: Vec<ProbeLogin>) -> Self {
        Self {
            logins,
            witnesses: Witnesses::default(),
            identity: None,
            timeout: Duration::from_secs(3),
            family: None,
            transports: TransportQuestions::default(),
        }
    }

    /// The same, with logins of the records of a posture by which they get in over a transport.
    #[must_use]
    pub fn with_witnesses(&self, posture: &Posture, met: Transport) -> Self {
        Self {
            witnesses: witnesses(posture, met, &self.logins, &self.witnesses),
            ..self.clone()
        }
    }

    /// Every login that is tried, in order.
    fn all(&self) -> impl Iterator<Item = (&ProbeLogin, LoginOrigin)> {
        let named = self.logins.iter().map(|login| (login, LoginOrigin::Named));
        let witnesses = self.witnesses.logins.iter();
        named.chain(witnesses.map(|login| (login, LoginOrigin::Records)))
    }

    /// One user and database, and the user as a replication client.
    pub fn one(user: &str, database: &str) -> Self {
        let login = |replication| ProbeLogin {
            user: user.to_owned(),
            database: database.to_owned(),
            replication,
        };
        Self::of(vec![login(false), login(true)])
    }
}

impl Default for Probing {
    /// Names that no rule is likely to list, so that the rules for `all` are asked.
    fn default() -> Self {
        Self::one("forcessl_probe", "postgres")
    }
}

/// The places of an instance's endpoints: the server's ports and the pooler's. Read/write splitting has no SSL, but may
/// let plaintext in.
pub fn places(
    id: &InstanceId,
    server_major: Option<u16>,
    endpoints: &[Endpoint],
) -> Vec<ProbeEndpoint> {
    let mut places = Vec::new();
    for endpoint in endpoints {
        let kind = match endpoint.kind {
            EndpointKind::Internal => ProbeEndpointKind::Internal,
            EndpointKind::Public => ProbeEndpointKind::Public,
            EndpointKind::ReadWriteSplitting => ProbeEndpointKind::ReadWriteSplitting,
        };
        let ports = [
            (endpoint.port, kind),
            (endpoint.pooler_port, ProbeEndpointKind::Pooler),
        ];
        places.extend(ports.into_iter().filter_map(|(port, kind)| {
            Some(ProbeEndpoint {
                host: endpoint.host.clone(),
                port: port?,
                kind,
                instance: Some(id.clone()),
                server_major,
            })
        }));
    }
    places
}

/// Tries every place as the look beside it says, in every address family its name has; `parallel` places at a time.
///
/// Shape: one report for each place and family, in the order of the places.
pub async fn probe(
    prober: &dyn Prober,
    audience: &dyn Audience,
    looks: &[(Vec<ProbeEndpoint>, Probing)],
    parallel: usize,
) -> Vec<TargetReport> {
    let places = looks
        .iter()
        .flat_map(|(places, probing)| places.iter().map(move |place| (place.clone(), probing)));
    stream::iter(places)
        .map(|(place, probing)| async move {
            audience.tell(&Event::Probing {
                host: place.host.clone(),
                port: place.port,
            });
            at_place(prober, place, probing).await
        })
        .buffered(parallel.max(1))
        .collect::<Vec<_>>()
        .await
        .concat()
}

async fn at_place(
    prober: &dyn Prober,
    place: ProbeEndpoint,
    probing: &Probing,
) -> Vec<TargetReport> {
    let (host, port) = (&place.host, place.port);
    let found = prober.resolve(host, port, probing.timeout).await;
    let mut families: Vec<(Family, Vec<SocketAddr>)> = Vec::new();
    for address in found.iter().flatten() {
        let family = Family::reached(address);
        match families.iter_mut().find(|(known, _)| *known == family) {
            Some((_, list)) => list.push(*address),
            None => families.push((family, vec![*address])),
        }
    }
    families.retain(|(family, _)| probing.family.is_none_or(|only| only == *family));
    if families.is_empty() {
        let family = probing.family.filter(|_| found.is_ok());
        let reason = found.err();
        let reason = reason.unwrap_or_else(|| text!("probe-no-address-of-family"));
        return vec![at_target(prober, place, family, Err(&reason), probing).await];
    }
    let mut reports = Vec::new();
    for (family, addresses) in families {
        let place = place.clone();
        reports.push(at_target(prober, place, Some(family), Ok(&addresses), probing).await);
    }
    reports
}

async fn at_target(
    prober: &dyn Prober,
    place: ProbeEndpoint,
    family: Option<Family>,
    addresses: Result<&[SocketAddr], &Text>,
    probing: &Probing,
) -> TargetReport {
    let mut report = TargetReport {
        place,
        family,
        logins: Vec::new(),
        not_asked: Vec::new(),
        left_out: probing.witnesses.left_out,
        transports: Transports::default(),
    };
    let mut reached: Option<SocketAddr> = None;
    for (login, origin) in probing.all() {
        // Where nothing answers the logins that were named, those of the records would only wait.
        let is_silent = !report.logins.is_empty()
            && report.logins.iter().all(ProbeReport::unreachable)
            && (reached.is_none() || origin == LoginOrigin::Records);
        if is_silent {
            report.not_asked.push(login.clone());
            continue;
        }
        let request = ProbeRequest {
            place: &report.place,
            addresses: reached
                .as_ref()
                .map_or(addresses, |one| Ok(core::slice::from_ref(one))),
            login,
            identity: probing.identity.as_deref(),
            timeout: probing.timeout,
        };
        let mut told = prober.probe(request).await;
        told.origin = origin;
        if reached.is_none() {
            reached = told.runs.iter().find_map(|run| run.address);
        }
        report.logins.push(told);
    }
    if let (Some(address), Some(login)) = (&reached, probing.logins.first()) {
        let request = ProbeRequest {
            place: &report.place,
            addresses: Ok(core::slice::from_ref(address)),
            login,
            identity: None,
            timeout: probing.timeout,
        };
        report.transports = prober.transports(request, &probing.transports).await;
    }
    report
}
