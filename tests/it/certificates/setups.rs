//! Generated set-ups: a client CA file, lists, and what clients send.
//!
//! Half of them resemble real life: one or two levels, RSA, ECDSA and Ed25519 keys, the extensions
//! that `openssl`, easy-rsa and certificate authorities of companies write, lists or none, current
//! or expired; expired, foreign, misused, revoked and unfinished certificates among good ones. The
//! others have something in them that hardly anybody does.

use std::path::PathBuf;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::maker::{AHEAD, EXPIRED, ListRecipe, Made, Maker, Recipe, VALID};

/// One client CA file with its lists, and the clients that are tried on it.
pub(super) struct Setup {
    pub(super) client_ca: String,
    pub(super) crl: Option<String>,
    pub(super) clients: Vec<Client>,
}

/// What one client sends, and its key.
pub(super) struct Client {
    pub(super) sent: String,
    pub(super) key: PathBuf,
    pub(super) what: String,
}

const CA: &str = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash";

fn one<T: Copy>(rng: &mut StdRng, of: &[T]) -> T {
    *of.choose(rng).unwrap()
}

pub(super) fn names() -> &'static [&'static str] {
    &[
        "/CN=Client CA",
        "/C=CN/O=Shop/CN=Client CA",
        "/DC=com/DC=example/OU=a/OU=b/CN=Client CA",
        "/O=Shop/CN=Client CA+UID=7",
        "/O=\u{5546}\u{5e97}/CN=\u{5ba2}\u{6237}",
        "/C=DE/O=M\u{fc}ller/emailAddress=ca@example.com/CN=M\u{fc}ller CA",
    ]
}

pub(super) fn ca_kinds(rng: &mut StdRng, ordinary: bool) -> &'static str {
    if ordinary || rng.random_bool(0.92) {
        one(
            rng,
            &[
                "rsa:2048#ca",
                "rsa:3072#ca",
                "P-256#ca",
                "P-384#ca",
                "ed25519#ca",
            ],
        )
    } else {
        one(
            rng,
            &[
                "P-521#ca",
                "rsa:1024#ca",
                "brainpoolP256r1#ca",
                "ed448#ca",
                "secp256k1#ca",
                "rsa-pss:2048#ca",
                "P-224#ca",
                "P-256:explicit#ca",
            ],
        )
    }
}

pub(super) fn leaf_kinds(rng: &mut StdRng, ordinary: bool) -> &'static str {
    if ordinary || rng.random_bool(0.92) {
        one(
            rng,
            &["rsa:2048#leaf", "P-256#leaf", "P-384#leaf", "ed25519#leaf"],
        )
    } else {
        one(
            rng,
            &[
                "P-521#leaf",
                "rsa:1024#leaf",
                "brainpoolP256r1#leaf",
                "ed448#leaf",
                "secp256k1#leaf",
                "rsa-pss:2048#leaf",
            ],
        )
    }
}

pub(super) fn ca_extensions(rng: &mut StdRng, ordinary: bool) -> &'static str {
    const AUTHORITY: &str = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer:always";
    const PLAIN: &str = "basicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid";
    if ordinary || rng.random_bool(0.7) {
        return one(
            rng,
            &[
                CA,
                AUTHORITY,
                PLAIN,
                "basicConstraints=CA:true\nkeyUsage=digitalSignature,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash",
            ],
        );
    }
    one(
        rng,
        &[
            "",
            "basicConstraints=critical,CA:true",
            "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash",
            "basicConstraints=critical,CA:true,pathlen:1\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash",
            "keyUsage=critical,keyCertSign,cRLSign",
            "keyUsage=critical,cRLSign\nbasicConstraints=CA:true",
            "basicConstraints=CA:false\nsubjectKeyIdentifier=hash",
            "basicConstraints=CA:true\nextendedKeyUsage=serverAuth",
            "basicConstraints=CA:true\nextendedKeyUsage=clientAuth,serverAuth",
            "basicConstraints=CA:true\nextendedKeyUsage=anyExtendedKeyUsage",
            "basicConstraints=CA:true\nnameConstraints=critical,permitted;DNS:example.com",
            "basicConstraints=CA:true\nnsCertType=sslCA",
            "nsCertType=sslCA",
            "basicConstraints=CA:true\n1.2.3.4=critical,DER:0500",
            "basicConstraints=CA:true\n1.2.3.4=DER:0500",
            "basicConstraints=CA:true\npolicyConstraints=critical,requireExplicitPolicy:0",
            "basicConstraints=CA:true\ncertificatePolicies=critical,1.2.3.4",
            "basicConstraints=CA:true\nsubjectKeyIdentifier=critical,hash",
            "basicConstraints=CA:true\nsubjectKeyIdentifier=01:02:03:04",
            "basicConstraints=CA:true\nkeyUsage=keyCertSign\nsubjectKeyIdentifier=hash",
        ],
    )
}

fn leaf_extensions(rng: &mut StdRng, ordinary: bool) -> &'static str {
    if ordinary || rng.random_bool(0.6) {
        return one(
            rng,
            &[
                "",
                "basicConstraints=CA:false",
                "basicConstraints=CA:false\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid",
                "basicConstraints=CA:false\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer:always\nextendedKeyUsage=clientAuth\nkeyUsage=digitalSignature",
                "basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:app.example.com,email:app@example.com",
                "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nauthorityInfoAccess=OCSP;URI:http://example.com\ncrlDistributionPoints=URI:http://example.com/ca.crl\ncertificatePolicies=1.2.3.4\nauthorityKeyIdentifier=keyid",
                "basicConstraints=CA:false\nnsComment=OpenSSL Generated Certificate\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer",
                "extendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid",
                "subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:app@example.com\nextendedKeyUsage=clientAuth,1.3.6.1.4.1.311.20.2.2\nkeyUsage=critical,digitalSignature",
            ],
        );
    }
    one(
        rng,
        &[
            "basicConstraints=CA:true",
            "keyUsage=keyEncipherment",
            "keyUsage=keyAgreement",
            "keyUsage=nonRepudiation",
            "extendedKeyUsage=anyExtendedKeyUsage",
            "extendedKeyUsage=codeSigning",
            "extendedKeyUsage=msSGC",
            "nsCertType=server",
            "nsCertType=client",
            "nsComment=critical,x",
            "1.2.3.4=critical,DER:0500",
            "1.2.3.4=DER:0500",
            "issuerAltName=critical,DNS:a",
            "noCheck=critical,ignored",
            "tlsfeature=status_request",
            "subjectAltName=critical,DNS:a.example.com",
            "subjectAltName=dirName:d\n[d]\nCN=x",
            "subjectAltName=DER:0500",
            "authorityKeyIdentifier=DER:30168014010101010101010101010101010101010101010101",
            "authorityKeyIdentifier=DER:3003820101",
            "authorityKeyIdentifier=critical,keyid",
            "crlDistributionPoints=d\n[d]\nfullname=URI:http://example.com/a\nreasons=keyCompromise",
            "crlDistributionPoints=d\n[d]\nfullname=URI:http://example.com/a\nCRLissuer=dirName:n\n[n]\nCN=x",
            "crlDistributionPoints=critical,URI:http://example.com/a",
            "crlDistributionPoints=DER:30023000",
            "proxyCertInfo=critical,language:id-ppl-anyLanguage",
            "basicConstraints=DER:0500",
            "keyUsage=DER:03020000",
            "keyUsage=DER:030206C0",
            "extendedKeyUsage=DER:3000",
            "sbgp-ipAddrBlock=critical,IPv4:10.0.0.0/8",
            "inhibitAnyPolicy=critical,0",
            "policyMappings=1.2.3:1.2.4",
        ],
    )
}

impl Setup {
    /// A new set-up; what `openssl` said when it does not make it.
    pub(super) fn new(maker: &Maker, rng: &mut StdRng, ordinary: bool) -> Result<Self, String> {
        let odd = |rng: &mut StdRng, chance: f64| !ordinary && rng.random_bool(chance);
        let authority = |rng: &mut StdRng, number: u32, name: &str, by: Option<&Made>| {
            let kind = ca_kinds(rng, ordinary);
            let mut recipe = Recipe::new(
                name,
                &format!("{kind}{number}"),
                ca_extensions(rng, ordinary),
            );
            recipe.digest = if ordinary {
                one(rng, &["sha256", "sha256", "sha384", "sha512"])
            } else {
                one(
                    rng,
                    &[
                        "sha256", "sha256", "sha256", "sha256", "sha256", "sha256", "sha384",
                        "sha384", "sha512", "sha512", "sha1", "sha3-256", "sha224",
                    ],
                )
            };
            if !ordinary {
                recipe.strings = one(
                    rng,
                    &["utf8only", "nombstr", "default", "pkix", "MASK:0x800"],
                );
            }
            recipe.dates = if rng.random_bool(if ordinary { 0.04 } else { 0.1 }) {
                one(rng, &[EXPIRED, AHEAD])
            } else {
                VALID
            };
            if rng.random_bool(if ordinary { 0.0 } else { 0.15 }) && kind.starts_with("rsa:") {
                recipe.options = pss(rng);
            }
            maker.certificate(&recipe, by).map(|made| (made, recipe))
        };
        let name = one(rng, names());
        let (root, root_recipe) = authority(rng, 1, name, None)?;
        let mut cas = vec![root.clone()];
        let levels = if ordinary {
            rng.random_range(1..=2)
        } else {
            rng.random_range(1..=4)
        };
        for level in 1..levels {
            let below = format!("/O=Shop/CN=level {level}");
            // A rolled-over key: the name stays.
            let below = if odd(rng, 0.1) { name } else { &below };
            let by = cas.last().unwrap().clone();
            cas.push(authority(rng, 1 + level, below, Some(&by))?.0);
        }
        let stranger_name = if rng.random_bool(0.5) {
            name
        } else {
            "/CN=Stranger"
        };
        let (stranger, _) = authority(rng, 8, stranger_name, None)?;

        let mut client_ca = root.text();
        let mut described = format!("{root_recipe:?}, {levels} levels");
        let middle: String = cas.iter().skip(1).map(Made::text).collect();
        if !middle.is_empty() && rng.random_bool(0.3) {
            client_ca = if rng.random_bool(0.5) {
                format!("{middle}{client_ca}")
            } else {
                format!("{client_ca}{middle}")
            };
        }
        if stranger_name != name && rng.random_bool(0.15) {
            client_ca.push_str(&stranger.text());
        }
        if odd(rng, 0.15) {
            client_ca = if rng.random_bool(0.5) {
                format!("{}{client_ca}", stranger.text())
            } else {
                format!("{client_ca}{}", stranger.text())
            };
        }
        if rng.random_bool(0.08) {
            // The same CA, renewed with the same key.
            let mut renewed = root_recipe.clone();
            renewed.dates = if rng.random_bool(0.5) { EXPIRED } else { VALID };
            let renewed = maker.certificate(&renewed, None)?.text();
            client_ca = if rng.random_bool(0.5) {
                format!("{renewed}{client_ca}")
            } else {
                format!("{client_ca}{renewed}")
            };
        }
        if odd(rng, 0.06) && !middle.is_empty() {
            client_ca.clone_from(&middle);
        }
        if odd(rng, 0.05) {
            // The name written otherwise, the key the same.
            let mut other = root_recipe.clone();
            other.subject = name.replace("Client CA", "  CLIENT   ca ");
            other.strings = one(rng, &["nombstr", "utf8only"]);
            client_ca = maker.certificate(&other, None)?.text();
        }

        let mut clients = Vec::new();
        let mut revoked: Vec<Vec<(String, &'static str)>> = vec![vec![]; cas.len()];
        for _ in 0..6 {
            let foreign = rng.random_bool(0.12);
            let level = if rng.random_bool(0.85) {
                cas.len() - 1
            } else {
                0
            };
            let by = if foreign { &stranger } else { &cas[level] };
            let subject = one(
                rng,
                &[
                    "/CN=named",
                    "/CN=named",
                    "/O=Shop/CN=named",
                    "/CN=Named",
                    "/CN=other",
                    "/O=nameless",
                    "/CN=other/CN=named",
                    "/CN=named/CN=other",
                ],
            );
            let mut recipe = Recipe::new(
                subject,
                leaf_kinds(rng, ordinary),
                leaf_extensions(rng, ordinary),
            );
            recipe.digest = if ordinary {
                one(rng, &["sha256", "sha384", "sha512"])
            } else {
                one(
                    rng,
                    &[
                        "sha256", "sha256", "sha256", "sha256", "sha256", "sha256", "sha256",
                        "sha512", "sha1", "sha3-256",
                    ],
                )
            };
            recipe.dates = if rng.random_bool(0.12) {
                one(rng, &[EXPIRED, AHEAD])
            } else {
                VALID
            };
            if odd(rng, 0.2) {
                recipe.strings = one(rng, &["nombstr", "MASK:0x800", "pkix"]);
            }
            if odd(rng, 0.2) && by.key.to_str().unwrap().contains("rsa-") {
                recipe.options = pss(rng);
            }
            let alone = rng.random_bool(if ordinary { 0.04 } else { 0.08 });
            let Ok(leaf) = maker.certificate(&recipe, (!alone).then_some(by)) else {
                continue;
            };
            let mut text = leaf.text();
            if odd(rng, 0.04) {
                text = spoiled(&text);
            }
            let chain: Vec<String> = cas
                .iter()
                .take(level + 1)
                .skip(1)
                .rev()
                .map(Made::text)
                .collect();
            let sent = match rng.random_range(0..10) {
                0 => text,
                1 => format!("{text}{}{}", chain.concat(), root.text()),
                2 if !ordinary => {
                    format!("{text}{}", chain.iter().rev().cloned().collect::<String>())
                }
                3 if !ordinary => format!("{text}{}{}", stranger.text(), chain.concat()),
                _ => format!("{text}{}", chain.concat()),
            };
            if alone && odd(rng, 0.5) {
                client_ca.push_str(&leaf.text());
            }
            if rng.random_bool(0.15) && !foreign && !alone {
                let reason = if odd(rng, 0.3) {
                    one(
                        rng,
                        &[
                            ",removeFromCRL",
                            ",keyCompromise",
                            ",certificateHold",
                            ",CAkeyTime,20210101000000Z",
                        ],
                    )
                } else {
                    ""
                };
                let serial = Maker::serial(&leaf);
                revoked[level].push((serial.clone(), reason));
                if odd(rng, 0.05) {
                    revoked[level].push((serial, ""));
                }
            }
            clients.push(Client {
                sent,
                key: leaf.key.clone(),
                what: format!("{described}\n{recipe:?}"),
            });
        }
        if clients.is_empty() {
            return Err("no client could be made".to_owned());
        }
        let crl = if rng.random_bool(0.5) {
            Some(lists(maker, rng, ordinary, &cas, &stranger, &revoked)?)
        } else {
            None
        };
        if crl.is_some() {
            described.push_str(", lists");
        }
        Ok(Self {
            client_ca,
            crl: crl.filter(|text| !text.is_empty()),
            clients,
        })
    }
}

/// The lists of some of the CAs, and a few that do not belong.
fn lists(
    maker: &Maker,
    rng: &mut StdRng,
    ordinary: bool,
    cas: &[Made],
    stranger: &Made,
    revoked: &[Vec<(String, &'static str)>],
) -> Result<String, String> {
    let mut text = String::new();
    for (ca, revoked) in cas.iter().zip(revoked) {
        if rng.random_bool(if ordinary { 0.06 } else { 0.1 }) {
            continue;
        }
        let mut list = ListRecipe::new(revoked.clone());
        if rng.random_bool(0.4) {
            list.extensions = "";
        }
        list.dates = match rng.random_range(0..20) {
            0 => EXPIRED,
            1 => AHEAD,
            _ => VALID,
        };
        if !ordinary {
            if rng.random_bool(0.35) {
                list.extensions = one(
                    rng,
                    &[
                        "1.2.3.4=critical,DER:0500",
                        "1.2.3.4=DER:0500",
                        "issuingDistributionPoint=critical,@i\n[i]\nonlyCA=TRUE",
                        "issuingDistributionPoint=critical,@i\n[i]\nonlyuser=TRUE",
                        "issuingDistributionPoint=critical,@i\n[i]\nindirectCRL=TRUE",
                        "issuingDistributionPoint=@i\n[i]\nfullname=URI:http://example.com/ca.crl",
                        "issuingDistributionPoint=critical,@i\n[i]\nonlysomereasons=keyCompromise",
                        "authorityKeyIdentifier=keyid:always,issuer:always",
                        "authorityKeyIdentifier=critical,keyid",
                        "authorityKeyIdentifier=DER:30168014010101010101010101010101010101010101010101",
                        "2.5.29.27=critical,DER:020101",
                        "2.5.29.46=DER:3000",
                    ],
                );
            }
            list.version_1 = list.extensions.is_empty() && rng.random_bool(0.5);
            list.digest = one(rng, &["sha256", "sha256", "sha256", "sha512", "sha1"]);
        }
        let newest = maker.list(ca, &list)?;
        if rng.random_bool(0.15) {
            // An older one, with or without what is revoked.
            list.dates = if rng.random_bool(0.5) {
                ("20190101000000Z", "20980101000000Z")
            } else {
                ("20220101000000Z", "20980101000000Z")
            };
            if rng.random_bool(0.5) {
                list.revoked.clear();
            }
            let other = maker.list(ca, &list)?;
            let (first, last) = if rng.random_bool(0.5) {
                (other, newest)
            } else {
                (newest, other)
            };
            text.push_str(&first);
            text.push_str(&last);
        } else {
            text.push_str(&newest);
        }
    }
    if !ordinary && rng.random_bool(0.15) {
        text.push_str(&maker.list(stranger, &ListRecipe::new(vec![]))?);
    }
    Ok(text)
}

fn pss(rng: &mut StdRng) -> Vec<&'static str> {
    let salt = one(
        rng,
        &[
            "rsa_pss_saltlen:32",
            "rsa_pss_saltlen:digest",
            "rsa_pss_saltlen:20",
            "rsa_pss_saltlen:max",
        ],
    );
    vec!["rsa_padding_mode:pss", salt]
}

/// The same certificate with one bit of its signature turned over.
fn spoiled(pem: &str) -> String {
    let mut lines: Vec<String> = pem.lines().map(ToOwned::to_owned).collect();
    let last = lines.len() - 3;
    let spoiled = lines[last].clone();
    let swap = |c: char| if c == 'A' { 'B' } else { 'A' };
    let first = spoiled.chars().next().unwrap();
    lines[last] = format!("{}{}", swap(first), &spoiled[1..]);
    lines.join("\n") + "\n"
}
