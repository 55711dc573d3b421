//! What is true: one instance as the service holds it, and what it answers when it does not lie.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::record::{Record, items, sent};

/// Texts that no output may show.
pub const SECRETS: [&str; 4] = [
    "ldap-s3cret",
    "replica-s3cret",
    "server-k3y",
    "access-s3cret",
];

/// How long a change takes; one of the SSL settings has no time of its own, and has to be seen running.
const HBA: Duration = Duration::from_millis(700);
const SSL: Duration = Duration::from_millis(2600);

/// What becomes of a write that was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is carried out.
    Whole,
    /// A half of it is, and it counts as a success.
    Half,
    /// Nothing is done, and it counts as a success.
    Nothing,
    /// It fails, with a reason.
    Fails,
    /// It never ends.
    Stuck,
    /// More is done than was asked for: the last record goes, or the client CA.
    Overreach,
}

#[derive(Clone, Debug)]
struct Pending {
    shows: Instant,
    due: Instant,
    call: BTreeMap<String, String>,
    fate: Fate,
}

/// The SSL settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ssl {
    pub enabled: bool,
    pub ca: String,
    pub crl: String,
    pub acl: String,
    pub replication_acl: String,
}

impl Ssl {
    /// Demands a certificate of this CA of everybody.
    pub fn force(&mut self, ca: &str) {
        ca.clone_into(&mut self.ca);
        for acl in [&mut self.acl, &mut self.replication_acl] {
            "verify-full".clone_into(acl);
        }
    }
}

/// An instance.
#[derive(Clone, Debug)]
pub struct Model {
    pub id: String,
    pub ssl: Ssl,
    certificate: u32,
    ssl_mark: (String, String),
    pub records: Vec<Record>,
    hba_mark: (String, String),
    /// When the records were changed; never, where they are the factory ones.
    changed: Option<DateTime<Utc>>,
    log: Vec<Value>,
    pending: Vec<Pending>,
    /// What its row in a listing and in its own answer says otherwise; null is a member that is not there.
    pub says: Value,
}

impl Model {
    pub fn new(id: &str, enabled: bool, records: &[&str]) -> Self {
        let prefer = if enabled { "prefer" } else { "" };
        Self {
            id: id.to_owned(),
            ssl: Ssl {
                enabled,
                ca: String::new(),
                crl: String::new(),
                acl: prefer.to_owned(),
                replication_acl: prefer.to_owned(),
            },
            certificate: 1,
            ssl_mark: (
                if enabled { "success" } else { "" }.to_owned(),
                String::new(),
            ),
            records: records.iter().map(|line| Record::parse(line)).collect(),
            hba_mark: ("success".to_owned(), String::new()),
            changed: Some(Utc::now() - TimeDelta::days(3)),
            log: vec![],
            pending: vec![],
            says: json!({}),
        }
    }

    /// With the factory records, which the service does not list before they were changed.
    pub fn untouched(mut self) -> Self {
        self.changed = None;
        self.hba_mark.0.clear();
        self
    }

    /// A change that is in flight ends this long from now.
    pub fn ends_in(&mut self, left: Duration) {
        for pending in &mut self.pending {
            pending.shows = Instant::now();
            pending.due = Instant::now() + left;
        }
    }

    pub fn is_busy(&self) -> bool {
        let now = Instant::now();
        self.pending.iter().any(|pending| pending.shows <= now)
    }

    /// Takes a write; it shows after `shows` and is done some time later.
    pub fn take(&mut self, call: &BTreeMap<String, String>, fate: Fate, shows: Duration) {
        let shows = Instant::now() + shows;
        let is_ssl = call["Action"] == "ModifyDBInstanceSSL";
        let change = if is_ssl { SSL } else { HBA };
        let due = shows
            + if fate == Fate::Stuck {
                Duration::from_secs(3600)
            } else {
                change
            };
        self.pending.push(Pending {
            shows,
            due,
            call: call.clone(),
            fate,
        });
    }

    /// Carries out what is due.
    pub fn tick(&mut self) {
        let now = Instant::now();
        let pending = std::mem::take(&mut self.pending);
        for pending in pending {
            if pending.due > now {
                self.pending.push(pending);
            } else {
                self.carry_out(&pending);
            }
        }
    }

    fn carry_out(&mut self, Pending { call, fate, .. }: &Pending) {
        let mark = match fate {
            Fate::Fails => ("failed".to_owned(), "the service could not".to_owned()),
            _ => ("success".to_owned(), String::new()),
        };
        let done = matches!(fate, Fate::Whole | Fate::Half | Fate::Overreach);
        if call["Action"] == "ModifyDBInstanceSSL" {
            if done {
                self.change_ssl(call, *fate);
            }
            self.ssl_mark = mark;
            return;
        }
        let before = self.records.clone();
        if done {
            let new = sent(call);
            self.records = match fate {
                Fate::Half => {
                    let half = new.len() / 2;
                    let rest = before.iter().skip(half);
                    new[..half].iter().chain(rest).cloned().collect()
                }
                Fate::Overreach => new[..new.len() - 1].to_vec(),
                _ => new,
            };
        }
        // Two changes of one second still differ in their time.
        let earliest = self.changed.map(|at| at + TimeDelta::seconds(1));
        self.changed = Some(earliest.map_or(Utc::now(), |at| at.max(Utc::now())));
        self.log.push(json!({
            "ModifyStatus": mark.0, "StatusReason": mark.1, "ModifyTime": self.time(),
            "BeforeHbaItems": { "HbaItem": items(&before) },
            "AfterHbaItems": { "HbaItem": items(&sent(call)) },
        }));
        self.hba_mark = mark;
    }

    fn change_ssl(&mut self, call: &BTreeMap<String, String>, fate: Fate) {
        let said = |name: &str| call.get(name).map(String::as_str);
        match said("SSLEnabled") {
            Some("0") => {
                self.ssl.enabled = false;
                return;
            }
            Some(_) => {
                self.ssl.enabled = true;
                self.certificate += 1;
                for acl in [&mut self.ssl.acl, &mut self.ssl.replication_acl] {
                    if acl.is_empty() {
                        "prefer".clone_into(acl);
                    }
                }
            }
            None => {}
        }
        let of = |switch: &str, text: &str| match said(switch) {
            Some("0") => Some(String::new()),
            Some(_) => call.get(text).cloned(),
            None => None,
        };
        let ca = of("ClientCAEnabled", "ClientCACert");
        let crl = of("ClientCrlEnabled", "ClientCertRevocationList");
        let acl = call.get("ACL").filter(|_| fate != Fate::Half).cloned();
        let replication = call
            .get("ReplicationACL")
            .filter(|_| fate != Fate::Half)
            .cloned();
        for (now, new) in [
            (&mut self.ssl.ca, ca),
            (&mut self.ssl.crl, crl),
            (&mut self.ssl.acl, acl),
            (&mut self.ssl.replication_acl, replication),
        ] {
            if let Some(new) = new {
                *now = new;
            }
        }
        if fate == Fate::Overreach {
            self.ssl.ca.clear();
        }
    }

    /// What somebody else does at once, beside all waits.
    pub fn colleague_adds(&mut self, line: &str) {
        let before = self.records.clone();
        self.records.insert(0, Record::parse(line));
        self.changed = Some(Utc::now() - TimeDelta::seconds(5));
        self.log.push(json!({
            "ModifyStatus": "success", "ModifyTime": self.time(),
            "BeforeHbaItems": { "HbaItem": items(&before) },
            "AfterHbaItems": { "HbaItem": items(&self.records) },
        }));
    }

    /// Whether its records were changed since it was made.
    pub const fn has_log(&self) -> bool {
        !self.log.is_empty()
    }

    /// The last change was the end of several by somebody else.
    pub fn colleague_went_a_detour(&mut self) {
        self.log.last_mut().unwrap()["BeforeHbaItems"] =
            json!({ "HbaItem": items(&self.records[..1]) });
    }

    fn time(&self) -> String {
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        self.changed.map_or_else(String::new, time)
    }

    fn changing(&self, action: &str) -> bool {
        let now = Instant::now();
        let mut pending = self.pending.iter();
        pending.any(|pending| pending.shows <= now && pending.call["Action"] == action)
    }

    fn row(&self) -> Value {
        let status = if self.is_busy() {
            "SSL_MODIFYING"
        } else {
            "Running"
        };
        let mut row = json!({
            "DBInstanceId": self.id, "DBInstanceDescription": "orders", "RegionId": "cn-hangzhou",
            "Engine": "PostgreSQL", "EngineVersion": "15.0",
            "CurrentKernelVersion": "rds_postgres_1500_20240530", "DBInstanceStatus": status,
            "LockMode": "Unlock", "DBInstanceStorageType": "cloud_essd", "Category": "HighAvailability",
            "PayType": "Postpaid", "DBInstanceType": "Primary", "MasterInstanceId": "",
            "ReadOnlyDBInstanceIds": { "ReadOnlyDBInstanceId": [] }, "PGBouncerEnabled": "false",
            "ConnectionString": self.host(), "Port": "5432", "MaintainTime": "18:00Z-22:00Z",
            "DisasterRecoveryInfo": "{\"replicatorPassword\":\"replica-s3cret\"}",
        });
        let members = row.as_object_mut().unwrap();
        members.extend(self.says.as_object().unwrap().clone());
        members.retain(|_, member| !member.is_null());
        row
    }

    fn host(&self) -> String {
        format!("{}.pg.rds.aliyuncs.com", self.id)
    }

    /// The honest answer to a read about this instance.
    pub fn answer(&self, action: &str) -> Value {
        match action {
            "DescribeDBInstanceAttribute" => {
                json!({ "RequestId": "R", "Items": { "DBInstanceAttribute": [self.row()] } })
            }
            "DescribeDBInstanceNetInfo" => json!({
                "RequestId": "R", "InstanceNetworkType": "VPC",
                "DBInstanceNetInfos": { "DBInstanceNetInfo": [{
                    "ConnectionString": self.host(), "ConnectionStringType": "Normal",
                    "IPType": "Private", "IPAddress": "10.0.0.9", "Port": "5432",
                }] },
            }),
            "DescribeDBInstanceIPArrayList" => json!({
                "RequestId": "R", "Items": { "DBInstanceIPArray": [{
                    "DBInstanceIPArrayName": "default", "SecurityIPList": "10.0.0.0/8",
                }] },
            }),
            "GetCallerIdentity" => json!({
                "RequestId": "R", "AccountId": "1", "UserId": "2", "PrincipalId": "2",
                "IdentityType": "RAMUser", "Arn": "acs:ram::1:user/u",
            }),
            "DescribeDBProxy" => json!({ "RequestId": "R", "DBProxyServiceStatus": "Shutdown" }),
            "DescribeDBInstanceSSL" => self.ssl_answer(),
            "DescribePGHbaConfig" => self.hba_answer(),
            "DescribeModifyPGHbaConfigLog" => json!({
                "RequestId": "R", "DBInstanceId": self.id, "LogItemCount": self.log.len(),
                "HbaLogItems": { "HbaLogItem": self.log },
            }),
            other => panic!("{other} is not expected here"),
        }
    }

    fn ssl_answer(&self) -> Value {
        let Ssl {
            enabled,
            ca,
            crl,
            acl,
            replication_acl,
        } = &self.ssl;
        let on = |text: &str| {
            if *enabled {
                text.to_owned()
            } else {
                String::new()
            }
        };
        let status = if self.changing("ModifyDBInstanceSSL") {
            "setting"
        } else {
            &self.ssl_mark.0
        };
        json!({
            "RequestId": "R", "SSLEnabled": if *enabled { "on" } else { "off" },
            "ConnectionString": on(&self.host()), "SSLExpireTime": on("2028-01-02T03:04:05Z"),
            "SSLCreateTime": on(&format!("2027-01-02T03:04:{:02}Z", self.certificate % 60)),
            "RequireUpdate": on("0"), "CAType": on("aliyun"), "ACL": acl,
            "ReplicationACL": replication_acl,
            "ServerCert": on(&format!("server certificate {}", self.certificate)),
            "ServerKey": on("server-k3y"), "ClientCACert": ca, "ClientCertRevocationList": crl,
            "LastModifyStatus": status, "ModifyStatusReason": self.ssl_mark.1,
        })
    }

    fn hba_answer(&self) -> Value {
        if self.changed.is_none() {
            return json!({ "RequestId": "R", "DBInstanceId": self.id, "RunningHbaItems": {},
                "DefaultHbaItems": { "HbaItem": [] } });
        }
        let factory = [
            "host all all 0.0.0.0/0 md5",
            "host replication all 0.0.0.0/0 md5",
        ];
        let factory = factory.map(Record::parse);
        let status = if self.changing("ModifyPGHbaConfig") {
            "setting"
        } else {
            &self.hba_mark.0
        };
        json!({
            "RequestId": "R", "DBInstanceId": self.id, "HbaModifyTime": self.time(),
            "LastModifyStatus": status, "ModifyStatusReason": self.hba_mark.1,
            "DefaultHbaItems": { "HbaItem": items(&factory) },
            "RunningHbaItems": { "HbaItem": items(&self.records) },
        })
    }

    /// The honest answer to a listing of instances.
    pub fn listing(models: &[&Self]) -> Value {
        let rows: Vec<Value> = models.iter().map(|model| model.row()).collect();
        json!({ "RequestId": "R", "PageNumber": 1, "PageRecordCount": rows.len(),
            "TotalRecordCount": rows.len(), "NextToken": "", "Items": { "DBInstance": rows } })
    }
}
