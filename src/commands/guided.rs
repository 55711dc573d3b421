//! `forcessl` without arguments on a terminal: picks an instance, checks it, and shows what `enforce` would change.
//!
//! Every step prints the command that does the same; checks and plans are made by running it. Nothing is changed here.

use std::ffi::OsString;
use std::io::{IsTerminal as _, stderr, stdin, stdout};

use super::app::App;
use super::selection::SelectionArgs;
use crate::cloud::credentials;
use crate::context::Consent;
use crate::domain::failure::{Ending, Failure};
use crate::failure;
use crate::ops::fleet::{InstanceFilter, Member};
use crate::text::{Text, text};

/// Whether this run has no arguments and somebody to ask.
pub(super) fn is_wanted(arguments: &[OsString]) -> bool {
    arguments.len() == 1
        && stdin().is_terminal()
        && stdout().is_terminal()
        && stderr().is_terminal()
}

/// The steps of one guided run.
struct Guide<Open, Run> {
    /// Gives what a run of a command line has.
    open: Open,
    /// Runs a command line.
    run: Run,
    /// The flags that every command of it gets.
    common: Vec<String>,
}

/// Asks and runs, until somebody has seen what would change or leaves.
///
/// # Errors
/// As the commands that are run; `Interrupted`.
pub(super) async fn run(
    app: &App,
    open: impl Fn(&[String]) -> Result<App, Failure>,
    run: impl AsyncFn(&[String]) -> Result<Ending, Failure>,
) -> Result<Ending, Failure> {
    let mut guide = Guide {
        open,
        run,
        common: Vec::new(),
    };
    app.terminal.say(text!("guide-start"));
    let profiles = credentials::profiles(&app.reach().around);
    if profiles.len() > 1 && app.global.profile.is_empty() {
        let Some(chosen) = pick(app, text!("guide-profile"), &profiles).await? else {
            return Ok(Ending::Done);
        };
        guide
            .common
            .extend(["--profile".to_owned(), chosen.clone()]);
    }
    let app = guide.app(&[])?;
    let all = app.terminal.page().say(&text!("guide-every-region"));
    let reach = app.reach();
    let api = reach.open_anywhere().await?;
    let known = reach.region()?;
    let regions = api
        .regions()
        .await
        .map_err(|error| failure::api(text!("places-regions-unlisted"), &error))?;
    let first = known.iter().map(ToString::to_string).chain([all.clone()]);
    let others = regions.iter().map(|row| row.region.to_string());
    let others =
        others.filter(|region| known.as_ref().is_none_or(|known| known.as_str() != region));
    let regions: Vec<String> = first.chain(others).collect();
    let Some(region) = pick(&app, text!("guide-region"), &regions).await? else {
        return Ok(Ending::Done);
    };
    let everywhere = *region == all;
    let scope = if everywhere {
        vec!["--all-regions".to_owned()]
    } else {
        vec!["--region".to_owned(), region.clone()]
    };
    let listing = guide.app(&scope)?;
    guide.show(&listing, "list", &scope);
    let places = SelectionArgs::everything(everywhere)
        .places(&listing)
        .await?;
    let everything = InstanceFilter::default();
    let (members, worst) = places.members(&listing, &everything).await;
    let rows: Vec<String> = members.iter().map(row).collect();
    if rows.is_empty() {
        if worst == Ending::Done {
            listing.terminal.say(text!("selection-empty"));
        }
        return Ok(worst);
    }
    let Some(chosen) = pick(&listing, text!("guide-instance"), &rows).await? else {
        return Ok(Ending::Done);
    };
    let Some(member) = members.iter().find(|member| row(member) == *chosen) else {
        return Ok(Ending::Done);
    };
    let region = member.place.region.to_string();
    guide.common.extend(["--region".to_owned(), region]);
    let id = member.instance.id.to_string();
    let ending = guide
        .run(&listing, "check", std::slice::from_ref(&id))
        .await?;
    if ending == Ending::Done {
        guide.show(&listing, "clients", &[id]);
        return Ok(ending);
    }
    let page = listing.terminal.page();
    let plan = page.say(&text!("guide-plan"));
    let leave = page.say(&text!("guide-leave"));
    let steps = [plan.clone(), leave];
    let next = pick(&listing, text!("guide-next"), &steps).await?;
    if next != Some(&plan) {
        return Ok(ending);
    }
    let way = [id, "--via".to_owned(), "hba".to_owned()];
    let ending = guide.run(&listing, "plan", &way).await?;
    listing.terminal.say(text!("guide-enforce"));
    guide.show(&listing, "enforce", &way);
    Ok(ending)
}

impl<Open, Run> Guide<Open, Run>
where
    Open: Fn(&[String]) -> Result<App, Failure>,
    Run: AsyncFn(&[String]) -> Result<Ending, Failure>,
{
    fn line(&self, command: &str, words: &[String]) -> Vec<String> {
        let command = std::iter::once(command.to_owned());
        command
            .chain(words.iter().cloned())
            .chain(self.common.iter().cloned())
            .collect()
    }

    /// What a run with these flags has.
    fn app(&self, words: &[String]) -> Result<App, Failure> {
        (self.open)(&self.line("list", words))
    }

    /// Prints a command as it can be pasted.
    fn show(&self, app: &App, command: &str, words: &[String]) {
        let line = shell_words::join(self.line(command, words));
        app.terminal
            .say(Text::verbatim(format!("$ forcessl {line}")));
    }

    /// Prints a command and runs it.
    async fn run(&self, app: &App, command: &str, words: &[String]) -> Result<Ending, Failure> {
        self.show(app, command, words);
        (self.run)(&self.line(command, words)).await
    }
}

fn row(member: &Member) -> String {
    let instance = &member.instance;
    let version = instance.engine_version.as_ref();
    let version = version
        .map(|version| version.text.as_str())
        .unwrap_or_default();
    let region = member.place.region.as_str();
    format!(
        "{}  {region}  {version}  {}",
        instance.id, instance.description
    )
}

/// One of these; `None` when somebody leaves.
async fn pick<'a>(
    app: &App,
    question: Text,
    rows: &'a [String],
) -> Result<Option<&'a String>, Failure> {
    match app.terminal.choose(&question, rows).await {
        Ok(chosen) => Ok(chosen.and_then(|chosen| rows.get(chosen))),
        Err(Consent::Interrupted) => Err(app.terminal.interrupted()),
        Err(Consent::Given | Consent::Declined | Consent::Missing(_)) => Ok(None),
    }
}
