//! Evidence as a document for auditors: JSON, or a page of Markdown that reads by itself.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::json::SCHEMA_VERSION;
use super::json::outcome::document;
use super::json::probe::{report, target, unprobed};
use super::markdown::escaped;
use super::table::{not_probed, question, step_text};
use super::{Judged, Page};
use crate::domain::certificate::Certificate;
use crate::domain::outcome::{Audited, InstanceOutcome, StepReport};
use crate::domain::proof::{Demand, ProbeReport, Proof, Unprobed};
use crate::text;

/// Everything that was asked and answered, and what was changed before.
pub fn json(judged: &Judged<'_>, changes: &[InstanceOutcome]) -> String {
    let probes: Vec<Value> = reports(judged, changes).map(report).collect();
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "kind": "evidence",
        "tool": { "name": "forcessl", "version": env!("CARGO_PKG_VERSION") },
        "generated_at": judged.now,
        "probes": probes,
        "targets": judged.targets.iter().map(|one| target(judged, one)).collect::<Vec<_>>(),
        "unprobed": not_tried(judged, changes).iter().map(unprobed).collect::<Vec<_>>(),
        "changes": changes.iter().map(document).collect::<Vec<_>>(),
    });
    super::json::text(&value)
}

/// The same for people.
pub fn markdown(judged: &Judged<'_>, changes: &[InstanceOutcome], page: Page) -> String {
    let title = page.say(&text!("evidence-title"));
    let made = text!(
        "evidence-lead",
        at = judged.now.to_rfc3339(),
        version = env!("CARGO_PKG_VERSION")
    );
    let meaning = page.say(&text!("evidence-meaning"));
    let mut out = format!("# {title}\n\n{}\n\n{meaning}\n", page.say(&made));
    for change in changes {
        let title = text!("evidence-change", instance = &change.instance_id);
        let _ = write!(out, "\n## {}\n\n", page.say(&title));
        went(&mut out, change, &change.steps, change.after.as_ref(), page);
        if let Some(back) = &change.rolled_back {
            let end = match &back.failure {
                None => text!("evidence-back"),
                Some(failure) => {
                    let why = failure.why.first().unwrap_or(&failure.what);
                    text!("evidence-not-back", why = escaped(&page.say(why)))
                }
            };
            let _ = write!(out, "\n{}\n\n", page.say(&end));
            went(&mut out, change, &back.steps, back.after.as_ref(), page);
        }
    }
    let _ = writeln!(out, "\n## {}", page.say(&text!("evidence-live")));
    for one in reports(judged, changes) {
        section(&mut out, one, page);
    }
    for one in &not_tried(judged, changes) {
        let _ = write!(out, "\n{}\n", escaped(&page.say(&not_probed(one))));
    }
    out
}

/// The writes, and the verdict of the look after them.
fn went(
    out: &mut String,
    change: &InstanceOutcome,
    steps: &[StepReport],
    after: Option<&Audited>,
    page: Page,
) {
    if steps.is_empty() {
        let _ = writeln!(out, "{}", page.say(&text!("evidence-nothing-sent")));
    }
    for step in steps {
        let request = step.request_id.as_ref().map_or("–", |id| id.0.as_str());
        let line = text!(
            "evidence-step",
            step = &step.step,
            status = step_text(step.status, change),
            request = escaped(request)
        );
        let _ = writeln!(out, "- {}", page.say(&line));
    }
    if let Some(after) = after {
        let verdict = text!(
            "evidence-verdict",
            verdict = after.judgement.verdict.text(),
            reason = escaped(&page.say(&after.judgement.reason))
        );
        let _ = writeln!(out, "\n{}", page.say(&verdict));
    }
}

/// The reports of the targets and of the looks after the changes.
fn reports<'a>(
    judged: &Judged<'a>,
    changes: &'a [InstanceOutcome],
) -> impl Iterator<Item = &'a ProbeReport> {
    let after = changes
        .iter()
        .filter_map(|change| change.after.as_ref())
        .flat_map(|after| &after.posture.probes);
    judged
        .targets
        .iter()
        .flat_map(|target| &target.logins)
        .chain(after)
}

/// What of the targets and of the changed instances was not tried.
fn not_tried(judged: &Judged<'_>, changes: &[InstanceOutcome]) -> Vec<Unprobed> {
    let after = changes.iter().filter_map(|change| change.after.as_ref());
    let after = after.flat_map(|after| after.posture.unprobed());
    judged.unprobed.iter().cloned().chain(after).collect()
}

fn section(out: &mut String, report: &ProbeReport, page: Page) {
    let (host, user) = (escaped(&report.place.host), escaped(&report.user));
    let login = if report.replication {
        text!("probe-as-replication", user = user)
    } else {
        let database = escaped(&report.database);
        text!("probe-as", user = user, database = database)
    };
    let _ = write!(
        out,
        "\n### {host}:{}, {}\n\n",
        report.place.port,
        page.say(&login)
    );
    let conclusion = match report.proof() {
        Proof::Proven(Demand::Ssl) => text!("evidence-refused"),
        Proof::Proven(Demand::ClientCertificate) => text!("evidence-certificate-demanded"),
        Proof::Refuted(why) => text!("evidence-accepted", why = escaped(&page.say(&why))),
        Proof::NotProven(why) => text!("evidence-not-proven", why = escaped(&page.say(&why))),
    };
    let asked = text!(
        "evidence-asked",
        conclusion = conclusion,
        at = report.at.to_rfc3339()
    );
    let _ = write!(
        out,
        "{}\n\n| {} |\n|---|---|---|---|---|\n",
        page.say(&asked),
        page.say(&text!("evidence-columns"))
    );
    for run in &report.runs {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            page.say(&question(run.question)),
            escaped(&page.say(&run.outcome.text())),
            run.sqlstate.as_deref().map_or("–".to_owned(), escaped),
            run.from
                .map_or("–".to_owned(), |address| address.ip().to_string()),
            run.address
                .map_or("–".to_owned(), |address| address.to_string()),
        );
    }
    let Some(tls) = &report.tls else {
        return;
    };
    let _ = writeln!(out, "\n{}, {}.", tls.version, tls.cipher);
    let leaf = tls.chain.first();
    if let Some(leaf) = leaf.and_then(|der| Certificate::from_der(der).ok()) {
        let certificate = text!(
            "evidence-certificate",
            subject = escaped(&leaf.subject),
            until = leaf.not_after.to_rfc3339(),
            sha256 = &leaf.sha256
        );
        let _ = writeln!(out, "{}", page.say(&certificate));
    }
}
