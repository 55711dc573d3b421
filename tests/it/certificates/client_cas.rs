//! Which client CAs are of no use, against `openssl verify` of a client below each that nothing is wrong with.

use chrono::Utc;
use forcessl::domain::certificate::{Admission, JudgedCa, judge_client_cas};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::maker::{AHEAD, EXPIRED, Made, Maker, Recipe};
use super::setups::{ca_extensions, ca_kinds};
use crate::support::campaign;

const CLIENT: &str =
    "basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth";
const CA: &str = "basicConstraints=critical,CA:true";

/// One way in which a CA is made otherwise.
type Change = Box<dyn Fn(&mut Recipe)>;

/// What is claimed of clients of each of these CAs, and whether OpenSSL lets a perfect one in.
fn compared(maker: &Maker, cas: &[&Made]) -> Vec<(&'static str, bool)> {
    let text: String = cas.iter().map(|ca| ca.text()).collect();
    let bundle = maker.write("pem", &text);
    let judged = judge_client_cas(&text, None, Utc::now()).unwrap();
    let compare = |(ca, judged): (&&Made, &JudgedCa)| {
        let client = Recipe::new("/CN=app", "P-256#client", CLIENT);
        let client = maker.certificate(&client, Some(ca)).unwrap();
        let verified = maker.openssl(&[
            "verify",
            "-purpose",
            "sslclient",
            "-auth_level",
            "2",
            "-CAfile",
            bundle.to_str().unwrap(),
            client.pem.to_str().unwrap(),
        ]);
        let claim = match judged.clients {
            Admission::Admitted => "let in",
            Admission::Refused(_) => "refused",
            Admission::NotKnown(_) => "not known",
        };
        (claim, verified.is_ok())
    };
    cas.iter().zip(&judged).map(compare).collect()
}

fn agrees((claim, truth): (&str, bool)) -> bool {
    claim == "not known" || (claim == "let in") == truth
}

/// A root and a CA below it, each changed in one way.
#[test]
fn a_client_ca_is_of_no_use_when_openssl_refuses_every_client_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let maker = Maker::new(folder.path());
    let usage = |usages| format!("{CA}\nextendedKeyUsage={usages}");
    let none = |_: &mut Recipe| ();
    let extensions = |text: String| move |recipe: &mut Recipe| recipe.extensions.clone_from(&text);
    let key = |name: &'static str| move |recipe: &mut Recipe| recipe.key = format!("{name}#odd");
    let dates = |dates| move |recipe: &mut Recipe| recipe.dates = dates;
    let digest = |digest| move |recipe: &mut Recipe| recipe.digest = digest;
    // What is changed, of the root (0) or of the CA below (1); what is claimed of clients of both.
    let rows: Vec<(&str, usize, Change, [&str; 2])> = vec![
        ("nothing", 0, Box::new(none), ["let in", "let in"]),
        (
            "serverAuth",
            0,
            Box::new(extensions(usage("serverAuth"))),
            ["refused", "refused"],
        ),
        (
            "serverAuth",
            1,
            Box::new(extensions(usage("serverAuth"))),
            ["let in", "refused"],
        ),
        (
            "emailProtection",
            0,
            Box::new(extensions(usage("emailProtection"))),
            ["refused", "refused"],
        ),
        (
            "any",
            0,
            Box::new(extensions(usage("anyExtendedKeyUsage"))),
            ["refused", "refused"],
        ),
        (
            "any",
            1,
            Box::new(extensions(usage("anyExtendedKeyUsage"))),
            ["let in", "refused"],
        ),
        (
            "codeSigning",
            0,
            Box::new(extensions(usage("critical,codeSigning"))),
            ["refused", "refused"],
        ),
        (
            "both",
            0,
            Box::new(extensions(usage("serverAuth,clientAuth"))),
            ["let in", "let in"],
        ),
        (
            "key usage",
            0,
            Box::new(extensions(format!("{CA}\nkeyUsage=cRLSign"))),
            ["refused", "refused"],
        ),
        (
            "key usage",
            1,
            Box::new(extensions(format!("{CA}\nkeyUsage=cRLSign"))),
            ["let in", "refused"],
        ),
        (
            "no CA",
            0,
            Box::new(extensions("basicConstraints=CA:false".into())),
            ["refused", "refused"],
        ),
        (
            "no CA",
            1,
            Box::new(extensions("basicConstraints=CA:false".into())),
            ["let in", "refused"],
        ),
        (
            "pathlen:0",
            0,
            Box::new(extensions(format!("{CA},pathlen:0"))),
            ["let in", "refused"],
        ),
        (
            "pathlen:0",
            1,
            Box::new(extensions(format!("{CA},pathlen:0"))),
            ["let in", "let in"],
        ),
        (
            "expired",
            0,
            Box::new(dates(EXPIRED)),
            ["refused", "refused"],
        ),
        (
            "expired",
            1,
            Box::new(dates(EXPIRED)),
            ["let in", "refused"],
        ),
        ("ahead", 1, Box::new(dates(AHEAD)), ["let in", "refused"]),
        (
            "explicit",
            0,
            Box::new(key("P-256:explicit")),
            ["not known", "not known"],
        ),
        (
            "explicit",
            1,
            Box::new(key("P-256:explicit")),
            ["let in", "not known"],
        ),
        (
            "1024 bits",
            0,
            Box::new(key("rsa:1024")),
            ["not known", "not known"],
        ),
        (
            "brainpool",
            0,
            Box::new(key("brainpoolP256r1")),
            ["not known", "not known"],
        ),
        ("SHA-1", 0, Box::new(digest("sha1")), ["let in", "let in"]),
        (
            "constraints",
            0,
            Box::new(extensions(format!(
                "{CA}\nnameConstraints=critical,permitted;DNS:example.com"
            ))),
            ["not known", "not known"],
        ),
    ];
    for (what, at, change, claimed) in rows {
        let mut recipes = [("/CN=root", "P-256#root"), ("/CN=middle", "P-384#middle")]
            .map(|(name, key)| Recipe::new(name, key, CA));
        change(&mut recipes[at]);
        let root = maker.certificate(&recipes[0], None).unwrap();
        let middle = maker.certificate(&recipes[1], Some(&root)).unwrap();
        let both = compared(&maker, &[&root, &middle]);
        let claims: Vec<&str> = both.iter().map(|(claim, _)| *claim).collect();
        assert_eq!(claims, claimed, "{what} of {at}");
        assert!(both.into_iter().all(agrees), "{what} of {at}");
    }
}

#[test]
fn what_is_claimed_of_odd_client_cas_agrees_with_openssl() {
    let seed = campaign::seed();
    println!("FORCESSL_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let maker = Maker::new(folder.path());
    let mut refused = 0;
    for _ in 0..40 {
        let [root, middle] = ["/CN=root", "/CN=middle"].map(|name| {
            let key = format!("{}{name}", ca_kinds(&mut rng, false)).replace("/CN=", "");
            let is_ordinary = rng.random_bool(0.3);
            let extensions = ca_extensions(&mut rng, is_ordinary);
            Recipe::new(name, &key, extensions)
        });
        let Ok(root) = maker.certificate(&root, None) else {
            continue;
        };
        let Ok(below) = maker.certificate(&middle, Some(&root)) else {
            continue;
        };
        let both = compared(&maker, &[&root, &below]);
        refused += both.iter().filter(|(claim, _)| *claim == "refused").count();
        let files = [&root.pem, &below.pem];
        assert!(both.iter().copied().all(agrees), "{both:?} {files:?}");
    }
    assert!(refused > 0);
}
