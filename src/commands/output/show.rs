//! Shows a part of the SSL settings of one instance.

use crate::commands::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::posture::Posture;
use crate::domain::ssl::SslState;
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::ops::observe::observe;
use crate::report::{Format, Page};
use crate::text;

/// Reads the SSL settings and shows them by one of these views.
///
/// # Errors
/// When they cannot be read.
pub(crate) async fn ssl(
    app: &App,
    id: &InstanceId,
    table: fn(&InstanceId, &SslState, Page) -> String,
    json: fn(&InstanceId, &SslState) -> String,
) -> Result<Ending, Failure> {
    let ssl = ssl_state(app, id).await?;
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table(id, &ssl, terminal.page()),
        Format::Json => json(id, &ssl),
    });
    Ok(Ending::Done)
}

/// The SSL settings of an instance, before a change is worked out from them.
pub(crate) async fn ssl_state(app: &App, id: &InstanceId) -> Result<SslState, Failure> {
    let read = app.context().await?.cloud.ssl(id).await;
    read.map_err(|error| failure::api(text!("change-ssl-unread", id = id), &error))
}

/// One look at an instance of which every deciding part could be read.
///
/// # Errors
/// When one could not.
pub(crate) async fn readable(app: &App, id: &InstanceId) -> Result<Posture, Failure> {
    let posture = observe(&app.context().await?, id, None).await;
    match unreadable(&posture) {
        Some(missing) => Err(failure::unread(id, missing)),
        None => Ok(posture),
    }
}
