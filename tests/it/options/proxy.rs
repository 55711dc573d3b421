//! A proxy in front of the sandbox: lets a colleague act at a certain call, lies, and keeps what
//! happened in its order.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use super::lane::joined;
use super::lies;
use super::script::{Act, Lie, Moment};

/// One call, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Call {
    pub action: String,
    pub instance: Option<String>,
    parameters: BTreeMap<String, String>,
    /// The status of the answer; `None` when there was none.
    pub status: Option<u16>,
    /// Whether the sandbox got it and took it.
    pub accepted: bool,
}

impl Call {
    pub fn is_write(&self) -> bool {
        is_write(&self.action)
    }

    /// Whether it changed something at this instance.
    pub fn wrote_to(&self, id: &str) -> bool {
        self.accepted && self.is_write() && self.instance.as_deref() == Some(id)
    }

    /// Whether it was answered with a refusal that looks like a success.
    pub fn is_refused_in_200(&self) -> bool {
        self.is_write() && !self.accepted && self.status == Some(200)
    }

    /// What these settings, in the order of [`Fact::settings`], are once this call is carried out.
    ///
    /// [`Fact::settings`]: super::lane::Fact::settings
    pub fn leaves(&self, settings: &Value) -> Value {
        let asked = |name: &str| self.parameters.get(name).map(String::as_str);
        let mut left = settings.clone();
        match asked("SSLEnabled") {
            Some("0") => return json!([false, null, null, "prefer", "prefer", left[5]]),
            Some(_) => left[0] = json!(true),
            None => {}
        }
        let texts = [
            (1, "ClientCAEnabled", "ClientCACert"),
            (2, "ClientCrlEnabled", "ClientCertRevocationList"),
        ];
        for (place, switch, text) in texts {
            if let Some(switch) = asked(switch) {
                left[place] = joined(&json!(asked(text).filter(|_| switch == "1")));
            }
        }
        for (place, name) in [(3, "ACL"), (4, "ReplicationACL")] {
            if let Some(acl) = asked(name) {
                left[place] = json!(acl);
            }
        }
        left
    }
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    Call(Call),
    /// The colleague acted.
    Acted,
}

fn is_write(action: &str) -> bool {
    action.starts_with("Modify") || action.starts_with("Restart")
}

/// What the proxy does during one command.
#[derive(Default)]
pub struct Orders {
    pub lies: Vec<Lie>,
    pub colleague: Option<(Moment, Act)>,
    /// Carries out the colleague's act.
    pub act: Option<Box<dyn Fn() + Send>>,
}

/// What is known of the calls of a command.
#[derive(Default)]
struct Now {
    orders: Orders,
    events: Vec<Event>,
    /// Reads about each instance.
    reads: BTreeMap<String, usize>,
    /// Writes that came.
    writes: usize,
    memory: lies::Memory,
    /// A write that comes in late.
    late: Option<Vec<u8>>,
}

/// A request as it came.
struct Request {
    bytes: Vec<u8>,
    parameters: BTreeMap<String, String>,
}

pub struct Proxy {
    pub url: String,
    sandbox: String,
    now: Mutex<Now>,
    /// Whether calls are held back.
    gate: (Mutex<bool>, Condvar),
}

impl Proxy {
    /// In front of the gateway with this URL.
    pub fn start(sandbox: &str) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Arc::new(Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            sandbox: sandbox.strip_prefix("http://").unwrap().to_owned(),
            now: Mutex::default(),
            gate: (Mutex::new(false), Condvar::new()),
        });
        let serving = Arc::clone(&proxy);
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let proxy = Arc::clone(&serving);
                std::thread::spawn(move || proxy.serve(stream));
            }
        });
        proxy
    }

    /// Begins a command.
    pub fn order(&self, orders: Orders) {
        *self.now.lock().unwrap() = Now {
            orders,
            ..Now::default()
        };
    }

    /// Ends it; a write that was held back comes in now.
    pub fn end(&self) -> Vec<Event> {
        let mut now = std::mem::take(&mut *self.now.lock().unwrap());
        if let Some(late) = now.late.take() {
            let _ = self.forward(&late);
        }
        now.events
    }

    /// Keeps calls waiting, or lets them go.
    pub fn hold(&self, held: bool) {
        *self.gate.0.lock().unwrap() = held;
        self.gate.1.notify_all();
    }

    /// Lets the colleague act.
    pub fn act(&self) {
        let mut now = self.now.lock().unwrap();
        act(&mut now);
    }

    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut reader = BufReader::new(stream);
        while let Some(request) = read(&mut reader) {
            drop(
                self.gate
                    .1
                    .wait_while(self.gate.0.lock().unwrap(), |held| *held)
                    .unwrap(),
            );
            let Some((status, body)) = self.answer(&request) else {
                return;
            };
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let stream = reader.get_mut();
            if stream.write_all(head.as_bytes()).is_err() || stream.write_all(&body).is_err() {
                return;
            }
        }
    }

    /// The answer to one call; `None` ends the connection.
    fn answer(&self, request: &Request) -> Option<(u16, Vec<u8>)> {
        // One call at a time, so that there is one order of what happened.
        let mut now = self.now.lock().unwrap();
        let action = request
            .parameters
            .get("Action")
            .cloned()
            .unwrap_or_default();
        let instance = request.parameters.get("DBInstanceId").cloned();
        let write = is_write(&action);
        if write {
            now.writes += 1;
        } else if let Some(id) = &instance {
            *now.reads.entry(id.clone()).or_default() += 1;
        }
        let number = now.writes;
        let place = now.events.len();
        now.events.push(Event::Call(Call {
            action: action.clone(),
            instance: instance.clone(),
            parameters: request.parameters.clone(),
            status: None,
            accepted: false,
        }));
        let place = place + usize::from(self.colleague(&mut now, write, instance.as_deref()));
        let answered = match self.interrupt(&mut now, write, number, request) {
            Some(answer) => answer,
            None => self.forward(&request.bytes).map(|(status, body)| {
                if let Some(Event::Call(call)) = now.events.get_mut(place) {
                    call.accepted = status == 200;
                }
                (status, body)
            }),
        };
        let (status, mut body) = answered?;
        if let Ok(mut document) = serde_json::from_slice::<Value>(&body) {
            let Now { orders, memory, .. } = &mut *now;
            let mut status = status;
            lies::tell(
                &orders.lies,
                memory,
                &action,
                instance.as_deref(),
                &mut status,
                &mut document,
            );
            if let Some(Event::Call(call)) = now.events.get_mut(place) {
                call.status = Some(status);
            }
            body = document.to_string().into_bytes();
            return Some((status, body));
        }
        Some((status, body))
    }

    /// Lets the colleague act when this is the moment, before the call; says whether that was so.
    fn colleague(&self, now: &mut Now, write: bool, instance: Option<&str>) -> bool {
        let Some((moment, of)) = &now.orders.colleague else {
            return false;
        };
        let reads = now.reads.get(&of.instance).copied().unwrap_or_default();
        let about = instance == Some(of.instance.as_str());
        let due = match *moment {
            Moment::Question => false,
            Moment::Read(count) => !write && about && reads == count,
            Moment::Unseen(count) | Moment::Throttled(count) | Moment::Lost(count) => {
                write && about && now.writes == count
            }
        };
        if due {
            let call = now.events.pop();
            act(now);
            now.events.extend(call);
        }
        due
    }

    /// The answer that is given in place of the sandbox's, or none at all.
    #[expect(
        clippy::option_option,
        reason = "the inner one is a connection that ends"
    )]
    fn interrupt(
        &self,
        now: &mut Now,
        write: bool,
        number: usize,
        request: &Request,
    ) -> Option<Option<(u16, Vec<u8>)>> {
        if !write {
            return None;
        }
        let refusal = |status: u16, code: &str, message: &str| {
            let body = json!({"RequestId": "R", "Code": code, "Message": message});
            Some(Some((status, body.to_string().into_bytes())))
        };
        match &now.orders.colleague {
            Some((Moment::Throttled(count), _)) if *count == number => {
                return refusal(
                    400,
                    "Throttling.User",
                    "Request was denied due to user flow control.",
                );
            }
            Some((Moment::Lost(count), _)) if *count == number => return Some(None),
            _ => {}
        }
        for lie in &now.orders.lies {
            match lie {
                Lie::Busy(count, code) if *count == number => {
                    let status = if code.starts_with("Incorrect") {
                        403
                    } else {
                        400
                    };
                    return refusal(
                        status,
                        code,
                        "The current instance state does not support this operation.",
                    );
                }
                Lie::ErrorInWrite(count) if *count == number => {
                    return refusal(
                        200,
                        "InvalidConfigValue",
                        "The specified value is not valid.",
                    );
                }
                Lie::Late(count) if *count == number => {
                    now.late = Some(request.bytes.clone());
                    return Some(None);
                }
                _ => {}
            }
        }
        None
    }

    /// The sandbox's answer; `None` when it drops the connection.
    fn forward(&self, bytes: &[u8]) -> Option<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(&self.sandbox).ok()?;
        let _ = stream.set_nodelay(true);
        stream.write_all(bytes).ok()?;
        let mut reader = BufReader::new(stream);
        let (first, length) = head(&mut reader, &mut Vec::new())?;
        let status = first.split(' ').nth(1)?.parse().ok()?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some((status, body))
    }
}

fn act(now: &mut Now) {
    if let Some(act) = now.orders.act.take() {
        act();
        now.events.push(Event::Acted);
    }
}

/// Reads the head of a message: its first line, and how long the body is.
fn head(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> Option<(String, usize)> {
    let mut first = None;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        bytes.extend(line.as_bytes());
        let text = line.trim_end();
        if text.is_empty() {
            return Some((first?, length));
        }
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
        first.get_or_insert(text.to_owned());
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut bytes = Vec::new();
    let (first, length) = head(reader, &mut bytes)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let query = first
        .split(' ')
        .nth(1)?
        .split_once('?')
        .map_or("", |(_, query)| query);
    let mut parameters = BTreeMap::new();
    for part in [query.as_bytes(), &body] {
        for (name, value) in form_urlencoded::parse(part) {
            parameters.insert(name.into_owned(), value.into_owned());
        }
    }
    bytes.extend(&body);
    Some(Request { bytes, parameters })
}
