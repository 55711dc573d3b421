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

/// Logs in at the first server that can be reached.
///
/// # Errors
/// The failure of the server that was tried last.
async fn enter(
    login: &ConnectSettings,
    servers: &[ServerAddress],
    unsaid: SslMode,
) -> Result<(Database, Observer), Failure> {
    if servers.is_empty() {
        return Err(Failure::new(Ending::Api, text!("sessions-no-endpoint")));
    }
    let what = |server: Option<&ServerAddress>| match server {
        Some(ServerAddress { host, port, .. }) => {
            let place = format!("{host}:{port}");
            text!("sessions-no-login-at", place = place, user = login.user())
        }
        None => text!("sessions-no-login", user = login.user()),
    };
    // A login takes much room, and waits seldom follow it.
    let database = Box::pin(login.enter(servers, unsaid))
        .await
        .map_err(|(server, error)| failure::login(what(server.as_ref()), &error))?;
    let account = database.account().await;
    let account = account.map_err(|error| failure::login(what(None), &error))?;
    Ok((database, account))
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
    let unsaid = unsaid_ssl_mode(posture.ssl.known());
    match Box::pin(visit(context, login, &servers, unsaid)).await {
        Ok(visit) => CutOff::Checked(preview(posture, &plan.steps, &visit)),
        Err(failure) => CutOff::Failed(failure.reason()),
    }
}

async fn visit(
    context: &Context,
    login: &ConnectSettings,
    servers: &[ServerAddress],
    unsaid: SslMode,
) -> Result<Visit, Failure> {
    let (database, account) = enter(login, servers, unsaid).await?;
    let asked = async {
        Ok(Visit {
            look: database.look(&account, context.clock.now()).await?,
            memberships: database.memberships().await?,
            account: account.clone(),
        })
    }
    .await;
    database.close().await;
    asked.map_err(|error| unread(&account, &error))
}

fn unread(account: &Observer, error: &ConnectError) -> Failure {
    let place = format!("{}:{}", account.host, account.port);
    failure::login(text!("sessions-unread", place = place), error)
}

/// Looks at the open sessions, for a time if wished, and ends those without SSL if wished. The report
/// stands in `gathered` from the first look on, for a run that is cut off. What is given tells what was
/// not done.
///
/// # Errors
/// When there is nothing to report: no login, or no answer.
pub async fn sessions(
    clock: &dyn Clock,
    audience: &dyn Audience,
    (login, servers, unsaid): (&ConnectSettings, &[ServerAddress], SslMode),
    request: &SessionsRequest,
    gathered: &mut Option<SessionReport>,
) -> Result<Option<Failure>, Failure> {
    let (database, account) = enter(login, servers, unsaid).await?;
    let look = database.look(&account, clock.now()).await;
    let report = gathered.insert(SessionReport {
        look: look.map_err(|error| unread(&account, &error))?,
        account,
        watch: None,
        ended: None,
    });
    let database = match request.watch {
        Some(times) => {
            let again = (login, servers, unsaid, database);
            watch(clock, audience, again, times, report).await
        }
        None => Some(database),
    };
    let Some(database) = database else {
        return Ok(None);
    };
    let mut failed = None;
    if let Some(include_replication) = request.terminate {
        failed = end(clock, audience, &database, include_replication, report).await;
    }
    database.close().await;
    Ok(failed)
}

/// Polls; a connection that breaks is made anew. Gives it back where there is one.
async fn watch(
    clock: &dyn Clock,
    audience: &dyn Audience,
    (login, servers, unsaid, database): (&ConnectSettings, &[ServerAddress], SslMode, Database),
    (length, interval): (Duration, Duration),
    report: &mut SessionReport,
) -> Option<Database> {
    audience.note(text!(
        "sessions-watching",
        place = format!("{}:{}", report.account.host, report.account.port),
        seconds = length.as_secs_f64().to_string()
    ));
    report.watch.get_or_insert_default().add(&report.look);
    let mut connected = Some(database);
    let start = clock.monotonic();
    loop {
        let spent = clock.monotonic().saturating_sub(start);
        if spent >= length {
            return connected;
        }
        clock
            .sleep(interval.min(length.saturating_sub(spent)))
            .await;
        if connected.is_none() {
            // The server that was looked into, not another one of the list.
            let (host, port) = (&report.account.host, report.account.port);
            let mut same = servers.to_vec();
            same.retain(|server| server.host == *host && server.port == port);
            connected = Box::pin(login.enter(&same, unsaid)).await.ok();
        }
        let look = match &connected {
            Some(database) => database.look(&report.account, clock.now()).await.ok(),
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
    clock: &dyn Clock,
    audience: &dyn Audience,
    database: &Database,
    include_replication: bool,
    report: &mut SessionReport,
) -> Option<Failure> {
    let mut found = to_end(&report.look, include_replication);
    let wanted = found.iter().filter(|(_, end)| *end);
    let wanted: Vec<Session> = wanted.map(|(session, _)| session.clone()).collect();
    if !wanted.is_empty() {
        let places = match audience.choose_to_end(&wanted).await {
            Ok(places) => places,
            Err(consent) => return refusal(consent),
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
    match look_until_gone(clock, database, report).await {
        Ok(()) => not_ended(report.ended.as_deref().unwrap_or_default()),
        Err(error) => Some(unread(&report.account, &error)),
    }
}

/// Looks at once and then again while a session that was told to end is still there.
async fn look_until_gone(
    clock: &dyn Clock,
    database: &Database,
    report: &mut SessionReport,
) -> Result<(), ConnectError> {
    let start = clock.monotonic();
    loop {
        let look: SessionsSnapshot = database.look(&report.account, clock.now()).await?;
        let open = |session: &Session| look.sessions.iter().any(|other| other.is_same(session));
        let mut lingers = false;
        for (session, end) in report.ended.iter_mut().flatten() {
            if *end == SessionEnd::Lingers && !open(session) {
                *end = SessionEnd::Ended;
            }
            lingers |= *end == SessionEnd::Lingers;
        }
        report.look = look;
        if !lingers || clock.monotonic().saturating_sub(start) >= LINGER {
            return Ok(());
        }
        clock.sleep(LINGER_INTERVAL).await;
    }
}

fn refusal(consent: Consent) -> Option<Failure> {
    let what = match consent {
        Consent::Given | Consent::Declined => text!("sessions-declined"),
        Consent::Missing => text!("sessions-no-consent"),
        Consent::Interrupted => text!("sessions-interrupted"),
    };
    failure::unanswered(consent, what)
}

/// The first refusal stands for all; each has its row in the report.
fn not_ended(ended: &[(Session, SessionEnd)]) -> Option<Failure> {
    let refused: Vec<(&Option<String>, &Text)> = ended
        .iter()
        .filter_map(|(_, end)| {
            if let SessionEnd::Refused { sqlstate, message } = end {
                Some((sqlstate, message))
            } else {
                None
            }
        })
        .collect();
    let (sqlstate, message) = refused.first()?;
    let denied = sqlstate.as_deref() == Some("42501");
    let (ending, next) = if denied {
        (Ending::Access, text!("sessions-signal"))
    } else {
        (Ending::Api, text!("sessions-again"))
    };
    let (count, all) = (refused.len(), ended.len());
    let what = text!("sessions-not-ended", count = count, all = all);
    let failed = Failure::new(ending, what).because((*message).clone());
    Some(failed.next(next))
}
