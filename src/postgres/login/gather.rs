//! Puts the sources of a login together and reads its files.

use std::fs::{self, File};
use std::io::Read;
use std::net::IpAddr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};
use secrecy::SecretString;
use tokio_postgres::config::ChannelBinding;
use zeroize::Zeroizing;

use super::keywords::{KEYWORDS, Use};
use super::{
    DsnSource, Given, Login, Named, SettingsError, Ssl, SslMode, Surroundings, dsn, service,
};
use crate::postgres::ClientIdentity;
use crate::postgres::tls::identity;

/// No file a login needs is larger.
const FILE_LIMIT: u64 = 1 << 20;

/// How long a connection may take when nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Folders of the service file for all users, when `PGSYSCONFDIR` names none: those of PostgreSQL's
/// own packages, of Debian's, and of builds from source.
const SYSTEM_FOLDERS: [&str; 3] = [
    "/etc/postgresql-common",
    "/etc/sysconfig/pgsql",
    "/usr/local/pgsql/etc",
];

pub(super) fn gather(
    text: Option<(&str, DsnSource)>,
    around: &Surroundings<'_>,
) -> Result<Login, SettingsError> {
    let given = match text {
        None => Given::default(),
        Some((text, source)) => {
            let given = dsn::parse(text)?;
            if source == DsnSource::Flag && given.password.is_some() {
                return Err(SettingsError::PasswordOnCommandLine);
            }
            given
        }
    };
    let environment = from_environment(around)?;
    let service_given = given.values.contains_key("service");
    let by_service = match given
        .values
        .get("service")
        .or(environment.values.get("service"))
    {
        Some(name) => of_service(name, &given, around)?,
        None => Given::default(),
    };
    let layers = [&given, &by_service, &environment];
    let named = named(&given, &by_service, &environment, service_given)?;
    let values = Values { layers, around };
    values.login(named)
}

/// The settings of the variables; those that ask for what cannot be done are refused.
fn from_environment(around: &Surroundings<'_>) -> Result<Given, SettingsError> {
    let mut given = Given::default();
    for keyword in KEYWORDS {
        let Some(name) = keyword.variable else {
            continue;
        };
        let Some(value) = around.variables.get(name).filter(|value| !value.is_empty()) else {
            continue;
        };
        match keyword.usage {
            Use::Setting => {
                given.values.insert(keyword.name, value.clone());
            }
            Use::Password => given.password = Some(SecretString::from(value.clone())),
            Use::Ignored => {}
            Use::Refused => return Err(SettingsError::Variable { name }),
        }
    }
    Ok(given)
}

/// The settings of a service: from the user's file, then from the system's.
fn of_service(
    name: &str,
    given: &Given,
    around: &Surroundings<'_>,
) -> Result<Given, SettingsError> {
    let variable = |name: &str| around.variables.get(name).filter(|value| !value.is_empty());
    let own = given
        .values
        .get("servicefile")
        .or(variable("PGSERVICEFILE"))
        .map(PathBuf::from)
        .or_else(|| Some(around.home?.join(".pg_service.conf")));
    let system: Vec<PathBuf> = match variable("PGSYSCONFDIR") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => SYSTEM_FOLDERS.map(PathBuf::from).into(),
    };
    let system = system.iter().map(|folder| folder.join("pg_service.conf"));
    let files: Vec<PathBuf> = own.into_iter().chain(system).collect();
    for path in &files {
        let Some(bytes) = read_if_there(path)? else {
            continue;
        };
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        match service::settings(&text, name) {
            Ok(Some(settings)) => return Ok(settings),
            Ok(None) => {}
            Err(why) => return Err(of_file(path, why)),
        }
    }
    let files: Vec<String> = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    Err(SettingsError::NoService {
        name: name.to_owned(),
        files: files.join(", "),
    })
}

fn named(
    given: &Given,
    by_service: &Given,
    environment: &Given,
    service_given: bool,
) -> Result<Named, SettingsError> {
    let on_purpose: Vec<&Given> = if service_given {
        vec![given, by_service]
    } else {
        vec![given]
    };
    Ok(Named {
        on_purpose: host(&on_purpose)?,
        at_all: host(&[given, by_service, environment])?,
        port_on_purpose: port(&on_purpose)?,
        port: port(&[given, by_service, environment])?,
    })
}

/// The host with its fixed address; an address alone is a host too.
fn host(layers: &[&Given]) -> Result<Option<(String, Option<IpAddr>)>, SettingsError> {
    let value = |name| layers.iter().find_map(|given| given.values.get(name));
    let refused = |name, why: &str| {
        Err(SettingsError::Value {
            name,
            why: why.to_owned(),
        })
    };
    let address = match value("hostaddr").map(|text| text.parse::<IpAddr>()) {
        None => None,
        Some(Ok(address)) => Some(address),
        Some(Err(_)) => return refused("hostaddr", "it is not one IP address"),
    };
    match (value("host"), address) {
        (Some(host), _) if host.starts_with(['/', '@']) => {
            refused("host", "a Unix socket does not lead to an instance")
        }
        (Some(host), _) if host.contains(',') => refused("host", "it names more than one"),
        (Some(host), address) => Ok(Some((host.clone(), address))),
        (None, Some(address)) => Ok(Some((address.to_string(), Some(address)))),
        (None, None) => Ok(None),
    }
}

fn port(layers: &[&Given]) -> Result<Option<u16>, SettingsError> {
    let text = layers.iter().find_map(|given| given.values.get("port"));
    text.map(|text| {
        text.trim()
            .parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| SettingsError::Value {
                name: "port",
                why: "it is not a number from 1 to 65535".to_owned(),
            })
    })
    .transpose()
}

/// The sources, the strongest first.
struct Values<'a> {
    layers: [&'a Given; 3],
    around: &'a Surroundings<'a>,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .find_map(|given| given.values.get(name))
            .map(String::as_str)
    }

    /// A file of the folder that libpq looks into by itself.
    fn own_file(&self, name: &str) -> Option<PathBuf> {
        Some(self.around.home?.join(".postgresql").join(name))
    }

    fn login(&self, named: Named) -> Result<Login, SettingsError> {
        let user = self.get("user").ok_or(SettingsError::NoUser)?.to_owned();
        if let Some(mode) = self.get("gssencmode")
            && !matches!(mode, "disable" | "prefer")
        {
            return Err(value("gssencmode", "GSS encryption is not supported"));
        }
        let channel_binding = match self.get("channel_binding") {
            None | Some("prefer") => ChannelBinding::Prefer,
            Some("require") => ChannelBinding::Require,
            Some("disable") => ChannelBinding::Disable,
            Some(_) => {
                return Err(value(
                    "channel_binding",
                    "it is not disable, prefer or require",
                ));
            }
        };
        let mut remarks = Vec::new();
        Ok(Login {
            user,
            database: self.get("dbname").unwrap_or("postgres").to_owned(),
            password: self.layers.iter().find_map(|given| given.password.clone()),
            passfile: self.passfile(&mut remarks),
            ssl: self.ssl()?,
            application: self
                .get("application_name")
                .unwrap_or("forcessl")
                .to_owned(),
            options: self.get("options").map(ToOwned::to_owned),
            channel_binding,
            timeout: self.timeout()?,
            named,
            remarks,
        })
    }

    /// Source: PostgreSQL, chapter 34.1.2: zero or less waits forever, which is not done here; 1
    /// means 2.
    fn timeout(&self) -> Result<Duration, SettingsError> {
        let Some(text) = self.get("connect_timeout") else {
            return Ok(TIMEOUT);
        };
        match text.trim().parse::<i32>().map(u64::try_from) {
            Ok(Ok(0) | Err(_)) => Ok(TIMEOUT),
            Ok(Ok(seconds)) => Ok(Duration::from_secs(seconds.max(2))),
            Err(_) => Err(value("connect_timeout", "it is not a number of seconds")),
        }
    }

    /// The password file, unless others can read it.
    fn passfile(&self, remarks: &mut Vec<String>) -> Option<SecretString> {
        let path = match self.get("passfile") {
            Some(path) => PathBuf::from(path),
            None => self.around.home?.join(".pgpass"),
        };
        let shown = path.display();
        let about = fs::metadata(&path).ok()?;
        if !about.is_file() {
            remarks.push(format!(
                "the password file {shown} is not a file and is not used"
            ));
            return None;
        }
        if about.permissions().mode() & 0o077 != 0 {
            remarks.push(format!(
                "the password file {shown} can be read by others and is not used; chmod 0600 it"
            ));
            return None;
        }
        match read(&path) {
            Ok(bytes) => Some(SecretString::from(
                String::from_utf8_lossy(&bytes).into_owned(),
            )),
            Err(error) => {
                remarks.push(format!("the password file is not used: {error}"));
                None
            }
        }
    }

    fn ssl(&self) -> Result<Ssl, SettingsError> {
        let mode = match self.get("sslmode") {
            None => None,
            Some(text) => Some(SslMode::parse(text).ok_or_else(|| {
                value(
                    "sslmode",
                    "it is not disable, allow, prefer, require, verify-ca or verify-full",
                )
            })?),
        };
        let only_newest = match self.get("ssl_min_protocol_version") {
            None | Some("TLSv1" | "TLSv1.1" | "TLSv1.2") => false,
            Some("TLSv1.3") => true,
            Some(_) => return Err(value("ssl_min_protocol_version", "it is no TLS version")),
        };
        let (mode, roots) = self.roots(mode)?;
        let crls = if roots.is_empty() {
            vec![]
        } else {
            self.crls()?
        };
        let identity = if mode == SslMode::Disable || self.get("sslcertmode") == Some("disable") {
            None
        } else {
            self.identity()?
        };
        Ok(Ssl {
            mode,
            roots,
            crls,
            identity,
            only_newest,
        })
    }

    /// What the server's certificate is checked against.
    ///
    /// Source: PostgreSQL, chapter 34.19.1: with a root certificate file, `require` checks the
    /// chain as `verify-ca` does; `sslrootcert=system` means `verify-full`.
    fn roots(
        &self,
        mode: Option<SslMode>,
    ) -> Result<(SslMode, Vec<CertificateDer<'static>>), SettingsError> {
        if self.get("sslrootcert") == Some("system") {
            if mode.is_some_and(|mode| mode != SslMode::VerifyFull) {
                return Err(value(
                    "sslmode",
                    "sslrootcert=system goes with verify-full only",
                ));
            }
            let roots = rustls_native_certs::load_native_certs().certs;
            if roots.is_empty() {
                return Err(value(
                    "sslrootcert",
                    "this system has no trusted certificates",
                ));
            }
            return Ok((SslMode::VerifyFull, roots));
        }
        let mode = mode.unwrap_or(SslMode::Prefer);
        let demanded = matches!(mode, SslMode::VerifyCa | SslMode::VerifyFull);
        if !demanded && mode != SslMode::Require {
            return Ok((mode, vec![]));
        }
        let path = match self.get("sslrootcert") {
            Some(path) => Some(PathBuf::from(path)),
            None => self.own_file("root.crt"),
        };
        let bytes = match &path {
            Some(path) => read_if_there(path)?,
            None => None,
        };
        let (Some(path), Some(bytes)) = (&path, bytes) else {
            if demanded {
                return Err(value(
                    "sslrootcert",
                    "sslmode verify-ca and verify-full need the CA of the server certificate, and there is no such file (forcessl ssl show names where to get it)",
                ));
            }
            return Ok((mode, vec![]));
        };
        let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| of_file(path, "it holds a certificate that cannot be read"))?;
        if roots.is_empty() {
            return Err(of_file(path, "it holds no PEM block `CERTIFICATE`"));
        }
        let mode = if mode == SslMode::Require {
            SslMode::VerifyCa
        } else {
            mode
        };
        Ok((mode, roots))
    }

    fn crls(&self) -> Result<Vec<CertificateRevocationListDer<'static>>, SettingsError> {
        let (path, named) = match self.get("sslcrl") {
            Some(path) => (PathBuf::from(path), true),
            None => match self.own_file("root.crl") {
                Some(path) => (path, false),
                None => return Ok(vec![]),
            },
        };
        let Some(bytes) = read_if_there(&path)? else {
            return if named {
                Err(of_file(&path, "there is no such file"))
            } else {
                Ok(vec![])
            };
        };
        let crls: Vec<_> = CertificateRevocationListDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| of_file(&path, "it holds a revocation list that cannot be read"))?;
        if crls.is_empty() {
            return Err(of_file(&path, "it holds no PEM block `X509 CRL`"));
        }
        Ok(crls)
    }

    /// The client certificate and its key: those that are named, else the default files where they
    /// exist.
    fn identity(&self) -> Result<Option<ClientIdentity>, SettingsError> {
        let (cert, cert_named) = match self.get("sslcert") {
            Some(path) => (PathBuf::from(path), true),
            None => match self.own_file("postgresql.crt") {
                Some(path) => (path, false),
                None => return Ok(None),
            },
        };
        let Some(cert_pem) = read_if_there(&cert)? else {
            return if cert_named {
                Err(of_file(&cert, "there is no such file"))
            } else {
                Ok(None)
            };
        };
        let key = match self.get("sslkey") {
            Some(path) => PathBuf::from(path),
            None => match self.own_file("postgresql.key") {
                Some(path) => path,
                None => return Err(value("sslkey", "the client certificate has no key")),
            },
        };
        check_key_mode(&key)?;
        let key_pem = Zeroizing::new(read(&key)?);
        identity(&cert_pem, &key_pem)
            .map(Some)
            .map_err(|error| of_file(&cert, error.to_string()))
    }
}

/// Source: PostgreSQL, chapter 34.19.2: a key that others can read is refused; one of root may be
/// read by its group.
fn check_key_mode(key: &Path) -> Result<(), SettingsError> {
    let about = fs::metadata(key).map_err(|error| of_file(key, error.to_string()))?;
    let open = if about.uid() == 0 { 0o037 } else { 0o077 };
    if about.permissions().mode() & open != 0 {
        return Err(of_file(
            key,
            "others can read this private key; chmod 0600 it",
        ));
    }
    Ok(())
}

fn value(name: &'static str, why: &str) -> SettingsError {
    SettingsError::Value {
        name,
        why: why.to_owned(),
    }
}

fn of_file(path: &Path, why: impl Into<String>) -> SettingsError {
    SettingsError::File {
        path: path.display().to_string(),
        why: why.into(),
    }
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, SettingsError> {
    if path.exists() {
        read(path).map(Some)
    } else {
        Ok(None)
    }
}

/// Reads a file of at most 1 MiB.
fn read(path: &Path) -> Result<Vec<u8>, SettingsError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| {
        file.take(FILE_LIMIT.saturating_add(1))
            .read_to_end(&mut bytes)
    });
    match read {
        Err(error) => Err(of_file(path, error.to_string())),
        Ok(_) if u64::try_from(bytes.len()).is_ok_and(|size| size > FILE_LIMIT) => {
            Err(of_file(path, "it is larger than 1 MiB"))
        }
        Ok(_) => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secrecy::ExposeSecret;

    use super::super::Place;
    use super::*;

    struct Home {
        folder: tempfile::TempDir,
        variables: BTreeMap<String, String>,
    }

    impl Home {
        fn new(variables: &[(&str, &str)]) -> Self {
            Self {
                folder: tempfile::tempdir().unwrap(),
                variables: variables
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
            }
        }

        fn file(&self, name: &str, text: &str, mode: u32) -> String {
            let path = self.folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            path.to_str().unwrap().to_owned()
        }

        fn login(&self, dsn: &str) -> Result<Login, SettingsError> {
            let around = Surroundings {
                variables: &self.variables,
                home: Some(self.folder.path()),
            };
            gather(Some((dsn, DsnSource::Flag)), &around)
        }

        fn password(&self, dsn: &str) -> Option<String> {
            let login = self.login(dsn).unwrap();
            let place = Place {
                host: "db".to_owned(),
                address: None,
                port: 5432,
            };
            login
                .password_for(&place)
                .map(|password| password.expose_secret().to_owned())
        }
    }

    #[test]
    fn the_sources_beat_each_other_in_the_order_of_libpq() {
        let home = Home::new(&[
            ("PGUSER", "from_environment"),
            ("PGHOST", "left-over"),
            ("PGPORT", "1"),
            ("PGDATABASE", "environment_db"),
            ("PGSERVICE", "shop"),
        ]);
        home.file(
            ".pg_service.conf",
            "[shop]\nhost=db\nport=6432\nuser=from_service\n",
            0o644,
        );
        let by_environment = home.login("").unwrap();
        assert_eq!(by_environment.user(), "from_service");
        assert_eq!(by_environment.database, "environment_db");
        assert_eq!(by_environment.place().unwrap().host, "db");
        assert_eq!(by_environment.place_on_purpose(), None);
        let named = home.login("service=shop user=x").unwrap();
        assert_eq!(named.user(), "x");
        let place = named.place_on_purpose().unwrap();
        assert_eq!((place.host.as_str(), place.port), ("db", 6432));
        let own = home.login("postgresql://me@other:7").unwrap();
        let place = own.place_on_purpose().unwrap();
        assert_eq!((place.host.as_str(), place.port), ("other", 7));
        assert!(matches!(
            home.login("service=absent").unwrap_err(),
            SettingsError::NoService { .. }
        ));
    }

    #[test]
    fn the_password_file_counts_when_only_its_owner_can_read_it() {
        let home = Home::new(&[("PGUSER", "app")]);
        let line = "*:*:*:app:from_file\n";
        home.file(".pgpass", line, 0o600);
        assert_eq!(home.password("").as_deref(), Some("from_file"));
        home.file(".pgpass", line, 0o644);
        assert_eq!(home.password(""), None);
        assert!(home.login("").unwrap().remarks[0].contains("0600"));
        let other = home.file("elsewhere", "*:*:*:app:other\n", 0o600);
        assert_eq!(
            home.password(&format!("passfile={other}")).as_deref(),
            Some("other")
        );
        let home = Home::new(&[("PGUSER", "app"), ("PGPASSWORD", "from_variable")]);
        home.file(".pgpass", line, 0o600);
        assert_eq!(home.password("").as_deref(), Some("from_variable"));
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_shown() {
        let home = Home::new(&[]);
        for dsn in ["user=a password=hunter2", "postgres://a:hunter2@db"] {
            let error = home.login(dsn).unwrap_err();
            assert_eq!(error, SettingsError::PasswordOnCommandLine);
            assert!(!format!("{error} {error:?} {}", error.remedy()).contains("hunter2"));
        }
        let around = Surroundings {
            variables: &home.variables,
            home: None,
        };
        let login = gather(
            Some(("postgres://a:hunter2@db", DsnSource::Environment)),
            &around,
        )
        .unwrap();
        assert!(login.password.is_some());
        assert!(!format!("{login:?}").contains("hunter2"));
    }

    #[test]
    fn ssl_modes_are_those_of_libpq() {
        let home = Home::new(&[("PGUSER", "app")]);
        let mode = |dsn: &str| home.login(dsn).map(|login| login.ssl.mode);
        assert_eq!(mode(""), Ok(SslMode::Prefer));
        assert_eq!(mode("sslmode=disable"), Ok(SslMode::Disable));
        assert_eq!(mode("sslmode=require"), Ok(SslMode::Require));
        assert!(mode("sslmode=on").is_err());
        for demanding in ["sslmode=verify-ca", "sslmode=verify-full"] {
            assert!(
                mode(demanding)
                    .unwrap_err()
                    .to_string()
                    .contains("sslrootcert")
            );
        }
        let ca = rcgen::KeyPair::generate().unwrap();
        let pem = rcgen::CertificateParams::default()
            .self_signed(&ca)
            .unwrap()
            .pem();
        home.file(".postgresql/root.crt", &pem, 0o644);
        assert_eq!(mode("sslmode=require"), Ok(SslMode::VerifyCa));
        assert_eq!(mode("sslmode=verify-full"), Ok(SslMode::VerifyFull));
        assert_eq!(mode("sslmode=prefer"), Ok(SslMode::Prefer));
        assert!(mode("sslrootcert=system sslmode=require").is_err());
        let empty = home.file("empty.pem", "nothing", 0o644);
        assert!(mode(&format!("sslmode=verify-ca sslrootcert={empty}")).is_err());
        assert!(mode("sslmode=verify-ca sslcrl=/nowhere").is_err());
    }

    #[test]
    fn client_certificates_come_with_a_key_of_their_own() {
        let home = Home::new(&[("PGUSER", "app")]);
        let key = rcgen::KeyPair::generate().unwrap();
        let pem = rcgen::CertificateParams::default()
            .self_signed(&key)
            .unwrap()
            .pem();
        home.file(".postgresql/postgresql.crt", &pem, 0o644);
        assert!(home.login("").is_err(), "the key is missing");
        home.file(".postgresql/postgresql.key", &key.serialize_pem(), 0o604);
        assert!(home.login("").unwrap_err().to_string().contains("0600"));
        home.file(".postgresql/postgresql.key", &key.serialize_pem(), 0o600);
        assert!(home.login("").unwrap().ssl.identity.is_some());
        assert!(
            home.login("sslmode=disable")
                .unwrap()
                .ssl
                .identity
                .is_none()
        );
        assert!(
            home.login("sslcertmode=disable")
                .unwrap()
                .ssl
                .identity
                .is_none()
        );
        assert!(home.login("sslcert=/nowhere/x.crt").is_err());
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let home = Home::new(&[("PGUSER", "app")]);
        for bad in [
            "host=/tmp",
            "host=a,b",
            "port=0",
            "port=x",
            "hostaddr=db",
            "connect_timeout=soon",
            "channel_binding=maybe",
            "gssencmode=require",
            "ssl_min_protocol_version=SSLv3",
            "sslpassword=x",
            "require_auth=scram-sha-256",
        ] {
            assert!(home.login(bad).is_err(), "{bad}");
        }
        assert!(matches!(
            Home::new(&[]).login(""),
            Err(SettingsError::NoUser)
        ));
        let forbids = Home::new(&[("PGUSER", "a"), ("PGREQUIREAUTH", "none")]);
        assert!(matches!(
            forbids.login("").unwrap_err(),
            SettingsError::Variable {
                name: "PGREQUIREAUTH"
            }
        ));
    }
}
