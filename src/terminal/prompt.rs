//! The one door of consent: a whole line, typed after the question, that says yes.

use std::io::{self, ErrorKind, Write as _};
use std::sync::{Mutex, PoisonError};

use dialoguer::MultiSelect;
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

use super::page::local;
use crate::context::Consent;
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::report::printable;

/// The terminal's settings before a choice; put back when it is interrupted.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Asks whether to go on. A weakening plan wants the instance id typed.
pub(super) async fn ask(plans: &[Plan]) -> Consent {
    let weakened: Vec<String> = plans
        .iter()
        .filter(|plan| plan.weakens())
        .map(|plan| plan.instance_id.to_string())
        .collect();
    let question = question(plans);
    given(move || {
        if weakened.is_empty() {
            return confirm(&question);
        }
        for id in &weakened {
            if !type_id(id)? {
                return Ok(false);
            }
        }
        Ok(true)
    })
    .await
}

/// What an answer comes to, without holding up the rest of the program.
async fn given(question: impl FnOnce() -> io::Result<bool> + Send + 'static) -> Consent {
    match tokio::task::spawn_blocking(question).await {
        Ok(Ok(true)) => Consent::Given,
        Ok(Ok(false)) => Consent::Declined,
        Ok(Err(error)) if error.kind() == ErrorKind::Interrupted => Consent::Interrupted,
        Ok(Err(_)) | Err(_) => Consent::Missing,
    }
}

/// The question about these plans, with the time at which a deferred one starts.
fn question(plans: &[Plan]) -> String {
    let starts: Vec<_> = plans.iter().filter_map(|plan| plan.starts).collect();
    match (plans.len(), starts.iter().min(), starts.iter().max()) {
        (1, Some(at), _) => format!("Apply this plan at {}?", local(*at)),
        (1, None, _) => "Apply this plan?".to_owned(),
        (count, Some(first), Some(last)) if first == last => {
            format!("Apply these {count} plans at {}?", local(*first))
        }
        (count, Some(first), Some(last)) => format!(
            "Apply these {count} plans, each in its own window, from {} to {}?",
            local(*first),
            local(*last)
        ),
        (count, ..) => format!("Apply these {count} plans?"),
    }
}

/// A yes is a whole line that says so; an empty line, a no and the end of input are a no; anything else
/// is asked again.
fn confirm(question: &str) -> io::Result<bool> {
    loop {
        let answer = line(question, " [y/N] ")?.unwrap_or_default();
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// Whether the id was typed; another text is asked again, and a no is a no.
fn type_id(id: &str) -> io::Result<bool> {
    let question =
        format!("This weakens {id}: clients without SSL may get in again. Type its id to continue");
    loop {
        let answer = line(&question, ": ")?.unwrap_or_default();
        match answer.trim() {
            typed if typed == id => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// A line that is typed after the question stands on the screen; `None` at the end of input. What was
/// typed before is thrown away. Between the two the question has no end, so nobody answers it yet.
fn line(question: &str, end: &str) -> io::Result<Option<String>> {
    let say = |text: &str| {
        let mut err = io::stderr().lock();
        err.write_all(text.as_bytes()).and_then(|()| err.flush())
    };
    say(&printable(question))?;
    tcflush(io::stdin(), QueueSelector::IFlush)?;
    say(end)?;
    let mut typed = String::new();
    Ok((io::stdin().read_line(&mut typed)? > 0).then_some(typed))
}

/// Asks row by row which sessions to end; none is chosen until it is marked, and none is ended without a
/// yes after that.
pub(super) async fn choose_to_end(sessions: &[Session]) -> Result<Vec<usize>, Consent> {
    let rows: Vec<String> = sessions.iter().map(row).collect();
    let chosen = put(move || {
        MultiSelect::new()
            .with_prompt("Mark the sessions to end with the space bar, then press enter")
            .items(rows)
            .interact_opt()
    })
    .await?
    .unwrap_or_default();
    let question = match chosen.len() {
        0 => return Err(Consent::Declined),
        1 => "End this session?".to_owned(),
        count => format!("End these {count} sessions?"),
    };
    let consent = given(move || confirm(&question)).await;
    if consent == Consent::Given {
        Ok(chosen)
    } else {
        Err(consent)
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

/// Offers a choice without holding up the rest of the program.
async fn put<Answer: Send + 'static>(
    question: impl FnOnce() -> dialoguer::Result<Answer> + Send + 'static,
) -> Result<Answer, Consent> {
    *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(std::io::stdin()).ok();
    let answer = tokio::task::spawn_blocking(|| {
        // What was typed before chooses nothing.
        tcflush(io::stdin(), QueueSelector::IFlush).map_err(io::Error::from)?;
        question()
    })
    .await;
    restore();
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(dialoguer::Error::IO(error))) if error.kind() == ErrorKind::Interrupted => {
            Err(Consent::Interrupted)
        }
        Ok(Err(_)) | Err(_) => Err(Consent::Missing),
    }
}

/// Puts the terminal back as it was before the question, the cursor shown.
pub(super) fn restore() {
    if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
        let _ = console::Term::stderr().show_cursor();
    }
}
