//! Live connection attempts: plaintext, SSL, SSL with a client certificate.
//!
//! One connection at a time: an attempt begins when the one before it has closed.

use core::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::attempt::{Attempt, AttemptTrace};
use super::dial::bare;
use super::{ProbeRequest, Prober, TransportQuestions, transports};
use crate::clock::Clock;
use crate::domain::hba::Family;
use crate::domain::proof::{LoginOrigin, ProbeReport, Question, Run, Transports};
use crate::text::{Text, text};

/// Asks over the network.
pub struct NetworkProber {
    clock: Arc<dyn Clock>,
}

impl NetworkProber {
    /// Takes the clock that dates and times the attempts.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

#[async_trait]
impl Prober for NetworkProber {
    async fn resolve(
        &self,
        name: &str,
        port: u16,
        limit: Duration,
    ) -> Result<Vec<SocketAddr>, Text> {
        let found = timeout(limit, lookup_host((bare(name), port))).await;
        let mut addresses: Vec<SocketAddr> = found
            .map_err(|_| text!("probe-name-late"))?
            .map_err(|error| text!("login-no-address", error = &error))?
            .collect();
        addresses.sort_by_key(Family::reached);
        addresses.dedup();
        if addresses.is_empty() {
            return Err(text!("probe-no-address"));
        }
        Ok(addresses)
    }

    /// All attempts go to the address that the first one reached. When it reached none, no further
    /// attempt is made.
    async fn probe(&self, request: ProbeRequest<'_>) -> ProbeReport {
        let mut report = ProbeReport {
            place: request.place.clone(),
            user: request.login.user.clone(),
            database: request.login.database.clone(),
            replication: request.login.replication,
            origin: LoginOrigin::Named,
            at: self.clock.now(),
            runs: Vec::new(),
            tls: None,
            same_refusal: false,
        };
        let mut address = None;
        let mut refused: Option<Vec<u8>> = None;
        for question in [
            Question::Plaintext,
            Question::Ssl,
            Question::ClientCertificate,
        ] {
            if question == Question::ClientCertificate && request.identity.is_none() {
                continue;
            }
            let started = self.clock.monotonic();
            let mut attempt = Attempt {
                clock: &*self.clock,
                request: &request,
                question,
                address,
                seen: AttemptTrace::default(),
            };
            let verdict = attempt.run().await;
            let seen = attempt.seen;
            address = seen.address;
            if question == Question::Ssl {
                report.tls = seen.facts;
                report.same_refusal = refused.is_some() && refused == verdict.refusal;
            }
            if question == Question::Plaintext {
                refused = verdict.refusal;
            }
            if let (Some(facts), Some(bound)) = (&mut report.tls, verdict.channel_binding) {
                facts.channel_binding = Some(facts.channel_binding.unwrap_or(true) && bound);
            }
            report.runs.push(Run {
                question,
                outcome: verdict.outcome,
                sqlstate: verdict.sqlstate,
                address,
                from: seen.from,
                took: self.clock.monotonic().saturating_sub(started),
            });
            if address.is_none() {
                break;
            }
        }
        report
    }

    async fn transports(
        &self,
        request: ProbeRequest<'_>,
        questions: &TransportQuestions,
    ) -> Transports {
        transports::ask(&*self.clock, request, questions).await
    }
}
