//! What goes wrong is said in Chinese with `--lang zh`, and in documents the same in every language.

use std::path::Path;

use crate::support::certificates::Authority;
use crate::support::words::english_words;
use crate::support::{Ran, Sandbox, command};

/// Command lines that end in an error before anything is asked of a service. `DIR` is a folder with the files
/// that [`files`] makes.
const LINES: &[&str] = &[
    "check pgm-a --shard 1/2",
    "check --all --instances-from DIR/empty pgm-a",
    "check pgm-a --all",
    "check pgm-a --tag a=b",
    "check pgm-a --no-replicas",
    "check --allow-empty pgm-a",
    "check pgm-a --show-all",
    "check --all --show-all -o json",
    "check --find pgm-a --region cn-hangzhou",
    "check pgm-a --baseline DIR/nowhere",
    "check pgm-a --baseline DIR/text",
    "check pgm-a -o table -o json",
    "check pgm-a -o json=DIR/nowhere/a",
    "check pgm-a -o json=DIR/a -o csv=DIR/a",
    "check pgm-a --no-probe --user app",
    "check --all --user app",
    "check --instances-from DIR/nowhere",
    "check --instances-from DIR/empty",
    "check --instances-from DIR/text",
    "check --tag a=b --tag a=c",
    "check --all --shard auto",
    "check",
    "plan",
    "plan pgm-a --mode cert --via hba",
    "plan pgm-a --via acl --except user=app",
    "plan pgm-a --stepwise",
    "plan pgm-a --via acl --mode prefer",
    "plan pgm-a --via acl --client-ca DIR/nowhere",
    "plan pgm-a --via acl --client-ca DIR/text",
    "plan pgm-a --via acl --client-ca DIR/key.pem",
    "plan pgm-a --via acl --client-ca DIR/empty",
    "plan pgm-a --via acl --client-ca DIR/leaf.pem",
    "plan pgm-a --via acl --client-ca DIR/binary",
    "plan pgm-a --via acl --client-ca DIR",
    "plan pgm-a --via acl --client-ca DIR/ca.pem --crl DIR/text",
    "plan pgm-a --via acl --crl DIR/text",
    "plan pgm-a --policy DIR/text",
    "plan pgm-a --policy DIR/text --via hba",
    "plan pgm-a --out DIR/text",
    "plan pgm-a --out DIR/nowhere/plan",
    "plan pgm-a --dsn host=a --sessions",
    "plan pgm-a --dsn colour=blue",
    "plan pgm-a --dsn 'user=app password=x'",
    "plan pgm-a --dsn 'user=app port=many'",
    "plan pgm-a --dsn 'user=app sslmode=maybe'",
    "plan pgm-a --dsn 'user=app host=/tmp'",
    "plan pgm-a --dsn 'user=app replication=true'",
    "plan pgm-a --dsn 'user'",
    "plan pgm-a --dsn \"user='app\"",
    "plan pgm-a --dsn 'service=nothing'",
    "plan pgm-a --dsn 'user=app sslmode=verify-full sslrootcert=DIR/nowhere'",
    "plan pgm-a --dsn 'user=app sslcert=DIR/leaf.pem sslkey=DIR/key.pem'",
    "plan pgm-a --allow-clear-password",
    "enforce pgm-a --plan DIR/text",
    "enforce --plan DIR/text",
    "enforce --plan DIR/text --via hba",
    "enforce pgm-a --no-wait --auto-rollback",
    "enforce pgm-a --dry-run --wait-ready",
    "enforce pgm-a --dry-run --require-proof",
    "enforce pgm-a pgm-b --no-wait",
    "enforce pgm-a --confirm-each --yes",
    "enforce pgm-a --evidence DIR/text",
    "enforce pgm-a --cert DIR/leaf.pem",
    "enforce pgm-a --cert DIR/ca.pem --key DIR/key.pem",
    "enforce pgm-a --cert DIR/text --key DIR/key.pem",
    "rollback pgm-a --list --dry-run",
    "rollback pgm-a --to nothing",
    "ssl enable pgm-a --ca-type custom",
    "ssl enable pgm-a --ca-type custom --server-cert DIR/text --server-key DIR/key.pem",
    "ssl enable pgm-a --ca-type custom --server-cert DIR/leaf.pem --server-key DIR/ca.key",
    "ca set pgm-a DIR/text",
    "crl set pgm-a DIR/ca.pem",
    "crl set pgm-a DIR/nowhere",
    "hba apply pgm-a DIR/text",
    "hba apply pgm-a DIR/empty",
    "hba apply pgm-a DIR/binary",
    "hba explain pgm-a app@postgres",
    "hba explain pgm-a @postgres from 10.0.0.1",
    "hba explain pgm-a app@postgres from nowhere",
    "hba explain pgm-a app@postgres to 10.0.0.1",
    "hba history pgm-a --since soon",
    "probe a/b",
    "probe [::1",
    "probe [::1]x",
    "probe db.example:0",
    "probe :5432",
    "probe Nothing",
    "probe db.example --all-accounts",
    "probe --targets DIR/empty",
    "probe db.example --logins DIR/three",
    "probe db.example --logins DIR/empty",
    "probe db.example --server-ca DIR/text",
    "sessions --dsn user=app",
    "sessions db.example --dsn 'user=app host=other.example'",
    "sessions db.example --dsn user=app --watch 1s --interval 2s",
    "sessions db.example --dsn user=app --watch 5s --interval 1ms",
    "sessions db.example",
    "cert new-ca --ca DIR/text",
    "cert issue app --ca DIR/nowhere --out DIR/out",
    "cert issue '' --ca DIR --out DIR/out",
    "cert issue app --ca DIR --out DIR/out --csr DIR/text",
    "cert issue --from-file DIR/empty --ca DIR --out DIR/out",
    "cert revoke 99 --ca DIR",
    "cert revoke DIR/text --ca DIR",
    "cert crl --ca DIR/nowhere",
    "cert inspect DIR/text",
    "cert inspect DIR/key.pem",
    "report merge DIR/text",
    "report merge DIR/nowhere",
    "policy validate DIR/text",
    "policy validate DIR/nowhere",
    "policy init DIR/text",
    "explain NoSuchCode",
    "export ram-policy audit --account me",
    "sandbox --listen 192.0.2.1:1",
    "sandbox --state DIR/text",
    "check pgm-a --endpoint ftp://a",
    "check pgm-a --endpoint http://a.example",
    "check pgm-a --endpoint https://",
    "check pgm-a --proxy ftp://a --endpoint https://127.0.0.1:1",
    "check pgm-a --ca-bundle DIR/text --endpoint https://127.0.0.1:1",
    "check pgm-a --ca-bundle DIR/nowhere --endpoint https://127.0.0.1:1",
    "check pgm-a --endpoint http://127.0.0.1:1 --timeout 1s",
    "check pgm-a",
    "check pgm-a --region cn-hangzhou --region cn-beijing",
    "plan pgm-a --profile one --profile two --endpoint http://127.0.0.1:1",
    "check pgm-a --profile nowhere --endpoint http://127.0.0.1:1",
    "clients pgm-a --sslrootcert 'a\u{7}b'",
    "man DIR/text",
    "policy validate DIR/key.toml",
    "policy validate DIR/word.toml",
    "policy validate DIR/type.toml",
    "policy validate DIR/open.toml",
    "policy validate DIR/bare.toml",
    "hba apply pgm-a DIR/open.json",
    "hba apply pgm-a DIR/item.json",
    "hba apply pgm-a DIR/key.json",
    "hba apply pgm-a DIR/comma.json",
    "hba apply pgm-a DIR/pattern.conf",
    "hba apply pgm-a DIR/mask.conf",
    "report merge DIR/key.json",
    "report merge DIR/item.json",
    "report merge DIR/newer.json",
    "sandbox --state DIR/key.json",
    "sandbox --state DIR/state.json",
    "sandbox --fault x",
    "sandbox --fault slow:x",
    "sandbox --fault stuck:1",
    "sandbox --fleet x",
    "sandbox --listen x",
    "sandbox --instances 0",
    "sandbox --instances 1x",
    "acl set pgm-a always",
    "check pgm-a -o xml",
    "chek pgm-a",
    "check --engine-version x --all",
    "check pgm-a --qps x",
    "check pgm-a --timeout x",
    "enforce pgm-a --except x",
    "completions x",
    "check pgm-a --lang x",
];

/// Files that a parser refuses, by name.
const BROKEN: &[(&str, &str)] = &[
    ("key.toml", "version = 1\ncolour = 2\n"),
    ("word.toml", "version = 1\n[defaults]\nvia = [\"wish\"]\n"),
    ("type.toml", "version = \"1\"\n"),
    ("open.toml", "version = 1\n[defaults\n"),
    ("bare.toml", "version = one\n"),
    ("open.json", "[{\"type\": \"host\","),
    ("item.json", "[1]"),
    ("key.json", "{\"schema_version\": 1, \"colour\": 1}"),
    ("comma.json", "[{\"type\": \"host\",}]"),
    ("newer.json", "{\"schema_version\": 99}"),
    ("state.json", "{\"instances\": [{\"id\": \"!\"}]}"),
    ("pattern.conf", "host all /(a 0.0.0.0/0 md5\n"),
    ("mask.conf", "host all all 10.0.0.0/99 md5\n"),
];

/// Files that are no use in several ways, and a CA.
fn files(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    write("text", b"nothing of use\n");
    write("empty", b"");
    write("binary", b"0\x82\xff\x00\x01");
    write("three", b"one two three\n");
    for (name, text) in BROKEN {
        write(name, text.as_bytes());
    }
    let ca = Authority::new("forcessl test CA");
    let (leaf, key) = ca.issue("app");
    std::fs::copy(ca.ca(), folder.join("ca.pem")).unwrap();
    std::fs::copy(leaf, folder.join("leaf.pem")).unwrap();
    std::fs::copy(key, folder.join("key.pem")).unwrap();
}

fn words(line: &str, folder: &Path) -> Vec<String> {
    let line = line.replace("DIR", folder.to_str().unwrap());
    shell_words::split(&line).unwrap()
}

fn ran(home: &Path, line: &[String], more: &[&str]) -> Ran {
    let mut command = command(home);
    command
        .args(line)
        .args(more)
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .env("FORCESSL_REGION", "cn-hangzhou")
        .env("FORCESSL_ENDPOINT", "http://127.0.0.1:1")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "a")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b");
    Ran::of(command.output().unwrap(), more)
}

/// The lines that are not in Chinese, each with its words.
fn offending(ran: &Ran) -> Vec<String> {
    let lines = ran.stdout.lines().chain(ran.stderr.lines());
    lines
        .filter_map(|line| {
            let words = english_words(line);
            (!words.is_empty()).then(|| format!("  {} | {}", line.trim_end(), words.join(" ")))
        })
        .collect()
}

#[test]
fn bad_input_is_refused_in_chinese_and_in_documents_in_english() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let mut told = Vec::new();
    for line in LINES {
        let line = words(line, folder.path());
        let chinese = ran(folder.path(), &line, &["--lang", "zh"]);
        assert_ne!(chinese.code, 0, "{line:?}: {}", chinese.stdout);
        assert_ne!(chinese.stderr, "", "{line:?}");
        if chinese.stderr.starts_with('{') {
            assert!(chinese.stderr.is_ascii(), "{line:?}: {}", chinese.stderr);
            continue;
        }
        let offending = offending(&chinese);
        if !offending.is_empty() {
            told.push(format!("{}\n{}", line.join(" "), offending.join("\n")));
        }
        let [english, chinese] = ["en", "zh"].map(|language| {
            let ran = ran(folder.path(), &line, &["-o", "json", "--lang", language]);
            (ran.code, ran.stderr)
        });
        // A command line that cannot be parsed has no format.
        if english.1.starts_with('{') {
            assert_eq!(english, chinese, "{line:?}");
        }
    }
    assert!(LINES.len() > 100);
    assert!(
        told.is_empty(),
        "{} lines:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn refusals_of_the_service_are_told_in_chinese() {
    let sandbox = Sandbox::embedded(&[]);
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let id = sandbox.instance(0).id;
    let mut told = Vec::new();
    for line in [
        "check pgm-nosuchinstance",
        "plan pgm-nosuchinstance --via hba",
        "enforce pgm-nosuchinstance --via hba --yes",
        "hba list pgm-nosuchinstance",
        "hba export pgm-nosuchinstance",
        "hba export ID DIR/text",
        "hba history pgm-nosuchinstance",
        "hba restore ID --at nothing",
        "ssl show pgm-nosuchinstance",
        "clients pgm-nosuchinstance",
        "clients ID --host nowhere.example",
        "wait pgm-nosuchinstance",
        "rollback ID",
        "rollback ID --to nothing",
        "ca rotate ID --finish",
        "ca rotate ID DIR/ca.pem",
        "check --tag a=b",
        "enforce ID --via hba",
        "probe pgm-nosuchinstance",
        "probe pgm-nosuchinstance --all-accounts",
    ] {
        let line = words(&line.replace("ID", &id), folder.path());
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let ran = sandbox.run(&[&line[..], &["--lang", "zh"]].concat());
        assert_ne!(ran.code, 0, "{line:?}: {}", ran.stdout);
        let offending = offending(&ran);
        if !offending.is_empty() {
            told.push(format!("{}\n{}", line.join(" "), offending.join("\n")));
        }
    }
    let wrong = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "wrong"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong"),
    ];
    for (name, value) in wrong {
        let mut command = sandbox.command(&["check", &id, "--lang", "zh"]);
        let ran = Ran::of(command.env(name, value).output().unwrap(), &[]);
        told.extend(offending(&ran));
    }
    assert!(
        told.is_empty(),
        "{} lines:\n{}",
        told.len(),
        told.join("\n")
    );
}
