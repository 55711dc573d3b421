//! `forcessl probe`.

use std::path::{Path, PathBuf};

use super::check::LoginArgs;
use super::input;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{Endpoint, EndpointKind, InstanceId};
use crate::domain::proof::{ProbeReport, Proof};
use crate::failure;
use crate::ops::observe::{self, Probing};
use crate::postgres::ClientIdentity;
use crate::postgres::tls;
use crate::report::{Format, json, table};

/// Ask an endpoint what it demands, without credentials
///
/// Tries a plaintext connection, an SSL connection and, with --cert, one with a client certificate,
/// one after another, and compares the answers. Sends no password. Plaintext that is refused proves
/// something only when the same login with SSL is let in. Each refused attempt leaves one line in
/// the server's log.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// HOST, HOST:PORT or an instance id, whose endpoints are looked up
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,
    #[command(flatten)]
    login: LoginArgs,
    /// Client certificate, PEM with its chain
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// Private key of the client certificate, PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Ask as a replication client too
    #[arg(long)]
    replication: bool,
}

/// What a target names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A host and its port.
    Host(String, u16),
    /// An instance, whose endpoints are looked up.
    Instance(InstanceId),
}

/// The port PostgreSQL listens on when none is named.
const PORT: u16 = 5432;

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let mut probing = Probing {
        identity: identity(args.cert.as_deref(), args.key.as_deref())?,
        ..args.login.probing()
    };
    probing.replication = args.replication;
    let targets: Vec<Target> = args
        .targets
        .iter()
        .map(|text| target(text))
        .collect::<Result<_, _>>()?;
    let mut endpoints = Vec::new();
    for target in targets {
        match target {
            Target::Host(host, port) => endpoints.push(Endpoint {
                host,
                port: Some(port),
                kind: EndpointKind::Public,
                pooler_port: None,
            }),
            Target::Instance(id) => {
                let context = session.context().await?;
                let found = context.cloud.endpoints(&id).await.map_err(|error| {
                    failure::api(format!("could not read the endpoints of `{id}`"), &error)
                })?;
                endpoints.extend(found);
            }
        }
    }
    let reports = observe::probe(
        session.prober().as_ref(),
        session.terminal.as_ref(),
        &endpoints,
        &probing,
    )
    .await;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::probes(&reports, terminal.page()),
        Format::Json => json::probes(&reports),
    });
    Ok(reports.iter().map(ending).max().unwrap_or(Ending::Api))
}

fn ending(report: &ProbeReport) -> Ending {
    match report.proof() {
        Proof::Proven(_) => Ending::Done,
        Proof::Refuted(_) => Ending::Gaps,
        Proof::NotProven(_) if report.unreachable() => Ending::Api,
        Proof::NotProven(_) => Ending::NotProven,
    }
}

/// Tells what a target names. A host without a dot needs its port, so that it is not taken for an
/// instance id.
pub(super) fn target(text: &str) -> Result<Target, Failure> {
    let bad = |why: &str| {
        Failure::new(Ending::Usage, format!("`{text}` is not a target"))
            .because(why)
            .next("name HOST, HOST:PORT, [IPv6]:PORT or an instance id")
    };
    let port = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| bad("the port is not a number from 1 to 65535"))
    };
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest
            .split_once(']')
            .ok_or_else(|| bad("the ] is missing"))?;
        return match rest.strip_prefix(':') {
            Some(number) => Ok(Target::Host(host.to_owned(), port(number)?)),
            None if rest.is_empty() => Ok(Target::Host(host.to_owned(), PORT)),
            None => Err(bad("only :PORT can follow the ]")),
        };
    }
    if text.parse::<core::net::Ipv6Addr>().is_ok() {
        return Ok(Target::Host(text.to_owned(), PORT));
    }
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '/' || c == '@')
    {
        return Err(bad("a host name has no blanks, slashes or @"));
    }
    match text.split_once(':') {
        Some(("", _)) => Err(bad("the host is missing")),
        Some((host, number)) => Ok(Target::Host(host.to_owned(), port(number)?)),
        None if text.contains('.') || text == "localhost" => {
            Ok(Target::Host(text.to_owned(), PORT))
        }
        None => text
            .parse()
            .map(Target::Instance)
            .map_err(|_| bad("it is neither a host name nor an instance id")),
    }
}

/// Reads a client certificate and its key.
///
/// # Errors
/// `Usage` when a file is no use or the two do not belong together.
pub(super) fn identity(
    cert: Option<&Path>,
    key: Option<&Path>,
) -> Result<Option<ClientIdentity>, Failure> {
    let (Some(cert), Some(key)) = (cert, key) else {
        return Ok(None);
    };
    let chain = input::bytes(cert, "client certificate")?;
    let secret = zeroize::Zeroizing::new(input::bytes(key, "private key")?);
    tls::identity(&chain, &secret).map(Some).map_err(|error| {
        input::refused(cert, "client certificate", error.to_string())
            .next("name the client's certificate in PEM and the key that belongs to it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_apart() {
        let host = |host: &str, port| Ok(Target::Host(host.to_owned(), port));
        assert_eq!(target("db.example.com"), host("db.example.com", 5432));
        assert_eq!(target("db:6432"), host("db", 6432));
        assert_eq!(target("localhost"), host("localhost", 5432));
        assert_eq!(target("10.0.0.1:1"), host("10.0.0.1", 1));
        assert_eq!(target("::1"), host("::1", 5432));
        assert_eq!(target("[::1]:5433"), host("::1", 5433));
        assert_eq!(
            target("pgm-1"),
            Ok(Target::Instance("pgm-1".parse().unwrap()))
        );
        for bad in [
            "",
            "db:",
            "db:0",
            "db:70000",
            ":1",
            "[::1",
            "a b",
            "postgres://u@h",
            "x",
        ] {
            assert_eq!(target(bad).unwrap_err().ending, Ending::Usage, "{bad}");
        }
    }
}
