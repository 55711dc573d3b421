//! `forcessl list`: lists instances with their last verdict.

use super::app::App;
use super::selection::SelectionArgs;
use super::selection::listed::ListedBefore;
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::ListedRow;
use crate::report::{Format, json, table};

pub(super) async fn run(app: &App, selection: SelectionArgs) -> Result<Ending, Failure> {
    let wish = selection.wish(app, &[])?;
    let places = selection.places(app).await?;
    let (members, worst) = places.members(app, &wish).await;
    if members.is_empty() && worst == Ending::Done {
        selection.nothing(app)?;
    }
    let mut before = ListedBefore::load(app);
    let mut rows = Vec::new();
    for member in members {
        let instance = member.instance;
        before.take(&instance.id, instance.region.as_ref(), None);
        let last_verdict = before.verdict(&instance.id);
        rows.push(ListedRow {
            instance,
            last_verdict,
        });
    }
    before.keep();
    let terminal = &app.terminal;
    terminal.answer(&match (terminal.format(), app.global.quiet) {
        (Format::Json, _) => json::list(&rows),
        (Format::Table, false) if rows.is_empty() => String::new(),
        (Format::Table, true) => {
            let ids = rows.iter().map(|row| row.instance.id.to_string());
            ids.map(|id| id + "\n").collect()
        }
        (Format::Table, false) => table::list(&rows, terminal.page()),
    });
    Ok(worst)
}
