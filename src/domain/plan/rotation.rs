//! What a rotation of the client CA leaves installed: both CAs at first, the new one alone at the end.

use std::collections::BTreeSet;

use super::step::{Blocker, ROTATION, Warning};
use crate::domain::certificate::{
    Certificate, CertificateError, join_client_cas, join_crls, keep_client_cas, parse_chain,
};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{CaExchange, Policy, Remains, Rotation};
use crate::domain::ssl::{Pem, Replace, SslState};
use crate::text::text;
use crate::text::time::day;

/// The id of the blocker that the installed client CAs, or lists, cannot be rotated.
const CLIENT_CA: &str = "client-ca";

/// What a policy with a rotation asks for, given what is installed; and what people should know of the client CAs at
/// its end.
///
/// # Errors
/// When no client CA is installed, a text cannot be read, or a CA that is to remain is not installed; with the id
/// [`ROTATION`] when a new CA has the name of an installed one and is another, or it is not known which of several
/// remains.
pub(super) fn rotated(
    instance: &InstanceId,
    ssl: &SslState,
    policy: &Policy,
    rotation: &Rotation,
) -> Result<(Policy, Vec<Warning>), Blocker> {
    let installed = ssl.client_ca.as_ref();
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let (client_ca, warnings) = match rotation {
        Rotation::Begin(new) => joined(instance, installed, new)?,
        Rotation::Finish(remains) => remaining(instance, installed, remains)?,
    };
    let mut policy = policy.clone();
    if let (Some(Replace::Set(added)), Some(installed)) = (&policy.crl, &ssl.crl) {
        let lists = joined_lists(instance, installed, added, &client_ca)?;
        policy.crl = Some(Replace::Set(lists));
    }
    policy.client_ca = Some(Replace::Set(client_ca));
    Ok((policy, warnings))
}

/// The installed client CAs and the new ones together; with how to end with a CA that was installed before another.
fn joined(
    instance: &InstanceId,
    installed: &Pem,
    new: &Pem,
) -> Result<(Pem, Vec<Warning>), Blocker> {
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
    let last = old.last();
    let is_earlier = |ca: &&Certificate| old.contains(ca) && Some(*ca) != last;
    let earlier = added.iter().find(is_earlier).zip(last).map(|(ca, last)| {
        let what = text!(
            "ca-installed-earlier",
            subject = &ca.subject,
            last = &last.subject,
            instance = instance
        );
        Warning::new("client-ca-installed", what)
    });
    let client_ca = pem(instance, join_client_cas(installed.as_str(), new.as_str()))?;
    Ok((client_ca, earlier.into_iter().collect()))
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

/// The client CAs that are to remain, with a sentence for each.
fn remaining(
    instance: &InstanceId,
    installed: &Pem,
    remains: &Remains,
) -> Result<(Pem, Vec<Warning>), Blocker> {
    let now = parsed(instance, installed)?;
    let keep = match remains {
        Remains::Named(named) => parsed(instance, named)?,
        Remains::Added(_) if now.len() == 1 => now.clone(),
        Remains::Added(change) => {
            let change = change.as_ref();
            let added = change.and_then(|change| added(change, installed, &now));
            let which = || {
                let what = text!("ca-which-remains", instance = instance, count = now.len());
                let next = text!("ca-which-remains-next", instance = instance);
                Blocker::new(ROTATION, what, Some(next))
            };
            vec![added.cloned().ok_or_else(which)?]
        }
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
        let what = text!("ca-remains", subject = &ca.subject, until = until);
        Warning::new("client-ca-remains", what)
    });
    let client_ca = if keep.len() == now.len() {
        installed.clone()
    } else {
        pem(instance, keep_client_cas(installed.as_str(), &keep))?
    };
    Ok((client_ca, remains.collect()))
}

/// The second of two client CAs, where this change put it behind the first.
fn added<'a>(
    change: &CaExchange,
    installed: &Pem,
    now: &'a [Certificate],
) -> Option<&'a Certificate> {
    let before = parse_chain(change.before.as_ref()?.as_str()).ok()?;
    match now {
        [old, new] if change.after.as_ref() == Some(installed) && before == [old.clone()] => {
            Some(new)
        }
        _ => None,
    }
}

/// The certificates of a text, each once.
fn parsed(instance: &InstanceId, pem: &Pem) -> Result<Vec<Certificate>, Blocker> {
    let all = parse_chain(pem.as_str()).map_err(|error| unreadable(instance, &error))?;
    let mut seen = BTreeSet::new();
    let first = |ca: &Certificate| seen.insert(ca.sha256.clone());
    Ok(all.into_iter().filter(first).collect())
}

fn pem(instance: &InstanceId, text: Result<String, CertificateError>) -> Result<Pem, Blocker> {
    let text = text.map_err(|error| unreadable(instance, &error))?;
    Pem::new(&text).ok_or_else(|| nothing_installed(instance))
}

fn nothing_installed(instance: &InstanceId) -> Blocker {
    let what = text!("ca-none-to-rotate", instance = instance);
    let next = text!("ca-set-next", instance = instance);
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

    /// What a rotation leaves of these client CAs: their names and how many warnings, or the blocker's id.
    fn left(installed: &[&str], rotation: &Rotation) -> Result<(Vec<String>, usize), String> {
        let ssl = SslState {
            client_ca: Pem::new(&installed.concat()),
            ..sample::ssl(true)
        };
        let (policy, warnings) =
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
            warnings.len(),
        ))
    }

    fn named(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| format!("CN={name}")).collect()
    }

    #[test]
    fn the_new_ca_stands_beside_the_old_one_unless_openssl_would_confuse_them() {
        let [old, new, twin] = ["old", "new", "old"].map(|name| Authority::new(name).pem);
        for (installed, added, expected) in [
            (vec![&*old], vec![&*new], Ok((["old", "new"].as_slice(), 0))),
            (vec![&old, &new], vec![&new], Ok((&["old", "new"], 0))),
            // Going back: without its file, the end would keep the other.
            (vec![&old, &new], vec![&old], Ok((&["old", "new"], 1))),
            (vec![&old], vec![&old], Ok((&["old"], 0))),
            (vec![&old], vec![&twin], Err(ROTATION)),
            (vec![&old], vec![&new, &twin], Err(ROTATION)),
            (vec![], vec![&new], Err(CLIENT_CA)),
            (vec!["no certificate"], vec![&new], Err(CLIENT_CA)),
        ] {
            let left = left(&installed, &Rotation::Begin(pem_of(&added)));
            let expected = expected.map(|(names, warned)| (named(names), warned));
            assert_eq!(left, expected.map_err(str::to_owned));
        }
    }

    /// Which one remains is named, or it is the one that the latest change of this tool put behind the old one.
    #[test]
    fn the_named_ca_remains_else_the_one_that_this_tool_added_last() {
        let all = ["one", "two", "three"].map(|name| Authority::new(name).pem);
        let [one, two, three] = all.each_ref().map(String::as_str);
        let keep = |ca: &str| Remains::Named(pem_of(&[ca]));
        let twice = Remains::Named(pem_of(&[two, two]));
        let told = |before: &[&str], after: &[&str]| {
            Remains::Added(Some(CaExchange {
                before: Pem::new(&before.concat()),
                after: Pem::new(&after.concat()),
            }))
        };
        let added = told(&[one], &[one, two]);
        for (installed, remains, expected) in [
            (vec![one, two], added.clone(), Ok("two")),
            (vec![one], added.clone(), Ok("one")),
            (vec![one], Remains::Added(None), Ok("one")),
            (vec![one, two], keep(one), Ok("one")),
            (vec![one, two, three], keep(two), Ok("two")),
            (vec![one, two], keep(three), Err(CLIENT_CA)),
            // One that stands twice in what is named is one.
            (vec![one, two], twice, Ok("two")),
            // The order alone does not tell which is the new one.
            (vec![one, two], Remains::Added(None), Err(ROTATION)),
            (vec![two, one], added.clone(), Err(ROTATION)),
            (vec![two, one], told(&[one], &[two, one]), Err(ROTATION)),
            (vec![one, three], added.clone(), Err(ROTATION)),
            (vec![one, two], told(&[], &[one, two]), Err(ROTATION)),
            (
                vec![one, two],
                told(&[one, three], &[one, two]),
                Err(ROTATION),
            ),
            (vec![one, two, three], added.clone(), Err(ROTATION)),
            (vec![], added, Err(CLIENT_CA)),
        ] {
            let left = left(&installed, &Rotation::Finish(remains.clone()));
            let expected = expected.map(|name| (named(&[name]), 1));
            assert_eq!(left, expected.map_err(str::to_owned), "{remains:?}");
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
