//! The one door of consent: the question defaults to no.

use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use dialoguer::{Confirm, Input};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::context::Consent;
use crate::domain::plan::Plan;

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
    put(move || {
        if weakened.is_empty() {
            confirm(match count {
                1 => "Apply this plan?".to_owned(),
                count => format!("Apply these {count} plans?"),
            })
        } else {
            type_ids(&weakened)
        }
    })
    .await
}

/// Asks whether to end this many sessions.
pub(super) async fn ask_to_end(count: usize) -> Consent {
    put(move || {
        confirm(match count {
            1 => "End this session?".to_owned(),
            count => format!("End these {count} sessions?"),
        })
    })
    .await
}

/// Puts a question without holding up the rest of the program.
async fn put(question: impl FnOnce() -> dialoguer::Result<bool> + Send + 'static) -> Consent {
    *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(std::io::stdin()).ok();
    let answer = tokio::task::spawn_blocking(question).await;
    restore();
    match answer {
        Ok(Ok(true)) => Consent::Given,
        Ok(Ok(false)) => Consent::Declined,
        Ok(Err(dialoguer::Error::IO(error))) if error.kind() == ErrorKind::Interrupted => {
            Consent::Interrupted
        }
        Ok(Err(_)) | Err(_) => Consent::Missing,
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
