//! `probe` against PgBouncer in front of a real server: SSL that ends before the server proves nothing.

use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::support::certificates::self_signed;
use crate::support::{Instance, PATIENCE, Sandbox};

/// PgBouncer until it is dropped.
pub struct PgBouncer {
    child: Child,
    pub port: u16,
    _folder: tempfile::TempDir,
}

impl PgBouncer {
    /// In front of one instance, with this `client_tls_sslmode`; it logs in to the server with SSL.
    fn new(instance: &Instance, sslmode: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        self_signed(folder.path(), "server", "localhost", &[]);
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let databases = format!("* = host={} port={}", instance.host, instance.port);
        let settings = format!(
            "[databases]\n{databases}\n[pgbouncer]\nserver_tls_sslmode = require\nauth_type = scram-sha-256\n\
             client_tls_sslmode = {sslmode}\nclient_tls_cert_file = {}\nclient_tls_key_file = {}\n",
            at("server.pem"),
            at("server.key"),
        );
        Self::with_settings(instance, folder, settings)
    }

    /// With these settings, whose last section is `pgbouncer`, and the files of this folder.
    pub fn with_settings(
        instance: &Instance,
        folder: tempfile::TempDir,
        mut settings: String,
    ) -> Self {
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let users = format!("\"{}\" \"{}\"\n", instance.user, instance.password);
        std::fs::write(at("users"), users).unwrap();
        write!(
            settings,
            "listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_file = {}\n",
            at("users")
        )
        .unwrap();
        if rustix::process::geteuid().is_root() {
            // It does not serve as root.
            settings.write_str("user = nobody\n").unwrap();
            let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(folder.path(), everyone).unwrap();
            for entry in std::fs::read_dir(folder.path()).unwrap() {
                let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o644);
                std::fs::set_permissions(entry.unwrap().path(), everyone).unwrap();
            }
        }
        std::fs::write(at("settings.ini"), settings).unwrap();
        let child = Command::new("pgbouncer")
            .args(["-q", &at("settings.ini")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer is installed");
        let mut started = Self {
            child,
            port,
            _folder: folder,
        };
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = started.child.try_wait().unwrap();
            assert!(
                ended.is_none() && since.elapsed() < PATIENCE,
                "PgBouncer does not listen: {ended:?}"
            );
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        started
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `psql` says to `SELECT 1` through the pooler, and what `probe` says of the pooler's port.
fn through(sandbox: &Sandbox, instance: &Instance, sslmode: &str) -> (bool, i32, Value) {
    let pooler = PgBouncer::new(instance, sslmode);
    let plaintext = Command::new("psql")
        .args(["-X", "-A", "-t", "-w", "-c", "SELECT 1"])
        .arg(format!(
            "host=127.0.0.1 port={} dbname={} user={} sslmode=disable connect_timeout=10",
            pooler.port, instance.database, instance.user
        ))
        .env("PGPASSWORD", &instance.password)
        .output()
        .expect("psql is installed");
    let target = format!("127.0.0.1:{}", pooler.port);
    let (code, document) = sandbox.json(&[
        "probe",
        &target,
        "--user",
        &instance.user,
        "--database",
        &instance.database,
    ]);
    (plaintext.status.success(), code, document)
}

#[test]
fn a_pooler_in_front_of_an_enforced_server_is_told_open_or_not_proven() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);

    // The server refuses plaintext, and the pooler takes it and speaks SSL to the server.
    let (gets_in, code, document) = through(&sandbox, &instance, "allow");
    assert!(gets_in);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["probes"][0]["result"], "refuted", "{document:#}");

    // The pooler refuses plaintext, for reasons of its own, and ends SSL itself.
    let (gets_in, code, document) = through(&sandbox, &instance, "require");
    assert!(!gets_in);
    assert_eq!(code, 7, "{document:#}");
    let probe = &document["probes"][0];
    assert_eq!(probe["result"], "not_proven", "{document:#}");
    assert_eq!(probe["ssl_ended_in_front"], true, "{document:#}");
    assert_ne!(
        probe["runs"][0]["outcome"], "refused_by_hba",
        "{document:#}"
    );
}
