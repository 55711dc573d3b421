//! One attempt: the answer to it, or what came instead.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Response;
use reqwest::header::{DATE, HeaderMap};

use super::answer::{Answer, WireError, parse, printable};
use super::codes::classify;
use super::error::{ApiError, ApiErrorKind};
use super::failure::{ErrorBody, failure, is_failure};
use super::transport::deepest;
use crate::domain::instance::RequestId;
use crate::text::{Text, text};

/// The most that is read of an answer, after decompression.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// How an attempt failed, in the terms that decide on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// No connection: nothing was sent.
    NeverSent,
    /// Sent, and no whole answer came.
    Lost,
    /// The API refused, with a code.
    Refused,
    /// Something answered that is not the API, or its answer was cut.
    Garbled,
    /// The API answered and the answer cannot be used.
    Final,
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct AttemptError {
    /// Boxed, since an attempt's result is passed through several hands.
    pub(super) error: Box<ApiError>,
    pub(super) cause: Cause,
    /// The pause the service asks for.
    pub(super) retry_after: Option<Duration>,
    /// The service's clock.
    pub(super) date: Option<DateTime<Utc>>,
}

/// A whole answer of any status, as bytes.
pub(in crate::cloud) struct RawAnswer {
    pub(super) status: u16,
    pub(in crate::cloud) request_id: Option<RequestId>,
    pub(super) retry_after: Option<Duration>,
    pub(super) date: Option<DateTime<Utc>>,
    pub(in crate::cloud) body: Vec<u8>,
}

/// Reads an answer within bounds.
pub(super) async fn read(mut response: Response, action: &str) -> Result<RawAnswer, AttemptError> {
    let headers = response.headers();
    let mut answer = RawAnswer {
        status: response.status().as_u16(),
        request_id: header(headers, "x-acs-request-id")
            .map(|id| RequestId(printable(id, 100)))
            .filter(|id| !id.0.is_empty()),
        // Milliseconds; anything but a positive whole number is no hint.
        retry_after: header(headers, "x-acs-retry-after")
            .and_then(|text| text.trim().parse().ok())
            .filter(|milliseconds| *milliseconds > 0)
            .map(Duration::from_millis),
        date: header(headers, DATE.as_str())
            .and_then(|text| DateTime::parse_from_rfc2822(text).ok())
            .map(|date| date.to_utc()),
        body: Vec::new(),
    };
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(answer),
            Ok(Some(chunk)) if answer.body.len() + chunk.len() <= LARGEST => {
                answer.body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                let message = text!("api-too-large", mib = LARGEST / 1024 / 1024);
                return Err(answer.trouble(action, Cause::Final, message));
            }
            Err(error) => {
                let message = text!("api-broke-off", cause = deepest(error));
                return Err(answer.trouble(action, Cause::Lost, message));
            }
        }
    }
}

impl RawAnswer {
    /// What `decode` makes of a call that succeeded. An answer that carries an error code is a refusal,
    /// whatever its status. `signed_text` is what we signed.
    pub(super) fn judge<T>(
        &self,
        action: &str,
        signed_text: &str,
        decode: impl Fn(&Self, Result<Answer<'_>, WireError>) -> Result<T, WireError>,
    ) -> Result<T, AttemptError> {
        let answer = parse(&self.body);
        let refused = match &answer {
            Ok(answer) => is_failure(answer),
            Err(_) => failure(&self.body).code.is_some(),
        };
        if refused || !matches!(self.status, 200..=299) {
            return Err(self.refusal(action, signed_text));
        }
        decode(self, answer).map_err(|error| self.undecodable(action, &error))
    }

    fn trouble(&self, action: &str, cause: Cause, message: Text) -> AttemptError {
        let kind = match cause {
            Cause::NeverSent => ApiErrorKind::Unreachable,
            Cause::Lost => ApiErrorKind::AnswerLost,
            Cause::Refused => ApiErrorKind::Failed,
            Cause::Garbled | Cause::Final => ApiErrorKind::Unreadable,
        };
        AttemptError {
            error: Box::new(ApiError {
                request_id: self.request_id.clone(),
                status: Some(self.status),
                ..ApiError::new(kind, action, message)
            }),
            cause,
            retry_after: self.retry_after,
            date: self.date,
        }
    }

    /// What a success that cannot be decoded means.
    fn undecodable(&self, action: &str, error: &WireError) -> AttemptError {
        let cause = match error {
            WireError::NotJson(_) => Cause::Garbled,
            WireError::Shape(_) | WireError::NoInstance => Cause::Final,
        };
        let mut trouble = self.trouble(action, cause, error.text());
        if *error == WireError::NoInstance {
            trouble.error.kind = ApiErrorKind::NotFound;
        }
        trouble
    }

    /// What an answer that is no success means.
    ///
    /// A status without a code is not the API's own: a 5xx counts as a failure of the service, a
    /// redirect is not followed, anything else is unreadable.
    fn refusal(&self, action: &str, signed_text: &str) -> AttemptError {
        let ErrorBody {
            code,
            mut message,
            request_id,
        } = failure(&self.body);
        let cause = match (&code, self.status) {
            (Some(_), _) | (None, 429 | 500..) => Cause::Refused,
            (None, 300..=399) => Cause::Final,
            (None, _) => Cause::Garbled,
        };
        let kind = match (&code, cause) {
            (_, Cause::Refused) => classify(
                code.as_deref().unwrap_or_default(),
                &message.english(),
                self.status,
                self.retry_after.is_some(),
            ),
            _ => ApiErrorKind::Unreadable,
        };
        if cause == Cause::Final {
            message = text!("api-redirect", status = self.status);
        } else if code.as_deref() == Some("SignatureDoesNotMatch") {
            // The API's own message quotes every parameter.
            let same = String::from_utf8_lossy(&self.body).contains(signed_text);
            message = if same {
                text!("api-wrong-secret")
            } else {
                text!("api-other-text")
            };
        } else if code.is_none() || message == "" {
            message = text!("api-status-said", status = self.status, message = message);
        }
        let mut trouble = self.trouble(action, cause, message);
        trouble.error.kind = kind;
        trouble.error.code = code;
        trouble.error.request_id = trouble.error.request_id.or(request_id);
        trouble
    }
}

/// A call that failed before anything was sent, and never will.
pub(super) fn unsent(action: &str, kind: ApiErrorKind, message: Text) -> AttemptError {
    AttemptError {
        error: Box::new(ApiError::new(kind, action, message)),
        cause: Cause::Final,
        retry_after: None,
        date: None,
    }
}

/// What a transport error means; `route` is whom the request was for, and by which proxy.
pub(super) fn transport(error: reqwest::Error, action: &str, route: &Text) -> AttemptError {
    let (cause, kind, what) = if error.is_connect() {
        (
            Cause::NeverSent,
            ApiErrorKind::Unreachable,
            text!("api-no-connection", authority = route),
        )
    } else if error.is_builder() {
        let what = text!("api-unwritable");
        (Cause::Final, ApiErrorKind::Invalid, what)
    } else if error.is_timeout() {
        let what = text!("api-late", authority = route);
        (Cause::Lost, ApiErrorKind::AnswerLost, what)
    } else {
        let what = text!("api-broke", authority = route);
        (Cause::Lost, ApiErrorKind::AnswerLost, what)
    };
    AttemptError {
        error: Box::new(ApiError::new(
            kind,
            action,
            text!("failure-reason", what = what, why = deepest(error)),
        )),
        cause,
        retry_after: None,
        date: None,
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
