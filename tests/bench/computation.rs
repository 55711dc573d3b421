//! What the pure parts cost: `cargo bench --bench computation`.
//!
//! The judgement of `pg_hba` records for each shape at 10, 100, 1,000 and 10,000 records: `evaluate`
//! compiles them and decides one login, `exposure` finds every gap and every
//! record that no login meets. Then the signatures. Prints one JSON document; `tests/bench/run` shows it.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement takes time and prints it"
)]

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use forcessl::cloud::rpc::signature::{
    Parameters, acs3_authorization, acs3_canonical_request, acs3_signature, acs3_string_to_sign,
    payload_hash, query_string, v1_signature, v1_string_to_sign,
};
use forcessl::domain::hba::syntax::file::parse_conf;
use forcessl::domain::hba::{
    Connection, Encryption, Knowledge, Record, Replication, compile, exposure, first_match,
    shadowed,
};
use serde_json::{Value, json};

/// A name, and the line with a number.
type Shape = (&'static str, fn(u32) -> String);

const SIZES: [u32; 4] = [10, 100, 1_000, 10_000];

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

fn address(n: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits((10 << 24) | n)
}

/// The shortest of a few runs, in milliseconds.
fn shortest(mut run: impl FnMut()) -> f64 {
    let time = |run: &mut dyn FnMut()| {
        let started = Instant::now();
        run();
        started.elapsed()
    };
    let least: Duration = (0..5).map(|_| time(&mut run)).min().unwrap();
    least.as_secs_f64() * 1000.0
}

/// A login that most shapes have no record for, so that every record is looked at.
fn evaluate(records: &[Record], knowledge: &Knowledge) {
    let connection = Connection {
        encryption: Encryption::None,
        user: "bench".to_owned(),
        database: "bench".to_owned(),
        address: Ipv4Addr::new(203, 0, 113, 9).into(),
        replication: Replication::No,
    };
    let rules = compile(records, knowledge.server_major);
    std::hint::black_box(first_match(&rules, &connection, knowledge));
}

fn expose(records: &[Record], knowledge: &Knowledge) {
    let gaps = exposure(records, knowledge).gaps().count();
    let dead = shadowed(records, knowledge).len();
    std::hint::black_box((gaps, dead));
}

/// Signatures a second, of a request as sweeps send it.
fn signatures(sign: impl Fn(&Parameters)) -> f64 {
    const COUNT: u32 = 2_000;
    let parameters: Parameters = [
        ("Action", "DescribeDBInstanceSSL"),
        ("Version", "2014-08-15"),
        ("Format", "JSON"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("DBInstanceId", "pgm-sandbox1"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    let milliseconds = shortest(|| (0..COUNT).for_each(|_| sign(&parameters)));
    f64::from(COUNT) / milliseconds * 1000.0
}

fn v1(parameters: &Parameters) {
    let text = v1_string_to_sign("POST", parameters);
    std::hint::black_box(v1_signature("testsecret", &text));
}

fn acs3(parameters: &Parameters) {
    let body = query_string(parameters);
    let hash = payload_hash(body.as_bytes());
    let headers = [
        ("host", "rds.aliyuncs.com"),
        ("x-acs-action", "DescribeDBInstanceSSL"),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", "2016-02-23T12:46:24Z"),
        (
            "x-acs-signature-nonce",
            "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        ),
        ("x-acs-version", "2014-08-15"),
    ];
    let request = acs3_canonical_request("POST", "/", &Parameters::new(), &headers, &hash);
    let signature = acs3_signature("testsecret", &acs3_string_to_sign(&request));
    std::hint::black_box(acs3_authorization("testid", &headers, &signature));
}

fn main() {
    let knowledge = Knowledge::default();
    let shapes: Vec<Value> = SHAPES
        .iter()
        .map(|(name, line)| {
            let records = SIZES.map(|size| {
                let lines: Vec<String> = (0..size).map(line).collect();
                parse_conf(&lines.join("\n")).unwrap()
            });
            json!({
                "records": name,
                "evaluate_ms": records.each_ref().map(|records| shortest(|| evaluate(records, &knowledge))),
                "exposure_ms": records.each_ref().map(|records| shortest(|| expose(records, &knowledge))),
            })
        })
        .collect();
    let document = json!({
        "sizes": SIZES,
        "shapes": shapes,
        "signatures_a_second": {"v1": signatures(v1), "v3": signatures(acs3)},
    });
    println!("{document}");
}
