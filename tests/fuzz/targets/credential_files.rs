//! The two files with keys: JSON of the vendor's command line, INI of its SDKs. The first byte
//! chooses. Nothing is asked over the network, and no program is run.
#![no_main]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use forcessl::clock::SystemClock;
use forcessl::cloud::credentials::{ChainInputs, ProviderContext, search};
use forcessl::cloud::rpc::transport::ServerTransport;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
});

static HOME: LazyLock<PathBuf> = LazyLock::new(|| {
    let shared = PathBuf::from("/dev/shm");
    let base = if shared.is_dir() {
        shared
    } else {
        std::env::temp_dir()
    };
    let home = base.join(format!("forcessl-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(home.join(".aliyun")).unwrap();
    std::fs::create_dir_all(home.join(".alibabacloud")).unwrap();
    home
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    let [json, ini] =
        [".aliyun/config.json", ".alibabacloud/credentials"].map(|name| HOME.join(name));
    let (write, remove) = if choice & 1 == 0 {
        (json, ini)
    } else {
        (ini, json)
    };
    let _absent = std::fs::remove_file(remove);
    std::fs::write(write, text).unwrap();
    let variables = BTreeMap::from(
        [
            ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
            ("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let around = ChainInputs {
        variables: &variables,
        home: Some(&HOME),
        profile: (choice & 2 != 0).then_some("default"),
    };
    let means = ProviderContext::new(ServerTransport::default(), Arc::new(SystemClock::new()));
    let found = RUNTIME.block_on(search(&around, &means));
    let _ = format!("{found:?}");
});
