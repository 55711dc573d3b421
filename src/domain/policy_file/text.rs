//! From TOML to a policy, refusing what is not understood with its place and the nearest key.

use toml::de::{DeArray, DeTable};

use super::{EMPTY, EnforceBy, PolicyFile, PolicySettings, VERSION};
use crate::domain::nearest::nearest;
use crate::domain::versioned::other_version;
use crate::text::{Text, text};

/// Why a text is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub struct PolicyRefused {
    /// Line and column in characters, from 1; `None` for what the whole file lacks.
    pub place: Option<(usize, usize)>,
    /// What is wrong there.
    pub what: Text,
}

impl PolicyRefused {
    /// Where, and what is wrong there.
    pub fn text(&self) -> Text {
        self.place.map_or_else(
            || self.what.clone(),
            |(line, column)| text!("file-place", line = line, column = column, why = &self.what),
        )
    }
}

impl PolicyFile {
    /// Reads a policy file.
    ///
    /// # Errors
    /// The first thing that is not understood, with its place.
    pub fn read(text: &str) -> Result<Self, PolicyRefused> {
        let document = toml::Deserializer::parse(text).ok();
        if let Some(found) = document.and_then(|document| other_version(document, VERSION)) {
            let what = text!("policy-version", version = found, known = VERSION);
            return Err(refused(text, start_of(text, "version"), what));
        }
        let file: Self = toml::from_str(text).map_err(|error| {
            // The one key that a whole file has to have is missing at no line of it.
            let is_placed = !error.message().ends_with("`version`");
            let span = error.span().filter(|_| is_placed);
            refused(
                text,
                span.map(|span| span.start),
                suggestion(error.message()),
            )
        })?;
        file.check()
            .map_err(|(at, what)| refused(text, start_of(text, &at), what))
    }

    /// The settings of the file, each with its place.
    fn settings(&self) -> impl Iterator<Item = (Place, &PolicySettings)> {
        let rules = self.rules.iter().enumerate();
        let rules = rules.map(|(at, rule)| (format!("rules.{at}.set"), &rule.set));
        std::iter::once(("defaults".to_owned(), &self.defaults)).chain(rules)
    }

    /// What the types cannot say, with its place.
    fn check(self) -> Result<Self, (Place, Text)> {
        for (at, settings) in self.settings() {
            for (key, acl) in [
                ("mode", settings.mode),
                ("replication", settings.replication),
            ] {
                if acl.is_some_and(|acl| !acl.forces_ssl()) {
                    return Err((format!("{at}.{key}"), text!("policy-prefer")));
                }
            }
            if settings.records.is_some() && settings.strategy.is_some() {
                let what = text!("policy-strategy-beside-records");
                return Err((at + ".strategy", what));
            }
            if settings
                .expiry_days
                .is_some_and(|days| !(0..=3650).contains(&days))
            {
                return Err((at + ".expiry_days", text!("policy-expiry-days")));
            }
        }
        self.check_ways()?;
        for (at, waiver) in self.waivers.iter().enumerate() {
            let at = format!("waivers.{at}");
            if waiver.reason.trim().is_empty() {
                return Err((at + ".reason", text!("policy-waiver-reason")));
            }
            if !waiver.fits_its_databases() {
                return Err((at + ".database", text!("policy-waiver-kind")));
            }
            let mut ids = waiver.findings.iter().enumerate();
            let unrelated = ids.find(|(_, id)| !id.is_about_records());
            if let (Some((item, id)), Some(_)) = (unrelated, waiver.login()) {
                let what = text!("policy-waiver-columns", finding = id.as_str());
                return Err((format!("{at}.findings.{item}"), what));
            }
            if let Some(Err(why)) = waiver.login().map(|login| login.check()) {
                return Err((at, text!("policy-bad-waiver", why = why)));
            }
        }
        Ok(self)
    }

    /// Refuses what belongs to a way of enforcement that it can never meet.
    fn check_ways(&self) -> Result<(), (Place, Text)> {
        let by_default = self.defaults.via.as_deref().unwrap_or(&[EnforceBy::Hba]);
        for (way, keys, what) in [
            (
                EnforceBy::Acl,
                &["mode", "replication"][..],
                text!("policy-needs-acl"),
            ),
            (EnforceBy::Hba, &["strategy"], text!("policy-needs-hba")),
        ] {
            let takes = |settings: &PolicySettings| {
                let own = settings.via.as_deref();
                own.is_some_and(|via| via.contains(&way))
            };
            let is_met = by_default.contains(&way) || self.settings().any(|(_, set)| takes(set));
            // What the defaults say is for the rules too, whatever way those choose.
            for (nth, (at, settings)) in self.settings().enumerate() {
                let is_rule = nth > 0;
                let is_wasted = !is_met || is_rule && settings.via.is_some() && !takes(settings);
                let mut set = keys.iter().filter(|key| match **key {
                    "mode" => settings.mode.is_some(),
                    "replication" => settings.replication.is_some(),
                    _ => settings.strategy.is_some(),
                });
                if let Some(key) = set.next().filter(|_| is_wasted) {
                    return Err((format!("{at}.{key}"), what));
                }
            }
        }
        Ok(())
    }
}

/// Where something stands in a policy: keys, and the numbers of items from 0, such as `rules.0.set.mode`.
type Place = String;

/// The byte at which a place begins, or as much of it as is written.
fn start_of(text: &str, place: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let (mut table, mut list) = (Some(root.get_ref()), None::<&DeArray<'_>>);
    let mut start = None;
    for step in place.split('.') {
        let found = if let Ok(item) = step.parse::<usize>() {
            let value = list.and_then(|list| list.get(item));
            value.map(|value| (value.span().start, value))
        } else {
            let entry = table.and_then(|table| table.get_key_value(step));
            entry.map(|(key, value)| (key.span().start, value))
        };
        let Some((begins, value)) = found else { break };
        start = Some(begins);
        (table, list) = (value.get_ref().as_table(), value.get_ref().as_array());
    }
    start
}

fn refused(text: &str, start: Option<usize>, what: Text) -> PolicyRefused {
    let place = start.map(|start| {
        let before = text.get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    });
    PolicyRefused { place, what }
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
