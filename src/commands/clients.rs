//! `forcessl clients`: shows connection strings and a checklist for the clients.

use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;

use super::app::App;
use super::output::deliver::deliver;
use super::output::show::readable;
use crate::domain::clients::{ClientGuide, ClientSettings, NoGuide};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Malformed};
use crate::domain::verdict::{Thresholds, judge};
use crate::failure;
use crate::issuing::stem;
use crate::report::{ReportFormat, json, markdown, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct ClientsArgs {
    instance: InstanceId,
    #[arg(long, default_value = "USER", value_parser = name)]
    user: String,
    #[arg(long, default_value = "postgres", value_parser = name)]
    database: String,
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    host: Option<String>,
    #[arg(long, value_name = "FILE", default_value = "server-ca.pem")]
    sslrootcert: PathBuf,
    #[arg(long, value_name = "DIR")]
    certs: Option<PathBuf>,
}

/// Reads the name of a user or a database.
fn name(text: &str) -> Result<String, Malformed> {
    if text.is_empty() {
        Err(Malformed(text!("value-empty")))
    } else if text.chars().any(char::is_control) {
        Err(Malformed(text!("value-control")))
    } else {
        Ok(text.to_owned())
    }
}

/// The formats that it answers in.
pub(super) const FORMATS: &[ReportFormat] = &[
    ReportFormat::Table,
    ReportFormat::Json,
    ReportFormat::Markdown,
];

pub(super) async fn run(app: &App, args: ClientsArgs) -> Result<Ending, Failure> {
    let settings = settings(&args)?;
    let posture = readable(app, &args.instance).await?;
    if let Some(missing) = posture.endpoints.unreadable() {
        return Err(failure::unread(&args.instance, missing));
    }
    let verdict = judge(&posture, Thresholds::default()).verdict;
    let guide = ClientGuide::new(&posture, verdict, settings)
        .map_err(|why| refused(&args.instance, &why))?;
    if args.certs.is_some() && !guide.certificate.is_demanded() {
        let what = text!("clients-no-certificate", id = &args.instance);
        return Err(Failure::usage(what)
            .because(text!("clients-no-certificate-why"))
            .next(text!("clients-no-certificate-next")));
    }
    deliver(app, |format, page| {
        Ok(if format == ReportFormat::Json {
            json::clients(&guide)
        } else if format == ReportFormat::Markdown {
            markdown::clients(&guide, page)
        } else {
            table::clients(&guide, page)
        })
    })?;
    Ok(Ending::Done)
}

/// The files and names of the strings.
fn settings(args: &ClientsArgs) -> Result<ClientSettings, Failure> {
    let stem = stem(&args.user);
    let certs = args.certs.as_deref().unwrap_or(Path::new("."));
    let file = |ending: &str| path(certs.join(format!("{stem}.{ending}")));
    Ok(ClientSettings {
        host: args.host.clone(),
        user: args.user.clone(),
        database: args.database.clone(),
        server_ca: path(args.sslrootcert.clone())?,
        certificate: file("crt")?,
        key: file("key")?,
        java_key: file("pk8")?,
    })
}

/// A path as text without a needless `./`.
fn path(path: PathBuf) -> Result<String, Failure> {
    let path = path.strip_prefix(".").map(PathBuf::from).unwrap_or(path);
    match path.into_os_string().into_string() {
        Ok(text) if !text.chars().any(char::is_control) => Ok(text),
        Ok(_) | Err(_) => Err(Failure::usage(text!("clients-path"))
            .because(text!("clients-path-why"))
            .next(text!("clients-path-next"))),
    }
}

fn refused(id: &InstanceId, why: &NoGuide) -> Failure {
    let what = text!("clients-none", id = id);
    match why {
        NoGuide::Unread => Failure::blocked(what)
            .because(text!("clients-unread"))
            .next(text!("clients-unread-next", id = id)),
        NoGuide::NoSuchEndpoint(hosts) if hosts.is_empty() => Failure::blocked(what)
            .because(text!("clients-no-endpoint"))
            .next(text!("clients-no-endpoint-next")),
        NoGuide::NoSuchEndpoint(hosts) => Failure::usage(what)
            .because(text!("clients-other-host"))
            .next(text!("clients-other-host-next", hosts = hosts.join(", "))),
        NoGuide::WithoutSsl => Failure::usage(what)
            .because(text!("clients-without-ssl"))
            .next(text!("clients-without-ssl-next")),
    }
}
