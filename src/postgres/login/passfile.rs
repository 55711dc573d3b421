//! The password file: `host:port:database:user:password` a line.
//!
//! Source: PostgreSQL, chapter 34.16, and `passwordFromFile` of libpq.

use secrecy::SecretString;

/// What a line has to speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password of the first line that speaks of this login.
pub(super) fn password(text: &str, wanted: Wanted<'_>) -> Option<SecretString> {
    let port = wanted.port.to_string();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let rest = field(line, wanted.host)?;
            let rest = field(rest, &port)?;
            let rest = field(rest, wanted.database)?;
            let rest = field(rest, wanted.user)?;
            let password = unescaped(rest);
            (!password.is_empty()).then(|| SecretString::from(password))
        })
}

/// What follows a field that speaks of `wanted`; a backslash takes the next character as it is.
fn field<'a>(line: &'a str, wanted: &str) -> Option<&'a str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let mut wanted = wanted.chars();
    let mut rest = line.chars();
    loop {
        match rest.next()? {
            ':' => return wanted.next().is_none().then_some(rest.as_str()),
            '\\' => {
                if rest.next() != wanted.next() {
                    return None;
                }
            }
            c => {
                if Some(c) != wanted.next() {
                    return None;
                }
            }
        }
    }
}

/// The last field, which a colon ends too.
fn unescaped(text: &str) -> String {
    let mut password = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            ':' => break,
            '\\' => password.push(rest.next().unwrap_or('\\')),
            c => password.push(c),
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const FILE: &str = "# a comment:*:*:*:no\n\
        db.example:5432:shop:app:first\n\
        db.example:5432:shop:app:second\n\
        ::1:1:x:y:never met, since its colons are not escaped\n\
        \\:\\:1:5432:*:*:six\n\
        back\\\\slash:5432:*:us\\:er:it\\:s\\\\:rest\n\
        *:*:shop:*:any\n\
        short:5432\n\
        empty:5432:*:*:\n\
        *:6432:*:boss:last\r\n";

    fn found(host: &str, port: u16, database: &str, user: &str) -> Option<String> {
        let wanted = Wanted {
            host,
            port,
            database,
            user,
        };
        password(FILE, wanted).map(|found| found.expose_secret().to_owned())
    }

    #[test]
    fn the_first_line_that_fits_decides() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(found("db.example", 5432, "shop", "app"), some("first"));
        assert_eq!(found("db.example", 5432, "other", "app"), None);
        assert_eq!(found("::1", 5432, "x", "y"), some("six"));
        assert_eq!(found("back\\slash", 5432, "x", "us:er"), some("it:s\\"));
        assert_eq!(found("elsewhere", 1, "shop", "who"), some("any"));
        assert_eq!(found("empty", 5432, "x", "y"), None);
        assert_eq!(found("x", 6432, "y", "boss"), some("last"));
        assert_eq!(found("db.exampl", 5432, "shop2", "app"), None);
        assert_eq!(found("db.example2", 5432, "shop2", "app"), None);
    }
}
