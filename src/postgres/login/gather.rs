//! Puts the sources of a login together: the connection string, the service, the variables.

use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::files::{of_file, read_if_there};
use super::keywords::{KEYWORDS, Use};
use super::values::Values;
use super::{DsnSource, Given, Login, Named, SettingsError, Surroundings, dsn, service};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::super::{Place, SslMode};
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
