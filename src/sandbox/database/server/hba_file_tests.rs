//! Texts of `pg_hba.conf` as the server program reads them (`pg_hba_file_rules`) and as
//! `domain::hba::file` reads them.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;

use serde_json::Value;

use super::Binaries;
use crate::domain::hba::Record;
use crate::domain::hba::syntax::file::parse_conf;

/// The server's rules of a text.
async fn rules(binaries: &Binaries, conf: &str) -> Vec<Value> {
    let folder = binaries.owner().folder().unwrap();
    let data = folder.path().join("data");
    binaries.copy_template(data.clone()).await.unwrap();
    std::fs::write(data.join("pg_hba.conf"), conf).unwrap();
    let settings = data.join("postgresql.conf");
    let before = std::fs::read_to_string(&settings).unwrap();
    // Without SSL the server finds fault with every hostssl record; single-user mode loads no key.
    std::fs::write(&settings, before + "\nssl = on\n").unwrap();
    let answer = data.join("rules.json");
    let copy = format!(
        "COPY (SELECT row_to_json(r) FROM pg_hba_file_rules r ORDER BY line_number) TO '{}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02');\n",
        answer.display()
    );
    binaries
        .single_user(&data, "postgres", &copy)
        .await
        .unwrap();
    std::fs::read_to_string(answer)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the runner of the tests names installations"
)]
async fn installation() -> Binaries {
    let folder = std::env::var("FORCESSL_TEST_POSTGRES_BINS")
        .ok()
        .and_then(|folders| folders.split(':').next_back().map(str::to_owned));
    Binaries::discover(folder.as_deref().map(Path::new))
        .await
        .expect("these tests need PostgreSQL")
}

/// The words of a list column, their quotes taken off.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '"' => {
                if !quoted && before == '"' {
                    words.last_mut().unwrap().push('"');
                }
                quoted = !quoted;
            }
            ',' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
        before = c;
    }
    words
}

fn list(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

/// The address and mask columns as the server prints them.
fn address(record: &Record) -> (String, Option<String>) {
    let plain = record.address.trim_matches('"').to_owned();
    if let Some(mask) = &record.mask {
        let mask: IpAddr = if mask == "0" { "0.0.0.0" } else { mask }.parse().unwrap();
        let plain: IpAddr = plain.parse().unwrap();
        return (plain.to_string(), Some(mask.to_string()));
    }
    let Some((ip, prefix)) = plain.split_once('/') else {
        return (plain, None);
    };
    let (ip, prefix): (IpAddr, u32) = (ip.parse().unwrap(), prefix.parse().unwrap());
    let mask = match ip {
        IpAddr::V4(_) => IpAddr::V4(u32::MAX.checked_shl(32 - prefix).unwrap_or(0).into()),
        IpAddr::V6(_) => IpAddr::V6(u128::MAX.checked_shl(128 - prefix).unwrap_or(0).into()),
    };
    (ip.to_string(), Some(mask.to_string()))
}

/// The options, as a set, with those that the server implies.
fn options(record: &Record) -> BTreeSet<String> {
    let mut set: BTreeSet<String> = BTreeSet::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in record.option.as_deref().unwrap_or_default().chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' | ',' if !quoted => {
                set.insert(std::mem::take(&mut word));
            }
            _ => word.push(c),
        }
    }
    set.insert(word);
    set.remove("");
    if record.method == "cert" {
        set.insert("clientcert=verify-full".to_owned());
    }
    if record.method == "ldap" {
        set.insert("ldapscope=2".to_owned());
    }
    if record.method == "gss" {
        set.insert("include_realm=true".to_owned());
    }
    set
}

fn pick<'a>(choices: &[&'a str], turn: usize) -> &'a str {
    choices[turn % choices.len()]
}

/// A text of this many records, every column in many styles, between comments and blank lines.
fn generated(count: usize) -> String {
    let databases = [
        "all",
        "app",
        "\"all\"",
        "\"a b\"",
        "app,web",
        "app, web,\tx",
        "\"say \"\"hi\"\"\"",
        "replication",
        "sameuser",
        "samerole,\"x,y\"",
        "a\"b c\"d",
        ",app,,web",
    ];
    let users = [
        "all",
        "app",
        "+ops",
        "\"+ops\"",
        "a,b,\"c d\"",
        "\"@file\"",
        "ops+x",
        "ünï",
        "\"x#y\"",
    ];
    let addresses = [
        "10.0.0.0/8",
        "192.168.1.7/32",
        "0.0.0.0/0",
        "10.1.2.3/8",
        "10.0.0.0 255.0.0.0",
        "10.0.0.0\t255.255.255.0",
        "172.16.5.4   255.240.0.0",
        "::1/128",
        "2001:db8::/32",
        "::/0",
        "fe80::1  ffff:ffff:ffff:ffff::",
        "all",
        "samehost",
        "samenet",
        "\"samenet\"",
        "db.example.com",
        ".example.com",
        "\"10.9.0.0/16\"",
        "10.0.0.0 0",
        "10.7.0.0 255.0.255.0",
        "\"10.3.0.0\" \"255.255.0.0\"",
        "2001:DB8:0:0::5/64",
    ];
    let methods = [
        ("host", "md5"),
        ("hostssl", "scram-sha-256"),
        ("hostnossl", "reject"),
        ("host", "trust"),
        ("\"host\"", "password"),
        ("hostssl", "cert map=people"),
        ("hostssl", "cert"),
        ("hostssl", "md5 clientcert=verify-full"),
        ("hostssl", "scram-sha-256\tclientcert=verify-ca"),
        (
            "host",
            "ldap ldapserver=ldap.example.com ldapport=389 ldapbasedn=\"dc=example, dc=com\"",
        ),
        (
            "host",
            "ldap ldapserver=x,ldapprefix=\"cn=\" ldapsuffix=\", dc=x\"",
        ),
        ("host", "pam pamservice=pg"),
        ("host", "gss krb_realm=EXAMPLE.COM"),
        ("host", "gss map=m"),
        ("host", "\"md5\""),
        ("hostssl", "\"cert\" \"map=a b\""),
    ];
    let mut conf = "# generated\r\n\r\n   # host all all all trust\n\t\n".to_owned();
    for turn in 0..count {
        let (kind, method) = methods[(turn * 7 + turn / 16) % methods.len()];
        let gap = pick(&[" ", "\t", "    ", " \t ", " \\\n ", "\\\r\n\t"], turn / 3);
        conf += pick(&["", "", " ", "\t"], turn);
        conf += &[
            kind,
            pick(&databases, turn),
            pick(&users, turn / 2),
            pick(&addresses, turn),
            method,
        ]
        .join(gap);
        conf += pick(
            &[
                "\n",
                " \n",
                " # why \"not\n",
                "\r\n",
                "#x\n",
                "\n\n# one\\\ntwo\n",
            ],
            turn / 5,
        );
    }
    conf
}

#[tokio::test]
async fn five_hundred_records_are_read_as_the_server_reads_them() {
    let binaries = installation().await;
    assert!(binaries.major() >= 14, "lines are continued from 14 on");
    let conf = generated(500);
    let records = parse_conf(&conf)
        .unwrap_or_else(|refused| panic!("{refused}: {:?}", conf.lines().nth(refused.line - 1)));
    let rules = rules(&binaries, &conf).await;
    assert_eq!((records.len(), rules.len()), (500, 500));
    for (record, rule) in records.iter().zip(&rules) {
        assert_eq!(rule["error"], Value::Null, "{record:?}");
        assert_eq!(rule["type"], record.kind.as_str(), "{rule}");
        let names = |text: &str| -> Vec<String> {
            words(text)
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect()
        };
        assert_eq!(list(&rule["database"]), names(&record.database), "{rule}");
        assert_eq!(list(&rule["user_name"]), names(&record.user), "{rule}");
        let (address, mask) = address(record);
        assert_eq!(rule["address"], address, "{rule}");
        assert_eq!(rule["netmask"].as_str(), mask.as_deref(), "{rule}");
        assert_eq!(rule["auth_method"], record.method.as_str(), "{rule}");
        let told: BTreeSet<String> = list(&rule["options"]).into_iter().collect();
        assert_eq!(told, options(record), "{rule}");
    }
}

#[tokio::test]
async fn what_the_server_refuses_is_refused() {
    let binaries = installation().await;
    let lines = [
        "host",
        "host all",
        "host all all",
        "host all all 10.0.0.0/8",
        "host all all 10.0.0.0",
        "host all all 10.0.0.0 md5",
        "host all all 10.0.0.0 255.0.0.0",
        "Host all all all md5",
        "hosts all all all md5",
        "host all all 10.0.0.0/33 md5",
        "host all all 10.0.0.0/ md5",
        "host all all 10.0.0.0/-1 md5",
        "host all all 10.0.0.0/8x md5",
        "host all all ::1/129 md5",
        "host all all x.example.com/8 md5",
        "host all all 10.0.0.0 ::1 md5",
        "host all all ::1 255.0.0.0 md5",
        "host all all 10.0.0.0 mask md5",
        "host all all a,b md5",
        "host,x all all all md5",
        "host all all all md5,trust",
        "host all all all MD5",
        "host all all all none",
        "host all all all peer",
        "host all all all cert",
        "hostnossl all all all cert",
        "host all all all md5 clientcert=verify-ca",
        "hostssl all all all md5 clientcert=maybe",
        "hostssl all all all cert clientcert=verify-ca",
        "hostssl all all all md5 clientname=XX",
        "host all all all md5 map=x",
        "host all all all md5 word",
        "host all all all md5 unknown=1",
        "host all all all md5 ldapserver=x",
        "host all all all ldap",
        "host all all all ldap ldapserver=x",
        "host all all all ldap ldapserver=x ldapport=x",
        "host all all all ldap ldapserver=x ldapprefix=a ldapbasedn=b",
        "host all all all ldap ldapserver=x ldapbasedn=b ldapsearchattribute=c ldapsearchfilter=d",
        "host all all all radius",
        "host all all all radius radiusservers=127.0.0.1",
        "host all all 10.0.0.0 255.0.0.0/8 md5",
        "host all all \"all md5\"",
        "host all all 300.0.0.0/8 md5",
        "include other.conf",
        "host all all all gss pamservice=x",
    ];
    let rules = rules(&binaries, &lines.join("\n")).await;
    assert_eq!(rules.len(), lines.len());
    for (line, rule) in lines.iter().zip(&rules) {
        // For some faults in options the server leaves the rule out without an error text.
        assert!(
            rule["error"].is_string() || rule["type"].is_null(),
            "the server takes {line}: {rule}"
        );
        let refused = parse_conf(line).expect_err(line);
        assert_eq!(refused.line, 1, "{line}");
    }
}
