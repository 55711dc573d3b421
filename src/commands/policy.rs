//! `forcessl policy`.

use std::path::{Path, PathBuf};

use super::app::App;
use super::places::Places;
use super::policy_resolver::{PolicyResolver, load};
use super::selection::SelectionArgs;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy_file::{Resolved, STARTER};
use crate::files::{Readers, Taken, place};
use crate::text;
use crate::text::Text;

#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    action: PolicyAction,
}

#[derive(Debug, clap::Subcommand)]
enum PolicyAction {
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

pub(super) async fn run(app: &App, args: PolicyArgs) -> Result<Ending, Failure> {
    let terminal = &app.terminal;
    match args.action {
        PolicyAction::Init { file: None } => terminal.document(STARTER),
        PolicyAction::Init { file: Some(file) } => {
            create(&file)?;
            terminal.say(text!("file-written", file = file.display()));
        }
        PolicyAction::Validate { file } => {
            let policy = load(&file)?;
            let now = app.clock.now();
            let over = policy.waivers.iter().filter(|waiver| !waiver.holds(now));
            terminal.answer(
                &(text!(
                    "policy-valid",
                    file = file.display(),
                    rules = policy.rules.len(),
                    waivers = policy.waivers.len(),
                    expired = over.count()
                )
                .say(terminal.page().language)
                    + "\n"),
            );
        }
        PolicyAction::Explain { instance, file } => {
            let policy = load(&file)?;
            let region = app.region(&app.surroundings())?;
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
    let ways = settings.via.as_deref().unwrap_or_default();
    let named = |name: &str, value: Option<String>| {
        let value = value.map_or(text!("policy-default"), Text::verbatim);
        text!("policy-setting", name = name, value = value)
    };
    let join = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
    let debug = |word: &dyn std::fmt::Debug| format!("{word:?}").to_lowercase();
    lines.push(named(
        "via",
        join(ways.iter().map(|way| debug(way)).collect()),
    ));
    lines.push(named(
        "mode",
        settings.mode.map(|acl| acl.as_str().to_owned()),
    ));
    lines.push(named(
        "replication",
        settings.replication.map(|acl| acl.as_str().to_owned()),
    ));
    lines.push(named(
        "strategy",
        settings.strategy.map(|strategy| debug(&strategy)),
    ));
    for (name, file) in [
        ("client_ca", &settings.client_ca),
        ("crl", &settings.crl),
        ("records", &settings.records),
    ] {
        lines.extend(file.clone().map(|file| named(name, Some(file))));
    }
    lines.push(named(
        "expiry_days",
        settings.expiry_days.map(|days| days.to_string()),
    ));
    let severities = settings.fail_on.as_deref().unwrap_or_default();
    let severities = severities
        .iter()
        .map(|one| one.as_str().to_owned())
        .collect();
    lines.push(named("fail_on", join(severities)));
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
    let lines: Vec<String> = lines
        .iter()
        .map(|line| crate::report::printable(&line.say(language)))
        .collect();
    lines.join("\n") + "\n"
}

fn create(file: &Path) -> Result<(), Failure> {
    place(file, STARTER.as_bytes(), Readers::Umask, Taken::Kept).map_err(|error| {
        Failure::new(
            Ending::Usage,
            text!("file-unwritable", file = file.display()),
        )
        .because(&error)
        .next(text!("file-next-new"))
    })
}
