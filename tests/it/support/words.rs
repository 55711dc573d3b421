//! Finds words of English in a line that is to be in another language.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that are the same in every language and that nothing about them gives away: names of the vendor, of
/// PostgreSQL and of other programs, and words of files. Those of the command line are taken from it.
const NAMES: &str = "
    forcessl aliyun openssl libpq psql curl chmod chown ulimit man Job indexed instance
    configure rsa pkey gitlab enforce-ssl
    host hostssl hostnossl hostgssenc hostnogssenc reject trust password all replication sameuser samerole gss ldap
    prefer allow require verify-ca verify-full sslmode sslrootcert sslcert sslkey sslcertmode direct clientcert
    dbname user port hostaddr from app appdb root superuser entry no conf
    via mode convert high medium
    base64 socks5 socks5h http https localhost ms
    ssl-on ssl-off ssl-renew client-ca client-ca-clear crl-clear Throttling Forbidden Forbidden* pg-hba local open mixed guard ldapbasedn ldapprefix ldapsuffix
    Startup Shutdown initdb Success AK INTL INI alert BEGIN END strategy reason NUL SH radius sspi pam peer ldaps
    ldapsearchattribute ldapsearchfilter ldapserver ldapurl radiusservers radiussecrets clientname
    Expiration expiration Credentials
    XDG wiki textfile Compliance Findings Kubernetes Terraform provider Markdown Enter eval shell help batch
    zsh github schema throttle always wish xml chek Unix
    Running PostgreSQL PgBouncer Babelfish AccessKey Secret Token CloudSSO OAuth Cloud Serverless Database
    ACL ACS ALPN ASCII CIDR KMS LDAP NTP PGSERVICEFILE AES API ARN BOM CA CI CIS CLI CN CONNECT CRL CSR DER DN DNS EC ECDSA ECS FATAL GRANT GSS GSSAPI HCL HMAC
    HTML HTTP HTTPS ID IP JDBC JKS JSON MD5 OCSF OIDC OU PEM PID PKCS POST PSS RAM RDS RPC RSA SAN SARIF SCRAM
    SHA SNI SQL SQLSTATE SSL SSO STS TCP TDS TLS TOML TO TTY URI URL UTC UTF VPC WSL XML YAML
    SERIAL SEED ARG PATH PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE
    FILE FOLDER INSTANCE USER DATABASE HOST PORT DIR MODE ADDRESS ADMIN SELECT Esc
";

/// Names of several words, and sentences that the sandbox sends as the service does.
const SENT: &[&str] = &[
    "RDS for PostgreSQL",
    "PG*",
    "Alibaba Cloud Foundation Benchmark",
    "PostgreSQL 16 Benchmark",
    "The specified instance is not found.",
    "Specified access key is not found.",
];

/// Those, the words that the command line has, and the ids of findings.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut known: BTreeSet<String> = NAMES.split_whitespace().map(str::to_owned).collect();
    typed(&forcessl::commands::command(), &mut known);
    let catalogue = include_str!("../../../src/text/en.ftl");
    let rules = catalogue.lines().filter_map(|line| {
        let id = line.strip_prefix("rule-")?.split_once(" =")?.0;
        id.strip_suffix("-help").map(str::to_owned)
    });
    known.extend(rules);
    known
});

/// Commands, values and placeholders.
fn typed(command: &clap::Command, known: &mut BTreeSet<String>) {
    known.insert(command.get_name().to_owned());
    for argument in command.get_arguments() {
        let values = argument.get_possible_values();
        known.extend(values.iter().map(|value| value.get_name().to_owned()));
        let names = argument.get_value_names().unwrap_or_default().iter();
        known.extend(names.flat_map(|name| name.split(['=', '[', ']']).map(str::to_owned)));
    }
    for inner in command.get_subcommands() {
        typed(inner, known);
    }
}

/// The words of a line that are English: neither names nor flags, ids, paths, addresses or placeholders, and not
/// in quotes or behind a half-width colon, where commands and the words of others stand.
pub fn english_words(line: &str) -> Vec<String> {
    let line = line.split("CN=").next().unwrap_or_default();
    if is_command(line.trim_start()) {
        return vec![];
    }
    let line = match line.find(": ") {
        Some(at) if line.get(at + 2..).is_some_and(is_command) => &line[..at],
        _ => line,
    };
    let line = SENT
        .iter()
        .fold(line.to_owned(), |line, sent| line.replace(sent, ""));
    let unquoted: String = line.split('`').step_by(2).collect();
    let part = |c: char| c.is_ascii_alphanumeric() || "-_.:/@=+%~*<>…'".contains(c);
    unquoted
        .split(|c: char| !part(c))
        .map(|word| word.trim_matches(|c: char| ".:/=+'<>".contains(c)))
        .filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 1)
        .filter(|word| !is_name(word))
        .map(str::to_owned)
        .collect()
}

/// What is to be pasted begins with a program, a flag or a placeholder.
fn is_command(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    [
        "forcessl", "openssl", "aliyun", "ulimit", "chmod", "psql", "SELECT",
    ]
    .contains(&first)
        || first.starts_with("--")
}

fn is_name(word: &str) -> bool {
    // Flags, ids, addresses, variables, files and versions say themselves what they are, and so do names of the API.
    ["-", "pgm-", "cn-", "forcessl-"]
        .iter()
        .any(|start| word.starts_with(start))
        || word.contains(|c: char| c.is_ascii_digit() || "_.:/@=~%".contains(c))
        || is_camel(word)
        || KNOWN.contains(word)
        || (word.contains('+') && word.split('+').all(is_name))
}

/// Letters of both cases in one word, as names of the API have them.
fn is_camel(word: &str) -> bool {
    let inner = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
    inner && word.contains(|c: char| c.is_ascii_lowercase())
}

#[test]
fn english_is_told_from_names() {
    let told = |line: &str| english_words(line).join(" ");
    assert_eq!(told("错误：the region is unknown"), "the region is unknown");
    assert_eq!(
        told("  建议：加上 --region，例如 --region cn-hangzhou1"),
        ""
    );
    assert_eq!(told("无法使用 `some file` （PEM）"), "");
    assert_eq!(told("先开启 SSL: forcessl ssl enable INSTANCE"), "");
    assert_eq!(told("错误: there is nothing"), "there is nothing");
    assert_eq!(told("prefer 不强制 SSL，pgm-a1 is off"), "is off");
    assert_eq!(told("明文 REFUSED"), "REFUSED");
}
