//! What a client is told, on real servers and at the embedded front door.
//!
//! `FORCESSL_TEST_POSTGRES_BINS` names folders of PostgreSQL programs, colon-separated; without it
//! the tests use the installation that is found. Without any they fail.

mod certificates;
mod client;
mod differential;
mod embedded;
mod server;

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use rustls::version::{TLS12, TLS13};

use self::certificates::Flaw;
use self::client::{Ask, Outcome, Way, attempt};
use super::{Database, Desired, SandboxAccount, ServerIdentity, server::Binaries};
use crate::domain::acl::Acl;
use crate::domain::certificate::sample::{Authority, Pair};
use crate::domain::hba::Record;
use crate::domain::hba::sample::{record, records};
use crate::domain::ssl::Pem;

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The password of every account of the tests.
const PASSWORD: &str = "it's a \\ \"secret\"";

const APP: Ask<'_> = Ask {
    user: "app",
    database: "appdb",
    replication: None,
};

/// Every PostgreSQL the tests run on.
#[expect(
    clippy::disallowed_methods,
    reason = "the runner of the tests names installations"
)]
async fn installations() -> Vec<Binaries> {
    let mut found = Vec::new();
    if let Ok(folders) = std::env::var("FORCESSL_TEST_POSTGRES_BINS") {
        for folder in folders.split(':') {
            found.push(Binaries::discover(Some(Path::new(folder))).await.unwrap());
        }
    } else {
        let found_here = Binaries::discover(None).await;
        found.push(
            found_here.expect(
                "these tests need PostgreSQL: install it, or set FORCESSL_TEST_POSTGRES_BINS",
            ),
        );
    }
    assert!(!found.is_empty());
    found
}

fn accounts() -> Vec<SandboxAccount> {
    let account = |name: &str, replication| SandboxAccount {
        name: name.to_owned(),
        password: PASSWORD.to_owned().into(),
        replication,
    };
    vec![account("app", true), account("Other \"one\"", false)]
}

/// The CAs and certificates of a test.
struct World {
    ca: Authority,
    other_ca: Authority,
    identity: ServerIdentity,
    app: Pair,
    other_name: Pair,
}

impl World {
    fn new() -> Self {
        let ca = Authority::new("client CA");
        let server = Authority::new("server CA").client("localhost", Flaw::ServerOnly);
        Self {
            other_ca: Authority::new("other CA"),
            identity: server.identity(),
            app: ca.client("app", Flaw::None),
            other_name: ca.client("somebody", Flaw::None),
            ca,
        }
    }

    /// SSL on with a client CA, nothing demanded.
    fn desired(&self, lines: &[&str]) -> Desired {
        Desired {
            ssl: Some(self.identity.clone()),
            client_ca: Pem::new(&self.ca.pem),
            crl: None,
            acl: Acl::Prefer,
            replication_acl: Acl::Prefer,
            records: records(lines),
        }
    }

    fn with_acl(&self, acl: Acl, lines: &[&str]) -> Desired {
        Desired {
            acl,
            replication_acl: acl,
            ..self.desired(lines)
        }
    }

    /// The four clients of the matrix.
    fn ways(&self) -> [Way<'_>; 4] {
        [
            Way::Plaintext,
            Way::Ssl(&TLS13, None),
            Way::Ssl(&TLS13, Some(&self.app)),
            Way::Ssl(&TLS12, Some(&self.other_name)),
        ]
    }
}

/// An outcome in a few letters.
fn label(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NoSsl => "N".to_owned(),
        Outcome::Alert(number) => format!("alert {number}"),
        Outcome::Asked { code, mechanisms } => {
            match mechanisms
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .as_slice()
            {
                ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"] => format!("R{code}+"),
                [] | ["SCRAM-SHA-256"] => format!("R{code}"),
                other => panic!("mechanisms {other:?}"),
            }
        }
        Outcome::In => "in".to_owned(),
        Outcome::InThenError { sqlstate } => format!("in {sqlstate}"),
        Outcome::Closed => "closed".to_owned(),
        Outcome::Refused {
            sqlstate,
            routine,
            message,
        } => {
            let short = match (sqlstate.as_str(), routine.as_str()) {
                ("28000", "ClientAuthentication") if message.starts_with("no pg_hba.conf") => {
                    "none"
                }
                ("28000", "ClientAuthentication") if message.contains("rejects") => "reject",
                ("28000", "ClientAuthentication") if message.contains("certificate") => "demand",
                ("28000", "auth_failed") => "mismatch",
                ("F0000", "ClientAuthentication") => "store",
                _ => panic!("refused with {sqlstate} {routine} {message}"),
            };
            short.to_owned()
        }
    }
}

/// What each of the four clients is told.
async fn labels(database: &dyn Database, world: &World, ask: Ask<'_>) -> [String; 4] {
    let mut labels = Vec::new();
    for way in world.ways() {
        labels.push(label(&attempt((LOCAL, database.port()), way, ask).await.0));
    }
    labels.try_into().unwrap()
}

/// Records, and what the four clients are told: measured on PostgreSQL 11 to 18 with libpq and a
/// probe of another make. The rows with a mode of `clientcert` are for 12 and later.
const ROWS: [&str; 15] = [
    "host all all 0.0.0.0/0 scram-sha-256 => R10, R10+, R10+, R10+",
    "host all all 0.0.0.0/0 md5 => R10, R10+, R10+, R10+",
    "host all all 0.0.0.0/0 password => R3, R3, R3, R3",
    "host all all 0.0.0.0/0 trust => in, in, in, in",
    "hostssl all all 0.0.0.0/0 scram-sha-256 => none, R10+, R10+, R10+",
    "hostnossl all all 0.0.0.0/0 reject; host all all 0.0.0.0/0 scram-sha-256 \
     => reject, R10+, R10+, R10+",
    "hostssl all all 0.0.0.0/0 cert => none, demand, in, mismatch",
    "host all all 0.0.0.0/0 reject => reject, reject, reject, reject",
    " => none, none, none, none",
    "host appdb2 all 0.0.0.0/0 trust => none, none, none, none",
    "host replication all 0.0.0.0/0 trust => none, none, none, none",
    "hostnossl all all 0.0.0.0/0 scram-sha-256 => R10, none, none, none",
    "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-ca => none, demand, R10+, R10+",
    "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-full => none, demand, R10+, R10+",
    "hostssl all all 0.0.0.0/0 trust clientcert=verify-full => none, demand, in, mismatch",
];

/// Each record set, and what the four clients are told.
fn rows(major: u16) -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    let rows = ROWS.into_iter();
    let rows = rows.filter(move |row| major >= 12 || !row.contains("clientcert"));
    rows.map(|row| {
        let (lines, told) = row.split_once(" => ").unwrap();
        let lines = lines.split("; ").filter(|line| !line.is_empty());
        (lines.collect(), told.split(", ").collect())
    })
}
