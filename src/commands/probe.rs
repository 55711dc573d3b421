//! `forcessl probe`: tests an endpoint with and without SSL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::app::App;
use super::options::certificate_files::identity;
use super::options::input;
use super::options::probe_login::LoginArgs;
use super::output::evidence;
use crate::domain::certificate::parse_chain;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Family, Transport};
use crate::domain::instance::{Instance, InstanceId};
use crate::domain::posture::{Posture, Reading};
use crate::domain::proof::{
    DatabaseAccount, ProbeEndpoint, ProbeLogin, ProbeReport, Proof, TlsVersion, Unprobed,
    logins_from, unprobed, unproven,
};
use crate::failure;
use crate::ops::observe::{self, Probing};
use crate::postgres::TransportQuestions;
use crate::report::Judged;
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ProbeArgs {
    #[arg(required_unless_present = "targets_file", value_name = "TARGET")]
    targets: Vec<String>,
    #[arg(long = "targets", value_name = "FILE", id = "targets_file")]
    targets_file: Option<PathBuf>,
    #[command(flatten)]
    login: LoginArgs,
    #[arg(long, value_name = "FILE")]
    logins: Option<PathBuf>,
    #[arg(long)]
    all_accounts: bool,
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    #[arg(long)]
    replication: bool,
    #[arg(short = '4', long, conflicts_with = "ipv6")]
    ipv4: bool,
    #[arg(short = '6', long)]
    ipv6: bool,
    #[arg(long)]
    tls_versions: bool,
    #[arg(long)]
    direct_ssl: bool,
    #[arg(long)]
    gss: bool,
    #[arg(long, value_name = "FILE")]
    server_ca: Option<PathBuf>,
    #[arg(long)]
    require_proof: bool,
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

/// What a target names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ProbeTarget {
    /// A host and its port.
    Host(String, u16),
    /// An instance, whose endpoints are looked up.
    Instance(InstanceId),
}

/// The port PostgreSQL listens on when none is named.
const PORT: u16 = 5432;

pub(super) async fn run(app: &App, args: ProbeArgs) -> Result<Ending, Failure> {
    args.evidence.as_deref().map_or(Ok(()), evidence::vacant)?;
    let server_ca = args.server_ca.as_deref().map(server_ca).transpose()?;
    let named = match &args.logins {
        Some(path) => logins(path, &args.login.database, args.replication)?,
        None => args.login.logins(args.replication),
    };
    let probing = Probing {
        identity: identity(args.cert.as_deref(), args.key.as_deref())?.map(Arc::new),
        timeout: args.login.probe_timeout,
        family: match (args.ipv4, args.ipv6) {
            (true, _) => Some(Family::V4),
            (_, true) => Some(Family::V6),
            _ => None,
        },
        transports: TransportQuestions {
            tls_versions: if args.tls_versions {
                TlsVersion::ALL.to_vec()
            } else {
                vec![]
            },
            direct_ssl: args.direct_ssl,
            gss: args.gss,
        },
        ..Probing::of(named)
    };
    let mut texts = args.targets.clone();
    if let Some(path) = &args.targets_file {
        let text = input::text(path, input::TARGETS)?;
        texts.extend(lines(&text).map(str::to_owned));
        if texts.is_empty() {
            let why = text!("probe-list-empty");
            return Err(input::refused(path, input::TARGETS, why));
        }
    }
    let targets: Vec<ProbeTarget> = texts
        .iter()
        .map(|text| target(text))
        .collect::<Result<_, _>>()?;
    let (mut looks, mut unprobed) = (Vec::new(), Vec::new());
    let logins = logins_of_each(app, &targets, &args, &probing.logins).await?;
    for (target, logins) in targets.into_iter().zip(logins) {
        let probing = Probing {
            logins,
            ..probing.clone()
        };
        match target {
            ProbeTarget::Host(host, port) => {
                looks.push((vec![ProbeEndpoint::named(host, port)], probing));
            }
            ProbeTarget::Instance(id) => {
                unprobed.extend(look_up(app, &id, &probing, &mut looks).await?);
            }
        }
    }
    let (prober, parallel) = (app.prober(), app.global.parallel);
    let reports = observe::probe(prober.as_ref(), app.terminal.as_ref(), &looks, parallel).await;
    let judged = Judged {
        targets: &reports,
        unprobed: &unprobed,
        server_ca: server_ca.as_deref(),
        now: app.clock.now(),
    };
    answer!(app, targets(&judged));
    if let Some(path) = &args.evidence {
        evidence::write(path, &judged, &[], app.terminal.page())?;
    }
    let all: Vec<ProbeReport> = reports.into_iter().flat_map(|one| one.logins).collect();
    let missing = (args.require_proof && !unprobed.is_empty()).then_some(Ending::NotProven);
    let worst = unproven(&all)
        .into_iter()
        .map(|report| ending(report, args.require_proof))
        .chain(missing)
        .max();
    Ok(match worst {
        Some(worst) => worst,
        None if !all.iter().any(|report| report.place.kind.can_prove()) => Ending::Api,
        None => Ending::Done,
    })
}

/// The logins to name at each target: with `--all-accounts` those of its own accounts.
async fn logins_of_each(
    app: &App,
    targets: &[ProbeTarget],
    args: &ProbeArgs,
    named: &[ProbeLogin],
) -> Result<Vec<Vec<ProbeLogin>>, Failure> {
    if !args.all_accounts {
        return Ok(vec![named.to_vec(); targets.len()]);
    }
    let mut ids = Vec::new();
    for target in targets {
        match target {
            ProbeTarget::Instance(id) => ids.push(id),
            ProbeTarget::Host(host, port) => {
                let what = text!("probe-accounts-unknown", host = host, port = port);
                return Err(Failure::usage(what)
                    .because(text!("probe-accounts-unknown-why"))
                    .next(text!("probe-accounts-unknown-next")));
            }
        }
    }
    let context = app.context().await?;
    let mut all = Vec::new();
    for id in ids {
        let unread = |error| failure::api(text!("probe-accounts-unread", id = id), &error);
        let accounts = context.cloud.accounts(id).await.map_err(unread)?;
        let logins = logins_from(&accounts, &args.login.database, args.replication);
        if logins.is_empty() {
            return Err(Failure::usage(text!("probe-no-accounts", id = id))
                .next(text!("probe-no-accounts-next")));
        }
        all.push(logins);
    }
    Ok(all)
}

/// Looks up the endpoints of an instance and of its replicas, each with logins of its own records; gives what of them
/// cannot be tried.
async fn look_up(
    app: &App,
    id: &InstanceId,
    probing: &Probing,
    looks: &mut Vec<(Vec<ProbeEndpoint>, Probing)>,
) -> Result<Vec<Unprobed>, Failure> {
    let context = app.context().await?;
    let mut not_known = Vec::new();
    let mut look = async |id: &InstanceId| -> Result<_, Failure> {
        let cloud = &context.cloud;
        let (instance, own, hba) =
            futures::join!(cloud.instance(id), cloud.endpoints(id), cloud.hba(id));
        let unread = |error| failure::api(text!("probe-endpoints-unread", id = id), &error);
        let (instance, own) = (instance.ok(), own.map_err(unread)?);
        if let Err(error) = &hba {
            let why = error.text();
            app.terminal
                .say(text!("probe-records-unread", instance = id, why = why));
        }
        let major = instance.as_ref().and_then(Instance::major);
        not_known.extend(unprobed(id, instance.as_ref(), &own));
        let replicas = instance.as_ref().and_then(|one| one.replicas.clone());
        let posture = Posture {
            instance: instance.map_or(Reading::NotAsked, Reading::Known),
            hba: hba.map_or(Reading::NotAsked, Reading::Known),
            ..Posture::unread(id.clone(), app.clock.now())
        };
        let probing = probing.with_witnesses(&posture, Transport::Ssl);
        looks.push((observe::places(id, major, &own), probing));
        Ok(replicas.unwrap_or_default())
    };
    for replica in look(id).await? {
        look(&replica).await?;
    }
    Ok(not_known)
}

/// The lines that say something; `#` begins a comment.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
}

/// Reads the logins of a file.
fn logins(
    path: &Path,
    databases: &[String],
    replication: bool,
) -> Result<Vec<ProbeLogin>, Failure> {
    let refused = |why: Text| input::refused(path, input::LOGINS, why);
    let text = input::text(path, input::LOGINS)?;
    let mut accounts: Vec<DatabaseAccount> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let words = shell_words::split(line).map_err(|_| refused(text!("probe-logins-quote")))?;
        let (name, databases) = match words.as_slice() {
            [user] => (user, vec![]),
            [user, database] => (user, vec![database.clone()]),
            _ => return Err(refused(text!("probe-logins-line", line = line))),
        };
        accounts.push(DatabaseAccount {
            name: name.clone(),
            replication: None,
            databases,
        });
    }
    if accounts.is_empty() {
        return Err(refused(text!("probe-logins-empty")));
    }
    Ok(logins_from(&accounts, databases, replication))
}

/// Reads the CAs to trust.
fn server_ca(path: &Path) -> Result<String, Failure> {
    let text = input::text(path, input::SERVER_CA)?;
    parse_chain(&text).map_err(|error| input::refused(path, input::SERVER_CA, error.text()))?;
    Ok(text)
}

fn ending(report: &ProbeReport, require_proof: bool) -> Ending {
    match report.proof() {
        Proof::Proven(_) => Ending::Done,
        Proof::Refuted(_) => Ending::Gaps,
        Proof::NotProven(_) if report.unreachable() && !require_proof => Ending::Api,
        Proof::NotProven(_) => Ending::NotProven,
    }
}

/// Tells what a target names. A host without a dot needs its port, so that it is not taken for an
/// instance id.
pub(super) fn target(text: &str) -> Result<ProbeTarget, Failure> {
    let bad = |why: Text| {
        // What stands before an @, or in a connection string, may be a password.
        let shown = text.rsplit('@').next().unwrap_or_default();
        let shown = shown.split(['?', ' ', '=']).next().unwrap_or_default();
        Failure::usage(text!("probe-no-target", text = shown))
            .because(why)
            .next(text!("probe-no-target-next"))
    };
    let port = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| bad(text!("probe-target-port")))
    };
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest
            .split_once(']')
            .ok_or_else(|| bad(text!("probe-target-bracket")))?;
        return match rest.strip_prefix(':') {
            Some(number) => Ok(ProbeTarget::Host(host.to_owned(), port(number)?)),
            None if rest.is_empty() => Ok(ProbeTarget::Host(host.to_owned(), PORT)),
            None => Err(bad(text!("probe-target-after-bracket"))),
        };
    }
    if text.parse::<core::net::Ipv6Addr>().is_ok() {
        return Ok(ProbeTarget::Host(text.to_owned(), PORT));
    }
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '/' || c == '@')
    {
        return Err(bad(text!("probe-target-blank")));
    }
    match text.split_once(':') {
        Some(("", _)) => Err(bad(text!("probe-target-no-host"))),
        Some((host, number)) => Ok(ProbeTarget::Host(host.to_owned(), port(number)?)),
        None if text.contains('.') || text == "localhost" => {
            Ok(ProbeTarget::Host(text.to_owned(), PORT))
        }
        None => text
            .parse()
            .map(ProbeTarget::Instance)
            .map_err(|_| bad(text!("probe-target-neither"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_apart() {
        let host = |host: &str, port| Ok(ProbeTarget::Host(host.to_owned(), port));
        assert_eq!(target("db.example.com"), host("db.example.com", 5432));
        assert_eq!(target("db:6432"), host("db", 6432));
        assert_eq!(target("localhost"), host("localhost", 5432));
        assert_eq!(target("10.0.0.1:1"), host("10.0.0.1", 1));
        assert_eq!(target("::1"), host("::1", 5432));
        assert_eq!(target("[::1]:5433"), host("::1", 5433));
        assert_eq!(
            target("pgm-1"),
            Ok(ProbeTarget::Instance("pgm-1".parse().unwrap()))
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
        for secret in ["postgres://u:hunter2@db", "hunter2@db", "u:hun@ter2@db:x"] {
            let refused = format!("{:?}", target(secret).unwrap_err());
            assert!(
                !refused.contains("hun") && refused.contains("db"),
                "{refused}"
            );
        }
    }
}
