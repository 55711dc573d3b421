//! Sweeps over several accounts: a sandbox is an account, and a front stands before them that sends
//! each call where its key belongs and plays STS.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::documents::fits;
use crate::support::{Ran, Sandbox, command, http};

/// The account that every sandbox says it is; as many digits as those below.
const SANDBOX: &str = "1234567890123456";
const ONE: &str = "1111111111111111";
const TWO: &str = "2222222222222222";

/// Who a key belongs to: the account and the address of its sandbox.
type Owners = BTreeMap<String, (&'static str, String)>;

/// The accounts whose roles STS was asked for.
type Asked = Arc<Mutex<Vec<String>>>;

/// Starts the front; gives its URL, and whose roles are asked for. `roles` are what STS hands out by
/// account.
fn front(owners: Owners, roles: BTreeMap<&'static str, Value>) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let known = Arc::new((owners, roles));
    let asked = Asked::default();
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (known, noted) = (Arc::clone(&known), Arc::clone(&noted));
            std::thread::spawn(move || {
                // A client that went away needs no answer.
                let _ = serve(stream.unwrap(), &known.0, &known.1, &noted);
            });
        }
    });
    (url, asked)
}

fn serve(
    mut client: TcpStream,
    owners: &Owners,
    roles: &BTreeMap<&'static str, Value>,
    asked: &Asked,
) -> std::io::Result<()> {
    let (head, body) = request(&mut client)?;
    let field = |name: &str| -> String {
        let named = form_urlencoded::parse(body.as_bytes()).find(|(key, _)| key == name);
        named
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    if field("Action") == "AssumeRole" {
        let arn = field("RoleArn");
        let account = arn.split(':').nth(3).unwrap_or_default();
        asked.lock().unwrap().push(account.to_owned());
        let (status, said) = match roles.get(account) {
            Some(keys) => (
                "200 OK",
                json!({ "RequestId": "STS-1", "Credentials": keys }),
            ),
            None => (
                "403 Forbidden",
                json!({ "RequestId": "STS-2", "Code": "NoPermission", "Message": "You are not authorized to do this action." }),
            ),
        };
        let said = said.to_string();
        return write!(
            client,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}",
            said.len()
        );
    }
    let (account, address) = &owners[&field("AccessKeyId")];
    let mut sandbox = TcpStream::connect(address)?;
    let line = head.lines().next().unwrap_or_default();
    // The V1 signature covers the parameters and no header.
    write!(
        sandbox,
        "{line}\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    sandbox.read_to_string(&mut answer)?;
    client.write_all(answer.replace(SANDBOX, account).as_bytes())
}

fn request(client: &mut TcpStream) -> std::io::Result<(String, String)> {
    let mut bytes = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let length = name.eq_ignore_ascii_case("content-length");
                length.then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok((head.to_owned(), body.to_owned()));
            }
        }
        let read = client.read(&mut part)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend(&part[..read]);
    }
}

fn address(sandbox: &Sandbox) -> String {
    let url = sandbox.ready["endpoint"].as_str().unwrap();
    url.trim_start_matches("http://").to_owned()
}

fn key(sandbox: &Sandbox) -> (String, String) {
    let text = |name: &str| sandbox.ready[name].as_str().unwrap().to_owned();
    (text("access_key_id"), text("access_key_secret"))
}

fn beside(sandbox: &Sandbox, path: &str) -> Value {
    let url = sandbox.ready["faults"].as_str().unwrap();
    serde_json::from_str(&http("GET", &url.replace("/faults", path), "")).unwrap()
}

/// The PostgreSQL instances of a sandbox.
fn postgresql(sandbox: &Sandbox) -> BTreeSet<String> {
    beside(sandbox, "/instances")
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["engine"] == "PostgreSQL")
        .map(|one| one["instance_id"].as_str().unwrap().to_owned())
        .collect()
}

/// The instances of a report by account.
fn by_account(document: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in document["instances"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        let first = accounts
            .entry(text("account_id"))
            .or_default()
            .insert(text("instance_id"));
        assert!(first, "twice: {row}");
    }
    accounts
}

#[test]
fn every_profile_is_swept_and_one_that_fails_costs_no_row_of_the_others() {
    let fleet = |seed: &str| {
        let seed = format!("mixed:{seed}");
        let fleet = [
            "--fleet",
            seed.as_str(),
            "--instances",
            "60",
            "--regions",
            "3",
        ];
        Sandbox::start(&[&["--database", "none"], &fleet[..]].concat())
    };
    let (one, two) = (fleet("5"), fleet("6"));
    let owners = Owners::from([
        (key(&one).0, (ONE, address(&one))),
        (key(&two).0, (TWO, address(&two))),
    ]);
    let (url, _) = front(owners, BTreeMap::new());
    let home = tempfile::tempdir().unwrap();
    let profile = |name: &str, (id, secret): (String, String)| {
        let region = if name == "two" {
            "cn-shanghai"
        } else {
            "cn-hangzhou"
        };
        json!({ "name": name, "mode": "AK", "region_id": region, "access_key_id": id, "access_key_secret": secret })
    };
    let profiles = json!({ "current": "one", "profiles": [
        profile("one", key(&one)),
        profile("two", key(&two)),
        profile("again", key(&one)),
        profile("broken", (key(&one).0, "wrong".to_owned())),
    ] });
    let folder = home.path().join(".aliyun");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("config.json"), profiles.to_string()).unwrap();
    let check = |profiles: &[&str], more: &[&str]| {
        let mut args = vec!["check", "--all-regions", "--qps", "25", "--parallel", "32"];
        args.extend(profiles.iter().flat_map(|profile| ["--profile", profile]));
        args.extend(more);
        let mut command = command(home.path());
        command.args(&args).env("FORCESSL_ENDPOINT", &url);
        Ran::of(command.output().unwrap(), &args)
    };

    let expected = BTreeMap::from([
        (ONE.to_owned(), postgresql(&one)),
        (TWO.to_owned(), postgresql(&two)),
    ]);
    let ran = check(&["one", "two"], &["-o", "json"]).expect(1);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    fits("check", &document);
    assert_eq!(by_account(&document), expected);
    assert_eq!(document["not_checked"]["places"], json!([]));
    let others = 120 - expected.values().map(BTreeSet::len).sum::<usize>();
    assert_eq!(document["not_checked"]["other_engines"], others);
    for sandbox in [&one, &two] {
        let load = beside(sandbox, "/load");
        assert!(load["requests"].as_u64().unwrap() > 60, "{load}");
        assert!(load["busiest_second"].as_u64().unwrap() <= 25, "{load}");
    }

    // A profile that the file does not have, and one whose key is refused.
    let ran = check(&["absent", "one", "broken", "two"], &["-o", "json"]).expect(4);
    let ran = ran.says(&[
        "all of profile absent could not be listed",
        "SignatureDoesNotMatch",
    ]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    fits("check", &document);
    assert_eq!(by_account(&document), expected);
    let lost: Vec<&str> = document["not_checked"]["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["reached_by"].as_str().unwrap())
        .collect();
    assert_eq!(lost, ["profile absent", "profile broken"]);

    // Each profile is swept in its own region where no flag names one.
    let args = [
        "check",
        "--all",
        "--qps",
        "200",
        "-o",
        "json",
        "--profile",
        "one",
        "--profile",
        "two",
    ];
    let mut each = command(home.path());
    each.args(args).env("FORCESSL_ENDPOINT", &url);
    let document: Value = serde_json::from_slice(&each.output().unwrap().stdout).unwrap();
    let regions: BTreeSet<(String, String)> = document["instances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            (text("account_id"), text("region"))
        })
        .collect();
    let own = [(ONE, "cn-hangzhou"), (TWO, "cn-shanghai")];
    assert_eq!(
        regions,
        own.map(|(a, b)| (a.to_owned(), b.to_owned())).into()
    );

    // A region of an account that is reached twice is swept once; the table has a part for each account.
    let ran = check(&["one", "again", "two"], &["--tag", "stage=prod"]);
    assert_eq!(
        ran.stderr.matches("swept once: ").count(),
        1,
        "{}",
        ran.stderr
    );
    for account in [ONE, TWO] {
        let heading = format!("Account {account}:\n");
        assert_eq!(ran.stdout.matches(&heading).count(), 1, "{}", ran.stdout);
    }
}

#[test]
fn every_region_and_endpoint_that_a_profile_of_one_account_names_is_swept() {
    let account = |instances: Value| {
        let key = json!({ "id": "LTAIone", "secret": "one" });
        let state = json!({ "access_keys": [key], "instances": instances });
        Sandbox::with_state(&state, &["--database", "none"])
    };
    let here =
        account(json!([{ "id": "pgm-here" }, { "id": "pgm-far", "region": "eu-central-1" }]));
    let other = account(json!([{ "id": "pgm-other" }]));
    let home = tempfile::tempdir().unwrap();
    let profile = |name: &str, region: &str, sandbox: &Sandbox| {
        json!({
            "name": name, "mode": "AK", "region_id": region, "access_key_id": "LTAIone",
            "access_key_secret": "one", "endpoint": sandbox.ready["endpoint"],
        })
    };
    let profiles = [
        profile("here", "cn-hangzhou", &here),
        profile("again", "cn-hangzhou", &here),
        profile("far", "eu-central-1", &here),
        profile("other", "cn-hangzhou", &other),
    ];
    let folder = home.path().join(".aliyun");
    std::fs::create_dir(&folder).unwrap();
    let file = json!({ "current": "here", "profiles": profiles });
    std::fs::write(folder.join("config.json"), file.to_string()).unwrap();
    let swept = |profiles: &[&str], more: &[&str]| {
        let mut args = vec!["check", "--all", "-o", "json"];
        args.extend(profiles.iter().flat_map(|profile| ["--profile", profile]));
        args.extend(more);
        let ran = Ran::of(command(home.path()).args(&args).output().unwrap(), &args).expect(1);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(document["not_checked"]["places"], json!([]));
        let ids = by_account(&document).remove(SANDBOX).unwrap();
        (ids.into_iter().collect::<Vec<_>>().join(" "), ran.stderr)
    };
    let all = ["far", "other", "again", "here"];
    let (ids, said) = swept(&all, &[]);
    assert_eq!(ids, "pgm-far pgm-here pgm-other");
    assert_eq!(said.matches("swept once: cn-hangzhou").count(), 1, "{said}");
    assert_eq!(swept(&["here", "far"], &["-q"]).0, "pgm-far pgm-here");
    assert_eq!(swept(&["here", "other"], &[]).0, "pgm-here pgm-other");
    // A region that a flag names counts in place of those of the profiles.
    assert_eq!(
        swept(&all, &["--region", "cn-hangzhou"]).0,
        "pgm-here pgm-other"
    );
    assert_eq!(
        swept(&["here", "again"], &["--all-regions"]).0,
        "pgm-far pgm-here"
    );
}

#[test]
fn every_role_is_swept_and_changed_and_one_that_is_refused_is_told() {
    let keys = |name: &str| json!({ "id": format!("STS.{name}"), "secret": format!("secret-{name}"), "security_token": format!("token-{name}") });
    let account = |name: &str| {
        let state = json!({
            "access_keys": [keys(name)],
            "instances": [{ "id": format!("pgm-{name}1") }, { "id": format!("pgm-{name}2") }],
        });
        Sandbox::with_state(&state, &["--database", "none", "--change-time", "300ms"])
    };
    let (one, two) = (account("one"), account("two"));
    let handed_out = |name: &str| {
        json!({
            "AccessKeyId": format!("STS.{name}"), "AccessKeySecret": format!("secret-{name}"),
            "SecurityToken": format!("token-{name}"), "Expiration": "2099-01-01T00:00:00Z",
        })
    };
    let owners = Owners::from([
        ("STS.one".to_owned(), (ONE, address(&one))),
        ("STS.two".to_owned(), (TWO, address(&two))),
    ]);
    let roles = BTreeMap::from([(ONE, handed_out("one")), (TWO, handed_out("two"))]);
    let (url, asked) = front(owners, roles);
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str], accounts: &[&str]| {
        let roles: Vec<String> = accounts
            .iter()
            .map(|account| format!("--assume-role=acs:ram::{account}:role/audit"))
            .collect();
        let mut command = command(home.path());
        command
            .args(args)
            .args(&roles)
            .env("FORCESSL_ENDPOINT", &url)
            .env("FORCESSL_REGION", "cn-hangzhou")
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIbase")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "base");
        Ran::of(command.output().unwrap(), args)
    };
    let all = |sandbox: &Sandbox| postgresql(sandbox);
    let expected = BTreeMap::from([(ONE.to_owned(), all(&one)), (TWO.to_owned(), all(&two))]);
    let check = ["check", "--all", "--qps", "200", "-o", "json"];
    let ran = run(&check, &[ONE, "3333333333333333", TWO]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    // Once in a run, however many calls its keys sign, and also where it is refused.
    let mut once = std::mem::take(&mut *asked.lock().unwrap());
    once.sort();
    assert_eq!(once, [ONE, TWO, "3333333333333333"]);
    let ran = ran.says(&["role acs:ram::3333333333333333:role/audit", "NoPermission"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    fits("check", &document);
    assert_eq!(by_account(&document), expected);
    let places = document["not_checked"]["places"].as_array().unwrap();
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(places[0]["region"], "cn-hangzhou");

    let enforce = [
        "enforce",
        "--all",
        "--via",
        "hba",
        "--yes",
        "--wave-size",
        "4",
        "--qps",
        "200",
    ];
    let ran = run(&enforce, &[ONE, "3333333333333333", TWO]);
    assert_eq!(
        ran.code, 4,
        "one account could not be changed: {}",
        ran.stderr
    );
    for (sandbox, account) in [(&one, ONE), (&two, TWO)] {
        assert_eq!(sandbox.writes(), 4);
        run(&["check", "--all", "--qps", "200"], &[account]).expect(0);
    }
    run(&enforce, &[ONE, TWO]).expect(0);
    assert_eq!(one.writes() + two.writes(), 8);
}
