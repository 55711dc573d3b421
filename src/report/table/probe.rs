//! `probe` for people.

use comfy_table::Color;

use super::{Page, cell, coloured, lines, table};
use crate::domain::certificate::Certificate;
use crate::domain::proof::{Demand, Outcome, ProbeReport, Proof, Question};

/// One block a target: the attempts, the proof, what the handshake told.
pub fn probes(reports: &[ProbeReport], page: Page) -> String {
    reports
        .iter()
        .map(|report| block(report, page))
        .collect::<Vec<_>>()
        .join("\n")
}

fn block(report: &ProbeReport, page: Page) -> String {
    let login = if report.replication {
        format!("user {}, physical replication", report.user)
    } else {
        format!("user {}, database {}", report.user, report.database)
    };
    let mut parts = vec![format!("{}:{}, {login}", report.host, report.port)];
    let mut table = table(page, &["Attempt", "Answer", "SQLSTATE", "Address", "Took"]);
    for run in &report.runs {
        let attempt = match run.question {
            Question::Plaintext => "plaintext",
            Question::Ssl => "SSL, no certificate",
            Question::ClientCertificate => "SSL, certificate",
        };
        let colour = match (run.question, &run.outcome) {
            (Question::Plaintext, outcome) if outcome.passed_hba() => Some(Color::Red),
            (Question::Plaintext, Outcome::RefusedByHba) => Some(Color::Green),
            _ => None,
        };
        let text = run.outcome.describe();
        table.add_row(vec![
            cell(attempt),
            match colour {
                Some(colour) => coloured(page, &text, colour),
                None => cell(&text),
            },
            cell(run.sqlstate.as_deref().unwrap_or("")),
            cell(
                &run.address
                    .map_or(String::new(), |address| address.to_string()),
            ),
            cell(&format!("{:.1} ms", run.took.as_secs_f64() * 1000.0)),
        ]);
    }
    parts.push(table.to_string());
    parts.push(match report.proof() {
        Proof::Proven(Demand::Ssl) => {
            "✔ proven: plaintext is refused, and the same login with SSL is let in".to_owned()
        }
        Proof::Proven(Demand::ClientCertificate) => {
            "✔ proven: plaintext is refused, and SSL demands a client certificate".to_owned()
        }
        Proof::Refuted(why) => format!("✘ refuted: {why}"),
        Proof::NotProven(why) => format!("? not proven: {why}"),
    });
    if let Some(tls) = &report.tls {
        parts.push(format!("{} with {}", tls.version, tls.cipher));
        for certificate in tls
            .chain
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
        {
            parts.push(format!(
                "server certificate: {}, until {}, sha256 {}",
                certificate.subject,
                certificate.not_after.format("%Y-%m-%d"),
                certificate.sha256
            ));
        }
        match tls.client_cas.as_deref() {
            None => parts.push("the server asks for no client certificate".to_owned()),
            Some(names) => parts.push(format!(
                "the server accepts client certificates of: {}",
                if names.is_empty() {
                    "any CA".to_owned()
                } else {
                    names.join("; ")
                }
            )),
        }
    }
    lines(&parts)
}
