//! The command line: a subcommand has a file or folder of its name here, with its arguments and its run
//! function; what they share is in `app`, `change`, `help`, `options`, `output`, `process` and `selection`.

/// Answers in the format of the run: with the table or the JSON document of this name.
macro_rules! answer {
    ($app:expr, $view:ident($($fact:expr),*)) => {{
        let terminal = &$app.terminal;
        terminal.answer(&match terminal.format() {
            $crate::report::Format::Table => {
                $crate::report::table::$view($($fact,)* terminal.page())
            }
            $crate::report::Format::Json => $crate::report::json::$view($($fact),*),
        });
    }};
}

mod acl;
mod app;
mod ca;
mod cert;
mod change;
mod check;
mod clients;
mod completions;
mod crl;
mod demo;
mod doctor;
mod enforce;
mod explain;
mod export;
mod guided;
mod hba;
mod help;
mod list;
mod man;
mod options;
mod output;
mod plan;
mod policy;
mod probe;
mod process;
mod report;
mod rollback;
mod sandbox;
mod selection;
mod sessions;
mod ssl;
mod wait;

use std::ffi::OsString;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args as _, FromArgMatches as _, Subcommand};
use tokio::runtime::Runtime;

use crate::domain::failure::{Ending, Failure};
use crate::environment::{self, Environment};
use crate::report::{Page, ReportFormat, failure};
use crate::text::{Language, Text, text};
use app::App;
pub use help::examples::{EXAMPLES, Example};
use options::carried::Carried;
use options::defaults::Defaults;
use options::deferred::{self, Actions, Deferred};
use options::given;
use options::global::Global;
use options::rules;
use process::signals::{self, interrupt};
use process::{descriptors, keep_memory_private};
use selection::SelectionArgs;

/// The widest that help is.
const WIDEST: usize = 100;

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, for the whole run")]
enum Command {
    Check(Deferred<check::CheckArgs>),
    Plan(Deferred<plan::PlanArgs>),
    Enforce(Deferred<enforce::EnforceArgs>),
    List(Deferred<SelectionArgs>),
    Clients(Deferred<clients::ClientsArgs>),
    Wait(Deferred<wait::WaitArgs>),
    Probe(Deferred<probe::ProbeArgs>),
    Sessions(Deferred<sessions::SessionsArgs>),
    Ssl(Deferred<Actions<ssl::SslAction>>),
    Ca(Deferred<Actions<ca::CaAction>>),
    Crl(Deferred<Actions<crl::CrlAction>>),
    Cert(Deferred<Actions<cert::CertAction>>),
    Acl(Deferred<Actions<acl::AclAction>>),
    Hba(Deferred<Actions<hba::HbaAction>>),
    Doctor(Deferred<doctor::DoctorArgs>),
    Export(Deferred<Actions<export::ExportAction>>),
    Explain(Deferred<explain::ExplainArgs>),
    Report(Deferred<Actions<report::ReportAction>>),
    Policy(Deferred<Actions<policy::PolicyAction>>),
    Rollback(Deferred<rollback::RollbackArgs>),
    Sandbox(Deferred<sandbox::SandboxArgs>),
    Demo(Deferred<demo::DemoArgs>),
    Completions(Deferred<completions::CompletionsArgs>),
    Man(Deferred<man::ManArgs>),
}

/// The command line as clap sees it, for completions, man pages and docs.
pub fn command() -> clap::Command {
    help::command(Language::English)
}

/// The command line with the subcommands that are needed, and without a text.
fn declared() -> clap::Command {
    let program = clap::Command::new("forcessl")
        .version(env!("CARGO_PKG_VERSION"))
        .max_term_width(WIDEST)
        .subcommand_required(true)
        .arg_required_else_help(true);
    let all = Command::augment_subcommands(clap::Command::new(""));
    let needed = all.get_subcommands().filter(|one| deferred::is_needed(one));
    Global::augment_args(program).subcommands(needed.cloned())
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
    let mut environment = Environment::read();
    let given = environment::arguments();
    let is_guided = guided::is_wanted(&given);
    let arguments = if is_guided {
        vec!["forcessl".into(), "list".into()]
    } else {
        given
    };
    let asked = about_itself(&arguments).map_or(Ok(()), Err);
    let parsed = asked.and_then(|()| {
        let (defaults, unusable) = defaults(&mut environment);
        Ok((parse(&arguments, &defaults)?, defaults, unusable))
    });
    let ((global, command, fitting), defaults, unusable) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            return ExitCode::from(help::usage::unparsed(error, &arguments, &environment).code());
        }
    };
    keep_memory_private();
    let app = App::new(global, environment, defaults);
    report_panics(&app);
    let ending = match runtime(&app, unusable.map_or(fitting, Err)) {
        Ok(runtime) => {
            let command = (!is_guided).then_some(command);
            let ending = run_to_end(runtime, &app, command);
            let lost = app.terminal.lost();
            lost.map_or(ending, |failed| ending.max(told(&app, &failed)))
        }
        Err(failed) => told(&app, &failed),
    };
    ExitCode::from(ending.code())
}

/// Help or the version, where that is asked for: what the settings file holds, and whether it can be read, makes no
/// difference to it.
fn about_itself(arguments: &[OsString]) -> Option<clap::Error> {
    let may_ask = |word: &OsString| {
        let word = word.to_string_lossy();
        let is_short = word.starts_with('-') && !word.starts_with("--");
        matches!(&*word, "help" | "--help" | "--version") || is_short && word.contains(['h', 'V'])
    };
    arguments.iter().find(|word| may_ask(word))?;
    let answer = parse(arguments, &Defaults::default()).err()?;
    matches!(
        answer.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
    .then_some(answer)
}

/// The defaults of a settings file, or why that cannot be used; a language in it is the environment's from here on.
fn defaults(environment: &mut Environment) -> (Defaults, Option<Failure>) {
    let (defaults, unusable) = match Defaults::load() {
        Ok(defaults) => (defaults, None),
        Err(failed) => (Defaults::default(), Some(failed)),
    };
    if let Some(language) = defaults.language() {
        let variable = environment.variables.entry("FORCESSL_LANG".to_owned());
        variable.or_insert_with(|| language.to_owned());
    }
    (defaults, unusable)
}

/// Lets a panic be reported in plain words, in the language of the run; the exit code follows.
fn report_panics(app: &App) {
    let page = Page::plain(app.terminal.page().language);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        let what = text!("bug-at", place = place.unwrap_or_default());
        let failed = Failure::bug(what).next(text!("bug-next"));
        let _ = std::io::stderr().write_all(failure::text(&failed, page).as_bytes());
    }));
}

/// Makes ready to run a command line that goes together; says what in it has no effect.
fn runtime(app: &App, fitting: Result<Vec<Text>, Failure>) -> Result<Runtime, Failure> {
    for line in fitting? {
        app.terminal.say(line);
    }
    descriptors::reserve_least()?;
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let built = runtime.enable_all().build();
    built.map_err(|error| Failure::bug(text!("start-failed")).because(&error))
}

/// Runs a command, or the guided start where there is none; a failure is reported, and a panic is a bug.
fn run_to_end(runtime: Runtime, app: &App, command: Option<Command>) -> Ending {
    let ran = std::panic::catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let ran = match command {
                Some(command) => run(app, command).await,
                None => guided(app).await,
            };
            match ran {
                Ok(ending) => ending,
                Err(failed) => {
                    app.fail(&failed).await;
                    failed.ending
                }
            }
        })
    }));
    // A question that was interrupted still has a thread waiting for a key.
    runtime.shutdown_background();
    ran.unwrap_or(Ending::Bug)
}

/// Reports a failure; how the run ends with it.
fn told(app: &App, failed: &Failure) -> Ending {
    app.terminal.fail(failed);
    failed.ending
}

/// A command line that was understood, and whether what it says goes together.
type Parsed = (Global, Command, Result<Vec<Text>, Failure>);

/// Parses the arguments, at first with those subcommands that they name: errors and help come from all of them.
fn parse(arguments: &[OsString], defaults: &Defaults) -> Result<Parsed, clap::Error> {
    let few = parse_as(deferred::only_for(arguments, declared), arguments, defaults);
    few.or_else(|error| {
        if error.kind() == ErrorKind::DisplayVersion {
            return Err(error);
        }
        parse_as(declared(), arguments, defaults)
    })
}

fn parse_as(
    declared: clap::Command,
    arguments: &[OsString],
    defaults: &Defaults,
) -> Result<Parsed, clap::Error> {
    let mut command = defaults.apply(declared);
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    let fitting = rules::check(&matches, &command);
    let mut read = || {
        let carried = Carried::of(&matches, is_accepted);
        let given = given::words(&matches, &command);
        let mut global = Global::from_arg_matches_mut(&mut matches)?;
        (global.carried, global.given) = (Arc::new(carried), given);
        Ok((global, Command::from_arg_matches_mut(&mut matches)?))
    };
    let read = read().map_err(|error: clap::Error| error.format(&mut command));
    read.map(|(global, command)| (global, command, fitting))
}

/// Whether a command line, without the name of the program, can be carried out as it stands; nothing
/// is run.
///
/// # Errors
/// What does not go together, and why, in one line.
pub fn accepts(line: &[String]) -> Result<(), String> {
    match parse(&arguments(line), &Defaults::default()) {
        Ok((.., Ok(_))) => Ok(()),
        Ok((.., Err(failed))) => Err(failed.reason().english()),
        Err(error) => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            Err(first.trim_start_matches("error: ").to_owned())
        }
    }
}

/// The same where nobody asks why not.
fn is_accepted(line: &[String]) -> bool {
    let arguments = arguments(line);
    let named = deferred::only_for(&arguments, declared);
    let parsed = parse_as(named, &arguments, &Defaults::default());
    matches!(parsed, Ok((.., Ok(_))))
}

/// A command line with the name of the program.
fn arguments(line: &[String]) -> Vec<OsString> {
    let words = line.iter().map(OsString::from);
    std::iter::once("forcessl".into()).chain(words).collect()
}

impl Command {
    /// Whether it may go through several regions and accounts.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other command works in one region of one account"
    )]
    fn sweeps(&self) -> bool {
        match self {
            Self::List(_) => true,
            Self::Check(Deferred(args)) => args.selection.sweeps(),
            Self::Plan(Deferred(args)) => args.selection.sweeps(),
            Self::Enforce(Deferred(args)) => args.selection.sweeps(),
            Self::Wait(Deferred(args)) => args.selection.sweeps(),
            _ => false,
        }
    }

    /// The formats of its reports; `None` where it answers with a table or a JSON document, on stdout.
    const fn reports(&self) -> Option<&'static [ReportFormat]> {
        if let Self::Check(_) = self {
            Some(ReportFormat::ALL)
        } else if let Self::Plan(_) | Self::Enforce(_) = self {
            Some(change::TICKETS)
        } else if let Self::Clients(_) = self {
            Some(clients::FORMATS)
        } else if let Self::Report(Deferred(args)) = self {
            Some(args.action.formats())
        } else {
            None
        }
    }
}

/// The guided start; every command line of it is parsed as one that is typed.
async fn guided(app: &App) -> Result<Ending, Failure> {
    let defaults = &app.defaults;
    let parsed = |line: &[String]| {
        let (global, command, fitting) = parse(&arguments(line), defaults).map_err(|error| {
            Failure::bug(text!("guide-no-command")).because(Text::verbatim(error.to_string()))
        })?;
        fitting?;
        let app = App::new(global, app.environment.clone(), defaults.clone());
        Ok((app, command))
    };
    let open = |line: &[String]| parsed(line).map(|(app, _)| app);
    let run_line = async |line: &[String]| {
        let (app, command) = parsed(line)?;
        Box::pin(run(&app, command)).await
    };
    tokio::select! {
        biased;
        ended = guided::run(app, open, run_line) => ended,
        () = interrupt() => Err(app.terminal.interrupted()),
    }
}

async fn run(app: &App, command: Command) -> Result<Ending, Failure> {
    signals::outlive_size_limit();
    options::output::check(&app.global.output, command.reports())?;
    if command.sweeps() {
        descriptors::reserve(app.global.parallel)?;
    } else {
        app.refuse_several()?;
    }
    // The sandbox cleans up when it is interrupted, and what sessions has seen and ended is reported.
    let stops_itself = matches!(command, Command::Sandbox(_) | Command::Sessions(_));
    let ended = dispatch(app, command);
    if stops_itself {
        return ended.await;
    }
    tokio::select! {
        biased;
        ended = ended => ended,
        () = interrupt() => Err(app.terminal.interrupted()),
    }
}

async fn dispatch(app: &App, command: Command) -> Result<Ending, Failure> {
    match command {
        Command::Check(Deferred(args)) => check::run(app, args).await,
        Command::Plan(Deferred(args)) => plan::run(app, args).await,
        Command::Enforce(Deferred(args)) => Box::pin(enforce::run(app, args)).await,
        Command::List(Deferred(args)) => list::run(app, args).await,
        Command::Clients(Deferred(args)) => clients::run(app, args).await,
        Command::Wait(Deferred(args)) => wait::run(app, args).await,
        Command::Probe(Deferred(args)) => probe::run(app, args).await,
        Command::Sessions(Deferred(args)) => sessions::run(app, args).await,
        Command::Ssl(Deferred(args)) => ssl::run(app, args.action).await,
        Command::Ca(Deferred(args)) => ca::run(app, args.action).await,
        Command::Crl(Deferred(args)) => crl::run(app, args.action).await,
        Command::Cert(Deferred(args)) => cert::run(app, args.action),
        Command::Acl(Deferred(args)) => acl::run(app, args.action).await,
        Command::Hba(Deferred(args)) => hba::run(app, args.action).await,
        Command::Doctor(Deferred(args)) => doctor::run(app, args).await,
        Command::Export(Deferred(args)) => export::run(app, args.action).await,
        Command::Explain(Deferred(args)) => explain::run(app, &args),
        Command::Report(Deferred(args)) => report::run(app, &args.action),
        Command::Policy(Deferred(args)) => policy::run(app, args.action).await,
        Command::Rollback(Deferred(args)) => rollback::run(app, args).await,
        Command::Sandbox(Deferred(args)) => sandbox::run(app, args).await,
        Command::Demo(Deferred(args)) => demo::run(app, args).await,
        Command::Completions(Deferred(args)) => Ok(completions::run(app, &args)),
        Command::Man(Deferred(args)) => man::run(app, &args),
    }
}
