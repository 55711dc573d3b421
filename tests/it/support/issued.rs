//! Client CAs, certificates and revocation lists that `forcessl cert` makes.

use std::path::Path;

use super::run;

/// A CA with a folder below this one; the folder.
pub fn ca(folder: &Path, name: &str) -> String {
    let path = folder.join(name).to_str().unwrap().to_owned();
    run(&["cert", "new-ca", "--name", name, "--out", &path]).expect(0);
    path
}

/// A certificate of this CA for the user; what `psql` needs for it.
pub fn client(ca: &str, user: &str) -> String {
    run(&["cert", "issue", user, "--ca", ca, "--out", ca]).expect(0);
    format!("sslmode=require sslcert={ca}/{user}.crt sslkey={ca}/{user}.key")
}

/// A new revocation list of this CA; the file.
pub fn list(ca: &str) -> String {
    run(&["cert", "crl", "--ca", ca]).expect(0);
    format!("{ca}/crl.pem")
}

/// The texts of these files in one; its path.
pub fn join(folder: &Path, name: &str, files: &[&str]) -> String {
    let text: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}
