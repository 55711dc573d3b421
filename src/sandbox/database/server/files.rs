//! The files in the data directory that say what the server is to be.

use std::collections::BTreeMap;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::owner::Owner;
use crate::sandbox::database::{Desired, effective};

/// The line that lets the sandbox itself in, through a socket in a folder of mode 0700.
const OWN_WAY_IN: &str = "local all all trust\n";

/// Where one server listens.
#[derive(Debug, Clone)]
pub(super) struct ListenAddress {
    /// The port, on each of the addresses.
    pub(super) port: u16,
    /// Addresses, comma-separated.
    pub(super) addresses: &'static str,
    /// The folder of the socket.
    pub(super) sockets: String,
}

/// One set of files: name and content, `None` for a file that must not be there.
#[derive(Clone)]
pub(super) struct Files(BTreeMap<&'static str, Option<Zeroizing<String>>>);

impl Files {
    /// The files that make a server of `major` be what is wanted.
    ///
    /// # Errors
    /// Those of [`effective::effective`].
    pub(super) fn render(
        desired: &Desired,
        major: u16,
        place: &ListenAddress,
    ) -> Result<Self, String> {
        let records = effective::effective(desired, major)?;
        let rules = format!("{OWN_WAY_IN}{}", effective::render(&records));
        let identity = desired.ssl.as_ref();
        let text = |text: &str| Zeroizing::new(format!("{text}\n"));
        Ok(Self(BTreeMap::from([
            (
                "server.crt",
                identity.map(|own| text(own.certificate.as_str())),
            ),
            (
                "server.key",
                identity.map(|own| text(own.key.expose_secret())),
            ),
            (
                "client-ca.crt",
                desired.client_ca.as_ref().map(|ca| text(ca.as_str())),
            ),
            (
                "client.crl",
                desired.crl.as_ref().map(|crl| text(crl.as_str())),
            ),
            ("pg_hba.conf", Some(Zeroizing::new(rules))),
            (
                "emu.conf",
                Some(Zeroizing::new(settings(desired, major, place))),
            ),
        ])))
    }

    /// Puts the files into the data directory, each in one step.
    pub(super) fn write(&self, data: &Path, owner: Owner) -> Result<(), String> {
        for (name, content) in &self.0 {
            let path = data.join(name);
            let done = match content {
                None => match std::fs::remove_file(&path) {
                    Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.to_string()),
                    Ok(()) | Err(_) => Ok(()),
                },
                Some(content) => replace(&path, content, owner),
            };
            done.map_err(|e| format!("could not write {name}: {e}"))?;
        }
        Ok(())
    }
}

/// Writes a file of mode 0600 beside `path` and puts it in its place.
fn replace(path: &Path, content: &str, owner: Owner) -> Result<(), String> {
    let new = path.with_extension("new");
    // What an interrupted write left there may have another owner.
    let _absent = std::fs::remove_file(&new);
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)
        .and_then(|mut file| std::io::Write::write_all(&mut file, content.as_bytes()))
        .map_err(|e| e.to_string())?;
    owner.give(&new)?;
    std::fs::rename(&new, path).map_err(|e| e.to_string())
}

/// The settings that differ from a fresh data directory's.
///
/// Source: PostgreSQL, chapter 20; every `ssl` setting takes effect on a reload.
fn settings(desired: &Desired, major: u16, place: &ListenAddress) -> String {
    let file = |there: bool, name: &'static str| if there { name } else { "" };
    let mut lines = vec![
        format!("listen_addresses = '{}'", place.addresses),
        format!("port = {}", place.port),
        format!(
            "unix_socket_directories = '{}'",
            place.sockets.replace('\'', "''")
        ),
        format!("ssl = {}", if desired.ssl.is_some() { "on" } else { "off" }),
        format!(
            "ssl_ca_file = '{}'",
            file(desired.client_ca.is_some(), "client-ca.crt")
        ),
        format!(
            "ssl_crl_file = '{}'",
            file(desired.crl.is_some(), "client.crl")
        ),
    ];
    lines.extend(
        [
            "unix_socket_permissions = 0700",
            "ssl_cert_file = 'server.crt'",
            "ssl_key_file = 'server.key'",
            // An encrypted key is refused; without this the server would ask on the terminal.
            "ssl_passphrase_command = 'false'",
            "password_encryption = 'scram-sha-256'",
            // Nothing here has to survive a crash.
            "fsync = off",
            "synchronous_commit = off",
            "full_page_writes = off",
            "shared_buffers = 16MB",
            "autovacuum = off",
            "logging_collector = off",
            "log_destination = 'stderr'",
            "log_line_prefix = '[%p] '",
            // A failing statement may hold a password.
            "log_min_error_statement = panic",
            "lc_messages = 'C'",
        ]
        .map(str::to_owned),
    );
    if major >= 12 {
        lines.push("ssl_min_protocol_version = 'TLSv1.2'".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}
