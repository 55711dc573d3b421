//! What one run of the program has: flags, environment, terminal, clock; and the sides, made when a
//! command asks for them.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Arc, Once};
use std::time::Duration;

use etcetera::BaseStrategy;
use secrecy::ExposeSecret;

use super::options::defaults::Defaults;
use super::options::global::Global;
use super::options::locale;
use super::options::output;
use crate::clock::{BriskClock, Clock, SystemClock};
use crate::cloud::Cloud;
use crate::cloud::credentials::{
    self, ChainInputs, CredentialsError, Identity, ProviderContext, SourceSearch,
};
use crate::cloud::rds::OpenApi;
use crate::cloud::rpc::endpoints::{ApiEndpoint, Network};
use crate::cloud::rpc::transport::{ProxyAddress, ServerTransport, TransportError};
use crate::cloud::rpc::{ApiSettings, CallTrace, Trace};
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::Region;
use crate::environment::Environment;
use crate::journal::FileJournal;
use crate::postgres::Prober;
use crate::postgres::probe::NetworkProber;
use crate::terminal::{Terminal, TerminalOptions};
use crate::text::{Text, text};

/// The machine's clock. A debug build shortens its pauses by the factor that `FORCESSL_TEST_PACE` says, so
/// that tests of the whole program do not sleep.
fn clock(environment: &Environment) -> Arc<dyn Clock> {
    let pace = environment.variable("FORCESSL_TEST_PACE");
    match pace.and_then(|factor| factor.parse().ok()) {
        Some(factor) if cfg!(debug_assertions) => Arc::new(BriskClock::new(factor)),
        _ => Arc::new(SystemClock::new()),
    }
}

/// One run of the program.
pub(super) struct App {
    pub global: Global,
    pub environment: Environment,
    pub defaults: Defaults,
    pub terminal: Arc<Terminal>,
    pub clock: Arc<dyn Clock>,
    /// Rung when what the credential search found out was told.
    warned: Once,
}

impl App {
    pub(super) fn new(global: Global, environment: Environment, defaults: Defaults) -> Self {
        let manner = TerminalOptions {
            yes: global.yes,
            quiet: global.quiet,
            verbose: global.verbose,
            format: output::conversation(&global.output),
            language: locale::language(global.lang, &environment),
        };
        let carried = Arc::clone(&global.carried);
        let complete = Box::new(move |text: &str| carried.text(text).into_owned());
        let terminal = Terminal::new(&environment, global.color, manner);
        let terminal = Arc::new(terminal.completing(complete));
        let clock = clock(&environment);
        Self {
            global,
            environment,
            defaults,
            terminal,
            clock,
            warned: Once::new(),
        }
    }

    /// The database side.
    pub(super) fn prober(&self) -> Arc<dyn Prober> {
        Arc::new(NetworkProber::new(self.clock.clone()))
    }

    /// Everything an operation works with, the control plane as the flags and the environment say.
    ///
    /// # Errors
    /// `Usage` for an endpoint or region that cannot be one, `Access` without usable credentials.
    pub(super) async fn context(&self) -> Result<Context, Failure> {
        let cloud = Arc::new(self.open_api().await?);
        Ok(self.context_with(cloud, self.state_folder()))
    }

    /// Where the states before changes are kept; `None` where no home folder is known, which only
    /// stops what would keep or read one.
    pub(super) fn state_folder(&self) -> Option<PathBuf> {
        if let Some(folder) = &self.global.state_dir {
            return Some(folder.clone());
        }
        etcetera::choose_base_strategy()
            .ok()
            .and_then(|folders| folders.state_dir())
            // Else the place would depend on where the program is run.
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join("forcessl"))
    }

    /// Everything an operation works with, on this control plane, with states kept in this folder.
    pub(super) fn context_with(&self, cloud: Arc<dyn Cloud>, state: Option<PathBuf>) -> Context {
        Context {
            clock: self.clock.clone(),
            cloud,
            prober: self.prober(),
            audience: self.terminal.clone(),
            journal: Arc::new(FileJournal::new(state)),
            statuses: None,
        }
    }

    /// The API at the endpoint that the flags and the environment name.
    pub(super) async fn open_api(&self) -> Result<OpenApi, Failure> {
        self.open_api_at(self.endpoint()?).await
    }

    /// The API at the central endpoint when no region is known: from there every region is found.
    pub(super) async fn open_api_anywhere(&self) -> Result<OpenApi, Failure> {
        let is_known = self.region()?.is_some();
        self.open_api_at(self.endpoint_anywhere(is_known)?).await
    }

    /// The endpoint that is named, or that of a region that is known, else the central one.
    pub(super) fn endpoint_anywhere(&self, is_known: bool) -> Result<ApiEndpoint, Failure> {
        // The central endpoint is on the internet.
        let inside = self.network() == Network::Vpc;
        if is_known || inside || self.fixed_endpoint()?.is_some() {
            self.endpoint()
        } else {
            Ok(ApiEndpoint::central())
        }
    }

    async fn open_api_at(&self, endpoint: ApiEndpoint) -> Result<OpenApi, Failure> {
        let transport = self.transport()?;
        let search = self.search(&transport).await;
        let identity = search.identity.map_err(|error| no_credentials(&error))?;
        let identity = match self.global.assume_role.first() {
            Some(role) => self.assume(identity, role, &endpoint, &transport)?,
            None => identity,
        };
        Ok(self.open_api_as(identity, endpoint, transport, None))
    }

    pub(super) fn assume(
        &self,
        base: Identity,
        role: &str,
        endpoint: &ApiEndpoint,
        transport: &ServerTransport,
    ) -> Result<Identity, Failure> {
        let means = self.means(transport);
        // A stand-in on this machine stands in for STS too.
        let sts = endpoint.is_loopback().then(|| endpoint.clone());
        credentials::assume(base, role, sts, &self.surroundings(), &means)
            .map_err(|error| no_credentials(&error))
    }

    /// Refuses flags that only a sweep can take several of.
    ///
    /// # Errors
    /// `Usage`.
    pub(super) fn refuse_several(&self) -> Result<(), Failure> {
        for (flag, count) in [
            ("--region", self.global.region.len()),
            ("--profile", self.global.profile.len()),
            ("--assume-role", self.global.assume_role.len()),
        ] {
            if count > 1 {
                return Err(
                    Failure::usage(text!("app-given-several", flag = flag, count = count))
                        .because(text!("app-given-several-why"))
                        .next(text!("app-given-several-next")),
                );
            }
        }
        Ok(())
    }

    /// The API at this endpoint, as this identity; `patience` is how long a call may go on being sent
    /// again, in place of the default.
    pub(super) fn open_api_as(
        &self,
        identity: Identity,
        endpoint: ApiEndpoint,
        transport: ServerTransport,
        patience: Option<Duration>,
    ) -> OpenApi {
        self.terminal
            .whisper(1, text!("app-endpoint", url = endpoint.url().as_str()));
        if let Some(proxy) = &transport.proxy {
            self.terminal
                .whisper(1, text!("app-proxy", proxy = proxy.to_string()));
        }
        let mut settings = ApiSettings::new(endpoint, identity);
        settings.transport = transport;
        settings.network = self.network();
        settings.read_timeout = self.global.read_timeout;
        settings.retry_budget = settings.retry_budget.min(self.global.timeout);
        settings.write_timeout = self.global.read_timeout.saturating_mul(2);
        settings.calls_per_second = self.global.qps.and_then(NonZeroU32::new);
        settings.signature = self.global.signature;
        if let Some(patience) = patience {
            settings.retry_budget = patience.min(self.global.timeout);
        }
        let terminal = self.terminal.clone();
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
        OpenApi::new(settings, self.clock.clone(), Some(trace))
    }

    pub(super) fn surroundings(&self) -> ChainInputs<'_> {
        ChainInputs {
            variables: &self.environment.variables,
            home: self.environment.home.as_deref(),
            profile: self.global.profile.first().map(String::as_str),
        }
    }

    /// How servers are reached: the flags, else the environment.
    ///
    /// # Errors
    /// `Usage` when the proxy is none, or the CA bundle holds no certificates.
    pub(super) fn transport(&self) -> Result<ServerTransport, Failure> {
        let refused = |error: &TransportError| {
            Failure::usage(text!("app-network-settings")).because(error.text())
        };
        let mut variables = self.environment.variables.clone();
        let flag = match &self.global.proxy {
            Some(proxy) => {
                // Asked for by flag, so what the environment says about it is not even read.
                for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                    variables.remove(name);
                }
                Some(
                    ProxyAddress::parse(proxy.expose_secret(), "--proxy")
                        .map_err(|error| refused(&error))?,
                )
            }
            None => None,
        };
        let mut transport = ServerTransport::of(&variables).map_err(|error| refused(&error))?;
        transport.proxy = flag.or(transport.proxy);
        transport.connect_timeout = self.global.connect_timeout;
        if let Some(file) = &self.global.ca_bundle {
            transport.ca_bundle = Some(file.clone());
            transport.check().map_err(|error| refused(&error))?;
        }
        Ok(transport)
    }

    /// Looks through the credential sources, and warns once of key files that others can read.
    pub(super) async fn search(&self, transport: &ServerTransport) -> SourceSearch {
        let means = self.means(transport);
        let search = credentials::search(&self.surroundings(), &means).await;
        self.warned.call_once(|| {
            if let Some(exposed) = &search.exposed {
                self.terminal.say(text!("app-warning", exposed = exposed));
            }
            for step in &search.steps {
                self.terminal.whisper(
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
    pub(super) fn region(&self) -> Result<Option<Region>, Failure> {
        if let Some(region) = self.global.region.first() {
            return Ok(Some(region.clone()));
        }
        named_region(&self.surroundings())
    }

    /// What credential sources ask for keys with.
    pub(super) fn means(&self, transport: &ServerTransport) -> ProviderContext {
        let mut means = ProviderContext::new(transport.clone(), self.clock.clone());
        if self.network() == Network::Vpc {
            // Without a region the endpoint of the API is refused first.
            means.vpc_region = self.region().ok().flatten();
        }
        means
    }

    /// From which network the API is called: the flag, else the profile.
    pub(super) fn network(&self) -> Network {
        let inside = || credentials::endpoint(&self.surroundings()).is_ok_and(|(_, inside)| inside);
        if self.global.vpc || inside() {
            Network::Vpc
        } else {
            Network::Public
        }
    }

    /// The endpoint that the flag or the profile names for every region.
    ///
    /// # Errors
    /// `Usage` for one that cannot be one, `Access` for that of a profile.
    pub(super) fn fixed_endpoint(&self) -> Result<Option<ApiEndpoint>, Failure> {
        match &self.global.endpoint {
            Some(text) => ApiEndpoint::parse(text).map(Some).map_err(|error| {
                Failure::usage(text!("app-bad-endpoint"))
                    .because(error.text())
                    .next(text!("app-bad-endpoint-next"))
            }),
            None => match credentials::endpoint(&self.surroundings()) {
                Ok((endpoint, _)) => Ok(endpoint),
                Err(error) => Err(no_credentials(&error)),
            },
        }
    }

    /// The endpoint that the flags, the profile and the environment name.
    ///
    /// # Errors
    /// `Usage` for one that cannot be one, or when no region is known.
    pub(super) fn endpoint(&self) -> Result<ApiEndpoint, Failure> {
        if let Some(endpoint) = self.fixed_endpoint()? {
            return Ok(endpoint);
        }
        let region = self.region()?.ok_or_else(|| {
            Failure::usage(text!("app-no-region"))
                .because(text!("app-no-region-why"))
                .next(text!("app-no-region-next"))
        })?;
        self.endpoint_of(&region)
    }

    /// The endpoint that serves a region by rule.
    ///
    /// # Errors
    /// `Usage` when there is none.
    pub(super) fn endpoint_of(&self, region: &Region) -> Result<ApiEndpoint, Failure> {
        ApiEndpoint::for_region(region, self.network()).map_err(|error| {
            Failure::usage(text!("app-no-endpoint", region = region))
                .because(error.text())
                .next(text!("app-no-endpoint-next"))
        })
    }
}

/// The region that the environment or the profile names.
pub(super) fn named_region(around: &ChainInputs<'_>) -> Result<Option<Region>, Failure> {
    let found = credentials::region(around).map_err(|error| no_credentials(&error))?;
    Ok(found.map(|(region, _)| region))
}

/// The failure of a search that found nothing usable.
pub(super) fn no_credentials(error: &CredentialsError) -> Failure {
    Failure::new(Ending::Access, text!("app-no-credentials"))
        .because(error.text())
        .next(error.remedy())
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
