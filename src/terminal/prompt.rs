//! The one door of consent: the question defaults to no.

use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use dialoguer::{Confirm, Input, MultiSelect};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::context::Consent;
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::report::printable;

/// The terminal's settings before a question; put back when the question is interrupted.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Asks whether to go on. A weakening plan wants the instance id typed.
pub(super) async fn ask(plans: &[Plan]) -> Consent {
    let weakened: Vec<String> = plans
        .iter()
        .filter(|plan| plan.weakens())
        .map(|plan| plan.instance_id.to_string())
        .collect();
    let count = plans.len();
    let agreed = put(move || {
        if weakened.is_empty() {
            confirm(match count {
                1 => "Apply this plan?".to_owned(),
                count => format!("Apply these {count} plans?"),
            })
        } else {
            type_ids(&weakened)
        }
    })
    .await;
    match agreed {
        Ok(true) => Consent::Given,
        Ok(false) => Consent::Declined,
        Err(why) => why,
    }
}

/// Asks row by row which sessions to end; none is chosen until it is marked.
pub(super) async fn choose_to_end(sessions: &[Session]) -> Result<Vec<usize>, Consent> {
    let rows: Vec<String> = sessions.iter().map(row).collect();
    let chosen = put(move || {
        MultiSelect::new()
            .with_prompt("Mark the sessions to end with the space bar, then press enter")
            .items(rows)
            .interact_opt()
    })
    .await?;
    match chosen {
        Some(places) if !places.is_empty() => Ok(places),
        Some(_) | None => Err(Consent::Declined),
    }
}

fn row(session: &Session) -> String {
    printable(&format!(
        "{} {}@{} from {} ({})",
        session.pid,
        session.user,
        session.database.as_deref().unwrap_or("-"),
        session.address,
        session.application,
    ))
}

/// Puts a question without holding up the rest of the program.
async fn put<Answer: Send + 'static>(
    question: impl FnOnce() -> dialoguer::Result<Answer> + Send + 'static,
) -> Result<Answer, Consent> {
    *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(std::io::stdin()).ok();
    let answer = tokio::task::spawn_blocking(question).await;
    restore();
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(dialoguer::Error::IO(error))) if error.kind() == ErrorKind::Interrupted => {
            Err(Consent::Interrupted)
        }
        Ok(Err(_)) | Err(_) => Err(Consent::Missing),
    }
}

fn confirm(question: String) -> dialoguer::Result<bool> {
    let answer = Confirm::new()
        .with_prompt(question)
        .default(false)
        .interact_opt()?;
    Ok(answer == Some(true))
}

fn type_ids(ids: &[String]) -> dialoguer::Result<bool> {
    for id in ids {
        let typed: String = Input::new()
            .with_prompt(format!(
                "This weakens {id}: clients without SSL may get in again. Type its id to go on"
            ))
            .allow_empty(true)
            .interact_text()?;
        if typed.trim() != id {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts the terminal back as it was before the question, the cursor shown.
pub(super) fn restore() {
    if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
        let _ = console::Term::stderr().show_cursor();
    }
}
