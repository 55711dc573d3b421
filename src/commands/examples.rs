//! The examples that help, man pages and docs/cli.md show, kept as data so that tests run every one.

use std::fmt::Write as _;

/// One command line that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The command that it is an example of, in words; empty for the program.
    pub of: &'static str,
    /// How it ends on an instance where SSL is off, or after the examples before it.
    pub code: u8,
    /// What follows `forcessl `.
    pub line: &'static str,
    /// What it does, in the imperative.
    pub does: &'static str,
}

const fn example(of: &'static str, code: u8, line: &'static str, does: &'static str) -> Example {
    Example {
        of,
        code,
        line,
        does,
    }
}

/// Every example, in the order of the commands.
#[rustfmt::skip]
pub const EXAMPLES: &[Example] = &[
    example("", 1, "check pgm-bp1s1e3w5n3a", "See who still gets in without SSL"),
    example("", 1, "plan pgm-bp1s1e3w5n3a --via hba", "Show what would change"),
    example("", 0, "enforce pgm-bp1s1e3w5n3a --via hba", "Refuse plaintext, and prove it"),
    example("check", 1, "check pgm-bp1s1e3w5n3a", "See who still gets in without SSL"),
    example("check", 1, "check --all-regions", "Check every PostgreSQL instance of the account"),
    example("check", 1, "check --all -o table -o html=ssl.html", "Write a page for auditors beside the table"),
    example("check", 1, "check --all -o json=today.json", "Write a report to compare with later"),
    example("check", 0, "check --all --baseline today.json", "Fail only on what is worse than in that report"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via hba", "Show what would change, without client certificates"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via acl --client-ca ca/ca.pem", "The same, with client certificates"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via hba --out plan.json", "Save the plan for review and for enforce --plan"),
    example("enforce", 0, "enforce pgm-bp1s1e3w5n3a --via hba", "Refuse plaintext by pg_hba records; asks before it sends"),
    example("enforce", 0, "enforce pgm-bp1s1e3w5n3a --via acl --mode verify-full --client-ca ca/ca.pem --yes", "Demand client certificates, without asking"),
    example("enforce", 0, "enforce --all --via hba --canary 1 --wave-size 5 --max-failures 2", "Change a region: one first, then five at a time"),
    example("clients", 0, "clients pgm-bp1s1e3w5n3a --user app --database appdb", "Show the connection strings for one user"),
    example("clients", 0, "clients pgm-bp1s1e3w5n3a -o markdown", "Write the text for the change ticket"),
    example("wait", 0, "wait pgm-bp1s1e3w5n3a", "Wait for a change that is running"),
    example("wait", 0, "wait --all --timeout 10m", "Wait for every instance of the region, ten minutes at most"),
    example("probe", 1, "probe pgm-bp1s1e3w5n3a.pg.rds.aliyuncs.com", "Ask an endpoint whether it refuses plaintext"),
    example("probe", 1, "probe pgm-bp1s1e3w5n3a --user app --user report", "Try two users on every endpoint of an instance"),
    example("sessions", 0, "sessions pgm-bp1s1e3w5n3a --dsn 'user=app dbname=appdb sslmode=prefer'", "List the sessions without SSL; the password comes from PGPASSWORD"),
    example("sessions", 0, "sessions pgm-bp1s1e3w5n3a --watch 5s --dsn 'user=app dbname=appdb sslmode=prefer'", "Collect the clients that come and go"),
    example("ssl show", 0, "ssl show pgm-bp1s1e3w5n3a", "Show the switch and the server certificate"),
    example("ssl show", 0, "ssl show pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("ssl enable", 1, "ssl enable pgm-bp1s1e3w5n3a --dry-run", "Show what would be sent"),
    example("ssl enable", 0, "ssl enable pgm-bp1s1e3w5n3a", "Switch SSL on; this alone refuses nobody"),
    example("ssl renew", 1, "ssl renew pgm-bp1s1e3w5n3a --dry-run", "Show what would be sent"),
    example("ssl renew", 0, "ssl renew pgm-bp1s1e3w5n3a", "Renew the server certificate"),
    example("ssl disable", 1, "ssl disable pgm-bp1s1e3w5n3a --dry-run", "Show what would be sent"),
    example("ssl disable", 0, "ssl disable pgm-bp1s1e3w5n3a", "Switch SSL off"),
    example("ca show", 0, "ca show pgm-bp1s1e3w5n3a", "Show the client CA"),
    example("ca show", 0, "ca show pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("ca set", 1, "ca set pgm-bp1s1e3w5n3a ca/ca.pem --dry-run", "Show what would be sent"),
    example("ca set", 0, "ca set pgm-bp1s1e3w5n3a ca/ca.pem", "Set the client CA"),
    example("ca rotate", 0, "ca rotate pgm-bp1s1e3w5n3a new-ca/ca.pem", "Add the new CA: old and new certificates are valid"),
    example("ca rotate", 0, "ca rotate pgm-bp1s1e3w5n3a --finish", "Remove the old CA, when every client has a new certificate"),
    example("ca clear", 1, "ca clear pgm-bp1s1e3w5n3a --dry-run", "Show what would be sent"),
    example("ca clear", 0, "ca clear pgm-bp1s1e3w5n3a", "Remove the client CA"),
    example("crl show", 0, "crl show pgm-bp1s1e3w5n3a", "Show the revocation list"),
    example("crl show", 0, "crl show pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("crl set", 1, "crl set pgm-bp1s1e3w5n3a ca/crl.pem --dry-run", "Show what would be sent"),
    example("crl set", 0, "crl set pgm-bp1s1e3w5n3a ca/crl.pem", "Set the list that cert crl wrote"),
    example("crl clear", 1, "crl clear pgm-bp1s1e3w5n3a --dry-run", "Show what would be sent"),
    example("crl clear", 0, "crl clear pgm-bp1s1e3w5n3a", "Remove the revocation list"),
    example("cert new-ca", 0, "cert new-ca --name 'orders client CA' --out ca", "Make a client CA"),
    example("cert new-ca", 0, "cert new-ca --name 'orders client CA 2' --out new-ca --days 1825", "Make one that is valid for five years"),
    example("cert issue", 0, "cert issue app report --ca ca --out clients", "Issue certificates for two database users"),
    example("cert issue", 0, "cert issue batch --ca ca --out clients --days 90", "Issue one for 90 days"),
    example("cert revoke", 0, "cert revoke clients/app.crt --ca ca", "Revoke a certificate"),
    example("cert revoke", 0, "cert revoke clients/report.crt --ca ca -o json", "The same, with a JSON answer"),
    example("cert crl", 0, "cert crl --ca ca", "Write the revocation list of a client CA"),
    example("cert crl", 0, "cert crl --ca ca --days 30", "Write one that is due in 30 days"),
    example("cert inspect", 0, "cert inspect clients/app.crt --client-ca ca/ca.pem", "See whether the server would admit a certificate"),
    example("cert inspect", 0, "cert inspect clients/app.crt --client-ca ca/ca.pem --mode cert --user app", "The same for the ACL cert and one user"),
    example("acl show", 0, "acl show pgm-bp1s1e3w5n3a", "Show both ACLs"),
    example("acl show", 0, "acl show pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("acl set", 1, "acl set pgm-bp1s1e3w5n3a verify-full --dry-run", "Show what would be sent"),
    example("acl set", 0, "acl set pgm-bp1s1e3w5n3a verify-ca", "Demand certificates of the client CA"),
    example("hba list", 0, "hba list pgm-bp1s1e3w5n3a", "Show the records and what each admits without SSL"),
    example("hba list", 0, "hba list pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("hba harden", 1, "hba harden pgm-bp1s1e3w5n3a --dry-run", "Show the records before and after"),
    example("hba harden", 0, "hba harden pgm-bp1s1e3w5n3a", "Turn every host record into hostssl"),
    example("hba apply", 1, "hba apply pgm-bp1s1e3w5n3a pg_hba.conf --dry-run", "Show what a file would change"),
    example("hba apply", 0, "hba apply pgm-bp1s1e3w5n3a pg_hba.conf", "Put the records of a file in force"),
    example("hba export", 0, "hba export pgm-bp1s1e3w5n3a", "Write the records as a pg_hba.conf"),
    example("hba export", 0, "hba export pgm-bp1s1e3w5n3a -o json", "Write them as JSON"),
    example("hba explain", 0, "hba explain pgm-bp1s1e3w5n3a app@appdb from 10.0.0.7", "See which record decides about a login"),
    example("hba explain", 0, "hba explain pgm-bp1s1e3w5n3a app@appdb from 10.0.0.7 -o json", "The same as JSON"),
    example("hba history", 0, "hba history pgm-bp1s1e3w5n3a", "List the changes of the records that the service logged"),
    example("hba history", 0, "hba history pgm-bp1s1e3w5n3a -o json", "The same as JSON"),
    example("hba restore", 1, "hba restore pgm-bp1s1e3w5n3a --at 3h --dry-run", "Show what the records of three hours ago would change"),
    example("hba restore", 0, "hba restore pgm-bp1s1e3w5n3a --at 3h", "Restore the records of three hours ago"),
    example("doctor", 0, "doctor", "Check credentials, network, clock and permissions"),
    example("doctor", 0, "doctor pgm-bp1s1e3w5n3a", "Check the way to one instance too"),
    example("export terraform", 0, "export terraform pgm-bp1s1e3w5n3a", "Write the settings as HCL"),
    example("export terraform", 0, "export terraform pgm-bp1s1e3w5n3a -o json", "The same inside JSON"),
    example("export ram-policy", 0, "export ram-policy audit", "Print the rights that check and plan need"),
    example("export ram-policy", 0, "export ram-policy enforce --instance pgm-bp1s1e3w5n3a", "Print the rights to change one instance"),
    example("explain", 0, "explain InvalidACL.Permission", "Explain an error code"),
    example("explain", 0, "explain --list", "List every known code"),
    example("report merge", 1, "report merge today.json -o markdown", "Show a report in another format"),
    example("report merge", 1, "report merge today.json yesterday.json", "Put the reports of several runs together"),
    example("report diff", 0, "report diff yesterday.json today.json", "Show what became worse or better"),
    example("report diff", 1, "report diff yesterday.json today.json --fail-on any", "Fail on any gap, also an old one"),
    example("policy init", 0, "policy init forcessl.toml", "Write a commented policy file to start from"),
    example("policy init", 0, "policy init -", "Print it"),
    example("policy validate", 0, "policy validate forcessl.toml", "Check a policy file"),
    example("policy validate", 0, "policy validate forcessl.toml --quiet", "Check it in a script: the exit code is the answer"),
    example("policy explain", 0, "policy explain pgm-bp1s1e3w5n3a", "See which rules of forcessl.toml apply to an instance"),
    example("policy explain", 0, "policy explain pgm-bp1s1e3w5n3a --policy forcessl.toml", "The same for a file of another name"),
    example("rollback", 0, "rollback pgm-bp1s1e3w5n3a --list", "List the saved states"),
    example("rollback", 1, "rollback pgm-bp1s1e3w5n3a --dry-run", "Show what a rollback would change"),
    example("rollback", 0, "rollback pgm-bp1s1e3w5n3a --yes", "Restore the state before the latest change"),
    example("sandbox", 0, "sandbox", "Run one instance until it is interrupted"),
    example("sandbox", 0, "sandbox --instances 20 --fleet mixed --database none", "Run a fleet without servers"),
    example("demo", 0, "demo", "See the main job on this machine"),
    example("demo", 0, "demo --database embedded", "The same without a PostgreSQL server"),
    example("completions", 0, "completions bash", "Print the script for bash"),
    example("completions", 0, "completions zsh", "Print the script for zsh"),
    example("man", 0, "man man1", "Write the man pages into the folder man1"),
];

/// Global flags that only `--help` lists, to keep `-h` short.
const SELDOM: [&str; 14] = [
    "assume_role",
    "endpoint",
    "vpc",
    "proxy",
    "ca_bundle",
    "connect_timeout",
    "read_timeout",
    "signature",
    "parallel",
    "qps",
    "state_dir",
    "no_wait",
    "lang",
    "color",
];

/// The command with its examples, and those of its subcommands, at the end of its help. A command with
/// subcommands shows the first example of each.
pub(super) fn attach(mut command: clap::Command) -> clap::Command {
    for flag in SELDOM {
        command = command.mut_arg(flag, |flag| flag.hide_short_help(true));
    }
    attach_at(command, "")
}

fn attach_at(command: clap::Command, path: &str) -> clap::Command {
    let inner: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    let mut text = String::new();
    for example in shown(path) {
        let _ = write!(text, "\n  # {}\n  forcessl {}", example.does, example.line);
    }
    let mut command = command;
    if !text.is_empty() {
        let rest = command
            .get_after_help()
            .map_or(String::new(), |rest| format!("\n\n{rest}"));
        command = command.after_help(format!("Examples:{text}{rest}"));
    }
    for name in inner {
        let below = format!("{path} {name}");
        command = command.mut_subcommand(&name, |inner| attach_at(inner, below.trim_start()));
    }
    command
}

/// The examples of a command.
fn shown(path: &str) -> Vec<&'static Example> {
    let own: Vec<&Example> = EXAMPLES.iter().filter(|one| one.of == path).collect();
    if !own.is_empty() {
        return own;
    }
    let mut seen = Vec::new();
    let below = format!("{path} ");
    EXAMPLES
        .iter()
        .filter(|one| one.of.starts_with(&below))
        .filter(|one| {
            let first = !seen.contains(&one.of);
            seen.push(one.of);
            first
        })
        .collect()
}
