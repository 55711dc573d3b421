//! `probe` for people.

use comfy_table::{Cell, Color};

use super::check::witness_text;
use super::{Page, cell, coloured, headed, line, lines, marked, wrapped};
use crate::domain::certificate::inspect::Admission;
use crate::domain::certificate::{Certificate, Peer, Validity};
use crate::domain::hba::Family;
use crate::domain::proof::{
    Demand, GssAnswer, LogLines, NameCheck, Outcome, ProbeEndpointKind, ProbeReport, Proof,
    Question, TargetReport, Unprobed, VersionAnswer, WitnessCount,
};
use crate::report::Judged;
use crate::text::time::day;
use crate::text::{Text, text};

/// More targets than this are shown one a row.
const BLOCKS: usize = 4;

/// One block a target, or one row each for many; the logins of a target in one table.
pub fn targets(judged: &Judged<'_>, page: Page) -> String {
    let mut blocks: Vec<String> = if judged.targets.len() > BLOCKS {
        vec![overview(judged, page)]
    } else {
        let blocks = judged.targets.iter();
        blocks
            .map(|target| target_block(judged, target, page))
            .collect()
    };
    let open = judged.unprobed.iter();
    let open = open.map(|one| wrapped(&page.say(&not_probed(one)), page.width));
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        blocks.push(lines(&open));
    }
    blocks.join("\n")
}

/// What could not be tried, in a sentence.
pub(in crate::report) fn not_probed(one: &Unprobed) -> Text {
    text!(
        "unprobed-of",
        instance = &one.instance,
        why = one.why.clone()
    )
}

fn overview(judged: &Judged<'_>, page: Page) -> String {
    let mut table = headed(
        page,
        [
            text!("column-target"),
            text!("column-user"),
            text!("column-database"),
            text!("column-plaintext"),
            text!("column-why"),
        ],
    );
    let mut tally = [0_usize; 3];
    for report in judged.targets.iter().flat_map(|target| &target.logins) {
        let proof = report.proof();
        let (why, slot) = match &proof {
            Proof::Proven(Demand::Ssl) => (text!("probe-ssl-demanded"), 0),
            Proof::Proven(Demand::ClientCertificate) => (text!("probe-certificate-demanded"), 0),
            Proof::Refuted(why) => (why.clone(), 1),
            Proof::NotProven(why) => (why.clone(), 2),
        };
        if let Some(logins) = tally.get_mut(slot) {
            *logins = logins.saturating_add(1);
        }
        table.add_row(vec![
            cell(&format!("{}:{}", report.place.host, report.place.port)),
            cell(&report.user),
            cell(&database(report, page)),
            result(&proof, page),
            cell(&page.say(&why)),
        ]);
    }
    let [refused, accepted, open] = tally;
    let tally = text!(
        "probe-tally",
        targets = text!("count-targets", count = judged.targets.len()),
        refused = text!("count-logins", count = refused),
        accepted = accepted,
        open = open
    );
    lines(&[table.to_string(), page.say(&tally)])
}

fn database(report: &ProbeReport, page: Page) -> String {
    if report.replication {
        page.say(&text!("probe-replication"))
    } else {
        report.database.clone()
    }
}

/// What the attempts prove, in a cell.
fn result(proof: &Proof, page: Page) -> Cell {
    match proof {
        Proof::Proven(_) => marked(page, "✔", &text!("probe-refused"), Color::DarkGreen),
        Proof::Refuted(_) => marked(page, "✘", &text!("probe-accepted"), Color::DarkRed),
        Proof::NotProven(_) => marked(page, "?", &text!("live-not-proven"), Color::DarkYellow),
    }
}

fn target_block(judged: &Judged<'_>, target: &TargetReport, page: Page) -> String {
    let mut parts = Vec::new();
    let family = target.family.map(Family::as_str).map(Text::verbatim);
    let whose = target
        .place
        .instance
        .as_ref()
        .map(|id| match target.place.kind {
            ProbeEndpointKind::Named => text!("probe-endpoint-named", instance = id),
            ProbeEndpointKind::Internal => text!("probe-endpoint-internal", instance = id),
            ProbeEndpointKind::Public => text!("probe-endpoint-public", instance = id),
            ProbeEndpointKind::Pooler => text!("probe-endpoint-pooler", instance = id),
            ProbeEndpointKind::ReadWriteSplitting => {
                text!("probe-endpoint-splitting", instance = id)
            }
        });
    let place = Text::verbatim(format!("{}:{}", target.place.host, target.place.port));
    let place = Text::list(std::iter::once(place).chain(family).chain(whose));
    let place = line(page.say(&place));
    if let [one] = target.logins.as_slice() {
        parts.push(format!("{place}\n{}", attempts(one, page)));
        parts.push(wrapped(&page.say(&verdict(one)), page.width));
    } else {
        parts.push(place);
        let mut table = headed(
            page,
            [
                text!("column-user"),
                text!("column-database"),
                text!("column-plaintext"),
                text!("column-ssl"),
                text!("column-certificate"),
                text!("column-result"),
            ],
        );
        for report in &target.logins {
            let answer = |question| {
                report
                    .run(question)
                    .map_or("–".to_owned(), |run| page.say(&short(&run.outcome)))
            };
            let proof = report.proof();
            table.add_row(vec![
                cell(&report.user),
                cell(&database(report, page)),
                cell(&answer(Question::Plaintext)),
                cell(&answer(Question::Ssl)),
                cell(&answer(Question::ClientCertificate)),
                result(&proof, page),
            ]);
        }
        parts.push(table.to_string());
        let mut reasons: Vec<Text> = Vec::new();
        for report in &target.logins {
            if let (true, Proof::NotProven(why)) = (report.counts(), report.proof()) {
                let reason = text!("probe-not-proven", why = why);
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        let reasons = reasons.iter();
        parts.extend(reasons.map(|reason| wrapped(&page.say(reason), page.width)));
    }
    let mut below = Vec::new();
    if !target.not_asked.is_empty() {
        below.push(text!("probe-not-asked", count = target.not_asked.len()));
    }
    let tried = WitnessCount::of(&target.logins, target.left_out);
    below.extend(tried.map(|tried| witness_text(&tried)));
    let names: Vec<NameCheck> = target
        .logins
        .iter()
        .filter_map(ProbeReport::name_check)
        .collect();
    if names.contains(&NameCheck::Checked) {
        below.push(text!("probe-name-checked"));
    } else if !names.is_empty() {
        below.push(text!("probe-name-not-told"));
    }
    if target
        .logins
        .iter()
        .any(|report| report.ended_in_front() == Some(true))
    {
        below.push(text!("probe-ends-in-front"));
    }
    if let Some(report) = target.logins.iter().find(|report| report.tls.is_some()) {
        below.extend(handshake(report));
        if let Some(peer) = judged.peer(report) {
            below.push(certificate(&peer, &report.place.host));
        }
    }
    below.extend(transports(target));
    let log = LogLines::of_target(target);
    let counted = [
        (log.refusals > 0).then(|| text!("probe-log-refusals", count = log.refusals)),
        (log.handshakes > 0).then(|| text!("probe-log-handshakes", count = log.handshakes)),
        (log.sessions > 0).then(|| text!("probe-log-sessions", count = log.sessions)),
    ];
    let counted: Vec<Text> = counted.into_iter().flatten().collect();
    if !counted.is_empty() {
        below.push(text!("probe-log", lines = Text::list(counted)));
    }
    parts.extend(
        below
            .iter()
            .map(|line| wrapped(&page.say(line), page.width)),
    );
    lines(&parts)
}

/// The answer in a word or two, for a narrow column.
fn short(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::AcceptedToAuth { method } => text!("short-accepted", method = method),
        Outcome::AcceptedNoAuth => text!("short-logged-in"),
        Outcome::RefusedByHba => text!("short-refused"),
        Outcome::CertificateRequired => text!("short-certificate-required"),
        Outcome::CertificateRejected { .. } => text!("short-certificate-rejected"),
        Outcome::CertificateUserMismatch => text!("short-other-name"),
        Outcome::TlsFailed { .. } => text!("short-handshake-failed"),
        Outcome::Unreachable { .. } => text!("short-unreachable"),
        other @ (Outcome::Misconfigured
        | Outcome::Busy
        | Outcome::NotReady
        | Outcome::NoSsl
        | Outcome::OtherError
        | Outcome::NotPostgres
        | Outcome::Closed
        | Outcome::TimedOut) => other.text(),
    }
}

/// How long it is valid, whether it names the host, and whether it is trusted.
fn certificate(peer: &Peer, host: &str) -> Text {
    let validity = match peer.validity {
        Validity::Valid => text!("probe-valid", count = peer.days_left),
        Validity::Expired => text!("probe-expired"),
        Validity::NotYetValid => text!("probe-not-yet-valid"),
    };
    let name = if peer.name_matches {
        text!("probe-names", host = host)
    } else {
        text!("probe-names-not", host = host)
    };
    let trust = match &peer.trust {
        None => text!("probe-trust-not-checked"),
        Some(Admission::Admitted) => text!("probe-trusted"),
        Some(Admission::NotKnown(what)) => text!("probe-trust-not-known", what = what),
        Some(Admission::Refused(reasons)) => {
            let reasons = reasons.iter().map(|one| one.message.clone());
            text!("probe-not-trusted", why = Text::clauses(reasons))
        }
    };
    Text::clauses([validity, name, trust])
}

fn transports(target: &TargetReport) -> Vec<Text> {
    let mut parts = Vec::new();
    let versions: Vec<Text> = target
        .transports
        .tls_versions
        .iter()
        .map(|(version, answer)| {
            let version = version.as_str();
            match answer {
                VersionAnswer::Accepted => text!("probe-version-accepted", version = version),
                VersionAnswer::Refused { .. } => text!("probe-version-refused", version = version),
                VersionAnswer::Unusable { .. } => {
                    text!("probe-version-unusable", version = version)
                }
                VersionAnswer::NoSsl => text!("probe-version-no-ssl", version = version),
                VersionAnswer::NoAnswer => text!("probe-version-no-answer", version = version),
            }
        })
        .collect();
    if !versions.is_empty() {
        parts.push(text!("probe-versions", versions = Text::list(versions)));
    }
    if let Some(run) = &target.transports.direct_ssl {
        parts.push(text!("probe-direct", outcome = run.outcome.text()));
    }
    if let Some(gss) = target.transports.gss {
        parts.push(match gss {
            GssAnswer::Offered => text!("probe-gss-offered"),
            GssAnswer::NotOffered => text!("probe-gss-not-offered"),
            GssAnswer::Unknown => text!("probe-gss-not-known"),
            GssAnswer::NoAnswer => text!("probe-gss-no-answer"),
        });
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
                wrapped(&page.say(&verdict(report)), page.width),
            ];
            parts.extend(
                handshake(report)
                    .iter()
                    .map(|line| wrapped(&page.say(line), page.width)),
            );
            lines(&parts)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Who was named, and a table of the attempts.
fn attempts(report: &ProbeReport, page: Page) -> String {
    let login = if report.replication {
        text!("probe-as-replication", user = &report.user)
    } else {
        text!("probe-as", user = &report.user, database = &report.database)
    };
    let mut table = headed(
        page,
        [
            text!("column-attempt"),
            text!("column-answer"),
            text!("column-sqlstate"),
            text!("column-address"),
            text!("column-took"),
        ],
    );
    for run in &report.runs {
        let attempt = question(run.question);
        let colour = match (run.question, &run.outcome) {
            (Question::Plaintext, outcome) if outcome.passed_hba() => Some(Color::DarkRed),
            (Question::Plaintext, Outcome::RefusedByHba) => Some(Color::DarkGreen),
            _ => None,
        };
        let text = page.say(&run.outcome.text());
        let millis = format!("{:.1}", run.took.as_secs_f64() * 1000.0);
        table.add_row(vec![
            cell(&page.say(&attempt)),
            match colour {
                Some(colour) => coloured(page, &text, colour),
                None => cell(&text),
            },
            cell(run.sqlstate.as_deref().unwrap_or("")),
            cell(
                &run.address
                    .map_or(String::new(), |address| address.to_string()),
            ),
            cell(&page.say(&text!("time-millis", count = millis))),
        ]);
    }
    format!("{}\n{table}", line(page.say(&login)))
}

fn verdict(report: &ProbeReport) -> Text {
    match report.proof() {
        Proof::Proven(Demand::Ssl) => text!("probe-proven-ssl"),
        Proof::Proven(Demand::ClientCertificate) => text!("probe-proven-certificate"),
        Proof::Refuted(why) => text!("probe-refuted", why = why),
        Proof::NotProven(why) => text!("probe-not-proven", why = why),
    }
}

fn handshake(report: &ProbeReport) -> Vec<Text> {
    let mut parts = Vec::new();
    if let Some(tls) = &report.tls {
        parts.push(text!(
            "probe-cipher",
            version = &tls.version,
            cipher = &tls.cipher
        ));
        for certificate in tls
            .chain
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
        {
            parts.push(text!(
                "probe-certificate",
                subject = &certificate.subject,
                day = day(certificate.not_after),
                sha256 = &certificate.sha256
            ));
        }
        parts.push(match tls.client_cas.as_deref() {
            None => text!("probe-asks-none"),
            Some([]) => text!("probe-asks-any"),
            Some(names) => text!("probe-asks", names = names.join("; ")),
        });
    }
    parts
}

/// What was tried.
pub(in crate::report) fn question(question: Question) -> Text {
    match question {
        Question::Plaintext => text!("probe-try-plaintext"),
        Question::Ssl => text!("probe-try-ssl"),
        Question::ClientCertificate => text!("probe-try-certificate"),
        Question::DirectSsl => text!("probe-try-direct"),
    }
}
