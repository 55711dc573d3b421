//! Evidence as a document for auditors: JSON, or a page of Markdown that reads by itself.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Judged;
use super::json::SCHEMA_VERSION;
use super::json::outcome::document;
use super::json::probe::{report, target};
use super::markdown::escaped;
use crate::domain::outcome::{Audited, InstanceOutcome, StepReport};
use crate::domain::proof::{Demand, ProbeReport, Proof, Question};

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
        "changes": changes.iter().map(document).collect::<Vec<_>>(),
    });
    super::json::text(&value)
}

/// The same for people.
pub fn markdown(judged: &Judged<'_>, changes: &[InstanceOutcome]) -> String {
    let mut text = format!(
        "# Evidence: clients without SSL\n\nMade at {} by forcessl {}.\n\nFor one user, database and \
         address a plaintext connection stops at pg_hba and the same login with SSL passes it: all \
         that differs is encryption. No password was sent.\n",
        judged.now.to_rfc3339(),
        env!("CARGO_PKG_VERSION")
    );
    for change in changes {
        let _ = write!(text, "\n## Change of {}\n\n", change.instance_id);
        text.push_str(&went(&change.steps, change.after.as_ref()));
        if let Some(back) = &change.rolled_back {
            let end = match &back.failure {
                None => "The state before was put back".to_owned(),
                Some(failure) => {
                    format!(
                        "The state before is not back: {}",
                        escaped(&failure.why.first().unwrap_or(&failure.what).english())
                    )
                }
            };
            let _ = write!(text, "\n**{end}.** What follows came after that.\n\n");
            text.push_str(&went(&back.steps, back.after.as_ref()));
        }
    }
    text.push_str("\n## Live connections\n");
    for one in reports(judged, changes) {
        text.push_str(&section(one));
    }
    text
}

/// The writes, and the verdict of the look after them.
fn went(steps: &[StepReport], after: Option<&Audited>) -> String {
    let mut text = String::new();
    if steps.is_empty() {
        text.push_str("Nothing was sent.\n");
    }
    for step in steps {
        let request = step.request_id.as_ref().map_or("–", |id| id.0.as_str());
        let _ = writeln!(
            text,
            "- {}: {}, request {}",
            step.step,
            step.status.as_str(),
            escaped(request)
        );
    }
    if let Some(after) = after {
        let _ = writeln!(
            text,
            "\nVerdict: **{}**: {}",
            after.judgement.verdict.as_str(),
            escaped(&after.judgement.reason.english())
        );
    }
    text
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

fn section(report: &ProbeReport) -> String {
    let mut text = String::new();
    let database = if report.replication {
        "physical replication".to_owned()
    } else {
        format!("database {}", report.database)
    };
    let _ = write!(
        text,
        "\n### {}:{}, user {}, {}\n\n",
        escaped(&report.place.host),
        report.place.port,
        escaped(&report.user),
        escaped(&database)
    );
    let conclusion = match report.proof() {
        Proof::Proven(Demand::Ssl) => {
            "plaintext **REFUSED** (live test), the same login with SSL is accepted".to_owned()
        }
        Proof::Proven(Demand::ClientCertificate) => {
            "plaintext **REFUSED** (live test), a client certificate is demanded".to_owned()
        }
        Proof::Refuted(why) => format!(
            "plaintext **ACCEPTED** (live test): {}",
            escaped(&why.english())
        ),
        Proof::NotProven(why) => format!("**not proven**: {}", escaped(&why.english())),
    };
    let _ = write!(
        text,
        "{}. Asked at {}.\n\n| Attempt | Answer | SQLSTATE | From | To |\n|---|---|---|---|---|\n",
        conclusion,
        report.at.to_rfc3339()
    );
    for run in &report.runs {
        let attempt = match run.question {
            Question::Plaintext => "plaintext",
            Question::Ssl => "SSL, no certificate",
            Question::ClientCertificate => "SSL, certificate",
            Question::DirectSsl => "direct SSL",
        };
        let _ = writeln!(
            text,
            "| {attempt} | {} | {} | {} | {} |",
            escaped(&run.outcome.text().english()),
            run.sqlstate.as_deref().map_or("–".to_owned(), escaped),
            run.from
                .map_or("–".to_owned(), |address| address.ip().to_string()),
            run.address
                .map_or("–".to_owned(), |address| address.to_string()),
        );
    }
    if let Some(tls) = &report.tls {
        let _ = writeln!(text, "\n{}, {}.", tls.version, tls.cipher);
        let leaf = tls.chain.first();
        if let Some(leaf) =
            leaf.and_then(|der| crate::domain::certificate::Certificate::from_der(der).ok())
        {
            let _ = writeln!(
                text,
                "Server certificate: {}, until {}, SHA-256 {}.",
                escaped(&leaf.subject),
                leaf.not_after.to_rfc3339(),
                leaf.sha256
            );
        }
    }
    text
}
