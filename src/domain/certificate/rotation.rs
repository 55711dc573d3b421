//! What a rotation of the client CA leaves installed: both CAs at first, the new one alone at the end.

use super::client_ca::{join_client_cas, keep_client_cas};
use super::crl::join_crls;
use super::{Certificate, CertificateError, parse_chain};
use crate::domain::failure::Failure;
use crate::domain::instance::InstanceId;
use crate::domain::ssl::Pem;
use crate::text::time::day;
use crate::text::{Text, text};

/// The installed client CAs and the new ones together.
///
/// # Errors
/// `Blocked` when no client CA is installed or a text cannot be read; `Usage` when a new CA has the name of an
/// installed one and is another.
pub fn joined(instance: &InstanceId, installed: Option<&Pem>, new: &Pem) -> Result<Pem, Failure> {
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let (old, added) = (parsed(instance, installed)?, parsed(instance, new)?);
    let is_twin = |new: &Certificate, old: &Certificate| {
        old.subject == new.subject && old.sha256 != new.sha256
    };
    let twin = |new: &&Certificate| old.iter().any(|old| is_twin(new, old));
    if let Some(twin) = added.iter().find(twin) {
        let what = text!("ca-same-name", subject = &twin.subject);
        return Err(Failure::usage(what)
            .because(text!("ca-same-name-why"))
            .next(text!("ca-same-name-next")));
    }
    pem(instance, join_client_cas(installed.as_str(), new.as_str()))
}

/// The added revocation lists, and the installed ones of the other client CAs.
///
/// # Errors
/// `Blocked` when a text cannot be read, or the lists do not fit into one file.
pub fn joined_lists(
    instance: &InstanceId,
    installed: &Pem,
    added: &Pem,
    client_ca: &Pem,
) -> Result<Pem, Failure> {
    join_crls(installed.as_str(), added.as_str(), client_ca.as_str())
        .ok()
        .and_then(|text| Pem::new(&text))
        .ok_or_else(|| {
            Failure::blocked(text!("ca-lists-not-joined", instance = instance))
                .next(text!("ca-lists-not-joined-next", instance = instance))
        })
}

/// The client CAs at the end of a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    /// Those that remain.
    pub client_ca: Pem,
    /// For the user: which installed CA remains and which goes.
    pub remarks: Vec<Text>,
}

/// What remains once the old client CA is gone: the CAs that are named, else the last of at most two.
///
/// # Errors
/// `Blocked` when no client CA is installed, a text cannot be read, or a named CA is not installed; `Usage` when
/// more than two are installed and none is named.
pub fn remaining(
    instance: &InstanceId,
    installed: Option<&Pem>,
    named: Option<&Pem>,
) -> Result<Remaining, Failure> {
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let now = parsed(instance, installed)?;
    let keep = match named {
        Some(named) => parsed(instance, named)?,
        None if now.len() > 2 => {
            let what = text!("ca-which-remains", instance = instance, count = now.len());
            let next = text!("ca-which-remains-next", instance = instance);
            return Err(Failure::usage(what).next(next));
        }
        None => now.last().cloned().into_iter().collect(),
    };
    let keep: Vec<String> = keep.into_iter().map(|ca| ca.sha256).collect();
    let is_installed = |wanted: &String| now.iter().any(|ca| ca.sha256 == *wanted);
    if let Some(missing) = keep.iter().find(|wanted| !is_installed(wanted)) {
        let what = text!("ca-not-installed", instance = instance, missing = missing);
        return Err(Failure::blocked(what)
            .because(text!("ca-not-installed-why"))
            .next(text!("ca-not-installed-next", instance = instance)));
    }
    let remark = |ca: &Certificate| {
        let until = day(ca.not_after);
        let subject = &ca.subject;
        if keep.contains(&ca.sha256) {
            text!("ca-remains", subject = subject, until = until)
        } else {
            text!("ca-goes", subject = subject, until = until)
        }
    };
    let client_ca = if keep.len() == now.len() {
        installed.clone()
    } else {
        pem(instance, keep_client_cas(installed.as_str(), &keep))?
    };
    Ok(Remaining {
        client_ca,
        remarks: now.iter().map(remark).collect(),
    })
}

fn parsed(instance: &InstanceId, pem: &Pem) -> Result<Vec<Certificate>, Failure> {
    parse_chain(pem.as_str()).map_err(|error| unreadable(instance, &error))
}

fn pem(instance: &InstanceId, text: Result<String, CertificateError>) -> Result<Pem, Failure> {
    let text = text.map_err(|error| unreadable(instance, &error))?;
    Pem::new(&text).ok_or_else(|| nothing_installed(instance))
}

fn unreadable(instance: &InstanceId, error: &CertificateError) -> Failure {
    Failure::blocked(text!("ca-not-joined", instance = instance))
        .because(error.text())
        .next(text!("ca-not-joined-next", instance = instance))
}

fn nothing_installed(instance: &InstanceId) -> Failure {
    Failure::blocked(text!("ca-none-to-rotate", instance = instance))
        .next(text!("ca-none-to-rotate-next", instance = instance))
}

#[cfg(test)]
mod tests {
    use super::super::parse_crls;
    use super::super::sample::{Authority, NOW};
    use super::*;
    use crate::domain::failure::Ending;

    fn id() -> InstanceId {
        "pgm-a".parse().unwrap()
    }

    fn pem_of(texts: &[&str]) -> Pem {
        Pem::new(&texts.concat()).unwrap()
    }

    /// The names of CAs, or how it failed.
    fn names(pem: Result<Pem, Failure>) -> Result<Vec<String>, Ending> {
        let pem = pem.map_err(|failed| failed.ending)?;
        let chain = parse_chain(pem.as_str()).unwrap();
        Ok(chain.into_iter().map(|ca| ca.subject).collect())
    }

    fn named(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| format!("CN={name}")).collect()
    }

    #[test]
    fn the_new_ca_stands_beside_the_old_one_unless_openssl_would_confuse_them() {
        let [old, new, twin] = ["old", "new", "old"].map(|name| Authority::new(name).pem);
        for (installed, added, expected) in [
            (vec![&*old], vec![&*new], Ok(named(&["old", "new"]))),
            (vec![&old, &new], vec![&new], Ok(named(&["old", "new"]))),
            (vec![&old], vec![&old], Ok(named(&["old"]))),
            (vec![&old], vec![&twin], Err(Ending::Usage)),
            (vec![&old], vec![&new, &twin], Err(Ending::Usage)),
            (vec![], vec![&new], Err(Ending::Blocked)),
            (vec!["no certificate"], vec![&new], Err(Ending::Blocked)),
        ] {
            let installed = Pem::new(&installed.concat());
            let joined = joined(&id(), installed.as_ref(), &pem_of(&added));
            assert_eq!(names(joined), expected);
        }
    }

    #[test]
    fn the_named_ca_remains_else_the_last_of_two() {
        let all = ["one", "two", "three"].map(|name| Authority::new(name).pem);
        let [one, two, three] = all.each_ref().map(String::as_str);
        for (installed, keep, expected) in [
            (vec![one, two], None, Ok(named(&["two"]))),
            (vec![two, one], None, Ok(named(&["one"]))),
            (vec![one], None, Ok(named(&["one"]))),
            (vec![one, two], Some(one), Ok(named(&["one"]))),
            (vec![one, two, three], Some(two), Ok(named(&["two"]))),
            (vec![one, two, three], None, Err(Ending::Usage)),
            (vec![one, two], Some(three), Err(Ending::Blocked)),
            (vec![], None, Err(Ending::Blocked)),
        ] {
            let (pem, keep) = (
                Pem::new(&installed.concat()),
                keep.map(|one| pem_of(&[one])),
            );
            let (remaining, remarks) = match remaining(&id(), pem.as_ref(), keep.as_ref()) {
                Ok(Remaining { client_ca, remarks }) => (names(Ok(client_ca)), remarks),
                Err(failed) => (Err(failed.ending), vec![]),
            };
            assert_eq!(remaining, expected);
            let Ok(remaining) = remaining else {
                continue;
            };
            assert_eq!(remarks.len(), installed.len(), "one for each CA");
            for (remark, ca) in remarks.iter().zip(names(Ok(pem.unwrap())).unwrap()) {
                let fate = if remaining.contains(&ca) {
                    format!("client CA {ca}, until 2120-01-01: remains")
                } else {
                    format!("client CA {ca}, until 2120-01-01: goes, and its clients are refused")
                };
                assert_eq!(*remark, fate.as_str());
            }
        }
    }

    #[test]
    fn lists_of_other_installed_cas_are_kept_and_those_of_removed_ones_are_not() {
        let [old, new, gone] = ["old", "new", "gone"].map(Authority::new);
        let list = |ca: &Authority, serials: &[u64]| ca.crl(NOW, serials);
        let installed = [list(&old, &[1]), list(&new, &[2]), list(&gone, &[3])].concat();
        let client_ca = pem_of(&[&old.pem, &new.pem]);
        let added = pem_of(&[&list(&new, &[2, 4])]);
        let joined = |installed: &str| {
            let installed = Pem::new(installed).unwrap();
            joined_lists(&id(), &installed, &added, &client_ca)
        };
        let lists = parse_crls(joined(&installed).unwrap().as_str()).unwrap();
        let found = lists.iter().map(|list| (&*list.issuer, list.revoked.len()));
        assert_eq!(found.collect::<Vec<_>>(), [("CN=new", 2), ("CN=old", 1)]);
        let failed = joined("no list").unwrap_err();
        assert_eq!(failed.ending, Ending::Blocked);
    }
}
