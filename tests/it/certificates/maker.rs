//! Keys, CAs, certificates and revocation lists, made by stock `openssl`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes everything in a folder of its own.
pub(super) struct Maker {
    pub(super) folder: PathBuf,
    count: RefCell<u32>,
    keys: RefCell<BTreeMap<String, String>>,
}

/// A certificate with its key: paths without their endings.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) pem: PathBuf,
    pub(super) key: PathBuf,
}

impl Made {
    pub(super) fn text(&self) -> String {
        std::fs::read_to_string(&self.pem).unwrap()
    }
}

/// What a certificate is made of.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    pub(super) subject: String,
    /// String mask of `openssl`.
    pub(super) strings: &'static str,
    /// Kind of the key, and which of that kind.
    pub(super) key: String,
    pub(super) digest: &'static str,
    /// Lines of an extension section; none makes X.509 v1.
    pub(super) extensions: String,
    /// First and last second, as `openssl ca` takes them.
    pub(super) dates: (&'static str, &'static str),
    /// Arguments of `-sigopt`.
    pub(super) options: Vec<&'static str>,
}

pub(super) const VALID: (&str, &str) = ("20200101000000Z", "20980101000000Z");
pub(super) const EXPIRED: (&str, &str) = ("20200101000000Z", "20210101000000Z");
pub(super) const AHEAD: (&str, &str) = ("20960101000000Z", "20980101000000Z");

impl Recipe {
    pub(super) fn new(subject: &str, key: &str, extensions: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            strings: "utf8only",
            key: key.to_owned(),
            digest: "sha256",
            extensions: extensions.to_owned(),
            dates: VALID,
            options: vec![],
        }
    }
}

impl Maker {
    pub(super) fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        Self {
            folder: folder.to_owned(),
            count: RefCell::new(0),
            keys: RefCell::default(),
        }
    }

    pub(super) fn path(&self, ending: &str) -> PathBuf {
        *self.count.borrow_mut() += 1;
        self.folder
            .join(format!("{}.{ending}", self.count.borrow()))
    }

    pub(super) fn write(&self, ending: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(ending);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(super) fn openssl(&self, args: &[&str]) -> Result<(), String> {
        let output = Command::new("openssl")
            .current_dir(&self.folder)
            .args(args)
            .output()
            .unwrap();
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(format!("openssl {args:?}: {text}"))
    }

    /// The key `KIND#NUMBER` and a request with it.
    pub(super) fn key(&self, name: &str) -> String {
        if let Some(stem) = self.keys.borrow().get(name) {
            return stem.clone();
        }
        let stem = name.replace(['#', ':'], "-");
        let kind = name.split('#').next().unwrap();
        let (key, csr) = (format!("{stem}.key"), format!("{stem}.csr"));
        let mut args = vec!["genpkey", "-out", &key, "-algorithm"];
        let (size, curve, form);
        match kind.split_once(':') {
            Some(("rsa", bits)) => {
                size = format!("rsa_keygen_bits:{bits}");
                args.extend(["RSA", "-pkeyopt", &size]);
            }
            Some(("rsa-pss", bits)) => {
                size = format!("rsa_keygen_bits:{bits}");
                args.extend(["RSA-PSS", "-pkeyopt", &size]);
            }
            _ if kind.starts_with("ed") => args.push(kind),
            _ => {
                let (name, encoding) = kind.split_once(':').unwrap_or((kind, "named_curve"));
                curve = format!("ec_paramgen_curve:{name}");
                form = format!("ec_param_enc:{encoding}");
                args.extend(["EC", "-pkeyopt", &curve, "-pkeyopt", &form]);
            }
        }
        self.openssl(&args).unwrap();
        self.openssl(&["req", "-new", "-key", &key, "-subj", "/CN=x", "-out", &csr])
            .unwrap();
        self.keys.borrow_mut().insert(name.to_owned(), stem.clone());
        stem
    }

    fn configuration(&self, strings: &str) -> PathBuf {
        let (index, serial, number) = (
            self.write("index", ""),
            self.write(
                "serial",
                format!("{:08X}\n", rand::random::<u32>() | 1 << 24),
            ),
            self.write("number", "01\n"),
        );
        std::fs::write(index.with_extension("index.attr"), "unique_subject = no\n").unwrap();
        let names = [
            "countryName",
            "stateOrProvinceName",
            "localityName",
            "organizationName",
            "organizationalUnitName",
            "commonName",
            "emailAddress",
            "domainComponent",
            "userId",
        ];
        let names: String = names
            .iter()
            .map(|name| format!("{name} = optional\n"))
            .collect::<Vec<_>>()
            .concat();
        let text = format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase={}\nserial={}\ncrlnumber={}\nnew_certs_dir={}\ndefault_md=sha256\npolicy=p\nstring_mask={strings}\n[p]\n{names}",
            index.display(),
            serial.display(),
            number.display(),
            self.folder.display(),
        );
        self.write("cnf", text)
    }

    /// A certificate signed by `by`, or by itself; what `openssl` says when it does not make one.
    pub(super) fn certificate(&self, recipe: &Recipe, by: Option<&Made>) -> Result<Made, String> {
        let stem = self.key(&recipe.key);
        let key = self.folder.join(format!("{stem}.key"));
        let csr = format!("{stem}.csr");
        let cnf = self.configuration(recipe.strings);
        // Nothing but what is asked for.
        let bare: String = ["subjectKeyIdentifier", "authorityKeyIdentifier"]
            .iter()
            .filter(|name| !recipe.extensions.contains(**name))
            .map(|name| format!("{name}=none\n"))
            .collect::<Vec<_>>()
            .concat();
        let extensions = self.write("ext", format!("[e]\n{bare}{}\n", recipe.extensions));
        let pem = self.path("pem");
        let signer = by.map_or(&key, |by| &by.key);
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let mut args: Vec<String> = [
            "ca",
            "-batch",
            "-config",
            &text(&cnf),
            "-in",
            &csr,
            "-subj",
            &recipe.subject,
            "-utf8",
            "-keyfile",
            &text(signer),
            "-startdate",
            recipe.dates.0,
            "-enddate",
            recipe.dates.1,
            "-notext",
            "-preserveDN",
            "-out",
            &text(&pem),
            "-md",
        ]
        .map(ToOwned::to_owned)
        .to_vec();
        let without = signer.to_str().unwrap().contains("/ed");
        args.push(if without { "default" } else { recipe.digest }.to_owned());
        match by {
            Some(by) => args.extend(["-cert".to_owned(), text(&by.pem)]),
            None => args.push("-selfsign".to_owned()),
        }
        if !recipe.extensions.is_empty() {
            args.extend(
                ["-extfile", &text(&extensions), "-extensions", "e"].map(ToOwned::to_owned),
            );
        }
        for option in &recipe.options {
            args.extend(["-sigopt", option].map(ToOwned::to_owned));
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        self.openssl(&args)?;
        Ok(Made { pem, key })
    }

    /// A list of this CA: serial numbers and reasons, extensions, dates, number.
    pub(super) fn list(&self, by: &Made, list: &ListRecipe) -> Result<String, String> {
        let cnf = self.configuration("utf8only");
        let text = std::fs::read_to_string(&cnf).unwrap();
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_once('=').unwrap().1.to_owned()
        };
        let lines: String = list
            .revoked
            .iter()
            .map(|(serial, reason)| {
                format!("R\t980101000000Z\t210101000000Z{reason}\t{serial}\tunknown\t/CN=x\n")
            })
            .collect::<Vec<_>>()
            .concat();
        std::fs::write(field("database"), lines).unwrap();
        std::fs::write(field("crlnumber"), format!("{:04X}\n", list.number)).unwrap();
        let text = if list.version_1 {
            text.lines()
                .filter(|line| !line.starts_with("crlnumber"))
                .map(|line| format!("{line}\n"))
                .collect::<Vec<_>>()
                .concat()
        } else {
            text
        };
        std::fs::write(&cnf, format!("{text}[x]\n{}\n", list.extensions)).unwrap();
        let out = self.path("crl");
        let mut args = vec![
            "ca",
            "-gencrl",
            "-config",
            cnf.to_str().unwrap(),
            "-keyfile",
            by.key.to_str().unwrap(),
            "-cert",
            by.pem.to_str().unwrap(),
            "-crl_lastupdate",
            list.dates.0,
            "-crl_nextupdate",
            list.dates.1,
            "-out",
            out.to_str().unwrap(),
            "-md",
        ];
        let without = by.key.to_str().unwrap().contains("/ed");
        args.push(if without { "default" } else { list.digest });
        if !list.extensions.is_empty() {
            args.extend(["-crlexts", "x"]);
        }
        self.openssl(&args)?;
        Ok(std::fs::read_to_string(out).unwrap())
    }

    /// The serial number of a certificate, hexadecimal.
    pub(super) fn serial(one: &Made) -> String {
        let output = Command::new("openssl")
            .args(["x509", "-noout", "-serial", "-in"])
            .arg(&one.pem)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim().split_once('=').unwrap().1.to_owned()
    }
}

/// What a revocation list is made of.
#[derive(Clone, Debug)]
pub(super) struct ListRecipe {
    pub(super) revoked: Vec<(String, &'static str)>,
    pub(super) extensions: &'static str,
    pub(super) dates: (&'static str, &'static str),
    pub(super) number: u32,
    pub(super) digest: &'static str,
    pub(super) version_1: bool,
}

impl ListRecipe {
    pub(super) fn new(revoked: Vec<(String, &'static str)>) -> Self {
        Self {
            revoked,
            extensions: "authorityKeyIdentifier=keyid",
            dates: VALID,
            number: 7,
            digest: "sha256",
            version_1: false,
        }
    }
}
