//! A superuser on the server behind an instance, and sessions that stay open, by stock `psql`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::Instance;

/// Runs SQL as the superuser, over the server's own socket.
pub fn superuser(instance: &Instance, sql: &str) -> String {
    let shown = Command::new("psql")
        .args(["-X", "-A", "-t", "-w", "-c", "SHOW unix_socket_directories"])
        .arg(format!(
            "host={} port={} dbname={} user={}",
            instance.host, instance.port, instance.database, instance.user
        ))
        .env("PGPASSWORD", &instance.password)
        .output()
        .expect("psql is installed");
    let folder = String::from_utf8(shown.stdout).unwrap();
    let output = Command::new("psql")
        .args([
            "-X",
            "-A",
            "-t",
            "-w",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "sandbox_superuser",
            "-d",
            "postgres",
        ])
        .args([
            "-h",
            folder.trim(),
            "-p",
            &instance.port.to_string(),
            "-c",
            sql,
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{sql}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A session of `psql` that stays open until it is dropped.
pub struct Open {
    child: Child,
    input: Option<ChildStdin>,
}

impl Open {
    /// Logs in with this connection string and waits until the server has answered; what `psql` said
    /// when it did not get in.
    pub fn new(conninfo: &str, password: &str) -> Result<Self, String> {
        let mut child = Command::new("psql")
            .args(["-X", "-A", "-t", "-w", "-q"])
            .arg(format!("{conninfo} connect_timeout=10"))
            .env("PGPASSWORD", password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql is installed");
        let mut input = child.stdin.take().unwrap();
        // A replication connection takes its own commands only.
        let question = if conninfo.contains("replication=true") {
            "IDENTIFY_SYSTEM;\n"
        } else {
            "SELECT 1;\n"
        };
        let asked = input
            .write_all(question.as_bytes())
            .and_then(|()| input.flush());
        let mut line = String::new();
        let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line);
        if asked.is_ok() && read.is_ok() && !line.is_empty() {
            return Ok(Self {
                child,
                input: Some(input),
            });
        }
        drop(input);
        let output = child.wait_with_output().unwrap();
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
