//! Logins at random: connection strings, variables, service and password files.

use std::fmt::Write as _;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::site::PASSWORD;

/// One login. `{PORT}` stands for a server with SSL, `{PLAIN}` for one without, `{PKI}` and `{HOME}`
/// for folders.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub dsn: String,
    pub variables: Vec<(String, String)>,
    /// Files of the home folder: name, text, permissions.
    pub files: Vec<(String, String, u32)>,
}

/// A keyword, its variable, the first libpq that knows it, and values that are tried.
type Keyword = (&'static str, &'static str, u32, &'static [&'static str]);

const KEYWORDS: &[Keyword] = &[
    (
        "channel_binding",
        "PGCHANNELBINDING",
        13,
        &["disable", "prefer", "require", "maybe", ""],
    ),
    (
        "target_session_attrs",
        "PGTARGETSESSIONATTRS",
        14,
        &[
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby",
            "best",
            "",
        ],
    ),
    (
        "connect_timeout",
        "PGCONNECT_TIMEOUT",
        0,
        &["3", "0", "1", " 4 ", "-1", "+5", "x", "", "5s"],
    ),
    (
        "application_name",
        "PGAPPNAME",
        0,
        &["it", "", "with blank", "x'y\\z"],
    ),
    (
        "options",
        "PGOPTIONS",
        0,
        &["-c geqo=off", "-c nosuch=1", "", "-c search_path=a\\ b"],
    ),
    ("fallback_application_name", "", 0, &["x", ""]),
    (
        "client_encoding",
        "PGCLIENTENCODING",
        0,
        &["UTF8", "utf-8", "LATIN1", "klingon", "", "SQL_ASCII"],
    ),
    ("keepalives", "", 0, &["0", "1", "x", "", "2"]),
    ("keepalives_idle", "", 0, &["30", "0", "-1", "x", "", " 7 "]),
    ("keepalives_interval", "", 0, &["30", "0", "x", "99999"]),
    ("keepalives_count", "", 0, &["3", "0", "x", "200"]),
    ("tcp_user_timeout", "", 12, &["1000", "0", "-5", "x", ""]),
    (
        "sslcompression",
        "PGSSLCOMPRESSION",
        0,
        &["0", "1", "x", ""],
    ),
    ("sslsni", "PGSSLSNI", 14, &["0", "1", "x", ""]),
    (
        "gssencmode",
        "PGGSSENCMODE",
        12,
        &["disable", "prefer", "require", "x", ""],
    ),
    ("krbsrvname", "PGKRBSRVNAME", 0, &["postgres", "x", ""]),
    ("requirepeer", "PGREQUIREPEER", 0, &["nobody", ""]),
    ("replication", "", 0, &["database", "true", "", "0"]),
    (
        "ssl_min_protocol_version",
        "PGSSLMINPROTOCOLVERSION",
        13,
        &["TLSv1.2", "tlsv1.3", "TLSv1", "TLSv1.1", "SSLv3", ""],
    ),
    (
        "ssl_max_protocol_version",
        "PGSSLMAXPROTOCOLVERSION",
        13,
        &["TLSv1.2", "TLSV1.3", "TLSv1.1", "x", ""],
    ),
    ("sslcrldir", "PGSSLCRLDIR", 14, &["", "{PKI}"]),
    (
        "sslcertmode",
        "PGSSLCERTMODE",
        16,
        &["disable", "allow", "require", "bogus", ""],
    ),
    (
        "require_auth",
        "PGREQUIREAUTH",
        16,
        &["scram-sha-256", "none", "!md5", "", "x"],
    ),
    (
        "load_balance_hosts",
        "PGLOADBALANCEHOSTS",
        16,
        &["disable", "random", "x", ""],
    ),
    ("gssdelegation", "PGGSSDELEGATION", 16, &["0", "1", ""]),
    (
        "sslnegotiation",
        "PGSSLNEGOTIATION",
        17,
        &["postgres", "direct", "x", ""],
    ),
    (
        "min_protocol_version",
        "PGMINPROTOCOLVERSION",
        18,
        &["3.0", "3.2", "x"],
    ),
    (
        "max_protocol_version",
        "PGMAXPROTOCOLVERSION",
        18,
        &["3.0", "3.2", "latest", "x"],
    ),
];

const MODES: &[&str] = &[
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
];

/// Makes cases for a libpq of this major version.
pub struct Maker {
    pub dice: StdRng,
    pub major: u32,
    pub wild: bool,
    /// Whether the OpenSSL of libpq reads files with a byte order mark, as 3.0 and later do.
    pub marks: bool,
}

impl Maker {
    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of.choose(&mut self.dice).unwrap()
    }

    fn chance(&mut self, of: f64) -> bool {
        self.dice.random_bool(of)
    }

    /// A file that begins with a byte order mark, where that is read, else one that does not.
    fn marked(&self, name: &'static str) -> &'static str {
        if self.marks {
            name
        } else {
            name_without_mark(name)
        }
    }

    /// Whether to do something odd: often in a wild case, now and then in others.
    fn odd(&mut self) -> bool {
        let share = if self.wild { 0.3 } else { 0.02 };
        self.chance(share)
    }

    /// The first of these, or another one in an odd moment.
    fn first<'t>(&mut self, of: &[&'t str]) -> &'t str {
        if self.odd() { self.one(of) } else { of[0] }
    }

    /// Whether this libpq looks for its files where `HOME` says.
    fn heeds_home(&self) -> bool {
        self.major >= 15
    }

    /// The settings of a login: those that matter most always, others now and then.
    fn settings(&mut self) -> Vec<(&'static str, &'static str, String)> {
        let mut settings: Vec<(&str, &str, String)> = Vec::new();
        let user = if self.chance(0.55) {
            "app"
        } else if self.odd() {
            self.one(&["rejected", "nobody", ""])
        } else {
            self.one(&[
                "legacy",
                "clear",
                "sslonly",
                "plainonly",
                "split",
                "trusty",
                "holder",
            ])
        };
        settings.push(("user", "PGUSER", user.to_owned()));
        let server = self.one(&["{PORT}", "{PORT}", "{PORT}", "{PLAIN}"]);
        let (host, port) = if self.odd() {
            let host = self.one(&[
                "localhost",
                "127.0.0.9",
                "",
                "/tmp",
                "@x",
                "localhost,",
                "localhost,localhost",
            ]);
            let port = self.one(&[
                "{PLAIN},{PORT}",
                "{PORT},{PLAIN}",
                "1,{PORT}",
                "",
                "0",
                "x",
                " {PORT}",
                "{PORT},",
            ]);
            (host, port)
        } else {
            let host = self.one(&[
                "localhost",
                "localhost",
                "localhost",
                "127.0.0.1",
                "localhost,localhost",
                "127.0.0.9,localhost",
                "localhost,127.0.0.9",
            ]);
            (host, server)
        };
        settings.push(("host", "PGHOST", host.to_owned()));
        settings.push(("port", "PGPORT", port.to_owned()));
        if self.chance(0.05) {
            let address = self.first(&["127.0.0.1", "127.0.0.1,127.0.0.1", "127.0.0.9", "", "x"]);
            settings.push(("hostaddr", "PGHOSTADDR", address.to_owned()));
        }
        let database = self.first(&["postgres", "appdb", "none", ""]);
        settings.push(("dbname", "PGDATABASE", database.to_owned()));
        if !self.chance(0.1) {
            let password = self.first(&[PASSWORD, "wrong", ""]);
            settings.push(("password", "PGPASSWORD", password.to_owned()));
        }
        let mut mode = "";
        if self.chance(0.9) {
            mode = if self.odd() {
                self.one(&["bogus", "", "Require"])
            } else {
                self.one(MODES)
            };
            settings.push(("sslmode", "PGSSLMODE", mode.to_owned()));
        }
        if self.chance(0.2) || mode.starts_with("verify") && !self.odd() {
            let root = if self.odd() || self.chance(0.15) {
                self.one(&[
                    "foreign.pem",
                    "expired.pem",
                    "empty.pem",
                    "garbage.pem",
                    "missing.pem",
                    "server.pem",
                ])
            } else {
                self.one(&[
                    "ca.pem",
                    "ca.pem",
                    "both.pem",
                    "marked.pem",
                    "commented.pem",
                ])
            };
            let root = self.marked(root);
            settings.push(("sslrootcert", "PGSSLROOTCERT", format!("{{PKI}}/{root}")));
        }
        if self.chance(0.12) {
            let list = if self.chance(0.6) {
                "good.crl"
            } else {
                self.one(&[
                    "old.crl",
                    "revoking.crl",
                    "missing.crl",
                    "ca.pem",
                    "garbage.pem",
                ])
            };
            settings.push(("sslcrl", "PGSSLCRL", format!("{{PKI}}/{list}")));
        }
        if self.chance(0.12) || user == "holder" && !self.odd() {
            let certificate = if self.odd() {
                self.one(&["foreign.pem", "missing.pem", "garbage.pem"])
            } else {
                self.one(&["holder.pem", "holder.pem", "holder-marked.pem"])
            };
            let key = if self.odd() {
                self.one(&["open.key", "foreign.key", "missing.key"])
            } else if self.major < 13 {
                "holder.key"
            } else {
                self.one(&["holder.key", "holder.key", "holder.der", "sealed.key"])
            };
            let certificate = self.marked(certificate);
            settings.push(("sslcert", "PGSSLCERT", format!("{{PKI}}/{certificate}")));
            settings.push(("sslkey", "PGSSLKEY", format!("{{PKI}}/{key}")));
            // Without a passphrase libpq would ask at the terminal.
            let opener = self.first(&["opener", "wrong"]);
            if self.major >= 13 {
                settings.push(("sslpassword", "", opener.to_owned()));
            }
        }
        let more = self.dice.random_range(0..4);
        let major = self.major;
        let known: Vec<&Keyword> = KEYWORDS.iter().filter(|one| one.2 <= major).collect();
        for (name, variable, _, values) in known.sample(&mut self.dice, more).copied() {
            let value = if self.chance(0.75) {
                values[0]
            } else {
                self.one(values)
            };
            settings.push((*name, *variable, value.to_owned()));
        }
        settings
    }

    /// One login, its settings spread over the sources.
    pub fn case(&mut self) -> Case {
        self.wild = self.chance(0.3);
        let mut settings = self.settings();
        settings.shuffle(&mut self.dice);
        let mut case = Case::default();
        let (mut own, mut service) = (Vec::new(), Vec::new());
        let services = self.chance(0.3);
        for (name, variable, value) in settings {
            let place = self.dice.random_range(0..100);
            if place < 20 && !variable.is_empty() {
                case.variables.push((variable.to_owned(), value));
            } else if place < 45 && services {
                service.push((name, value));
            } else {
                // Something weaker says otherwise, or an earlier one of the same source.
                if self.chance(0.1) && !variable.is_empty() {
                    // Never the last word, so it may be anything.
                    let other = self.one(&["x", "", "1"]).to_owned();
                    case.variables.push((variable.to_owned(), other));
                }
                if self.chance(0.04) {
                    own.push((name, "x".to_owned()));
                }
                own.push((name, value));
            }
        }
        if self.odd() {
            own.push(("requiressl", self.one(&["1", "0", ""]).to_owned()));
        }
        if self.chance(0.08) {
            let value = self.one(&["1", "0", "yes", ""]);
            case.variables
                .push(("PGREQUIRESSL".to_owned(), value.to_owned()));
        }
        if self.chance(0.05) {
            let (name, values) = [
                ("PGTZ", ["UTC", "Nowhere/Far", "default", "Etc/GMT+1"]),
                ("PGDATESTYLE", ["ISO", "odd style", "Default", "SQL, DMY"]),
                ("PGGEQO", ["on", "perhaps", "default", "off"]),
            ]
            .choose(&mut self.dice)
            .copied()
            .unwrap();
            let value = self.one(&values).to_owned();
            case.variables.push((name.to_owned(), value));
        }
        if services {
            self.service_file(&mut case, &mut own, &service);
        }
        if self.chance(0.3) {
            self.passfile(&mut case, &mut own);
        }
        case.dsn = if self.chance(0.3) {
            self.uri(&own)
        } else {
            self.pairs(&own)
        };
        if self.wild && self.chance(0.12) {
            let place = self.dice.random_range(0..=case.dsn.chars().count());
            let at = case
                .dsn
                .char_indices()
                .nth(place)
                .map_or(case.dsn.len(), |(at, _)| at);
            let noise = self.one(&[
                "'", "=", " ", "\\", "%", "%41", "@", "?", "&", ",", "[", "é", " bogus=1",
            ]);
            case.dsn.insert_str(at, noise);
        }
        case
    }

    fn service_file(
        &mut self,
        case: &mut Case,
        own: &mut Vec<(&'static str, String)>,
        service: &[(&'static str, String)],
    ) {
        let mut text = String::from("# services\n[other]\nhost=nowhere\nport=1\n\n");
        let name = self.one(&["shop", "shop", "shop", "a b"]);
        text.push_str(self.one(&["", "  "]));
        let _ = writeln!(text, "[{name}]{}", self.one(&["", " ", "x"]));
        for (keyword, value) in service {
            let _ = writeln!(text, "{keyword}={value}");
            if self.chance(0.1) {
                let _ = writeln!(text, "{keyword}=later");
            }
        }
        if self.odd() {
            text.push_str(self.one(&[
                "hots=x\n",
                "host db\n",
                "service=other\n",
                "host = x\n",
                "ldap://x\n",
                "requiressl=1\n",
                "\t\n",
            ]));
        }
        text.push_str("[shop]\nuser=late\n");
        let asked = if self.odd() {
            self.one(&["absent", "", "SHOP"])
        } else {
            name
        };
        let file = match self.dice.random_range(0..if self.wild { 10 } else { 9 }) {
            0..6 if self.heeds_home() => {
                case.files
                    .push((".pg_service.conf".to_owned(), text, 0o644));
                None
            }
            0..8 => {
                case.files.push(("services".to_owned(), text, 0o644));
                Some("{HOME}/services")
            }
            8 => {
                case.files
                    .push(("system/pg_service.conf".to_owned(), text, 0o644));
                case.variables
                    .push(("PGSYSCONFDIR".to_owned(), "{HOME}/system".to_owned()));
                None
            }
            _ => Some("{HOME}/no-such-file"),
        };
        if let Some(file) = file {
            case.variables
                .push(("PGSERVICEFILE".to_owned(), file.to_owned()));
        }
        if self.chance(0.7) {
            own.push(("service", asked.to_owned()));
        } else {
            case.variables
                .push(("PGSERVICE".to_owned(), asked.to_owned()));
        }
    }

    fn passfile(&mut self, case: &mut Case, own: &mut Vec<(&'static str, String)>) {
        let mut text = String::new();
        for _ in 0..self.dice.random_range(0..4) {
            let host = self.one(&["localhost", "*", "127.0.0.1", "::1", "other", "local\\host"]);
            let port = self.one(&["{PORT}", "*", "{PLAIN}", "5432"]);
            let database = self.one(&["*", "postgres", "appdb", "app"]);
            let user = self.one(&["*", "app", "sslonly", "a\\pp"]);
            let password = self.one(&[PASSWORD, PASSWORD, "", "wrong", "geheim\\-of-tests:more"]);
            let start = self.one(&["", "", "", "", "#", " "]);
            let end = self.one(&["\n", "\n", "\r\n", ""]);
            let _ = write!(
                text,
                "{start}{host}:{port}:{database}:{user}:{password}{end}"
            );
        }
        let mode = if self.chance(0.85) { 0o600 } else { 0o644 };
        match self.dice.random_range(0..4) {
            0 => {
                case.files.push(("words".to_owned(), text, mode));
                own.push(("passfile", "{HOME}/words".to_owned()));
            }
            2 => own.push(("passfile", "{HOME}/no-such-file".to_owned())),
            3 if self.heeds_home() => case.files.push((".pgpass".to_owned(), text, mode)),
            _ => {
                case.files.push(("words".to_owned(), text, mode));
                case.variables
                    .push(("PGPASSFILE".to_owned(), "{HOME}/words".to_owned()));
            }
        }
    }

    fn pairs(&mut self, own: &[(&str, String)]) -> String {
        let mut text = String::new();
        for (name, value) in own {
            let equals = self.one(&["=", "=", "=", " = ", "= ", " ="]);
            let escaped = value.replace('\\', "\\\\").replace('\'', "\\'");
            let plain = !value.is_empty() && !value.contains(|c: char| c.is_ascii_whitespace());
            let value = if plain && self.chance(0.7) {
                escaped
            } else {
                format!("'{escaped}'")
            };
            let _ = write!(
                text,
                "{name}{equals}{value}{}",
                self.one(&[" ", " ", "  ", "\t", "\n"])
            );
        }
        text
    }

    fn uri(&mut self, own: &[(&str, String)]) -> String {
        let mut text = self.one(&["postgresql://", "postgres://"]).to_owned();
        let mut rest: Vec<(&str, &str)> = own
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut take = |name: &str| {
            let place = rest.iter().position(|(one, _)| *one == name)?;
            Some(rest.remove(place).1.to_owned())
        };
        let (user, password) = (take("user"), take("password"));
        if user.is_some() || password.is_some() {
            text.push_str(&encoded(&user.unwrap_or_default()));
            if let Some(password) = password {
                let _ = write!(text, ":{}", encoded(&password));
            }
            text.push('@');
        }
        // A port alone needs no host, but a list of ports stands beside hosts.
        if let Some(host) = take("host") {
            let ports = take("port").unwrap_or_default();
            let mut ports = ports.split(',');
            let each: Vec<String> = host
                .split(',')
                .map(|host| match ports.next() {
                    Some(port) if !port.is_empty() => {
                        format!("{}:{}", encoded(host), port.replace(' ', "%20"))
                    }
                    _ => encoded(host),
                })
                .collect();
            text.push_str(&each.join(","));
        }
        // An empty one would count as not given.
        let empty = own
            .iter()
            .any(|(name, value)| *name == "dbname" && value.is_empty());
        if let Some(database) = take("dbname").filter(|_| !empty) {
            let _ = write!(text, "/{}", encoded(&database));
        }
        let mut pairs: Vec<String> = rest
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        if empty {
            pairs.push("dbname=".to_owned());
        }
        if !pairs.is_empty() {
            let _ = write!(text, "?{}", pairs.join("&"));
        }
        text
    }
}

fn name_without_mark(name: &'static str) -> &'static str {
    match name {
        "marked.pem" => "ca.pem",
        "holder-marked.pem" => "holder.pem",
        name => name,
    }
}

/// A value as it stands in a URI; the places of ports and folders stay.
fn encoded(value: &str) -> String {
    value
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || "-_.~{}".contains(c) => c.to_string(),
            c => c
                .to_string()
                .bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<Vec<_>>()
                .concat(),
        })
        .collect()
}
