//! Certificates made by stock `openssl`, as a user would make them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A client CA with certificates it signed, in a folder of its own.
pub struct Authority {
    pub folder: tempfile::TempDir,
}

impl Authority {
    /// A CA with this name.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        self_signed(
            folder.path(),
            "ca",
            name,
            &["keyUsage=critical,keyCertSign,cRLSign"],
        );
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn ca(&self) -> String {
        self.path("ca.pem").to_str().unwrap().to_owned()
    }

    /// A client certificate with this CN; paths of certificate and key.
    pub fn issue(&self, common_name: &str) -> (String, String) {
        let folder = self.folder.path();
        request(folder, common_name, common_name, "rsa:2048", &[]);
        sign(folder, common_name, &[]);
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        (
            path(&format!("{common_name}.pem")),
            path(&format!("{common_name}.key")),
        )
    }

    /// Writes a file into the folder; its path.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// `STEM.pem` that signed itself, with `STEM.key`, for this name and with these extensions.
pub fn self_signed(folder: &Path, stem: &str, name: &str, extensions: &[&str]) {
    let (key, pem) = (format!("{stem}.key"), format!("{stem}.pem"));
    let subject = format!("/CN={name}");
    let mut args = vec![
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-out", &pem, "-days",
        "30", "-subj", &subject,
    ];
    for extension in extensions {
        args.extend(["-addext", extension]);
    }
    openssl(folder, &args);
}

/// `STEM.csr` for this name, with `STEM.key` of this kind.
pub fn request(folder: &Path, stem: &str, name: &str, newkey: &str, more: &[&str]) {
    let (key, csr) = (format!("{stem}.key"), format!("{stem}.csr"));
    let subject = format!("/CN={name}");
    let args = [
        "req", "-new", "-nodes", "-newkey", newkey, "-subj", &subject, "-keyout", &key, "-out",
        &csr,
    ];
    openssl(folder, &[&args[..], more].concat());
}

/// `STEM.pem`: the request `STEM.csr`, signed by `ca.pem`.
pub fn sign(folder: &Path, stem: &str, more: &[&str]) {
    let (csr, pem) = (format!("{stem}.csr"), format!("{stem}.pem"));
    let args = [
        "x509",
        "-req",
        "-in",
        &csr,
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "30",
        "-out",
        &pem,
    ];
    openssl(folder, &[&args[..], more].concat());
}

pub fn openssl(folder: &Path, args: &[&str]) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "openssl {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A CA that expired long ago; stock `openssl req` makes none.
pub fn expired_ca() -> String {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.not_before = rcgen::date_time_ymd(2019, 1, 1);
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    params
        .self_signed(&rcgen::KeyPair::generate().unwrap())
        .unwrap()
        .pem()
}
