//! What the commands that show a part of the SSL settings share.

use super::app::App;
use super::change;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::ssl::SslState;
use crate::report::{Format, Page};

/// Reads the SSL settings and shows them by one of these views.
///
/// # Errors
/// When they cannot be read.
pub(super) async fn ssl(
    app: &App,
    id: &InstanceId,
    table: fn(&InstanceId, &SslState, Page) -> String,
    json: fn(&InstanceId, &SslState) -> String,
) -> Result<Ending, Failure> {
    let ssl = change::ssl_state(app, id).await?;
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table(id, &ssl, terminal.page()),
        Format::Json => json(id, &ssl),
    });
    Ok(Ending::Done)
}
