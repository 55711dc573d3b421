//! The search through the sources, and what it found out about each.

use std::fmt;

use super::identity::{Found, Identity, Means};
use super::issued::Issued;
use super::profile::{self, Rules};
use super::{
    CredentialsError, Exposed, Surroundings, config_file, credentials_file, environment, metadata,
    oidc, uri,
};

/// The sources in their order, as they are called in a report.
const SOURCES: [&str; 6] = [
    "environment",
    "OIDC",
    "~/.aliyun/config.json",
    "~/.alibabacloud/credentials",
    "ECS metadata",
    "credentials URI",
];

/// What a source has.
pub(super) enum Looked {
    Found(Found),
    /// Nothing, and why.
    Absent(String),
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It decides. What it gives, such as "an access key from environment variable X".
    Used(String),
    /// It has nothing, or is not asked; why.
    Absent(String),
    /// It has something that cannot be used, which ends the search; why.
    Broken(String),
    /// An earlier one decided.
    NotReached,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used(what) => write!(f, "used: {what}"),
            Self::Absent(why) => write!(f, "nothing there: {why}"),
            Self::Broken(why) => write!(f, "broken: {why}"),
            Self::NotReached => f.write_str("not looked at"),
        }
    }
}

/// One source of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The source.
    pub source: &'static str,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a search found, and how.
#[derive(Debug)]
pub struct Search {
    /// Every source in its order.
    pub steps: Vec<Step>,
    /// Files with keys of the source that decided which others can read.
    pub exposed: Vec<Exposed>,
    /// Who we are, or why nobody.
    pub identity: Result<Identity, CredentialsError>,
}

/// Looks through the sources; the first that has something decides.
///
/// Nothing is asked over the network, except the metadata service when no source before it has
/// anything. A source that has to ask for its key does so at the first use of the identity.
pub async fn search(around: &Surroundings<'_>, means: &Means) -> Search {
    let mut looks = Looks {
        steps: Vec::with_capacity(SOURCES.len()),
        exposed: Vec::new(),
    };
    let identity = looks.run(around, means).await;
    let Looks { mut steps, exposed } = looks;
    for source in SOURCES.into_iter().skip(steps.len()) {
        steps.push(Step {
            source,
            outcome: Outcome::NotReached,
        });
    }
    Search {
        steps,
        exposed,
        identity,
    }
}

struct Looks {
    steps: Vec<Step>,
    exposed: Vec<Exposed>,
}

impl Looks {
    async fn run(
        &mut self,
        around: &Surroundings<'_>,
        means: &Means,
    ) -> Result<Identity, CredentialsError> {
        let identity = |found, first| Identity::new(found, means, first);
        // Read only when the environment has no key pair.
        let rules = || Rules::of(around, means);
        match around.profile {
            None => {
                if let Some(found) = self.note(environment::look(around))? {
                    return Ok(identity(found, None));
                }
                if let Some(found) = self.note(oidc::look(around, &rules().defaults))? {
                    return Ok(identity(found, None));
                }
            }
            Some(profile) => {
                for _ in 0..2 {
                    let why = format!("profile `{profile}` is asked for");
                    self.note(Ok(Looked::Absent(why)))?;
                }
            }
        }
        let rules = rules();
        let (of_profile, missing) = match config_file::look(around) {
            Ok(config_file::Looked::There(file, name)) => (
                profile::found(&file, &name, &rules).map(Looked::Found),
                None,
            ),
            Ok(config_file::Looked::Absent(why)) => (Ok(Looked::Absent(why)), None),
            Ok(config_file::Looked::Missing(error)) => {
                (Ok(Looked::Absent(error.to_string())), Some(error))
            }
            Err(error) => (Err(error), None),
        };
        if let Some(found) = self.note(of_profile)? {
            return Ok(identity(found, None));
        }
        if let Some(found) = self.note(credentials_file::look(around, &rules))? {
            return Ok(identity(found, None));
        }
        // A profile that is asked for has to be somewhere.
        if let Some(error) = missing {
            return Err(error);
        }
        if let Some((found, first)) = self.metadata(around, &rules, means).await? {
            return Ok(identity(found, first));
        }
        if let Some(found) = self.note(uri::look(around, &rules))? {
            return Ok(identity(found, None));
        }
        Err(CredentialsError::None {
            looked_at: self.reasons(),
        })
    }

    async fn metadata(
        &mut self,
        around: &Surroundings<'_>,
        rules: &Rules,
        means: &Means,
    ) -> Result<Option<(Found, Option<Issued>)>, CredentialsError> {
        let (looked, first) = match metadata::look(around, rules, means).await {
            Ok((looked, first)) => (Ok(looked), first),
            Err(error) => (Err(error), None),
        };
        Ok(self.note(looked)?.map(|found| (found, first)))
    }

    /// Writes down what the next source has.
    fn note(
        &mut self,
        looked: Result<Looked, CredentialsError>,
    ) -> Result<Option<Found>, CredentialsError> {
        let outcome = match &looked {
            Ok(Looked::Found(found)) => {
                self.exposed.clone_from(&found.exposed);
                Outcome::Used(format!("{} from {}", found.manner, found.source))
            }
            Ok(Looked::Absent(why)) => Outcome::Absent(why.clone()),
            Err(error) => Outcome::Broken(error.to_string()),
        };
        if let Some(source) = SOURCES.get(self.steps.len()) {
            self.steps.push(Step { source, outcome });
        }
        Ok(match looked? {
            Looked::Found(found) => Some(found),
            Looked::Absent(_) => None,
        })
    }

    fn reasons(&self) -> String {
        let reasons: Vec<String> = self
            .steps
            .iter()
            .filter_map(|step| match &step.outcome {
                Outcome::Absent(why) => Some(format!("{}: {why}", step.source)),
                Outcome::Used(_) | Outcome::Broken(_) | Outcome::NotReached => None,
            })
            .collect();
        reasons.join("; ")
    }
}
