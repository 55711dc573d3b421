//! Everything one look at an instance found, and when.

use chrono::{DateTime, Utc};

use super::failure::Ending;
use super::hba::HbaState;
use super::instance::{Endpoint, Instance, InstanceId, RequestId, Status};
use super::proof::{ProbeReport, Unprobed, WitnessCount, unprobed};
use super::ssl::{LastChange, SslState};
use crate::text::{Text, text};

/// Who would have to act for a reading to succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Credentials or permission are missing.
    Access,
    /// No such instance in this region or account.
    NotFound,
    /// The question does not apply to this instance.
    Unsupported,
    /// The API or the network failed, or answered what cannot be understood.
    Failed,
}

impl Cause {
    /// How a run ends for which a deciding part could not be read.
    pub const fn ending(self) -> Ending {
        match self {
            Self::Access => Ending::Access,
            Self::Unsupported => Ending::Blocked,
            Self::NotFound | Self::Failed => Ending::Api,
        }
    }
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Who would have to act.
    pub cause: Cause,
    /// The API action that was called, where one was.
    pub action: Option<String>,
    /// The API's code, where it gave one.
    pub code: Option<String>,
    /// What went wrong, for people.
    pub message: Text,
    /// The request id, where an answer came.
    pub request_id: Option<RequestId>,
    /// One thing to do; `None` where nothing helps.
    pub next: Option<Text>,
}

impl Unreadable {
    /// What no answer of the API says more about.
    pub const fn new(cause: Cause, message: Text) -> Self {
        Self {
            cause,
            action: None,
            code: None,
            message,
            request_id: None,
            next: None,
        }
    }

    /// Code, message and request id.
    pub fn text(&self) -> Text {
        coded(
            self.code.as_deref(),
            &self.message,
            self.request_id.as_ref(),
        )
    }
}

/// What went wrong, with the API's code and the request id where there are any.
pub fn coded(code: Option<&str>, message: &Text, request_id: Option<&RequestId>) -> Text {
    let coded = match code {
        Some(code) => text!("unreadable-coded", code = code, message = message),
        None => message.clone(),
    };
    match request_id {
        Some(request) => text!("unreadable-request", what = coded, request = request),
        None => coded,
    }
}

/// One part of a look: known, not asked, or asked in vain. Never a default value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// Read.
    Known(T),
    /// Not asked, because the question does not apply or was not wanted.
    NotAsked,
    /// Asked, and no usable answer came.
    Unreadable(Unreadable),
}

impl<T> Reading<T> {
    /// The value, where there is one.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::NotAsked | Self::Unreadable(_) => None,
        }
    }

    /// Why it could not be read, where it was asked in vain.
    pub const fn unreadable(&self) -> Option<&Unreadable> {
        match self {
            Self::Unreadable(unreadable) => Some(unreadable),
            Self::Known(_) | Self::NotAsked => None,
        }
    }
}

/// The database proxy in front of an instance.
///
/// Source: DescribeDBProxy, `DBProxyServiceStatus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyState {
    /// Whether the proxy is on (`Startup`).
    pub running: bool,
    /// The status of the proxy's own instances, such as `Running` (`DBProxyInstanceStatus`).
    pub status: Option<String>,
}

/// What one look found.
#[derive(Debug, Clone, PartialEq)]
pub struct Posture {
    /// Which instance.
    pub id: InstanceId,
    /// When it was looked at.
    pub seen_at: DateTime<Utc>,
    /// The instance itself.
    pub instance: Reading<Instance>,
    /// Its endpoints.
    pub endpoints: Reading<Vec<Endpoint>>,
    /// Its SSL settings.
    pub ssl: Reading<SslState>,
    /// Its pg_hba records.
    pub hba: Reading<HbaState>,
    /// The IP whitelist: CIDRs of every group.
    pub whitelist: Reading<Vec<String>>,
    /// The proxy in front.
    pub proxy: Reading<ProxyState>,
    /// What live connections said, one report an endpoint that was tried.
    pub probes: Vec<ProbeReport>,
    /// How many logins that its records are for were not tried, past the bound.
    pub left_out: usize,
}

impl Posture {
    /// An instance of which nothing was asked yet.
    pub const fn unread(id: InstanceId, seen_at: DateTime<Utc>) -> Self {
        Self {
            id,
            seen_at,
            instance: Reading::NotAsked,
            endpoints: Reading::NotAsked,
            ssl: Reading::NotAsked,
            hba: Reading::NotAsked,
            whitelist: Reading::NotAsked,
            proxy: Reading::NotAsked,
            probes: vec![],
            left_out: 0,
        }
    }

    /// Whether nothing is known of the endpoints that were asked for: then nothing tells whose the SSL settings are.
    pub const fn are_endpoints_unread(&self) -> bool {
        match &self.endpoints {
            Reading::Unreadable(_) => true,
            Reading::Known(endpoints) => endpoints.is_empty(),
            Reading::NotAsked => false,
        }
    }

    /// How many logins of its records were tried; `None` when there are none beside those that were named.
    pub fn tried(&self) -> Option<WitnessCount> {
        WitnessCount::of(&self.probes, self.left_out)
    }

    /// What of its endpoints cannot be tried.
    pub fn unprobed(&self) -> Vec<Unprobed> {
        let endpoints = self.endpoints.known().map_or(&[][..], Vec::as_slice);
        unprobed(&self.id, self.instance.known(), endpoints)
    }

    /// The service's marks of the last change, of SSL and of the records, as far as they were read.
    pub fn marks(&self) -> [Option<&LastChange>; 2] {
        let ssl = self.ssl.known().map(|ssl| &ssl.last_change);
        let hba = self.hba.known().map(|hba| &hba.last_change);
        [ssl, hba]
    }

    /// Whether a change of SSL or of the records may be running: what it leaves behind does not show yet. A mark in
    /// an unknown word says so while the instance is not known to be at rest.
    pub fn is_changing(&self) -> bool {
        let instance = self.instance.known();
        let is_at_rest = instance.is_some_and(|instance| instance.status == Status::Running);
        let runs = |mark: &LastChange| mark.is_running() || mark.is_unknown() && !is_at_rest;
        self.marks().into_iter().flatten().any(runs)
    }

    /// Whether a mark moved since an earlier look to what may be a change that is running.
    pub fn is_changing_since(&self, before: &Self) -> bool {
        let pairs = self.marks().into_iter().zip(before.marks());
        let mut pairs = pairs.filter_map(|(now, before)| now.zip(before));
        pairs.any(|(now, before)| now.may_run(before))
    }

    /// The endpoint that the SSL settings protect, where it is none of the instance's: the settings may
    /// be those of another instance, since their answer names none, or the endpoint was renamed.
    pub fn stray_endpoint(&self) -> Option<&str> {
        let protected = self.ssl.known()?.endpoint.as_deref()?;
        let endpoints = self.endpoints.known().filter(|all| !all.is_empty())?;
        let is_ours = |endpoint: &Endpoint| endpoint.host.eq_ignore_ascii_case(protected);
        (!endpoints.iter().any(is_ours)).then_some(protected)
    }
}
