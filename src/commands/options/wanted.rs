//! The flags that say what is wanted of instances.

use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;

use super::words::{Words, one_of};
use super::{certificate_files, policy_file};
use crate::commands::app::App;
use crate::domain::acl::Acl;
use crate::domain::failure::Failure;
use crate::domain::hba::{Exception, Strategy};
use crate::domain::policy::{AclGoal, HbaGoal, Policy, SwitchGoal};
use crate::domain::policy_file::{Certificates, EnforceBy, PolicyFile};
use crate::domain::ssl::Replace;
use crate::text;

/// The ways SSL is forced.
const WAYS: Words<EnforceBy> = &[("acl", EnforceBy::Acl), ("hba", EnforceBy::Hba)];

/// How plaintext is closed in the pg_hba records.
pub(crate) const STRATEGIES: Words<Strategy> =
    &[("convert", Strategy::Convert), ("guard", Strategy::Guard)];

#[derive(Debug, clap::Args)]
pub(crate) struct WantedArgs {
    #[arg(long, value_parser = one_of(WAYS))]
    via: Vec<EnforceBy>,
    #[arg(long, value_name = "MODE", env = "FORCESSL_MODE")]
    mode: Option<Acl>,
    #[arg(long, value_name = "MODE")]
    replication: Option<Acl>,
    #[arg(long, value_name = "FILE", env = "FORCESSL_CLIENT_CA")]
    client_ca: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    crl: Option<PathBuf>,
    #[arg(long)]
    allow_uncovered: bool,
    #[arg(long, value_parser = one_of(STRATEGIES))]
    strategy: Option<Strategy>,
    #[arg(long, value_name = "WHO")]
    except: Vec<Exception>,
    #[arg(long, value_name = "HOST", value_parser = NonEmptyStringValueParser::new())]
    connection_string: Option<String>,
    #[arg(long)]
    stepwise: bool,
    #[arg(long, value_name = "FILE", env = "FORCESSL_POLICY")]
    policy: Option<PathBuf>,
}

/// What is wanted of the instances.
pub(crate) enum WantedState {
    /// The same of all.
    Policy(Box<Policy>),
    /// By rule, with what flags give for the rules.
    File(Box<PolicyFile>, Certificates),
}

impl WantedArgs {
    /// What is wanted: the flags', or that of the policy file.
    ///
    /// # Errors
    /// `Usage` for flags that contradict each other and files that fail our check.
    pub(crate) fn wanted(&self, app: &App) -> Result<WantedState, Failure> {
        let certificates = self.certificates(app)?;
        if let Some(path) = &self.policy {
            let file = policy_file::load(path)?;
            return Ok(WantedState::File(Box::new(file), certificates));
        }
        let asks_acl =
            self.client_ca.is_some() || self.mode.is_some() || self.replication.is_some();
        let by_acl = self.via.contains(&EnforceBy::Acl) || (self.via.is_empty() && asks_acl);
        let by_hba = self.via.contains(&EnforceBy::Hba) || !by_acl;
        if asks_acl && !by_acl {
            return Err(Failure::usage(text!("wanted-acl-flags"))
                .because(text!("wanted-acl-flags-why"))
                .next(text!("wanted-acl-flags-next")));
        }
        if !by_hba && (!self.except.is_empty() || self.strategy.is_some()) {
            return Err(
                Failure::usage(text!("wanted-hba-flags")).next(text!("wanted-hba-flags-next"))
            );
        }
        if self.stepwise && !by_acl {
            return Err(
                Failure::usage(text!("rules-not-alone", flag = "--stepwise"))
                    .because(text!("rules-stepwise-acl"))
                    .next(text!("flag-leave-out")),
            );
        }
        if by_acl && [self.mode, self.replication].contains(&Some(Acl::Prefer)) {
            return Err(Failure::usage(text!("wanted-prefer")).next(text!("wanted-prefer-next")));
        }
        Ok(WantedState::Policy(Box::new(Policy {
            switch: Some(SwitchGoal::On),
            endpoint: self.connection_string.clone(),
            client_ca: certificates.client_ca.map(Replace::Set),
            crl: certificates.crl.map(Replace::Set),
            crl_care: certificates.crl_care,
            acl: by_acl.then_some(AclGoal::hardening(self.mode)),
            replication_acl: by_acl.then_some(AclGoal::hardening(self.replication.or(self.mode))),
            hba: by_hba.then(|| HbaGoal::Hardened {
                strategy: self.strategy.unwrap_or(Strategy::Convert),
                exceptions: self.except.clone(),
            }),
            stepwise: self.stepwise,
            ..Policy::default()
        })))
    }

    fn certificates(&self, app: &App) -> Result<Certificates, Failure> {
        if self.client_ca.as_deref() == Some(Path::new("-")) && self.crl == self.client_ca {
            return Err(
                Failure::usage(text!("wanted-stdin-twice")).next(text!("wanted-stdin-twice-next"))
            );
        }
        let client_ca = self
            .client_ca
            .as_deref()
            .map(|path| certificate_files::client_ca(app, path))
            .transpose()?;
        let crl = match (&self.crl, &client_ca) {
            (Some(path), Some(_)) => Some(certificate_files::crl(path)?),
            _ => None,
        };
        Ok(Certificates {
            client_ca,
            crl,
            crl_care: certificate_files::crl_care(self.allow_uncovered),
        })
    }
}
