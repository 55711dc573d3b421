//! An identity: the source that decided, and the keys it gives, renewed before they run out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use super::keys::IssuedKey;
use super::{CredentialsError, CredentialsErrorKind, Source};
use crate::clock::Clock;
use crate::cloud::rpc::error::{ApiError, ApiErrorKind};
use crate::cloud::rpc::transport::ServerTransport;
use crate::cloud::rpc::{Credentials, CredentialsProvider};
use crate::domain::instance::Region;
use crate::text::{Text, text};

/// How much of a key's life must be left for it to be used without asking for another.
pub(super) const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// How long a key that is still good is used before another one is asked for again, after that
/// failed or gave one with a short life.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a source that gave no key is not asked again: one run asks it once, not for every call.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Transport, clock and timeouts for fetching keys.
#[derive(Clone)]
pub struct ProviderContext {
    /// The way to servers.
    pub transport: ServerTransport,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The metadata service of ECS: `http://100.100.100.200`, another one in tests.
    pub metadata_service: Url,
    /// The region inside whose VPC STS is asked; `None` to ask it over the internet.
    pub vpc_region: Option<Region>,
    /// The service that OAuth logins are exchanged at, in place of the vendor's; for tests.
    pub oauth_service: Option<Url>,
    /// The longest wait for the metadata service to connect, and then to answer.
    pub metadata_timeout: Duration,
    /// The longest wait for an answer of the other services.
    pub answer_timeout: Duration,
    /// How long STS is asked again where that may help.
    pub retry_budget: Duration,
    /// The longest a program of a profile may run.
    pub program_timeout: Duration,
}

impl ProviderContext {
    /// The defaults: the vendor's services, 1 s for metadata, 10 s for answers, 15 s for retries, 60 s for programs.
    ///
    /// Source: the limits of the vendor's credentials SDKs.
    ///
    /// # Panics
    /// Never: the address of the metadata service is a URL.
    #[expect(clippy::expect_used, reason = "a constant that a test reads")]
    pub fn new(transport: ServerTransport, clock: Arc<dyn Clock>) -> Self {
        Self {
            transport,
            clock,
            metadata_service: Url::parse("http://100.100.100.200/").expect("a URL"),
            vpc_region: None,
            oauth_service: None,
            metadata_timeout: Duration::from_secs(1),
            answer_timeout: Duration::from_secs(10),
            retry_budget: Duration::from_secs(15),
            program_timeout: Duration::from_secs(60),
        }
    }

    /// Waits no longer than `answer` for an answer, and than `limit` for anything.
    pub fn keep_within(&mut self, answer: Duration, limit: Duration) {
        self.answer_timeout = self.answer_timeout.min(answer);
        for wait in [
            &mut self.metadata_timeout,
            &mut self.answer_timeout,
            &mut self.retry_budget,
            &mut self.program_timeout,
        ] {
            *wait = limit.min(*wait);
        }
    }
}

/// What gives the keys of a source.
#[async_trait]
pub(super) trait Provider: Send + Sync {
    /// What it gives, to show, such as "an access key".
    fn manner(&self) -> Text;

    /// Asks for a key. `fresh` says that one which somebody keeps will not do.
    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError>;

    /// The id of the account that the key belongs to, where that is known without a call.
    fn account(&self) -> Option<String> {
        None
    }
}

/// The key itself.
#[async_trait]
impl Provider for Credentials {
    fn manner(&self) -> Text {
        if self.security_token.is_some() {
            text!("credentials-sts-token")
        } else {
            text!("credentials-access-key")
        }
    }

    async fn fetch(&self, _: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        Ok(self.into())
    }
}

/// Whatever key the identity holds at the time.
#[async_trait]
impl Provider for Identity {
    fn manner(&self) -> Text {
        self.manner.clone()
    }

    async fn fetch(&self, _: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        Ok((&*self.credentials().await?).into())
    }

    fn account(&self) -> Option<String> {
        self.keys.provider.account()
    }
}

/// What a source has.
pub(super) enum Lookup<T = ResolvedSource> {
    Found(T),
    /// Nothing, and why.
    Absent(Text),
    /// Not the profile that is asked for, which another source may have.
    Missing(CredentialsError),
}

/// A source that was found.
pub(super) struct ResolvedSource {
    pub(super) source: Source,
    pub(super) provider: Box<dyn Provider>,
    pub(super) exposed: Option<Text>,
    /// The key that the search came upon.
    pub(super) first: Option<IssuedKey>,
}

impl ResolvedSource {
    pub(super) fn new(source: Source, provider: Box<dyn Provider>) -> Self {
        Self {
            source,
            provider,
            exposed: None,
            first: None,
        }
    }
}

/// Who calls the API. Cheap to clone; all clones share the key they hold.
#[derive(Clone)]
pub struct Identity {
    source: Source,
    manner: Text,
    keys: Arc<Renewed>,
}

struct Renewed {
    provider: Box<dyn Provider>,
    means: ProviderContext,
    held: Mutex<Option<Held>>,
    /// Why there was no key, and the monotonic time up to which that is the answer.
    failed: Mutex<Option<(CredentialsError, Duration)>>,
}

struct Held {
    credentials: Arc<Credentials>,
    expires: Option<DateTime<Utc>>,
    /// Monotonic time before which no other key is asked for while this one is good.
    not_before: Duration,
}

impl Identity {
    pub(super) fn new(found: ResolvedSource, means: &ProviderContext) -> Self {
        let manner = found.provider.manner();
        let keys = Renewed {
            provider: found.provider,
            held: Mutex::new(found.first.map(|first| Held::new(first, means))),
            failed: Mutex::new(None),
            means: means.clone(),
        };
        Self {
            source: found.source,
            manner,
            keys: Arc::new(keys),
        }
    }

    /// The key to sign with now.
    ///
    /// A temporary one is asked for at the first use, and anew when under five minutes of it are
    /// left. While that fails, the old one is used to its end. Without one, a failure is the answer
    /// for a minute.
    ///
    /// # Errors
    /// [`CredentialsError`] when there is no key that is still good.
    pub async fn credentials(&self) -> Result<Arc<Credentials>, CredentialsError> {
        self.keys.current().await
    }

    /// Where it comes from.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// What it is, to show, such as `an access key` or `the role acs:ram::1:role/dba`.
    pub const fn manner(&self) -> &Text {
        &self.manner
    }
}

#[async_trait]
impl CredentialsProvider for Identity {
    async fn key(&self, action: &str) -> Result<Arc<Credentials>, ApiError> {
        let key = self.credentials().await;
        key.map_err(|error| no_credentials(action, &error))
    }

    /// A key that is what its source holds cannot be renewed.
    async fn renew(&self, refused: &Credentials) -> Result<bool, Text> {
        let renewed = self.keys.renew(refused).await;
        renewed.map_err(|error| error.text())
    }

    fn account(&self) -> Option<String> {
        self.keys.provider.account()
    }
}

/// A call that was not made for want of credentials.
fn no_credentials(action: &str, error: &CredentialsError) -> ApiError {
    let (code, request_id) = if let CredentialsErrorKind::Refused(code, id) = &error.kind {
        (code.clone(), id.clone())
    } else {
        (None, None)
    };
    let unreached = [
        CredentialsErrorKind::NoConnection,
        CredentialsErrorKind::Unreachable,
    ];
    let kind = if unreached.contains(&error.kind) {
        ApiErrorKind::Unreachable
    } else {
        ApiErrorKind::Credentials
    };
    ApiError {
        code,
        request_id,
        ..ApiError::new(kind, action, error.text())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("source", &self.source)
            .field("manner", &self.manner)
            .finish_non_exhaustive()
    }
}

impl Held {
    fn new(issued: IssuedKey, means: &ProviderContext) -> Self {
        Self {
            credentials: Arc::new(issued.credentials),
            expires: issued.expires,
            not_before: means.clock.monotonic().saturating_add(PAUSE),
        }
    }
}

impl Renewed {
    async fn current(&self) -> Result<Arc<Credentials>, CredentialsError> {
        // Held while asking, so that calls at the same time ask once.
        let mut held = self.held.lock().await;
        let clock = &self.means.clock;
        let now = clock.now();
        let left = |held: &Held| held.expires.map_or(TimeDelta::MAX, |end| end - now);
        let good = held.as_mut().filter(|held| left(held) > TimeDelta::zero());
        let old = good.as_ref().map(|held| Arc::clone(&held.credentials));
        if let Some(held) = good {
            if left(held) >= MARGIN || clock.monotonic() < held.not_before {
                return Ok(Arc::clone(&held.credentials));
            }
            held.not_before = clock.monotonic().saturating_add(PAUSE);
        }
        let mut failed = self.failed.lock().await;
        if let Some((error, until)) = failed.as_ref()
            && old.is_none()
            && clock.monotonic() < *until
        {
            return Err(error.clone());
        }
        match (self.provider.fetch(&self.means, false).await, old) {
            (Ok(issued), _) => Ok(self.keep(&mut held, issued)),
            (Err(_), Some(old)) => Ok(old),
            (Err(error), None) => {
                let until = clock.monotonic().saturating_add(PAUSE_AFTER_FAILURE);
                *failed = Some((error.clone(), until));
                Err(error)
            }
        }
    }

    async fn renew(&self, refused: &Credentials) -> Result<bool, CredentialsError> {
        let mut held = self.held.lock().await;
        if held
            .as_ref()
            .is_some_and(|held| !same(&held.credentials, refused))
        {
            // Another call renewed it meanwhile.
            return Ok(true);
        }
        let issued = self.provider.fetch(&self.means, true).await?;
        let kept = self.keep(&mut held, issued);
        Ok(!same(&kept, refused))
    }

    fn keep(&self, held: &mut Option<Held>, issued: IssuedKey) -> Arc<Credentials> {
        let kept = held.insert(Held::new(issued, &self.means));
        Arc::clone(&kept.credentials)
    }
}

/// Whether two keys are the same one.
fn same(one: &Credentials, other: &Credentials) -> bool {
    let token = |key: &Credentials| {
        key.security_token
            .as_ref()
            .map(|token| token.expose_secret().to_owned())
    };
    one.access_key_id == other.access_key_id && token(one) == token(other)
}
