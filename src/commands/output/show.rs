//! Shows a part of the SSL settings of an instance.

use crate::commands::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::SslState;
use crate::failure;
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
