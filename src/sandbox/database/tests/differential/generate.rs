//! Generated files and clients, and smaller ones.

use std::fmt;
use std::net::IpAddr;

use rand::seq::IndexedRandom;

use super::*;
use crate::domain::hba::Shown;
use crate::domain::hba::text;

/// What the server has beside its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// SSL and a client CA.
    On,
    /// SSL, no client CA.
    NoClientCa,
    /// No SSL.
    Off,
}

/// A `pg_hba` file and the server's settings.
#[derive(Clone)]
pub(super) struct File {
    pub(super) setting: Setting,
    pub(super) acl: Acl,
    pub(super) replication_acl: Acl,
    pub(super) records: Vec<Record>,
}

/// How a client comes, and with which certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presents {
    Plaintext,
    Nothing,
    NothingOldTls,
    /// CN=app, by the client CA.
    OwnName,
    /// CN=somebody, by the client CA.
    OtherName,
    /// CN=app, by another CA.
    Stranger,
}

/// One client.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) from: IpAddr,
    pub(super) presents: Presents,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) replication: Option<&'static str>,
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (acl, replication) = (self.acl, self.replication_acl);
        writeln!(f, "# {:?}, ACL {acl}, {replication}", self.setting)?;
        for record in &self.records {
            writeln!(f, "{}", text::line(record, Shown::Raw))?;
        }
        Ok(())
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "client: {:?} from {}, user {:?}, database {:?}, replication {:?}",
            self.presents, self.from, self.user, self.database, self.replication
        )
    }
}

impl File {
    /// Files with one thing less.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        for index in 0..self.records.len() {
            let mut fewer = self.clone();
            fewer.records.remove(index);
            found.push(fewer);
        }
        for index in 0..self.records.len() {
            let mut change = |change: &dyn Fn(&mut Record)| {
                let mut simpler = self.clone();
                change(&mut simpler.records[index]);
                if simpler.records[index] != self.records[index] {
                    found.push(simpler);
                }
            };
            change(&|record| record.option = None);
            change(&|record| record.database = "all".to_owned());
            change(&|record| record.user = "all".to_owned());
            change(&|record| (record.address, record.mask) = ("all".to_owned(), None));
            change(&|record| record.kind = "host".to_owned().into());
            for part in 0..8 {
                let without = |column: &str| {
                    let mut parts: Vec<&str> = column.split(',').collect();
                    if parts.len() > 1 && part < parts.len() {
                        parts.remove(part);
                    }
                    parts.join(",")
                };
                change(&|record| record.database = without(&record.database));
                change(&|record| record.user = without(&record.user));
            }
        }
        if self.acl != Acl::Prefer || self.replication_acl != Acl::Prefer {
            found.push(Self {
                acl: Acl::Prefer,
                replication_acl: Acl::Prefer,
                ..self.clone()
            });
        }
        if self.setting != Setting::On {
            found.push(Self {
                setting: Setting::On,
                ..self.clone()
            });
        }
        found
    }
}

impl Client {
    /// Clients with one thing less out of the ordinary.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let simplest = Self {
            from: LOCAL,
            presents: Presents::Plaintext,
            user: "app".to_owned(),
            database: "appdb".to_owned(),
            replication: None,
        };
        let mut found = Vec::new();
        let mut change = |change: &dyn Fn(&mut Self)| {
            let mut simpler = self.clone();
            change(&mut simpler);
            if simpler.to_string() != self.to_string() {
                found.push(simpler);
            }
        };
        change(&|client| client.from = simplest.from);
        change(&|client| client.presents = simplest.presents);
        change(&|client| client.user.clone_from(&simplest.user));
        change(&|client| client.database.clone_from(&simplest.database));
        change(&|client| client.replication = simplest.replication);
        found
    }
}

/// Addresses that reach the server as themselves.
const SOURCES: [&str; 4] = ["127.0.0.1", "127.0.0.2", "127.1.2.3", "::1"];

/// Sixty-four bytes: one more than a name has.
const LONG: &str = "long_________________________________________________________64";

const USERS: [&str; 17] = [
    "app",
    "app",
    "app",
    "app",
    "app",
    "Other \"one\"",
    "Other \"one\"",
    "somebody",
    "nobody",
    "App",
    "inner",
    "outer",
    "a b",
    "all",
    "/^app",
    "+inner",
    LONG,
];

const DATABASES: [&str; 16] = [
    "appdb",
    "appdb",
    "appdb",
    "app",
    "inner",
    "outer",
    "a b",
    "rds_superuser",
    "replication",
    "all",
    "sameuser",
    "APPDB",
    "no such database",
    "",
    "\u{fc}n\u{ef}",
    LONG,
];

/// Words of the user column, as a file has them.
const USER_WORDS: [&str; 26] = [
    "all",
    "all",
    "all",
    "app",
    "app",
    "app",
    "\"app\"",
    "a\"pp\"",
    "App",
    "\"all\"",
    "a\"ll\"",
    "ALL",
    "\"Other \"\"one\"\"\"",
    "nobody",
    "\"a b\"",
    "+inner",
    "+outer",
    "+empty",
    "+rds_superuser",
    "+\"a b\"",
    "+app",
    "\"+inner\"",
    "+missing",
    "\"\"",
    LONG,
    "replication",
];

const DATABASE_WORDS: [&str; 26] = [
    "all",
    "all",
    "all",
    "appdb",
    "appdb",
    "\"appdb\"",
    "app\"db\"",
    "APPDB",
    "app",
    "sameuser",
    "sameuser",
    "\"sameuser\"",
    "samerole",
    "samegroup",
    "\"samerole\"",
    "replication",
    "replication",
    "\"replication\"",
    "repl\"ication\"",
    "\"all\"",
    "\"a b\"",
    "outer",
    "\"no such database\"",
    "\u{fc}n\u{ef}",
    "\"\"",
    LONG,
];

/// From PostgreSQL 16 on regular expressions, before that names.
const PATTERNS: [&str; 12] = [
    "/^app",
    "/db$",
    "/^app$",
    "/pp",
    "\"/^app\"",
    "/^a.*b$",
    "/.*",
    "/^app.*",
    "\"/^(app|appdb)$\"",
    "/^[A-Z]",
    "/^ap{2}",
    "\"/,\"",
];

const ADDRESSES: [(&str, Option<&str>); 26] = [
    ("0.0.0.0/0", None),
    ("0.0.0.0/0", None),
    ("0.0.0.0/0", None),
    ("all", None),
    ("all", None),
    ("::/0", None),
    ("::1/128", None),
    ("::1", Some("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")),
    ("::", Some("::")),
    ("::2/127", None),
    ("::ffff:127.0.0.1/128", None),
    ("127.0.0.1/32", None),
    ("127.0.0.2/32", None),
    ("127.0.0.0/8", None),
    ("127.0.0.3/30", None),
    ("127.1.0.0/16", None),
    ("10.0.0.0/8", None),
    ("127.0.0.1", Some("255.255.255.255")),
    ("127.9.9.2", Some("255.0.0.255")),
    ("127.0.0.1", Some("0.0.0.1")),
    ("127.0.0.0", Some("0.255.0.1")),
    ("192.168.126.3", Some("0.0.0.0")),
    ("samehost", None),
    ("samenet", None),
    ("128.0.0.0/1", None),
    ("\"127.0.0.1/32\"", None),
];

/// Methods with the options that they cannot do without. What `pam` says is up to the machine, and
/// `sspi` and `bsd` are not for this one.
const METHODS: [&str; 9] = [
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "ident",
    "gss",
    "ldap ldapserver=127.0.0.1 ldapprefix=\"cn=\"",
    "radius radiusservers=127.0.0.1 radiussecrets=secret",
];

/// Columns that a server refuses, and with them the file.
const FAULTS: [&str; 10] = [
    "host all all all cert",
    "host all all all md5 clientcert=verify-ca",
    "hostnossl all all all trust clientcert=verify-full",
    "hostssl all all all md5 clientcert=maybe",
    "hostssl all all all cert clientcert=verify-ca",
    "hostssl all all all md5 clientcert=0",
    "hostssl all all all reject clientcert=1",
    "host all all 127.0.0.0/33 md5",
    "host all all 300.0.0.0/8 md5",
    "host all all all nonsense",
];

/// What is made up, for one version.
pub(super) struct Universe {
    major: u16,
    methods: Vec<&'static str>,
    sources: Vec<IpAddr>,
}

impl Universe {
    pub(super) fn new(major: u16, six: bool) -> Self {
        let sources = SOURCES.map(|text| text.parse::<IpAddr>().unwrap());
        Self {
            major,
            methods: METHODS.to_vec(),
            sources: sources
                .into_iter()
                .filter(|from| from.is_ipv4() || six)
                .collect(),
        }
    }

    pub(super) fn methods(&self) -> Vec<&'static str> {
        self.methods.clone()
    }

    /// Leaves out all other methods.
    pub(super) fn keep(&mut self, methods: &[&'static str]) {
        self.methods.retain(|method| methods.contains(method));
    }

    pub(super) fn file(&self, dice: &mut StdRng) -> File {
        let setting = match dice.random_range(0..10) {
            0 => Setting::NoClientCa,
            1 => Setting::Off,
            _ => Setting::On,
        };
        let mut acl = || {
            let modes = if self.major < 12 {
                &[Acl::VerifyCa, Acl::Cert][..]
            } else {
                &Acl::ALL[..]
            };
            if dice.random_bool(0.1) {
                *modes.choose(dice).unwrap()
            } else {
                Acl::Prefer
            }
        };
        let (acl, replication_acl) = (acl(), acl());
        let count = dice.random_range(1..=6);
        let mut records: Vec<Record> = (0..count).map(|_| self.record(dice)).collect();
        if dice.random_bool(0.08) {
            let at = dice.random_range(0..records.len());
            records[at] = record(FAULTS.choose(dice).unwrap());
        }
        if dice.random_bool(0.5) {
            // Something that most clients get to.
            let last = [
                "host all all 0.0.0.0/0 scram-sha-256",
                "hostssl all all all md5",
                "host replication all all trust",
                "hostnossl all,replication all all reject",
            ];
            records.push(record(last.choose(dice).unwrap()));
        }
        for (priority, record) in (0..).zip(&mut records) {
            record.priority = priority;
        }
        File {
            setting,
            acl,
            replication_acl,
            records,
        }
    }

    fn record(&self, dice: &mut StdRng) -> Record {
        let kinds = ["host", "host", "hostssl", "hostssl", "hostnossl"];
        let kind = *kinds.choose(dice).unwrap();
        let (address, mask) = if dice.random_bool(0.4) {
            ("all", None)
        } else {
            *ADDRESSES.choose(dice).unwrap()
        };
        let (method, option) = self.method(dice, kind);
        Record {
            priority: 0,
            kind: kind.to_owned().into(),
            database: column(dice, &DATABASE_WORDS),
            user: column(dice, &USER_WORDS),
            address: address.to_owned(),
            mask: mask.map(str::to_owned),
            method,
            option,
        }
    }

    fn method(&self, dice: &mut StdRng, kind: &str) -> (String, Option<String>) {
        if kind == "hostssl" && dice.random_bool(0.2) {
            let mut options = vec!["", "map=strangers"];
            if self.major >= 12 {
                options.push("clientcert=verify-full");
            }
            if self.major >= 14 {
                options.extend(["clientname=CN", "clientname=DN map=strangers"]);
            }
            let option = options.choose(dice).unwrap();
            let option = (!option.is_empty()).then(|| (*option).to_owned());
            return ("cert".to_owned(), option);
        }
        let method = *self.methods.choose(dice).unwrap();
        let (method, option) = match method.split_once(' ') {
            Some((method, option)) => (method, option),
            None => (method, ""),
        };
        let mut options = vec![option.to_owned()];
        if kind == "hostssl" && dice.random_bool(0.3) {
            let words: &[&str] = match self.major {
                ..=11 => &["clientcert=1", "clientcert=0", "clientcert=verify-full"],
                12..=13 => &[
                    "clientcert=1",
                    "clientcert=no-verify",
                    "clientcert=verify-ca",
                    "clientcert=verify-full",
                ],
                _ => &[
                    "clientcert=verify-ca",
                    "clientcert=verify-full",
                    "\"clientcert=verify-ca\"",
                    "clientcert=\"verify-full\"",
                    "clientcert=verify-full clientcert=verify-ca",
                ],
            };
            options.push((*words.choose(dice).unwrap()).to_owned());
        }
        let option = options.join(" ").trim().to_owned();
        (method.to_owned(), (!option.is_empty()).then_some(option))
    }

    pub(super) fn client(&self, dice: &mut StdRng, file: &File) -> Client {
        let presents = match dice.random_range(0..20) {
            0..=11 => Presents::Plaintext,
            12..=14 => Presents::Nothing,
            15 => Presents::NothingOldTls,
            16 | 17 => Presents::OwnName,
            18 => Presents::OtherName,
            _ => Presents::Stranger,
        };
        // Without SSL there is nothing to learn from an SSL client but that.
        let presents = if file.setting == Setting::Off && dice.random_bool(0.8) {
            Presents::Plaintext
        } else {
            presents
        };
        let replication = match dice.random_range(0..20) {
            0..=2 => Some("true"),
            3 => Some("database"),
            4 => Some(
                *["on", "1", "ye", "off", "0", "n", "sideways"]
                    .choose(dice)
                    .unwrap(),
            ),
            _ => None,
        };
        Client {
            from: *self.sources.choose(dice).unwrap(),
            presents,
            user: (*USERS.choose(dice).unwrap()).to_owned(),
            database: (*DATABASES.choose(dice).unwrap()).to_owned(),
            replication,
        }
    }
}

/// One to three words of a column, with the blanks and commas a list may have.
fn column(dice: &mut StdRng, words: &[&str]) -> String {
    if dice.random_bool(0.4) {
        return "all".to_owned();
    }
    let mut column = String::new();
    let count = [1, 1, 1, 2, 3].choose(dice).unwrap();
    for number in 0..*count {
        if number > 0 {
            column.push_str([",", ",", ", ", ",,"].choose(dice).unwrap());
        }
        let words = if dice.random_bool(0.06) {
            &PATTERNS
        } else {
            words
        };
        column.push_str(words.choose(dice).unwrap());
    }
    column
}
