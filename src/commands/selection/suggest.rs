//! Which instance was meant, where the one that was named is not there.

use std::time::Duration;

use crate::commands::app::App;
use crate::domain::failure::Failure;
use crate::domain::instance::{Instance, InstanceId};
use crate::ops::fleet::instances;
use crate::text::{Text, text};

/// How long a suggestion may take; without one the failure is told as it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// More are no help.
const MOST: usize = 3;

impl App {
    /// Prints a failure; one about an instance that is not there names those that may be meant.
    pub(crate) async fn fail(&self, failed: &Failure) {
        let meant = match &failed.missing {
            Some(id) => self.meant(id).await,
            None => None,
        };
        match meant {
            Some(next) => self.terminal.fail(&failed.clone().next(next)),
            None => self.terminal.fail(failed),
        }
    }

    async fn meant(&self, id: &InstanceId) -> Option<Text> {
        let region = self.reach().region().ok()??;
        let api = self.open_api().await.ok()?;
        let listing = tokio::time::timeout(PATIENCE, instances(&api, &region));
        let listed = listing.await.ok()?.ok()?;
        let named = |one: Instance| (one.id, one.description);
        let listed: Vec<_> = listed.into_iter().map(named).collect();
        suggestion(id.as_str(), &listed)
    }
}

/// The instances that the text may mean, by id and description: those with this description, else
/// those with a similar id.
fn suggestion(text: &str, listed: &[(InstanceId, String)]) -> Option<Text> {
    let described: Vec<&InstanceId> = listed
        .iter()
        .filter(|(_, description)| description.eq_ignore_ascii_case(text))
        .map(|(id, _)| id)
        .collect();
    match described.as_slice() {
        [] => {}
        [only] => {
            return Some(text!("suggest-described", text = text, id = *only));
        }
        [..] => {
            return Some(text!("suggest-several-described", text = text));
        }
    }
    let furthest = (text.len() / 4).clamp(1, 3);
    let mut near: Vec<(usize, &(InstanceId, String))> = listed
        .iter()
        .map(|one| (strsim::damerau_levenshtein(text, one.0.as_str()), one))
        .filter(|(distance, _)| *distance <= furthest)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let nearest = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance == nearest);
    let told = |(_, (id, description)): &(usize, &(InstanceId, String))| match description.as_str()
    {
        "" => Text::verbatim(id.as_str()),
        description => text!("suggest-id", id = id, description = description),
    };
    let near: Vec<Text> = near.iter().take(MOST).map(told).collect();
    (!near.is_empty()).then(|| text!("suggest-near", ids = Text::either(near)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_ids_and_one_description_are_suggested() {
        let rows = [
            ("pgm-bp1abc", "orders"),
            ("pgm-bp1xyz", "shop"),
            ("pgm-zz9", "shop"),
        ];
        let listed = rows.map(|(id, text)| (id.parse().unwrap(), text.to_owned()));
        let told = |text| suggestion(text, &listed).map(|text| text.english());
        assert_eq!(
            told("pgm-bp1acb").as_deref(),
            Some("did you mean pgm-bp1abc (orders)?")
        );
        assert_eq!(
            told("Orders").as_deref(),
            Some("`Orders` is the description of pgm-bp1abc; give the id")
        );
        assert!(told("shop").unwrap().starts_with("several instances"));
        assert_eq!(told("pgm-elsewhere"), None);
    }
}
