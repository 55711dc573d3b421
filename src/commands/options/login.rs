//! The flags of a real database login, and the login they name.

use secrecy::{ExposeSecret, SecretString};

use crate::commands::app::App;
use crate::commands::options::global::within;
use crate::domain::failure::Failure;
use crate::failure;
use crate::ops::sessions::SessionCheck;
use crate::postgres::login::{ConnectSettings, DsnSource, LoginInputs};
use crate::text;

/// The variable that may hold a connection string with a password.
const VARIABLE: &str = "FORCESSL_DSN";

#[derive(Debug, Default, clap::Args)]
pub(crate) struct DsnArgs {
    #[arg(long, value_name = "DSN")]
    dsn: Option<SecretString>,
    #[arg(long)]
    allow_clear_password: bool,
}

impl DsnArgs {
    fn text<'a>(&'a self, app: &'a App) -> Option<(&'a str, DsnSource)> {
        let flag = self.dsn.as_ref().map(ExposeSecret::expose_secret);
        let variable = app.environment.variable(VARIABLE);
        flag.map(|text| (text, DsnSource::Flag))
            .or_else(|| variable.map(|text| (text, DsnSource::Environment)))
    }

    /// The login that the flag, the variable and the PG* variables name.
    ///
    /// # Errors
    /// `Usage` for one that cannot be used; nothing is sent.
    pub(crate) fn login(&self, app: &App) -> Result<ConnectSettings, Failure> {
        let around = LoginInputs {
            variables: &app.environment.variables,
            home: app.environment.home.as_deref(),
        };
        let mut login = ConnectSettings::gather(self.text(app), &around)
            .map_err(|error| failure::login_settings(&error))?;
        for remark in &login.remarks {
            app.terminal.say(text!("login-warning", remark = remark));
        }
        login.allow_clear_password = self.allow_clear_password;
        Ok(login)
    }
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct SessionCheckArgs {
    #[command(flatten)]
    dsn: DsnArgs,
    #[arg(long)]
    sessions: bool,
    #[arg(long, value_name = "N", env = "FORCESSL_MAX_CUT_OFF",
        value_parser = within::<usize>(0, i64::from(u32::MAX)))]
    max_cut_off: Option<usize>,
}

impl SessionCheckArgs {
    /// The check that was asked for, on this many instances.
    ///
    /// # Errors
    /// `Usage` for a login that cannot be used.
    pub(crate) fn check(&self, app: &App, instances: usize) -> Result<SessionCheck, Failure> {
        let asked = self.sessions || self.dsn.text(app).is_some();
        if self.dsn.allow_clear_password && !asked {
            return Err(Failure::usage(text!("login-clear-password-alone"))
                .next(text!("login-clear-password-alone-next")));
        }
        let login = asked
            .then(|| self.dsn.login(app).map(Box::new))
            .transpose()?;
        if instances > 1
            && login
                .as_ref()
                .is_some_and(|login| !login.explicit_servers().is_empty())
        {
            return Err(
                Failure::usage(text!("login-host-several")).next(text!("login-host-several-next"))
            );
        }
        Ok(SessionCheck {
            login,
            limit: self.max_cut_off,
        })
    }
}
