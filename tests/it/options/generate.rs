//! Random scripts.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::script::{
    Act, Ca, Command, Consent, Deed, INSTANCES, Lie, Moment, Policy, Script, Start, Step, Waiver,
};

/// One of the texts between the bars; one that stands there twice comes twice as often.
fn one(dice: &mut StdRng, texts: &'static str) -> &'static str {
    texts.split('|').collect::<Vec<_>>().choose(dice).unwrap()
}

fn id(dice: &mut StdRng) -> String {
    (*INSTANCES.choose(dice).unwrap()).to_owned()
}

fn ids() -> Vec<String> {
    INSTANCES.map(str::to_owned).into()
}

fn ca(dice: &mut StdRng) -> Ca {
    *[Ca::A, Ca::B].choose(dice).unwrap()
}

fn chance(dice: &mut StdRng, share: f64) -> bool {
    dice.random_bool(share)
}

/// A record that a server with these settings loads.
fn line(dice: &mut StdRng, ssl: bool, ca: bool) -> String {
    let kinds = if ssl {
        "host|host|host|hostssl|hostssl|hostnossl"
    } else {
        "host|host|host|hostnossl"
    };
    let kind = one(dice, kinds);
    let database = one(dice, "all|all|appdb|postgres|replication|appdb,replication");
    let user = one(dice, "all|all|all|app|ana|app,ana");
    let address = one(
        dice,
        "0.0.0.0/0|0.0.0.0/0|0.0.0.0/0|127.0.0.0/8|127.0.0.5/32|127.0.0.0 255.0.0.0|::1/128|all|10.0.0.0/8",
    );
    let method = one(dice, "md5|md5|scram-sha-256|trust|reject|password");
    let demand = kind == "hostssl" && ca && method != "reject" && chance(dice, 0.5);
    let demand = if demand {
        one(dice, " clientcert=verify-ca| clientcert=verify-full")
    } else {
        ""
    };
    format!("{kind} {database} {user} {address} {method}{demand}")
}

fn lines(dice: &mut StdRng, ssl: bool, ca: bool) -> Vec<String> {
    let count = dice.random_range(0..3);
    let mut all: Vec<String> = (0..count).map(|_| line(dice, ssl, ca)).collect();
    let kind = if ssl && chance(dice, 0.15) {
        "hostssl"
    } else {
        "host"
    };
    if all.is_empty() || chance(dice, 0.75) {
        all.push(format!("{kind} all all 0.0.0.0/0 md5"));
    }
    if chance(dice, 0.7) {
        all.push(format!("{kind} replication all 0.0.0.0/0 md5"));
    }
    all
}

fn start(dice: &mut StdRng) -> Start {
    let ssl = chance(dice, 0.55);
    let ca = (ssl && chance(dice, 0.25)).then(|| ca(dice));
    let forces = ca.is_some() && chance(dice, 0.6);
    let mut acl = "prefer";
    if forces {
        acl = one(dice, "verify-ca|verify-full|cert");
    }
    let replication_acl = if chance(dice, 0.8) { acl } else { "prefer" };
    let factory = chance(dice, 0.35);
    Start {
        ssl,
        ca,
        crl: ca.is_some() && chance(dice, 0.4),
        acl: acl.to_owned(),
        replication_acl: replication_acl.to_owned(),
        old_failure: chance(dice, 0.08),
        unsupported: chance(dice, 0.03),
        records: if factory {
            vec![]
        } else {
            lines(dice, ssl, ca.is_some())
        },
    }
}

/// Records as a file has them, now and then one that no server loads or nobody is let in by.
fn file(dice: &mut StdRng) -> Vec<String> {
    let mut all = lines(dice, true, false);
    match dice.random_range(0..12) {
        0 => all.insert(0, "hostssl all all 0.0.0.0/0 md5 clientcert=1".to_owned()),
        1 => all.insert(0, "host all all 0.0.0.0/0 ldap ldapurl=nonsense".to_owned()),
        2 => {
            let demand = |whom| format!("hostssl {whom} all 0.0.0.0/0 md5 clientcert=verify-ca");
            all = ["all", "replication"].map(demand).into();
        }
        3 => all = vec!["host all all all reject".to_owned()],
        4 => all.insert(0, "host all nosuchuser 0.0.0.0/0 md5".to_owned()),
        5 => all.insert(0, "hostssl all all 0.0.0.0/0 cert".to_owned()),
        _ => {}
    }
    all
}

fn policy(dice: &mut StdRng, checks: bool) -> Policy {
    let mut policy = Policy::default();
    if chance(dice, 0.8) {
        let via = one(dice, r#""hba"|"hba"|"hba"|"acl"|"acl", "hba""#);
        policy.defaults.push(format!("via = [{via}]"));
        if via.contains("acl") {
            let mode = one(dice, "verify-ca|verify-full|cert");
            policy.defaults.push(format!("mode = \"{mode}\""));
        }
    }
    if chance(dice, 0.2) {
        policy.defaults.push("strategy = \"guard\"".to_owned());
    }
    if checks && chance(dice, 0.4) {
        let severity = one(dice, "low|medium|high|note");
        policy.defaults.push(format!("fail_on = [\"{severity}\"]"));
    }
    if chance(dice, 0.25) {
        let guard = "strategy = \"guard\"".to_owned();
        policy.rules.push((id(dice), guard));
    }
    if chance(dice, 0.55) {
        let findings = "plaintext-admitted|plaintext-admitted|plaintext-replication|weak-method|shadowed-record|unsupported|server-cert-name";
        policy.waivers.push(Waiver {
            instance: chance(dice, 0.5).then(|| id(dice)),
            finding: one(dice, findings).to_owned(),
            user: chance(dice, 0.7).then(|| one(dice, "app|ana|all").to_owned()),
            address: chance(dice, 0.2).then(|| "127.0.0.5/32".to_owned()),
        });
    }
    policy
}

fn exception(dice: &mut StdRng) -> String {
    let mut who = format!("user={}", one(dice, "app|ana|all|app"));
    if chance(dice, 0.25) {
        who += ",database=";
        who += one(dice, "appdb|replication|all");
    }
    if chance(dice, 0.5) {
        who += ",address=";
        who += one(
            dice,
            "127.0.0.5/32|127.0.0.5|10.0.0.0/8|127.0.0.0/8|0.0.0.0/0",
        );
    }
    who
}

fn set(command: &mut Command, flag: &str, value: &str) {
    let value = (!value.is_empty()).then(|| value.to_owned());
    command.flags.push((flag.to_owned(), value));
}

/// Sets some flags, each of a list `SHARE FLAG [VALUE]` in so many of a hundred commands.
fn some(dice: &mut StdRng, command: &mut Command, list: &str) {
    for words in list
        .split(',')
        .map(|entry| entry.split_whitespace().collect::<Vec<_>>())
    {
        let share: f64 = words[0].parse().unwrap();
        if chance(dice, share / 100.0) {
            set(command, words[1], words.get(2).copied().unwrap_or_default());
        }
    }
}

/// Takes these flags away.
fn without(command: &mut Command, flags: &str) {
    let out = |flag: &str| flags.split(' ').any(|one| one == flag);
    command.flags.retain(|(flag, _)| !out(flag));
}

/// A command about one instance.
fn about(words: &str, id: &str) -> Command {
    let mut command = Command::new(words);
    command.instances.push(id.to_owned());
    command
}

/// The instances that a command is about.
fn targets(dice: &mut StdRng, command: &mut Command, several: bool) {
    let id = id(dice);
    match dice.random_range(0..20) {
        _ if !several => command.instances.push(id),
        0..=11 => command.instances.push(id),
        12..=13 => command.instances = ids(),
        14 => command.instances = vec![id.clone(), id],
        15 => command.instances = vec!["pgm-b".to_owned(), "pgm-a".to_owned()],
        _ => set(command, "--all", ""),
    }
}

/// The client CA of a command, and its list now and then.
fn certificates(dice: &mut StdRng, command: &mut Command, ca: Ca, with_list: f64) {
    set(command, "--client-ca", &format!("{{{ca:?}.ca}}"));
    if chance(dice, with_list) {
        set(command, "--crl", &format!("{{{ca:?}.crl}}"));
    }
}

/// Flags that say what is wanted.
fn goal(dice: &mut StdRng, command: &mut Command) {
    let ca = ca(dice);
    match dice.random_range(0..20) {
        0..=8 => {}
        9..=10 => set(command, "--via", "hba"),
        11..=15 => {
            some(dice, command, "30 --via hba, 100 --via acl");
            if chance(dice, 0.9) {
                certificates(dice, command, ca, 0.4);
            }
            if chance(dice, 0.7) {
                let mode = one(dice, "verify-ca|verify-full|cert");
                set(command, "--mode", mode);
            }
            if chance(dice, 0.25) {
                let of = if chance(dice, 0.7) { ca } else { Ca::B };
                set(command, "--cert", &format!("{{{of:?}.app.crt}}"));
                set(command, "--key", &format!("{{{of:?}.app.key}}"));
                set(command, "--user", "app");
                set(command, "--database", "appdb");
            }
        }
        _ => {
            let policy = policy(dice, false);
            let acl = policy.text().contains("\"acl\"");
            command.policy = Some(policy);
            set(command, "--policy", "{policy}");
            if acl || chance(dice, 0.1) {
                certificates(dice, command, ca, 0.5);
            }
        }
    }
    some(dice, command, "12 --strategy guard");
    if !command.has("--policy") {
        if chance(dice, 0.2) {
            set(command, "--except", &exception(dice));
        }
        some(dice, command, "10 --stepwise");
    }
}

fn enforce(dice: &mut StdRng) -> Command {
    let mut command = Command::new("enforce");
    targets(dice, &mut command, true);
    goal(dice, &mut command);
    // What narrows a listing is refused beside names, which is tried now and then.
    let narrowing = if command.has("--all") {
        "12 --no-replicas, 10 --shard 1/3, 10 --shard 2/2"
    } else {
        "3 --no-replicas, 2 --shard 1/3, 2 --shard 2/2"
    };
    some(dice, &mut command, narrowing);
    some(
        dice,
        &mut command,
        "20 --auto-rollback, 15 --require-proof, 4 --max-instances 1, 2 --max-instances 2, 4 --dry-run, \
         5 --wait-ready, 2 --no-wait, 5 --canary 1, 5 --wave-size 2, 5 --max-failures 1, 3 --confirm-each, \
         3 --evidence {evidence}, 50 -o json, 10 -q",
    );
    if command.has("--dry-run") && chance(dice, 0.8) {
        let later = "--auto-rollback --require-proof --wait-ready --no-wait --canary --wave-size --max-failures \
             --confirm-each --evidence --cert --key --user --database";
        without(&mut command, later);
    } else if command.has("--no-wait") && chance(dice, 0.9) {
        let live = "--require-proof --auto-rollback --canary --wave-size --max-failures --evidence";
        without(&mut command, live);
    } else {
        set(&mut command, "--probe-timeout", "30s");
    }
    command
}

fn check(dice: &mut StdRng) -> Command {
    let mut command = Command::new("check");
    targets(dice, &mut command, true);
    if chance(dice, 0.5) {
        command.policy = Some(policy(dice, true));
        set(&mut command, "--policy", "{policy}");
    } else if chance(dice, 0.3) {
        set(&mut command, "--fail-on", one(dice, "low|medium|note"));
    }
    some(
        dice,
        &mut command,
        "30 --no-probe, 30 --probe, 20 --thorough, 10 --no-replicas, 100 --probe-timeout 30s, 100 -o json",
    );
    command
}

/// A command of any kind.
fn any(dice: &mut StdRng) -> Command {
    let ca = ca(dice);
    let mut command = match dice.random_range(0..100) {
        0..=44 => return enforce(dice),
        45..=56 => return check(dice),
        57..=66 => {
            let mut command = Command::new("hba apply {records}");
            command.records = Some(file(dice));
            command
        }
        67..=73 => {
            let mut command = Command::new("hba harden");
            some(
                dice,
                &mut command,
                "30 --strategy guard, 100 --probe-timeout 30s",
            );
            if chance(dice, 0.3) {
                set(&mut command, "--except", &exception(dice));
            }
            command
        }
        74..=77 => Command::new("ssl enable"),
        78 => Command::new("ssl renew"),
        79..=80 => Command::new("ssl disable"),
        81..=84 => Command::new(&format!("ca set {{{ca:?}.ca}}")),
        85..=86 => Command::new("ca clear"),
        87..=90 => {
            let mode = one(dice, "verify-ca|verify-full|cert|prefer");
            Command::new(&format!("acl set {{{mode}}}"))
        }
        91..=92 => Command::new(&format!("crl set {{{ca:?}.crl}}")),
        93..=97 => Command::new("rollback"),
        _ => {
            let mut command = Command::new("wait");
            set(&mut command, "--settle", "1s");
            command
        }
    };
    targets(dice, &mut command, false);
    if command.writes() {
        some(dice, &mut command, "5 --dry-run");
    }
    command
}

fn deed(dice: &mut StdRng) -> Deed {
    let ca = ca(dice);
    match dice.random_range(0..10) {
        0 | 1 => Deed::SslOff,
        2 => Deed::SslOn,
        3 | 4 => Deed::Demand(ca, one(dice, "verify-ca|cert").to_owned()),
        5 => Deed::Replace(ca),
        6 => Deed::Relax,
        7 => Deed::First("host all ana 127.0.0.5/32 md5".to_owned()),
        8 => Deed::First("host all all 127.0.0.5/32 reject".to_owned()),
        _ => Deed::Last("host all all 203.0.113.0/24 md5".to_owned()),
    }
}

fn fault(dice: &mut StdRng, action: &str, read: &str) -> String {
    match dice.random_range(0..12) {
        0 => "throttle:2".to_owned(),
        1 => format!("http-500:1@{action}"),
        2 => format!("reset:1@{action}"),
        3 => format!("lost-answer:1@{action}"),
        4..=6 => "fail-change:disk full".to_owned(),
        7..=8 => format!("unapplied:1@{action}"),
        9 => format!("http-500:2@{read}"),
        10 => format!("truncate:1@{read}"),
        _ => "refuse-combined".to_owned(),
    }
}

fn lie(dice: &mut StdRng, write: usize, read: &str) -> Lie {
    match dice.random_range(0..23) {
        0 | 1 => Lie::EmptyRecords,
        2 | 3 => Lie::NoRecords,
        4 | 5 => Lie::ErrorInRead(read.to_owned()),
        6 | 7 => Lie::OtherInstance,
        8 => Lie::Normalised,
        9 => Lie::Rewrapped,
        10 | 11 => Lie::Stale(dice.random_range(4..16)),
        12 | 13 => Lie::OldMarks(dice.random_range(2..6)),
        14 | 15 => {
            let code = one(
                dice,
                "IncorrectDBInstanceState|OperationDenied.DBInstanceStatus",
            );
            Lie::Busy(write, code.to_owned())
        }
        16 => Lie::ErrorInWrite(write),
        17 | 18 => Lie::Unreachable,
        19 => Lie::ReplicaRefused,
        20 => Lie::CutListing,
        21 => Lie::CircleListing,
        _ => Lie::Late(write),
    }
}

/// Something goes wrong outside, somebody else acts, or nobody agrees.
fn disturb(dice: &mut StdRng, command: &mut Command) {
    let named = command.instances.first().cloned();
    let about = named.clone().unwrap_or_else(|| id(dice));
    let action = one(dice, "ModifyPGHbaConfig|ModifyDBInstanceSSL");
    let read = one(
        dice,
        "DescribePGHbaConfig|DescribeDBInstanceSSL|DescribeDBInstanceAttribute",
    );
    let number = dice.random_range(1..3);
    if chance(dice, 0.22) {
        let fault = fault(dice, action, read);
        command.faults.push((fault, Some(about.clone())));
    }
    if chance(dice, 0.2) {
        let lie = lie(dice, number, read);
        if matches!(lie, Lie::ErrorInWrite(_) | Lie::Late(_)) {
            set(command, "--timeout", "8s");
        }
        command.lies.push(lie);
    }
    if command.writes() && chance(dice, 0.2) {
        let moment = match dice.random_range(0..10) {
            0..=2 => Moment::Question,
            3..=5 => Moment::Read(dice.random_range(3..14)),
            6 => Moment::Unseen(number),
            7..=8 => Moment::Throttled(number),
            _ => Moment::Lost(number),
        };
        if moment == Moment::Question {
            command.consent = Consent::AsAsked;
        }
        let act = Act {
            instance: about,
            deed: deed(dice),
        };
        command.colleague = Some((moment, act));
    } else if command.writes() && chance(dice, 0.08) {
        command.consent = match dice.random_range(0..7) {
            0 | 1 => Consent::Nobody,
            2 => Consent::Typed("y".to_owned()),
            3 => Consent::Typed("n".to_owned()),
            4 => Consent::EndOfInput,
            5 => Consent::Ahead("y".to_owned()),
            _ => Consent::Ahead(named.unwrap_or_default()),
        };
    }
}

fn run(command: Command) -> Step {
    Step::Run(Box::new(command))
}

/// A saved plan that is carried out later.
fn later(dice: &mut StdRng) -> Vec<Step> {
    let mut plan = Command::new("plan");
    targets(dice, &mut plan, true);
    goal(dice, &mut plan);
    without(&mut plan, "--cert --key --user --database");
    set(&mut plan, "--out", "{plan}");
    let mut enforce = Command::new("enforce");
    some(
        dice,
        &mut enforce,
        "100 --plan {plan}, 100 --probe-timeout 30s, 15 --auto-rollback, 15 --require-proof",
    );
    if chance(dice, 0.15) {
        enforce.policy = Some(Policy {
            defaults: vec!["strategy = \"guard\"".to_owned()],
            ..Policy::default()
        });
        set(&mut enforce, "--policy", "{policy}");
    }
    disturb(dice, &mut enforce);
    let mut steps = vec![run(plan)];
    if chance(dice, 0.4) {
        steps.push(between(dice));
    }
    steps.push(run(enforce));
    steps
}

/// A colleague acts between two commands.
fn between(dice: &mut StdRng) -> Step {
    let instance = id(dice);
    let deed = deed(dice);
    Step::Colleague(Act { instance, deed })
}

/// A fleet in which every change fails.
fn failing(dice: &mut StdRng) -> Vec<Step> {
    let mut command = Command::new("enforce");
    if chance(dice, 0.5) {
        set(&mut command, "--all", "");
    } else {
        command.instances = ids();
    }
    for (flag, values, share) in [
        ("--max-failures", "1|2|1", 0.8),
        ("--wave-size", "1|2|3", 0.5),
        ("--canary", "1|1|2", 0.3),
    ] {
        if chance(dice, share) {
            set(&mut command, flag, one(dice, values));
        }
    }
    some(
        dice,
        &mut command,
        "40 --confirm-each, 30 --auto-rollback, 100 --probe-timeout 30s",
    );
    let fails = |id| ("fail-change:disk full".to_owned(), Some(id));
    command.faults = ids().into_iter().map(fails).collect();
    vec![run(command)]
}

/// A change, and its way back.
fn back(dice: &mut StdRng) -> Vec<Step> {
    let mut change = if chance(dice, 0.6) {
        enforce(dice)
    } else {
        any(dice)
    };
    let id = id(dice);
    without(&mut change, "--all --dry-run --shard --no-replicas");
    change.instances = vec![id.clone()];
    let rollback = run(about("rollback", &id));
    let mut steps = vec![run(change)];
    if chance(dice, 0.4) {
        let deed = deed(dice);
        steps.push(Step::Colleague(Act { instance: id, deed }));
    }
    steps.push(rollback.clone());
    if chance(dice, 0.4) {
        steps.push(rollback);
    }
    steps
}

/// A wait after a change that failed long ago.
fn waiting(dice: &mut StdRng) -> Vec<Step> {
    let id = id(dice);
    let mut bad = about("hba apply {records}", &id);
    let records = ["nosuchuser", "all"].map(|user| format!("host all {user} 0.0.0.0/0 md5"));
    bad.records = Some(records.into());
    let mut next = if chance(dice, 0.5) {
        Command::new("ssl enable")
    } else {
        enforce(dice)
    };
    without(&mut next, "--all --dry-run --shard --no-replicas");
    next.instances = vec![id.clone()];
    if chance(dice, 0.5) {
        return vec![run(bad), run(next)];
    }
    set(&mut next, "--no-wait", "");
    let mut wait = about("wait", &id);
    set(&mut wait, "--settle", "1s");
    vec![run(bad), run(next), run(wait)]
}

/// A change that never reaches the server, and another look.
fn astray(dice: &mut StdRng) -> Vec<Step> {
    let id = id(dice);
    let mut first = about("enforce", &id);
    let fault = "unapplied:1@ModifyPGHbaConfig".to_owned();
    first.faults.push((fault, Some(id)));
    set(&mut first, "--probe-timeout", "30s");
    let mut second = enforce(dice);
    second.policy = None;
    let kept = ["--all", "--require-proof", "-o", "--probe-timeout"];
    second
        .flags
        .retain(|(flag, _)| kept.contains(&flag.as_str()));
    vec![run(first), run(second)]
}

/// A random script.
pub fn script(dice: &mut StdRng) -> Script {
    let starts = INSTANCES.iter().map(|_| start(dice)).collect();
    let steps = match dice.random_range(0..100) {
        0..=11 => {
            let again = enforce(dice);
            let mut steps = vec![run(again.clone()), run(again)];
            if chance(dice, 0.3) {
                steps.push(run(check(dice)));
            }
            steps
        }
        12..=21 => later(dice),
        22..=27 => failing(dice),
        28..=37 => back(dice),
        38..=40 => waiting(dice),
        41..=50 => {
            // Enforced first, and then again otherwise.
            let mut first = Command::new("enforce");
            some(dice, &mut first, "100 --all, 100 --probe-timeout 30s");
            let mut second = enforce(dice);
            disturb(dice, &mut second);
            vec![run(first), run(second)]
        }
        51..=56 => astray(dice),
        _ => {
            let mut steps = Vec::new();
            for _ in 0..dice.random_range(1..4) {
                let mut command = any(dice);
                disturb(dice, &mut command);
                steps.push(run(command));
                if chance(dice, 0.1) {
                    steps.push(between(dice));
                }
            }
            steps
        }
    };
    Script { starts, steps }
}
