//! Which settings and waivers hold for an instance.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Declared, InstanceMatch, PolicyFile, PolicySettings, Waiver};
use crate::domain::basis::{Basis, BasisPart, Difference};
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::hba::syntax::text::{Shown, line as record_line};
use crate::domain::hba::{Exception, Record, Strategy};
use crate::domain::plan::{Step, plan};
use crate::domain::policy::{AclGoal, CrlCare, HbaGoal, Policy, SwitchGoal};
use crate::domain::posture::Posture;
use crate::domain::ssl::{Pem, Replace};
use crate::domain::verdict::Thresholds;
use crate::text;
use crate::text::{Language, Text};

/// The way SSL is forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnforceBy {
    /// By the client ACL.
    Acl,
    /// By the records.
    Hba,
}

/// A policy to start from; a line of a colon is a comment that the catalogues have.
const STARTER: &str = r#":policy-starter
version = 1

[defaults]
via = ["hba"]
strategy = "convert"
expiry_days = 30
fail_on = ["high"]
:policy-starter-files
# client_ca = "ca.pem"
# crl = "crl.pem"
# records = "pg_hba.conf"

:policy-starter-rules
[[rules]]
name = "production"
match = { tag = { stage = "prod" } }
set = { expiry_days = 60, fail_on = ["high", "medium"] }

:policy-starter-waivers
# [[waivers]]
# match = { id = ["pgm-legacy*"] }
# findings = ["plaintext-admitted"]
# user = "etl"
# address = "10.0.0.0/8"
# reason = ":policy-starter-reason"
# until = "2027-06-30"
"#;

/// A policy to start from, with its comments in this language.
pub fn starter(language: Language) -> String {
    let said = |key: &str| text::named(language, key).unwrap_or_default();
    let mut policy = String::with_capacity(STARTER.len() * 2);
    for line in STARTER.lines() {
        match line.split_once(':') {
            Some(("", key)) => policy.extend(said(key).lines().flat_map(|line| ["# ", line, "\n"])),
            Some((before, key)) => {
                policy.extend([before, &said(key.trim_end_matches('"')), "\"\n"]);
            }
            None => policy.extend([line, "\n"]),
        }
    }
    policy
}

/// Settings of which those that the other has are the other's; all fields are named.
macro_rules! overridden {
    ($settings:ident by $other:ident: $($field:ident)+) => {
        PolicySettings { $($field: $other.$field.or($settings.$field)),+ }
    };
}

/// What is known of an instance that rules name.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its region, where it is known.
    pub region: Option<&'a str>,
    /// Those of its tags that the policy names.
    pub tags: &'a BTreeMap<String, String>,
}

/// What holds for one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The names of the rules that fit, in their order.
    pub rules: Vec<&'a str>,
    /// The settings; one that is open is a default of the program.
    pub settings: PolicySettings,
    /// The waivers that fit, also expired ones.
    pub waivers: Vec<&'a Waiver>,
    declared: &'a Declared,
}

impl InstanceMatch {
    /// Whether it takes an instance; `None` where what it asks for is not known of it.
    fn fits(&self, facts: &Facts<'_>) -> Option<bool> {
        let any = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| is_like(pattern, text))
        };
        let mut tags = self.tag.iter();
        let has = |(key, value)| facts.tags.get(key) == Some(value);
        if !any(&self.id, facts.id) || !tags.all(has) {
            return Some(false);
        }
        match facts.region {
            _ if self.region.is_empty() => Some(true),
            Some(region) => Some(any(&self.region, region)),
            None => None,
        }
    }
}

/// Whether a text is like a pattern, in which `*` stands for any text.
fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|left| {
            left.char_indices()
                .map(|(at, _)| at)
                .chain([left.len()])
                .any(|at| left.get(at..).is_some_and(|tail| is_like(rest, tail)))
        }),
    }
}

impl Waiver {
    /// Whether it holds at a time: to the end of its day.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        now.date_naive() <= self.until
    }

    /// Whether it covers a finding, by its id and, where it names columns, by the record: every login that this
    /// matches is one that the waiver names.
    fn covers(&self, finding: &Finding, records: &[Record]) -> bool {
        if !self.findings.contains(&finding.id) {
            return false;
        }
        let Some(mut hole) = self.login() else {
            return true;
        };
        let record = finding
            .record
            .and_then(|priority| records.iter().find(|record| record.priority == priority));
        record.is_some_and(|record| {
            if self.database.is_none() {
                hole.database.clone_from(&record.database);
            }
            hole.holds(record)
        })
    }

    /// The logins that it leaves open in the records: only a waiver of a finding that is such an opening does, and
    /// only the kinds of it that it names. Replication is a database of its own, which `all` does not include.
    fn exceptions(&self) -> Vec<Exception> {
        let findings = self.findings.iter();
        findings.filter_map(|id| self.exception(*id)).collect()
    }

    fn exception(&self, opening: FindingId) -> Option<Exception> {
        const REPLICATION: &str = "replication";
        let mut login = self.login()?;
        let is_replication = opening == FindingId::PlaintextReplication;
        if !is_replication && opening != FindingId::PlaintextAdmitted {
            return None;
        }
        if self.database.is_none() && is_replication {
            REPLICATION.clone_into(&mut login.database);
        }
        let names = login.database.split(',');
        let of_kind = names.filter(|name| (name.trim() == REPLICATION) == is_replication);
        login.database = of_kind.collect::<Vec<_>>().join(",");
        (!login.database.is_empty()).then_some(login)
    }

    /// Whether its databases fit its findings: each opening that it waives has some, and each that it names is waived.
    pub(super) fn fits_its_databases(&self) -> bool {
        let openings = [
            FindingId::PlaintextAdmitted,
            FindingId::PlaintextReplication,
        ];
        let waives = |id: &FindingId| self.findings.contains(id);
        let fits = |id: &FindingId| waives(id) == self.exception(*id).is_some();
        self.database.is_none() || !openings.iter().any(waives) || openings.iter().all(fits)
    }

    /// The login whose record it names, where it names one.
    pub(super) fn login(&self) -> Option<Exception> {
        let named = [&self.user, &self.database, &self.address];
        let text = |column: &Option<String>| column.clone().unwrap_or("all".to_owned());
        named
            .iter()
            .any(|column| column.is_some())
            .then(|| Exception {
                user: text(&self.user),
                database: text(&self.database),
                address: text(&self.address),
                waiver: Some(self.until),
            })
    }
}

impl PolicyFile {
    /// The tags that rules and waivers name.
    pub fn tags(&self) -> Vec<(&str, &str)> {
        let mut tags: Vec<(&str, &str)> = self
            .matches()
            .flat_map(|one| &one.tag)
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// Whether a rule or waiver names regions.
    pub fn asks_region(&self) -> bool {
        self.matches().any(|one| !one.region.is_empty())
    }

    /// Whether each of its rules, and then of its waivers, takes an instance; one of which that is not known does.
    pub fn taking<'a>(&'a self, facts: &'a Facts<'_>) -> impl Iterator<Item = bool> + 'a {
        self.matches().map(|one| one.fits(facts).unwrap_or(true))
    }

    /// The rules and waivers that took no instance of these regions; `taken` says of each whether it did.
    pub fn idle(&self, taken: &[bool], regions: &[&str]) -> Vec<Text> {
        let rules = self.rules.iter();
        let rules = rules.map(|rule| text!("policy-idle-rule", rule = &rule.name));
        let waivers = self.waivers.iter();
        let waivers = waivers.map(|waiver| {
            let (until, reason) = (waiver.until.to_string(), &waiver.reason);
            text!("policy-idle-waiver", until = until, reason = reason)
        });
        let is_here = |one: &InstanceMatch| {
            let is_like = |pattern: &String| regions.iter().any(|region| is_like(pattern, region));
            one.region.is_empty() || one.region.iter().any(is_like)
        };
        let all = rules.chain(waivers).zip(self.matches()).zip(taken);
        let idle = all.filter(|((_, one), taken)| !**taken && is_here(one));
        idle.map(|((what, _), _)| what).collect()
    }

    fn matches(&self) -> impl Iterator<Item = &InstanceMatch> {
        let rules = self.rules.iter().map(|rule| &rule.r#match);
        rules.chain(self.waivers.iter().map(|waiver| &waiver.r#match))
    }

    /// What holds for an instance.
    ///
    /// # Errors
    /// What a rule or waiver asks for and is not known of it.
    pub fn resolve(&self, facts: &Facts<'_>) -> Result<Resolved<'_>, Text> {
        let fits = |one: &InstanceMatch| {
            let untold = || text!("policy-no-region", instance = facts.id);
            one.fits(facts).ok_or_else(untold)
        };
        let mut settings = self.defaults.clone();
        let mut rules = Vec::new();
        for rule in &self.rules {
            if !fits(&rule.r#match)? {
                continue;
            }
            rules.push(rule.name.as_str());
            let set = rule.set.clone();
            // Both say what becomes of the records, so that the later one holds alone.
            if set.strategy.is_some() {
                settings.records = None;
            } else if set.records.is_some() {
                settings.strategy = None;
            }
            settings = overridden!(settings by set: via mode replication strategy client_ca crl
                records expiry_days fail_on);
        }
        let mut waivers = Vec::new();
        for waiver in &self.waivers {
            if fits(&waiver.r#match)? {
                waivers.push(waiver);
            }
        }
        Ok(Resolved {
            rules,
            settings,
            waivers,
            declared: &self.declared,
        })
    }
}

impl Resolved<'_> {
    /// From when on an expiry is a finding.
    pub fn thresholds(&self) -> Thresholds {
        let days = self.settings.expiry_days;
        days.map_or_else(Thresholds::default, |expiry_days| Thresholds {
            expiry_days,
        })
    }

    /// Marks the findings that a waiver in force accepts: they stay, as notes that say so and ask for nothing. One past its
    /// day changes nothing but the words. `records` are those that the findings match.
    pub fn waive(&self, findings: &mut [Finding], records: &[Record], now: DateTime<Utc>) {
        for finding in findings {
            let waiver = self
                .waivers
                .iter()
                .filter(|waiver| waiver.covers(finding, records))
                .max_by_key(|waiver| waiver.until);
            let Some(waiver) = waiver else { continue };
            let (until, reason) = (waiver.until, &waiver.reason);
            let (until, what) = (until.to_string(), &finding.message);
            if waiver.holds(now) {
                finding.message = text!(
                    "finding-accepted",
                    until = until,
                    reason = reason,
                    finding = what
                );
                finding.severity = Severity::Note;
                finding.remedy = None;
            } else {
                finding.message = text!(
                    "finding-was-accepted",
                    until = until,
                    reason = reason,
                    finding = what
                );
            }
        }
    }

    /// The least severity that counts as a gap; all that are worse count too.
    pub fn fail_on(&self) -> Severity {
        let listed = self.settings.fail_on.as_deref().unwrap_or_default();
        listed.iter().min().copied().unwrap_or(Severity::High)
    }

    /// What is declared of the installed client CA, revocation list and records; what is not stays open.
    pub fn declaration(&self) -> Policy {
        let (settings, declared) = (&self.settings, self.declared);
        let pem = |name: &Option<String>| declared.pems.get(name.as_ref()?).cloned();
        let records = settings.records.as_ref();
        let records = records.and_then(|name| declared.records.get(name));
        Policy {
            client_ca: pem(&settings.client_ca).map(Replace::Set),
            crl: pem(&settings.crl).map(Replace::Set),
            hba: records.cloned().map(HbaGoal::Declared),
            ..Policy::default()
        }
    }

    /// In what an instance differs from what is declared of it.
    pub fn drift(&self, posture: &Posture) -> Vec<Finding> {
        let now = Basis::of(posture);
        let made = plan(posture, &self.declaration());
        let after = |basis: Basis, step: &Step| basis.after(&step.change);
        let declared = made.steps.iter().fold(now.clone(), after);
        let remedy = format!("forcessl plan {} --policy FILE", posture.id);
        let lines = |records: &[Record]| -> Vec<String> {
            let line = |record| record_line(record, Shown::Redacted);
            records.iter().map(line).collect()
        };
        let finding = |difference: Difference| {
            let message = text!("finding-drift", difference = &difference.text);
            let finding = Finding::new(FindingId::Drift, message, Some(remedy.clone()));
            let mut finding = finding.of_words(&difference.text);
            let records = now
                .records()
                .filter(|_| difference.part == BasisPart::Records);
            if let (Some(subject), Some(records)) = (&mut finding.subject, records) {
                subject.records = lines(records);
            }
            finding
        };
        let drift = declared.differences(&now);
        drift.into_iter().map(finding).collect()
    }

    /// The wanted end state; an ACL gets these certificates.
    pub fn policy(&self, certificates: &Certificates, now: DateTime<Utc>) -> Policy {
        let via = self.settings.via.clone().unwrap_or(vec![EnforceBy::Hba]);
        let acl = via.contains(&EnforceBy::Acl);
        let holding = self.waivers.iter().filter(|waiver| waiver.holds(now));
        let kept = holding.clone().flat_map(|waiver| waiver.exceptions());
        let kept = kept.collect();
        // Of an instance, whatever its records.
        let unsupported = holding.filter(|waiver| {
            waiver.findings.contains(&FindingId::Unsupported) && waiver.login().is_none()
        });
        let set = |pem: &Option<Pem>| pem.clone().filter(|_| acl).map(Replace::Set);
        let declared = self.declaration();
        let is_hardened = declared.hba.is_none() && via.contains(&EnforceBy::Hba);
        let (exceptions, waived) = if is_hardened {
            (kept, vec![])
        } else {
            (vec![], kept)
        };
        let (mode, replication) = (self.settings.mode, self.settings.replication);
        Policy {
            switch: Some(SwitchGoal::On),
            client_ca: declared.client_ca.or_else(|| set(&certificates.client_ca)),
            crl: declared.crl.or_else(|| set(&certificates.crl)),
            crl_care: certificates.crl_care,
            acl: acl.then(|| AclGoal::hardening(mode)),
            replication_acl: acl.then(|| AclGoal::hardening(replication.or(mode))),
            hba: declared.hba.or_else(|| {
                is_hardened.then(|| HbaGoal::Hardened {
                    strategy: self.settings.strategy.unwrap_or(Strategy::Convert),
                    exceptions,
                })
            }),
            waived,
            unsupported: unsupported.map(|waiver| waiver.until).max(),
            ..Policy::default()
        }
    }
}

/// What the command line gives for the rules that want an ACL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificates {
    /// Client CA.
    pub client_ca: Option<Pem>,
    /// Revocation list.
    pub crl: Option<Pem>,
    /// How strictly the list is checked.
    pub crl_care: CrlCare,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::RecordType;

    fn resolve<'a>(
        file: &'a PolicyFile,
        id: &str,
        tags: &BTreeMap<String, String>,
    ) -> Resolved<'a> {
        let region = Some("cn-hangzhou");
        file.resolve(&Facts { id, region, tags }).unwrap()
    }

    fn record(user: &str, address: &str, mask: Option<&str>) -> Record {
        Record {
            priority: 3,
            kind: RecordType::Host,
            database: "all".to_owned(),
            user: user.to_owned(),
            address: address.to_owned(),
            mask: mask.map(str::to_owned),
            method: "md5".to_owned(),
            option: None,
        }
    }

    #[test]
    fn a_waiver_of_a_record_names_columns_that_can_be_read() {
        let read = |column: &str| {
            PolicyFile::read(&format!(
                "version = 1\n[[waivers]]\nmatch = {{}}\nfindings = [\"plaintext-admitted\"]\n\
                 {column}\nreason = \"old loader\"\nuntil = \"2027-06-30\"\n"
            ))
        };
        for column in [
            "user = \"etl\"",
            "address = \"10.0.0.1\"",
            "address = \"samenet\"",
        ] {
            read(column).unwrap();
        }
        for column in [
            "database = \"replication\"",
            "database = \"shop,replication\"",
        ] {
            let refused = read(column).unwrap_err();
            assert!(
                refused.what.english().contains("do not fit"),
                "{column}: {refused}"
            );
        }
        for (column, why) in [
            ("user = \"\"", "user is empty"),
            ("database = \" \"", "database is empty"),
            ("address = \"10.0.0.0/33\"", "a waiver: "),
            ("address = \"10/8\"", "a waiver: "),
            ("user = \"etl,address=10.0.0.0/8\"", "double quotes"),
            ("user = \"@file\"", "another file"),
        ] {
            let refused = read(column).unwrap_err();
            assert!(refused.what.english().contains(why), "{column}: {refused}");
            assert_eq!(refused.place.unwrap().0, 2);
        }
    }

    #[test]
    fn a_waiver_of_a_record_covers_no_other_record() {
        let file = PolicyFile::read(
            "version = 1\n[[waivers]]\nmatch = {}\nfindings = [\"plaintext-admitted\"]\n\
             user = \"etl\"\naddress = \"10.0.0.0/8\"\nreason = \"old loader\"\nuntil = \"2027-06-30\"\n",
        )
        .unwrap();
        let none = BTreeMap::new();
        let resolved = resolve(&file, "pgm-a", &none);
        let accepts = |record: &Record, finding: Finding| {
            let mut findings = [finding];
            let records = std::slice::from_ref(record);
            resolved.waive(&mut findings, records, at("2027-06-01T00:00:00Z"));
            findings.iter().all(|one| one.severity < resolved.fail_on())
        };
        let admitted = || Finding::new(FindingId::PlaintextAdmitted, Text::verbatim("x"), None);
        for (user, address, mask, accepted) in [
            ("etl", "10.0.0.0/8", None, true),
            ("etl", "10.0.0.0", Some("255.0.0.0"), true),
            ("etl", "10.1.0.0/16", None, true),
            ("etl", "10.1.2.3/32", None, true),
            ("etl", "all", None, false),
            ("etl", "0.0.0.0/0", None, false),
            ("all", "10.0.0.0/8", None, false),
            ("etl,app", "10.0.0.0/8", None, false),
        ] {
            let record = record(user, address, mask);
            let waived = accepts(&record, admitted().about(record.priority));
            assert_eq!(waived, accepted, "{user} {address}");
        }
        let hole = record("etl", "10.0.0.0/8", None);
        assert!(
            !accepts(&hole, admitted()),
            "a live connection is no record"
        );
        assert!(!accepts(&hole, admitted().about(4)), "another record");
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_starter_is_a_policy_with_and_without_its_comments() {
        let file = PolicyFile::read(&starter(Language::English)).unwrap();
        assert_eq!(file.tags(), [("stage", "prod")]);
        let prod = BTreeMap::from([("stage".to_owned(), "prod".to_owned())]);
        assert_eq!(
            resolve(&file, "pgm-a", &prod).settings.expiry_days,
            Some(60)
        );
        assert_eq!(resolve(&file, "pgm-a", &BTreeMap::new()).rules, [""; 0]);
        for language in Language::ALL {
            let starter = starter(language);
            let (head, waiver) = starter.split_once("# [[waivers]]").unwrap();
            let whole = format!("{head}[[waivers]]{}", waiver.replace("\n# ", "\n"));
            assert_eq!(PolicyFile::read(&whole).unwrap().waivers.len(), 1);
        }
    }

    #[test]
    fn a_waiver_keeps_the_kinds_of_logins_that_it_names() {
        let kept = |findings: &str, database: Option<&str>| {
            let database =
                database.map_or(String::new(), |name| format!("database = \"{name}\"\n"));
            let file = PolicyFile::read(&format!(
                "version = 1\n[[waivers]]\nmatch = {{}}\nfindings = [{findings}]\nuser = \"etl\"\n\
                 {database}reason = \"old\"\nuntil = \"2027-06-30\"\n"
            ))
            .unwrap();
            let exceptions = file.waivers.iter().flat_map(Waiver::exceptions);
            exceptions.map(|one| one.database).collect::<Vec<_>>()
        };
        let (admitted, replication) = ("\"plaintext-admitted\"", "\"plaintext-replication\"");
        let both = format!("{admitted}, {replication}");
        assert_eq!(kept(admitted, None), ["all"]);
        assert_eq!(kept(replication, None), ["replication"]);
        assert_eq!(kept(&both, None), ["all", "replication"]);
        assert_eq!(
            kept(&both, Some("shop,replication")),
            ["shop", "replication"]
        );
        assert_eq!(kept(replication, Some("replication")), ["replication"]);
        assert_eq!(kept("\"weak-method\"", None), [""; 0]);
    }

    #[test]
    fn a_waiver_holds_to_the_end_of_its_day_and_is_never_hidden() {
        let file = PolicyFile::read(
            "version = 1\n[[waivers]]\nmatch = { id = [\"pgm-*\"] }\nfindings = [\"plaintext-admitted\"]\n\
             user = \"etl\"\nreason = \"old loader\"\nuntil = \"2027-06-30\"\n",
        )
        .unwrap();
        let none = BTreeMap::new();
        let resolved = resolve(&file, "pgm-a", &none);
        let hole = record("etl", "10.0.0.0", Some("255.0.0.0"));
        let judge = |now: &str| {
            let finding = Finding::new(
                FindingId::PlaintextAdmitted,
                Text::verbatim("record 0"),
                None,
            );
            let mut findings = [finding.about(hole.priority)];
            resolved.waive(&mut findings, std::slice::from_ref(&hole), at(now));
            let fails = findings
                .iter()
                .any(|one| one.severity >= resolved.fail_on());
            let [finding] = findings;
            (fails, finding.message.english())
        };
        let (fails, message) = judge("2027-06-30T23:59:59Z");
        assert!(!fails && message.starts_with("accepted until 2027-06-30 (old loader)"));
        let (fails, message) = judge("2027-07-01T00:00:00Z");
        assert!(fails && message.contains("was accepted until"), "{message}");
        let holes = |now| match resolved.policy(&Certificates::default(), at(now)).hba {
            Some(HbaGoal::Hardened { exceptions, .. }) => exceptions.len(),
            _ => panic!("records are wanted"),
        };
        assert_eq!(holes("2027-06-30T00:00:00Z"), 1);
        assert_eq!(holes("2027-07-01T00:00:00Z"), 0);
        assert!(resolve(&file, "rm-a", &none).waivers.is_empty());
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        for (text, line, part) in [
            (
                "version = 1\n[defaults]\nvai = [\"hba\"]\n",
                3,
                "did you mean `via`?",
            ),
            (
                "version = 1\n[defaults]\nvia = [\"hbaa\"]\n",
                3,
                "did you mean `hba`?",
            ),
            ("version = 2\n", 1, "version 2"),
            ("# ours\nversion = 3\ncolour = 1\n", 2, "version 3"),
            (
                "version = 1\n[defaults]\nmode = \"prefer\"\n",
                3,
                "does not force SSL",
            ),
            (
                "version = 1\n[defaults]\nvia = [\"hba\"]\nmode = \"cert\"\n",
                4,
                "need via",
            ),
            (
                "version = 1\n[defaults]\nreplication = \"cert\"\n",
                3,
                "need via",
            ),
            (
                "version = 1\n[defaults]\nvia = [\"acl\"]\nstrategy = \"guard\"\n",
                4,
                "needs via",
            ),
            (
                "version = 1\n[[rules]]\nname = \"x\"\nmatch.id = [\"*\"]\nset.via = [\"acl\"]\nset.strategy = \"guard\"\n",
                6,
                "needs via",
            ),
            (
                "version = 1\n[defaults]\nstrategy = \"guard\"\nrecords = \"r.conf\"\n",
                3,
                "no effect beside `records`",
            ),
            (
                "version = 1\n[[rules]]\nname = \"x\"\nmatch.id = [\"*\"]\nset.records = \"r.conf\"\nset.strategy = \"guard\"\n",
                6,
                "no effect beside `records`",
            ),
            (
                "version = 1\n[[rules]]\nname = \"x\"\nmatch = { id = [] }\nset = {}\n",
                4,
                "is empty",
            ),
            (
                "version = 1\n[[waivers]]\nmatch = {}\nfindings = [\"ssl-off\"]\nuser = \"app\"\nreason = \"x\"\nuntil = \"2027-06-30\"\n",
                4,
                "about no record",
            ),
            ("version = 1\n[[rules]]\nname = \"x\"\n", 2, "missing field"),
            ("version = 1\nx =\n", 2, ""),
            ("# The version\n\nversion = 2\n", 3, "version 2"),
            (
                "version = 1\n# expiry_days\n[defaults]\nexpiry_days = 9\n[[rules]]\nname = \"x\"\nmatch = {}\nset.expiry_days = 9999\n",
                8,
                "3650",
            ),
            (
                "version = 1\nwaivers = [\n{ match = {}, findings = [\"ssl-off\"], reason = \"x\", until = \"2027-06-30\" },\n{ match = {}, findings = [\"ssl-off\"], reason = \"\", until = \"2027-06-30\" },\n]\n",
                4,
                "reason",
            ),
            (
                "[defaults]\nvia = [\"hba\"]\n",
                0,
                "missing field `version`",
            ),
            ("", 0, "missing field `version`"),
        ] {
            let refused = PolicyFile::read(text).unwrap_err();
            assert_eq!(
                refused.place.map_or(0, |place| place.0),
                line,
                "{text}: {refused}"
            );
            assert!(refused.what.english().contains(part), "{text}: {refused}");
        }
    }

    #[test]
    fn the_later_of_strategy_and_records_holds_alone() {
        let rule = |set: &str| format!("[[rules]]\nname = \"x\"\nmatch = {{}}\nset.{set}\n");
        let [strategy, records] = [rule("strategy = \"guard\""), rule("records = \"r.conf\"")];
        for (rules, is_strategy) in [
            (
                format!("[defaults]\nstrategy = \"guard\"\n{records}"),
                false,
            ),
            (
                format!("[defaults]\nrecords = \"r.conf\"\n{strategy}"),
                true,
            ),
            (format!("{strategy}{records}"), false),
            (format!("{records}{strategy}"), true),
        ] {
            let file = PolicyFile::read(&format!("version = 1\n{rules}")).unwrap();
            let settings = resolve(&file, "pgm-a", &BTreeMap::new()).settings;
            assert_eq!(settings.strategy.is_some(), is_strategy, "{rules}");
            assert_eq!(settings.records.is_none(), is_strategy, "{rules}");
        }
    }

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("pgm-*", "pgm-a", true),
            ("*", "", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcd", false),
            ("pgm-a", "pgm-ab", false),
        ] {
            assert_eq!(is_like(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_a_match_asks_for_and_is_not_known_is_no_miss() {
        let file = PolicyFile::read(
            "version = 1\n[[rules]]\nname = \"far\"\nmatch = { id = [\"pgm-a\"], region = [\"eu-*\"] }\n\
             set = { expiry_days = 60 }\n",
        )
        .unwrap();
        let tags = BTreeMap::new();
        for (id, region, rules) in [
            ("pgm-a", Some("eu-central-1"), Some(1)),
            ("pgm-a", Some("cn-hangzhou"), Some(0)),
            ("pgm-a", None, None),
            // Left out by its id, wherever it is.
            ("pgm-b", None, Some(0)),
        ] {
            let facts = Facts {
                id,
                region,
                tags: &tags,
            };
            let found = file.resolve(&facts).ok();
            assert_eq!(found.map(|one| one.rules.len()), rules, "{id} {region:?}");
        }
    }
}
