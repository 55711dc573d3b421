//! `forcessl cert revoke` and `forcessl cert crl`: keep the revocation list of a client CA.

use std::path::{Path, PathBuf};

use super::{CertCaArgs, failed, shown};
use crate::commands::app::App;
use crate::commands::options::global::within;
use crate::commands::options::input;
use crate::domain::certificate;
use crate::domain::failure::{Ending, Failure};
use crate::files::Readers;
use crate::issuing::{Authority, Folder, IssuedEntry, ValidityPeriod, write};
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(crate) struct CertRevokeArgs {
    #[arg(value_name = "SERIAL|FILE")]
    what: String,
    #[command(flatten)]
    ca: CertCaArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CertCrlArgs {
    #[command(flatten)]
    ca: CertCaArgs,
    #[arg(long, default_value = "90", value_parser = within::<u32>(1, 3650))]
    days: u32,
    #[arg(long, value_name = "FILE")]
    installed: Option<PathBuf>,
}

pub(super) fn run(app: &App, args: &CertRevokeArgs) -> Result<Ending, Failure> {
    let (mut folder, authority) = args.ca.open()?;
    let fail = |error| failed(text!("cert-not-revoked"), &error);
    let found = match serial(&args.what) {
        Some(serial) => position(&folder, &serial).ok_or_else(|| {
            Failure::usage(text!("cert-serial-unknown", serial = &args.what))
                .next(text!("cert-serial-unknown-next"))
        })?,
        None => of_file(&mut folder, &authority, Path::new(&args.what))?,
    };
    let now = app.clock.now();
    let Some(entry) = folder.index.certificates.get_mut(found) else {
        return Err(Failure::bug(text!("cert-index-changed")));
    };
    let before = entry.revoked_at;
    entry.revoked_at = before.or(Some(now));
    let (serial, user, at) = (
        entry.serial.clone(),
        entry.user.clone(),
        entry.revoked_at.unwrap_or(now),
    );
    if before.is_none() {
        folder.save().map_err(fail)?;
    }
    answer!(app, revoked(&serial, &user, at));
    app.terminal
        .say(text!("cert-revoked-next", folder = &args.ca.ca));
    Ok(Ending::Done)
}

pub(super) fn crl(app: &App, args: &CertCrlArgs) -> Result<Ending, Failure> {
    let (mut folder, authority) = args.ca.open()?;
    let fail = |error| failed(text!("cert-crl-not-made"), &error);
    carry_over(app, args, &mut folder, &authority)?;
    let number = folder.index.crl_number.saturating_add(1);
    folder.index.crl_number = number;
    // The number is used up before the list is out: no two lists share one.
    folder.save().map_err(fail)?;
    let revoked: Vec<_> = folder
        .index
        .certificates
        .iter()
        .filter_map(|entry| entry.revoked_at.map(|at| (entry.serial.clone(), at)))
        .collect();
    let (now, days) = (app.clock.now(), args.days);
    let validity = ValidityPeriod { now, days };
    let list = authority
        .revocation_list(&revoked, number, validity)
        .map_err(fail)?;
    let path = folder.file("crl.pem");
    write(&path, list.as_bytes(), Readers::All, true).map_err(fail)?;
    let lists = certificate::parse_crls(&list)
        .map_err(|error| Failure::bug(text!("cert-crl-unreadable")).because(error.text()))?;
    answer!(app, new_crl(&lists, &shown(&path)));
    Ok(Ending::Done)
}

/// Takes over what a list that was made elsewhere revokes, and its number.
///
/// That is the one that is named; for a CA whose first list is made here, one that lies in its
/// folder.
fn carry_over(
    app: &App,
    args: &CertCrlArgs,
    folder: &mut Folder,
    authority: &Authority,
) -> Result<(), Failure> {
    let found = folder.file("crl.pem");
    let path = match &args.installed {
        Some(path) => path.clone(),
        None if folder.index.crl_number == 0 && found.is_file() => found,
        None => {
            if folder.index.adopted && folder.index.crl_number == 0 {
                app.terminal.say(text!("cert-adopted"));
            }
            return Ok(());
        }
    };
    let text = input::text(&path, input::REVOCATION_LIST)?;
    let before = certificate::carried_over(&text, authority.pem()).map_err(|error| {
        input::refused(&path, input::REVOCATION_LIST, error.text())
            .next(text!("cert-installed-next"))
    })?;
    folder.index.crl_number = folder.index.crl_number.max(before.number);
    for (serial, at) in before.revoked {
        match position(folder, &serial).and_then(|at| folder.index.certificates.get_mut(at)) {
            Some(entry) => entry.revoked_at = entry.revoked_at.or(Some(at)),
            None => folder.index.certificates.push(IssuedEntry {
                serial,
                user: String::new(),
                not_after: None,
                revoked_at: Some(at),
            }),
        }
    }
    Ok(())
}

/// Hexadecimal digits in lower case, bytes joined by colons; `None` for anything else.
fn serial(text: &str) -> Option<String> {
    let digits = text.replace(':', "").to_ascii_lowercase();
    let is_serial =
        (1..=40).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit());
    if !is_serial || PathBuf::from(text).is_file() {
        return None;
    }
    Some(normal(&digits))
}

/// Without colons and leading zeros.
fn normal(serial: &str) -> String {
    serial
        .replace(':', "")
        .trim_start_matches('0')
        .to_ascii_lowercase()
}

fn position(folder: &Folder, serial: &str) -> Option<usize> {
    folder
        .index
        .certificates
        .iter()
        .position(|entry| normal(&entry.serial) == normal(serial))
}

/// A certificate of this CA that is not in the index is taken in, so that it can be revoked.
fn of_file(folder: &mut Folder, authority: &Authority, path: &Path) -> Result<usize, Failure> {
    let text = input::text(path, input::CLIENT_CERTIFICATE)?;
    let refuse = |why: Text| {
        input::refused(path, input::CLIENT_CERTIFICATE, why).next(text!("cert-revoke-next"))
    };
    let chain = certificate::parse_chain(&text).map_err(|error| refuse(error.text()))?;
    let own =
        certificate::is_signed_by(&text, authority.pem()).map_err(|error| refuse(error.text()))?;
    let leaf = chain.first().filter(|_| own).ok_or_else(|| {
        refuse(text!(
            "cert-other-ca",
            ca = &authority.certificate().subject
        ))
    })?;
    if leaf.sha256 == authority.certificate().sha256 {
        return Err(refuse(text!("cert-revokes-itself")));
    }
    if let Some(found) = position(folder, &leaf.serial) {
        return Ok(found);
    }
    folder.index.certificates.push(IssuedEntry {
        serial: leaf.serial.clone(),
        user: leaf.common_name.clone().unwrap_or_default(),
        not_after: Some(leaf.not_after),
        revoked_at: None,
    });
    Ok(folder.index.certificates.len().saturating_sub(1))
}
