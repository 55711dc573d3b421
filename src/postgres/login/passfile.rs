//! The password file: `host:port:database:user:password` a line.
//!
//! Source: PostgreSQL, chapter 34.16, and `passwordFromFile` of libpq.

/// What a line has to match, each compared byte by byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct PassfileKey<'a> {
    pub(super) host: &'a str,
    pub(super) port: &'a str,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password of the first line that matches, which may be empty.
pub(super) fn password(text: &[u8], wanted: PassfileKey<'_>) -> Option<Vec<u8>> {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.starts_with(b"#"))
        .find_map(|line| {
            let end = line.iter().rposition(|byte| *byte != b'\r')?;
            let rest = line.get(..=end)?;
            let rest = field(rest, wanted.host)?;
            let rest = field(rest, wanted.port)?;
            let rest = field(rest, wanted.database)?;
            let rest = field(rest, wanted.user)?;
            Some(unescaped(rest))
        })
}

/// What follows a field that matches. A colon ends it only where `wanted` has ended too, so that a
/// bare IPv6 address matches; a backslash takes the next byte as it is.
fn field<'a>(line: &'a [u8], wanted: &str) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(b"*:") {
        return Some(rest);
    }
    let mut wanted = wanted.bytes();
    let mut rest = line;
    loop {
        let escaped = rest.strip_prefix(b"\\");
        let (byte, after) = escaped.unwrap_or(rest).split_first()?;
        rest = after;
        match wanted.next() {
            None => return (*byte == b':' && escaped.is_none()).then_some(rest),
            Some(expected) if expected == *byte => {}
            Some(_) => return None,
        }
    }
}

/// The last field, which a colon ends too.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut password = Vec::new();
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b':' => break,
            b'\\' => password.push(rest.next().unwrap_or(b'\\')),
            byte => password.push(byte),
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"# a comment:*:*:*:no\n\
        db.example:5432:shop:app:first\n\
        db.example:5432:shop:app:second\n\
        ::1:1:x:y:bare\n\
        \\:\\:1:5432:*:*:six\n\
        back\\\\slash:5432:*:us\\:er:it\\:s\\\\:rest\n\
        *:*:shop:*:any\n\
        short:5432\n\
        empty:5432:*:*:\n\
        empty:5432:*:*:later\n\
        latin:5432:*:*:\xe9\n\
        *:6432:*:boss:last\r\n";

    fn found(host: &str, port: &str, database: &str, user: &str) -> Option<Vec<u8>> {
        let wanted = PassfileKey {
            host,
            port,
            database,
            user,
        };
        password(FILE, wanted)
    }

    #[test]
    fn the_first_line_that_matches_decides() {
        let some = |text: &[u8]| Some(text.to_vec());
        assert_eq!(found("db.example", "5432", "shop", "app"), some(b"first"));
        assert_eq!(found("db.example", "5432", "other", "app"), None);
        assert_eq!(found("::1", "5432", "x", "y"), some(b"six"));
        assert_eq!(found("::1", "1", "x", "y"), some(b"bare"));
        assert_eq!(found("back\\slash", "5432", "x", "us:er"), some(b"it:s\\"));
        assert_eq!(found("elsewhere", "1", "shop", "who"), some(b"any"));
        assert_eq!(found("empty", "5432", "x", "y"), some(b""));
        assert_eq!(found("latin", "5432", "x", "y"), some(b"\xe9"));
        assert_eq!(found("x", "6432", "y", "boss"), some(b"last"));
        assert_eq!(found("db.exampl", "5432", "shop2", "app"), None);
        assert_eq!(found("db.example2", "5432", "shop2", "app"), None);
        assert_eq!(found("db.example", "05432", "shop2", "app"), None);
    }
}
