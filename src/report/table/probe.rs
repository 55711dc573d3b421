//! `probe` for people.

use comfy_table::Color;

use super::{Page, cell, coloured, count, line, lines, table, wrapped};
use crate::domain::certificate::inspect::Admission;
use crate::domain::certificate::{Certificate, Peer, Validity};
use crate::domain::proof::{
    Demand, GssAnswer, LogLines, NameCheck, Outcome, ProbeReport, Proof, Question, TargetReport,
    VersionAnswer,
};
use crate::report::Judged;

/// More targets than this are shown one a row.
const BLOCKS: usize = 4;

/// One block a target, or one row each for many; the logins of a target in one table.
pub fn targets(judged: &Judged<'_>, page: Page) -> String {
    if judged.targets.len() > BLOCKS {
        return overview(judged, page);
    }
    judged
        .targets
        .iter()
        .map(|target| target_block(judged, target, page))
        .collect::<Vec<_>>()
        .join("\n")
}

fn overview(judged: &Judged<'_>, page: Page) -> String {
    let mut table = table(page, &["Target", "User", "Database", "Plaintext", "Why"]);
    let mut tally = [0_usize; 3];
    for report in judged.targets.iter().flat_map(|target| &target.logins) {
        let (word, why, slot) = match report.proof() {
            Proof::Proven(Demand::Ssl) => ("✔ REFUSED", "SSL is demanded".to_owned(), 0),
            Proof::Proven(Demand::ClientCertificate) => (
                "✔ REFUSED",
                "a client certificate is demanded".to_owned(),
                0,
            ),
            Proof::Refuted(why) => ("✘ ACCEPTED", why, 1),
            Proof::NotProven(why) => ("? not proven", why, 2),
        };
        if let Some(logins) = tally.get_mut(slot) {
            *logins = logins.saturating_add(1);
        }
        table.add_row(vec![
            cell(&format!("{}:{}", report.place.host, report.place.port)),
            cell(&report.user),
            cell(database(report)),
            coloured(page, word, proof_colour(&report.proof())),
            cell(&why),
        ]);
    }
    let [refused, accepted, open] = tally;
    lines(&[
        table.to_string(),
        format!(
            "{}: plaintext REFUSED for {}, ACCEPTED for {accepted}, not proven for {open}",
            count(judged.targets.len(), "target"),
            count(refused, "login"),
        ),
    ])
}

fn database(report: &ProbeReport) -> &str {
    if report.replication {
        "(replication)"
    } else {
        &report.database
    }
}

const fn proof_colour(proof: &Proof) -> Color {
    match proof {
        Proof::Proven(_) => Color::Green,
        Proof::Refuted(_) => Color::Red,
        Proof::NotProven(_) => Color::Yellow,
    }
}

fn target_block(judged: &Judged<'_>, target: &TargetReport, page: Page) -> String {
    let mut parts = Vec::new();
    let family = target
        .family
        .map_or(String::new(), |family| format!(", {}", family.as_str()));
    let whose = match (&target.place.instance, target.place.kind) {
        (Some(id), kind) => format!(", {} endpoint of {id}", kind.word()),
        (None, _) => String::new(),
    };
    let place = line(format!(
        "{}:{}{family}{whose}",
        target.place.host, target.place.port
    ));
    if let [one] = target.logins.as_slice() {
        parts.push(format!("{place}\n{}", attempts(one, page)));
        parts.push(wrapped(&verdict(one), page.width));
    } else {
        parts.push(place);
        let mut table = table(
            page,
            &[
                "User",
                "Database",
                "Plaintext",
                "SSL",
                "Certificate",
                "Result",
            ],
        );
        for report in &target.logins {
            let answer = |question| {
                report
                    .run(question)
                    .map_or("–".to_owned(), |run| short(&run.outcome))
            };
            let proof = report.proof();
            let word = match proof {
                Proof::Proven(_) => "✔ REFUSED",
                Proof::Refuted(_) => "✘ ACCEPTED",
                Proof::NotProven(_) => "? not proven",
            };
            table.add_row(vec![
                cell(&report.user),
                cell(database(report)),
                cell(&answer(Question::Plaintext)),
                cell(&answer(Question::Ssl)),
                cell(&answer(Question::ClientCertificate)),
                coloured(page, word, proof_colour(&proof)),
            ]);
        }
        parts.push(table.to_string());
        let mut reasons: Vec<String> = Vec::new();
        for report in &target.logins {
            if let Proof::NotProven(why) = report.proof() {
                let reason = format!("? not proven: {why}");
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        parts.extend(reasons.iter().map(|reason| wrapped(reason, page.width)));
    }
    let mut below = Vec::new();
    if !target.not_asked.is_empty() {
        below.push(format!(
            "{} more logins were not tried, because the endpoint did not answer",
            target.not_asked.len()
        ));
    }
    let names: Vec<NameCheck> = target
        .logins
        .iter()
        .filter_map(ProbeReport::name_check)
        .collect();
    if names.contains(&NameCheck::Checked) {
        below.push(
            "the name in the client certificate has to be the user (verify-full or cert)"
                .to_owned(),
        );
    } else if !names.is_empty() {
        below.push(
            "verify-full or verify-ca: the server compares the name after the password, which is not sent"
                .to_owned(),
        );
    }
    if target
        .logins
        .iter()
        .any(|report| report.ended_in_front() == Some(true))
    {
        below.push("SSL ends in front of the server, at a pooler or proxy".to_owned());
    }
    if let Some(report) = target.logins.iter().find(|report| report.tls.is_some()) {
        below.extend(handshake(report));
        if let Some(peer) = judged.peer(report) {
            below.push(certificate(&peer, &report.place.host));
        }
    }
    below.extend(transports(target));
    let log = LogLines::of_target(target);
    let counted: Vec<String> = [
        (log.refusals, "FATAL lines"),
        (log.handshakes, "lines about SSL handshakes"),
        (log.sessions, "sessions"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    if !counted.is_empty() {
        below.push(format!("left in the server's log: {}", counted.join(", ")));
    }
    parts.extend(below.iter().map(|line| wrapped(line, page.width)));
    lines(&parts)
}

/// The answer in a word or two, for a narrow column.
fn short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::AcceptedToAuth { method } => format!("accepted ({method})"),
        Outcome::AcceptedNoAuth => "logged in".to_owned(),
        Outcome::RefusedByHba => "refused".to_owned(),
        Outcome::CertificateRequired => "certificate required".to_owned(),
        Outcome::CertificateRejected { .. } => "certificate rejected".to_owned(),
        Outcome::CertificateUserMismatch => "other name".to_owned(),
        Outcome::TlsFailed { .. } => "handshake failed".to_owned(),
        Outcome::Unreachable { .. } => "unreachable".to_owned(),
        other @ (Outcome::Misconfigured
        | Outcome::Busy
        | Outcome::NotReady
        | Outcome::NoSsl
        | Outcome::OtherError
        | Outcome::NotPostgres
        | Outcome::Closed
        | Outcome::TimedOut) => other.describe(),
    }
}

fn certificate(peer: &Peer, host: &str) -> String {
    let validity = match peer.validity {
        Validity::Valid => format!("valid for {} more days", peer.days_left),
        Validity::Expired => "✘ expired".to_owned(),
        Validity::NotYetValid => "✘ not yet valid".to_owned(),
    };
    let name = if peer.name_matches {
        format!("it names {host}")
    } else {
        format!("✘ it does not name {host}")
    };
    let trust = match &peer.trust {
        None => "trust not checked (--server-ca)".to_owned(),
        Some(Admission::Admitted) => "trusted".to_owned(),
        Some(Admission::NotKnown(what)) => format!("? not known whether it is trusted: {what}"),
        Some(Admission::Refused(reasons)) => {
            let reasons: Vec<&str> = reasons.iter().map(|one| one.message.as_str()).collect();
            format!("✘ not trusted: {}", reasons.join("; "))
        }
    };
    format!("{validity}; {name}; {trust}")
}

fn transports(target: &TargetReport) -> Vec<String> {
    let mut parts = Vec::new();
    let versions: Vec<String> = target
        .transports
        .tls_versions
        .iter()
        .map(|(version, answer)| {
            let answer = match answer {
                VersionAnswer::Accepted => "accepted",
                VersionAnswer::Refused { .. } => "refused",
                VersionAnswer::Unusable { .. } => "on, but no common cipher",
                VersionAnswer::NoSsl => "SSL is off",
                VersionAnswer::NoAnswer => "no answer",
            };
            format!("{} {answer}", version.as_str())
        })
        .collect();
    if !versions.is_empty() {
        parts.push(format!("TLS versions: {}", versions.join(", ")));
    }
    if let Some(run) = &target.transports.direct_ssl {
        parts.push(format!("direct SSL: {}", run.outcome.describe()));
    }
    if let Some(gss) = target.transports.gss {
        let answer = match gss {
            GssAnswer::Offered => "offered",
            GssAnswer::NotOffered => "not offered",
            GssAnswer::Unknown => "not known to this server",
            GssAnswer::NoAnswer => "no answer",
        };
        parts.push(format!("GSS encryption: {answer}"));
    }
    parts
}

/// One block for each login.
pub fn probes(reports: &[ProbeReport], page: Page) -> String {
    reports
        .iter()
        .map(|report| {
            let mut parts = vec![
                line(format!("{}:{}", report.place.host, report.place.port)),
                attempts(report, page),
                wrapped(&verdict(report), page.width),
            ];
            parts.extend(
                handshake(report)
                    .iter()
                    .map(|line| wrapped(line, page.width)),
            );
            lines(&parts)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Who was named, and a table of the attempts.
fn attempts(report: &ProbeReport, page: Page) -> String {
    let login = if report.replication {
        format!("user {}, physical replication", report.user)
    } else {
        format!("user {}, database {}", report.user, report.database)
    };
    let mut table = table(page, &["Attempt", "Answer", "SQLSTATE", "Address", "Took"]);
    for run in &report.runs {
        let attempt = match run.question {
            Question::Plaintext => "plaintext",
            Question::Ssl => "SSL, no certificate",
            Question::ClientCertificate => "SSL, certificate",
            Question::DirectSsl => "direct SSL",
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
    format!("{}\n{table}", line(login))
}

fn verdict(report: &ProbeReport) -> String {
    match report.proof() {
        Proof::Proven(Demand::Ssl) => {
            "✔ plaintext REFUSED (live test); the same login with SSL is accepted".to_owned()
        }
        Proof::Proven(Demand::ClientCertificate) => {
            "✔ plaintext REFUSED (live test); a client certificate is demanded".to_owned()
        }
        Proof::Refuted(why) => format!("✘ plaintext ACCEPTED (live test): {why}"),
        Proof::NotProven(why) => format!("? not proven: {why}"),
    }
}

/// What the handshake told.
fn handshake(report: &ProbeReport) -> Vec<String> {
    let mut parts = Vec::new();
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
    parts
}
