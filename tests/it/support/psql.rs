//! Logins by stock `psql`.

use std::process::Command;

use super::Instance;

/// How a login went.
#[derive(Debug)]
pub struct Login {
    pub ok: bool,
    pub output: String,
}

/// Logs in and asks whether the session uses SSL; `extra` is appended to the connection string.
pub fn login(instance: &Instance, extra: &str) -> Login {
    let conninfo = format!(
        "host={} port={} dbname={} user={} connect_timeout=10 {extra}",
        instance.host, instance.port, instance.database, instance.user
    );
    let output = Command::new("psql")
        .args([
            "-X",
            "-A",
            "-t",
            "-w",
            "-c",
            "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
        ])
        .arg(conninfo)
        .env("PGPASSWORD", &instance.password)
        .output()
        .expect("psql is installed");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Login {
        ok: output.status.success(),
        output: text(&output.stdout) + &text(&output.stderr),
    }
}

/// Opens a physical replication connection with stock `psql`.
pub fn replication(instance: &Instance, extra: &str) -> Login {
    let conninfo = format!(
        "host={} port={} user={} replication=true connect_timeout=10 {extra}",
        instance.host, instance.port, instance.user
    );
    let output = Command::new("psql")
        .args(["-X", "-A", "-t", "-w", "-c", "IDENTIFY_SYSTEM"])
        .arg(conninfo)
        .env("PGPASSWORD", &instance.password)
        .output()
        .expect("psql is installed");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Login {
        ok: output.status.success(),
        output: text(&output.stdout) + &text(&output.stderr),
    }
}
