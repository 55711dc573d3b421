//! The API that a run calls: its endpoint, how it is reached, and who signs.

use std::num::NonZeroU32;
use std::sync::{Arc, Once};
use std::time::Duration;

use secrecy::ExposeSecret;

use super::App;
use crate::cloud::credentials::{
    self, ChainInputs, CredentialsError, Identity, ProviderContext, SourceSearch,
};
use crate::cloud::rds::OpenApi;
use crate::cloud::rpc::endpoints::{ApiEndpoint, Network};
use crate::cloud::rpc::transport::{ProxyAddress, ServerTransport, TransportError};
use crate::cloud::rpc::{ApiSettings, CallTrace, Trace};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::Region;
use crate::text::{Text, text};

impl App {
    /// The API at the endpoint that the flags and the environment name: one for the whole run, whose credentials
    /// are searched for once.
    ///
    /// # Errors
    /// `Usage` for an endpoint or region that cannot be one, `Access` without usable credentials.
    pub(crate) async fn open_api(&self) -> Result<OpenApi, Failure> {
        let reach = self.reach();
        let open = async || reach.open_at(reach.endpoint()?).await;
        Ok(self.api.get_or_try_init(open).await?.clone())
    }

    /// How the API is reached by the profile that the flag names, or without one.
    pub(crate) fn reach(&self) -> Reach<'_> {
        self.reach_by(self.global.profile.first())
    }

    /// How the API is reached by this profile, or without one.
    pub(crate) fn reach_by<'a>(&'a self, profile: Option<&'a String>) -> Reach<'a> {
        let around = ChainInputs {
            variables: &self.environment.variables,
            home: self.environment.home.as_deref(),
            profile: profile.map(String::as_str),
        };
        Reach { app: self, around }
    }
}

/// How one profile reaches the API: its keys, region, network and endpoint, where no flag names others.
#[derive(Clone, Copy)]
pub(crate) struct Reach<'a> {
    app: &'a App,
    /// What its credential sources look at.
    pub around: ChainInputs<'a>,
}

impl Reach<'_> {
    /// The API at the central endpoint when no region is known: from there every region is found.
    ///
    /// # Errors
    /// As [`App::open_api`].
    pub(crate) async fn open_anywhere(&self) -> Result<OpenApi, Failure> {
        self.open_at(self.endpoint_anywhere()?).await
    }

    /// The endpoint that is named, or that of a region that is known, else the central one.
    pub(crate) fn endpoint_anywhere(&self) -> Result<ApiEndpoint, Failure> {
        let is_known = self.region()?.is_some();
        // The central endpoint is on the internet.
        let inside = self.network() == Network::Vpc;
        if is_known || inside || self.fixed_endpoint()?.is_some() {
            self.endpoint()
        } else {
            Ok(ApiEndpoint::central())
        }
    }

    async fn open_at(&self, endpoint: ApiEndpoint) -> Result<OpenApi, Failure> {
        let transport = self.transport()?;
        let search = self.search(&transport).await;
        let identity = search.identity?;
        let identity = match self.app.global.assume_role.first() {
            Some(role) => self.assume(identity, role, &endpoint, &transport)?,
            None => identity,
        };
        Ok(self.open_as(identity, endpoint, transport, None))
    }

    pub(crate) fn assume(
        &self,
        base: Identity,
        role: &str,
        endpoint: &ApiEndpoint,
        transport: &ServerTransport,
    ) -> Result<Identity, Failure> {
        let means = self.means(transport);
        // A stand-in on this machine stands in for STS too.
        let sts = endpoint.is_loopback().then(|| endpoint.clone());
        Ok(credentials::assume(base, role, sts, &self.around, &means)?)
    }

    /// The API at this endpoint, as this identity; `patience` is how long a call may go on being sent
    /// again, in place of the default.
    pub(crate) fn open_as(
        &self,
        identity: Identity,
        endpoint: ApiEndpoint,
        transport: ServerTransport,
        patience: Option<Duration>,
    ) -> OpenApi {
        self.app
            .terminal
            .whisper(1, text!("app-endpoint", url = endpoint.url().as_str()));
        if let Some(proxy) = &transport.proxy {
            self.app
                .terminal
                .whisper(1, text!("app-proxy", proxy = proxy.to_string()));
        }
        let mut settings = ApiSettings::new(endpoint, identity);
        settings.transport = transport;
        settings.network = self.network();
        let (read, limit) = (self.app.global.read_timeout, self.app.global.timeout);
        settings.read_timeout = read.min(limit);
        settings.write_timeout = read.saturating_mul(2).min(limit);
        settings.retry_budget = settings.retry_budget.min(limit);
        settings.calls_per_second = self.app.global.qps.and_then(NonZeroU32::new);
        settings.signature = self.app.global.signature;
        if let Some(patience) = patience {
            settings.retry_budget = patience.min(limit);
        }
        let terminal = self.app.terminal.clone();
        let told = Once::new();
        let trace: Trace = Arc::new(move |call: &CallTrace<'_>| {
            terminal.whisper(2, describe(call));
            if let Some(rate) = call.slowed_to {
                terminal.whisper(1, text!("app-throttled", action = call.action, rate = rate));
            }
            // The client goes by the service's clock from here on; once is enough to say.
            let refused = call
                .error
                .is_some_and(|error| error.has_code("InvalidTimeStamp.Expired"));
            if refused {
                told.call_once(|| terminal.say(text!("app-clock")));
            }
        });
        OpenApi::new(settings, self.app.clock.clone(), Some(trace))
    }

    /// How servers are reached: the flags, else the environment.
    ///
    /// # Errors
    /// `Usage` when the proxy is none, or the CA bundle holds no certificates.
    pub(crate) fn transport(&self) -> Result<ServerTransport, Failure> {
        let refused = |error: TransportError| {
            Failure::usage(text!("app-network-settings"))
                .because(error.text())
                .next(text!("app-network-settings-next"))
        };
        let mut variables = self.app.environment.variables.clone();
        let flag = match &self.app.global.proxy {
            Some(proxy) => {
                // Asked for by flag, so what the environment says about it is not even read.
                for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                    variables.remove(name);
                }
                Some(ProxyAddress::parse(proxy.expose_secret(), "--proxy").map_err(refused)?)
            }
            None => None,
        };
        let mut transport = ServerTransport::of(&variables).map_err(refused)?;
        transport.proxy = flag.or(transport.proxy);
        transport.connect_timeout = self.app.global.connect_timeout;
        if let Some(file) = &self.app.global.ca_bundle {
            transport.ca_bundle = Some(file.clone());
            transport.check().map_err(refused)?;
        }
        self.refuse_idle_at_loopback()?;
        Ok(transport)
    }

    /// Refuses what was asked of the way to an endpoint on this machine, which is reached directly.
    fn refuse_idle_at_loopback(&self) -> Result<(), Failure> {
        let endpoint = self.fixed_endpoint().ok().flatten();
        let Some(endpoint) = endpoint.filter(ApiEndpoint::is_loopback) else {
            return Ok(());
        };
        let typed = |id| self.app.global.carried.is_typed(id);
        let idle = match &self.app.global.proxy {
            Some(_) if typed("proxy") => "--proxy",
            Some(_) => "FORCESSL_PROXY",
            None if typed("vpc") => "--vpc",
            None => return Ok(()),
        };
        let url = endpoint.url().as_str();
        let what = text!("app-idle-at-loopback", flag = idle, endpoint = url);
        let why = text!("app-idle-at-loopback-why");
        Err(Failure::usage(what)
            .because(why)
            .next(text!("flag-leave-out")))
    }

    /// Looks through the credential sources, and warns once of key files that others can read.
    pub(crate) async fn search(&self, transport: &ServerTransport) -> SourceSearch {
        let means = self.means(transport);
        let search = credentials::search(&self.around, &means).await;
        self.app.warned.call_once(|| {
            if self.app.global.carried.is_typed("vpc")
                && let Ok(Some(endpoint)) = self.fixed_endpoint()
            {
                let url = endpoint.url().as_str();
                self.app
                    .terminal
                    .say(text!("app-vpc-for-sts", endpoint = url));
            }
            for exposed in search.exposed.iter().chain(&search.unused) {
                self.app
                    .terminal
                    .say(text!("app-warning", exposed = exposed));
            }
            for step in &search.steps {
                self.app.terminal.whisper(
                    1,
                    text!(
                        "app-credentials",
                        source = &step.source,
                        outcome = step.outcome()
                    ),
                );
            }
        });
        search
    }

    /// The region that a flag, the environment or the profile names.
    ///
    /// # Errors
    /// `Access` when the profile cannot be read.
    pub(crate) fn region(&self) -> Result<Option<Region>, Failure> {
        if let Some(region) = self.app.global.region.first() {
            return Ok(Some(region.clone()));
        }
        Ok(credentials::region(&self.around)?.map(|(region, _)| region))
    }

    /// That no region is known, and what can be done about it.
    pub(crate) fn no_region(&self, next: Text) -> Failure {
        let why = credentials::no_region(&self.around);
        Failure::usage(text!("app-no-region"))
            .because(why.unwrap_or_else(|| text!("app-no-region-why")))
            .next(next)
    }

    /// What credential sources ask for keys with.
    pub(crate) fn means(&self, transport: &ServerTransport) -> ProviderContext {
        let mut means = ProviderContext::new(transport.clone(), self.app.clock.clone());
        means.keep_within(self.app.global.read_timeout, self.app.global.timeout);
        if self.network() == Network::Vpc {
            // Without a region the endpoint of the API is refused first.
            means.vpc_region = self.region().ok().flatten();
        }
        means
    }

    /// From which network the API is called: the flag, else the profile.
    pub(crate) fn network(&self) -> Network {
        let inside = || credentials::endpoint(&self.around).is_ok_and(|(_, inside)| inside);
        if self.app.global.vpc || inside() {
            Network::Vpc
        } else {
            Network::Public
        }
    }

    /// The endpoint that the flag or the profile names for every region.
    ///
    /// # Errors
    /// `Usage` for one that cannot be one, `Access` for that of a profile.
    pub(crate) fn fixed_endpoint(&self) -> Result<Option<ApiEndpoint>, Failure> {
        match &self.app.global.endpoint {
            Some(text) => ApiEndpoint::parse(text).map(Some).map_err(|error| {
                Failure::usage(text!("app-bad-endpoint"))
                    .because(error.text())
                    .next(text!("app-bad-endpoint-next"))
            }),
            None => Ok(credentials::endpoint(&self.around)?.0),
        }
    }

    /// The endpoint that the flags, the profile and the environment name.
    ///
    /// # Errors
    /// `Usage` for one that cannot be one, or when no region is known.
    pub(crate) fn endpoint(&self) -> Result<ApiEndpoint, Failure> {
        if let Some(endpoint) = self.fixed_endpoint()? {
            return Ok(endpoint);
        }
        let no_region = || self.no_region(text!("app-no-region-next"));
        self.endpoint_of(&self.region()?.ok_or_else(no_region)?)
    }

    /// The endpoint that serves a region by rule.
    ///
    /// # Errors
    /// `Usage` when there is none.
    pub(crate) fn endpoint_of(&self, region: &Region) -> Result<ApiEndpoint, Failure> {
        ApiEndpoint::for_region(region, self.network()).map_err(|error| {
            Failure::usage(text!("app-no-endpoint", region = region))
                .because(error.text())
                .next(text!("app-no-endpoint-next"))
        })
    }
}

/// The failure of a search that found nothing usable.
impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Self {
        Self::new(Ending::Access, text!("app-no-credentials"))
            .because(error.text())
            .next(error.remedy())
    }
}

fn describe(call: &CallTrace<'_>) -> Text {
    let mut text = text!("trace-try", action = call.action, attempt = call.attempt);
    if let Some(status) = call.status {
        text = text!("trace-status", call = text, status = status);
    }
    if let Some(request) = call.request_id {
        text = text!("trace-request", call = text, request = request.to_string());
    }
    if let Some(error) = call.error {
        text = text!("trace-error", call = text, error = error.text());
    }
    let milliseconds = format!("{:.0}", call.took.as_secs_f64() * 1000.0);
    text!("trace-took", call = text, milliseconds = milliseconds)
}
