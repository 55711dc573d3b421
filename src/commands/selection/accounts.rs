//! The accounts of a sweep: one a profile, or one a role that is assumed.

use crate::cloud::rds::OpenApi;
use crate::commands::app::{App, Reach};
use crate::domain::failure::Failure;
use crate::text::{Text, text};

/// One of the accounts of a sweep.
pub(crate) struct AccountScope<'a> {
    /// The profile or role that reaches it, where there are several.
    pub reached_by: Option<Text>,
    /// How its API is reached.
    pub reach: Reach<'a>,
    /// Its API, or why there is none.
    pub api: Result<OpenApi, Failure>,
}

impl App {
    /// Every account that the flags name: one a profile, or one a role that is assumed.
    pub(crate) async fn accounts(&self) -> Result<Vec<AccountScope<'_>>, Failure> {
        let (profiles, roles) = (&self.global.profile, &self.global.assume_role);
        if profiles.len() > 1 && !roles.is_empty() {
            return Err(Failure::usage(text!("accounts-profiles-and-role"))
                .because(text!("accounts-profiles-and-role-why"))
                .next(text!("accounts-profiles-and-role-next")));
        }
        let mut accounts = Vec::new();
        let reach = self.reach();
        if profiles.len() > 1 {
            for profile in profiles {
                let reach = self.reach_by(Some(profile));
                reach.transport()?;
                accounts.push(AccountScope {
                    reached_by: Some(text!("account-profile", profile = profile)),
                    reach,
                    api: reach.open_anywhere().await,
                });
            }
        } else if roles.len() > 1 {
            let (endpoint, transport) = (reach.endpoint_anywhere()?, reach.transport()?);
            let base = reach.search(&transport).await.identity?;
            for role in roles {
                let identity = reach.assume(base.clone(), role, &endpoint, &transport);
                let open =
                    |identity| reach.open_as(identity, endpoint.clone(), transport.clone(), None);
                accounts.push(AccountScope {
                    reached_by: Some(text!("account-role", role = role)),
                    reach,
                    api: identity.map(open),
                });
            }
        } else {
            accounts.push(AccountScope {
                reached_by: None,
                reach,
                api: reach.open_anywhere().await,
            });
        }
        Ok(accounts)
    }
}
