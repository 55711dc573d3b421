//! One command, by the built binary or by the same operations in this process.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use forcessl::clock::{BriskClock, Clock};
use forcessl::cloud::rds::OpenApi;
use forcessl::cloud::rpc::ApiSettings;
use forcessl::cloud::rpc::Credentials;
use forcessl::cloud::rpc::endpoints::ApiEndpoint;
use forcessl::context::{Audience, Consent, Context, Unasked};
use forcessl::domain::acl::Acl;
use forcessl::domain::event::Event;
use forcessl::domain::failure::{Ending, Failure};
use forcessl::domain::hba::Strategy;
use forcessl::domain::instance::InstanceId;
use forcessl::domain::outcome::InstanceOutcome;
use forcessl::domain::plan::Plan;
use forcessl::domain::policy::{AclGoal, CrlCare, HbaGoal, Policy, SwitchGoal};
use forcessl::domain::proof::ProbeLogin;
use forcessl::domain::sessions::Session;
use forcessl::domain::ssl::{Pem, Replace};
use forcessl::domain::wait::{EVERY, Patience};
use forcessl::journal::FileJournal;
use forcessl::ops::change::{ChangeOptions, Rollout, Target, change};
use forcessl::ops::observe::Probing;
use forcessl::ops::rollback;
use forcessl::ops::wait::{Goal, wait};
use forcessl::postgres::probe::NetworkProber;
use forcessl::report::json;
use serde_json::Value;

use super::site::{SECRET, Site, instances, key};
use crate::support;

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// `check`.
    Check,
    /// `enforce --via hba` on a fresh instance: SSL on, then the records.
    Hba,
    /// The same where SSL is on: one write.
    Harden,
    /// `enforce --via acl`: one call.
    Acl,
    /// The same in three.
    Stepwise,
    /// Both ways.
    Both,
    /// Both ways with `--auto-rollback`.
    Undo,
    /// `rollback` of both ways: four writes.
    Rollback,
    /// `wait` while somebody's change runs.
    Wait,
    /// `enforce` of three instances in two portions.
    Fleet,
}

impl Job {
    pub const ALL: [Self; 10] = [
        Self::Check,
        Self::Hba,
        Self::Harden,
        Self::Acl,
        Self::Stepwise,
        Self::Both,
        Self::Undo,
        Self::Rollback,
        Self::Wait,
        Self::Fleet,
    ];

    /// The part of its runs that is the built binary, which takes as long as a user would wait.
    pub fn share_of_binary(self) -> f64 {
        match self {
            Self::Check => 1.0,
            Self::Wait | Self::Harden | Self::Acl => 0.5,
            Self::Hba | Self::Both | Self::Undo | Self::Rollback => 0.18,
            Self::Stepwise | Self::Fleet => 0.1,
        }
    }

    /// The code of a run without faults.
    pub fn calm_code(self) -> i32 {
        i32::from(self == Self::Check)
    }

    /// Whether it makes instances refuse plaintext.
    pub fn enforces(self) -> bool {
        !matches!(self, Self::Check | Self::Rollback | Self::Wait)
    }

    fn policy(self, ca: &str) -> Policy {
        let both = matches!(self, Self::Both | Self::Undo);
        let acl = both || matches!(self, Self::Acl | Self::Stepwise);
        let hba = both || matches!(self, Self::Hba | Self::Harden | Self::Fleet);
        let pem = || Pem::new(&std::fs::read_to_string(ca).unwrap()).unwrap();
        Policy {
            switch: Some(SwitchGoal::On),
            client_ca: acl.then(|| Replace::Set(pem())),
            crl_care: CrlCare::Checked,
            acl: acl.then_some(AclGoal::AtLeast(Acl::VerifyFull)),
            replication_acl: acl.then_some(AclGoal::AtLeast(Acl::VerifyFull)),
            hba: hba.then(|| HbaGoal::Hardened {
                strategy: Strategy::Convert,
                exceptions: vec![],
            }),
            stepwise: self == Self::Stepwise,
            ..Policy::default()
        }
    }

    fn arguments(self, ids: &[String], ca: &str) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Check => &["check"],
            Self::Hba | Self::Harden => &["enforce", "--yes", "--via", "hba"],
            Self::Acl => &["enforce", "--yes", "--via", "acl", "--client-ca", ca],
            Self::Stepwise => &[
                "enforce",
                "--yes",
                "--stepwise",
                "--via",
                "acl",
                "--client-ca",
                ca,
            ],
            Self::Both | Self::Undo => &[
                "enforce",
                "--yes",
                "--via",
                "acl",
                "--via",
                "hba",
                "--client-ca",
                ca,
            ],
            Self::Rollback => &["rollback", "--yes"],
            Self::Wait => &["wait", "--settle", "1s"],
            Self::Fleet => &[
                "enforce",
                "--yes",
                "--canary",
                "1",
                "--wave-size",
                "2",
                "--wait-ready",
            ],
        };
        let undo = (self == Self::Undo).then_some("--auto-rollback");
        words
            .iter()
            .copied()
            .chain(undo)
            .map(str::to_owned)
            .chain(ids.iter().cloned())
            .collect()
    }
}

/// Where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The built binary.
    Binary,
    /// The operations in this process, on a clock whose pauses are short.
    Own,
}

/// What a run told.
#[derive(Debug)]
pub struct Told {
    /// Exit code; `None` when it did not end.
    pub code: Option<i32>,
    /// One document an instance.
    pub rows: Vec<Value>,
    /// Everything it said.
    pub said: String,
    /// Writes that were sent while no state was kept.
    pub unsaved: usize,
}

/// No run takes longer.
const LONGEST: Duration = Duration::from_secs(150);
/// How much shorter a pause is than what it counts for, in this process and of the binary.
pub const FACTOR: u32 = 50;
const PACE: u32 = 10;

pub fn home(site: &Site, number: usize) -> PathBuf {
    site.homes.path().join(number.to_string())
}

fn state_folder(site: &Site, number: usize) -> PathBuf {
    home(site, number).join("state")
}

/// The journal of a run.
pub fn journal(site: &Site, number: usize) -> FileJournal {
    FileJournal::new(Some(state_folder(site, number)))
}

pub fn run(
    site: &Site,
    ca: &str,
    number: usize,
    job: Job,
    manner: Manner,
    patience: Duration,
) -> Told {
    match manner {
        Manner::Binary => by_binary(site, ca, number, job, patience),
        Manner::Own => {
            let clock = Arc::new(BriskClock::new(FACTOR));
            by_operations(site, ca, number, job, patience, clock)
        }
    }
}

fn by_binary(site: &Site, ca: &str, number: usize, job: Job, patience: Duration) -> Told {
    let home = home(site, number);
    std::fs::create_dir_all(&home).unwrap();
    let state = state_folder(site, number);
    let timeout = format!("{}s", patience.as_secs());
    let mut command: Command = support::command(&home);
    command
        .args(job.arguments(&instances(job, number), ca))
        .args(["-o", "json", "--qps", "500", "--timeout", &timeout])
        .env("FORCESSL_STATE_DIR", &state)
        .env("FORCESSL_TEST_PACE", PACE.to_string())
        .env("FORCESSL_ENDPOINT", site.endpoint(number))
        .env("FORCESSL_REGION", "cn-hangzhou")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", key(number))
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET);
    let (code, stdout, stderr) = support::within(&mut command, LONGEST);
    let rows = serde_json::from_str::<Value>(&stdout).map_or(vec![], rows);
    Told {
        code,
        rows,
        said: format!("{stderr}{stdout}"),
        unsaved: 0,
    }
}

fn rows(document: Value) -> Vec<Value> {
    match document.get("instances") {
        Some(Value::Array(rows)) => rows.clone(),
        _ => vec![document],
    }
}

/// Agrees to everything, and looks that a state is kept when a write goes out.
struct Witness {
    folder: PathBuf,
    heard: Mutex<(String, usize)>,
}

#[async_trait]
impl Audience for Witness {
    fn tell(&self, event: &Event) {
        match event {
            Event::Sending { instance, .. } => {
                let kept = std::fs::read_dir(self.folder.join(instance.as_str()))
                    .is_ok_and(|entries| entries.count() > 1);
                self.heard.lock().unwrap().1 += usize::from(!kept);
            }
            Event::Noted(text) => {
                let heard = &mut self.heard.lock().unwrap().0;
                heard.push_str(&text.english());
                heard.push('\n');
            }
            _ => {}
        }
    }

    fn show(&self, _plans: &[Plan]) {}

    fn warn(&self, _plans: &[Plan]) {}

    async fn ask(&self, _plans: &[Plan]) -> Consent {
        Consent::Given
    }

    async fn choose_to_end(&self, _sessions: &[Session]) -> Result<Vec<usize>, Consent> {
        Err(Consent::Missing(Unasked::NoTerminal))
    }
}

/// What an operation works with, and who hears of it.
fn context(site: &Site, number: usize, clock: Arc<dyn Clock>) -> (Context, Arc<Witness>) {
    let witness = Arc::new(Witness {
        folder: state_folder(site, number),
        heard: Mutex::default(),
    });
    let credentials = Credentials {
        access_key_id: key(number),
        secret: SECRET.to_owned().into(),
        security_token: None,
    };
    let endpoint = ApiEndpoint::parse(&site.endpoint(number)).unwrap();
    let mut settings = ApiSettings::new(endpoint, credentials);
    settings.calls_per_second = NonZeroU32::new(1000);
    let context = Context {
        clock: clock.clone(),
        cloud: Arc::new(OpenApi::new(settings, clock.clone(), None)),
        prober: Arc::new(NetworkProber::new(clock)),
        audience: witness.clone(),
        journal: Arc::new(journal(site, number)),
        statuses: None,
    };
    (context, witness)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn ids(job: Job, number: usize) -> Vec<InstanceId> {
    let ids = instances(job, number);
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// Renews the server certificate and does not wait for it.
pub fn renew(site: &Site, number: usize) -> Ending {
    let (context, _) = context(site, number, Arc::new(BriskClock::new(FACTOR)));
    let patience = Patience {
        limit: Duration::ZERO,
        settle: Duration::ZERO,
        interval: EVERY,
    };
    let policy = Policy {
        switch: Some(SwitchGoal::Renew),
        ..Policy::default()
    };
    let id = ids(Job::Wait, number).remove(0);
    let target = Target::new(context, id, policy);
    let options = ChangeOptions {
        wait: false,
        ..ChangeOptions::new(patience)
    };
    let outcomes = runtime().block_on(change(&[target], &options, Rollout::one_by_one(1)));
    outcomes[0].ending()
}

/// In this process, on this clock.
pub fn by_operations(
    site: &Site,
    ca: &str,
    number: usize,
    job: Job,
    limit: Duration,
    clock: Arc<dyn Clock>,
) -> Told {
    let (context, witness) = context(site, number, clock);
    let patience = Patience {
        limit,
        settle: Duration::from_secs(10),
        interval: EVERY,
    };
    let work = operations(&context, job, ids(job, number), ca, patience);
    let ended = runtime().block_on(async { tokio::time::timeout(LONGEST, work).await.ok() });
    let (code, rows, failures) = match ended {
        Some((ending, rows, failures)) => (Some(i32::from(ending.code())), rows, failures),
        None => (None, vec![], vec![]),
    };
    let (mut said, unsaved) = std::mem::take(&mut *witness.heard.lock().unwrap());
    for failure in failures {
        said.push_str(&forcessl::report::failure::json(&failure));
    }
    Told {
        code,
        rows,
        said,
        unsaved,
    }
}

type Ended = (Ending, Vec<Value>, Vec<Failure>);

async fn operations(
    context: &Context,
    job: Job,
    ids: Vec<InstanceId>,
    ca: &str,
    patience: Patience,
) -> Ended {
    let logins = [false, true].map(|replication| ProbeLogin {
        user: "forcessl_probe".to_owned(),
        database: "postgres".to_owned(),
        replication,
    });
    let mut options = ChangeOptions::new(patience);
    let one = Rollout::one_by_one(1);
    let target = |id, policy| Target::new(context.clone(), id, policy);
    match job {
        Job::Check => unreachable!("the binary does that"),
        Job::Wait => {
            let id = ids.into_iter().next().unwrap();
            let failed = wait(context, &id, Goal::QUIET, patience).await.err();
            let ending = failed.as_ref().map_or(Ending::Done, |failed| failed.ending);
            let waited = json::waited(&[(id, failed.clone())]);
            let document = serde_json::from_str(&waited).unwrap();
            (ending, rows(document), failed.into_iter().collect())
        }
        Job::Rollback => {
            let policy = async {
                let state = rollback::chosen(context, &ids[0], None)?;
                let policy = rollback::policy(context, &state).await?;
                Ok::<_, Failure>(policy)
            };
            match policy.await {
                Err(failure) => (failure.ending, vec![], vec![failure]),
                Ok(policy) => {
                    let target = target(ids[0].clone(), policy);
                    outcomes(&change(&[target], &options, one).await)
                }
            }
        }
        _ => {
            options.auto_rollback = job == Job::Undo;
            options.probing = Some(Probing {
                timeout: support::PATIENCE,
                ..Probing::of(logins.into())
            });
            options.wait_ready = job == Job::Fleet;
            let rollout = if job == Job::Fleet {
                Rollout {
                    canary: 1,
                    wave_size: NonZeroUsize::new(2).unwrap(),
                    parallel: 8,
                    ..one
                }
            } else {
                one
            };
            let targets: Vec<Target> = ids
                .into_iter()
                .map(|id| target(id, job.policy(ca)))
                .collect();
            outcomes(&change(&targets, &options, rollout).await)
        }
    }
}

fn outcomes(outcomes: &[InstanceOutcome]) -> Ended {
    let ending = outcomes.iter().map(InstanceOutcome::ending).max();
    let document = serde_json::from_str(&json::outcomes(outcomes)).unwrap();
    let failures = outcomes
        .iter()
        .filter_map(|outcome| outcome.failure.clone())
        .collect();
    (ending.unwrap_or(Ending::Done), rows(document), failures)
}
