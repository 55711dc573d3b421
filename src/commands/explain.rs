//! `forcessl explain`: explains error codes of the API.

use super::app::App;
use crate::domain::catalogue::{self, Entry};
use crate::domain::failure::{Ending, Failure};
use crate::report::{Format, json, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    #[arg(required_unless_present = "list", value_name = "CODE")]
    codes: Vec<String>,
    #[arg(long, conflicts_with = "codes")]
    list: bool,
}

pub(super) fn run(app: &App, args: &ExplainArgs) -> Result<Ending, Failure> {
    let terminal = &app.terminal;
    let page = terminal.page();
    if args.list {
        terminal.answer(&match terminal.format() {
            Format::Table => table::catalogue(catalogue::entries(), page),
            Format::Json => {
                let codes =
                    |entry: &'static Entry| entry.codes().iter().map(move |code| (*code, entry));
                json::explained(&catalogue::entries().flat_map(codes).collect::<Vec<_>>())
            }
        });
        return Ok(Ending::Done);
    }
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for code in &args.codes {
        match catalogue::explain(code) {
            Some(entry) => known.push((code.as_str(), entry)),
            None => unknown.push(code.as_str()),
        }
    }
    if !known.is_empty() {
        answer!(app, explained(&known));
    }
    if unknown.is_empty() {
        Ok(Ending::Done)
    } else {
        Err(no_entry(&unknown))
    }
}

fn no_entry(unknown: &[&str]) -> Failure {
    let names: Vec<String> = unknown.iter().map(|code| format!("`{code}`")).collect();
    let mut failed = Failure::usage(text!("explain-unknown", codes = names.join(", ")));
    let mut nearest = None;
    for code in unknown {
        let near = catalogue::near(code);
        if let Some(first) = near.first() {
            failed = failed.because(text!("explain-near", code = code, near = near.join(", ")));
            nearest = nearest.or(Some(*first));
        }
    }
    failed.next(match nearest {
        Some(code) => text!("explain-near-next", code = code),
        None => text!("explain-list-next"),
    })
}
