//! The examples that help, man pages and docs/cli.md show, kept as data so that tests run every one; the
//! catalogue says what each does.

/// One command line that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The command that it is an example of, in words; empty for the program.
    pub of: &'static str,
    /// How it ends on an instance where SSL is off, or after the examples before it.
    pub code: u8,
    /// What follows `forcessl `.
    pub line: &'static str,
}

const fn example(of: &'static str, code: u8, line: &'static str) -> Example {
    Example { of, code, line }
}

/// Every example, in the order of the commands.
#[rustfmt::skip]
pub const EXAMPLES: &[Example] = &[
    example("", 1, "check pgm-bp1s1e3w5n3a"),
    example("", 1, "plan pgm-bp1s1e3w5n3a --via hba"),
    example("", 0, "enforce pgm-bp1s1e3w5n3a --via hba"),
    example("check", 1, "check pgm-bp1s1e3w5n3a"),
    example("check", 1, "check --all-regions"),
    example("check", 1, "check --all -o table -o html=ssl.html"),
    example("check", 1, "check --all -o json=today.json"),
    example("check", 0, "check --all --baseline today.json"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via hba"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via acl --client-ca ca/ca.pem"),
    example("plan", 1, "plan pgm-bp1s1e3w5n3a --via hba --out plan.json"),
    example("enforce", 0, "enforce pgm-bp1s1e3w5n3a --via hba"),
    example("enforce", 0, "enforce pgm-bp1s1e3w5n3a --via acl --mode verify-full --client-ca ca/ca.pem --yes"),
    example("enforce", 0, "enforce --all --via hba --canary 1 --wave-size 5 --max-failures 2"),
    example("list", 0, "list --all-regions"),
    example("list", 0, "list -q"),
    example("clients", 0, "clients pgm-bp1s1e3w5n3a --user app --database appdb"),
    example("clients", 0, "clients pgm-bp1s1e3w5n3a -o markdown"),
    example("wait", 0, "wait pgm-bp1s1e3w5n3a"),
    example("wait", 0, "wait --all --timeout 10m"),
    example("probe", 1, "probe pgm-bp1s1e3w5n3a.pg.rds.aliyuncs.com"),
    example("probe", 1, "probe pgm-bp1s1e3w5n3a --user app --user report"),
    example("sessions", 0, "sessions pgm-bp1s1e3w5n3a --dsn 'user=app dbname=appdb sslmode=prefer'"),
    example("sessions", 0, "sessions pgm-bp1s1e3w5n3a --watch 5s --dsn 'user=app dbname=appdb sslmode=prefer'"),
    example("ssl show", 0, "ssl show pgm-bp1s1e3w5n3a"),
    example("ssl show", 0, "ssl show pgm-bp1s1e3w5n3a -o json"),
    example("ssl enable", 1, "ssl enable pgm-bp1s1e3w5n3a --dry-run"),
    example("ssl enable", 0, "ssl enable pgm-bp1s1e3w5n3a"),
    example("ssl renew", 1, "ssl renew pgm-bp1s1e3w5n3a --dry-run"),
    example("ssl renew", 0, "ssl renew pgm-bp1s1e3w5n3a"),
    example("ssl disable", 1, "ssl disable pgm-bp1s1e3w5n3a --dry-run"),
    example("ssl disable", 0, "ssl disable pgm-bp1s1e3w5n3a"),
    example("ca show", 0, "ca show pgm-bp1s1e3w5n3a"),
    example("ca show", 0, "ca show pgm-bp1s1e3w5n3a -o json"),
    example("ca set", 1, "ca set pgm-bp1s1e3w5n3a ca/ca.pem --dry-run"),
    example("ca set", 0, "ca set pgm-bp1s1e3w5n3a ca/ca.pem"),
    example("ca rotate", 0, "ca rotate pgm-bp1s1e3w5n3a new-ca/ca.pem"),
    example("ca rotate", 0, "ca rotate pgm-bp1s1e3w5n3a --finish"),
    example("ca clear", 1, "ca clear pgm-bp1s1e3w5n3a --dry-run"),
    example("ca clear", 0, "ca clear pgm-bp1s1e3w5n3a"),
    example("crl show", 0, "crl show pgm-bp1s1e3w5n3a"),
    example("crl show", 0, "crl show pgm-bp1s1e3w5n3a -o json"),
    example("crl set", 1, "crl set pgm-bp1s1e3w5n3a ca/crl.pem --dry-run"),
    example("crl set", 0, "crl set pgm-bp1s1e3w5n3a ca/crl.pem"),
    example("crl clear", 1, "crl clear pgm-bp1s1e3w5n3a --dry-run"),
    example("crl clear", 0, "crl clear pgm-bp1s1e3w5n3a"),
    example("cert new-ca", 0, "cert new-ca --name 'orders client CA' --out ca"),
    example("cert new-ca", 0, "cert new-ca --name 'orders client CA 2' --out new-ca --days 1825"),
    example("cert issue", 0, "cert issue app report --ca ca --out clients"),
    example("cert issue", 0, "cert issue batch --ca ca --out clients --days 90"),
    example("cert revoke", 0, "cert revoke clients/app.crt --ca ca"),
    example("cert revoke", 0, "cert revoke clients/report.crt --ca ca -o json"),
    example("cert crl", 0, "cert crl --ca ca"),
    example("cert crl", 0, "cert crl --ca ca --days 30"),
    example("cert inspect", 0, "cert inspect clients/app.crt --client-ca ca/ca.pem"),
    example("cert inspect", 0, "cert inspect clients/app.crt --client-ca ca/ca.pem --mode cert --user app"),
    example("acl show", 0, "acl show pgm-bp1s1e3w5n3a"),
    example("acl show", 0, "acl show pgm-bp1s1e3w5n3a -o json"),
    example("acl set", 1, "acl set pgm-bp1s1e3w5n3a verify-full --dry-run"),
    example("acl set", 0, "acl set pgm-bp1s1e3w5n3a verify-ca"),
    example("hba list", 0, "hba list pgm-bp1s1e3w5n3a"),
    example("hba list", 0, "hba list pgm-bp1s1e3w5n3a -o json"),
    example("hba harden", 1, "hba harden pgm-bp1s1e3w5n3a --dry-run"),
    example("hba harden", 0, "hba harden pgm-bp1s1e3w5n3a"),
    example("hba apply", 1, "hba apply pgm-bp1s1e3w5n3a pg_hba.conf --dry-run"),
    example("hba apply", 0, "hba apply pgm-bp1s1e3w5n3a pg_hba.conf"),
    example("hba export", 0, "hba export pgm-bp1s1e3w5n3a"),
    example("hba export", 0, "hba export pgm-bp1s1e3w5n3a -o json"),
    example("hba explain", 0, "hba explain pgm-bp1s1e3w5n3a app@appdb from 10.0.0.7"),
    example("hba explain", 0, "hba explain pgm-bp1s1e3w5n3a app@appdb from 10.0.0.7 -o json"),
    example("hba history", 0, "hba history pgm-bp1s1e3w5n3a"),
    example("hba history", 0, "hba history pgm-bp1s1e3w5n3a -o json"),
    example("hba restore", 1, "hba restore pgm-bp1s1e3w5n3a --at 3h --dry-run"),
    example("hba restore", 0, "hba restore pgm-bp1s1e3w5n3a --at 3h"),
    example("doctor", 0, "doctor"),
    example("doctor", 0, "doctor pgm-bp1s1e3w5n3a"),
    example("export terraform", 0, "export terraform pgm-bp1s1e3w5n3a"),
    example("export terraform", 0, "export terraform pgm-bp1s1e3w5n3a -o json"),
    example("export ram-policy", 0, "export ram-policy audit"),
    example("export ram-policy", 0, "export ram-policy enforce --instance pgm-bp1s1e3w5n3a"),
    example("explain", 0, "explain InvalidACL.Permission"),
    example("explain", 0, "explain --list"),
    example("report merge", 1, "report merge today.json -o markdown"),
    example("report merge", 1, "report merge today.json yesterday.json"),
    example("report diff", 0, "report diff yesterday.json today.json"),
    example("report diff", 1, "report diff yesterday.json today.json --fail-on any"),
    example("policy init", 0, "policy init forcessl.toml"),
    example("policy init", 0, "policy init -"),
    example("policy validate", 0, "policy validate forcessl.toml"),
    example("policy validate", 0, "policy validate forcessl.toml --quiet"),
    example("policy explain", 0, "policy explain pgm-bp1s1e3w5n3a"),
    example("policy explain", 0, "policy explain pgm-bp1s1e3w5n3a --policy forcessl.toml"),
    example("rollback", 0, "rollback pgm-bp1s1e3w5n3a --list"),
    example("rollback", 1, "rollback pgm-bp1s1e3w5n3a --dry-run"),
    example("rollback", 0, "rollback pgm-bp1s1e3w5n3a --yes"),
    example("sandbox", 0, "sandbox"),
    example("sandbox", 0, "sandbox --instances 20 --fleet mixed --database none"),
    example("demo", 0, "demo"),
    example("demo", 0, "demo --database embedded"),
    example("completions", 0, "completions bash"),
    example("completions", 0, "completions zsh"),
    example("man", 0, "man man1"),
];

/// The examples of a command; one with subcommands shows the first of each.
pub(crate) fn shown(path: &str) -> Vec<&'static Example> {
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
