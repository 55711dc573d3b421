//! `--policy FILE`, with the files that it declares.

use std::path::Path;

use super::{certificate_files, input, records_file};
use crate::domain::failure::Failure;
use crate::domain::policy_file::{Declared, PolicyFile};

/// Reads a policy file and the files that it declares.
///
/// # Errors
/// `Usage` with the place of the first fault.
pub(crate) fn load(path: &Path) -> Result<PolicyFile, Failure> {
    let text = input::text(path, input::POLICY)?;
    let mut policy = PolicyFile::read(&text)
        .map_err(|refused| input::refused(path, input::POLICY, refused.text()))?;
    let beside = |name: &str| path.parent().unwrap_or(path).join(name);
    let rules = policy.rules.iter().map(|rule| &rule.set);
    let mut declared = Declared::default();
    for settings in rules.chain([&policy.defaults]) {
        if let Some(name) = &settings.client_ca {
            let pem = certificate_files::declared_client_ca(&beside(name))?;
            declared.pems.insert(name.clone(), pem);
        }
        if let Some(name) = &settings.crl {
            let pem = certificate_files::crl(&beside(name))?;
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
