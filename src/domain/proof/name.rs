//! Whether a server compares the name in a client certificate with the user.

use serde::{Deserialize, Serialize};

/// How a login ended that presented a good certificate with another name than the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherNameLogin {
    /// Logged in.
    LoggedIn,
    /// Refused.
    Refused {
        /// Whether the server had already proven by SCRAM that the password is right.
        password_taken: bool,
        /// Whether the code was 28P01, that of a password that is wrong.
        as_wrong_password: bool,
    },
    /// Neither: no connection, no password, no SSL.
    NoAnswer,
}

/// What is known about the name in a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameCheck {
    /// A certificate with another name was refused: the name has to be the user.
    Checked,
    /// A certificate with another name logged in.
    NotChecked,
    /// Not told: servers that ask for a password compare the name after it.
    NotTold,
}

impl OtherNameLogin {
    /// What the login tells.
    ///
    /// The server compares the name after the password and refuses with the code of a wrong
    /// password. What tells the two apart is its last SCRAM message, which it sends only when the
    /// password was right. With `md5` and `password` a refusal tells nothing.
    ///
    /// Source: `ClientAuthentication`, `CheckSASLAuth` and `auth_failed` of PostgreSQL; RFC 5802,
    /// section 3.
    pub const fn tells(self) -> NameCheck {
        match self {
            Self::LoggedIn => NameCheck::NotChecked,
            Self::Refused {
                password_taken: true,
                as_wrong_password: true,
            } => NameCheck::Checked,
            Self::Refused { .. } | Self::NoAnswer => NameCheck::NotTold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_login_or_a_refusal_after_a_right_password_tells() {
        let refused = |password_taken, as_wrong_password| OtherNameLogin::Refused {
            password_taken,
            as_wrong_password,
        };
        for (ended, told) in [
            (OtherNameLogin::LoggedIn, NameCheck::NotChecked),
            (refused(true, true), NameCheck::Checked),
            // A wrong password, or one that md5 or password carried.
            (refused(false, true), NameCheck::NotTold),
            // No such database, no free slot: decided later than the name, or before it.
            (refused(true, false), NameCheck::NotTold),
            (refused(false, false), NameCheck::NotTold),
            (OtherNameLogin::NoAnswer, NameCheck::NotTold),
        ] {
            assert_eq!(ended.tells(), told, "{ended:?}");
        }
    }
}
