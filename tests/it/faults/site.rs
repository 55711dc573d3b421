//! Sandboxes with an access key and instances for every run, and what they know of the truth.

use std::io::Write;

use serde_json::{Value, json};

use super::run::Job;
use super::schedule::Injected;
use crate::support::{Sandbox, http};

/// How many runs share one sandbox.
const RUNS_EACH: usize = 800;

/// The secret of every access key.
pub const SECRET: &str = "a secret that is worth nothing";

/// A call that the service accepted.
#[derive(Debug, Clone)]
pub struct Call {
    pub action: String,
    pub write: bool,
    pub instance_id: Option<String>,
    pub at: String,
}

/// A call, or a change, that met a fault.
#[derive(Debug, Clone)]
pub struct Strike {
    pub fault: String,
    /// Empty for a change.
    pub action: String,
    pub at: String,
}

/// The sandboxes of a campaign.
pub struct Site {
    sandboxes: Vec<Sandbox>,
    pub homes: tempfile::TempDir,
}

/// The access key of a run.
pub fn key(number: usize) -> String {
    format!("LTAI-run-{number}")
}

/// The instances of a run.
pub fn instances(job: Job, number: usize) -> Vec<String> {
    let letters = if job == Job::Fleet { "abc" } else { "a" };
    letters
        .chars()
        .map(|letter| format!("pgm-run{number}{letter}"))
        .collect()
}

/// An instance as this job needs it.
fn instance(job: Job, live: bool, id: &str) -> Value {
    let enabled = matches!(job, Job::Harden | Job::Wait);
    json!({
        "id": id,
        "database": if live { "embedded" } else { "none" },
        "ssl": {"enabled": enabled},
    })
}

impl Site {
    /// With what each run needs: its job, and whether a front door stands behind its instances.
    pub fn new(setups: &[(Job, bool)]) -> Self {
        // Thousands of small files, each written through to the disk, are best kept in memory.
        let memory = std::path::Path::new("/dev/shm");
        let homes = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir());
        let homes = homes.unwrap();
        let numbered: Vec<(usize, (Job, bool))> = setups.iter().copied().enumerate().collect();
        let sandboxes = numbered
            .chunks(RUNS_EACH)
            .map(|runs| {
                let keys: Vec<Value> = runs
                    .iter()
                    .map(|(number, _)| json!({"id": key(*number), "secret": SECRET}))
                    .collect();
                let all: Vec<Value> = runs
                    .iter()
                    .flat_map(|(number, (job, live))| {
                        instances(*job, *number)
                            .into_iter()
                            .map(|id| instance(*job, *live, &id))
                    })
                    .collect();
                let state = json!({"access_keys": keys, "instances": all});
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(state.to_string().as_bytes()).unwrap();
                let path = file.path().to_str().unwrap().to_owned();
                Sandbox::start(&[
                    "--state",
                    &path,
                    "--change-time",
                    "30ms",
                    "--database",
                    "none",
                ])
            })
            .collect();
        Self { sandboxes, homes }
    }

    pub fn sandbox(&self, number: usize) -> &Sandbox {
        &self.sandboxes[number / RUNS_EACH]
    }

    pub fn endpoint(&self, number: usize) -> String {
        self.sandbox(number).ready["endpoint"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn beside(&self, number: usize, path: &str) -> Value {
        let url = format!("{}/sandbox/{path}", self.endpoint(number));
        serde_json::from_str(&http("GET", &url, "")).unwrap()
    }

    /// Arms faults for the calls of this run.
    pub fn arm(&self, number: usize, faults: &[Injected]) {
        let entries: Vec<Value> = faults
            .iter()
            .map(
                |one| json!({"fault": one.fault, "access_key_id": key(number), "after": one.after}),
            )
            .collect();
        let url = format!("{}/sandbox/faults", self.endpoint(number));
        http("POST", &url, &json!(entries).to_string());
    }

    /// Takes the faults of this run away.
    pub fn disarm(&self, number: usize) {
        let url = format!(
            "{}/sandbox/faults?access_key_id={}",
            self.endpoint(number),
            key(number)
        );
        http("DELETE", &url, "");
    }

    /// The calls of this run that met a fault.
    pub fn strikes(&self, number: usize) -> Vec<Strike> {
        let all = self.beside(number, &format!("strikes?access_key_id={}", key(number)));
        all.as_array()
            .unwrap()
            .iter()
            .map(|strike| {
                let text = |name: &str| strike[name].as_str().unwrap().to_owned();
                Strike {
                    fault: text("fault"),
                    action: text("action"),
                    at: text("at"),
                }
            })
            .collect()
    }

    /// The calls of this run that were accepted, oldest first.
    pub fn calls(&self, number: usize) -> Vec<Call> {
        let all = self.beside(number, &format!("calls?access_key_id={}", key(number)));
        all.as_array()
            .unwrap()
            .iter()
            .map(|call| Call {
                action: call["action"].as_str().unwrap().to_owned(),
                write: call["write"] == true,
                instance_id: call["instance_id"].as_str().map(str::to_owned),
                at: call["at"].as_str().unwrap().to_owned(),
            })
            .collect()
    }

    /// What is in force at an instance.
    pub fn truth(&self, number: usize, id: &str) -> Truth {
        Truth(self.beside(number, &format!("instances?instance_id={id}"))[0].clone())
    }

    /// What is in force once nothing changes any more.
    pub fn settled(&self, number: usize, id: &str) -> Truth {
        for _ in 0..1000 {
            let truth = self.truth(number, id);
            if !truth.changing() {
                return truth;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("{id} changes for ever");
    }
}

/// What is in force at an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth(pub Value);

impl Truth {
    pub fn changing(&self) -> bool {
        self.0["changing"] == true
    }

    /// Everything that decides.
    pub fn settings(&self) -> Value {
        ["ssl", "client_ca", "crl", "acl", "replication_acl", "hba"]
            .iter()
            .map(|name| self.0[name].clone())
            .collect()
    }

    /// Without the record that the fault `foreign-change` adds.
    pub fn without_foreign_record(&self) -> Self {
        let mut value = self.0.clone();
        if let Some(records) = value["hba"].as_array_mut() {
            records.retain(|record| record["address"] != "203.0.113.0/24");
        }
        Self(value)
    }

    /// The rules of design, written down a second time for the records that come up here.
    pub fn verdict(&self) -> &'static str {
        if self.0["ssl"] == false {
            return "open";
        }
        let forces = |name: &str| self.0[name] != "prefer";
        let records = self.0["hba"].as_array().unwrap();
        let admits = |database: &str, wide: bool| {
            records.iter().any(|record| {
                record["type"] == "host"
                    && record["database"] == database
                    && (record["address"] == "0.0.0.0/0") == wide
            })
        };
        if !forces("acl") && admits("all", true) {
            "open"
        } else if !forces("acl") && admits("all", false)
            || !forces("replication_acl") && admits("replication", true)
        {
            "partly"
        } else {
            "enforced"
        }
    }
}
