//! The OpenAPI over HTTP: sign, limit, send, read within bounds, decode, retry.
//!
//! Invariants: one attempt, one signature; a write is sent once; whatever else than a refusal comes in
//! place of the answer to a write is [`ApiErrorKind::AnswerLost`]; no message holds a secret.
//!
//! Credentials that ran out are renewed once in a call, for the next one where the call is a write.
//!
//! Deliberately absent: deciding anything about instances, and where credentials come from.

pub(in crate::cloud) mod answer;
mod attempt;
mod clocks;
mod codes;
pub mod endpoints;
pub mod error;
pub(in crate::cloud) mod failure;
mod key;
mod limit;
mod operation;
mod pace;
mod request;
mod retry;
mod scrub;
mod settings;
pub mod signature;
pub mod transport;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::TimeDelta;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};

use self::answer::{Answer, WireError};
use self::attempt::{AttemptError, Cause, RawAnswer};
use self::codes::token_ran_out;
use self::endpoints::{ApiEndpoint, is_local};
use self::error::{ApiError, ApiErrorKind};
use self::pace::Paces;
use self::request::{ApiCall, Signer, Stamp, prepare};
use self::retry::Retries;
use self::scrub::scrub;
use self::signature::Parameters;
use crate::clock::Clock;
use crate::text;
pub use clocks::ClockDifference;
pub use key::{Credentials, CredentialsProvider};
pub(super) use operation::{Authentication, Operation};
pub(super) use retry::CallEffect;
pub use settings::{ApiSettings, CallTrace, SignatureVersion, Trace};

/// The client of an account, at one endpoint.
///
/// Cheap to clone. The HTTP client is built at the first call.
#[derive(Clone)]
pub(super) struct RpcClient {
    settings: Arc<ApiSettings>,
    client: Arc<OnceLock<Client>>,
    account: Arc<ApiAccount>,
}

/// What all endpoints of one account share.
struct ApiAccount {
    clock: Arc<dyn Clock>,
    paces: Paces,
    /// What the service's clock is ahead of ours, in seconds.
    skew_seconds: AtomicI64,
    trace: Option<Trace>,
}

/// How far the clocks must differ for a correction to help.
const SKEW: TimeDelta = TimeDelta::seconds(60);

impl RpcClient {
    /// A client; nothing is sent yet.
    pub(super) fn new(settings: ApiSettings, clock: Arc<dyn Clock>, trace: Option<Trace>) -> Self {
        let account = ApiAccount {
            paces: Paces::new(settings.calls_per_second, Arc::clone(&clock)),
            clock,
            skew_seconds: AtomicI64::new(0),
            trace,
        };
        Self {
            settings: Arc::new(settings),
            client: Arc::default(),
            account: Arc::new(account),
        }
    }

    /// The clock of its account.
    pub(super) fn clock(&self) -> &dyn Clock {
        self.account.clock.as_ref()
    }

    /// The same account at another endpoint: paces and clock correction are shared.
    #[must_use]
    pub(super) fn at(&self, endpoint: ApiEndpoint) -> Self {
        let same_kind = endpoint.is_plain() == self.settings.endpoint.is_plain()
            && is_local(endpoint.url()) == is_local(self.settings.endpoint.url());
        Self {
            client: if same_kind {
                Arc::clone(&self.client)
            } else {
                Arc::default()
            },
            settings: Arc::new(ApiSettings {
                endpoint,
                ..ApiSettings::clone(&self.settings)
            }),
            account: Arc::clone(&self.account),
        }
    }

    /// Where it calls and as whom.
    pub(super) fn settings(&self) -> &ApiSettings {
        &self.settings
    }

    /// Makes one call: attempts until one decodes, is final, or the retries are used up.
    pub(super) async fn call<T>(
        &self,
        operation: &Operation<'_>,
        parameters: &Parameters,
        decode: impl Fn(&RawAnswer, Result<Answer<'_>, WireError>) -> Result<T, WireError> + Send + Sync,
    ) -> Result<T, ApiError> {
        let clock = &self.account.clock;
        let mut retries = Retries::new(
            operation.effect,
            clock.monotonic(),
            self.settings.retry_budget,
        );
        let mut corrected = false;
        let mut renewed = false;
        let mut attempt = 1;
        loop {
            let credentials = self.credentials(operation).await?;
            let mut trouble = match self
                .attempt(
                    operation,
                    credentials.as_deref(),
                    parameters,
                    attempt,
                    &decode,
                )
                .await
            {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            };
            attempt += 1;
            // A write goes again only after a new look at the instance, which its caller takes.
            let read = operation.effect == CallEffect::Read;
            if !corrected && self.correct_clock(&trouble) && read {
                corrected = true;
                continue;
            }
            if let Some(refused) = credentials.filter(|_| !renewed && ran_out(&trouble.error)) {
                renewed = true;
                match self.settings.signer.renew(&refused).await {
                    Ok(true) if read => continue,
                    Ok(_) => {}
                    Err(error) => {
                        let said = &mut trouble.error.message;
                        *said = text!("api-not-renewed", said = &*said, error = error);
                    }
                }
            }
            match retries.next(&trouble, clock.monotonic()) {
                Some(pause) if pause.is_zero() => {}
                Some(pause) => clock.sleep(pause).await,
                None => return Err(settle(operation.effect, trouble)),
            }
        }
    }

    /// The credentials an operation is signed with, where it is signed with any.
    async fn credentials(
        &self,
        operation: &Operation<'_>,
    ) -> Result<Option<Arc<Credentials>>, ApiError> {
        match operation.authentication {
            Authentication::Key => self.settings.signer.key(operation.action).await.map(Some),
            Authentication::Parameters => Ok(None),
        }
    }

    async fn attempt<T>(
        &self,
        operation: &Operation<'_>,
        credentials: Option<&Credentials>,
        parameters: &Parameters,
        attempt: u32,
        decode: &(
             impl Fn(&RawAnswer, Result<Answer<'_>, WireError>) -> Result<T, WireError> + Send + Sync
         ),
    ) -> Result<T, AttemptError> {
        let action = operation.action;
        let clock = &self.account.clock;
        let client = self.client(action)?;
        let paces = &self.account.paces;
        let pace = paces.of(
            &self.settings.endpoint.authority(),
            action,
            operation.effect,
        );
        // Last before sending, so that what the limiter spaced out stays spaced out.
        let turn = pace.turn().await;
        let _below_ceiling = paces.below_ceiling().await;
        let started = clock.monotonic();
        let mut seen = (None, None);
        let result = match self
            .exchange(client, operation, credentials, parameters)
            .await
        {
            Ok((answer, signed_text)) => {
                seen = (Some(answer.status), answer.request_id.clone());
                answer.judge(action, signed_text.expose_secret(), decode)
            }
            Err(trouble) => Err(trouble),
        };
        let result = result.map_err(|mut trouble| {
            let secret = parameters.get(operation.secret);
            trouble.error.message = scrub(trouble.error.message, credentials, secret);
            trouble
        });
        let throttled = matches!(&result, Err(trouble)
            if trouble.error.kind == ApiErrorKind::Throttled);
        let slowed_to = pace.heard(throttled, turn.as_ref().is_some_and(|turn| turn.waited));
        if let Some(trace) = &self.account.trace {
            let error = result.as_ref().err().map(|trouble| &*trouble.error);
            trace(&CallTrace {
                action,
                attempt,
                status: seen.0.or_else(|| error?.status),
                request_id: seen.1.as_ref().or_else(|| error?.request_id.as_ref()),
                error,
                took: clock.monotonic().saturating_sub(started),
                slowed_to,
            });
        }
        result
    }

    /// Signs and sends one request; gives the answer and the text that was signed.
    async fn exchange(
        &self,
        client: &Client,
        operation: &Operation<'_>,
        credentials: Option<&Credentials>,
        parameters: &Parameters,
    ) -> Result<(RawAnswer, SecretString), AttemptError> {
        let action = operation.action;
        let endpoint = &self.settings.endpoint;
        let authority = endpoint.authority();
        let stamp = Stamp {
            time: self.account.clock.now() + self.skew(),
            nonce: format!("{:032x}", rand::random::<u128>()),
        };
        let signer = credentials.map_or(Signer::Nobody, |credentials| {
            Signer::Key(self.settings.signature, credentials)
        });
        let subject = ApiCall {
            version: operation.version,
            authority: &authority,
            action,
            parameters,
        };
        let prepared = prepare(signer, &subject, &stamp);
        let timeout = match operation.effect {
            CallEffect::Read => self.settings.read_timeout,
            CallEffect::Write => self.settings.write_timeout,
        };
        let mut request = client.post(endpoint.url().clone()).timeout(timeout);
        for (name, value) in prepared.headers {
            request = request.header(name, value);
        }
        let response = request.body(prepared.body).send().await.map_err(|error| {
            let transport = &self.settings.transport;
            attempt::transport(error, action, &transport.route(endpoint.url(), &authority))
        })?;
        let answer = attempt::read(response, action).await?;
        Ok((answer, prepared.signed_text))
    }

    /// What the service's clock is known to be ahead of ours.
    pub(super) fn skew(&self) -> TimeDelta {
        TimeDelta::seconds(self.account.skew_seconds.load(Ordering::Relaxed))
    }

    /// Takes over the service's clock when it refused ours and they differ; says whether it did.
    fn correct_clock(&self, trouble: &AttemptError) -> bool {
        let Some(date) = trouble
            .date
            .filter(|_| trouble.error.has_code("InvalidTimeStamp.Expired"))
        else {
            return false;
        };
        let skew = date - self.account.clock.now();
        let known = self.skew();
        // Another call may have corrected it meanwhile: then this one goes again with that.
        let helps = skew.abs() > SKEW || known != TimeDelta::zero();
        if helps {
            self.account
                .skew_seconds
                .store(skew.num_seconds(), Ordering::Relaxed);
        }
        helps
    }

    fn client(&self, action: &str) -> Result<&Client, AttemptError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        match self.settings.transport.client(self.settings.endpoint.url()) {
            Ok(client) => Ok(self.client.get_or_init(|| client)),
            Err(error) => Err(attempt::unsent(
                action,
                ApiErrorKind::Unreachable,
                error.text(),
            )),
        }
    }
}

/// Whether the API refused because the security token ran out.
fn ran_out(error: &ApiError) -> bool {
    error
        .code
        .as_deref()
        .is_some_and(|code| token_ran_out(code, &error.message.english()))
}

/// The error of a call that is given up: for a write, all that does not prove that nothing
/// happened means that it may have.
///
/// A nonce that was used before counts as that too: the first request with it may have landed.
fn settle(effect: CallEffect, trouble: AttemptError) -> ApiError {
    let AttemptError { error, cause, .. } = trouble;
    let mut error = *error;
    let unsure = match cause {
        Cause::NeverSent => false,
        Cause::Lost | Cause::Garbled => true,
        // A request that could not be written was not sent either.
        Cause::Final => error.kind == ApiErrorKind::Unreadable,
        Cause::Refused => {
            error.kind == ApiErrorKind::Failed || error.has_code("SignatureNonceUsed")
        }
    };
    if effect == CallEffect::Write && unsure {
        error.kind = ApiErrorKind::AnswerLost;
    }
    error
}
