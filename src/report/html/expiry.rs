//! When certificates and revocation lists run out: a chart by month, and the next ones by name.

use chrono::{DateTime, Datelike, Months, TimeDelta, Utc};
use maud::{Markup, html};

use super::super::document::Document;
use super::super::printable;
use crate::text::time::day;
use crate::text::{Language, Text, text};

/// Months that have a column of their own.
const MONTHS: u32 = 12;
/// How many are listed by name.
const LISTED: usize = 12;
const COLUMN: usize = 58;
const HEIGHT: usize = 150;
const FLOOR: usize = 116;
const TALLEST: usize = 88;

/// One thing that runs out.
struct Expiry {
    at: DateTime<Utc>,
    what: Text,
    instance: String,
}

fn all(document: &Document) -> Vec<Expiry> {
    let mut found = Vec::new();
    for row in &document.instances {
        let mut add = |what, at: Option<DateTime<Utc>>| {
            if let Some(at) = at {
                found.push(Expiry {
                    at,
                    what,
                    instance: row.instance_id.to_string(),
                });
            }
        };
        add(
            text!("page-server-certificate"),
            row.ssl.as_ref().and_then(|ssl| ssl.expires_at),
        );
        for ca in row.client_ca.iter().flat_map(|ca| &ca.certificates) {
            add(text!("page-client-ca"), Some(ca.not_after));
        }
        add(
            text!("page-revocation-list"),
            row.crl.as_ref().and_then(|crl| crl.next_update),
        );
    }
    found.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.instance.cmp(&b.instance)));
    found
}

/// One column of the chart.
struct Column {
    label: String,
    class: &'static str,
    count: usize,
}

fn columns(found: &[Expiry], now: DateTime<Utc>, language: Language) -> Vec<Column> {
    let first = month(now);
    let mut columns = vec![Column {
        label: text!("page-expired").say(language),
        class: "open",
        count: found.iter().filter(|expiry| expiry.at <= now).count(),
    }];
    let mut start = Some(first);
    for ahead in 0..MONTHS {
        let end = first.checked_add_months(Months::new(ahead + 1));
        if let (Some(from), Some(to)) = (start, end) {
            let count = found
                .iter()
                .filter(|expiry| {
                    expiry.at > now && month(expiry.at) >= from && month(expiry.at) < to
                })
                .count();
            columns.push(Column {
                label: match language {
                    Language::English => from.format("%b %y").to_string(),
                    Language::Chinese => from.format("%Y-%m").to_string(),
                },
                class: if ahead < 2 { "partly" } else { "enforced" },
                count,
            });
        }
        start = end;
    }
    columns.push(Column {
        label: text!("page-later").say(language),
        class: "enforced",
        count: start.map_or(0, |start| {
            found
                .iter()
                .filter(|expiry| month(expiry.at) >= start)
                .count()
        }),
    });
    columns
}

/// The first day of the month.
fn month(at: DateTime<Utc>) -> chrono::NaiveDate {
    let date = at.date_naive();
    date.with_day(1).unwrap_or(date)
}

/// The section of the page.
pub(super) fn section(document: &Document, language: Language) -> Markup {
    let now = document.generated_at;
    let found = all(document);
    if found.is_empty() {
        return html! {};
    }
    let columns = columns(&found, now, language);
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0);
    let width = columns.len() * COLUMN;
    html! {
        section aria-labelledby="expiry" {
            h2 #expiry { (text!("page-expiry").say(language)) }
            div.scroll tabindex="0" role="region" aria-labelledby="expiry" {
                svg.timeline role="img" aria-label=(text!("page-expiry-chart").say(language)) viewBox={ "0 0 " (width) " " (HEIGHT) } {
                    line.axis x1="0" x2=(width) y1=(FLOOR) y2=(FLOOR) {}
                    @for (index, column) in columns.iter().enumerate() {
                        @let height = (column.count * TALLEST).div_ceil(most.max(1));
                        @let middle = index * COLUMN + COLUMN / 2;
                        @if column.count > 0 {
                            rect class=(column.class) x=(index * COLUMN + 8) y=(FLOOR - height) width=(COLUMN - 16) height=(height) rx="2" {}
                            text.count x=(middle) y=(FLOOR - height - 6) text-anchor="middle" { (column.count) }
                        }
                        text.month x=(middle) y=(FLOOR + 20) text-anchor="middle" { (column.label) }
                    }
                }
            }
            table.next {
                caption { (text!("page-next-out").say(language)) }
                thead { tr { th scope="col" { (text!("page-when").say(language)) } th scope="col" { (text!("page-in").say(language)) } th scope="col" { (text!("page-what").say(language)) } th scope="col" { (text!("page-instance").say(language)) } } }
                tbody {
                    @for expiry in found.iter().take(LISTED) {
                        tr {
                            td.date { (day(expiry.at)) }
                            td.date { (away(expiry.at - now, language)) }
                            td { (expiry.what.say(language)) }
                            td { code { (printable(&expiry.instance)) } }
                        }
                    }
                }
            }
            @if found.len() > LISTED { p.meta { (text!("page-and-later", count = found.len() - LISTED).say(language)) } }
        }
    }
}

fn away(left: TimeDelta, language: Language) -> Markup {
    let days = left.num_days();
    let text = text!("page-days", count = days).say(language);
    html! {
        @if left <= TimeDelta::zero() { strong.admitted { "✘ " (text!("page-expired").say(language)) } }
        @else if days < 30 { strong { "! " (text) } }
        @else { (text) }
    }
}
