//! What is claimed of certificates against a real PostgreSQL server, and what a CA makes against
//! `openssl verify`: thousands of generated CAs, chains, lists and requests.
//!
//! The judges share no code with what they judge: `openssl` makes everything, `psql` logs in.
//! `FORCESSL_SEED` repeats a run, `FORCESSL_CERTIFICATES` is how many set-ups there are.

#![expect(clippy::print_stdout, reason = "what was tried, for who asks for it")]

mod client_cas;
mod maker;
mod setups;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use chrono::Utc;
use forcessl::domain::acl::Acl;
use forcessl::domain::certificate::inspect::{Admission, ClientLogin, inspect};
use forcessl::domain::certificate::request::parse_request;
use forcessl::issuing::{Authority, KeyType, ValidityPeriod};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use secrecy::SecretString;

use crate::support::server::superuser;
use crate::support::{Instance, Sandbox, campaign};
use maker::{Maker, Recipe};
use setups::{Setup, ca_kinds, names};

/// How many set-ups, and the seed.
fn size() -> (usize, u64) {
    let count = campaign::number("FORCESSL_CERTIFICATES").unwrap_or(300);
    let seed = campaign::seed();
    println!("FORCESSL_SEED={seed} FORCESSL_CERTIFICATES={count}");
    (count, seed)
}

/// A real server whose client CA and lists are replaced again and again.
struct Server {
    sandbox: Sandbox,
    instance: Instance,
}

impl Server {
    fn start() -> Self {
        let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
        let instance = sandbox.instance(0);
        sandbox
            .run(&["ssl", "enable", &instance.id, "--yes"])
            .expect(0);
        superuser(
            &instance,
            "CREATE ROLE anyone LOGIN; CREATE ROLE named LOGIN",
        );
        let hba = superuser(&instance, "SHOW hba_file");
        let before = std::fs::read_to_string(hba.trim()).unwrap();
        let records = "hostssl all named all trust clientcert=verify-full\n\
                       hostssl all anyone all trust clientcert=verify-ca\n";
        std::fs::write(hba.trim(), format!("{records}{before}")).unwrap();
        Self { sandbox, instance }
    }

    /// Puts these files in force.
    fn set(&self, client_ca: &Path, crl: Option<&Path>) {
        let loaded = || superuser(&self.instance, "SELECT pg_conf_load_time()");
        let crl = crl.map_or("", |path| path.to_str().unwrap());
        for path in [client_ca.to_str().unwrap(), crl]
            .iter()
            .filter(|path| !path.is_empty())
        {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        let before = loaded();
        for (name, value) in [
            ("ssl_ca_file", client_ca.to_str().unwrap()),
            ("ssl_crl_file", crl),
        ] {
            superuser(
                &self.instance,
                &format!("ALTER SYSTEM SET {name} = '{value}'"),
            );
        }
        superuser(&self.instance, "SELECT pg_reload_conf()");
        while loaded() == before {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Whether this user is let in with this certificate, and what `psql` said.
    fn lets_in(&self, user: &str, certificate: &Path, key: &Path) -> (bool, String) {
        let output = Command::new("psql")
            .args(["-X", "-A", "-t", "-w", "-c", "select 1"])
            .arg(format!(
                "host={} port={} dbname=postgres user={user} sslmode=require sslcert='{}' sslkey='{}' connect_timeout=20",
                self.instance.host, self.instance.port, certificate.display(), key.display()
            ))
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }
}

#[test]
fn claims_agree_with_a_real_server() {
    let (count, seed) = size();
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let maker = Maker::new(&folder.path().join("made"));
    std::fs::set_permissions(&maker.folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let server = Server::start();
    let mut wrong = Vec::new();
    let mut tally = std::collections::BTreeMap::<(bool, &str), usize>::new();
    let mut unknown = std::collections::BTreeMap::<String, usize>::new();
    let mut done = 0;
    while done < count {
        let ordinary = rng.random_bool(0.5);
        let Ok(setup) = Setup::new(&maker, &mut rng, ordinary) else {
            continue;
        };
        let client_ca = maker.write("pem", &setup.client_ca);
        let crl = setup.crl.as_ref().map(|text| maker.write("pem", text));
        server.set(&client_ca, crl.as_deref());
        for client in &setup.clients {
            let (user, mode) = *[("anyone", Acl::VerifyCa), ("named", Acl::VerifyFull)]
                .choose(&mut rng)
                .unwrap();
            let sent = maker.write("pem", &client.sent);
            std::fs::set_permissions(&client.key, std::fs::Permissions::from_mode(0o600)).unwrap();
            let (truth, said) = server.lets_in(user, &sent, &client.key);
            let login = ClientLogin {
                user: Some(user),
                mode,
                client_ca: Some(&setup.client_ca),
                crl: setup.crl.as_deref(),
                now: Utc::now(),
            };
            let claim = inspect(&client.sent, &login).map(|found| found.admission);
            let word = match &claim {
                Ok(Admission::Admitted) => "let in",
                Ok(Admission::Refused(_)) => "refused",
                Ok(Admission::NotKnown(_)) | Err(_) => "not known",
            };
            if ordinary && word == "not known" {
                *unknown.entry(format!("{claim:?}")).or_default() += 1;
            }
            *tally.entry((ordinary, word)).or_default() += 1;
            done += 1;
            let agrees = match word {
                "let in" => truth,
                "refused" => !truth,
                _ => true,
            };
            if !agrees {
                wrong.push(format!(
                    "server: {truth} ({}), claim: {claim:?}, user {user}\nCA {}, list {crl:?}, sent {}\n{}",
                    said.trim(), client_ca.display(), sent.display(), client.what
                ));
            }
        }
    }
    let total = |ordinary| {
        tally
            .iter()
            .filter(|((one, _), _)| *one == ordinary)
            .map(|(_, n)| n)
            .sum::<usize>()
    };
    let not_known = tally.get(&(true, "not known")).copied().unwrap_or_default();
    for ((ordinary, word), count) in &tally {
        println!(
            "{}: {word}: {count}",
            if *ordinary { "real life" } else { "odd" }
        );
    }
    println!(
        "not known of real life: {not_known} of {} {unknown:#?}",
        total(true)
    );
    drop(server.sandbox);
    if !wrong.is_empty() {
        let kept = folder.keep();
        panic!(
            "{} of {done} claims are wrong; files are in {}\n{}",
            wrong.len(),
            kept.display(),
            wrong.join("\n\n")
        );
    }
    assert!(
        not_known * 20 <= total(true),
        "{not_known} of {} are not known: {unknown:#?}",
        total(true)
    );
}

#[test]
fn what_is_issued_verifies_for_every_ca_that_is_taken() {
    let (count, seed) = size();
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let maker = Maker::new(folder.path());
    let (mut wrong, mut taken, mut refused, mut lists, mut requests) = (vec![], 0, 0, 0, 0);
    let mut reasons = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..count / 3 {
        let mut recipe = Recipe::new(
            names().choose(&mut rng).unwrap(),
            ca_kinds(&mut rng, false),
            setups::ca_extensions(&mut rng, false),
        );
        recipe.strings = ["utf8only", "nombstr", "default", "pkix"]
            .choose(&mut rng)
            .unwrap();
        let Ok(root) = maker.certificate(&recipe, None) else {
            continue;
        };
        let mut pem = root.text();
        let mut own = root.clone();
        if rng.random_bool(0.3) {
            recipe.subject = "/O=below/CN=sub".to_owned();
            recipe.key = format!("{}2", ca_kinds(&mut rng, false));
            recipe.extensions = setups::ca_extensions(&mut rng, false).to_owned();
            let Ok(sub) = maker.certificate(&recipe, Some(&root)) else {
                continue;
            };
            pem = if rng.random_bool(0.8) {
                sub.text() + &pem
            } else {
                sub.text()
            };
            own = sub;
        }
        let key = SecretString::from(std::fs::read_to_string(&own.key).unwrap());
        let validity = ValidityPeriod {
            now: Utc::now(),
            days: 30,
        };
        let kind = *[KeyType::EcP256, KeyType::EcP384, KeyType::Rsa2048]
            .choose(&mut rng)
            .unwrap();
        let authority = match Authority::from_pem(&pem, &key) {
            Ok(authority) => authority,
            Err(error) => {
                refused += 1;
                *reasons.entry(error.to_string()).or_default() += 1;
                continue;
            }
        };
        let by_request = rng.random_bool(0.5);
        let issued = if by_request {
            let stem = maker.key(setups::leaf_kinds(&mut rng, false));
            let csr = maker.path("csr");
            let more = *[
                "subjectAltName=DNS:a",
                "certificatePolicies=1.2.3.4",
                "1.2.3.4=critical,DER:0500",
            ]
            .choose(&mut rng)
            .unwrap();
            let asked = maker.openssl(&[
                "req",
                "-new",
                "-key",
                &format!("{stem}.key"),
                "-subj",
                "/CN=x",
                "-addext",
                more,
                "-out",
                csr.to_str().unwrap(),
            ]);
            if asked.is_err() {
                continue;
            }
            match parse_request(&std::fs::read_to_string(csr).unwrap()) {
                Ok(request) => {
                    requests += 1;
                    authority.issue_for_request("app", &request, validity)
                }
                Err(error) => {
                    *reasons.entry(error.to_string()).or_default() += 1;
                    continue;
                }
            }
        } else {
            authority.issue("app", kind, validity)
        };
        let issued = match issued {
            Ok(issued) => issued,
            Err(error) => {
                refused += 1;
                *reasons.entry(error.to_string()).or_default() += 1;
                continue;
            }
        };
        taken += 1;
        let (ca, leaf) = (maker.write("pem", &pem), maker.write("pem", &issued.chain));
        let verify = |more: &[&str]| {
            let (ca, leaf) = (ca.to_str().unwrap(), leaf.to_str().unwrap());
            let args = [
                "verify",
                "-purpose",
                "sslclient",
                "-auth_level",
                "2",
                "-CAfile",
                ca,
                "-untrusted",
                leaf,
            ];
            maker.openssl(&[&args[..], more, &[leaf]].concat())
        };
        if let Err(error) = verify(&[]) {
            wrong.push(format!("{}: {error}", recipe.extensions));
        }
        let serial = issued.certificate.serial.clone();
        for revoked in [vec![], vec![(serial, Utc::now())]] {
            let Ok(list) = authority.revocation_list(&revoked, 5, validity) else {
                continue;
            };
            lists += 1;
            let list = maker.write("pem", list);
            let answer = verify(&["-crl_check", "-CRLfile", list.to_str().unwrap()]);
            if answer.is_ok() != revoked.is_empty() {
                wrong.push(format!(
                    "list, {} revoked, {}: {answer:?}",
                    revoked.len(),
                    recipe.extensions
                ));
            }
        }
    }
    println!(
        "CAs taken {taken}, refused {refused}; requests {requests}; lists {lists}; {reasons:#?}"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken * 3 > count / 3, "{taken} CAs taken");
}
