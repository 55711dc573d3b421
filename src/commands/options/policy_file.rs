//! `--policy FILE`, with the files that it declares.

use std::path::Path;

use super::{input, records_file};
use crate::domain::failure::Failure;
use crate::domain::policy_file::{Declared, PolicyFile};
use crate::domain::ssl::Pem;
use crate::text;

/// Reads a policy file and the files that it declares.
///
/// # Errors
/// `Usage` with the place of the first fault.
pub(crate) fn load(path: &Path) -> Result<PolicyFile, Failure> {
    let text = input::text(path, input::POLICY)?;
    let mut policy = PolicyFile::read(&text).map_err(|refused| {
        input::refused(path, input::POLICY, refused.text()).next(text!("policy-next"))
    })?;
    let beside = |name: &str| path.parent().unwrap_or(path).join(name);
    let rules = policy.rules.iter().map(|rule| &rule.set);
    let mut declared = Declared::default();
    for settings in rules.chain([&policy.defaults]) {
        for (name, what) in [
            (&settings.client_ca, input::CLIENT_CA),
            (&settings.crl, input::REVOCATION_LIST),
        ] {
            let Some(name) = name else { continue };
            let file = beside(name);
            let pem = Pem::new(&input::text(&file, what)?);
            let pem = pem.ok_or_else(|| input::refused(&file, what, text!("file-empty")))?;
            declared.pems.insert(name.clone(), pem);
        }
        if let Some(name) = &settings.records {
            declared
                .records
                .insert(name.clone(), records_file::read(&beside(name))?);
        }
    }
    policy.declared = declared;
    Ok(policy)
}
