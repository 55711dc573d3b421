//! An identity: the source that decided, and the keys it gives, renewed before they run out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use super::issued::IssuedKey;
use super::{Credentials, CredentialsError, Exposed, Source};
use crate::clock::Clock;
use crate::cloud::transport::ServerTransport;
use crate::domain::instance::Region;
use crate::text;
use crate::text::Text;

/// How much of a key's life must be left for it to be used without asking for another.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

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
    /// The longest a program of a profile may run.
    pub program_timeout: Duration,
}

impl ProviderContext {
    /// The defaults: the vendor's services, 1 s for metadata, 10 s for answers, 60 s for programs.
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
            program_timeout: Duration::from_secs(60),
        }
    }
}

/// A source that has to ask for its keys.
#[async_trait]
pub(super) trait Provider: Send + Sync {
    /// Asks for a key. `fresh` says that one which somebody keeps will not do.
    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError>;
}

/// How a source gives its key.
pub(super) enum KeySource {
    /// It is the key.
    Key(Credentials),
    /// It asks for one.
    Asks(Box<dyn Provider>),
}

impl KeySource {
    pub(super) fn asks(provider: impl Provider + 'static) -> Self {
        Self::Asks(Box::new(provider))
    }

    pub(super) async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError> {
        match self {
            Self::Key(credentials) => Ok(IssuedKey::from(credentials)),
            Self::Asks(provider) => provider.fetch(means, fresh).await,
        }
    }
}

/// A source that was found.
pub(super) struct ResolvedSource {
    pub(super) source: Source,
    /// What it is, to show, such as "an access key".
    pub(super) manner: Text,
    pub(super) way: KeySource,
    pub(super) exposed: Vec<Exposed>,
}

impl ResolvedSource {
    pub(super) fn new(source: Source, manner: Text, way: KeySource) -> Self {
        Self {
            source,
            manner,
            way,
            exposed: Vec::new(),
        }
    }

    /// The same, read from a file with keys.
    pub(super) fn read_from(mut self, exposed: Option<&Exposed>) -> Self {
        self.exposed.extend(exposed.cloned());
        self
    }
}

impl From<Credentials> for ResolvedSource {
    fn from(credentials: Credentials) -> Self {
        let manner = manner_of(&credentials);
        Self::new(
            credentials.source.clone(),
            manner,
            KeySource::Key(credentials),
        )
    }
}

/// Who calls the API. Cheap to clone; all clones share the key they hold.
#[derive(Clone)]
pub struct Identity(Arc<Kind>);

enum Kind {
    Fixed(Arc<Credentials>, Text),
    Renewed(Box<Renewed>),
}

struct Renewed {
    source: Source,
    manner: Text,
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
        let ResolvedSource {
            source,
            manner,
            way,
            ..
        } = found;
        Self(Arc::new(match way {
            KeySource::Key(credentials) => Kind::Fixed(Arc::new(credentials), manner),
            KeySource::Asks(provider) => Kind::Renewed(Box::new(Renewed {
                source,
                manner,
                provider,
                held: Mutex::new(None),
                failed: Mutex::new(None),
                means: means.clone(),
            })),
        }))
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
        match &*self.0 {
            Kind::Fixed(credentials, _) => Ok(Arc::clone(credentials)),
            Kind::Renewed(renewed) => renewed.current().await,
        }
    }

    /// Asks for another key after the API refused this one as run out; says whether there is one
    /// now. A key that is what its source holds cannot be renewed.
    ///
    /// # Errors
    /// [`CredentialsError`] when asking failed.
    pub async fn renew(&self, refused: &Credentials) -> Result<bool, CredentialsError> {
        match &*self.0 {
            Kind::Fixed(..) => Ok(false),
            Kind::Renewed(renewed) => renewed.renew(refused).await,
        }
    }

    /// Where it comes from.
    pub fn source(&self) -> &Source {
        match &*self.0 {
            Kind::Fixed(credentials, _) => &credentials.source,
            Kind::Renewed(renewed) => &renewed.source,
        }
    }

    /// What it is, to show, such as `an access key` or `the role acs:ram::1:role/dba`.
    pub fn manner(&self) -> &Text {
        match &*self.0 {
            Kind::Fixed(_, manner) => manner,
            Kind::Renewed(renewed) => &renewed.manner,
        }
    }
}

impl From<Credentials> for Identity {
    fn from(credentials: Credentials) -> Self {
        let manner = manner_of(&credentials);
        Self(Arc::new(Kind::Fixed(Arc::new(credentials), manner)))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("source", self.source())
            .field("manner", &self.manner())
            .finish_non_exhaustive()
    }
}

/// What a key pair is called.
pub(super) fn manner_of(credentials: &Credentials) -> Text {
    if credentials.security_token.is_some() {
        text!("credentials-sts-token")
    } else {
        text!("credentials-access-key")
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
        let left = held.as_ref().map(|held| held.expires.map(|end| end - now));
        let still_good = match left {
            None => false,
            Some(None) => true,
            Some(Some(left)) => left > TimeDelta::zero(),
        };
        let enough = still_good && left.flatten().is_none_or(|left| left >= MARGIN);
        if let Some(held) = held.as_mut().filter(|_| still_good) {
            if enough || clock.monotonic() < held.not_before {
                return Ok(Arc::clone(&held.credentials));
            }
            held.not_before = clock.monotonic().saturating_add(PAUSE);
        }
        let mut failed = self.failed.lock().await;
        if let Some((error, until)) = failed.as_ref()
            && !still_good
            && clock.monotonic() < *until
        {
            return Err(error.clone());
        }
        match self.provider.fetch(&self.means, false).await {
            Ok(issued) => Ok(Self::keep(&mut held, issued, &self.means)),
            Err(error) => {
                if let Some(held) = held.as_ref().filter(|_| still_good) {
                    return Ok(Arc::clone(&held.credentials));
                }
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
        let other = !same(&issued.credentials, refused);
        Self::keep(&mut held, issued, &self.means);
        Ok(other)
    }

    fn keep(
        held: &mut Option<Held>,
        issued: IssuedKey,
        means: &ProviderContext,
    ) -> Arc<Credentials> {
        let kept = held.insert(Held::new(issued, means));
        Arc::clone(&kept.credentials)
    }
}

/// Whether two keys are the same one.
fn same(one: &Credentials, other: &Credentials) -> bool {
    let token = |credentials: &Credentials| {
        credentials
            .security_token
            .as_ref()
            .map(|token| token.expose_secret().to_owned())
    };
    one.access_key_id == other.access_key_id && token(one) == token(other)
}

/// What a source has.
pub(super) enum Lookup {
    Found(ResolvedSource),
    /// Nothing, and why.
    Absent(Text),
}
