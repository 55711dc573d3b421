//! `forcessl ssl`: shows or changes the SSL switch and the server certificate.

use std::path::PathBuf;

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use secrecy::{ExposeSecret, SecretString};

use super::app::App;
use super::change::{ChangeArgs, ChangeJob};
use super::options::certificate_files::pem;
use super::options::input;
use super::options::words::{Words, one_of};
use super::output::show;
use crate::domain::certificate;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{Policy, SwitchGoal};
use crate::domain::ssl::CaType;
use crate::postgres::tls;
use crate::report::{json, table};
use crate::text;

#[derive(Debug, Subcommand)]
pub(super) enum SslAction {
    Show {
        instance: InstanceId,
    },
    Enable(SwitchArgs),
    Renew(SwitchArgs),
    Disable {
        instance: InstanceId,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

const CA_TYPES: Words<CaType> = &[("aliyun", CaType::Aliyun), ("custom", CaType::Custom)];

#[derive(Debug, clap::Args)]
pub(super) struct SwitchArgs {
    #[arg(required = true, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[arg(long, value_parser = one_of(CA_TYPES))]
    ca_type: Option<CaType>,
    #[arg(long, value_name = "FILE", requires = "server_key")]
    server_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "server_cert")]
    server_key: Option<PathBuf>,
    #[arg(long, value_name = "HOST", value_parser = NonEmptyStringValueParser::new())]
    connection_string: Option<String>,
    #[command(flatten)]
    change: ChangeArgs,
}

impl SwitchArgs {
    async fn carry_out(self, app: &App, switch: SwitchGoal) -> Result<Ending, Failure> {
        let custom = self.ca_type == Some(CaType::Custom);
        if custom != self.server_cert.is_some() {
            return Err(Failure::usage(text!("ssl-custom-together"))
                .next(text!("ssl-custom-together-next")));
        }
        let check = |text: &str| certificate::check_server_chain(text, app.clock.now());
        let read = |path: &PathBuf| pem(path, input::SERVER_CERTIFICATE, check);
        let server_certificate = self.server_cert.as_ref().map(read).transpose()?;
        let key = self
            .server_key
            .as_deref()
            .map(|path| input::text(path, input::PRIVATE_KEY).map(SecretString::from))
            .transpose()?;
        if let (Some(certificate), Some(path), Some(key)) =
            (&server_certificate, &self.server_key, &key)
        {
            tls::identity(
                certificate.as_str().as_bytes(),
                key.expose_secret().as_bytes(),
            )
            .map_err(|error| input::refused(path, input::PRIVATE_KEY, error.text()))?;
        }
        let policy = Policy {
            switch: Some(switch),
            endpoint: self.connection_string,
            ca_type: self.ca_type,
            server_certificate,
            ..Policy::default()
        };
        let mut job = ChangeJob::named(app, &self.change, None, self.instances, policy).await?;
        job.options.server_key = key;
        job.carry_out(app, &self.change).await
    }
}

pub(super) async fn run(app: &App, action: SslAction) -> Result<Ending, Failure> {
    match action {
        SslAction::Show { instance } => show::ssl(app, &instance, table::ssl, json::ssl).await,
        SslAction::Disable { instance, change } => {
            let policy = Policy {
                switch: Some(SwitchGoal::Off),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
        SslAction::Enable(args) => args.carry_out(app, SwitchGoal::On).await,
        SslAction::Renew(args) => args.carry_out(app, SwitchGoal::Renew).await,
    }
}
