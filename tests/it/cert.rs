//! Certificates this tool makes and judges, against a real PostgreSQL server, `psql`, `openssl` and
//! `keytool`.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use serde_json::Value;

use crate::support::certificates::{openssl, request};
use crate::support::{Instance, QUICK, Sandbox, psql, run};

fn json(args: &[&str]) -> Value {
    let ran = run(&[args, &["-o", "json"]].concat()).expect(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// A path under a folder, as text.
fn at(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// A new CA in `ca` below the folder; its path.
fn new_ca(folder: &Path) -> String {
    let ca = at(folder, "ca");
    run(&["cert", "new-ca", "--name", "test client CA", "--out", &ca]).expect(0);
    ca
}

fn mode(path: &str) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn issued_certificates_log_in_and_revoked_ones_do_not() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let folder = tempfile::tempdir().unwrap();
    let ca = new_ca(folder.path());
    let server_ca = at(folder.path(), "server ca.pem");
    let issue = |out: &str, key_type: &str| {
        let issued = json(&[
            "cert",
            "issue",
            &instance.user,
            "--ca",
            &ca,
            "--out",
            &at(folder.path(), out),
            "--host",
            &instance.host,
            "--sslrootcert",
            &server_ca,
            "--key-type",
            key_type,
        ]);
        issued["issued"][0]["connection_string"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (first, second) = (issue("one", "ec-p384"), issue("two", "rsa2048"));
    let (_, enforced) = sandbox.json(&[
        "enforce",
        &instance.id,
        "--client-ca",
        &format!("{ca}/ca.pem"),
        "--yes",
    ]);
    assert_eq!(enforced["verdict"], "enforced", "{enforced:#}");

    std::fs::write(
        &server_ca,
        crate::enforce::server_ca(&sandbox, &instance.id),
    )
    .unwrap();
    for conninfo in [&first, &second] {
        let login = psql::login(&instance, conninfo);
        assert!(login.ok && login.output.trim() == "t", "{login:?}");
    }

    let revoked = at(folder.path(), &format!("one/{}.crt", instance.user));
    run(&["cert", "revoke", &revoked, "--ca", &ca]).expect(0);
    let list = format!("{ca}/crl.pem");
    let made = json(&["cert", "crl", "--ca", &ca]);
    assert_eq!(
        (&made["number"], &made["revoked"]),
        (&"1".into(), &1.into())
    );
    let oldest = at(folder.path(), "crl-1.pem");
    std::fs::copy(&list, &oldest).unwrap();
    assert_eq!(json(&["cert", "crl", "--ca", &ca])["number"], "2");

    sandbox
        .run(&["crl", "set", &instance.id, &list, "--yes"])
        .expect(0);
    let login = psql::login(&instance, &first);
    assert!(!login.ok && login.output.contains("revoked"), "{login:?}");
    let login = psql::login(&instance, &second);
    assert!(login.ok, "{login:?}");
    let (code, shown) = sandbox.json(&["crl", "show", &instance.id]);
    assert_eq!(
        (code, &shown["crl"]["lists"][0]["number"]),
        (0, &"2".into())
    );
    assert_eq!(shown["crl"]["lists"][0]["revoked"], 1);

    let writes = sandbox.writes();
    sandbox
        .run(&["crl", "set", &instance.id, &oldest, "--yes"])
        .expect(8)
        .says(&["goes back", "number 1", "number 2"]);
    sandbox
        .run(&["crl", "set", &instance.id, &list, "--yes"])
        .expect(0);
    assert_eq!(
        sandbox.writes(),
        writes,
        "the same list again changes nothing"
    );
    sandbox
        .run(&["crl", "clear", &instance.id, "--yes"])
        .expect(0);
    let login = psql::login(&instance, &first);
    assert!(login.ok, "{login:?}");
}

/// What a client has: the file it sends, and its key.
struct Client {
    name: &'static str,
    certificate: String,
    key: String,
}

/// A CA made in the test, so that it also makes what the tool refuses to make.
struct Maker {
    params: CertificateParams,
    key: KeyPair,
    pem: String,
}

impl Maker {
    fn params(name: &str) -> CertificateParams {
        let mut params = named(&[name]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }

    fn root(name: &str) -> Self {
        let (params, key) = (Self::params(name), KeyPair::generate().unwrap());
        let pem = params.self_signed(&key).unwrap().pem();
        Self { params, key, pem }
    }

    fn below(&self, name: &str) -> Self {
        let (params, key) = (Self::params(name), KeyPair::generate().unwrap());
        let pem = params.signed_by(&key, &self.issuer()).unwrap().pem();
        Self { params, key, pem }
    }

    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    fn client(&self, name: &'static str, params: &CertificateParams) -> Client {
        let key = KeyPair::generate().unwrap();
        Client {
            name,
            certificate: params.signed_by(&key, &self.issuer()).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    fn list(&self, number: u64, revoked: &[&Client]) -> String {
        let revoked_certs = revoked.iter().map(|client| {
            let der = x509_parser::pem::parse_x509_pem(client.certificate.as_bytes())
                .unwrap()
                .1;
            let serial = der.parse_x509().unwrap().raw_serial().to_vec();
            rcgen::RevokedCertParams {
                serial_number: serial.into(),
                revocation_time: date_time_ymd(2026, 1, 1),
                reason_code: None,
                invalidity_date: None,
            }
        });
        rcgen::CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(2100, 1, 1),
            crl_number: number.into(),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        }
        .signed_by(&self.issuer())
        .unwrap()
        .pem()
        .unwrap()
    }
}

fn named(names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for name in names {
        params.distinguished_name.push(DnType::CommonName, *name);
    }
    params
}

/// A certificate of the vendor's recipe, which has no extensions and is X.509 v1.
fn by_openssl(folder: &Path, name: &'static str, user: &str, newkey: &str) -> Client {
    request(folder, "v1", user, newkey, &[]);
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "v1.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-set_serial",
            "77",
            "-days",
            "30",
            "-out",
            "v1.pem",
        ],
    );
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    Client {
        name,
        certificate: read("v1.pem"),
        key: read("v1.key"),
    }
}

fn clients(folder: &Path, root: &Maker, user: &str) -> Vec<Client> {
    std::fs::write(folder.join("root.pem"), &root.pem).unwrap();
    std::fs::write(folder.join("root.key"), root.key.serialize_pem()).unwrap();
    let twin = Maker::root("root");
    let intermediate = root.below("intermediate");
    let change = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = named(&[user]);
        change(&mut params);
        params
    };
    let alone = KeyPair::generate().unwrap();
    let below = intermediate.client("intermediate missing", &named(&[user]));
    let whole = Client {
        name: "intermediate sent",
        certificate: format!("{}{}", below.certificate, intermediate.pem),
        key: below.key.clone(),
    };
    let upper = user.to_uppercase();
    vec![
        root.client("good", &named(&[user])),
        root.client(
            "for clients",
            &usage_of(user, ExtendedKeyUsagePurpose::ClientAuth),
        ),
        root.client("wrong name", &named(&["somebody-else"])),
        root.client("capital letters", &named(&[&upper])),
        root.client("no name", &named(&[])),
        Maker::root("stranger").client("other CA", &named(&[user])),
        twin.client("other CA of the same name", &named(&[user])),
        root.client(
            "expired",
            &change(&|params| {
                params.not_before = date_time_ymd(2019, 1, 1);
                params.not_after = date_time_ymd(2020, 1, 1);
            }),
        ),
        root.client(
            "not yet valid",
            &change(&|params| params.not_before = date_time_ymd(2090, 1, 1)),
        ),
        root.client(
            "for servers only",
            &usage_of(user, ExtendedKeyUsagePurpose::ServerAuth),
        ),
        root.client("for any use", &usage_of(user, ExtendedKeyUsagePurpose::Any)),
        root.client(
            "for encryption only",
            &change(&|params| {
                params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
            }),
        ),
        root.client(
            "a CA itself",
            &change(&|params| {
                params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            }),
        ),
        Client {
            name: "self-signed",
            certificate: named(&[user]).self_signed(&alone).unwrap().pem(),
            key: alone.serialize_pem(),
        },
        by_openssl(folder, "version 1", user, "rsa:2048"),
        by_openssl(folder, "weak key", user, "rsa:1024"),
        below,
        whole,
    ]
}

fn usage_of(user: &str, usage: ExtendedKeyUsagePurpose) -> CertificateParams {
    let mut params = named(&[user]);
    params.extended_key_usages = vec![usage];
    params
}

/// Compares the verdict with the server's answer; how many were let in.
fn compare(
    folder: &Path,
    instance: &Instance,
    acl: &str,
    clients: &[Client],
    given: &[&str],
) -> usize {
    let mut wrong = Vec::new();
    let mut admitted = 0;
    for client in clients {
        let (certificate, key) = (at(folder, "client.pem"), at(folder, "client.key"));
        std::fs::write(&certificate, &client.certificate).unwrap();
        std::fs::write(&key, &client.key).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let login = psql::login(
            instance,
            &format!("sslmode=require sslcert='{certificate}' sslkey='{key}'"),
        );
        let judged = run(&[
            &[
                "cert",
                "inspect",
                &certificate,
                "--user",
                &instance.user,
                "--mode",
                acl,
            ],
            given,
        ]
        .concat());
        let verdict = match judged.code {
            0 => true,
            1 => false,
            code => panic!("{}: code {code}: {}", client.name, judged.stderr),
        };
        admitted += usize::from(login.ok);
        if verdict != login.ok {
            wrong.push(format!(
                "{} under {acl}: the server says {}, inspect says {}\n{}",
                client.name, login.ok, judged.stdout, login.output
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    admitted
}

#[test]
fn inspect_agrees_with_a_real_server() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let folder = tempfile::tempdir().unwrap();
    let root = Maker::root("root");
    let mut clients = clients(folder.path(), &root, &instance.user);
    assert!(clients.len() >= 12);
    let ca = at(folder.path(), "root.pem");
    sandbox
        .run(&[
            "enforce",
            &instance.id,
            "--client-ca",
            &ca,
            "--mode",
            "verify-ca",
            "--yes",
        ])
        .expect(0);
    let given = ["--client-ca", ca.as_str()];
    let any_name = compare(folder.path(), &instance, "verify-ca", &clients, &given);
    let mut own_name = vec![];
    for acl in ["verify-full", "cert"] {
        sandbox
            .run(&["acl", "set", &instance.id, acl, "--yes"])
            .expect(0);
        own_name.push(compare(folder.path(), &instance, acl, &clients, &given));
    }
    assert_eq!((any_name, own_name), (8, vec![5, 5]));

    let revoked = root.client("revoked", &named(&[&instance.user]));
    let list = at(folder.path(), "list.pem");
    std::fs::write(&list, root.list(7, &[&revoked])).unwrap();
    sandbox
        .run(&["crl", "set", &instance.id, &list, "--yes"])
        .expect(0);
    clients.push(revoked);
    let given = ["--client-ca", ca.as_str(), "--crl", list.as_str()];
    // An intermediate without a list of its own is refused too.
    let admitted = compare(folder.path(), &instance, "cert", &clients, &given);
    assert_eq!(admitted, 4);
}

#[test]
fn files_are_ready_for_every_client_and_private() {
    let folder = tempfile::tempdir().unwrap();
    let ca = new_ca(folder.path());
    let out = at(folder.path(), "out");
    let issued = json(&[
        "cert", "issue", "app", "--ca", &ca, "--out", &out, "--days", "9999",
    ]);
    let row = &issued["issued"][0];
    assert_eq!(row["certificate"]["subject"], "CN=app");
    let index: Value =
        serde_json::from_str(&std::fs::read_to_string(format!("{ca}/index.json")).unwrap())
            .unwrap();
    assert_eq!(index["certificates"][0]["user"], "app");
    assert_eq!(
        index["certificates"][0]["serial"],
        row["certificate"]["serial"]
    );
    // It never outlives the CA.
    let authority = std::fs::read_to_string(format!("{ca}/ca.pem")).unwrap();
    let authority = forcessl::domain::certificate::parse_chain(&authority).unwrap();
    let until = authority[0]
        .not_after
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    assert_eq!(row["certificate"]["not_after"], until);

    for private in ["app.key", "app.pk8", "app.p12", "app.p12.password"] {
        assert_eq!(mode(&format!("{out}/{private}")), 0o600, "{private}");
    }
    assert_eq!(mode(&format!("{ca}/ca.key")), 0o600);
    assert_eq!(mode(&ca), 0o700);

    let out = Path::new(&out);
    openssl(
        out,
        &[
            "verify",
            "-purpose",
            "sslclient",
            "-x509_strict",
            "-CAfile",
            "../ca/ca.pem",
            "app.crt",
        ],
    );
    openssl(out, &["pkey", "-inform", "DER", "-in", "app.pk8", "-noout"]);
    openssl(
        out,
        &[
            "pkcs12",
            "-in",
            "app.p12",
            "-passin",
            "file:app.p12.password",
            "-noout",
        ],
    );
    let listed = Command::new("keytool")
        .current_dir(out)
        .args([
            "-list",
            "-storetype",
            "PKCS12",
            "-keystore",
            "app.p12",
            "-storepass:file",
            "app.p12.password",
        ])
        .output()
        .unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(
        listed.contains("PrivateKeyEntry") && listed.contains("user"),
        "{listed}"
    );

    let written = std::fs::read(out.join("app.key")).unwrap();
    let out = out.to_str().unwrap();
    run(&["cert", "issue", "new", "app", "--ca", &ca, "--out", out])
        .expect(2)
        .says(&["app.crt", "exists", "--force"]);
    assert_eq!(std::fs::read(format!("{out}/app.key")).unwrap(), written);
    assert!(
        !Path::new(out).join("new.key").exists(),
        "nothing of a batch that cannot be whole"
    );
    run(&["cert", "issue", "app", "--ca", &ca, "--out", out, "--force"]).expect(0);
    assert_ne!(std::fs::read(format!("{out}/app.key")).unwrap(), written);
    run(&["cert", "new-ca", "--name", "x", "--out", &ca])
        .expect(2)
        .says(&["exists"]);
}

#[test]
fn odd_users_never_become_paths() {
    let folder = tempfile::tempdir().unwrap();
    let ca = new_ca(folder.path());
    let out = at(folder.path(), "deep/out");
    let users = [
        "../../evil",
        "/etc/evil",
        "..",
        "O'Brien",
        "\"q\"",
        "a b",
        "用户",
        "App",
        "app",
        "ca",
        "-x",
    ];
    let list = at(folder.path(), "users");
    std::fs::write(&list, users.join("\n") + "\n\napp\n").unwrap();
    let issued = json(&[
        "cert",
        "issue",
        "--from-file",
        &list,
        "--ca",
        &ca,
        "--out",
        &out,
    ]);
    let rows = issued["issued"].as_array().unwrap();
    assert_eq!(rows.len(), users.len());
    let mut files = std::collections::BTreeSet::new();
    for (row, user) in rows.iter().zip(users) {
        assert_eq!(row["user"], user);
        for file in row["files"].as_array().unwrap() {
            let file = Path::new(file.as_str().unwrap());
            assert_eq!(file.parent().unwrap(), Path::new(&out), "{user}");
            assert!(
                files.insert(file.to_owned()),
                "{user} shares {}",
                file.display()
            );
        }
        let certificate = row["files"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .as_str()
            .unwrap();
        let (code, judged) = {
            let ca = format!("{ca}/ca.pem");
            let user = format!("--user={user}");
            let ran = run(&[
                "cert",
                "inspect",
                certificate,
                &user,
                "--client-ca",
                &ca,
                "-o",
                "json",
            ]);
            (ran.code, ran.stdout)
        };
        assert_eq!(code, 0, "{user}: {judged}");
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), users.len() * 5);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    let long = "x".repeat(64);
    for bad in ["", "a\u{7}b", &long] {
        run(&["cert", "issue", bad, "--ca", &ca, "--out", &out]).expect(2);
    }
}

#[test]
fn keys_are_not_written_through_links() {
    let folder = tempfile::tempdir().unwrap();
    let ca = new_ca(folder.path());
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let target = folder.path().join("target");
    symlink(&target, out.join("app.key")).unwrap();
    let out = out.to_str().unwrap();
    for force in [&[][..], &["--force"]] {
        run(&[&["cert", "issue", "app", "--ca", &ca, "--out", out], force].concat())
            .expect(2)
            .says(&["is a link"]);
    }
    assert!(!target.exists());
    let link = at(folder.path(), "link");
    symlink(folder.path(), &link).unwrap();
    run(&["cert", "new-ca", "--name", "x", "--out", &link])
        .expect(2)
        .says(&["is a link"]);
    run(&["cert", "issue", "b", "--ca", &ca, "--out", &link])
        .expect(2)
        .says(&["is a link"]);
}

#[test]
fn requests_give_their_key_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let ca = new_ca(folder.path());
    let ca_wish = ["-addext", "basicConstraints=CA:TRUE"];
    request(folder.path(), "own", "postgres", "rsa:2048", &ca_wish);
    request(folder.path(), "weak", "app", "rsa:1024", &[]);
    let (csr, weak, out) = (
        at(folder.path(), "own.csr"),
        at(folder.path(), "weak.csr"),
        at(folder.path(), "out"),
    );
    let issued = json(&[
        "cert", "issue", "app", "--csr", &csr, "--ca", &ca, "--out", &out,
    ]);
    assert_eq!(issued["issued"][0]["files"].as_array().unwrap().len(), 1);
    let text = std::fs::read_to_string(format!("{out}/app.crt")).unwrap();
    let leaf = forcessl::domain::certificate::parse_chain(&text)
        .unwrap()
        .remove(0);
    assert_eq!(
        (leaf.common_name.as_deref(), leaf.is_ca),
        (Some("app"), false)
    );
    run(&[
        "cert", "issue", "two", "--csr", &weak, "--ca", &ca, "--out", &out,
    ])
    .expect(2)
    .says(&["an RSA key of 1024 bits"]);
    run(&[
        "cert", "issue", "two", "three", "--csr", &csr, "--ca", &ca, "--out", &out,
    ])
    .expect(2);
    run(&[
        "cert", "issue", "two", "--csr", &out, "--ca", &ca, "--out", &out,
    ])
    .expect(2);
}

#[test]
fn a_ca_made_by_openssl_is_taken_and_wrong_folders_are_refused() {
    let authority = crate::support::certificates::Authority::new("by openssl");
    let ca = authority.folder.path().to_str().unwrap();
    let out = at(authority.folder.path(), "out");
    run(&["cert", "issue", "app", "--ca", ca, "--out", &out]).expect(0);
    let (foreign, _) = authority.issue("old");
    let revoked = json(&["cert", "revoke", &foreign, "--ca", ca]);
    assert_eq!(revoked["user"], "old");
    assert_eq!(json(&["cert", "crl", "--ca", ca])["revoked"], 1);
    let judged = run(&[
        "cert",
        "inspect",
        &foreign,
        "--client-ca",
        &authority.ca(),
        "--crl",
        &format!("{ca}/crl.pem"),
    ]);
    judged.expect(1);

    let serial = revoked["serial"].as_str().unwrap();
    let again = json(&["cert", "revoke", serial, "--ca", ca]);
    assert_eq!(again["revoked_at"], revoked["revoked_at"]);
    run(&["cert", "revoke", "abcdef", "--ca", ca]).expect(2);
    let folder = tempfile::tempdir().unwrap();
    let other = new_ca(folder.path());
    run(&["cert", "revoke", &foreign, "--ca", &other])
        .expect(2)
        .says(&["was not issued by"]);
    std::fs::copy(authority.path("ca.key"), format!("{other}/ca.key")).unwrap();
    run(&["cert", "issue", "app", "--ca", &other, "--out", &out])
        .expect(2)
        .says(&["not the key"]);
    run(&["cert", "crl", "--ca", "/nowhere"]).expect(2);
}
