//! The accounts of a sweep: one a profile, or one a role that is assumed.

use crate::cloud::credentials::{self, ChainInputs};
use crate::cloud::rds::OpenApi;
use crate::commands::app::{App, named_region};
use crate::domain::failure::Failure;
use crate::domain::instance::Region;
use crate::text::{Text, text};

/// One of the accounts of a sweep.
pub(crate) struct AccountScope {
    /// The profile or role that reaches it, where there are several.
    pub reached_by: Option<Text>,
    /// The region that the environment or its profile names.
    pub region: Option<Region>,
    /// Its API, or why there is none.
    pub api: Result<OpenApi, Failure>,
}

impl App {
    /// Every account that the flags name: one a profile, or one a role that is assumed. Where there
    /// are several, one without usable credentials does not stop the others.
    pub(crate) async fn accounts(&self) -> Result<Vec<AccountScope>, Failure> {
        let (profiles, roles) = (&self.global.profile, &self.global.assume_role);
        if profiles.len() < 2 && roles.len() < 2 {
            return Ok(vec![AccountScope {
                reached_by: None,
                region: named_region(&self.surroundings())?,
                api: Ok(self.open_api_anywhere().await?),
            }]);
        }
        if profiles.len() > 1 && !roles.is_empty() {
            return Err(Failure::usage(text!("accounts-profiles-and-role"))
                .because(text!("accounts-profiles-and-role-why"))
                .next(text!("accounts-profiles-and-role-next")));
        }
        let endpoint = self.endpoint_anywhere(!self.global.region.is_empty())?;
        let transport = self.transport()?;
        let means = self.means(&transport);
        let open = |identity| self.open_api_as(identity, endpoint.clone(), transport.clone(), None);
        let mut accounts = Vec::new();
        if profiles.len() > 1 {
            for profile in profiles {
                let around = ChainInputs {
                    profile: Some(profile),
                    ..self.surroundings()
                };
                let search = credentials::search(&around, &means).await;
                accounts.push(AccountScope {
                    reached_by: Some(text!("account-profile", profile = profile)),
                    // What is wrong with the profile is told with its credentials.
                    region: named_region(&around).unwrap_or_default(),
                    api: search.identity.map(&open).map_err(Failure::from),
                });
            }
            return Ok(accounts);
        }
        let search = self.search(&transport).await;
        let base = search.identity?;
        for role in roles {
            let identity = self.assume(base.clone(), role, &endpoint, &transport);
            accounts.push(AccountScope {
                reached_by: Some(text!("account-role", role = role)),
                region: named_region(&self.surroundings())?,
                api: identity.map(&open),
            });
        }
        Ok(accounts)
    }
}
