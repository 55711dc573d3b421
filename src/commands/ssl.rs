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

#[derive(Debug, clap::Args)]
pub(super) struct SslArgs {
    #[command(subcommand)]
    action: SslAction,
}

#[derive(Debug, Subcommand)]
enum SslAction {
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

#[derive(Debug, clap::Args)]
struct SwitchArgs {
    #[arg(required = true, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    certificate: CertificateArgs,
    #[command(flatten)]
    change: ChangeArgs,
}

const CA_TYPES: Words<CaType> = &[("aliyun", CaType::Aliyun), ("custom", CaType::Custom)];

#[derive(Debug, clap::Args)]
struct CertificateArgs {
    #[arg(long, value_parser = one_of(CA_TYPES))]
    ca_type: Option<CaType>,
    #[arg(long, value_name = "FILE", requires = "server_key")]
    server_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "server_cert")]
    server_key: Option<PathBuf>,
    #[arg(long, value_name = "HOST", value_parser = NonEmptyStringValueParser::new())]
    connection_string: Option<String>,
}

impl CertificateArgs {
    fn policy(
        &self,
        app: &App,
        switch: SwitchGoal,
    ) -> Result<(Policy, Option<SecretString>), Failure> {
        let custom = self.ca_type == Some(CaType::Custom);
        if custom != self.server_cert.is_some() {
            return Err(Failure::usage(text!("ssl-custom-together"))
                .next(text!("ssl-custom-together-next")));
        }
        let check = |text: &str| certificate::check_server_chain(text, app.clock.now());
        let next = || text!("ssl-server-certificate-next");
        let read = |path: &PathBuf| pem(path, input::SERVER_CERTIFICATE, next, check);
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
            .map_err(|error| {
                input::refused(path, input::PRIVATE_KEY, error.text())
                    .next(text!("ssl-server-key-next"))
            })?;
        }
        let policy = Policy {
            switch: Some(switch),
            endpoint: self.connection_string.clone(),
            ca_type: self.ca_type.clone(),
            server_certificate,
            ..Policy::default()
        };
        Ok((policy, key))
    }
}

pub(super) async fn run(app: &App, args: SslArgs) -> Result<Ending, Failure> {
    let (args, switch) = match args.action {
        SslAction::Show { instance } => {
            return show::ssl(app, &instance, table::ssl, json::ssl).await;
        }
        SslAction::Disable { instance, change } => {
            let policy = Policy {
                switch: Some(SwitchGoal::Off),
                ..Policy::default()
            };
            return change.carry_out(app, vec![instance], policy).await;
        }
        SslAction::Enable(args) => (args, SwitchGoal::On),
        SslAction::Renew(args) => (args, SwitchGoal::Renew),
    };
    let (policy, server_key) = args.certificate.policy(app, switch)?;
    let mut job = ChangeJob::named(app, &args.change, None, args.instances, policy).await?;
    job.options.server_key = server_key;
    job.carry_out(app, &args.change).await
}
