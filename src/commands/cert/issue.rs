//! `forcessl cert issue`.

use std::collections::BTreeSet;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use secrecy::{ExposeSecret, SecretString};

use super::{CertCaArgs, KeyTypeArg, failed, shown};
use crate::commands::app::App;
use crate::commands::input::{self, Content};
use crate::domain::certificate::request::{CertificateRequest, parse_request};
use crate::domain::clients::{conninfo, jdbc_url};
use crate::domain::failure::{Ending, Failure};
use crate::files::Readers;
use crate::issuing::{
    Authority, Folder, IssuedCertificate, IssuingError, ValidityPeriod, stem, vacant, write,
};
use crate::report::{Format, IssuedRow, json, table};
use crate::text;

/// Longest name of a database user, in bytes.
///
/// Source: PostgreSQL, `NAMEDATALEN` less one.
const LONGEST_USER: usize = 63;

#[derive(Debug, clap::Args)]
pub(super) struct CertIssueArgs {
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,
    #[command(flatten)]
    ca: CertCaArgs,
    #[arg(long, value_name = "FILE", conflicts_with = "csr")]
    from_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "key_type")]
    csr: Option<PathBuf>,
    #[arg(long, default_value = "365", value_parser = clap::value_parser!(u32).range(1..=36500))]
    days: u32,
    #[arg(long, value_enum, default_value = "ec-p256")]
    key_type: KeyTypeArg,
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    #[arg(long)]
    force: bool,
    #[arg(long, value_name = "HOST", default_value = "HOST")]
    host: String,
    #[arg(long, value_name = "FILE", default_value = "server-ca.pem")]
    sslrootcert: PathBuf,
}

/// The files of one user.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    pkcs8: PathBuf,
    pkcs12: PathBuf,
    password: PathBuf,
}

impl Files {
    fn of(folder: &Path, user: &str) -> Self {
        let stem = stem(user);
        let file = |ending: &str| folder.join(format!("{stem}.{ending}"));
        Self {
            certificate: file("crt"),
            key: file("key"),
            pkcs8: file("pk8"),
            pkcs12: file("p12"),
            password: file("p12.password"),
        }
    }

    fn all(&self) -> [&Path; 5] {
        [
            &self.certificate,
            &self.key,
            &self.pkcs8,
            &self.pkcs12,
            &self.password,
        ]
    }
}

pub(super) fn run(app: &App, args: &CertIssueArgs) -> Result<Ending, Failure> {
    let users = users(args)?;
    let request = match (&args.csr, users.as_slice()) {
        (None, _) => None,
        (Some(path), [_]) => Some(request(app, path)?),
        (Some(_), _) => {
            return Err(Failure::new(Ending::Usage, text!("cert-one-request"))
                .next(text!("cert-one-request-next")));
        }
    };
    let (mut folder, authority) = args.ca.open()?;
    let validity = ValidityPeriod {
        now: app.clock.now(),
        days: args.days,
    };
    if authority.certificate().not_after <= validity.now {
        return Err(Failure::new(Ending::Usage, text!("cert-none-issued"))
            .because(text!(
                "cert-ca-expired",
                time = authority.certificate().not_after
            ))
            .next(text!("cert-ca-expired-next")));
    }
    let everywhere = |error| failed(text!("cert-none-issued"), &error);
    // Keys are put into it.
    let mut private = std::fs::DirBuilder::new();
    private.recursive(true).mode(0o700);
    private.create(&args.out).map_err(|error| {
        everywhere(IssuingError::Disk {
            path: args.out.clone(),
            error,
        })
    })?;
    // Nothing is issued when a file of the last user is in the way.
    for user in &users {
        for path in Files::of(&args.out, user).all() {
            vacant(path, args.force).map_err(everywhere)?;
        }
    }
    let mut rows = Vec::new();
    for user in &users {
        let issued = match &request {
            Some(request) => authority.issue_for_request(user, request, validity),
            None => authority.issue(user, args.key_type.into(), validity),
        };
        let what = text!("cert-not-issued", user = user);
        let row = issued
            .and_then(|issued| keep(&mut folder, args, user, &issued))
            .map_err(|error| failed(what, &error))?;
        rows.push(row);
    }
    answer(app, &authority, &rows, validity);
    Ok(Ending::Done)
}

/// Reads a request, and says what of it is not granted.
fn request(app: &App, path: &Path) -> Result<CertificateRequest, Failure> {
    let text = input::text(path, Content::CertificateRequest)?;
    let request = parse_request(&text).map_err(|error| {
        input::refused(path, Content::CertificateRequest, error.text())
            .next(text!("cert-request-next"))
    })?;
    if !request.extensions.is_empty() {
        app.terminal.say(text!(
            "cert-not-taken",
            extensions = request.extensions.join(", ")
        ));
    }
    Ok(request)
}

fn answer(app: &App, authority: &Authority, rows: &[IssuedRow], validity: ValidityPeriod) {
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::issued(rows, terminal.page()),
        Format::Json => json::issued(rows),
    });
    let wanted = validity.now + chrono::TimeDelta::days(validity.days.into());
    if authority.certificate().not_after < wanted {
        terminal.say(text!(
            "cert-hold-until",
            date = authority
                .certificate()
                .not_after
                .format("%Y-%m-%d")
                .to_string()
        ));
    }
}

/// Notes the certificate in the index first, and then writes the files.
fn keep(
    folder: &mut Folder,
    args: &CertIssueArgs,
    user: &str,
    issued: &IssuedCertificate,
) -> Result<IssuedRow, IssuingError> {
    let files = Files::of(&args.out, user);
    let password = SecretString::from(BASE64URL_NOPAD.encode(&rand::random::<[u8; 18]>()));
    let pkcs12 = issued.pkcs12(&password)?;
    folder.note(user, &issued.certificate)?;
    let mut written = Vec::new();
    let mut put = |path: &Path, bytes: &[u8], kind| {
        written.push(shown(path));
        write(path, bytes, kind, args.force)
    };
    if let (Some(pem), Some(der), Some(pkcs12)) = (issued.key_pem(), issued.key_der(), pkcs12) {
        put(&files.key, pem.expose_secret().as_bytes(), Readers::Owner)?;
        put(&files.pkcs8, der, Readers::Owner)?;
        put(&files.pkcs12, &pkcs12, Readers::Owner)?;
        put(
            &files.password,
            password.expose_secret().as_bytes(),
            Readers::Owner,
        )?;
    }
    put(&files.certificate, issued.chain.as_bytes(), Readers::All)?;
    let own_key = args.csr.is_none();
    let key = if own_key {
        shown(&files.key)
    } else {
        "USER.key".to_owned()
    };
    let pkcs8 = if own_key {
        shown(&files.pkcs8)
    } else {
        "USER.pk8".to_owned()
    };
    let certificate = shown(&files.certificate);
    let root = shown(&args.sslrootcert);
    Ok(IssuedRow {
        user: user.to_owned(),
        connection_string: conninfo(&[
            ("host", &args.host),
            ("user", user),
            ("sslmode", "verify-full"),
            ("sslrootcert", &root),
            ("sslcert", &certificate),
            ("sslkey", &key),
        ]),
        jdbc: jdbc_url(
            &format!("{}/", args.host),
            &[
                ("user", user),
                ("sslmode", "verify-full"),
                ("sslrootcert", &root),
                ("sslcert", &certificate),
                ("sslkey", &pkcs8),
            ],
        ),
        certificate: issued.certificate.clone(),
        files: written,
    })
}

/// The users, each once, in the order they were named.
fn users(args: &CertIssueArgs) -> Result<Vec<String>, Failure> {
    let mut named = args.users.clone();
    if let Some(path) = &args.from_file {
        let text = input::text(path, Content::Users)?;
        let lines: Vec<String> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        if lines.is_empty() {
            return Err(
                input::refused(path, Content::Users, text!("cert-users-empty"))
                    .next(text!("cert-users-next")),
            );
        }
        named.extend(lines);
    }
    let mut seen = BTreeSet::new();
    let mut users = Vec::new();
    for user in named {
        let why = if user.is_empty() {
            Some(text!("cert-user-empty"))
        } else if user.len() > LONGEST_USER {
            Some(text!("cert-user-long"))
        } else if user.chars().any(char::is_control) {
            Some(text!("cert-user-control"))
        } else {
            None
        };
        if let Some(why) = why {
            return Err(
                Failure::new(Ending::Usage, text!("cert-no-user", user = user))
                    .because(why)
                    .next(text!("cert-no-user-next")),
            );
        }
        if seen.insert(user.clone()) {
            users.push(user);
        }
    }
    Ok(users)
}
