//! The sources against scratch homes and a local server that plays STS, metadata and the others.

mod files;
mod renewal;
mod roles;
mod served;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;

use super::*;
use crate::clock::fake::FakeClock;
use crate::cloud::rpc::signature::Parameters;
use crate::cloud::rpc::transport::ServerTransport;
use crate::domain::diagnosis::{CredentialSource, SourceState};

pub(super) fn noon() -> DateTime<Utc> {
    "2027-01-02T12:00:00Z".parse().unwrap()
}

/// A time as services write it, N minutes from noon.
pub(super) fn minutes(minutes: i64) -> String {
    (noon() + TimeDelta::minutes(minutes))
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// A temporary key as most services spell it.
pub(super) fn temporary(id: &str, end: &str) -> serde_json::Value {
    serde_json::json!({
        "AccessKeyId": id, "AccessKeySecret": format!("sec-of-{id}"),
        "SecurityToken": format!("sec-token-of-{id}"), "Expiration": end,
    })
}

/// The answer of STS with that key.
pub(super) fn assumed(id: &str, end: &str) -> String {
    serde_json::json!({ "RequestId": "R", "Credentials": temporary(id, end) }).to_string()
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Arrived {
    pub(super) fn form(&self) -> Parameters {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        self.body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

type Play = dyn Fn(&Arrived, usize) -> (u16, String) + Send + Sync;

/// A server that answers as `play` says, told the request and how many came before.
pub(super) struct Server {
    pub(super) url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Server {
    pub(super) async fn start(
        play: impl Fn(&Arrived, usize) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        Self::slow(Duration::ZERO, play).await
    }

    /// One that takes its time.
    pub(super) async fn slow(
        pause: Duration,
        play: impl Fn(&Arrived, usize) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let play: Arc<Play> = Arc::new(play);
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&arrived);
        let handle = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let request = Arrived {
                method,
                target: uri.to_string(),
                headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            let (status, text) = {
                let mut seen = seen.lock().unwrap();
                let answer = play(&request, seen.len());
                seen.push(request);
                answer
            };
            async move {
                let _ = tokio::time::timeout(pause, std::future::pending::<()>()).await;
                (StatusCode::from_u16(status).unwrap(), text)
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(handle);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, arrived }
    }

    pub(super) fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }
}

/// An address where nobody listens.
pub(super) async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A home directory, an environment and a clock that stands at noon.
pub(super) struct World {
    home: tempfile::TempDir,
    variables: BTreeMap<String, String>,
    profile: Option<&'static str>,
    clock: Arc<FakeClock>,
    pub(super) means: ProviderContext,
}

impl World {
    pub(super) fn new(variables: &[(&str, &str)]) -> Self {
        let clock = Arc::new(FakeClock::at(noon()));
        let mut means = ProviderContext::new(ServerTransport::default(), clock.clone());
        // Never the real one, whatever machine this runs on.
        means.metadata_service = "http://127.0.0.1:1/".parse().unwrap();
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            profile: None,
            clock,
            means,
        }
    }

    pub(super) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Writes a file of the home directory that only its owner can read.
    pub(super) fn file(self, name: &str, text: &str) -> Self {
        let file = self.home.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        restrict(&file, 0o600);
        self
    }

    pub(super) fn with_config(self, text: &str) -> Self {
        self.file(".aliyun/config.json", text)
    }

    /// A configuration whose only profile is `main` with these keys.
    pub(super) fn with_profile(self, keys: &serde_json::Value) -> Self {
        let mut profile = serde_json::json!({ "name": "main" });
        profile
            .as_object_mut()
            .unwrap()
            .extend(keys.as_object().unwrap().clone());
        self.with_config(
            &serde_json::json!({ "current": "main", "profiles": [profile] }).to_string(),
        )
    }

    pub(super) fn asked_for(mut self, profile: &'static str) -> Self {
        self.profile = Some(profile);
        self
    }

    pub(super) fn around(&self) -> ChainInputs<'_> {
        ChainInputs {
            variables: &self.variables,
            home: Some(self.home.path()),
            profile: self.profile,
        }
    }

    pub(super) async fn search(&self) -> SourceSearch {
        let search = search(&self.around(), &self.means).await;
        assert!(!format!("{search:?}").contains("sec-"), "{search:?}");
        search
    }

    pub(super) async fn identity(&self) -> Identity {
        self.search().await.identity.unwrap()
    }

    pub(super) async fn credentials(&self) -> Result<Arc<Credentials>, CredentialsError> {
        self.search().await.identity?.credentials().await
    }

    pub(super) async fn finds(&self, id: &str, secret: &str, token: Option<&str>) {
        let found = self.credentials().await.unwrap();
        assert_eq!(found.access_key_id, id);
        assert_eq!(found.secret.expose_secret(), secret);
        let held = found
            .security_token
            .as_ref()
            .map(|token| token.expose_secret().to_owned());
        assert_eq!(held.as_deref(), token);
        assert!(!format!("{found:?}").contains("sec-"), "{found:?}");
    }

    /// Finds the temporary key that [`temporary`] makes.
    pub(super) async fn finds_temporary(&self, id: &str) {
        let (secret, token) = (format!("sec-of-{id}"), format!("sec-token-of-{id}"));
        self.finds(id, &secret, Some(&token)).await;
    }

    pub(super) async fn fails(&self, words: &[&str]) -> CredentialsError {
        let error = self.credentials().await.unwrap_err();
        for word in words {
            assert!(error.to_string().contains(word), "{word:?} in {error}");
        }
        let shown = format!("{error} {error:?} {}", error.remedy().english());
        assert!(!shown.contains("sec-"), "{shown}");
        error
    }
}

/// What became of the source of this name.
#[track_caller]
pub(super) fn step<'a>(search: &'a SourceSearch, source: &str) -> &'a CredentialSource {
    let mut steps = search.steps.iter();
    let found = steps.find(|step| step.source.english() == source);
    found.unwrap_or_else(|| panic!("no source {source}: {:?}", search.steps))
}

pub(super) fn restrict(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}
