//! From TOML to a policy, refusing what is not understood with its place and the nearest key.

use super::{EMPTY, EnforceBy, PolicyFile, PolicySettings, VERSION};
use crate::domain::nearest::nearest;
use crate::text::{Text, text};

/// Why a text is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub struct PolicyRefused {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: Text,
}

impl PolicyRefused {
    /// Where, and what is wrong there.
    pub fn text(&self) -> Text {
        text!(
            "file-place",
            line = self.line,
            column = self.column,
            why = &self.what
        )
    }
}

impl PolicyFile {
    /// Reads a policy file.
    ///
    /// # Errors
    /// The first thing that is not understood, with its place.
    pub fn read(text: &str) -> Result<Self, PolicyRefused> {
        let file: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            refused(text, start, suggestion(error.message()))
        })?;
        file.check().map_err(|(near, what)| {
            let start = text.find(near.as_str()).unwrap_or_default();
            refused(text, start, what)
        })
    }

    /// What the types cannot say; with a text near which the fault is.
    fn check(self) -> Result<Self, (String, Text)> {
        if self.version != VERSION {
            let what = text!("policy-version", version = self.version, known = VERSION);
            return Err(("version".to_owned(), what));
        }
        let settings = self.rules.iter().map(|rule| &rule.set);
        for settings in std::iter::once(&self.defaults).chain(settings) {
            for acl in [settings.mode, settings.replication].into_iter().flatten() {
                if !acl.forces_ssl() {
                    return Err(("prefer".to_owned(), text!("policy-prefer")));
                }
            }
            if settings.records.is_some() && settings.strategy.is_some() {
                let what = text!("policy-strategy-beside-records");
                return Err(("strategy".to_owned(), what));
            }
            if settings
                .expiry_days
                .is_some_and(|days| !(0..=3650).contains(&days))
            {
                let what = text!("policy-expiry-days");
                return Err(("expiry_days".to_owned(), what));
            }
        }
        self.check_ways()?;
        for waiver in &self.waivers {
            if waiver.reason.trim().is_empty() {
                return Err(("reason".to_owned(), text!("policy-waiver-reason")));
            }
            if !waiver.fits_its_databases() {
                return Err(("database".to_owned(), text!("policy-waiver-kind")));
            }
            let unrelated = waiver.findings.iter().find(|id| !id.is_about_records());
            if let (Some(id), Some(_)) = (unrelated, waiver.login()) {
                let what = text!("policy-waiver-columns", finding = id.as_str());
                return Err((format!("\"{}\"", id.as_str()), what));
            }
            if let Some(Err(why)) = waiver.login().map(|login| login.check()) {
                return Err((
                    "[[waivers]]".to_owned(),
                    text!("policy-bad-waiver", why = why),
                ));
            }
        }
        Ok(self)
    }
}

impl PolicyFile {
    /// Refuses what belongs to a way of enforcement that it can never meet.
    fn check_ways(&self) -> Result<(), (String, Text)> {
        let rules = || self.rules.iter().map(|rule| &rule.set);
        let by_default = self.defaults.via.as_deref().unwrap_or(&[EnforceBy::Hba]);
        let takes = |settings: &PolicySettings, way| {
            let own = settings.via.as_deref();
            own.is_some_and(|via| via.contains(&way))
        };
        for (way, near, what) in [
            (EnforceBy::Acl, "mode", text!("policy-needs-acl")),
            (EnforceBy::Hba, "strategy", text!("policy-needs-hba")),
        ] {
            let sets = |settings: &PolicySettings| match way {
                EnforceBy::Acl => settings.mode.or(settings.replication).is_some(),
                EnforceBy::Hba => settings.strategy.is_some(),
            };
            let met = by_default.contains(&way) || rules().any(|rule| takes(rule, way));
            let wasted =
                |rule: &PolicySettings| sets(rule) && rule.via.is_some() && !takes(rule, way);
            if (sets(&self.defaults) || rules().any(sets)) && !met || rules().any(wasted) {
                return Err((near.to_owned(), what));
            }
        }
        Ok(())
    }
}

fn refused(text: &str, start: usize, what: Text) -> PolicyRefused {
    let before = text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    PolicyRefused {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        what,
    }
}

/// Adds the nearest name to a message that lists what was expected, each name in backticks.
fn suggestion(message: &str) -> Text {
    if message == EMPTY {
        return text!("policy-empty-list");
    }
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let nearest = match names.split_first() {
        Some((given, known)) if message.starts_with("unknown") => {
            nearest(given, known.iter().copied())
        }
        _ => None,
    };
    let message = message.replace('\n', " ");
    match nearest {
        Some(name) => text!(
            "policy-did-you-mean",
            message = Text::reported(&message),
            name = name
        ),
        None => Text::reported(&message),
    }
}
