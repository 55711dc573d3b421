//! What a rotation of the client CA leaves installed: both CAs at first, the new one alone at the end.

use super::step::{Blocker, ROTATION};
use crate::domain::certificate::{
    Certificate, CertificateError, join_client_cas, join_crls, keep_client_cas, parse_chain,
};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{Policy, Rotation};
use crate::domain::ssl::{Pem, Replace, SslState};
use crate::text::time::day;
use crate::text::{Text, text};

/// The id of the blocker that the installed client CAs, or lists, cannot be rotated.
const CLIENT_CA: &str = "client-ca";

/// What a policy with a rotation asks for, given what is installed; and which client CAs remain at its end, a
/// sentence each.
///
/// # Errors
/// When no client CA is installed, a text cannot be read, or a CA that is to remain is not installed; with the id
/// [`ROTATION`] when a new CA has the name of an installed one and is another, or it is not said which of many
/// remains.
pub(super) fn rotated(
    instance: &InstanceId,
    ssl: &SslState,
    policy: &Policy,
    rotation: &Rotation,
) -> Result<(Policy, Vec<Text>), Blocker> {
    let installed = ssl.client_ca.as_ref();
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let (client_ca, remains) = match rotation {
        Rotation::Begin(new) => (joined(instance, installed, new)?, vec![]),
        Rotation::Finish(named) => remaining(instance, installed, named.as_ref())?,
    };
    let mut policy = policy.clone();
    if let (Some(Replace::Set(added)), Some(installed)) = (&policy.crl, &ssl.crl) {
        let lists = joined_lists(instance, installed, added, &client_ca)?;
        policy.crl = Some(Replace::Set(lists));
    }
    policy.client_ca = Some(Replace::Set(client_ca));
    Ok((policy, remains))
}

/// The installed client CAs and the new ones together.
fn joined(instance: &InstanceId, installed: &Pem, new: &Pem) -> Result<Pem, Blocker> {
    let (old, added) = (parsed(instance, installed)?, parsed(instance, new)?);
    let is_twin = |new: &Certificate, old: &Certificate| {
        old.subject == new.subject && old.sha256 != new.sha256
    };
    let twin = |new: &&Certificate| old.iter().any(|old| is_twin(new, old));
    if let Some(twin) = added.iter().find(twin) {
        let what = text!("ca-same-name", subject = &twin.subject);
        return Err(Blocker::new(
            ROTATION,
            what,
            Some(text!("ca-same-name-next")),
        ));
    }
    pem(instance, join_client_cas(installed.as_str(), new.as_str()))
}

/// The added revocation lists, and the installed ones of the other client CAs.
fn joined_lists(
    instance: &InstanceId,
    installed: &Pem,
    added: &Pem,
    client_ca: &Pem,
) -> Result<Pem, Blocker> {
    let joined = join_crls(installed.as_str(), added.as_str(), client_ca.as_str());
    let joined = joined.ok().and_then(|text| Pem::new(&text));
    joined.ok_or_else(|| {
        let what = text!("ca-lists-not-joined", instance = instance);
        let next = text!("ca-lists-not-joined-next", instance = instance);
        Blocker::new(CLIENT_CA, what, Some(next))
    })
}

/// The client CAs that are named, else the last of at most two; with a sentence for each that remains.
fn remaining(
    instance: &InstanceId,
    installed: &Pem,
    named: Option<&Pem>,
) -> Result<(Pem, Vec<Text>), Blocker> {
    let now = parsed(instance, installed)?;
    let keep = match named {
        Some(named) => parsed(instance, named)?,
        None if now.len() > 2 => {
            let what = text!("ca-which-remains", instance = instance, count = now.len());
            let next = text!("ca-which-remains-next", instance = instance);
            return Err(Blocker::new(ROTATION, what, Some(next)));
        }
        None => now.last().cloned().into_iter().collect(),
    };
    let keep: Vec<String> = keep.into_iter().map(|ca| ca.sha256).collect();
    let is_installed = |wanted: &String| now.iter().any(|ca| ca.sha256 == *wanted);
    if let Some(missing) = keep.iter().find(|wanted| !is_installed(wanted)) {
        let what = text!("ca-not-installed", instance = instance, missing = missing);
        let next = text!("ca-not-installed-next", instance = instance);
        return Err(Blocker::new(CLIENT_CA, what, Some(next)));
    }
    let remains = now.iter().filter(|ca| keep.contains(&ca.sha256));
    let remains = remains.map(|ca| {
        let until = day(ca.not_after);
        text!("ca-remains", subject = &ca.subject, until = until)
    });
    let client_ca = if keep.len() == now.len() {
        installed.clone()
    } else {
        pem(instance, keep_client_cas(installed.as_str(), &keep))?
    };
    Ok((client_ca, remains.collect()))
}

fn parsed(instance: &InstanceId, pem: &Pem) -> Result<Vec<Certificate>, Blocker> {
    parse_chain(pem.as_str()).map_err(|error| unreadable(instance, &error))
}

fn pem(instance: &InstanceId, text: Result<String, CertificateError>) -> Result<Pem, Blocker> {
    let text = text.map_err(|error| unreadable(instance, &error))?;
    Pem::new(&text).ok_or_else(|| nothing_installed(instance))
}

fn nothing_installed(instance: &InstanceId) -> Blocker {
    let what = text!("ca-none-to-rotate", instance = instance);
    let next = text!("ca-none-to-rotate-next", instance = instance);
    Blocker::new(CLIENT_CA, what, Some(next))
}

fn unreadable(instance: &InstanceId, error: &CertificateError) -> Blocker {
    let what = text!("ca-not-joined", instance = instance, why = error.text());
    let next = text!("ca-not-joined-next", instance = instance);
    Blocker::new(CLIENT_CA, what, Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::parse_crls;
    use crate::domain::certificate::sample::{Authority, NOW};
    use crate::domain::sample;

    fn id() -> InstanceId {
        "pgm-a".parse().unwrap()
    }

    fn pem_of(texts: &[&str]) -> Pem {
        Pem::new(&texts.concat()).unwrap()
    }

    /// What a rotation leaves of these client CAs: their names and which remain, or the blocker's id.
    fn left(installed: &[&str], rotation: &Rotation) -> Result<(Vec<String>, usize), String> {
        let ssl = SslState {
            client_ca: Pem::new(&installed.concat()),
            ..sample::ssl(true)
        };
        let (policy, remains) =
            rotated(&id(), &ssl, &Policy::default(), rotation).map_err(|blocker| blocker.id)?;
        let Some(Replace::Set(left)) = policy.client_ca else {
            panic!("{policy:?}");
        };
        // The same again leaves the same.
        let ssl = SslState {
            client_ca: Some(left.clone()),
            ..ssl
        };
        let (again, _) = rotated(&id(), &ssl, &Policy::default(), rotation).unwrap();
        assert_eq!(again.client_ca, Some(Replace::Set(left.clone())));
        let chain = parse_chain(left.as_str()).unwrap();
        Ok((
            chain.into_iter().map(|ca| ca.subject).collect(),
            remains.len(),
        ))
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
            (vec![&old], vec![&twin], Err(ROTATION)),
            (vec![&old], vec![&new, &twin], Err(ROTATION)),
            (vec![], vec![&new], Err(CLIENT_CA)),
            (vec!["no certificate"], vec![&new], Err(CLIENT_CA)),
        ] {
            let left = left(&installed, &Rotation::Begin(pem_of(&added)));
            let expected = expected.map(|names| (names, 0));
            assert_eq!(left, expected.map_err(str::to_owned));
        }
    }

    #[test]
    fn the_named_ca_remains_else_the_last_of_two() {
        let all = ["one", "two", "three"].map(|name| Authority::new(name).pem);
        let [one, two, three] = all.each_ref().map(String::as_str);
        for (installed, keep, expected) in [
            (vec![one, two], None, Ok("two")),
            (vec![two, one], None, Ok("one")),
            (vec![one], None, Ok("one")),
            (vec![one, two], Some(one), Ok("one")),
            (vec![one, two, three], Some(two), Ok("two")),
            (vec![one, two, three], None, Err(ROTATION)),
            (vec![one, two], Some(three), Err(CLIENT_CA)),
            (vec![], None, Err(CLIENT_CA)),
        ] {
            let keep = keep.map(|one| pem_of(&[one]));
            let left = left(&installed, &Rotation::Finish(keep));
            let expected = expected.map(|name| (named(&[name]), 1));
            assert_eq!(left, expected.map_err(str::to_owned));
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
        assert_eq!(joined("no list").unwrap_err().id, CLIENT_CA);
    }
}
