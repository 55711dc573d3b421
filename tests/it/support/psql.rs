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
    let query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    run(
        instance,
        &format!("dbname={} {extra}", instance.database),
        query,
    )
}

/// Opens a physical replication connection; `extra` is appended to the connection string.
pub fn replication(instance: &Instance, extra: &str) -> Login {
    run(
        instance,
        &format!("replication=true {extra}"),
        "IDENTIFY_SYSTEM",
    )
}

fn run(instance: &Instance, more: &str, query: &str) -> Login {
    let conninfo = format!(
        "host={} port={} user={} connect_timeout=10 {more}",
        instance.host, instance.port, instance.user
    );
    let output = Command::new("psql")
        .args(["-X", "-A", "-t", "-w", "-c", query])
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
