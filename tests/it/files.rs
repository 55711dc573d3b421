//! Files of every odd kind where a flag or an argument names one: refused within the limits, with nothing sent.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use crate::support::{Sandbox, make_pipe, within};

/// Command lines whose FILE has to be read.
const READERS: &[&str] = &[
    "check --instances-from FILE",
    "check pgm-sandbox1 --policy FILE",
    "check pgm-sandbox1 --baseline FILE",
    "check pgm-sandbox1 --no-probe --ca-bundle FILE",
    "probe 127.0.0.1 --cert FILE --key FILE",
    "enforce --plan FILE --yes",
    "enforce pgm-sandbox1 --via acl --client-ca FILE --yes",
    "hba apply pgm-sandbox1 FILE --yes",
    "ca set pgm-sandbox1 FILE --yes",
    "ca rotate pgm-sandbox1 FILE --yes",
    "crl set pgm-sandbox1 FILE --yes",
    "ssl enable pgm-sandbox1 --ca-type custom --server-cert FILE --server-key FILE --yes",
    "probe --targets FILE",
    "probe 127.0.0.1 --logins FILE",
    "probe 127.0.0.1 --server-ca FILE",
    "sandbox --state FILE",
    "policy validate FILE",
    "report merge FILE",
    "cert inspect FILE",
];

fn odd_files(folder: &Path) -> Vec<String> {
    let at = |name: &str| folder.join(name);
    std::fs::create_dir(at("folder")).unwrap();
    symlink(at("missing"), at("dangling")).unwrap();
    symlink(at("circle"), at("circle")).unwrap();
    File::create(at("sparse"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    std::fs::write(at("zeros"), [0; 4096]).unwrap();
    std::fs::write(at("binary"), [0x30, 0x82, 0xff, 0xfe, 0x00]).unwrap();
    let utf_16: Vec<u8> = "\u{feff}pgm-a\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(at("utf-16"), utf_16).unwrap();
    std::fs::write(at("mark"), "\u{feff}").unwrap();
    std::mem::forget(UnixListener::bind(at("socket")).unwrap());
    let names = [
        "folder", "dangling", "circle", "sparse", "zeros", "binary", "utf-16", "mark", "socket",
    ];
    let devices = ["/dev/zero", "/dev/null", "/dev/full"].map(str::to_owned);
    let files = names.iter().map(|name| at(name).display().to_string());
    files.chain(devices).collect()
}

#[test]
fn an_odd_file_is_refused_at_once_wherever_one_is_named() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for file in odd_files(folder.path()) {
        for reader in READERS {
            let line = reader.replace("FILE", &file);
            let words: Vec<&str> = line.split(' ').collect();
            let (code, _, said) = within(&mut sandbox.command(&words), Duration::from_secs(20));
            let misleads = !file.ends_with("binary") && said.contains("openssl x509");
            if code != Some(2) || !said.contains("\n  hint: ") || misleads {
                wrong.push(format!("{line}: {code:?} {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_pipe_that_is_named_is_read_to_its_end() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    let pipe = sandbox.home.path().join("pipe");
    make_pipe(&pipe);
    let name = pipe.display().to_string();
    let writer = std::thread::spawn(move || {
        let mut pipe = File::options().write(true).open(pipe).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        pipe.write_all(b"pgm-sandbox1\n").unwrap();
    });
    let args = ["check", "--no-probe", "--instances-from", &name];
    let shown = sandbox.run(&args).expect(1).stdout;
    assert!(shown.contains("pgm-sandbox1"), "{shown}");
    writer.join().unwrap();
}

#[test]
fn a_byte_order_mark_before_a_text_is_skipped() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    let write = |name: &str, text: &str| {
        let file = sandbox.home.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, format!("\u{feff}{text}")).unwrap();
        file.display().to_string()
    };
    write(".config/forcessl/config.toml", "parallel = 4\n");
    let records = write("records", "host all all 0.0.0.0/0 scram-sha-256\n");
    let list = write("list", "pgm-sandbox1\n");
    let policy = write("policy", "version = 1\n");
    sandbox
        .run(&["hba", "apply", "pgm-sandbox1", &records, "--dry-run"])
        .expect(1);
    let policy = ["--policy", &policy];
    sandbox
        .run(
            &[
                &["check", "--no-probe", "--instances-from", &list][..],
                &policy,
            ]
            .concat(),
        )
        .expect(1);
}
