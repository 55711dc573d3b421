//! The password file: `host:port:database:user:password` a line.
//!
//! Source: PostgreSQL, chapter 34.16, and `passwordFromFile` of libpq.

/// The password of the first line that matches host, port, database and user byte by byte; it may be
/// empty.
pub(super) fn password(text: &[u8], wanted: [&str; 4]) -> Option<Vec<u8>> {
    let lines = text.split(|byte| *byte == b'\n');
    let mut lines = lines.filter(|line| !line.starts_with(b"#"));
    lines.find_map(|line| {
        let end = line.iter().rposition(|byte| *byte != b'\r')?;
        let mut fields = wanted.into_iter();
        let rest = fields.try_fold(line.get(..=end)?, |rest, wanted| field(rest, wanted))?;
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
        password(FILE, [host, port, database, user])
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
