//! Scripts: where the instances begin, and what is done to them, as values that can be replayed.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The instances of every script: two primaries, and a replica of the first.
pub const INSTANCES: [&str; 3] = ["pgm-a", "pgm-b", "pgr-a"];

/// A client CA that the campaign has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ca {
    A,
    B,
}

/// How one instance begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    pub ssl: bool,
    pub ca: Option<Ca>,
    /// With the revocation list of its client CA.
    pub crl: bool,
    pub acl: String,
    pub replication_acl: String,
    /// Whether the last change of the SSL settings, long ago, failed.
    pub old_failure: bool,
    /// `local_ssd`, which cannot be enforced.
    pub unsupported: bool,
    /// Lines of `pg_hba.conf`; none are the factory records, which the API does not list.
    pub records: Vec<String>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            ssl: false,
            ca: None,
            crl: false,
            acl: "prefer".to_owned(),
            replication_acl: "prefer".to_owned(),
            old_failure: false,
            unsupported: false,
            records: vec![],
        }
    }
}

/// What a colleague does to an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Deed {
    SslOff,
    SslOn,
    /// A client CA and an ACL that demands its certificates.
    Demand(Ca, String),
    /// Another client CA, and nothing else.
    Replace(Ca),
    /// The ACL back to `prefer`, without client CA and list.
    Relax,
    /// A record in front of the others.
    First(String),
    /// A record behind the others.
    Last(String),
}

impl Deed {
    /// The read that shows it.
    pub fn shown_by(&self) -> &'static str {
        match self {
            Self::First(_) | Self::Last(_) => "DescribePGHbaConfig",
            _ => "DescribeDBInstanceSSL",
        }
    }
}

/// A colleague's deed at one instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    pub instance: String,
    pub deed: Deed,
}

/// When a colleague acts during a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moment {
    /// While the question stands.
    Question,
    /// Before the n-th read about the instance, counted from 1.
    Read(usize),
    /// Right before the n-th write is carried out, after every look.
    Unseen(usize),
    /// While the n-th write is throttled.
    Throttled(usize),
    /// When the n-th write is lost on its way there.
    Lost(usize),
}

/// How the API lies, on top of what the sandbox can do itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lie {
    /// The list of records is empty, until records are written.
    EmptyRecords,
    /// There is no list of records, beside a time of modification, until records are written.
    NoRecords,
    /// A read of this action is a 200 with an error code, until the first write.
    ErrorInRead(String),
    /// The records are those of another instance, which says so, until records are written.
    OtherInstance,
    /// Priorities are renumbered and masks are written as prefixes once records are written.
    Normalised,
    /// Client CAs come back with other line breaks.
    Rewrapped,
    /// Reads flip between old and new, so many times after each write.
    Stale(usize),
    /// Marks of the last change stay the old ones for so many reads after each write.
    OldMarks(usize),
    /// The n-th write is answered as to a busy instance, once.
    Busy(usize, String),
    /// The n-th write is answered 200 with an error code, and nothing is done.
    ErrorInWrite(usize),
    /// The endpoints lead nowhere.
    Unreachable,
    /// The records of a replica are refused as those of an unsupported type.
    ReplicaRefused,
    /// The listing ends before its count.
    CutListing,
    /// The tokens of the listing run in a circle.
    CircleListing,
    /// The n-th write is lost on its way there and comes in after the command has ended.
    Late(usize),
}

/// Who agrees to a change, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// `--yes`.
    Flag,
    /// Neither a terminal nor `--yes`.
    Nobody,
    /// This line, typed at the question.
    Typed(String),
    /// What the question asks for: a yes, or the id of the first instance.
    AsAsked,
    /// This line, typed before the question; then `n`.
    Ahead(String),
    /// End of input at the question.
    EndOfInput,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// `enforce`, `hba apply`.
    pub words: Vec<String>,
    /// Instances that are named.
    pub instances: Vec<String>,
    /// Flags with their values; in values stand `{A.ca}`, `{A.crl}`, `{A.app.crt}`, `{A.app.key}`,
    /// `{policy}`, `{records}` and `{plan}` for files.
    pub flags: Vec<(String, Option<String>)>,
    pub consent: Consent,
    /// The policy file.
    pub policy: Option<Policy>,
    /// The records of `{records}`.
    pub records: Option<Vec<String>>,
    /// Faults of the sandbox, each with the instance it keeps to.
    pub faults: Vec<(String, Option<String>)>,
    pub lies: Vec<Lie>,
    pub colleague: Option<(Moment, Act)>,
}

/// What a policy file says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Lines of `[defaults]`.
    pub defaults: Vec<String>,
    /// An instance and what is set for it.
    pub rules: Vec<(String, String)>,
    pub waivers: Vec<Waiver>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiver {
    /// None is all.
    pub instance: Option<String>,
    pub finding: String,
    pub user: Option<String>,
    pub address: Option<String>,
}

impl Policy {
    /// The file.
    pub fn text(&self) -> String {
        let mut text = "version = 1\n".to_owned();
        if !self.defaults.is_empty() {
            text += &format!("[defaults]\n{}\n", self.defaults.join("\n"));
        }
        for (instance, set) in &self.rules {
            text += &format!(
                "[[rules]]\nname = \"{instance}\"\nmatch = {{ id = [\"{instance}\"] }}\nset = {{ {set} }}\n"
            );
        }
        for waiver in &self.waivers {
            let of = waiver.instance.as_ref();
            let of = of.map_or(String::new(), |id| format!("id = [\"{id}\"]"));
            text += &format!(
                "[[waivers]]\nmatch = {{ {of} }}\nfindings = [\"{}\"]\n",
                waiver.finding
            );
            for (name, value) in [("user", &waiver.user), ("address", &waiver.address)] {
                if let Some(value) = value {
                    text += &format!("{name} = \"{value}\"\n");
                }
            }
            text += "reason = \"known\"\nuntil = \"2099-01-01\"\n";
        }
        text
    }

    /// What holds for an instance: the last line that sets this.
    pub fn setting(&self, instance: &str, name: &str) -> Option<String> {
        let value = |line: &str| {
            let (found, value) = line.split_once('=')?;
            (found.trim() == name).then(|| value.trim().to_owned())
        };
        let of_rules = self.rules.iter().rev().find_map(|(id, set)| {
            (id == instance)
                .then(|| set.split(", ").find_map(value))
                .flatten()
        });
        of_rules.or_else(|| self.defaults.iter().rev().find_map(|line| value(line)))
    }
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Step {
    Run(Box<Command>),
    /// A colleague acts between two commands.
    Colleague(Act),
}

/// A whole script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// In the order of [`INSTANCES`].
    pub starts: Vec<Start>,
    pub steps: Vec<Step>,
}

/// Whether an id belongs to a part `K/N` of a selection, as the documentation says.
fn is_of_part(id: &str, part: &str) -> bool {
    let (index, count) = part.split_once('/').unwrap();
    let (index, count): (u64, u64) = (index.parse().unwrap(), count.parse().unwrap());
    let digest = Sha256::digest(id.as_bytes());
    let first: [u8; 8] = digest[..8].try_into().unwrap();
    u64::from_be_bytes(first) % count + 1 == index
}

impl Command {
    pub fn new(words: &str) -> Self {
        Self {
            words: words.split(' ').map(str::to_owned).collect(),
            instances: vec![],
            flags: vec![],
            consent: Consent::Flag,
            policy: None,
            records: None,
            faults: vec![],
            lies: vec![],
            colleague: None,
        }
    }

    /// The command without what it is about: `hba apply`.
    pub fn name(&self) -> String {
        self.words
            .iter()
            .filter(|word| !word.starts_with('{'))
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|(name, _)| name == flag)
    }

    pub fn value(&self, flag: &str) -> Option<&str> {
        let found = self.flags.iter().rev().find(|(name, _)| name == flag)?;
        found.1.as_deref()
    }

    pub fn values(&self, flag: &str) -> impl Iterator<Item = &str> {
        let of = move |(name, _): &&(String, Option<String>)| name == flag;
        self.flags
            .iter()
            .filter(of)
            .filter_map(|(_, value)| value.as_deref())
    }

    /// Whether nothing goes wrong outside, and nobody else acts.
    pub fn is_calm(&self) -> bool {
        let harmless = |lie: &Lie| matches!(lie, Lie::Normalised | Lie::Rewrapped);
        self.faults.is_empty() && self.lies.iter().all(harmless) && self.colleague.is_none()
    }

    /// Whether it promises to leave plaintext no more than before.
    pub fn hardens(&self) -> bool {
        let name = self.name();
        matches!(
            name.as_str(),
            "enforce" | "hba harden" | "ssl enable" | "ssl renew" | "crl set"
        ) || name == "acl set" && !self.words.contains(&"{prefer}".to_owned())
    }

    /// Whether it can send anything.
    pub fn writes(&self) -> bool {
        !matches!(self.name().as_str(), "check" | "plan" | "wait" | "hba list")
    }

    /// The instances it is about.
    pub fn targets(&self) -> Vec<&'static str> {
        let all = self.has("--all") || self.has("--tag");
        INSTANCES
            .into_iter()
            .filter(|id| {
                self.instances.iter().any(|one| one == id)
                    || all && !(self.has("--no-replicas") && id.starts_with("pgr"))
            })
            .filter(|id| {
                self.value("--shard")
                    .is_none_or(|part| is_of_part(id, part))
            })
            .collect()
    }

    /// The arguments, with these texts for what stands in braces.
    pub fn arguments(&self, file: &dyn Fn(&str) -> String) -> Vec<String> {
        let filled = |text: &str| match text
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(name) => file(name),
            None => text.to_owned(),
        };
        let (before, after): (Vec<&String>, Vec<&String>) =
            self.words.iter().partition(|word| !word.starts_with('{'));
        let mut arguments: Vec<String> = before.into_iter().cloned().collect();
        arguments.extend(self.instances.iter().cloned());
        arguments.extend(after.into_iter().map(|word| filled(word)));
        for (name, value) in &self.flags {
            arguments.push(name.clone());
            arguments.extend(value.as_deref().map(filled));
        }
        if self.consent == Consent::Flag && self.writes() {
            arguments.push("--yes".to_owned());
        }
        arguments
    }
}

/// A line of `pg_hba.conf` as the API has it; all lines here are of five columns, a mask, options.
pub fn record(line: &str, priority: usize) -> Value {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mask = words
        .get(4)
        .filter(|word| word.parse::<std::net::Ipv4Addr>().is_ok());
    let method = 4 + usize::from(mask.is_some());
    let options = words[method + 1..].join(" ");
    json!({
        "priority": priority,
        "type": words[0],
        "database": words[1],
        "user": words[2],
        "address": words[3],
        "mask": mask,
        "method": words[method],
        "option": if options.is_empty() { Value::Null } else { json!(options) },
    })
}

pub fn records(lines: &[String]) -> Vec<Value> {
    let numbered = lines.iter().enumerate();
    numbered.map(|(place, line)| record(line, place)).collect()
}

impl fmt::Display for Script {
    /// A listing for people, and at its end the script for `FORCESSL_SCRIPT`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, start) in INSTANCES.iter().zip(&self.starts) {
            if *start == Start::default() {
                continue;
            }
            writeln!(
                f,
                "  {id}: SSL {}, client CA {:?}, list {}, ACL {}/{}{}{}",
                if start.ssl { "on" } else { "off" },
                start.ca,
                start.crl,
                start.acl,
                start.replication_acl,
                if start.old_failure {
                    ", last change failed long ago"
                } else {
                    ""
                },
                if start.unsupported { ", local_ssd" } else { "" },
            )?;
            for line in &start.records {
                writeln!(f, "      {line}")?;
            }
        }
        for (place, step) in self.steps.iter().enumerate() {
            let number = place + 1;
            match step {
                Step::Colleague(act) => {
                    writeln!(
                        f,
                        "  {number}. colleague at {}: {:?}",
                        act.instance, act.deed
                    )?;
                }
                Step::Run(command) => {
                    let shown = command.arguments(&|name| format!("{{{name}}}")).join(" ");
                    writeln!(f, "  {number}. forcessl {shown}")?;
                    if command.consent != Consent::Flag {
                        writeln!(f, "      consent: {:?}", command.consent)?;
                    }
                    if let Some(policy) = &command.policy {
                        writeln!(f, "      policy: {}", policy.text().replace('\n', "; "))?;
                    }
                    for line in command.records.iter().flatten() {
                        writeln!(f, "      records: {line}")?;
                    }
                    if !command.faults.is_empty() {
                        writeln!(f, "      faults: {:?}", command.faults)?;
                    }
                    if !command.lies.is_empty() {
                        writeln!(f, "      lies: {:?}", command.lies)?;
                    }
                    if let Some((moment, act)) = &command.colleague {
                        let (id, deed) = (&act.instance, &act.deed);
                        writeln!(f, "      colleague at {id}, {moment:?}: {deed:?}")?;
                    }
                }
            }
        }
        write!(f, "  FORCESSL_SCRIPT='{}'", json!(self))
    }
}
