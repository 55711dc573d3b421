//! Logins as they are gathered from their sources.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use super::keywords::{KEYWORDS, Usage};
use super::*;
use crate::domain::certificate::sample::{Authority, NOW, Pair, params, self_signed};

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

    fn login(&self, dsn: &str) -> Result<ConnectSettings, SettingsError> {
        let around = LoginInputs {
            variables: &self.variables,
            home: Some(self.folder.path()),
        };
        ConnectSettings::gather(Some((dsn, DsnSource::Flag)), &around)
    }

    fn password(&self, dsn: &str) -> Option<String> {
        let login = self.login(dsn).unwrap();
        let server = ServerAddress {
            host: "db".to_owned(),
            address: None,
            port: 5432,
        };
        login
            .password_for(&server)
            .map(|password| String::from_utf8(password.to_vec()).unwrap())
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
    let services = "[shop]\nhost=db\nport=6432\nuser=from_service\n";
    home.file(".pg_service.conf", services, 0o644);
    let by_environment = home.login("").unwrap();
    assert_eq!(by_environment.user(), "from_service");
    assert_eq!(by_environment.database, "environment_db");
    assert_eq!(by_environment.servers()[0].host, "db");
    assert_eq!(by_environment.explicit_servers(), []);
    let named = home.login("service=shop user=x").unwrap();
    assert_eq!(named.user(), "x");
    let server = &named.explicit_servers()[0];
    assert_eq!((server.host.as_str(), server.port), ("db", 6432));
    let own = home.login("postgresql://me@other:7").unwrap();
    let server = &own.explicit_servers()[0];
    assert_eq!((server.host.as_str(), server.port), ("other", 7));
    let absent = home.login("service=absent").unwrap_err().to_string();
    assert!(absent.contains("service `absent`"), "{absent}");
}

#[test]
fn the_password_file_counts_when_only_its_owner_can_read_it() {
    let home = Home::new(&[("PGUSER", "app")]);
    let line = "*:*:*:app:from_file\n";
    home.file(".pgpass", line, 0o600);
    assert_eq!(home.password("").as_deref(), Some("from_file"));
    home.file(".pgpass", line, 0o644);
    assert_eq!(home.password(""), None);
    let remark = home.login("").unwrap().remarks[0].english();
    assert!(remark.contains("0600"), "{remark}");
    let other = home.file("elsewhere", "*:*:*:app:other\n", 0o600);
    let named = home.password(&format!("passfile={other}"));
    assert_eq!(named.as_deref(), Some("other"));
    let home = Home::new(&[("PGUSER", "app"), ("PGPASSWORD", "from_variable")]);
    home.file(".pgpass", line, 0o600);
    assert_eq!(home.password("").as_deref(), Some("from_variable"));
}

#[test]
fn a_password_on_the_command_line_is_refused_and_not_shown() {
    let home = Home::new(&[]);
    for dsn in ["user=a password=hunter2", "postgres://a:hunter2@db"] {
        let error = home.login(dsn).unwrap_err();
        assert_eq!(error.text(), text!("settings-password-on-command-line"));
        assert!(!format!("{error} {error:?} {}", error.remedy().english()).contains("hunter2"));
    }
    let around = LoginInputs {
        variables: &home.variables,
        home: None,
    };
    let login = ConnectSettings::gather(
        Some(("postgres://a:hunter2@db", DsnSource::Environment)),
        &around,
    )
    .unwrap();
    assert!(login.password.is_some());
    assert!(!format!("{login:?}").contains("hunter2"));
}

/// A connection string as somebody writes it who escapes nothing.
fn with_password(password: &str, style: usize) -> String {
    let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
    match style {
        0 => format!("postgresql://app:{password}@db.example/appdb"),
        1 => format!("postgres://app:{password}@[::1]:7/appdb?sslmode=require"),
        2 => format!("postgresql://{password}@db.example"),
        3 => format!("jdbc:postgresql://app:{password}@db.example/appdb?sslmode=require"),
        4 => format!("host=app:{password}@db.example dbname=appdb"),
        _ => format!("user=app password='{quoted}' host=db.example"),
    }
}

proptest! {
    #[test]
    fn nothing_of_a_password_is_shown(
        password in "[A-Z0-9@/?#:,%&=_'\\[\\] .\\\\-]{4,16}",
        style in 0_usize..6,
    ) {
        // Only what ends with the last @ is a password; a user alone is one too few parts of it.
        prop_assume!(style != 2 || password.contains('@') || password.contains('/'));
        let around = LoginInputs { variables: &BTreeMap::new(), home: None };
        let dsn = with_password(&password, style);
        let shown = match ConnectSettings::gather(Some((&dsn, DsnSource::Environment)), &around) {
            Ok(login) => format!("{login:?} {:?} {:?}", login.servers(), login.remarks),
            Err(error) => format!("{error} {error:?} {}", error.remedy().english()),
        };
        let letters: Vec<char> = password.chars().collect();
        for part in letters.windows(4).map(|part| part.iter().collect::<String>()) {
            // Punctuation alone is everywhere.
            let says = part.chars().filter(char::is_ascii_alphanumeric).count() > 1;
            prop_assert!(!says || !shown.contains(&part), "{dsn}: {shown}");
        }
    }
}

#[test]
fn what_may_be_a_part_of_a_password_is_no_host_port_or_name() {
    let around = LoginInputs {
        variables: &BTreeMap::new(),
        home: None,
    };
    for dsn in [
        "postgres://app:hun/ter2?x=y@host/db",
        "postgres://app:hun,ter/2?3@host",
    ] {
        let read = ConnectSettings::gather(Some((dsn, DsnSource::Environment)), &around);
        let shown = read
            .map_err(|error| format!("{error} {error:?}"))
            .unwrap_err();
        assert!(
            !shown.contains("hun") && !shown.contains("ter"),
            "{dsn}: {shown}"
        );
    }
}

#[test]
fn ssl_modes_are_those_of_libpq() {
    let home = Home::new(&[("PGUSER", "app")]);
    let mode = |dsn: &str| home.login(dsn).map(|login| login.ssl.mode);
    assert_eq!(mode(""), Ok(None));
    assert_eq!(mode("sslmode=disable"), Ok(Some(SslMode::Disable)));
    assert_eq!(mode("sslmode=require"), Ok(Some(SslMode::Require)));
    assert_eq!(mode("requiressl=0"), Ok(Some(SslMode::Prefer)));
    assert!(mode("sslmode=on").is_err());
    for demanding in ["sslmode=verify-ca", "sslmode=verify-full"] {
        let error = mode(demanding).unwrap_err().to_string();
        assert!(error.contains("sslrootcert"), "{error}");
    }
    home.file(".postgresql/root.crt", &Authority::new("CA").pem, 0o644);
    for demanding in ["allow", "prefer", "require", "verify-ca", "verify-full"] {
        let login = home.login(&format!("sslmode={demanding}")).unwrap();
        assert!(login.ssl.roots.is_some(), "{demanding}");
    }
    assert!(home.login("sslmode=disable").unwrap().ssl.roots.is_none());
    let missing = home.login("sslmode=require sslrootcert=/nowhere").unwrap();
    assert!(missing.ssl.roots.is_none());
    assert!(missing.remarks[0].english().contains("/nowhere"));
    assert!(mode("sslrootcert=system sslmode=require").is_err());
    let empty = home.file("empty.pem", "nothing", 0o644);
    assert!(mode(&format!("sslmode=verify-ca sslrootcert={empty}")).is_err());
    assert!(mode("sslmode=verify-ca sslcrl=/nowhere").is_err());
}

#[test]
fn client_certificates_come_with_a_key_of_their_own() {
    let home = Home::new(&[("PGUSER", "app")]);
    let Pair { certificate, key } = self_signed(&params("app", NOW));
    home.file(".postgresql/postgresql.crt", &certificate, 0o644);
    assert!(home.login("").is_err(), "the key is missing");
    home.file(".postgresql/postgresql.key", &key, 0o604);
    assert!(home.login("").unwrap_err().to_string().contains("0600"));
    home.file(".postgresql/postgresql.key", &key, 0o600);
    for (dsn, presented) in [
        ("", true),
        ("sslmode=disable", false),
        ("sslcertmode=disable", false),
    ] {
        let identity = home.login(dsn).unwrap().ssl.identity;
        assert_eq!(identity.is_some(), presented, "{dsn}");
    }
    assert!(home.login("sslcert=/nowhere/x.crt").is_err());
}

#[test]
fn what_cannot_be_done_is_refused_by_name() {
    let home = Home::new(&[("PGUSER", "app")]);
    let highest = "ssl_max_protocol_version";
    let crossed = "ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=tlsv1.2";
    let nameless = "host='' sslmode=verify-full hostaddr=::1 sslrootcert=system";
    for (dsn, name) in [
        ("host=/tmp", "host"),
        ("port=0", "port"),
        ("port=x", "port"),
        ("hostaddr=db", "hostaddr"),
        ("connect_timeout=soon", "connect_timeout"),
        ("connect_timeout=", "connect_timeout"),
        ("channel_binding=maybe", "channel_binding"),
        ("channel_binding=", "channel_binding"),
        ("gssencmode=require", "gssencmode"),
        ("ssl_min_protocol_version=SSLv3", "ssl_min_protocol_version"),
        ("ssl_max_protocol_version=TLSv1.1", highest),
        (crossed, highest),
        ("require_auth=scram-sha-256", "require_auth"),
        ("sslnegotiation=direct", "sslnegotiation"),
        ("sslcertmode=bogus", "sslcertmode"),
        ("keepalives_idle=soon", "keepalives_idle"),
        ("client_encoding=klingon", "client_encoding"),
        ("target_session_attrs=best", "target_session_attrs"),
        (nameless, "host"),
    ] {
        let error = home.login(dsn).unwrap_err();
        assert!(error.name.as_deref() == Some(name), "{dsn}: {error:?}");
    }
    let error = home.login("sslpassword=x").unwrap_err();
    assert_eq!(error.text(), text!("settings-password-on-command-line"));
    for dsn in ["", "user=''"] {
        let error = Home::new(&[("PGUSER", "")]).login(dsn).unwrap_err();
        assert_eq!(error.text(), text!("settings-no-user"));
    }
    for (variable, value) in [
        ("PGREQUIREAUTH", "none"),
        ("PGSSLMODE", ""),
        ("PGPORT", "a"),
    ] {
        let forbids = Home::new(&[("PGUSER", "a"), (variable, value)]);
        let error = forbids.login("").unwrap_err();
        assert!(error.name.as_deref() == Some(variable), "{error:?}");
    }
}

#[test]
fn an_empty_value_hides_what_is_behind_it() {
    let home = Home::new(&[
        ("PGUSER", "app"),
        ("PGDATABASE", "shop"),
        ("PGHOST", "db"),
        ("PGPORT", "7"),
        ("PGPASSWORD", ""),
    ]);
    home.file(".pgpass", "*:*:*:*:from_file\n", 0o600);
    let login = home.login("dbname='' host='' port=''").unwrap();
    assert_eq!(login.database, "app");
    assert_eq!(login.servers(), []);
    assert_eq!(login.port(), None);
    assert_eq!(home.password("").as_deref(), Some("from_file"));
    assert_eq!(home.login("").unwrap().servers()[0].port, 7);
    home.file(".pgpass", "*:*:*:*:\n*:*:*:*:later\n", 0o600);
    assert_eq!(home.password(""), None);
}

#[test]
fn the_variable_that_demands_ssl_counts_where_nothing_else_does() {
    let home = Home::new(&[("PGUSER", "app"), ("PGREQUIRESSL", "1")]);
    let mode = |dsn: &str| home.login(dsn).unwrap().ssl.mode;
    assert_eq!(mode(""), Some(SslMode::Require));
    assert_eq!(mode("sslmode=allow"), Some(SslMode::Allow));
    let home = Home::new(&[
        ("PGUSER", "a"),
        ("PGREQUIRESSL", "1"),
        ("PGSSLMODE", "prefer"),
    ]);
    assert_eq!(home.login("").unwrap().ssl.mode, Some(SslMode::Prefer));
    let home = Home::new(&[("PGUSER", "a"), ("PGREQUIRESSL", "yes")]);
    assert_eq!(home.login("").unwrap().ssl.mode, None);
}

#[test]
fn session_variables_reach_the_server() {
    let home = Home::new(&[
        ("PGUSER", "a"),
        ("PGTZ", "Europe/New York"),
        ("PGDATESTYLE", "Default"),
        ("PGOPTIONS", "-c a=b"),
    ]);
    let options = home.login("").unwrap().options;
    assert_eq!(options, "-c a=b -c timezone=Europe/New\\ York");
}

#[test]
fn a_service_file_that_is_named_has_to_be_there() {
    let home = Home::new(&[("PGUSER", "app"), ("PGSERVICEFILE", "/nowhere/services")]);
    let error = home.login("service=a").unwrap_err();
    assert!(error.to_string().contains("/nowhere/services"), "{error}");
    let own = home.file("own", "[a]\nhost=db\nhost=later\n", 0o600);
    let login = home.login(&format!("service=a servicefile={own}")).unwrap();
    assert_eq!(login.explicit_servers()[0].host, "db");
    assert_eq!(login.explicit_servers().len(), 1);
}

/// Asks the installed libpq for its keywords: each is in the table, with the same variable.
#[test]
fn every_keyword_of_libpq_has_a_place_in_the_table() {
    const ASK: &str = "import ctypes, ctypes.util\n\
        class Option(ctypes.Structure):\n    \
            _fields_ = [(name, ctypes.c_char_p) for name in ('keyword', 'envvar', 'compiled', 'val', 'label', 'dispchar')] + [('dispsize', ctypes.c_int)]\n\
        libpq = ctypes.CDLL(ctypes.util.find_library('pq') or 'libpq.so.5')\n\
        libpq.PQconndefaults.restype = ctypes.POINTER(Option)\n\
        for option in libpq.PQconndefaults():\n    \
            if not option.keyword: break\n    \
            print(option.keyword.decode(), (option.envvar or b'').decode())\n";
    #[expect(clippy::disallowed_methods, reason = "asks libpq by Python")]
    let output = std::process::Command::new("python3")
        .args(["-c", ASK])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told = String::from_utf8(output.stdout).unwrap();
    let mut count = 0;
    for line in told.lines() {
        let (name, variable) = line.split_once(' ').unwrap();
        let keyword = keywords::find(name).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert_eq!(keyword.variable, variable, "{name}");
        count += 1;
    }
    assert!(count >= 35, "{told}");
}

#[test]
fn what_is_refused_is_refused_from_every_source() {
    for keyword in KEYWORDS.iter().filter(|one| one.usage == Usage::Refused) {
        let home = Home::new(&[("PGUSER", "app")]);
        assert!(home.login(&format!("{}=x", keyword.name)).is_err());
        let empty = home.login(&format!("{}=", keyword.name));
        assert_eq!(empty.is_ok(), keyword.name != "require_auth");
        let service = format!("[a]\n{}=x\n", keyword.name);
        home.file(".pg_service.conf", &service, 0o600);
        assert!(home.login("service=a").is_err(), "{}", keyword.name);
        if !keyword.variable.is_empty() {
            let home = Home::new(&[("PGUSER", "app"), (keyword.variable, "x")]);
            assert!(home.login("").is_err(), "{}", keyword.variable);
        }
    }
}
