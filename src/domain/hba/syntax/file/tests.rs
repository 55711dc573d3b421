//! Files of records, read and written back.

use super::*;

fn columns(record: &Record) -> String {
    record_line(record, Shown::Raw)
}

#[track_caller]
fn refused(text: &str) -> (usize, usize) {
    let refused = parse(text).unwrap_err();
    assert!(refused.why != "");
    (refused.line, refused.column)
}

/// Whether a text is refused because a secret in it is hidden.
fn is_hidden(text: &str) -> bool {
    parse(text).unwrap_err().why.english().contains("hidden")
}

#[test]
fn comments_quotes_tabs_lists_masks_and_continued_lines() {
    let conf = "# a comment\r\n\
                \r\n\
                \thost\tall, \"b#c\"\t\"a b\",x 10.0.0.0 255.0.0.0 md5 # why\r\n\
                hostssl all,\\\n  app +ops 2001:db8::/32 \\\n cert map=m clientcert=verify-full\n\
                hostnossl \"all\" all \"all\" reject\n\
                host all all .example.com ldap ldapserver=x,ldapprefix=\"a b\"\\";
    let records = parse(conf).unwrap();
    let expected = [
        "0 host all,\"b#c\" \"a b\",x 10.0.0.0 255.0.0.0 md5",
        "1 hostssl all,app +ops 2001:db8::/32 cert map=m clientcert=verify-full",
        "2 hostnossl \"all\" all \"all\" reject",
        "3 host all all .example.com ldap ldapserver=x,ldapprefix=\"a b\"",
    ];
    let written = |record: &Record| format!("{} {}", record.priority, columns(record));
    assert_eq!(records.iter().map(written).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_refused_is_told_with_line_and_column() {
    let hidden = "host all all all ldap ldapserver=x ldapbasedn=y ldapbindpasswd=***";
    for (text, place) in [
        ("host all all 10.0.0.0/8 md5\nlocal all all md5", (2, 1)),
        ("  hostgssenc all all 0.0.0.0/0 gss", (1, 3)),
        ("hostnogssenc all all 0.0.0.0/0 md5", (1, 1)),
        ("include other.conf", (1, 1)),
        ("include_dir d", (1, 1)),
        ("Host all all 0.0.0.0/0 md5", (1, 1)),
        ("host all @users 0.0.0.0/0 md5", (1, 10)),
        ("host all é,@users 0.0.0.0/0 md5", (1, 10)),
        ("host all all 10.0.0.0 md5", (1, 23)),
        ("host all all 10.0.0.0 255.0.0.0", (1, 32)),
        ("host all all 10.0.0.0/33 md5", (1, 14)),
        ("host all all 10.1/16 md5", (1, 14)),
        ("host all all 10.0.0.0 24 md5", (1, 23)),
        ("host all all ::1 255.0.0.0 md5", (1, 18)),
        ("host all all a,b md5", (1, 14)),
        ("host all all all MD5", (1, 18)),
        ("host all all all peer", (1, 18)),
        ("host all all all cert", (1, 18)),
        ("host all all all md5 clientcert=verify-ca", (1, 22)),
        ("host all all all md5 map=x", (1, 22)),
        ("host all all all md5 a=b", (1, 22)),
        ("host all all all md5 word", (1, 22)),
        (hidden, (1, 49)),
        ("host all all all ldap", (1, 18)),
        ("host all \"all 0.0.0.0/0 md5", (1, 10)),
        ("host\tall", (1, 9)),
        ("host all \\\n all \\\n all MD5", (3, 6)),
        ("host all all all md5\0", (1, 21)),
    ] {
        assert_eq!(refused(text), place, "{text:?}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let conf = "host all,\"b c\" all 10.0.0.0 255.0.0.0 md5\nhostssl replication r ::1/128 ldap ldapserver=x ldapbasedn=y ldapbindpasswd=s3cret\n";
    let records = parse(conf).unwrap();
    let written = write(&records, &["two\nlines".to_owned()], Shown::Raw);
    assert_eq!(parse(&written).unwrap(), records);
    assert_eq!(written.lines().count(), 3);
    let redacted = write(&records, &[], Shown::Redacted);
    assert!(!redacted.contains("s3cret"));
    assert!(is_hidden(&redacted));
    let bare = Record {
        address: "10.0.0.1".to_owned(),
        ..Record::factory().remove(0)
    };
    let written = write(&[bare], &[], Shown::Raw);
    assert_eq!(written, "host all all 10.0.0.1/32 md5\n");
}

#[test]
fn a_fault_at_the_end_of_a_line_of_json_has_a_column() {
    let refused = parse("[{\"tyxe\"\n\n:1}]").unwrap_err();
    assert!(refused.line > 0 && refused.column > 0, "{refused}");
}

#[test]
fn json_is_read_with_or_without_priorities() {
    let item = r#""type":"host","database":"all","user":"all","address":"0.0.0.0/0","mask":null,"method":"md5","option":null"#;
    let records = parse(&format!(r#"{{"schema_version":1,"hba":[{{"priority":7,{item}}},{{"priority":2,{item},"admits_plaintext":true}}]}}"#)).unwrap();
    assert_eq!((records[0].priority, records[1].priority), (2, 7));
    let records = parse(&format!("[{{{item}}},{{{item}}}]")).unwrap();
    assert_eq!(records[1].priority, 1);
    let hidden = item
        .replace("\"option\":null", "\"option\":\"ldapbindpasswd=***\"")
        .replace("md5", "ldap");
    for (text, place) in [
        ("[\n 1]".to_owned(), (2, 2)),
        (
            format!("[{{{item}}},\n  {{\"priority\":1,{item}}}]"),
            (2, 3),
        ),
        (
            format!("[{{\"priority\":1,{item}}},{{\"priority\":1,{item}}}]"),
            (1, 18 + item.len()),
        ),
        (format!("[{{\"priority\":10001,{item}}}]"), (1, 2)),
        (format!("[\n{{{hidden}}}]"), (2, 1)),
        (format!("[{{{}}}]", item.replace("host", "local")), (1, 2)),
        ("[".to_owned(), (1, 1)),
        ("{}".to_owned(), (1, 2)),
    ] {
        assert_eq!(refused(&text), place, "{text}");
    }
    assert!(is_hidden(&format!("[{{{hidden}}}]")));
}

/// The server takes `"` out of a word once each time the file is read.
#[test]
fn an_address_with_doubled_quotes_is_written_so_that_it_reads_the_same() {
    for address in [
        r#"""'.""""""host"#,
        r#"a""""b"#,
        r#""a""b""#,
        r#""all""#,
        r#""a b""#,
        r#"a"b"c"#,
    ] {
        let once = parse(&format!("host all all {address} md5\n")).unwrap();
        let twice = parse(&write(&once, &[], Shown::Raw)).unwrap();
        assert_eq!(once, twice, "{address}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(?s)(host|hostssl|[\\[{\"@#,\\\\]|[ \t\r\n]|all|10\\.0\\.0\\.0|/8|md5|é|.){0,40}") {
        if let Err(refused) = parse(&text) {
            proptest::prop_assert!(refused.line >= 1 && refused.column >= 1);
            proptest::prop_assert!(refused.line <= text.split('\n').count());
        }
    }
}
