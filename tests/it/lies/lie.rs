//! The lies: what is sent in place of an honest answer.

use serde_json::{Value, json};

use super::alter::{each_list, each_scalar, member, normalised, without_name};
use super::model::Fate;

/// What goes over the wire.
pub enum Wire {
    /// A whole answer.
    Answer(u16, String),
    /// Less than its length says.
    Cut(String),
    /// The connection is closed without an answer.
    Dropped,
    /// One byte at a time, and then nothing.
    Slow,
    /// Without end.
    Flood,
    /// After so many seconds.
    Later(u64, String),
}

impl Wire {
    pub fn json(value: &Value) -> Self {
        Self::Answer(200, value.to_string())
    }

    fn code(status: u16, code: &str) -> Self {
        let body = json!({ "RequestId": "R", "HostId": "rds.aliyuncs.com", "Code": code,
            "Message": format!("this is {code}") });
        Self::Answer(status, body.to_string())
    }
}

/// A lie in the answer to a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Empty,
    Object,
    Null,
    List,
    Html,
    HtmlFailure,
    /// An error code in a 200.
    Code,
    /// An error code in a 200, beside all that was asked for.
    CodeBeside,
    /// Without the member of this number.
    Partial(usize),
    /// With nothing in the member of this number.
    Hollow(usize),
    Nulls,
    Retyped,
    /// About another instance.
    Foreign,
    /// About another instance, which it does not name.
    Nameless,
    /// As it was when the command began.
    Stale,
    /// As it was, for some seconds after each write.
    Lagging,
    /// As it was and as it is, in turn.
    Flapping,
    /// Without what a colleague did right before.
    Behind,
    Reordered,
    Normalised,
    Doubled,
    EmptyLists,
    Cut,
    CutWhole,
    Dropped,
    Slow,
    Flood,
    Late,
    /// A page that leads to itself.
    Endless,
    Fails,
    Throttled,
    Denied,
    Missing,
    Unsupported,
    Busy,
}

/// Every lie but those about one member.
pub const READS: [Read; 33] = [
    Read::Empty,
    Read::Object,
    Read::Null,
    Read::List,
    Read::Html,
    Read::HtmlFailure,
    Read::Code,
    Read::CodeBeside,
    Read::Nulls,
    Read::Retyped,
    Read::Foreign,
    Read::Nameless,
    Read::Stale,
    Read::Lagging,
    Read::Flapping,
    Read::Behind,
    Read::Reordered,
    Read::Normalised,
    Read::Doubled,
    Read::EmptyLists,
    Read::Cut,
    Read::CutWhole,
    Read::Dropped,
    Read::Slow,
    Read::Flood,
    Read::Late,
    Read::Endless,
    Read::Fails,
    Read::Throttled,
    Read::Denied,
    Read::Missing,
    Read::Unsupported,
    Read::Busy,
];

/// When a read lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    /// Every second time.
    InTurn,
    BeforeWrites,
    AfterWrites,
    Once,
}

/// A lie in the answer to a write, or in what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    FailsButDone,
    RefusedButDone,
    ThrottledButDone,
    BusyButDone,
    CodeButDone,
    CodeNotDone,
    DroppedDone,
    DroppedNotDone,
    CutDone,
    CutNotDone,
    HtmlDone,
    EmptyDone,
    ObjectDone,
    ForeignDone,
    AnswerLate,
    NotDone,
    NotDoneNoMark,
    Half,
    Fails,
    Stuck,
    Overreach,
    ShowsLate,
    ComesTooLate,
}

pub const WRITES: [Write; 23] = [
    Write::FailsButDone,
    Write::RefusedButDone,
    Write::ThrottledButDone,
    Write::BusyButDone,
    Write::CodeButDone,
    Write::CodeNotDone,
    Write::DroppedDone,
    Write::DroppedNotDone,
    Write::CutDone,
    Write::CutNotDone,
    Write::HtmlDone,
    Write::EmptyDone,
    Write::ObjectDone,
    Write::ForeignDone,
    Write::AnswerLate,
    Write::NotDone,
    Write::NotDoneNoMark,
    Write::Half,
    Write::Fails,
    Write::Stuck,
    Write::Overreach,
    Write::ShowsLate,
    Write::ComesTooLate,
];

/// What a read can be answered with beside the truth.
pub struct Known {
    pub honest: Value,
    /// As it was when the command began.
    pub old: Value,
    /// Without what a colleague did right before.
    pub behind: Value,
    pub foreign: Value,
    /// How often this was asked before.
    pub asked: usize,
    /// Whether a write came within some seconds.
    pub fresh: bool,
}

impl Read {
    pub fn tell(self, known: &Known) -> Wire {
        let honest = &known.honest;
        let text = honest.to_string();
        match self {
            Self::Empty => Wire::Answer(200, String::new()),
            Self::Object => Wire::json(&json!({})),
            Self::Null => Wire::json(&Value::Null),
            Self::List => Wire::json(&json!([honest])),
            Self::Html => Wire::Answer(200, "<html><h1>Welcome</h1></html>".to_owned()),
            Self::HtmlFailure => Wire::Answer(502, "<html><h1>Bad Gateway</h1></html>".to_owned()),
            Self::Code => Wire::code(200, "InternalError"),
            Self::CodeBeside => {
                let mut value = honest.clone();
                value["Code"] = json!("InternalError");
                Wire::json(&value)
            }
            Self::Partial(number) => {
                let mut value = honest.clone();
                if let Some((parent, name)) = member(honest, number) {
                    value
                        .pointer_mut(&parent)
                        .unwrap()
                        .as_object_mut()
                        .unwrap()
                        .remove(&name);
                }
                Wire::json(&value)
            }
            Self::Hollow(number) => {
                let mut value = honest.clone();
                if let Some((parent, name)) = member(honest, number) {
                    let member = &mut value.pointer_mut(&parent).unwrap()[name];
                    *member = match member {
                        Value::Array(_) => json!([]),
                        Value::Object(_) => json!({}),
                        _ => json!(""),
                    };
                }
                Wire::json(&value)
            }
            Self::Nulls => Wire::json(&each_scalar(honest, &|_| json!("null"))),
            Self::Retyped => Wire::json(&each_scalar(honest, &|scalar| json!([scalar]))),
            Self::Foreign => Wire::json(&known.foreign),
            Self::Nameless => {
                let mut value = known.foreign.clone();
                without_name(&mut value);
                Wire::json(&value)
            }
            Self::Stale => Wire::json(&known.old),
            Self::Lagging if known.fresh => Wire::json(&known.old),
            Self::Flapping if known.asked.is_multiple_of(2) => Wire::json(&known.old),
            Self::Lagging | Self::Flapping => Wire::json(honest),
            Self::Behind => Wire::json(&known.behind),
            Self::Reordered => Wire::json(&each_list(honest, &|list| list.reverse())),
            Self::Doubled => Wire::json(&each_list(honest, &|list| list.extend(list.clone()))),
            Self::EmptyLists => Wire::json(&each_list(honest, &|list| list.clear())),
            Self::Normalised => Wire::json(&normalised(honest)),
            Self::Cut => Wire::Cut(text),
            Self::CutWhole => Wire::Answer(200, text[..text.len() / 2].to_owned()),
            Self::Dropped => Wire::Dropped,
            Self::Slow => Wire::Slow,
            Self::Flood => Wire::Flood,
            Self::Late => Wire::Later(3, text),
            Self::Endless => {
                let mut value = honest.clone();
                value["NextToken"] = json!("again");
                Wire::json(&value)
            }
            Self::Fails => Wire::code(500, "InternalError"),
            Self::Throttled => Wire::code(400, "Throttling.User"),
            Self::Denied => Wire::code(403, "Forbidden.RAM"),
            Self::Missing => Wire::code(404, "InvalidDBInstanceId.NotFound"),
            Self::Unsupported => Wire::code(403, "InstanceEngineType.NotSupport"),
            Self::Busy => Wire::code(403, "IncorrectDBInstanceState"),
        }
    }

    /// Whether it is another way to say the same.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Reordered | Self::Normalised | Self::Lagging)
    }
}

impl When {
    pub fn lies(self, asked: usize, written: bool) -> bool {
        match self {
            Self::Always => true,
            Self::InTurn => asked.is_multiple_of(2),
            Self::BeforeWrites => !written,
            Self::AfterWrites => written,
            Self::Once => asked == 0,
        }
    }
}

impl Write {
    /// What becomes of the write, and the answer; `None` where the service never takes it.
    pub fn tell(self, foreign: &str) -> (Option<(Fate, u64)>, Wire) {
        let done = Some((Fate::Whole, 0));
        let accepted = || json!({ "RequestId": "W" });
        let html = || Wire::Answer(200, "<html>".to_owned());
        let good = |fate| (Some((fate, 0)), Wire::json(&accepted()));
        match self {
            Self::FailsButDone => (done, Wire::code(500, "InternalError")),
            Self::RefusedButDone => (done, Wire::code(400, "InvalidParameter")),
            Self::ThrottledButDone => (done, Wire::code(400, "Throttling.User")),
            Self::BusyButDone => (done, Wire::code(403, "IncorrectDBInstanceState")),
            Self::CodeButDone => (done, Wire::code(200, "InternalError")),
            Self::CodeNotDone => (None, Wire::code(200, "InternalError")),
            Self::DroppedDone => (done, Wire::Dropped),
            Self::DroppedNotDone => (None, Wire::Dropped),
            Self::CutDone => (done, Wire::Cut(accepted().to_string())),
            Self::CutNotDone => (None, Wire::Cut(accepted().to_string())),
            Self::HtmlDone => (done, html()),
            Self::EmptyDone => (done, Wire::Answer(200, String::new())),
            Self::ObjectDone => (done, Wire::json(&json!({}))),
            Self::ForeignDone => {
                let answer = json!({ "RequestId": "W", "DBInstanceId": foreign });
                (done, Wire::json(&answer))
            }
            Self::AnswerLate => (done, Wire::Later(5, accepted().to_string())),
            Self::NotDone => good(Fate::Nothing),
            Self::NotDoneNoMark => (None, Wire::json(&accepted())),
            Self::Half => good(Fate::Half),
            Self::Fails => good(Fate::Fails),
            Self::Stuck => good(Fate::Stuck),
            Self::Overreach => good(Fate::Overreach),
            Self::ShowsLate => (Some((Fate::Whole, 4)), Wire::json(&accepted())),
            Self::ComesTooLate => (Some((Fate::Whole, 25)), Wire::json(&accepted())),
        }
    }
}
