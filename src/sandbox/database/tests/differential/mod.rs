//! Thousands of generated (`pg_hba` file, client) pairs: what a real server says, what the evaluator
//! says it says, and what the embedded front door says.
//!
//! `FORCESSL_SEED` repeats a run, `FORCESSL_PAIRS` is how many pairs each installation gets. A
//! disagreement is made as small as it gets and printed with the seed.

mod generate;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use futures::{StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use self::generate::{Client, File, Presents, Setting, Universe};
use super::client::attempt_from;
use super::*;
use crate::domain::hba::{
    Address, Connection, Decision, Encryption, HbaDecision, Interface, Knowledge, Memberships,
    Replication, compile, decide, first_match,
};
use crate::sandbox::database::server::{self, Server};
use crate::sandbox::database::{effective, embedded};

/// Pairs an installation gets without `FORCESSL_PAIRS`.
const PAIRS: usize = 5_000;

/// Clients that each file is put before.
const CLIENTS: usize = 50;

/// How many clients come at the same time.
const AT_ONCE: usize = 6;

/// Roles beside the accounts, and who was granted them: a chain, a role that holds nobody, and a
/// name that needs quotes.
const ROLES: [(&str, &[&str]); 4] = [
    ("inner", &["app"]),
    ("outer", &["inner"]),
    ("empty", &[]),
    ("a b", &["Other \"one\""]),
];

/// A number that the runner of the tests names.
#[expect(
    clippy::disallowed_methods,
    reason = "the runner of the tests names seed and size"
)]
fn number<T: std::str::FromStr<Err: fmt::Debug>>(variable: &str) -> Option<T> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().expect(variable))
}

/// What the pairs are generated from: the same in every run, so that the test judges the change and not its luck.
#[expect(
    clippy::disallowed_methods,
    reason = "the runner of the tests names seed and size"
)]
fn seed() -> u64 {
    if std::env::var("FORCESSL_SEED").is_ok_and(|seed| seed == "random") {
        rand::random()
    } else {
        number("FORCESSL_SEED").unwrap_or(1)
    }
}

/// One server, its front door, and what is known of both.
struct Bench {
    real: Server,
    door: embedded::EmbeddedServer,
    world: World,
    stranger: Pair,
    knowledge: Knowledge,
    /// What the front door knows: the accounts alone.
    knowledge_of_door: Knowledge,
    major: u16,
    universe: Universe,
}

/// Who said what, where they do not agree.
struct Disagreement(String);

impl Bench {
    async fn start(binaries: &Binaries) -> Self {
        let world = World::new();
        let stranger = world.other_ca.client("app", Flaw::None);
        let desired = world.desired(&["host all all 0.0.0.0/0 reject"]);
        let real = server::start(binaries, &accounts(), "appdb", &desired)
            .await
            .unwrap();
        let major = binaries.major();
        let door = embedded::start(&accounts(), "appdb", &desired, major)
            .await
            .unwrap();
        let mut statements = String::new();
        for (role, members) in ROLES {
            let _ = write!(statements, "CREATE ROLE {};", quote(role));
            for member in members {
                let _ = write!(statements, "GRANT {} TO {};", quote(role), quote(member));
            }
        }
        sql(&real, &statements).await;
        let names = || accounts().into_iter().map(|account| account.name);
        let privileged = || "rds_superuser".to_owned();
        let known_to_door: Vec<(String, String)> =
            names().map(|name| (privileged(), name)).collect();
        let granted = ROLES.iter().flat_map(|(role, members)| {
            members
                .iter()
                .map(|member| ((*role).to_owned(), (*member).to_owned()))
        });
        let roles = ROLES.iter().map(|(role, _)| (*role).to_owned());
        let interface = |address, prefix| Interface { address, prefix };
        let knowledge = |memberships| Knowledge {
            memberships: Some(memberships),
            server_addresses: Some(vec![
                interface(Ipv4Addr::LOCALHOST.into(), 8),
                interface(Ipv6Addr::LOCALHOST.into(), 128),
            ]),
            server_major: Some(major),
        };
        let six = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        let mut bench = Self {
            knowledge: knowledge(Memberships::new(
                names().chain([privileged()]).chain(roles),
                known_to_door.iter().cloned().chain(granted),
            )),
            knowledge_of_door: knowledge(Memberships::new(
                names().chain([privileged()]),
                known_to_door.iter().cloned(),
            )),
            universe: Universe::new(major, six),
            real,
            door,
            world,
            stranger,
            major,
        };
        // What this build of the server has no library for.
        let mut methods = Vec::new();
        for method in bench.universe.methods() {
            let line = format!("host all all all {method}");
            let desired = bench.world.desired(&[&line]);
            if bench.real.apply(&desired, false).await.is_ok() {
                methods.push(method);
            }
        }
        assert!(methods.len() >= 6, "{methods:?}");
        bench.universe.keep(&methods);
        bench
    }

    fn desired(&self, file: &File) -> Desired {
        let on = self.world.desired(&[]);
        Desired {
            ssl: (file.setting != Setting::Off).then_some(on.ssl).flatten(),
            client_ca: (file.setting != Setting::NoClientCa)
                .then_some(on.client_ca)
                .flatten(),
            crl: None,
            acl: file.acl,
            replication_acl: file.replication_acl,
            records: file.records.clone(),
        }
    }

    /// Puts a file into force at both; `None` when both refuse it, as the evaluator says they do.
    async fn load(&self, file: &File) -> Result<Option<Vec<Record>>, Disagreement> {
        let desired = self.desired(file);
        let by_server = self.real.apply(&desired, false).await;
        let by_door = self.door.apply(&desired, false).await;
        let records = effective::effective(&desired, self.major);
        let expected = records.clone().and_then(|records| {
            let rules = compile(&records, Some(self.major));
            let faults =
                records.iter().zip(&rules).find_map(|(record, rule)| {
                    match Address::parse(&record.address, record.mask.as_deref()) {
                        Address::Unreadable(why) => Some(why.english()),
                        Address::All
                        | Address::Network(_)
                        | Address::SameHost
                        | Address::SameNet
                        | Address::HostName(_) => rule.fault().map(crate::text::Text::english),
                    }
                });
            faults.map_or(Ok(()), Err)
        });
        if by_server.is_ok() != expected.is_ok() || by_server.is_ok() != by_door.is_ok() {
            return Err(Disagreement(format!(
                "taken?\n  server:    {by_server:?}\n  evaluator: {expected:?}\n  door:      {by_door:?}"
            )));
        }
        Ok(by_server.and(records).ok())
    }

    fn way(&self, presents: Presents) -> Way<'_> {
        match presents {
            Presents::Plaintext => Way::Plaintext,
            Presents::Nothing => Way::Ssl(&TLS13, None),
            Presents::NothingOldTls => Way::Ssl(&TLS12, None),
            Presents::OwnName => Way::Ssl(&TLS13, Some(&self.world.app)),
            Presents::OtherName => Way::Ssl(&TLS12, Some(&self.world.other_name)),
            Presents::Stranger => Way::Ssl(&TLS12, Some(&self.stranger)),
        }
    }

    /// One client, before a file that is in force.
    async fn compare(
        &self,
        file: &File,
        records: &[Record],
        client: &Client,
    ) -> Result<&'static str, Disagreement> {
        let way = self.way(client.presents);
        let ask = Ask {
            user: &client.user,
            database: &client.database,
            replication: client.replication,
        };
        let by_server = attempt_from(client.from, self.real.port(), way, ask).await;
        let by_door = attempt_from(client.from, self.door.port(), way, ask).await;
        let Some(connection) = connection(file, client) else {
            // It does not get as far as the records.
            let early = (by_server == Outcome::NoSsl && file.setting == Setting::Off)
                || (by_server == Outcome::Alert(48) && client.presents == Presents::Stranger)
                || matches!(&by_server, Outcome::Refused { sqlstate, .. } if sqlstate == "22023");
            return if early && by_door == by_server {
                Ok("before the records")
            } else {
                Err(Disagreement(format!(
                    "  server: {by_server:?}\n  door:   {by_door:?}"
                )))
            };
        };
        let rules = compile(records, Some(self.major));
        let expected = decide(&rules, &connection, &self.knowledge);
        let has_ca = file.setting == Setting::On;
        let possible = if matches!(expected, Decision::Undecided { .. }) {
            self.possible(records, &connection)
        } else {
            vec![expected.clone()]
        };
        let mut agree = possible.iter().any(|one| agrees(one, &by_server, has_ca));
        // The texts of the file mean what those of the API meant.
        let given = compile(&file.records, Some(self.major));
        if file.acl == Acl::Prefer && file.replication_acl == Acl::Prefer {
            agree &= decide(&given, &connection, &self.knowledge) == expected;
        }
        // The front door decides where the evaluator does, unless the roles are strange to it.
        let of_door = decide(&rules, &connection, &self.knowledge_of_door);
        agree &= if matches!(of_door, Decision::Undecided { .. }) {
            matches!(&by_door, Outcome::Refused { sqlstate, .. } if sqlstate == "0A000")
        } else if of_door == expected {
            by_door == by_server
        } else {
            agrees(&of_door, &by_door, has_ca)
        };
        if agree {
            return Ok(kind(&expected));
        }
        let of_given = decide(&given, &connection, &self.knowledge);
        Err(Disagreement(format!(
            "  server:    {by_server:?}\n  evaluator: {expected:?}\n  as given:  {of_given:?}\n  door:      {by_door:?}"
        )))
    }

    /// Every decision that an undecided one leaves open.
    fn possible(&self, records: &[Record], connection: &Connection) -> Vec<Decision> {
        let rules = compile(records, Some(self.major));
        let verdict = first_match(&rules, connection, &self.knowledge);
        let mut found = Vec::new();
        let mut candidates: Vec<usize> = Vec::new();
        match &verdict {
            HbaDecision::Undecided { doubts, otherwise } => {
                candidates.extend(doubts.iter().map(|doubt| doubt.index));
                match otherwise.as_deref() {
                    Some(HbaDecision::NoRecord) => found.push(Decision::NoRecord),
                    Some(other) => candidates.extend(other.index()),
                    None => {}
                }
            }
            // The record is clear, who the certificate stands for is not.
            HbaDecision::Admit { index, method, .. } => {
                found.push(Decision::Accept { index: *index });
                found.push(Decision::CertificateOfAnother {
                    index: *index,
                    method: method.clone(),
                });
            }
            HbaDecision::Reject { .. } | HbaDecision::NoRecord => {}
        }
        for index in candidates {
            // The record, made to match everybody.
            let record = Record {
                database: "all,replication".to_owned(),
                user: "all".to_owned(),
                address: "all".to_owned(),
                mask: None,
                ..records[index].clone()
            };
            let alone = compile(&[record], Some(self.major));
            let decided = decide(&alone, connection, &self.knowledge);
            if matches!(decided, Decision::Undecided { .. }) {
                let method = String::new();
                found.push(Decision::Accept { index });
                found.push(Decision::CertificateOfAnother { index, method });
            } else {
                found.push(decided);
            }
        }
        found
    }

    /// Loads a file and asks one client; what they do not agree on.
    async fn trial(&self, file: &File, client: Option<&Client>) -> Option<Disagreement> {
        match (self.load(file).await, client) {
            (Err(disagreement), _) => Some(disagreement),
            (Ok(Some(records)), Some(client)) => self.compare(file, &records, client).await.err(),
            (Ok(_), _) => None,
        }
    }

    /// The smallest file and client that still make them disagree, and about what.
    async fn shrink(&self, mut file: File, mut client: Option<Client>) -> String {
        let mut about = String::new();
        loop {
            let mut smaller = None;
            let fewer = file.smaller().into_iter();
            let fewer = fewer.map(|file| (file, client.clone()));
            let simpler = client.iter().flat_map(Client::smaller);
            let simpler = simpler.map(|client| (file.clone(), Some(client)));
            for (file, client) in fewer.chain(simpler) {
                if let Some(Disagreement(found)) = self.trial(&file, client.as_ref()).await {
                    smaller = Some((file, client));
                    about = found;
                    break;
                }
            }
            match smaller {
                Some(found) => (file, client) = found,
                None => break,
            }
        }
        if let Some(Disagreement(found)) = self.trial(&file, client.as_ref()).await {
            about = found;
        }
        let client = client.map(|client| client.to_string()).unwrap_or_default();
        format!("{file}{client}\n{about}")
    }
}

/// The client as the records see it; `None` when it is turned away before that.
fn connection(file: &File, client: &Client) -> Option<Connection> {
    let encryption = match (client.presents, file.setting) {
        (Presents::Plaintext, _) => Encryption::None,
        (_, Setting::Off) | (Presents::Stranger, Setting::On) => return None,
        (_, Setting::NoClientCa) | (Presents::Nothing | Presents::NothingOldTls, _) => {
            Encryption::SSL
        }
        (Presents::OwnName, _) => Encryption::verified("app"),
        (Presents::OtherName, _) => Encryption::verified("somebody"),
    };
    // The server cuts names to 63 bytes, and puts the user for a database that is not named.
    let cut = |name: &str| {
        String::from_utf8_lossy(name.as_bytes().get(..63).unwrap_or(name.as_bytes())).into_owned()
    };
    Some(Connection {
        encryption,
        user: cut(&client.user),
        database: cut(if client.database.is_empty() {
            &client.user
        } else {
            &client.database
        }),
        address: client.from,
        replication: match client.replication {
            None | Some("off" | "0" | "n") => Replication::No,
            Some("database") => Replication::Database,
            Some("true" | "on" | "1" | "ye") => Replication::Physical,
            Some(_) => return None,
        },
    })
}

/// Whether a client that meets a decision is told this.
fn agrees(decision: &Decision, outcome: &Outcome, has_ca: bool) -> bool {
    let refused = |code: &str, source: &str, start: &str| {
        matches!(outcome, Outcome::Refused { sqlstate, routine, message }
            if sqlstate == code && routine == source && message.starts_with(start))
    };
    let by_hba = |code: &str, start: &str| refused(code, "ClientAuthentication", start);
    match decision {
        Decision::NoRecord => by_hba("28000", "no pg_hba.conf entry"),
        Decision::Rejected { .. } => by_hba("28000", "pg_hba.conf rejects"),
        Decision::CertificateMissing { .. } if has_ca => {
            by_hba("28000", "connection requires a valid client certificate")
        }
        Decision::CertificateMissing { .. } => by_hba("F0000", "client certificates can only"),
        Decision::CertificateOfAnother { .. } => refused("28000", "auth_failed", ""),
        Decision::Accept { .. } => matches!(outcome, Outcome::In | Outcome::InThenError { .. }),
        Decision::Authenticate { method, .. } => match (method.as_str(), outcome) {
            ("ident", _) => refused("28000", "auth_failed", "Ident"),
            ("scram-sha-256", Outcome::Asked { code: 10, .. })
            | ("md5", Outcome::Asked { code: 5 | 10, .. })
            | ("gss", Outcome::Asked { code: 7, .. }) => true,
            ("scram-sha-256" | "md5" | "gss", _) => false,
            (_, outcome) => matches!(outcome, Outcome::Asked { code: 3, .. }),
        },
        Decision::Undecided { .. } => false,
    }
}

const fn kind(decision: &Decision) -> &'static str {
    match decision {
        Decision::Authenticate { .. } => "authenticate",
        Decision::Accept { .. } => "accept",
        Decision::NoRecord => "no record",
        Decision::Rejected { .. } => "rejected",
        Decision::CertificateMissing { .. } => "certificate missing",
        Decision::CertificateOfAnother { .. } => "certificate of another",
        Decision::Undecided { .. } => "undecided",
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Runs statements as the server's own superuser.
async fn sql(server: &Server, statements: &str) {
    let (_, folder) = server.whereabouts().await.unwrap();
    let connection = format!(
        "host={} port={} dbname=postgres user=sandbox_superuser",
        folder.join("s").display(),
        server.port()
    );
    let output = tokio::process::Command::new("psql")
        .args(["-X", "-v", "ON_ERROR_STOP=1", "-c", statements, &connection])
        .env("HOME", "/nonexistent")
        .output()
        .await
        .expect("these tests need psql");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "what was tried, for who asks for it")]
async fn made_up_files_and_clients_meet_the_same_fate_everywhere() {
    let pairs: usize = number("FORCESSL_PAIRS").unwrap_or(PAIRS);
    let seed = seed();
    for binaries in installations().await {
        let version = binaries.version();
        let bench = Bench::start(&binaries).await;
        let mut dice = StdRng::seed_from_u64(seed);
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut compared, mut refused, mut accepted_files) = (0, 0, BTreeSet::new());
        while compared < pairs {
            let file = bench.universe.file(&mut dice);
            let clients: Vec<Client> = (0..CLIENTS)
                .map(|_| bench.universe.client(&mut dice, &file))
                .collect();
            let failed = match bench.load(&file).await {
                Err(_) => Some(None),
                Ok(None) => {
                    refused += 1;
                    None
                }
                Ok(Some(records)) => {
                    accepted_files.insert(file.to_string());
                    let (bench, file, records) = (&bench, &file, &records);
                    let mut answers = stream::iter(&clients)
                        .map(|client| async move {
                            (client, bench.compare(file, records, client).await)
                        })
                        .buffered(AT_ONCE);
                    let mut failed = None;
                    while let Some((client, answer)) = answers.next().await {
                        compared += 1;
                        let Ok(kind) = answer else {
                            failed = Some(Some(client.clone()));
                            break;
                        };
                        *told.entry(kind).or_default() += 1;
                    }
                    failed
                }
            };
            if let Some(client) = failed {
                let smallest = bench.shrink(file, client).await;
                panic!(
                    "PostgreSQL {version}, FORCESSL_SEED={seed}, after {compared} pairs:\n{smallest}"
                );
            }
        }
        // Nothing of this is a matter of luck over thousands of pairs.
        let rate = |kind: &str| told.get(kind).copied().unwrap_or_default() * 1000 / compared;
        for kind in [
            "accept",
            "authenticate",
            "no record",
            "rejected",
            "certificate missing",
            "before the records",
        ] {
            assert!(rate(kind) >= 10 || compared < PAIRS, "{kind}: {told:?}");
        }
        assert!(rate("undecided") <= 150, "{told:?}");
        let accepted = accepted_files.len();
        assert!(refused * 3 < accepted.max(3), "{refused} files refused");
        println!(
            "PostgreSQL {version}: {compared} pairs over {accepted} files, seed {seed}: {told:?}, {refused} files refused"
        );
    }
}
