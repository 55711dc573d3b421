//! A change as a ticket: what is there before, what is sent, who is cut off, the proof and the way back, in Markdown
//! or as a page.
//!
//! Invariant: untrusted text is text, in either form. Deliberately absent: times of this machine, and secrets.

use std::fmt::Write as _;

use maud::html;

use super::html::frame;
use super::markdown::escaped;
use super::table::{self, about, nothing, shown_afterwards, step_text};
use super::{Page, ReportFormat, printable, stamp};
use crate::domain::hba::syntax::text::line as record_line;
use crate::domain::hba::{DiffRow, Lockout, Record, Shown, diff};
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::{Change, CutOff, Plan};
use crate::text::{Text, text};

/// One part of a ticket, worded.
enum Part {
    /// The heading of an instance.
    Title(String),
    /// The heading of what follows.
    Heading(String),
    /// A header and rows under it.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Lines as they stand.
    Lines(Vec<String>),
    /// Sentences.
    List(Vec<String>),
}

/// `plan`, in Markdown or as a page.
pub(super) fn plans(plans: &[Plan], format: ReportFormat, page: Page) -> String {
    let ticket = Ticket::on(page);
    let parts = plans.iter().flat_map(|plan| {
        let mut parts = ticket.of_plan(plan);
        if !plan.is_empty() && plan.blockers.is_empty() {
            let undo = text!("ticket-undo-planned", instance = &plan.instance_id);
            parts.extend(ticket.section(&text!("ticket-proof"), [text!("ticket-proof-planned")]));
            parts.extend(ticket.section(&text!("ticket-undo"), [undo]));
        }
        parts
    });
    ticket.shown(&parts.collect::<Vec<_>>(), format)
}

/// What a change did, in Markdown or as a page.
pub(super) fn outcomes(outcomes: &[InstanceOutcome], format: ReportFormat, page: Page) -> String {
    let ticket = Ticket::on(page);
    let parts = outcomes
        .iter()
        .flat_map(|outcome| ticket.of_outcome(outcome));
    ticket.shown(&parts.collect::<Vec<_>>(), format)
}

/// Columns of the tables that stand as they are.
const WIDTH: u16 = 110;

struct Ticket {
    page: Page,
}

impl Ticket {
    const fn on(page: Page) -> Self {
        let page = Page {
            colour: false,
            width: WIDTH,
            ..page
        };
        Self { page }
    }

    fn say(&self, text: &Text) -> String {
        self.page.say(text)
    }

    /// A heading and sentences below it; nothing without sentences.
    fn section(&self, heading: &Text, sentences: impl IntoIterator<Item = Text>) -> Vec<Part> {
        let list: Vec<String> = sentences.into_iter().map(|text| self.say(&text)).collect();
        if list.is_empty() {
            return Vec::new();
        }
        vec![Part::Heading(self.say(heading)), Part::List(list)]
    }

    fn of_plan(&self, plan: &Plan) -> Vec<Part> {
        let restarts = match plan.restarts() {
            0 => text!("plan-no-restart"),
            restarts => text!("count-restarts", count = restarts),
        };
        let mut facts = vec![
            (
                text!("column-instance"),
                Text::verbatim(plan.instance_id.as_str()),
            ),
            (text!("column-seen"), Text::verbatim(stamp(plan.seen_at))),
            (text!("column-restart"), restarts),
            (text!("column-about"), about(plan.expected())),
        ];
        if let Some(starts) = plan.starts {
            facts.push((text!("column-starts"), Text::verbatim(stamp(starts))));
        }
        let facts = facts
            .iter()
            .map(|(name, value)| vec![self.say(name), self.say(value)]);
        let title = text!("ticket-title", instance = &plan.instance_id);
        let mut parts = vec![
            Part::Title(self.say(&title)),
            Part::Table(Vec::new(), facts.collect()),
        ];
        if plan.is_empty() && plan.blockers.is_empty() {
            parts.push(Part::List(vec![self.say(&nothing(plan))]));
        }
        let blockers = plan.blockers.iter().flat_map(|blocker| {
            let why = text!("plan-blocked", why = &blocker.message);
            let hint = blocker
                .next
                .as_ref()
                .map(|next| text!("plan-hint", next = next));
            std::iter::once(why).chain(hint)
        });
        parts.extend(self.section(&text!("ticket-blockers"), blockers));
        if !plan.steps.is_empty() {
            let header = [
                text!("column-step"),
                text!("column-what"),
                text!("column-restart"),
                text!("column-about"),
            ]
            .map(|name| self.say(&name));
            let rows = plan.steps.iter().map(|step| {
                vec![
                    step.name.clone(),
                    self.say(&step.summary),
                    self.say(&table::yes_no(step.restarts)),
                    self.say(&about(step.expected)),
                ]
            });
            parts.push(Part::Heading(self.say(&text!("ticket-steps"))));
            parts.push(Part::Table(header.to_vec(), rows.collect()));
        }
        for step in &plan.steps {
            if let Change::Hba { before, after } = &step.change {
                parts.push(Part::Heading(self.say(&text!("ticket-records"))));
                parts.push(Part::Lines(
                    diff(before, after).iter().flat_map(lines).collect(),
                ));
            }
        }
        parts.extend(self.section(
            &text!("ticket-warnings"),
            plan.warnings.iter().map(|one| one.message.clone()),
        ));
        parts.extend(self.section(
            &text!("ticket-lockouts"),
            plan.lockouts.iter().map(Lockout::text),
        ));
        let kept = plan
            .accepted
            .iter()
            .map(|record| text!("plan-exception-kept", record = record));
        parts.extend(self.section(&text!("ticket-exceptions"), kept));
        if !plan.is_empty() || plan.cut_off != CutOff::NotChecked {
            parts.push(Part::Heading(self.say(&text!("ticket-sessions"))));
            let shown = table::cut_off(&plan.cut_off, self.page);
            parts.push(Part::Lines(
                shown
                    .iter()
                    .flat_map(|part| part.lines())
                    .map(str::to_owned)
                    .collect(),
            ));
        }
        parts
    }

    fn of_outcome(&self, outcome: &InstanceOutcome) -> Vec<Part> {
        let mut parts = self.of_plan(&outcome.plan);
        let steps = outcome.steps.iter().map(|step| {
            let status = step_text(step.status, outcome);
            text!("outcome-step", step = &step.step, status = status)
        });
        parts.extend(self.section(&text!("ticket-done"), steps));
        let result = match &outcome.failure {
            Some(failure) => {
                let mut told = vec![failure.what.clone()];
                told.extend(failure.why.iter().cloned());
                told
            }
            None if outcome.changed() => vec![text!("outcome-changed")],
            None => vec![text!("outcome-nothing")],
        };
        let verdict = outcome
            .verdict()
            .map(|verdict| text!("ticket-verdict", verdict = verdict.text()));
        parts.extend(self.section(&text!("ticket-result"), result.into_iter().chain(verdict)));
        let mut proof = shown_afterwards(outcome);
        if proof.is_empty() {
            proof.push(text!("ticket-no-proof"));
        }
        parts.extend(self.section(&text!("ticket-proof"), proof));
        let undo = match &outcome.undo {
            Some(undo) => Text::verbatim(undo.as_str()),
            None if outcome.changed() => {
                text!("outcome-no-undo", instance = &outcome.instance_id)
            }
            None => text!("ticket-no-undo"),
        };
        parts.push(Part::Heading(self.say(&text!("ticket-undo"))));
        let lost = outcome.undo.as_ref().and(outcome.plan.lost());
        let lines = [&undo].into_iter().chain(lost);
        parts.push(Part::Lines(lines.map(|line| self.say(line)).collect()));
        parts
    }

    fn shown(&self, parts: &[Part], format: ReportFormat) -> String {
        if format == ReportFormat::Html {
            self.page(parts)
        } else {
            markdown(parts)
        }
    }

    fn page(&self, parts: &[Part]) -> String {
        let title = parts.iter().find_map(|part| match part {
            Part::Title(title) => Some(title.as_str()),
            Part::Heading(_) | Part::Table(..) | Part::Lines(_) | Part::List(_) => None,
        });
        let body = html! {
            main {
                @for part in parts {
                    @match part {
                        Part::Title(text) => h1 { (printable(text)) },
                        Part::Heading(text) => h2 { (printable(text)) },
                        Part::List(items) => ul { @for item in items { li { (printable(item)) } } },
                        Part::Lines(lines) => pre { code { @for line in lines { (printable(line)) "\n" } } },
                        Part::Table(header, rows) => div.scroll { table {
                            @if !header.is_empty() { thead { tr { @for name in header { th { (name) } } } } }
                            tbody { @for row in rows { tr { @for cell in row { td { (printable(cell)) } } } } }
                        } },
                    }
                }
            }
        };
        frame(title.unwrap_or_default(), self.page.language, &body, None)
    }
}

fn markdown(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let _ = match part {
            Part::Title(text) => writeln!(out, "# {}\n", escaped(text)),
            Part::Heading(text) => writeln!(out, "## {}\n", escaped(text)),
            Part::List(items) => {
                let items = items.iter().map(|item| format!("- {}\n", escaped(item)));
                writeln!(out, "{}", items.collect::<String>())
            }
            // An indented block: nothing in it ends it.
            Part::Lines(lines) => {
                let lines = lines
                    .iter()
                    .map(|line| format!("    {}\n", printable(line)));
                writeln!(out, "{}", lines.collect::<String>())
            }
            Part::Table(header, rows) => {
                let row = |cells: &[String]| {
                    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                let columns = rows.first().map_or(0, Vec::len).max(header.len());
                let header = if header.is_empty() {
                    vec![String::new(); columns]
                } else {
                    header.clone()
                };
                let rows: String = rows.iter().map(|cells| row(cells)).collect();
                writeln!(out, "{}|{}\n{rows}", row(&header), "---|".repeat(columns))
            }
        };
    }
    out
}

/// A row of a list of records before and after, as `diff` writes it.
fn lines(row: &DiffRow) -> Vec<String> {
    let shown = |record: &Record| record_line(record, Shown::Redacted);
    match row {
        DiffRow::Kept { record } => vec![format!("  {}", shown(record))],
        DiffRow::Added { record } => vec![format!("+ {}", shown(record))],
        DiffRow::Removed { record } => vec![format!("- {}", shown(record))],
        DiffRow::Moved { record, from } => {
            vec![format!(
                "> {}   # {from} -> {}",
                shown(record),
                record.priority
            )]
        }
        DiffRow::Changed { before, after, .. } => {
            vec![
                format!("- {}", shown(before)),
                format!("+ {}", shown(after)),
            ]
        }
    }
}
