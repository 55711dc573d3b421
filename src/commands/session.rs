//! What one run of the program has: flags, environment, terminal, clock; and the sides, made when a
//! command asks for them.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use etcetera::BaseStrategy;

use super::global::{Global, LanguageArg, Output, SignatureArg};
use crate::clock::{Clock, SystemClock};
use crate::cloud::Cloud;
use crate::cloud::credentials::{self, CredentialsError, Means, Surroundings};
use crate::cloud::endpoints::{ApiEndpoint, Network};
use crate::cloud::http::{CallTrace, OpenApi, Settings, SignatureVersion, Trace, Transport};
use crate::context::{Context, Environment};
use crate::domain::catalogue::Language;
use crate::domain::failure::{Ending, Failure};
use crate::journal::FileJournal;
use crate::postgres::Prober;
use crate::postgres::probe::NetworkProber;
use crate::report::Format;
use crate::terminal::{Manner, Terminal};

/// One run of the program.
pub(super) struct Session {
    pub global: Global,
    pub environment: Environment,
    pub terminal: Arc<Terminal>,
    pub clock: Arc<dyn Clock>,
}

impl Session {
    pub(super) fn new(global: Global, environment: Environment) -> Self {
        let manner = Manner {
            yes: global.yes,
            quiet: global.quiet,
            verbose: global.verbose,
            format: match global.output {
                Output::Table => Format::Table,
                Output::Json => Format::Json,
            },
            language: language(global.lang, &environment),
        };
        let terminal = Arc::new(Terminal::new(&environment, global.color, manner));
        Self {
            global,
            environment,
            terminal,
            clock: Arc::new(SystemClock::new()),
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
        Ok(self.context_with(cloud, self.state_folder()?))
    }

    fn state_folder(&self) -> Result<PathBuf, Failure> {
        if let Some(folder) = &self.global.state_dir {
            return Ok(folder.clone());
        }
        let state = etcetera::choose_base_strategy()
            .ok()
            .and_then(|folders| folders.state_dir());
        state.map(|folder| folder.join("forcessl")).ok_or_else(|| {
            Failure::new(
                Ending::Usage,
                "no folder is known for the states before changes",
            )
            .because("there is no home folder")
            .next("name one with --state-dir")
        })
    }

    /// Everything an operation works with, on this control plane, with states kept in this folder.
    pub(super) fn context_with(&self, cloud: Arc<dyn Cloud>, state: PathBuf) -> Context {
        Context {
            clock: self.clock.clone(),
            cloud,
            prober: self.prober(),
            audience: self.terminal.clone(),
            journal: Arc::new(FileJournal::new(state)),
        }
    }

    async fn open_api(&self) -> Result<OpenApi, Failure> {
        let around = Surroundings {
            variables: &self.environment.variables,
            home: self.environment.home.as_deref(),
            profile: self.global.profile.as_deref(),
        };
        let endpoint = self.endpoint(&around)?;
        let transport = Transport::of(&self.environment.variables).map_err(|error| {
            Failure::new(Ending::Usage, "could not use the network settings")
                .because(error.to_string())
        })?;
        let means = Means::new(transport.clone(), self.clock.clone());
        let search = credentials::search(&around, &means).await;
        for exposed in &search.exposed {
            self.terminal.say(&format!("warning: {exposed}"));
        }
        let identity = search.identity.map_err(|error| no_credentials(&error))?;
        self.terminal.whisper(
            1,
            &format!(
                "credentials: {} from {}",
                identity.manner(),
                identity.source()
            ),
        );
        self.terminal
            .whisper(1, &format!("endpoint: {}", endpoint.url()));
        let mut settings = Settings::new(endpoint, identity);
        settings.transport = transport;
        settings.calls_per_second = NonZeroU32::new(self.global.qps).unwrap_or(NonZeroU32::MIN);
        settings.signature = match self.global.signature {
            SignatureArg::V1 => SignatureVersion::V1,
            SignatureArg::V3 => SignatureVersion::Acs3,
        };
        let terminal = self.terminal.clone();
        let trace = move |call: &CallTrace<'_>| terminal.whisper(2, &describe(call));
        let trace: Option<Trace> = if self.global.verbose > 1 {
            Some(Arc::new(trace))
        } else {
            None
        };
        Ok(OpenApi::new(settings, self.clock.clone(), trace))
    }

    fn endpoint(&self, around: &Surroundings<'_>) -> Result<ApiEndpoint, Failure> {
        if let Some(text) = &self.global.endpoint {
            return ApiEndpoint::parse(text).map_err(|error| {
                Failure::new(Ending::Usage, "could not use the endpoint")
                    .because(error.to_string())
                    .next("name https://HOST, or http://127.0.0.1:PORT for a sandbox")
            });
        }
        let region = match &self.global.region {
            Some(region) => region.clone(),
            None => credentials::region(around)
                .map_err(|error| no_credentials(&error))?
                .map(|(region, _)| region)
                .ok_or_else(|| {
                    Failure::new(Ending::Usage, "no region is known")
                        .because("--region is not given, and neither the environment nor the profile names one")
                        .next("add --region, such as --region cn-hangzhou")
                })?,
        };
        let network = if self.global.vpc {
            Network::Vpc
        } else {
            Network::Public
        };
        ApiEndpoint::for_region(&region, network).map_err(|error| {
            Failure::new(
                Ending::Usage,
                format!("there is no endpoint for the region `{region}`"),
            )
            .because(error.to_string())
            .next("name one with --endpoint")
        })
    }
}

/// The language that was asked for, else that of the locale of messages.
///
/// Source: POSIX, the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty decides.
fn language(asked: Option<LanguageArg>, environment: &Environment) -> Language {
    match asked {
        Some(LanguageArg::En) => Language::English,
        Some(LanguageArg::Zh) => Language::Chinese,
        None => ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| environment.variable(name))
            .map(Language::from_locale)
            .unwrap_or_default(),
    }
}

fn no_credentials(error: &CredentialsError) -> Failure {
    Failure::new(Ending::Access, "no usable credentials")
        .because(error.to_string())
        .next(error.remedy())
}

fn describe(call: &CallTrace<'_>) -> String {
    let mut text = format!("{} try {}", call.action, call.attempt);
    if let Some(status) = call.status {
        let _ = write!(text, ", HTTP {status}");
    }
    if let Some(request) = call.request_id {
        let _ = write!(text, ", request {request}");
    }
    if let Some(error) = call.error {
        let _ = write!(text, ", {error}");
    }
    let _ = write!(text, ", {:.0} ms", call.took.as_secs_f64() * 1000.0);
    text
}
