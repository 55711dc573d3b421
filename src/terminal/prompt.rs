//! The one door of consent: a whole line, typed after the question, that says yes.

use std::io::{self, BufRead as _, Write as _};
use std::sync::Mutex;

use dialoguer::{FuzzySelect, MultiSelect};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

use super::locked;
use super::page::local;
use crate::context::Consent;
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::report::{Page, printable};
use crate::text::{Text, text};

/// The terminal's settings before a choice; put back when it is interrupted.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Rows of a choice that stand on the screen at once.
const ROWS: usize = 12;

/// Openings that a question names; the warnings above it name more.
const OPENINGS: usize = 3;

/// Asks whether to go on. A weakening plan wants the instance id typed.
pub(super) async fn ask(plans: &[Plan], page: Page) -> Consent {
    let weakened: Vec<(String, String)> = plans
        .iter()
        .filter(|plan| plan.weakens())
        .map(|plan| (plan.instance_id.to_string(), page.say(&weakening(plan))))
        .collect();
    let question = page.say(&question(plans));
    given(move || {
        if weakened.is_empty() {
            return confirm(&question);
        }
        for (id, question) in &weakened {
            if !type_id(id, question)? {
                return Ok(false);
            }
        }
        Ok(true)
    })
    .await
}

/// What an answer comes to, without holding up the rest of the program. A terminal that hangs up interrupts the
/// question.
async fn given(question: impl FnOnce() -> io::Result<bool> + Send + 'static) -> Consent {
    match tokio::task::spawn_blocking(question).await {
        Ok(Ok(true)) => Consent::Given,
        Ok(Ok(false)) => Consent::Declined,
        Ok(Err(_)) | Err(_) => Consent::Interrupted,
    }
}

/// The question about these plans, with the time at which a deferred one starts.
fn question(plans: &[Plan]) -> Text {
    let starts: Vec<_> = plans.iter().filter_map(|plan| plan.starts).collect();
    match (plans.len(), starts.iter().min(), starts.iter().max()) {
        (1, Some(at), _) => text!("ask-plan-at", at = local(*at)),
        (1, None, _) => text!("ask-plan"),
        (count, Some(first), Some(last)) if first == last => {
            text!("ask-plans-at", count = count, at = local(*first))
        }
        (count, Some(first), Some(last)) => text!(
            "ask-plans-between",
            count = count,
            first = local(*first),
            last = local(*last)
        ),
        (count, ..) => text!("ask-plans", count = count),
    }
}

/// The question about a plan that gives up protection: what it opens, as far as a question can hold it.
fn weakening(plan: &Plan) -> Text {
    let rest = plan.opens.len().saturating_sub(OPENINGS);
    let more = (rest > 0).then(|| text!("ask-weakens-more", count = rest));
    let opens = plan.opens.iter().take(OPENINGS).cloned().chain(more);
    text!(
        "ask-weakens",
        instance = &plan.instance_id,
        what = Text::clauses(opens)
    )
}

/// What an answer says, in every language; `None` when it says neither.
fn is_yes(answer: &str) -> Option<bool> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" | "是" => Some(true),
        "" | "n" | "no" | "否" => Some(false),
        _ => None,
    }
}

/// A yes is a whole line that says so; an empty line, a no and the end of input are a no; anything else
/// is asked again.
fn confirm(question: &str) -> io::Result<bool> {
    loop {
        let answer = line(question, " [y/N] ")?.unwrap_or_default();
        if let Some(answer) = is_yes(&answer) {
            return Ok(answer);
        }
    }
}

/// Whether the id was typed; another text is asked again, and a no is a no.
fn type_id(id: &str, question: &str) -> io::Result<bool> {
    loop {
        let answer = line(question, ": ")?.unwrap_or_default();
        if answer.trim() == id {
            return Ok(true);
        }
        if is_yes(&answer) == Some(false) {
            return Ok(false);
        }
    }
}

/// A whole line that is typed after the question stands on the screen; `None` where the input ends before its end.
/// What was typed before is thrown away. Between the two the question has no end, so nobody answers it yet.
fn line(question: &str, end: &str) -> io::Result<Option<String>> {
    let say = |text: &str| {
        let mut err = io::stderr().lock();
        err.write_all(text.as_bytes()).and_then(|()| err.flush())
    };
    say(&printable(question))?;
    tcflush(io::stdin(), QueueSelector::IFlush)?;
    say(end)?;
    let mut typed = Vec::new();
    io::stdin().lock().read_until(b'\n', &mut typed)?;
    if !typed.ends_with(b"\n") {
        // A terminal that hung up ends the input too.
        tcgetattr(io::stdin())?;
        return Ok(None);
    }
    // What is no text is no answer, and asked again.
    Ok(Some(String::from_utf8_lossy(&typed).into_owned()))
}

/// Asks row by row which sessions to end; none is chosen until it is marked, and none is ended without a
/// yes after that.
pub(super) async fn choose_to_end(sessions: &[Session], page: Page) -> Result<Vec<usize>, Consent> {
    let rows: Vec<String> = sessions.iter().map(|one| row(one, page)).collect();
    let prompt = page.say(&text!("ask-mark-sessions"));
    let chosen = put(move || {
        MultiSelect::new()
            .with_prompt(prompt)
            .items(rows)
            .interact_opt()
    })
    .await?
    .unwrap_or_default();
    if chosen.is_empty() {
        return Err(Consent::Declined);
    }
    let question = page.say(&text!("ask-end", count = chosen.len()));
    let consent = given(move || confirm(&question)).await;
    if consent == Consent::Given {
        Ok(chosen)
    } else {
        Err(consent)
    }
}

/// One of these rows; `None` when the choice is left.
pub(super) async fn choose(question: String, rows: &[String]) -> Result<Option<usize>, Consent> {
    let rows: Vec<String> = rows.iter().map(|row| printable(row)).collect();
    put(move || {
        FuzzySelect::new()
            .with_prompt(question)
            .items(rows)
            .default(0)
            .max_length(ROWS)
            .interact_opt()
    })
    .await
}

fn row(session: &Session, page: Page) -> String {
    let database = session.database.as_deref().unwrap_or("-");
    printable(&page.say(&text!(
        "ask-session",
        pid = session.pid.to_string(),
        login = format!("{}@{database}", session.user),
        address = session.address.to_string(),
        application = &session.application
    )))
}

/// Offers a choice without holding up the rest of the program.
async fn put<Answer: Send + 'static>(
    question: impl FnOnce() -> dialoguer::Result<Answer> + Send + 'static,
) -> Result<Answer, Consent> {
    *locked(&BEFORE) = tcgetattr(std::io::stdin()).ok();
    let answer = tokio::task::spawn_blocking(|| {
        // What was typed before chooses nothing.
        tcflush(io::stdin(), QueueSelector::IFlush).map_err(io::Error::from)?;
        question()
    })
    .await;
    restore();
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) | Err(_) => Err(Consent::Interrupted),
    }
}

/// Puts the terminal back as it was before the question, the cursor shown.
pub(super) fn restore() {
    if let Some(before) = locked(&BEFORE).take() {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
        let _ = console::Term::stderr().show_cursor();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_taken_in_every_language() {
        for (answer, expected) in [
            ("y\n", Some(true)),
            ("YES", Some(true)),
            ("是\n", Some(true)),
            ("否", Some(false)),
            ("no", Some(false)),
            ("\n", Some(false)),
            ("yep", None),
            ("是的吗", None),
        ] {
            assert_eq!(is_yes(answer), expected, "{answer:?}");
        }
    }
}
