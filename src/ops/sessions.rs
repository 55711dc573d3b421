//! Open sessions over a real login: looks at them, watches them, ends them, and runs them through
//! a plan.

use std::time::Duration;

use crate::clock::Clock;
use crate::context::{Audience, Consent, Context};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{Endpoint, EndpointKind};
use crate::domain::plan::{CutOff, Plan, preview};
use crate::domain::posture::Posture;
use crate::domain::sessions::{
    Observer, Session, SessionEnd, SessionReport, SessionsSnapshot, Visit, to_end,
};
use crate::domain::ssl::SslState;
use crate::failure;
use crate::postgres::login::{ConnectError, ConnectSettings, Database, ServerAddress, SslMode};
use crate::postgres::sessions::Signalled;
use crate::text::{Text, text};

/// How long a session that was told to end is watched.
const LINGER: Duration = Duration::from_secs(5);

/// Between two looks whether it is gone.
const LINGER_INTERVAL: Duration = Duration::from_millis(100);

/// What `sessions` is to do beside looking.
#[derive(Debug, Clone, Default)]
pub struct SessionsRequest {
    /// Look for this long, this often.
    pub watch: Option<(Duration, Duration)>,
    /// End sessions without SSL; the value says whether replication goes along.
    pub terminate: Option<bool>,
}

/// Whether and how plans are checked against the open sessions.
#[derive(Debug, Default)]
pub struct SessionCheck {
    /// The database login to look with.
    pub login: Option<Box<ConnectSettings>>,
    /// How many may lose their access.
    pub limit: Option<usize>,
}

/// Where a login to an instance goes: to the servers that the connection string names, else to the
/// endpoints that PostgreSQL itself listens on.
pub fn servers(login: &ConnectSettings, endpoints: &[Endpoint]) -> Vec<ServerAddress> {
    if !login.explicit_servers().is_empty() {
        return login.explicit_servers().to_vec();
    }
    endpoints
        .iter()
        .filter(|endpoint| endpoint.kind != EndpointKind::ReadWriteSplitting)
        .filter_map(|endpoint| {
            Some(ServerAddress {
                host: endpoint.host.clone(),
                address: None,
                port: endpoint.port?,
            })
        })
        .collect()
}

/// The `sslmode` of a login that names none: without SSL only where the API says that there is none.
pub fn unsaid_ssl_mode(ssl: Option<&SslState>) -> SslMode {
    match ssl.and_then(|ssl| ssl.enabled) {
        Some(false) => SslMode::Prefer,
        Some(true) | None => SslMode::Require,
    }
}

/// Looks into the sessions of one server with a database login.
pub struct SessionClient<'a> {
    /// Time.
    pub clock: &'a dyn Clock,
    /// Whoever watches and is asked.
    pub audience: &'a dyn Audience,
    /// The login.
    pub login: &'a ConnectSettings,
    /// The servers to try, in this order.
    pub servers: Vec<ServerAddress>,
    /// The `sslmode` where the login names none.
    pub unsaid: SslMode,
}

/// Runs the open sessions through a plan; nothing is done without a login, or for a plan that could
/// not be made.
pub(super) async fn cut_off(
    context: &Context,
    check: &SessionCheck,
    posture: &Posture,
    plan: &Plan,
) -> CutOff {
    let Some(login) = &check.login else {
        return CutOff::NotChecked;
    };
    let endpoints = posture.endpoints.known().map(Vec::as_slice);
    let endpoints = endpoints.unwrap_or_default();
    let servers = servers(login, endpoints);
    for place in &servers {
        let own = |endpoint: &Endpoint| endpoint.host.eq_ignore_ascii_case(&place.host);
        if !endpoints.iter().any(own) {
            context.audience.note(text!(
                "sessions-no-endpoint-of",
                host = &place.host,
                instance = &posture.id
            ));
        }
    }
    let client = SessionClient {
        clock: context.clock.as_ref(),
        audience: context.audience.as_ref(),
        login,
        servers,
        unsaid: unsaid_ssl_mode(posture.ssl.known()),
    };
    match Box::pin(client.visit()).await {
        Ok(visit) => CutOff::Checked(preview(posture, &plan.steps, &visit)),
        Err(failure) => CutOff::Failed(failure.reason()),
    }
}

impl SessionClient<'_> {
    /// Logs in at the first server that can be reached.
    ///
    /// # Errors
    /// The failure of the server that was tried last.
    async fn enter(&self) -> Result<(Database, Observer), Failure> {
        if self.servers.is_empty() {
            return Err(Failure::new(Ending::Api, text!("sessions-no-endpoint")));
        }
        let user = self.login.user();
        let what = |server: Option<&ServerAddress>| match server {
            Some(ServerAddress { host, port, .. }) => {
                let place = format!("{host}:{port}");
                text!("sessions-no-login-at", place = place, user = user)
            }
            None => text!("sessions-no-login", user = user),
        };
        // A login takes much room, and waits seldom follow it.
        let database = Box::pin(self.login.enter(&self.servers, self.unsaid))
            .await
            .map_err(|(server, error)| failure::login(what(server.as_ref()), &error))?;
        let account = database.account().await;
        let account = account.map_err(|error| failure::login(what(None), &error))?;
        Ok((database, account))
    }

    async fn visit(&self) -> Result<Visit, Failure> {
        let (database, account) = self.enter().await?;
        let asked = async {
            Ok(Visit {
                look: database.look(&account, self.clock.now()).await?,
                memberships: database.memberships().await?,
                account: account.clone(),
            })
        }
        .await;
        database.close().await;
        asked.map_err(|error| unread(&account, &error))
    }

    /// Looks at the open sessions, for a time if wished, and ends those without SSL if wished. The report
    /// stands in `gathered` from the first look on, for a run that is cut off. What is given tells what was
    /// not done.
    ///
    /// # Errors
    /// When there is nothing to report: no login, or no answer.
    pub async fn run(
        &self,
        request: &SessionsRequest,
        gathered: &mut Option<SessionReport>,
    ) -> Result<Option<Failure>, Failure> {
        let (mut database, account) = self.enter().await?;
        let look = database.look(&account, self.clock.now()).await;
        let report = gathered.insert(SessionReport {
            look: look.map_err(|error| unread(&account, &error))?,
            account,
            watch: None,
            ended: None,
        });
        if let Some(times) = request.watch {
            match self.watch(database, times, report).await {
                Some(connected) => database = connected,
                None => return Ok(None),
            }
        }
        let failed = match request.terminate {
            Some(replication_too) => self.end(&database, replication_too, report).await,
            None => None,
        };
        database.close().await;
        Ok(failed)
    }

    /// Polls; a connection that breaks is made anew. Gives it back where there is one.
    async fn watch(
        &self,
        database: Database,
        (length, interval): (Duration, Duration),
        report: &mut SessionReport,
    ) -> Option<Database> {
        self.audience.note(text!(
            "sessions-watching",
            place = format!("{}:{}", report.account.host, report.account.port),
            seconds = length.as_secs_f64().to_string()
        ));
        report.watch.get_or_insert_default().add(&report.look);
        let mut connected = Some(database);
        let start = self.clock.monotonic();
        loop {
            let spent = self.clock.monotonic().saturating_sub(start);
            if spent >= length {
                return connected;
            }
            self.clock
                .sleep(interval.min(length.saturating_sub(spent)))
                .await;
            if connected.is_none() {
                // The server that was looked into, not another one of the list.
                let (host, port) = (&report.account.host, report.account.port);
                let mut same = self.servers.clone();
                same.retain(|server| server.host == *host && server.port == port);
                connected = Box::pin(self.login.enter(&same, self.unsaid)).await.ok();
            }
            let look = match &connected {
                Some(database) => database.look(&report.account, self.clock.now()).await.ok(),
                None => None,
            };
            let watch = report.watch.get_or_insert_default();
            if let Some(look) = look {
                watch.add(&look);
                report.look = look;
            } else {
                watch.miss();
                connected = None;
            }
        }
    }

    /// Asks, ends the sessions without SSL one by one, and looks until they are gone.
    async fn end(
        &self,
        database: &Database,
        include_replication: bool,
        report: &mut SessionReport,
    ) -> Option<Failure> {
        let mut found = to_end(&report.look, include_replication);
        let wanted = found.iter().filter(|(_, end)| *end);
        let wanted: Vec<Session> = wanted.map(|(session, _)| session.clone()).collect();
        if !wanted.is_empty() {
            let places = match self.audience.choose_to_end(&wanted).await {
                Ok(places) => places,
                Err(consent) => {
                    let what = match consent {
                        Consent::Given | Consent::Declined => text!("sessions-declined"),
                        Consent::Missing(_) => text!("sessions-no-consent"),
                        Consent::Interrupted => text!("sessions-interrupted"),
                    };
                    return failure::unanswered(consent, what);
                }
            };
            let chosen = places.iter().filter_map(|place| wanted.get(*place));
            let chosen: Vec<&Session> = chosen.collect();
            found.retain(|(session, end)| !end || chosen.contains(&session));
        }
        let ended = report.ended.insert(vec![]);
        for (session, end) in found {
            if !end {
                ended.push((session, SessionEnd::ReplicationKept));
                continue;
            }
            // Also when the answer to this one never comes.
            ended.push((session.clone(), SessionEnd::Lingers));
            let end = match database.terminate(&session).await {
                Signalled::Sent => continue,
                Signalled::Gone => SessionEnd::Gone,
                Signalled::Refused(ConnectError::Refused { sqlstate, message }) => {
                    let (sqlstate, message) = (Some(sqlstate), Text::verbatim(message));
                    SessionEnd::Refused { sqlstate, message }
                }
                Signalled::Refused(error) => SessionEnd::Refused {
                    sqlstate: None,
                    message: error.text(),
                },
            };
            if let Some(last) = ended.last_mut() {
                last.1 = end;
            }
        }
        match self.look_until_gone(database, report).await {
            Ok(()) => not_ended(report.ended.as_deref().unwrap_or_default()),
            Err(error) => Some(unread(&report.account, &error)),
        }
    }

    /// Looks at once and then again while a session that was told to end is still there.
    async fn look_until_gone(
        &self,
        database: &Database,
        report: &mut SessionReport,
    ) -> Result<(), ConnectError> {
        let start = self.clock.monotonic();
        loop {
            let look: SessionsSnapshot = database.look(&report.account, self.clock.now()).await?;
            let open = |session: &Session| look.sessions.iter().any(|other| other.is_same(session));
            let mut lingers = false;
            for (session, end) in report.ended.iter_mut().flatten() {
                if *end == SessionEnd::Lingers && !open(session) {
                    *end = SessionEnd::Ended;
                }
                lingers |= *end == SessionEnd::Lingers;
            }
            report.look = look;
            if !lingers || self.clock.monotonic().saturating_sub(start) >= LINGER {
                return Ok(());
            }
            self.clock.sleep(LINGER_INTERVAL).await;
        }
    }
}

fn unread(account: &Observer, error: &ConnectError) -> Failure {
    let place = format!("{}:{}", account.host, account.port);
    failure::login(text!("sessions-unread", place = place), error)
}

/// The first refusal stands for all; each has its row in the report.
fn not_ended(ended: &[(Session, SessionEnd)]) -> Option<Failure> {
    let is_refused = |(_, end): &&(_, SessionEnd)| matches!(end, SessionEnd::Refused { .. });
    let mut refused = ended.iter().filter(is_refused);
    let count = refused.clone().count();
    let (_, SessionEnd::Refused { sqlstate, message }) = refused.next()? else {
        return None;
    };
    let (ending, next) = if sqlstate.as_deref() == Some("42501") {
        (Ending::Access, text!("sessions-signal"))
    } else {
        (Ending::Api, text!("sessions-again"))
    };
    let what = text!("sessions-not-ended", count = count, all = ended.len());
    let failed = Failure::new(ending, what).because(message.clone());
    Some(failed.next(next))
}
