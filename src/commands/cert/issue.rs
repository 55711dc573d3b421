//! `forcessl cert issue`: creates client certificates.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use super::{CertCaArgs, KEY_TYPES, failed, shown};
use crate::commands::app::App;
use crate::commands::options::global::within;
use crate::commands::options::input;
use crate::commands::options::words::one_of;
use crate::domain::certificate::request::{CertificateRequest, parse_request};
use crate::domain::clients::{conninfo, jdbc_url};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::unique;
use crate::files::Readers;
use crate::issuing::{
    Authority, FileFault, Folder, IssuedCertificate, IssuingError, KeyType, ValidityPeriod, stem,
    vacant, write,
};
use crate::report::IssuedRow;
use crate::text;
use crate::text::time::day;

/// Longest name of a database user, in bytes.
///
/// Source: PostgreSQL, `NAMEDATALEN` less one.
const LONGEST_USER: usize = 63;

#[derive(Debug, clap::Args)]
pub(crate) struct CertIssueArgs {
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,
    #[command(flatten)]
    ca: CertCaArgs,
    #[arg(long, value_name = "FILE", conflicts_with = "csr")]
    from_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "key_type")]
    csr: Option<PathBuf>,
    #[arg(long, default_value = "365", value_parser = within::<u32>(1, 36500))]
    days: u32,
    #[arg(long, default_value = "ec-p256", value_parser = one_of(KEY_TYPES))]
    key_type: KeyType,
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    #[arg(long)]
    force: bool,
    #[arg(long, value_name = "HOST", default_value = "HOST")]
    host: String,
    #[arg(long, value_name = "FILE", default_value = "server-ca.pem")]
    sslrootcert: PathBuf,
}

/// The endings of the files of one user.
const FILES: [&str; 5] = ["crt", "key", "pk8", "p12", "p12.password"];

impl CertIssueArgs {
    fn file(&self, user: &str, ending: &str) -> PathBuf {
        self.out.join(format!("{}.{ending}", stem(user)))
    }
}

pub(super) fn run(app: &App, args: &CertIssueArgs) -> Result<Ending, Failure> {
    let users = users(args)?;
    let request = match (&args.csr, users.as_slice()) {
        (None, _) => None,
        (Some(path), [_]) => Some(request(app, path)?),
        (Some(_), _) => {
            return Err(
                Failure::usage(text!("cert-one-request")).next(text!("cert-one-request-next"))
            );
        }
    };
    let (mut folder, authority) = args.ca.open()?;
    let (now, days) = (app.clock.now(), args.days);
    let validity = ValidityPeriod { now, days };
    if authority.certificate().not_after <= validity.now {
        return Err(Failure::usage(text!("cert-none-issued"))
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
    let made = private.create(&args.out);
    made.map_err(|error| everywhere(FileFault::Disk(error).of(&args.out)))?;
    // Nothing is issued when a file of the last user is in the way.
    for user in &users {
        for ending in FILES {
            vacant(&args.file(user, ending), args.force).map_err(everywhere)?;
        }
    }
    let mut rows = Vec::new();
    for user in &users {
        let issued = match &request {
            Some(request) => authority.issue_for_request(user, request, validity),
            None => authority.issue(user, args.key_type, validity),
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
    let text = input::text(path, input::CERTIFICATE_REQUEST)?;
    let request = parse_request(&text)
        .map_err(|error| input::refused(path, input::CERTIFICATE_REQUEST, error.text()))?;
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
    answer!(app, issued(rows));
    let wanted = validity.now + chrono::TimeDelta::days(validity.days.into());
    if authority.certificate().not_after < wanted {
        terminal.say(text!(
            "cert-hold-until",
            date = day(authority.certificate().not_after)
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
    let password = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 18]>());
    let password = SecretString::from(password);
    let pkcs12 = issued.pkcs12(&password)?;
    folder.note(user, &issued.certificate)?;
    let mut written = Vec::new();
    let mut put = |ending: &str, bytes: &[u8], readers| {
        let path = args.file(user, ending);
        written.push(shown(&path));
        write(&path, bytes, readers, args.force)
    };
    if let (Some(pem), Some(der), Some(pkcs12)) = (issued.key_pem(), issued.key_der(), pkcs12) {
        let password = password.expose_secret().as_bytes();
        put("key", pem.expose_secret().as_bytes(), Readers::Owner)?;
        put("pk8", der, Readers::Owner)?;
        put("p12", &pkcs12, Readers::Owner)?;
        put("p12.password", password, Readers::Owner)?;
    }
    put("crt", issued.chain.as_bytes(), Readers::All)?;
    // A key of a request is somewhere else.
    let key = |ending: &str| match &args.csr {
        None => shown(&args.file(user, ending)),
        Some(_) => format!("USER.{ending}"),
    };
    let (key, pkcs8) = (key("key"), key("pk8"));
    let certificate = shown(&args.file(user, "crt"));
    let root = shown(&args.sslrootcert);
    let shared = [
        ("user", user),
        ("sslmode", "verify-full"),
        ("sslrootcert", &root),
        ("sslcert", &certificate),
    ];
    Ok(IssuedRow {
        user: user.to_owned(),
        connection_string: conninfo(
            &[
                &[("host", args.host.as_str())],
                &shared[..],
                &[("sslkey", &key)],
            ]
            .concat(),
        ),
        jdbc: jdbc_url(
            &format!("{}/", args.host),
            &[&shared[..], &[("sslkey", &pkcs8)]].concat(),
        ),
        certificate: issued.certificate.clone(),
        files: written,
    })
}

/// The users, each once, in the order they were named.
fn users(args: &CertIssueArgs) -> Result<Vec<String>, Failure> {
    let mut named = args.users.clone();
    if let Some(path) = &args.from_file {
        let text = input::text(path, input::USERS)?;
        let lines: Vec<String> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        if lines.is_empty() {
            let why = text!("cert-users-empty");
            return Err(input::refused(path, input::USERS, why));
        }
        named.extend(lines);
    }
    for user in &named {
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
            return Err(Failure::usage(text!("cert-no-user", user = user))
                .because(why)
                .next(text!("cert-no-user-next")));
        }
    }
    Ok(unique(named))
}
