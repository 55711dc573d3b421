//! The servers and files that logins are tried with.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::certificates::{Authority, openssl, request, self_signed, sign};

/// The password of every role.
pub const PASSWORD: &str = "geheim-of-tests";

const RECORDS: &str = "local all all trust
host all app 0.0.0.0/0 scram-sha-256
host all legacy 0.0.0.0/0 md5
host all clear 0.0.0.0/0 password
hostssl all sslonly 0.0.0.0/0 scram-sha-256
hostnossl all plainonly 0.0.0.0/0 scram-sha-256
hostssl all split 0.0.0.0/0 scram-sha-256
hostnossl all split 0.0.0.0/0 trust
host all trusty 0.0.0.0/0 trust
hostssl all holder 0.0.0.0/0 cert
host all rejected 0.0.0.0/0 reject
";

/// A server of its own.
pub struct Server {
    folder: tempfile::TempDir,
    child: Child,
    pub port: u16,
}

fn binaries() -> PathBuf {
    if let Some(named) = std::env::var_os("FORCESSL_TEST_POSTGRES_BIN") {
        return PathBuf::from(named);
    }
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    found.sort();
    found.pop().map_or_else(
        || PathBuf::from("/usr/bin"),
        |(_, folder)| folder.join("bin"),
    )
}

/// The account to run as, since the server refuses to run as root.
fn owner() -> Option<(u32, u32)> {
    if !rustix::process::getuid().is_root() {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let postgres = passwd.lines().find(|line| line.starts_with("postgres:"));
    let number = |field| postgres?.split(':').nth(field)?.parse().ok();
    Some((number(2).unwrap_or(65534), number(3).unwrap_or(65534)))
}

fn hand_over(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    if let Some((user, group)) = owner() {
        chown(path, Some(user), Some(group)).unwrap();
    }
}

fn program(name: &str) -> Command {
    let mut command = Command::new(binaries().join(name));
    if let Some((user, group)) = owner() {
        command.uid(user).gid(group);
    }
    command.stdin(Stdio::null()).current_dir("/tmp");
    command
}

impl Server {
    /// Starts one; with `pki` it has SSL.
    pub fn start(pki: Option<&Pki>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("pg")
            .tempdir_in("/tmp")
            .unwrap();
        hand_over(folder.path(), 0o700);
        let data = folder.path().join("data");
        let made = program("initdb")
            .args(["--no-sync", "--auth=trust", "--username=postgres", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut settings = format!(
            "port={port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{}'\nfsync=off\nmax_connections=60\n",
            folder.path().display()
        );
        if let Some(pki) = pki {
            settings.push_str("ssl=on\nssl_ca_file='ca.crt'\n");
            for (from, to) in [
                ("server.pem", "server.crt"),
                ("server.key", "server.key"),
                ("ca.pem", "ca.crt"),
            ] {
                std::fs::copy(pki.folder().join(from), data.join(to)).unwrap();
                hand_over(&data.join(to), 0o600);
            }
        }
        for (name, text) in [
            ("postgresql.auto.conf", settings.as_str()),
            // A record for certificates needs SSL.
            (
                "pg_hba.conf",
                &RECORDS.replace(
                    "hostssl all holder 0.0.0.0/0 cert\n",
                    if pki.is_some() {
                        "hostssl all holder 0.0.0.0/0 cert\n"
                    } else {
                        ""
                    },
                ),
            ),
        ] {
            std::fs::write(data.join(name), text).unwrap();
            hand_over(&data.join(name), 0o600);
        }
        let child = program("postgres")
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            folder,
            child,
            port,
        };
        let began = Instant::now();
        while !server.sql("SELECT 1") {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "it does not start"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        let roles = [
            "app",
            "clear",
            "sslonly",
            "plainonly",
            "split",
            "trusty",
            "holder",
            "rejected",
        ]
        .map(|role| format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'"));
        assert!(server.sql(&roles.join(";")));
        assert!(server.sql(&format!(
            "SET password_encryption = md5; CREATE ROLE legacy LOGIN PASSWORD '{PASSWORD}'"
        )));
        assert!(server.sql("CREATE DATABASE appdb"));
        server
    }

    fn sql(&self, sql: &str) -> bool {
        Command::new("psql")
            .args(["-X", "-w", "-q", "-U", "postgres", "-d", "postgres", "-h"])
            .arg(self.folder.path())
            .args([
                "-p",
                &self.port.to_string(),
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                sql,
            ])
            .output()
            .unwrap()
            .status
            .success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(process) = i32::try_from(self.child.id())
            && let Some(process) = rustix::process::Pid::from_raw(process)
        {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::INT);
        }
        let _ = self.child.wait();
    }
}

/// Certificates, keys and lists of every kind, by name in one folder.
pub struct Pki(Authority);

impl Pki {
    /// The chain ends in `ca.pem`; the server's is for localhost, the client's for `holder`.
    pub fn new() -> Self {
        let ca = Authority::new("root of tests");
        let folder = ca.folder.path();
        let san = ["-addext", "subjectAltName=DNS:localhost"];
        request(folder, "server", "localhost", "rsa:2048", &san);
        sign(folder, "server", &["-copy_extensions", "copy"]);
        request(folder, "holder", "holder", "rsa:2048", &[]);
        sign(folder, "holder", &[]);
        self_signed(folder, "foreign", "another root", &[]);
        for (name, text) in [
            ("empty.pem", ""),
            ("garbage.pem", "no certificate at all\n"),
        ] {
            ca.file(name, text.as_bytes());
        }
        let read = |name: &str| std::fs::read(ca.path(name)).unwrap();
        ca.file("both.pem", &[read("foreign.pem"), read("ca.pem")].concat());
        ca.file(
            "marked.pem",
            &[b"\xef\xbb\xbf".to_vec(), read("ca.pem")].concat(),
        );
        ca.file(
            "commented.pem",
            &[b"# \xe9 root\n".to_vec(), read("ca.pem")].concat(),
        );
        ca.file(
            "holder-marked.pem",
            &[b"\xef\xbb\xbf".to_vec(), read("holder.pem")].concat(),
        );
        ca.file(
            "expired.pem",
            crate::support::certificates::expired_ca().as_bytes(),
        );
        openssl(
            folder,
            &[
                "pkey",
                "-in",
                "holder.key",
                "-outform",
                "DER",
                "-out",
                "holder.der",
            ],
        );
        openssl(
            folder,
            &[
                "pkey",
                "-in",
                "holder.key",
                "-aes256",
                "-passout",
                "pass:opener",
                "-out",
                "sealed.key",
            ],
        );
        std::fs::copy(ca.path("holder.key"), ca.path("open.key")).unwrap();
        ca.file("index.txt", b"");
        ca.file("number", b"01\n");
        ca.file(
            "crl.cnf",
            b"[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n",
        );
        let list = |name: &str, more: &[&str]| {
            let args = [
                "ca", "-config", "crl.cnf", "-gencrl", "-cert", "ca.pem", "-keyfile", "ca.key",
                "-out", name,
            ];
            openssl(folder, &[&args[..], more].concat());
        };
        list("good.crl", &["-crldays", "30"]);
        list(
            "old.crl",
            &[
                "-crl_lastupdate",
                "20200101000000Z",
                "-crl_nextupdate",
                "20210101000000Z",
            ],
        );
        openssl(
            folder,
            &[
                "ca",
                "-config",
                "crl.cnf",
                "-cert",
                "ca.pem",
                "-keyfile",
                "ca.key",
                "-revoke",
                "server.pem",
            ],
        );
        list("revoking.crl", &["-crldays", "30"]);
        for key in [
            "holder.key",
            "holder.der",
            "sealed.key",
            "server.key",
            "foreign.key",
        ] {
            let permissions = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(ca.path(key), permissions).unwrap();
        }
        std::fs::set_permissions(ca.path("open.key"), std::fs::Permissions::from_mode(0o644))
            .unwrap();
        Self(ca)
    }

    pub fn folder(&self) -> &Path {
        self.0.folder.path()
    }
}
