//! A whole connection to the embedded endpoint: start-up, TLS, login and what follows it.
//!
//! The first byte chooses one of a few endpoints and where the rest is cut in two writes.
#![no_main]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use forcessl::domain::acl::Acl;
use forcessl::domain::hba::file;
use forcessl::domain::ssl::Pem;
use forcessl::sandbox::database::embedded::{self, EmbeddedServer};
use forcessl::sandbox::database::{Database, Desired, SandboxAccount, ServerIdentity};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

const RECORDS: [&str; 4] = [
    "host all all all trust\nhost replication all all trust",
    "hostssl all all all cert\nhostnossl all all all reject",
    "host all all all scram-sha-256",
    "host \"a b\",/^x all 127.0.0.0/8 password\nhost all +r samenet ident",
];

static DOORS: LazyLock<(Runtime, Vec<EmbeddedServer>)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = Pem::new(&certificate.self_signed(&key).unwrap().pem());
    let identity = ServerIdentity {
        certificate: certificate.clone().unwrap(),
        key: key.serialize_pem().into(),
    };
    let accounts = [SandboxAccount {
        name: "app".to_owned(),
        password: String::new().into(),
        replication: true,
    }];
    let doors = RECORDS
        .iter()
        .zip([18, 17, 15, 11])
        .map(|(records, major)| {
            let desired = Desired {
                ssl: Some(identity.clone()),
                client_ca: certificate.clone(),
                crl: None,
                acl: Acl::Prefer,
                replication_acl: Acl::Prefer,
                records: file::parse(records).unwrap(),
            };
            runtime
                .block_on(embedded::start(&accounts, "appdb", &desired, major))
                .unwrap()
        })
        .collect();
    (runtime, doors)
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let door = &DOORS.1[usize::from(choice & 3)];
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, door.port())) else {
        return;
    };
    stream.set_nodelay(true).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let (first, second) = bytes
        .split_at_checked(usize::from(choice >> 2))
        .unwrap_or((bytes, &[]));
    let _closed = stream.write_all(first);
    let _closed = stream.write_all(second);
    let _closed = stream.shutdown(Shutdown::Write);
    let mut said = Vec::new();
    if let Err(error) = stream.take(1 << 20).read_to_end(&mut said) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "it hangs");
    }
    assert!(said.len() < 1 << 20);
});
