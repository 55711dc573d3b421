//! The servers that a login names.

use std::net::IpAddr;

use super::keywords::KeywordValues;
use super::settings_error::SettingsError;
use crate::text::{Text, text};

/// The PostgreSQL port.
pub const PORT: u16 = 5432;

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// Host name or address; what a certificate is compared with.
    pub host: String,
    /// Address to connect to instead of asking for the name's.
    pub address: Option<IpAddr>,
    /// Port.
    pub port: u16,
}

/// The servers that `host`, `hostaddr` and `port` name, none when they name only a port; and the
/// first port.
///
/// Source: `pqConnectOptions2` of libpq.
pub(super) fn servers(
    settings: &KeywordValues,
) -> Result<(Vec<ServerAddress>, Option<u16>), SettingsError> {
    let list = |name| settings.filled(name).map(|text| text.split(','));
    let hosts: Vec<&str> = list("host").into_iter().flatten().collect();
    let addresses: Vec<&str> = list("hostaddr").into_iter().flatten().collect();
    let ports = list("port")
        .into_iter()
        .flatten()
        .map(|text| port(text).map_err(|why| settings.wrong("port", why)))
        .collect::<Result<Vec<u16>, _>>()?;
    let count = if addresses.is_empty() {
        hosts.len()
    } else {
        addresses.len()
    };
    if !hosts.is_empty() && hosts.len() != count {
        let why = text!("dsn-hosts-addresses", hosts = hosts.len(), count = count);
        return Err(settings.wrong("host", why));
    }
    if ports.len() > 1 && ports.len() != count {
        let why = text!("dsn-ports-servers", ports = ports.len(), count = count);
        return Err(settings.wrong("port", why));
    }
    let servers = (0..count)
        .map(|index| {
            let host = hosts.get(index).copied().unwrap_or_default();
            let address = addresses.get(index).filter(|text| !text.is_empty());
            let port = ports.get(index).or(ports.first()).copied().unwrap_or(PORT);
            if address.is_none() && (host.is_empty() || host.starts_with(['/', '@'])) {
                let why = text!("dsn-socket");
                return Err(settings.wrong("host", why));
            }
            if host.contains('@') {
                let why = text!("dsn-host-at");
                return Err(settings.wrong("host", why));
            }
            if host.is_empty() && settings.get("sslmode") == Some("verify-full") {
                let why = text!("dsn-needs-name");
                return Err(settings.wrong("host", why));
            }
            let address = address
                .map(|text| text.parse::<IpAddr>())
                .transpose()
                .map_err(|_| settings.wrong("hostaddr", text!("dsn-no-address")))?;
            Ok(ServerAddress {
                host: match address {
                    Some(address) if host.is_empty() => address.to_string(),
                    Some(_) | None => host.to_owned(),
                },
                address,
                port,
            })
        })
        .collect::<Result<_, _>>()?;
    Ok((servers, ports.first().copied()))
}

/// A port as it is written everywhere: the password file compares its text.
fn port(text: &str) -> Result<u16, Text> {
    if text.is_empty() {
        return Ok(PORT);
    }
    text.parse::<u16>()
        .ok()
        .filter(|port| *port > 0 && port.to_string() == text)
        .ok_or_else(|| text!("dsn-no-port"))
}

#[cfg(test)]
mod tests {
    use super::super::keywords::{find, number};
    use super::*;

    fn read(host: &str, address: &str, port: &str) -> Result<Vec<String>, SettingsError> {
        let mut settings = KeywordValues::default();
        for (name, value) in [("host", host), ("hostaddr", address), ("port", port)] {
            settings.add(find(name).unwrap(), value);
        }
        let shown = |server: &ServerAddress| {
            let address = server.address.map(|address| format!("={address}"));
            let address = address.unwrap_or_default();
            format!("{}{address}:{}", server.host, server.port)
        };
        servers(&settings).map(|(servers, _)| servers.iter().map(shown).collect())
    }

    #[test]
    fn hosts_addresses_and_ports_go_together_as_in_libpq() {
        let is = |read: Result<Vec<String>, _>, wanted: &[&str]| assert_eq!(read.unwrap(), wanted);
        is(read("", "", ""), &[]);
        is(read("", "", "7"), &[]);
        is(read("a", "", ""), &["a:5432"]);
        is(read("a,b", "", "7"), &["a:7", "b:7"]);
        is(read("a,b", "", "7,"), &["a:7", "b:5432"]);
        let both = ["a=::1:1", "127.0.0.1=127.0.0.1:2"];
        is(read("a,", "::1,127.0.0.1", "1,2"), &both);
        for (host, address, port) in [
            ("a,b", "::1", ""),
            ("a,b", "", "1,2,3"),
            ("a", "", "1,2"),
            ("", "", "1,2"),
            ("a,", "", ""),
            ("/tmp", "", ""),
            ("@x", "", ""),
            ("a", "b", ""),
            ("a", "", "0"),
            ("a", "", "65536"),
            ("a", "", " 1"),
            ("a", "", "+1"),
            ("a", "", "01"),
        ] {
            let read = read(host, address, port);
            assert!(read.is_err(), "{host} {address} {port}");
        }
    }

    #[test]
    fn numbers_may_have_blanks_around_them() {
        for (text, value) in [(" 5\x0b", Some(5)), ("+5", Some(5)), ("-1", Some(-1))] {
            assert_eq!(number(text), value, "{text}");
        }
        for bad in ["", "5s", "5 5", "0x5", "99999999999", "\u{a0}5"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }
}
