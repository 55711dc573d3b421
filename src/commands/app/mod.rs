//! What one run of the program has: flags, environment, terminal, clock, and what its operations work with.

mod api;

use std::path::PathBuf;
use std::sync::{Arc, Once};

use etcetera::BaseStrategy;
use tokio::sync::OnceCell;

use crate::clock::{BriskClock, Clock, SystemClock};
use crate::cloud::Cloud;
use crate::cloud::rds::OpenApi;
use crate::commands::options::defaults::Defaults;
use crate::commands::options::global::Global;
use crate::commands::options::locale;
use crate::commands::options::output;
use crate::context::Context;
use crate::domain::failure::Failure;
use crate::environment::Environment;
use crate::journal::FileJournal;
use crate::postgres::Prober;
use crate::postgres::probe::NetworkProber;
use crate::terminal::{Terminal, TerminalOptions};
use crate::text;
pub(super) use api::Reach;

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
    /// The API, once it was asked for.
    api: OnceCell<OpenApi>,
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
            api: OnceCell::new(),
        }
    }

    /// The database side.
    pub(super) fn prober(&self) -> Arc<dyn Prober> {
        Arc::new(NetworkProber::new(self.clock.clone()))
    }

    /// Everything an operation works with, the control plane as the flags and the environment say.
    ///
    /// # Errors
    /// As [`Self::open_api`].
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
}
