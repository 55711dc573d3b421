//! Finds words of English in a line that is to be in another language.

/// Words that are the same in every language and that nothing about them gives away: names of the tool, of the
/// vendor and of PostgreSQL, words that are typed, and parts of them.
const NAMES: &str = "
    forcessl aliyun openssl libpq psql curl chmod chown ulimit man Job indexed
    check plan enforce wait probe sessions clients ssl ca crl cert acl hba doctor export explain report policy
    rollback sandbox demo completions enable disable renew show set rotate clear issue revoke inspect new-ca list
    apply restore harden history init validate merge diff terraform ram-policy audit configure rsa pkey
    custom cloud auto table json ndjson csv html markdown junit sarif gitlab prometheus ocsf openmetrics
    host hostssl hostnossl reject trust md5 scram-sha-256 password all replication sameuser samerole
    prefer allow require verify-ca verify-full sslmode sslrootcert sslcert sslkey sslcertmode direct
    dbname user port hostaddr from embedded postgres app root
    base64 socks5 socks5h http https localhost ms
    pg-hba ssl-on ssl-off ldap ldapbasedn ldapprefix ldapsuffix local open mixed guard bash elvish fish powershell
    zsh github en zh xx schema throttle always wish slow xml chek Unix
    Running PostgreSQL PgBouncer Babelfish AccessKey Secret Token CloudSSO OAuth Cloud
";

/// Sentences that the sandbox sends as the service does.
const SENT: &[&str] = &[
    "The specified instance is not found.",
    "Specified access key is not found.",
];

/// The words of a line that are English: neither names nor flags, ids, paths, addresses or placeholders, and not
/// in quotes or behind a half-width colon, where commands and the words of others stand.
pub fn english_words(line: &str) -> Vec<String> {
    let line = match line.find(": ") {
        Some(at) if line.get(at + 2..).is_some_and(is_command) => &line[..at],
        _ => line,
    };
    let line = SENT
        .iter()
        .fold(line.to_owned(), |line, sent| line.replace(sent, ""));
    let unquoted: String = line.split('`').step_by(2).collect();
    let part = |c: char| c.is_ascii_alphanumeric() || "-_.:/@=+%~*<>'".contains(c);
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
    ["forcessl", "openssl", "aliyun", "ulimit", "chmod", "psql"].contains(&first)
        || first.starts_with("--")
}

fn is_name(word: &str) -> bool {
    // Flags, ids, addresses, variables, files and versions say themselves what they are, and so do
    // placeholders, abbreviations and names of the API.
    ["-", "pgm-", "cn-"]
        .iter()
        .any(|start| word.starts_with(start))
        || word.contains(|c: char| c.is_ascii_digit() || "_.:/@=~%".contains(c))
        || word.chars().skip(1).any(|c| c.is_ascii_uppercase())
        || NAMES.split_whitespace().any(|name| name == word)
}

#[test]
fn english_is_told_from_names() {
    let told = |line: &str| english_words(line).join(" ");
    assert_eq!(told("错误：no region is known"), "no region is known");
    assert_eq!(
        told("  建议：加上 --region，例如 --region cn-hangzhou1"),
        ""
    );
    assert_eq!(told("无法使用 `some file` （PEM）"), "");
    assert_eq!(told("先开启 SSL: forcessl ssl enable INSTANCE"), "");
    assert_eq!(told("错误: there is none"), "there is none");
    assert_eq!(told("prefer 不强制 SSL，pgm-a1 is off"), "is off");
}
