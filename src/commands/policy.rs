//! `forcessl policy`: writes, checks and explains policy files.

use std::path::PathBuf;

use super::app::App;
use super::options::policy_file::load;
use super::options::whole_file;
use super::selection::SelectionArgs;
use super::selection::places::Places;
use super::selection::policy_resolver::PolicyResolver;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy_file::{Resolved, starter};
use crate::files::{Readers, Taken};
use crate::text::{Text, text};

#[derive(Debug, clap::Subcommand)]
pub(super) enum PolicyAction {
    Init {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    Validate {
        #[arg(value_name = "FILE", default_value = "forcessl.toml")]
        file: PathBuf,
    },
    Explain {
        #[arg(value_name = "INSTANCE")]
        instance: InstanceId,
        #[arg(
            long = "policy",
            value_name = "FILE",
            default_value = "forcessl.toml",
            env = "FORCESSL_POLICY"
        )]
        file: PathBuf,
    },
}

pub(super) async fn run(app: &App, action: PolicyAction) -> Result<Ending, Failure> {
    let terminal = &app.terminal;
    match action {
        PolicyAction::Init { file } => {
            let starter = starter(terminal.page().language);
            let Some(file) = file.filter(|file| file.as_os_str() != "-") else {
                terminal.document(&starter);
                return Ok(Ending::Done);
            };
            let (taken, other) = (Taken::Kept, text!("file-next-new"));
            whole_file::put(&file, &starter, Readers::Umask, taken, other)?;
            terminal.say(text!("file-written", file = file.display()));
        }
        PolicyAction::Validate { file } => {
            let policy = load(&file)?;
            let now = app.clock.now();
            let over = policy.waivers.iter().filter(|waiver| !waiver.holds(now));
            let said = text!(
                "policy-valid",
                file = file.display(),
                rules = policy.rules.len(),
                waivers = policy.waivers.len(),
                expired = over.count()
            );
            terminal.answer(&(said.say(terminal.page().language) + "\n"));
        }
        PolicyAction::Explain { instance, file } => {
            let policy = load(&file)?;
            let region = app.reach().region()?;
            let mut places = if policy.tags().is_empty() {
                Places::default()
            } else {
                SelectionArgs::default().places(app).await?
            };
            let followed = PolicyResolver::new(policy, &mut places).await;
            if let Some(lost) = places.lost.pop() {
                return Err(lost.failure);
            }
            let resolved = followed.resolve(&instance, region.as_ref());
            let untold = |what| Failure::usage(what).next(text!("policy-no-region-next"));
            let resolved = resolved.map_err(untold)?;
            terminal.answer(&explain(&resolved, app));
        }
    }
    Ok(Ending::Done)
}

fn explain(resolved: &Resolved<'_>, app: &App) -> String {
    let now = app.clock.now();
    let language = app.terminal.page().language;
    let mut lines = vec![match resolved.rules.as_slice() {
        [] => text!("policy-no-rule"),
        rules => text!("policy-rules", rules = rules.join(", ")),
    }];
    let settings = &resolved.settings;
    let named = |name: &str, value: Option<String>| {
        let value = value.map_or(text!("policy-default"), Text::verbatim);
        text!("policy-setting", name = name, value = value)
    };
    let debug = |word: &dyn std::fmt::Debug| format!("{word:?}").to_lowercase();
    let join = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
    let acl = |acl: Option<Acl>| acl.map(|acl| acl.to_string());
    let via = settings.via.iter().flatten().map(|way| debug(way));
    let fail_on = settings.fail_on.iter().flatten();
    let fail_on = fail_on.map(|one| one.as_str().to_owned());
    lines.push(named("via", join(via.collect())));
    lines.push(named("mode", acl(settings.mode)));
    lines.push(named("replication", acl(settings.replication)));
    lines.push(named("strategy", settings.strategy.map(|one| debug(&one))));
    for (name, file) in [
        ("client_ca", &settings.client_ca),
        ("crl", &settings.crl),
        ("records", &settings.records),
    ] {
        lines.extend(file.clone().map(|file| named(name, Some(file))));
    }
    let days = settings.expiry_days.map(|days| days.to_string());
    lines.push(named("expiry_days", days));
    lines.push(named("fail_on", join(fail_on.collect())));
    for waiver in &resolved.waivers {
        let state = if waiver.holds(now) {
            text!("policy-waiver-holds")
        } else {
            text!("policy-waiver-over")
        };
        let findings: Vec<&str> = waiver.findings.iter().map(|id| id.as_str()).collect();
        lines.push(text!(
            "policy-waiver",
            state = state,
            until = waiver.until.to_string(),
            findings = findings.join(", "),
            reason = &waiver.reason
        ));
    }
    let said = |line: &Text| crate::report::printable(&line.say(language)) + "\n";
    lines.iter().map(said).collect()
}
