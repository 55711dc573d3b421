//! Sweeps: every instance once, verdicts as the sandbox's truth says, few calls, no limit broken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Ran, Sandbox, http};

fn beside(sandbox: &Sandbox, path: &str) -> Value {
    let url = sandbox.ready["faults"].as_str().unwrap();
    let url = url.replace("/faults", path);
    serde_json::from_str(&http("GET", &url, "")).unwrap()
}

/// The verdict on an instance of a mixed fleet, whose records all are for `all` and `replication`,
/// from what is in force: the rules of design, written down a second time.
fn verdict(instance: &Value) -> &'static str {
    let text = |key: &str| instance[key].as_str().unwrap();
    let unsupported = text("storage") == "local_ssd" || text("pay_type") == "SERVERLESS";
    if unsupported {
        return "unsupported";
    }
    if instance["ssl"] == false {
        return "open";
    }
    let admits = |database: &str, acl: &str| {
        let record = instance["hba"]
            .as_array()
            .unwrap()
            .iter()
            .find(|record| record["database"] == database);
        text(acl) == "prefer" && record.unwrap()["type"] == "host"
    };
    match (
        admits("all", "acl"),
        admits("replication", "replication_acl"),
    ) {
        (true, _) => "open",
        (false, true) => "partly",
        (false, false) => "enforced",
    }
}

/// Verdict by id, of the PostgreSQL instances.
fn truth(sandbox: &Sandbox) -> BTreeMap<String, &'static str> {
    let instances = beside(sandbox, "/instances");
    let postgresql = instances
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["engine"] == "PostgreSQL");
    postgresql
        .map(|one| {
            (
                one["instance_id"].as_str().unwrap().to_owned(),
                verdict(one),
            )
        })
        .collect()
}

/// The lines of ndjson, each instance once; without the last, which is about no instance.
fn rows(ran: &Ran) -> BTreeMap<String, Value> {
    let mut rows = BTreeMap::new();
    for line in ran.stdout.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        if row["not_checked"].is_object() {
            continue;
        }
        let id = row["instance_id"].as_str().unwrap().to_owned();
        assert!(rows.insert(id, row).is_none(), "twice: {line}");
    }
    rows
}

fn ids(ran: &Ran) -> BTreeSet<String> {
    rows(ran).into_keys().collect()
}

const FLEET: [&str; 6] = ["--fleet", "mixed:5", "--instances", "300", "--regions", "5"];

fn fleet(more: &[&str]) -> Sandbox {
    Sandbox::start(&[&["--database", "none"], &FLEET[..], more].concat())
}

#[test]
fn a_sweep_says_the_truth_of_every_instance_with_few_calls() {
    let sandbox = fleet(&["--qps", "150", "--fault", "flaky:1"]);
    let ran = sandbox.run(&[
        "check",
        "--all-regions",
        "-o",
        "ndjson",
        "--parallel",
        "32",
        "--qps",
        "400",
    ]);
    assert_eq!(ran.code, 1, "unsupported ones are gaps: {}", ran.stderr);
    let rows = rows(&ran);
    let truth = truth(&sandbox);
    assert!(truth.len() > 250);
    let found: BTreeMap<String, &str> = rows
        .iter()
        .map(|(id, row)| (id.clone(), row["verdict"].as_str().unwrap()))
        .collect();
    assert_eq!(found, truth);
    for row in rows.values() {
        assert_eq!(row["account_id"], "1234567890123456");
    }
    // What was answered; throttled and failed attempts come on top and cost the service nothing.
    let calls = sandbox.calls().len();
    assert!(
        calls * 10 <= truth.len() * 21,
        "{calls} calls for {}",
        truth.len()
    );
    let others = 300 - truth.len();
    assert!(
        ran.stderr
            .contains(&format!("{others} non-PostgreSQL instances skipped")),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_rate_is_kept_in_every_second() {
    let sandbox = fleet(&[]);
    sandbox
        .run(&[
            "check",
            "--all",
            "-r",
            "cn-hangzhou",
            "-o",
            "ndjson",
            "--qps",
            "60",
        ])
        .expect(1);
    let load = beside(&sandbox, "/load");
    assert!(load["requests"].as_u64().unwrap() > 60, "{load}");
    assert!(load["busiest_second"].as_u64().unwrap() <= 60, "{load}");
}

#[test]
fn instances_that_cannot_be_read_have_a_row_with_code_and_request() {
    let sandbox = fleet(&["--fault", "unreadable:10"]);
    let ran = sandbox.run(&[
        "check",
        "--all",
        "-r",
        "cn-shanghai",
        "-o",
        "ndjson",
        "--qps",
        "1000",
        "--parallel",
        "64",
    ]);
    assert_eq!(ran.code, 5);
    let rows = rows(&ran);
    let expected: BTreeSet<String> = beside(&sandbox, "/instances")
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["engine"] == "PostgreSQL" && one["region"] == "cn-shanghai")
        .map(|one| one["instance_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(rows.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let unknown: Vec<&Value> = rows
        .values()
        .filter(|row| row["verdict"] == "unknown")
        .collect();
    assert!(!unknown.is_empty());
    for row in unknown {
        assert_eq!(row["error"]["code"], "InternalError");
        assert!(row["error"]["request_id"].is_string());
    }
}

#[test]
fn a_dead_region_is_told_and_does_not_stop_the_others() {
    let sandbox = fleet(&["--fault", "dead-region:cn-shanghai"]);
    let ran = sandbox.run(&["check", "--all-regions", "-o", "ndjson", "--qps", "1000"]);
    assert_eq!(ran.code, 5);
    let ran = ran.says(&["cn-shanghai of account", "could not be listed"]);
    let rows = rows(&ran);
    assert!(rows.values().all(|row| row["region"] != "cn-shanghai"));
    let regions: BTreeSet<&str> = rows
        .values()
        .filter_map(|row| row["region"].as_str())
        .collect();
    assert_eq!(regions.len(), 4);
}

#[test]
fn selections_narrow_and_shards_add_up() {
    let sandbox = fleet(&[]);
    let check = |flags: &[&str]| {
        let all = [
            &["check", "--all-regions", "-o", "ndjson", "--qps", "1000"],
            flags,
        ]
        .concat();
        ids(&sandbox.run(&all))
    };
    let instances = beside(&sandbox, "/instances");
    let having = |test: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
        instances
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["engine"] == "PostgreSQL" && test(one))
            .map(|one| one["instance_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = having(&|_| true);
    let tagged = having(&|one| one["tags"]["stage"] == "prod" && one["tags"]["team"] == "shop");
    assert!(!tagged.is_empty() && tagged.len() < all.len());
    assert_eq!(
        check(&["--tag", "stage=prod", "--tag", "team=shop"]),
        tagged
    );
    let version = having(&|one| one["engine_version"] == "15.0");
    assert_eq!(check(&["--engine-version", "15"]), version);
    let primaries = having(&|one| one["primary_id"].is_null());
    assert_eq!(check(&["--no-replicas"]), primaries);
    assert!(check(&["--resource-group", "rg-other"]).is_empty());

    let (one, two, three) = (
        check(&["--shard", "1/3"]),
        check(&["--shard", "2/3"]),
        check(&["--shard", "3/3"]),
    );
    assert_eq!(one.len() + two.len() + three.len(), all.len());
    assert_eq!(&(&one | &two) | &three, all);
    let job = Ran::of(
        sandbox
            .command(&[
                "check",
                "--all-regions",
                "-o",
                "ndjson",
                "--qps",
                "1000",
                "--shard",
                "auto/3",
            ])
            .env("JOB_COMPLETION_INDEX", "1")
            .output()
            .unwrap(),
        &[],
    );
    assert_eq!(ids(&job), two);
    let ran = sandbox
        .run(&["check", "--all", "--shard", "auto"])
        .expect(2);
    ran.says(&["the shard of this run is not known", "--shard INDEX/COUNT"]);
}

#[test]
fn ids_come_from_a_file_and_strangers_have_a_row() {
    let sandbox = fleet(&[]);
    let file = sandbox.home.path().join("ids");
    std::fs::write(&file, "# two\npgm-sandbox1\n\npgm-nobody # gone\n").unwrap();
    let ran = sandbox.run(&[
        "check",
        "--all-regions",
        "--instances-from",
        file.to_str().unwrap(),
        "-o",
        "ndjson",
    ]);
    assert_eq!(ran.code, 5);
    let rows = rows(&ran);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows["pgm-nobody"]["verdict"], "unknown");
    std::fs::write(&file, "not an id\n").unwrap();
    sandbox
        .run(&["check", "--instances-from", file.to_str().unwrap()])
        .expect(2)
        .says(&["line 1", "not an id"]);
}

#[test]
fn an_interrupt_prints_what_is_known() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    let sandbox = fleet(&["--latency", "20ms"]);
    let mut child = sandbox
        .command(&["check", "--all-regions", "-o", "ndjson", "--qps", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    // Rows come while the sweep goes on.
    out.read_line(&mut first).unwrap();
    assert!(first.contains("\"verdict\""), "{first}");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    assert!(
        said.contains("instances that were found are missing"),
        "{said}"
    );
    assert!(
        rest.lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
}

#[test]
fn single_commands_refuse_several_regions() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    sandbox
        .run(&["ssl", "show", &id, "-r", "cn-hangzhou", "-r", "cn-beijing"])
        .expect(2)
        .says(&["--region is given 2 times"]);
}
