//! `forcessl doctor`: checks credentials, network, clock and permissions.

use std::sync::Arc;
use std::time::Duration;

use super::app::App;
use super::options::probe_login::LoginArgs;
use crate::cloud::rpc::endpoints::ApiEndpoint;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::posture::Reading;
use crate::ops::doctor::{diagnose, unasked};
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {
    #[arg(value_name = "INSTANCE")]
    instance: Option<InstanceId>,
    #[command(flatten)]
    login: LoginArgs,
}

/// How long one question may go on being asked again.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(app: &App, args: DoctorArgs) -> Result<Ending, Failure> {
    let reach = app.reach();
    let endpoint = reach.endpoint()?;
    let region = reach.region()?;
    let transport = reach.transport()?;
    let search = reach.search(&transport).await;
    let mut diagnosis = Diagnosis {
        at: app.clock.now(),
        sources: search.steps,
        exposed: search.exposed.into_iter().collect(),
        no_credentials: None,
        caller: Reading::NotAsked,
        endpoint: endpoint.url().to_string(),
        defaults: app.defaults.file(),
        region: region.clone(),
        proxy: transport
            .proxy
            .as_ref()
            .filter(|_| !endpoint.is_loopback())
            .map(ToString::to_string),
        way: Reading::NotAsked,
        actions: unasked(&text!("doctor-none")),
        instance: args.instance,
        probes: Reading::NotAsked,
    };
    let identity = match (search.identity, app.global.assume_role.first()) {
        (Ok(identity), Some(role)) => Ok(reach.assume(identity, role, &endpoint, &transport)?),
        (identity, _) => identity,
    };
    match identity {
        Ok(identity) => {
            let sts = if endpoint.is_loopback() {
                endpoint.clone()
            } else {
                ApiEndpoint::of_sts(region.as_ref(), reach.network())
                    .map_err(|error| Failure::usage(text!("doctor-no-sts")).because(error.text()))?
            };
            let api = reach.open_as(identity, endpoint, transport, Some(PATIENCE));
            let context = app.context_with(Arc::new(api.clone()), None);
            let probing = args.login.probing();
            diagnose(&context, &api, &sts, &probing, &mut diagnosis).await;
        }
        Err(error) => {
            diagnosis.no_credentials = Some(Text::clauses([error.text(), error.remedy()]));
        }
    }
    answer!(app, doctor(&diagnosis));
    Ok(diagnosis.ending())
}
