//! Logins at a real server, up to what it says of them: start-up packets, TLS, no library of ours.
//!
//! A server that asks for a password has found a record that lets the login in; one that accepts
//! without a question lets everybody in who says so.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::script::Ca;

/// The users that are tried: the owner, another account, and nobody's name.
pub const USERS: [&str; 3] = ["app", "ana", "ghost"];
/// The databases that are tried; the last one is a replication connection.
pub const DATABASES: [&str; 3] = ["appdb", "postgres", "replication"];
/// The addresses that logins come from.
pub const ADDRESSES: [&str; 3] = ["127.0.0.1", "127.0.0.5", "::1"];

/// How a login comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    Plain,
    Ssl,
    /// SSL with a certificate of this CA for the user.
    Certificate(Ca),
}

/// One login, without its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login {
    pub user: &'static str,
    pub database: &'static str,
    pub address: &'static str,
    pub transport: Transport,
}

impl Login {
    pub fn over(self, transport: Transport) -> Self {
        Self { transport, ..self }
    }
}

/// What the server says to it, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    Refused,
    /// It asks for a password by this method: 3 in clear, 5 MD5, 10 SCRAM.
    Password(u32),
    /// Whoever says this name is let in.
    In,
}

impl Answer {
    pub fn admits(self) -> bool {
        self != Self::Refused
    }

    /// Whether who got this before gets no more by `other`.
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (_, Self::Refused) | (Self::In, _) | (Self::Password(_), Self::Password(_)) => true,
            (Self::Refused | Self::Password(_), Self::In) | (Self::Refused, Self::Password(_)) => {
                false
            }
        }
    }
}

fn all_logins() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let of_user = |user| {
        let of_database = move |database| ADDRESSES.map(|address| (user, database, address));
        DATABASES.into_iter().flat_map(of_database)
    };
    USERS.into_iter().flat_map(of_user)
}

/// What a server says to every login that is tried.
pub type Survey = BTreeMap<Login, Answer>;

/// Certificates that clients come with: PEM of certificate and key.
pub type Identities = BTreeMap<(Ca, &'static str), (String, String)>;

/// A server behind an instance.
pub struct Server {
    pub port: u16,
    /// The folder of its socket, where the sandbox's superuser gets in.
    pub sockets: PathBuf,
    configurations: BTreeMap<Option<(Ca, &'static str)>, Arc<ClientConfig>>,
}

/// Surveys of servers by what is in force at them; what a server says follows from it.
static KNOWN: LazyLock<Mutex<BTreeMap<String, Arc<Survey>>>> = LazyLock::new(Mutex::default);

/// How often an earlier survey is done anew all the same.
const AGAIN: u64 = 96;

impl Server {
    pub fn new(port: u16, sockets: PathBuf, server_ca: &str, identities: &Identities) -> Self {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(server_ca.as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = || {
            ClientConfig::builder_with_provider(Arc::clone(&provider))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots.clone())
        };
        let mut configurations = BTreeMap::new();
        let mut add = |key, mut configuration: ClientConfig| {
            configuration.resumption = rustls::client::Resumption::disabled();
            configurations.insert(key, Arc::new(configuration));
        };
        add(None, builder().with_no_client_auth());
        for (who, (certificate, key)) in identities {
            let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
            let one = builder().with_client_auth_cert(chain, key).unwrap();
            add(Some(*who), one);
        }
        Self {
            port,
            sockets,
            configurations,
        }
    }

    /// What is in force at the server: the records as it reads them, and its SSL settings.
    pub fn in_force(&self) -> String {
        let file = |name: &str| {
            format!(
                "coalesce(pg_read_file(nullif(current_setting('{name}'), ''), 0, 1000000, true), '')"
            )
        };
        let sql = format!(
            "select concat_ws(' ', type, database::text, user_name::text, address, netmask, \
             auth_method, options::text, error) from pg_hba_file_rules order by line_number; \
             select concat_ws(' ', current_setting('ssl'), {}, {})",
            file("ssl_ca_file"),
            file("ssl_crl_file")
        );
        self.sql(&sql).join("\n")
    }

    /// Asks the server as its superuser; the first column of each row.
    fn sql(&self, sql: &str) -> Vec<String> {
        let path = self.sockets.join(format!(".s.PGSQL.{}", self.port));
        for _ in 0..200 {
            if let Ok(stream) = UnixStream::connect(&path)
                && let Some(rows) = query(stream, sql)
            {
                return rows;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no answer from the server at {}", path.display());
    }

    /// What the server says to every login; what is known of servers like it is not asked again, nor
    /// is a login that its records cannot tell from another one. Now and then all of it is.
    pub fn survey(&self) -> Arc<Survey> {
        let key = self.in_force();
        let thorough = rand::random::<u64>().is_multiple_of(AGAIN);
        let known = KNOWN.lock().unwrap().get(&key).cloned();
        match known {
            Some(known) if !thorough => known,
            known => {
                let survey = Arc::new(self.ask_all(&key, thorough));
                if let Some(known) = known {
                    assert_eq!(known, survey, "two servers differ under {key}");
                }
                KNOWN.lock().unwrap().insert(key, Arc::clone(&survey));
                survey
            }
        }
    }

    fn ask_all(&self, in_force: &str, thorough: bool) -> Survey {
        let certificates = in_force.contains("BEGIN CERTIFICATE");
        // Names that the records do not mention are alike to them.
        let is_named = |text| thorough || in_force.contains(text);
        let as_named = |text: &'static str, other: &'static str| {
            let differs = is_named(text) || is_named(other);
            if differs { text } else { other }
        };
        let mut survey = Survey::new();
        let mut asked = Survey::new();
        for (user, database, address) in all_logins() {
            let mut transports = vec![Transport::Plain, Transport::Ssl];
            if certificates && user != "ghost" {
                transports.extend([Ca::A, Ca::B].map(Transport::Certificate));
            }
            for transport in transports {
                let login = Login {
                    user,
                    database,
                    address,
                    transport,
                };
                let certified = matches!(transport, Transport::Certificate(_));
                let alike = Login {
                    user: as_named(user, if certified { "app" } else { "ghost" }),
                    database: match database {
                        "replication" => database,
                        _ => as_named(database, "postgres"),
                    },
                    address: match address {
                        "127.0.0.5" => as_named(address, "127.0.0.1"),
                        _ => address,
                    },
                    transport,
                };
                let answer = *asked.entry(alike).or_insert_with(|| self.ask(&alike));
                survey.insert(login, answer);
            }
        }
        survey
    }

    /// What the server says to one login.
    pub fn ask(&self, login: &Login) -> Answer {
        for _ in 0..200 {
            match self.try_once(login) {
                Some(answer) => return answer,
                None => std::thread::sleep(Duration::from_millis(50)),
            }
        }
        panic!(
            "the server at port {} does not answer to {login:?}",
            self.port
        );
    }

    /// `None` when it is not there for the moment.
    fn try_once(&self, login: &Login) -> Option<Answer> {
        let from: IpAddr = login.address.parse().unwrap();
        let to: IpAddr = if from.is_ipv4() {
            Ipv4Addr::LOCALHOST.into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        };
        let mut stream = connect(from, SocketAddr::new(to, self.port))?;
        let long = Some(Duration::from_secs(30));
        stream.set_read_timeout(long).ok()?;
        stream.set_write_timeout(long).ok()?;
        let who = match login.transport {
            Transport::Plain => return answer(&mut stream, login),
            Transport::Ssl => None,
            Transport::Certificate(ca) => Some((ca, login.user)),
        };
        stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).ok()?;
        let mut said = [0];
        stream.read_exact(&mut said).ok()?;
        if said != *b"S" {
            return Some(Answer::Refused);
        }
        let configuration = Arc::clone(&self.configurations[&who]);
        let name = "localhost".try_into().unwrap();
        let connection = ClientConnection::new(configuration, name).unwrap();
        let mut secured = StreamOwned::new(connection, stream);
        // A certificate that the server does not take ends the connection, soon or late.
        let refused = (login.transport != Transport::Ssl).then_some(Answer::Refused);
        answer(&mut secured, login).or(refused)
    }
}

/// A connection that comes from this address.
fn connect(from: IpAddr, to: SocketAddr) -> Option<std::net::TcpStream> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let stream = runtime.block_on(async {
        let socket = if from.is_ipv4() {
            tokio::net::TcpSocket::new_v4()
        } else {
            tokio::net::TcpSocket::new_v6()
        };
        let socket = socket.unwrap();
        socket.bind(SocketAddr::new(from, 0)).ok()?;
        socket.connect(to).await.ok()?.into_std().ok()
    })?;
    stream.set_nonblocking(false).ok()?;
    Some(stream)
}

fn start_up(parameters: &[(&str, &str)]) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    for (name, value) in parameters {
        body.extend(name.as_bytes());
        body.push(0);
        body.extend(value.as_bytes());
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).unwrap();
    [&length.to_be_bytes()[..], &body].concat()
}

/// The next message: its type and its body.
fn message(stream: &mut impl Read) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).ok()?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let mut body = vec![0; usize::try_from(length).ok()?.checked_sub(4)?];
    stream.read_exact(&mut body).ok()?;
    Some((head[0], body))
}

fn answer(stream: &mut (impl Read + Write), login: &Login) -> Option<Answer> {
    let mut parameters = vec![("user", login.user)];
    parameters.push(if login.database == "replication" {
        ("replication", "true")
    } else {
        ("database", login.database)
    });
    stream.write_all(&start_up(&parameters)).ok()?;
    stream.flush().ok()?;
    let (kind, body) = message(stream)?;
    match kind {
        b'R' => Some(match body.get(..4).map(|code| code[3]) {
            Some(0) => Answer::In,
            Some(code) => Answer::Password(code.into()),
            None => return None,
        }),
        b'E' => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let code = text.split('\0').find_map(|field| field.strip_prefix('C'));
            // Starting up, shutting down, too many clients.
            let passes = code.is_none_or(|code| code.starts_with("57") || code.starts_with("53"));
            (!passes).then_some(Answer::Refused)
        }
        _ => None,
    }
}

/// Runs statements by the simple protocol; the first column of every row.
fn query(mut stream: UnixStream, sql: &str) -> Option<Vec<String>> {
    let long = Some(Duration::from_secs(30));
    stream.set_read_timeout(long).ok()?;
    let parameters = [("user", "sandbox_superuser"), ("database", "postgres")];
    stream.write_all(&start_up(&parameters)).ok()?;
    let mut asked = false;
    let mut rows = Vec::new();
    loop {
        let (kind, body) = message(&mut stream)?;
        match kind {
            b'Z' if asked => return Some(rows),
            b'Z' => {
                let length = u32::try_from(sql.len() + 5).unwrap();
                let text = [&b"Q"[..], &length.to_be_bytes(), sql.as_bytes(), b"\0"].concat();
                stream.write_all(&text).ok()?;
                asked = true;
            }
            b'D' => {
                let length = i32::from_be_bytes(body.get(2..6)?.try_into().ok()?);
                let end = 6 + usize::try_from(length.max(0)).ok()?;
                rows.push(String::from_utf8_lossy(body.get(6..end)?).into_owned());
            }
            b'E' if asked => panic!("{sql}: {}", String::from_utf8_lossy(&body)),
            b'E' => return None,
            _ => {}
        }
    }
}
