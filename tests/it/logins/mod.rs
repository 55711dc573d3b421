//! Logins at random, by libpq and by forcessl, at the same servers: they end alike, or forcessl refuses
//! by name; nothing goes without TLS where libpq would use it, and no password ever does.
//!
//! `FORCESSL_SEED` repeats a run, `FORCESSL_LOGINS` is how many logins there are, `FORCESSL_TEST_LIBPQ`
//! names another libpq. A disagreement is printed with the seed and the whole login.

#![expect(clippy::print_stdout, reason = "what was tried, for who asks for it")]

mod generate;
mod site;
mod wire;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use forcessl::postgres::login::{
    ConnectError, ConnectSettings, DsnSource, LoginInputs, SettingsError, SslMode,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use self::generate::{Case, Maker};
use self::site::{PASSWORD, Pki, Server};
use self::wire::{Seen, Tap};
use crate::support::{campaign, repository};
use forcessl::text::Text;

/// Logins without `FORCESSL_LOGINS`.
const COUNT: usize = 2000;

/// Logins that are tried at the same time.
const WORKERS: usize = 4;

/// libpq, in a process that logs in as it is told.
struct Libpq {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    major: u32,
}

impl Libpq {
    fn start() -> Self {
        let script = repository("tests/it/logins/libpq.py");
        let mut child = Command::new("python3")
            .arg(script)
            .args(std::env::var_os("FORCESSL_TEST_LIBPQ"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut version = String::new();
        output.read_line(&mut version).unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            major: version.trim().parse::<u32>().unwrap() / 10_000,
            output,
            child,
        }
    }

    fn log_in(&mut self, dsn: &str, variables: &BTreeMap<String, String>) -> Value {
        writeln!(self.input, "{}", json!({ "dsn": dsn, "env": variables })).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("libpq died of {dsn:?}"))
    }
}

impl Drop for Libpq {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a login by forcessl ended.
enum Ended {
    In {
        ssl: bool,
    },
    /// Refused before anything was sent; the text names what for.
    Settings(SettingsError),
    Refused(ConnectError),
}

fn by_forcessl(dsn: &str, variables: &BTreeMap<String, String>, home: &Path) -> Ended {
    let around = LoginInputs {
        variables,
        home: Some(home),
    };
    let login = match ConnectSettings::gather(Some((dsn, DsnSource::Environment)), &around) {
        Ok(login) => login,
        Err(error) => return Ended::Settings(error),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        if login.servers().is_empty() {
            let nowhere = "no server is named".to_owned();
            return Ended::Refused(ConnectError::Unreachable(Text::verbatim(nowhere)));
        }
        match login.enter(login.servers(), SslMode::Prefer).await {
            Ok(database) => {
                let ssl = database.is_encrypted();
                database.close().await;
                Ended::In { ssl }
            }
            Err((_, error)) => Ended::Refused(error),
        }
    })
}

/// Puts ports and folders in.
fn filled(text: &str, ports: (u16, u16), pki: &Path, home: &Path) -> String {
    text.replace("{PORT}", &ports.0.to_string())
        .replace("{PLAIN}", &ports.1.to_string())
        .replace("{PKI}", pki.to_str().unwrap())
        .replace("{HOME}", home.to_str().unwrap())
}

/// One way to the two servers, with a home of its own.
struct Lane {
    taps: [Tap; 2],
    home: tempfile::TempDir,
}

impl Lane {
    fn new(servers: &[Server; 2]) -> Self {
        Self {
            taps: servers
                .each_ref()
                .map(|server| Tap::new(server.port, PASSWORD)),
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// Lays out the files of a case; its connection string and variables.
    fn lay_out(&mut self, case: &Case, pki: &Path) -> (String, BTreeMap<String, String>) {
        self.home = tempfile::tempdir().unwrap();
        let ports = (self.taps[0].port, self.taps[1].port);
        let home = self.home.path();
        for (name, text, mode) in &case.files {
            let path = home.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, filled(text, ports, pki, home)).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(*mode)).unwrap();
        }
        let mut variables: BTreeMap<String, String> = case
            .variables
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, ports, pki, home)))
            .collect();
        variables.insert("HOME".to_owned(), home.to_str().unwrap().to_owned());
        (filled(&case.dsn, ports, pki, home), variables)
    }

    fn seen(&self) -> Seen {
        let [one, other] = self.taps.each_ref().map(Tap::take);
        Seen {
            startup: one.startup || other.startup,
            password: one.password || other.password,
        }
    }
}

/// What came of a login in both; an error where they disagree.
fn compare(theirs: &Value, ours: &Ended, wires: (Seen, Seen)) -> Result<String, String> {
    let (theirs_saw, ours_saw) = wires;
    if ours_saw.password {
        return Err("a password went out in clear".to_owned());
    }
    let refused_before = matches!(ours, Ended::Settings(_));
    if ours_saw.startup && (!theirs_saw.startup || refused_before) {
        return Err("a login went without TLS where libpq used it".to_owned());
    }
    match (theirs["ok"] == true, ours) {
        (true, Ended::In { ssl }) if theirs["ssl"] == *ssl => Ok("let in by both".to_owned()),
        (false, Ended::Settings(_) | Ended::Refused(_)) => Ok("refused by both".to_owned()),
        (true, Ended::Settings(error)) => match error.name.as_deref() {
            Some(file) if file.contains('/') => Ok("refused by name: a file".to_owned()),
            Some(name) => Ok(format!("refused by name: {name}")),
            // Up to libpq 17 a blank in a URI counts, later ones refuse it. An @ may end a part of the password.
            None => ["no database user", "%20", "%40"]
                .into_iter()
                .find(|word| error.to_string().contains(word))
                .map(|word| format!("refused by name: {word}"))
                .ok_or_else(|| format!("libpq is let in: {error}")),
        },
        (true, Ended::Refused(error)) => match error {
            ConnectError::ClearPassword => Ok("refused by name: a password in clear".to_owned()),
            ConnectError::Tls(why) if why.english().contains("not known whether") => {
                Ok("refused by name: a certificate".to_owned())
            }
            ConnectError::Unreachable(why) if why == "no server is named" => {
                Ok("refused by name: no server".to_owned())
            }
            other => Err(format!("libpq is let in, forcessl is refused: {other}")),
        },
        (true, Ended::In { ssl }) => Err(format!(
            "libpq is let in with SSL {}, forcessl with SSL {ssl}",
            theirs["ssl"]
        )),
        (false, Ended::In { .. }) => Err(format!(
            "libpq is refused, forcessl is let in: {}",
            theirs["error"]
        )),
    }
}

#[test]
fn logins_end_as_those_of_libpq() {
    let count = campaign::number("FORCESSL_LOGINS").unwrap_or(COUNT);
    let seed = campaign::seed();
    let pki = Pki::new();
    let servers = [Server::start(Some(&pki)), Server::start(None)];
    let told: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let wrong: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (pki, servers, told, wrong) = (&pki, &servers, &told, &wrong);
            scope.spawn(move || {
                let mut libpq = Libpq::start();
                let mut lanes = [Lane::new(servers), Lane::new(servers)];
                for index in (worker..count).step_by(WORKERS) {
                    let dice =
                        StdRng::seed_from_u64(seed.wrapping_add(u64::try_from(index).unwrap()));
                    let case = Maker {
                        dice,
                        major: libpq.major,
                        wild: false,
                        marks: std::env::var_os("FORCESSL_TEST_LIBPQ").is_none(),
                    }
                    .case();
                    let (dsn, variables) = lanes[0].lay_out(&case, pki.folder());
                    let theirs = libpq.log_in(&dsn, &variables);
                    let (dsn, variables) = lanes[1].lay_out(&case, pki.folder());
                    let ours = by_forcessl(&dsn, &variables, lanes[1].home.path());
                    let wires = (lanes[0].seen(), lanes[1].seen());
                    match compare(&theirs, &ours, wires) {
                        Ok(what) => *told.lock().unwrap().entry(what).or_default() += 1,
                        Err(why) => wrong.lock().unwrap().push(format!(
                            "FORCESSL_SEED={} FORCESSL_LOGINS=1: {why}\n{case:#?}\nlibpq: {theirs}",
                            seed.wrapping_add(u64::try_from(index).unwrap())
                        )),
                    }
                }
            });
        }
    });
    let (told, wrong) = (told.into_inner().unwrap(), wrong.into_inner().unwrap());
    println!("{count} logins, seed {seed}: {told:#?}");
    assert!(
        wrong.is_empty(),
        "{} of {count} logins, seed {seed}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    let both = |what: &str| told.get(what).copied().unwrap_or_default();
    let (inside, agreed) = (both("let in by both"), both("refused by both"));
    // A campaign in which nobody gets in, or in which much is refused by name, says little.
    assert!(
        count < 100 || inside * 100 >= count * 30,
        "too few are let in"
    );
    assert!(
        count < 100 || (inside + agreed) * 100 >= count * 80,
        "too much is refused by name"
    );
}
