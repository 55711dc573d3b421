//! `forcessl demo`: the main job from open to proven, on the sandbox.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::app::App;
use super::output::deliver::deliver;
use super::sandbox::DataPlaneArgs;
use crate::cloud::rds::OpenApi;
use crate::cloud::rpc::ApiSettings;
use crate::cloud::rpc::Credentials;
use crate::cloud::rpc::endpoints::ApiEndpoint;
use crate::context::{Consent, Context};
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Strategy;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::{Audited, InstanceOutcome};
use crate::domain::policy::{AclGoal, HbaGoal, Policy, SwitchGoal};
use crate::domain::proof::ProbeReport;
use crate::domain::ssl::{Pem, Replace};
use crate::domain::verdict::{Thresholds, Verdict};
use crate::issuing::{Authority, IssuingError, KeyType, ValidityPeriod};
use crate::ops::change::{self, Rollout, Target, change};
use crate::ops::observe::{Probing, observe};
use crate::postgres::{ClientIdentity, tls};
use crate::report::document::Document;
use crate::report::{Format, Page, render, table};
use crate::sandbox::{Ready, ReadyInstance, SandboxOptions};
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    data_plane: DataPlaneArgs,
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = super::options::global::duration)]
    change_time: Duration,
    #[arg(long)]
    pause: bool,
}

pub(super) async fn run(app: &App, args: DemoArgs) -> Result<Ending, Failure> {
    let options = SandboxOptions {
        instances: 2,
        database: args.data_plane.database,
        postgres_bin: args.data_plane.postgres_bin,
        change_time: args.change_time,
        ..SandboxOptions::default()
    };
    let sandbox = crate::sandbox::start(options).await?;
    let pause = args.pause;
    let told = Story { app, pause }.tell(sandbox.ready()).await;
    sandbox.stop().await;
    told
}

struct Story<'a> {
    app: &'a App,
    pause: bool,
}

impl Story<'_> {
    async fn tell(&self, ready: &Ready) -> Result<Ending, Failure> {
        let [first, second] = ready.instances.as_slice() else {
            return Err(Failure::bug(text!("demo-instances")));
        };
        let state = tempfile::tempdir()
            .map_err(|error| Failure::blocked(text!("demo-folder")).because(&error))?;
        let context = self.context(ready, state.path())?;
        let (first_id, second_id) = (id(first)?, id(second)?);
        self.chapter(&text!(
            "demo-title",
            servers = match first.backend {
                "postgres" => text!("demo-servers-real"),
                _ => text!("demo-servers-embedded"),
            }
        ));

        self.chapter(&text!("demo-before"));
        self.look(&context, &first_id, first).await;
        self.invite(&format!("{} sslmode=disable", conninfo(first)))
            .await;

        let validity = ValidityPeriod {
            now: self.app.clock.now(),
            days: 1,
        };
        let authority = Authority::new("forcessl demo client CA", KeyType::EcP256, validity)
            .map_err(|error| no_certificate(&error))?;
        let client = identity(&authority, &first.user, validity)?;
        let client_ca =
            Pem::new(authority.pem()).ok_or_else(|| Failure::bug(text!("demo-empty-ca")))?;
        self.chapter(&text!("demo-by-acl"));
        let by_acl = Policy {
            switch: Some(SwitchGoal::On),
            client_ca: Some(Replace::Set(client_ca)),
            acl: Some(AclGoal::AtLeast(Acl::VerifyFull)),
            replication_acl: Some(AclGoal::AtLeast(Acl::VerifyFull)),
            ..Policy::default()
        };
        let ended = self
            .change(&context, &first_id, first, by_acl, Some(client))
            .await;
        self.invite(&format!("{} sslmode=require", conninfo(first)))
            .await;

        self.chapter(&text!("demo-by-hba"));
        let by_hba = Policy {
            switch: Some(SwitchGoal::On),
            hba: Some(HbaGoal::Hardened {
                strategy: Strategy::Convert,
                exceptions: vec![],
            }),
            ..Policy::default()
        };
        let ended_too = self
            .change(&context, &second_id, second, by_hba, None)
            .await;
        let ended = ended.max(ended_too);
        self.invite(&format!("{} sslmode=disable", conninfo(second)))
            .await;

        let mut rows = Vec::new();
        for id in [first_id, second_id] {
            let posture = observe(&context, &id, Some(&Probing::default())).await;
            rows.push(Audited::new(posture, Thresholds::default()));
        }
        self.chapter(&text!("demo-after"));
        let document = Document::of(&rows, self.app.clock.now());
        deliver(self.app, |format, page| render(&document, format, page))?;
        let is_enforced = |row: &Audited| row.judgement.verdict == Verdict::Enforced;
        Ok(if rows.iter().all(is_enforced) {
            ended
        } else {
            ended.max(Ending::NotProven)
        })
    }

    fn context(&self, ready: &Ready, state: &Path) -> Result<Context, Failure> {
        let endpoint = ApiEndpoint::parse(&ready.endpoint)
            .map_err(|error| Failure::bug(text!("demo-no-endpoint")).because(error.text()))?;
        let credentials = Credentials {
            access_key_id: ready.access_key_id.clone(),
            secret: SecretString::from(ready.access_key_secret.clone()),
            security_token: None,
        };
        let cloud = OpenApi::new(
            ApiSettings::new(endpoint, credentials),
            self.app.clock.clone(),
            None,
        );
        let state = Some(state.to_owned());
        Ok(self.app.context_with(Arc::new(cloud), state))
    }

    /// A headline, on stdout with the story when it is for people.
    fn chapter(&self, text: &Text) {
        let terminal = &self.app.terminal;
        match terminal.format() {
            Format::Table => terminal.answer(&format!("\n== {}\n\n", terminal.page().say(text))),
            Format::Json => terminal.say(text.clone()),
        }
    }

    /// Shows how an instance stands.
    async fn look(&self, context: &Context, id: &InstanceId, instance: &ReadyInstance) {
        let terminal = &self.app.terminal;
        if terminal.format() != Format::Table {
            return;
        }
        let posture = observe(context, id, Some(&probing(instance, None))).await;
        let row = Audited::new(posture, Thresholds::default());
        let document = Document::of(&[row], self.app.clock.now());
        let page = Page {
            all: true,
            ..terminal.page()
        };
        terminal.answer(&table::check(&document, page));
    }

    async fn change(
        &self,
        context: &Context,
        id: &InstanceId,
        instance: &ReadyInstance,
        policy: Policy,
        identity: Option<ClientIdentity>,
    ) -> Ending {
        let agreed = Context {
            audience: Arc::new(Agreed(self.app.terminal.clone())),
            ..context.clone()
        };
        let target = Target::new(agreed, id.clone(), policy);
        let options = change::ChangeOptions {
            probing: Some(probing(instance, identity)),
            require_proof: true,
            ..change::ChangeOptions::new(self.app.patience())
        };
        let outcomes = Box::pin(change(&[target], &options, Rollout::one_by_one(1))).await;
        let terminal = &self.app.terminal;
        if terminal.format() == Format::Table {
            let probes: Vec<ProbeReport> = outcomes
                .iter()
                .filter_map(|outcome| outcome.after.as_ref())
                .flat_map(|after| after.posture.probes.clone())
                .collect();
            terminal.answer(&format!(
                "{}\n{}",
                table::probes(&probes, terminal.page()),
                table::outcomes(&outcomes, terminal.page())
            ));
        }
        for failed in outcomes.iter().filter_map(|one| one.failure.as_ref()) {
            terminal.fail(failed);
        }
        let endings = outcomes.iter().map(InstanceOutcome::ending);
        endings.max().unwrap_or(Ending::Done)
    }

    /// With `--pause`: a line to try in another terminal, until Enter.
    async fn invite(&self, conninfo: &str) {
        if self.pause {
            let terminal = &self.app.terminal;
            terminal.say(text!("demo-try", conninfo = conninfo));
            terminal.say(text!("demo-enter"));
            let line = || std::io::stdin().read_line(&mut String::new());
            // A closed stdin goes on at once.
            let _ = tokio::task::spawn_blocking(line).await;
        }
    }
}

/// The terminal, with the consent that starting the demo gave: it changes the sandbox only.
struct Agreed(Arc<crate::terminal::Terminal>);

#[async_trait::async_trait]
impl crate::context::Audience for Agreed {
    fn tell(&self, event: &crate::domain::event::Event) {
        self.0.tell(event);
    }

    fn show(&self, plans: &[crate::domain::plan::Plan]) {
        if self.0.format() == Format::Table {
            self.0.answer(&table::plans(plans, self.0.page()));
        }
        self.0.warn(plans);
    }

    fn warn(&self, plans: &[crate::domain::plan::Plan]) {
        self.0.warn(plans);
    }

    async fn ask(&self, _: &[crate::domain::plan::Plan]) -> Consent {
        Consent::Given
    }
}

fn id(instance: &ReadyInstance) -> Result<InstanceId, Failure> {
    instance
        .instance_id
        .parse()
        .map_err(|_| Failure::bug(text!("demo-no-id")))
}

fn probing(instance: &ReadyInstance, identity: Option<ClientIdentity>) -> Probing {
    Probing {
        identity: identity.map(Arc::new),
        ..Probing::one(&instance.user, &instance.database)
    }
}

fn conninfo(instance: &ReadyInstance) -> String {
    format!(
        "host={} port={} dbname={} user={} password={}",
        instance.host, instance.port, instance.database, instance.user, instance.password
    )
}

/// A client certificate for the live proof; keys of the demo never touch a disk.
fn identity(
    authority: &Authority,
    user: &str,
    validity: ValidityPeriod,
) -> Result<ClientIdentity, Failure> {
    let issued = authority
        .issue(user, KeyType::EcP256, validity)
        .map_err(|error| no_certificate(&error))?;
    let key = issued
        .key_pem()
        .ok_or_else(|| Failure::bug(text!("demo-no-key")))?;
    tls::identity(issued.chain.as_bytes(), key.expose_secret().as_bytes())
        .map_err(|error| Failure::bug(text!("demo-bad-identity")).because(error.text()))
}

fn no_certificate(error: &IssuingError) -> Failure {
    Failure::bug(text!("demo-no-certificate")).because(error.text())
}
