//! The way requests take: proxy, certificate authorities, and how long a connection may take.
//!
//! Invariants: nothing on this machine is reached through a proxy, no redirect is followed, and
//! plain http is never spoken where a client for https was asked for.
//!
//! `HTTP_PROXY` is deliberately absent: it is for plain http, which goes to this machine and to
//! link-local addresses only, and those are reached directly.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, Client, NoProxy, Proxy, Url, redirect};
use secrecy::{ExposeSecret, SecretString};

use super::answer::printable;
use super::endpoints::{is_local, unparsed};
use crate::files;
use crate::text::{Text, text};

/// The most that is read of a CA bundle.
const LARGEST_BUNDLE: u64 = 8 * 1024 * 1024;

/// A setting of the way that cannot be used. No variant holds a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum TransportError {
    /// Not the address of a proxy.
    Proxy {
        /// The flag or variable.
        origin: String,
        /// Why not.
        reason: Text,
    },
    /// The CA bundle cannot be used.
    CaBundle {
        /// The file.
        file: PathBuf,
        /// Why not.
        reason: Text,
    },
    /// The HTTP client cannot be made.
    Client(Text),
}

impl TransportError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Proxy { origin, reason } => {
                text!("transport-proxy", origin = origin, reason = reason)
            }
            Self::CaBundle { file, reason } => {
                text!("transport-ca-bundle", file = file, reason = reason)
            }
            Self::Client(what) => text!("transport-client", what = what),
        }
    }
}

/// The address of a proxy; a user and password in it are never shown.
#[derive(Clone)]
pub struct ProxyAddress {
    text: SecretString,
    shown: String,
}

impl ProxyAddress {
    /// Reads `HOST:PORT` or a URL of `http`, `https`, `socks5` or `socks5h`, with or without user
    /// and password.
    ///
    /// `origin` names where the text comes from, for the error.
    ///
    /// # Errors
    /// [`TransportError::Proxy`].
    pub fn parse(text: &str, origin: &str) -> Result<Self, TransportError> {
        let refuse = |reason: Text| TransportError::Proxy {
            origin: origin.to_owned(),
            reason,
        };
        let text = text.trim();
        let address = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let url = Url::parse(&address).map_err(|error| refuse(unparsed(&error)))?;
        if !["http", "https", "socks5", "socks5h"].contains(&url.scheme()) {
            return Err(refuse(text!("proxy-scheme")));
        }
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| refuse(text!("endpoint-no-host")))?;
        let port = url
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Ok(Self {
            shown: format!("{}://{host}{port}", url.scheme()),
            text: SecretString::from(address),
        })
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProxyAddress").field(&self.shown).finish()
    }
}

/// How servers are reached.
#[derive(Debug, Clone)]
pub struct ServerTransport {
    /// The proxy for all that is not on this machine.
    pub proxy: Option<ProxyAddress>,
    /// Hosts, domains and networks that are reached without the proxy, separated by commas.
    pub no_proxy: Option<String>,
    /// A PEM file of certificate authorities that are trusted beside the system's.
    pub ca_bundle: Option<PathBuf>,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
}

impl Default for ServerTransport {
    /// Directly, trusting the system's authorities, with 5 s to connect.
    fn default() -> Self {
        Self {
            proxy: None,
            no_proxy: None,
            ca_bundle: None,
            connect_timeout: Duration::from_secs(5),
        }
    }
}

impl ServerTransport {
    /// The way that the environment asks for: `HTTPS_PROXY`, else `ALL_PROXY`; `NO_PROXY`; each
    /// in small letters first; `SSL_CERT_FILE`.
    ///
    /// # Errors
    /// [`TransportError::Proxy`] that names the variable.
    ///
    /// Source: the conventions of curl (`man curl`, ENVIRONMENT) and OpenSSL. On Linux the
    /// verifier reads `SSL_CERT_FILE` by itself too, and then in place of the system's file.
    pub fn of(variables: &BTreeMap<String, String>) -> Result<Self, TransportError> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let value = variables.get(*name)?.as_str();
                (!value.trim().is_empty()).then_some((*name, value))
            })
        };
        let proxy = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
            .map(|(name, text)| ProxyAddress::parse(text.trim(), name))
            .transpose()?;
        Ok(Self {
            proxy,
            no_proxy: first(&["no_proxy", "NO_PROXY"]).map(|(_, text)| no_proxy(text)),
            ca_bundle: first(&["SSL_CERT_FILE"]).map(|(_, file)| PathBuf::from(file.trim())),
            ..Self::default()
        })
    }

    /// Reads the CA bundle, so that one that is no use is told before anything is asked.
    ///
    /// # Errors
    /// [`TransportError::CaBundle`].
    pub fn check(&self) -> Result<(), TransportError> {
        match &self.ca_bundle {
            Some(file) => authorities(file).map(|_| ()),
            None => Ok(()),
        }
    }

    /// A client for servers like `target`: the same scheme, and on this machine or not.
    pub(in crate::cloud) fn client(&self, target: &Url) -> Result<Client, TransportError> {
        let agent = format!(
            "{}/{} ({}; {})",
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH
        );
        let mut builder = Client::builder()
            .user_agent(agent)
            .redirect(redirect::Policy::none())
            // Another attempt must be signed anew.
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            // The environment was read once, into this value.
            .no_proxy();
        if let Some(proxy) = self.proxy.as_ref().filter(|_| !self.is_around(target)) {
            builder = builder.proxy(self.through(proxy)?);
        }
        builder = if target.scheme() == "https" {
            if let Some(file) = &self.ca_bundle {
                builder = builder.tls_certs_merge(authorities(file)?);
            }
            builder.https_only(true)
        } else {
            // Without TLS there is no use for roots, and loading the system's takes long.
            builder.tls_certs_only([])
        };
        builder
            .build()
            .map_err(|error| TransportError::Client(deepest(error)))
    }

    /// Whom a request to `target` goes to, for people: its authority, and the proxy where one is used.
    pub(super) fn route(&self, target: &Url, authority: &str) -> Text {
        match &self.proxy {
            Some(proxy) if self.is_used(proxy, target) => {
                text!(
                    "api-through-proxy",
                    authority = authority,
                    proxy = proxy.to_string()
                )
            }
            Some(_) | None => Text::verbatim(authority),
        }
    }

    /// By the rule of the HTTP client.
    fn is_used(&self, proxy: &ProxyAddress, target: &Url) -> bool {
        let matcher = Matcher::builder()
            .all(proxy.shown.as_str())
            .no(self.no_proxy.clone().unwrap_or_default())
            .build();
        let target = target
            .as_str()
            .parse()
            .ok()
            .filter(|_| !self.is_around(target));
        target.is_some_and(|target| matcher.intercept(&target).is_some())
    }

    /// Whether `target` is reached without any proxy.
    fn is_around(&self, target: &Url) -> bool {
        // The HTTP client takes `*` for names only.
        is_local(target) || self.no_proxy.as_deref() == Some("*")
    }

    fn through(&self, proxy: &ProxyAddress) -> Result<Proxy, TransportError> {
        let made = Proxy::all(proxy.text.expose_secret()).map_err(|_| TransportError::Proxy {
            origin: proxy.to_string(),
            reason: text!("proxy-unusable"),
        })?;
        Ok(made.no_proxy(self.no_proxy.as_deref().and_then(NoProxy::from_string)))
    }
}

/// `NO_PROXY` in the form that the HTTP client reads: commas between, small letters, addresses
/// without brackets, names without a dot at their end. A `*` counts only alone, without blanks.
///
/// Source: `NO_PROXY` of curl, which takes blanks between hosts too.
fn no_proxy(text: &str) -> String {
    if text == "*" {
        return text.to_owned();
    }
    let hosts: Vec<String> = text
        .split(|c: char| c == ',' || c.is_whitespace())
        .map(|host| host.trim_end_matches('.').to_ascii_lowercase())
        .map(|host| host.replace(['[', ']'], ""))
        .filter(|host| !host.is_empty() && host != "*")
        .collect();
    hosts.join(",")
}

fn authorities(file: &Path) -> Result<Vec<Certificate>, TransportError> {
    let refuse = |reason: Text| TransportError::CaBundle {
        file: file.to_owned(),
        reason,
    };
    let pem = files::read(file, LARGEST_BUNDLE).map_err(|error| refuse(error.text()))?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(refuse(text!("ca-bundle-empty"))),
        Err(_) => Err(refuse(text!("ca-bundle-not-pem"))),
    }
}

/// The last cause of a transport error, without the URL.
pub(in crate::cloud) fn deepest(error: reqwest::Error) -> Text {
    let error = error.without_url();
    let mut last: &dyn Error = &error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    match last.downcast_ref::<io::Error>() {
        Some(system) if system.raw_os_error().is_some() => system.into(),
        Some(_) | None => Text::reported(&printable(&last.to_string(), 200)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<ServerTransport, TransportError> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        ServerTransport::of(&variables)
    }

    #[test]
    fn the_environment_names_the_proxy() {
        let shown = |variables: &[(&str, &str)]| {
            of(variables).unwrap().proxy.map(|proxy| proxy.to_string())
        };
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[("HTTPS_PROXY", " ")]), None);
        assert_eq!(shown(&[("HTTP_PROXY", "a:1")]), None);
        let lower = shown(&[("HTTPS_PROXY", "a:1"), ("https_proxy", "b:2")]);
        assert_eq!(lower.as_deref(), Some("http://b:2"));
        let all = shown(&[("ALL_PROXY", "socks5h://a:1")]);
        assert_eq!(all.as_deref(), Some("socks5h://a:1"));
    }

    #[test]
    fn hosts_without_a_proxy_are_named_as_in_curl() {
        for (text, read) in [
            ("*", "*"),
            ("a.ex b.ex,\tC.example.", "a.ex,b.ex,c.example"),
            ("[::1], 10.0.0.0/8 *", "::1,10.0.0.0/8"),
            (",,", ""),
            (" * ", ""),
        ] {
            let transport = of(&[("NO_PROXY", text)]).unwrap();
            assert_eq!(transport.no_proxy.as_deref(), Some(read), "{text}");
        }
    }

    #[test]
    fn a_password_of_a_proxy_is_never_shown() {
        let transport = of(&[("HTTPS_PROXY", "http://me:sec-proxy@a:1")]).unwrap();
        assert_eq!(transport.proxy.as_ref().unwrap().to_string(), "http://a:1");
        let shown = format!("{transport:?}");
        assert!(!shown.contains("sec-proxy"), "{shown}");
        for broken in [
            "ftp://me:sec-proxy@a",
            "http://me:sec-proxy@",
            "http://me:sec-proxy@a:x",
        ] {
            let error = of(&[("HTTPS_PROXY", broken)]).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.starts_with("HTTPS_PROXY is not"), "{shown}");
            assert!(!shown.contains("sec-proxy"), "{shown}");
        }
    }

    #[test]
    fn a_ca_bundle_without_certificates_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = Url::parse("https://rds.example.com").unwrap();
        let empty = folder.path().join("empty.pem");
        std::fs::write(&empty, "nothing").unwrap();
        let broken = folder.path().join("broken.pem");
        let text = "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n";
        std::fs::write(&broken, text).unwrap();
        let absent = folder.path().join("absent.pem");
        for file in [empty, broken, absent, folder.path().to_owned()] {
            let transport = ServerTransport {
                ca_bundle: Some(file.clone()),
                ..ServerTransport::default()
            };
            let error = transport.client(&target).unwrap_err().to_string();
            assert!(error.contains(file.to_str().unwrap()), "{error}");
        }
    }
}
