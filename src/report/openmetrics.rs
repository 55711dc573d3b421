//! `-o prometheus`: gauges for the textfile collector of `node_exporter`.
//!
//! Each file holds what was seen last; an instance that is gone from the report is gone from it.

use prometheus::{Gauge, GaugeVec, Opts, Registry, TextEncoder};

use super::document::{Document, Row};
use super::printable;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::{FindingId, Severity};
use crate::domain::instance::Region;
use crate::domain::verdict::Verdict;
use crate::text::{Text, text};

/// The labels that name an instance. `instance` is taken: it is the scraped host.
const LABELS: [&str; 3] = ["account_id", "region", "instance_id"];

/// The report in the text format of Prometheus.
///
/// # Errors
/// `Bug` when the library cannot write it.
pub(super) fn prometheus(document: &Document) -> Result<String, Failure> {
    write(document).map_err(|error| {
        Failure::new(
            Ending::Bug,
            text!("report-unwritable", format = "prometheus"),
        )
        .because(Text::reported(&error.to_string()))
    })
}

fn write(document: &Document) -> Result<String, prometheus::Error> {
    let registry = Registry::new();
    let gauge = |name: &str, help: &str, labels: &[&str]| {
        let gauge = GaugeVec::new(Opts::new(name, help), labels)?;
        registry.register(Box::new(gauge.clone()))?;
        Ok::<GaugeVec, prometheus::Error>(gauge)
    };
    let ran = Gauge::new(
        "forcessl_last_run_timestamp_seconds",
        "When the report was made.",
    )?;
    registry.register(Box::new(ran.clone()))?;
    ran.set(number(document.generated_at.timestamp()));
    let totals = gauge(
        "forcessl_instances",
        "How many instances have a verdict.",
        &["verdict"],
    )?;
    for (verdict, count) in document.summary.counts() {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        totals
            .with_label_values(&[verdict.as_str()])
            .set(number(count));
    }
    let complete = Gauge::new(
        "forcessl_complete",
        "Whether everything was read that was to be.",
    )?;
    registry.register(Box::new(complete.clone()))?;
    let unread = |row: &Row| {
        row.findings
            .iter()
            .any(|finding| finding.id == FindingId::Unreadable)
    };
    let is_complete = document.not_checked.is_complete() && !document.instances.iter().any(unread);
    complete.set(f64::from(u8::from(is_complete)));
    let unlisted = gauge(
        "forcessl_not_listed",
        "1 for a region or an account that could not be listed; its instances may be missing.",
        &["account_id", "region"],
    )?;
    for place in &document.not_checked.places {
        let reached_by = || place.reached_by.as_ref().map(Text::english);
        let account = place.account_id.clone().or_else(reached_by);
        let account = printable(&account.unwrap_or_default());
        let region = place.region.as_ref().map_or("", Region::as_str);
        unlisted
            .with_label_values(&[account.as_str(), region])
            .set(1.0);
    }
    let verdict = gauge(
        "forcessl_instance_verdict",
        "1 for the verdict that the instance has.",
        &["account_id", "region", "instance_id", "verdict"],
    )?;
    let enforced = gauge(
        "forcessl_instance_enforced",
        "Whether every client without SSL is refused; absent when that could not be told.",
        &LABELS,
    )?;
    let findings = gauge(
        "forcessl_instance_findings",
        "How many findings of a severity the instance has.",
        &["account_id", "region", "instance_id", "severity"],
    )?;
    let server = gauge(
        "forcessl_server_certificate_expiry_timestamp_seconds",
        "When the server certificate expires.",
        &LABELS,
    )?;
    let client_ca = gauge(
        "forcessl_client_ca_expiry_timestamp_seconds",
        "When the client CA expires.",
        &LABELS,
    )?;
    let crl = gauge(
        "forcessl_crl_next_update_timestamp_seconds",
        "When the revocation list runs out.",
        &LABELS,
    )?;
    let seen = gauge(
        "forcessl_instance_seen_timestamp_seconds",
        "When the instance was looked at.",
        &LABELS,
    )?;
    for row in &document.instances {
        let [account, region, id] = labels(row);
        let place = [account.as_str(), region.as_str(), id.as_str()];
        let with = |label| [account.as_str(), region.as_str(), id.as_str(), label];
        verdict
            .with_label_values(&with(row.verdict.as_str()))
            .set(1.0);
        if row.verdict != Verdict::Unknown {
            let on = row.verdict == Verdict::Enforced;
            enforced
                .with_label_values(&place)
                .set(f64::from(u8::from(on)));
        }
        for severity in Severity::ALL {
            let count = row
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            findings
                .with_label_values(&with(severity.as_str()))
                .set(number(i64::try_from(count).unwrap_or(i64::MAX)));
        }
        for (gauge, at) in [
            (&server, row.ssl.as_ref().and_then(|ssl| ssl.expires_at)),
            (
                &client_ca,
                row.client_ca
                    .as_ref()
                    .and_then(|ca| ca.certificates.iter().map(|ca| ca.not_after).min()),
            ),
            (&crl, row.crl.as_ref().and_then(|crl| crl.next_update)),
            (&seen, row.seen_at),
        ] {
            if let Some(at) = at {
                gauge.with_label_values(&place).set(number(at.timestamp()));
            }
        }
    }
    TextEncoder::new().encode_to_string(&registry.gather())
}

fn labels(row: &Row) -> [String; 3] {
    let region = row.region.as_ref().map(ToString::to_string);
    [
        printable(row.account_id.as_deref().unwrap_or_default()),
        region.unwrap_or_default(),
        row.instance_id.to_string(),
    ]
}

/// Whole numbers are floats in this format. Times and counts are far below 2^52, where that is exact.
fn number(value: i64) -> f64 {
    let high = i32::try_from(value >> 32).unwrap_or(i32::MAX);
    let low = u32::try_from(value & 0xffff_ffff).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(prometheus(&crate::report::sample::mixed()).unwrap());
    }

    #[test]
    fn numbers_are_exact() {
        for value in [0, 1, 1_900_000_000, 4_294_967_296, 253_402_300_799, -1] {
            assert_eq!(number(value).to_string(), value.to_string());
        }
    }

    #[test]
    fn labels_are_escaped() {
        let mut document = crate::report::sample::mixed();
        for row in &mut document.instances {
            row.account_id = Some("a\"b\\c\n".to_owned());
        }
        let text = prometheus(&document).unwrap();
        assert!(text.contains(r#"account_id="a\"b\\c?""#), "{text}");
    }
}
