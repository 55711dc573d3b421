//! How the judgement of `pg_hba` records grows with their number: `cargo bench --bench exposure`.
//!
//! For each shape the time of 10, 100, 1,000 and 10,000 records, and what a record costs at the
//! largest size in units of the cost at a hundredth of it; n log n would give about 2.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement takes time and prints it"
)]

use std::time::{Duration, Instant};

use forcessl::domain::hba::file::parse_conf;
use forcessl::domain::hba::{Knowledge, Record, exposure, shadowed};

/// A name, and the line with a number.
type Shape = (&'static str, fn(u32) -> String);

const SHAPES: [Shape; 7] = [
    ("default records, repeated", |n| {
        let database = if n % 2 == 0 { "all" } else { "replication" };
        format!("host {database} all 0.0.0.0/0 md5")
    }),
    ("a user and a /32 each", |n| {
        format!("host all user{n} {}/32 md5", address(n))
    }),
    ("a CIDR each", |n| {
        format!("host all all {}/24 md5", address(n << 8))
    }),
    ("rejections and admissions in turn", |n| {
        let method = if n % 2 == 0 { "reject" } else { "md5" };
        format!("host all user{} {}/32 {method}", n / 2, address(n / 2))
    }),
    ("hostssl, a database and a user each", |n| {
        format!("hostssl db{n} user{n} 0.0.0.0/0 scram-sha-256")
    }),
    ("a rejected CIDR each, admitted in between", |n| {
        let method = if n % 2 == 0 { "reject" } else { "md5" };
        format!("host all all {}/24 {method}", address(n << 8))
    }),
    ("a role each", |n| {
        format!("host all +role{n} 10.0.0.0/8 md5")
    }),
];

fn address(n: u32) -> std::net::Ipv4Addr {
    std::net::Ipv4Addr::from_bits((10 << 24) | n)
}

/// The shortest of a few runs.
fn measure(records: &[Record]) -> Duration {
    let knowledge = Knowledge::default();
    let run = || {
        let started = Instant::now();
        let gaps = exposure(records, &knowledge).gaps().count();
        let dead = shadowed(records, &knowledge).len();
        std::hint::black_box((gaps, dead));
        started.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

fn main() {
    let sizes = [10, 100, 1_000, 10_000_u32];
    println!(
        "{:<44}{:>11}{:>11}{:>11}{:>11}  cost of a record, 10,000 : 100",
        "records", "10", "100", "1,000", "10,000"
    );
    for (name, line) in SHAPES {
        let times = sizes.map(|size| {
            let lines: Vec<String> = (0..size).map(line).collect();
            measure(&parse_conf(&lines.join("\n")).unwrap())
        });
        let growth = times[3].as_secs_f64() / times[1].as_secs_f64() / 100.0;
        let [a, b, c, d] = times.map(|time| format!("{:.2} ms", time.as_secs_f64() * 1000.0));
        println!("{name:<44}{a:>11}{b:>11}{c:>11}{d:>11}  {growth:.1}");
    }
}
