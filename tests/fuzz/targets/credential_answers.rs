//! What a service that gives keys answers: the bodies of a credentials URI and of the metadata
//! service, over HTTP on loopback. The first byte chooses; a zero byte ends each body.
#![no_main]

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, LazyLock, Mutex};

use forcessl::clock::SystemClock;
use forcessl::cloud::credentials::{ChainInputs, ProviderContext, search};
use forcessl::cloud::rpc::transport::ServerTransport;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

static BODIES: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());

static PORT: LazyLock<u16> = LazyLock::new(|| {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = Vec::new();
            let mut buffer = [0; 4096];
            while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut buffer) {
                    Ok(count @ 1..) => asked.extend_from_slice(&buffer[..count]),
                    Ok(_) | Err(_) => break,
                }
            }
            let body = BODIES.lock().unwrap().pop_front().unwrap_or_default();
            let head = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let _closed = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    port
});

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    *BODIES.lock().unwrap() = text.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
    let address = format!("http://127.0.0.1:{}/", *PORT);
    let mut means = ProviderContext::new(ServerTransport::default(), Arc::new(SystemClock::new()));
    means.metadata_service = reqwest::Url::parse(&address).unwrap();
    let mut variables = BTreeMap::new();
    if choice & 1 == 0 {
        let uri = ("ALIBABA_CLOUD_CREDENTIALS_URI".to_owned(), address);
        let off = (
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED".to_owned(),
            "true".to_owned(),
        );
        variables.extend([uri, off]);
    }
    let around = ChainInputs {
        variables: &variables,
        home: None,
        profile: None,
    };
    RUNTIME.block_on(async {
        let found = search(&around, &means).await;
        if let Ok(identity) = &found.identity {
            let _ = identity.credentials().await;
        }
        let _ = format!("{found:?}");
    });
});
