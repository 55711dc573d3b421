//! The lying server: plain HTTP over a model, with lies in place of some answers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::lie::{Known, Read, When, Wire, Write};
use super::model::{Fate, Model, Ssl};
use super::record::{Record, sent};

/// What is lied about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    Read(&'static str, Read, When),
    /// Of the write with this number, from 0, or of all.
    Write(&'static str, Write, Option<usize>),
}

impl Lie {
    pub fn action(self) -> &'static str {
        match self {
            Self::Read(action, ..) | Self::Write(action, ..) => action,
        }
    }
}

/// A write that came, and what was true and on the disk at that moment.
pub struct Came {
    pub call: BTreeMap<String, String>,
    pub id: String,
    pub records: Vec<Record>,
    pub ssl: Ssl,
    /// The saved states of the instance.
    pub saved: Vec<Value>,
}

impl Came {
    pub fn is_hba(&self) -> bool {
        self.call["Action"] == "ModifyPGHbaConfig"
    }

    pub fn sent(&self) -> Vec<Record> {
        sent(&self.call)
    }
}

/// What the service holds, and what happened.
pub struct World {
    pub models: BTreeMap<String, Model>,
    /// As they were when the command began.
    old: BTreeMap<String, Model>,
    behind: BTreeMap<String, Model>,
    foreign: Model,
    lies: Vec<Lie>,
    pub calls: BTreeMap<String, usize>,
    pub came: Vec<Came>,
    last_write: Option<Instant>,
    states: PathBuf,
    /// What a listing says of how many there are, where that is not the truth.
    pub counted: Option<Value>,
}

/// How long a copy lags behind a write.
const LAG: Duration = Duration::from_secs(3);

impl World {
    pub fn new(models: Vec<Model>, lies: &[Lie], states: PathBuf) -> Self {
        let by_id = |models: Vec<Model>| {
            models
                .into_iter()
                .map(|one| (one.id.clone(), one))
                .collect()
        };
        let behind = models.clone();
        let mut models = models;
        if lies
            .iter()
            .any(|lie| matches!(lie, Lie::Read(_, Read::Behind, _)))
        {
            for model in &mut models {
                model.colleague_adds("hostssl all colleague 10.1.2.3/32 md5");
            }
        }
        // All is closed where the answer is really from.
        let mut foreign = Model::new("pgm-foreign", true, &["hostssl all all 0.0.0.0/0 md5"]);
        foreign
            .ssl
            .force("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Self {
            old: by_id(models.clone()),
            models: by_id(models),
            behind: by_id(behind),
            foreign,
            lies: lies.to_vec(),
            calls: BTreeMap::new(),
            came: vec![],
            last_write: None,
            states,
            counted: None,
        }
    }

    fn tick(&mut self) {
        self.models.values_mut().for_each(Model::tick);
    }

    /// What is true now.
    pub fn now(&mut self) -> &BTreeMap<String, Model> {
        self.tick();
        &self.models
    }

    fn call(&mut self, call: &BTreeMap<String, String>) -> Wire {
        self.tick();
        let action = call["Action"].clone();
        let count = self.calls.entry(action.clone()).or_default();
        let asked = *count;
        *count += 1;
        if action.starts_with("Modify") {
            return self.write(call, asked);
        }
        // A listing that lies leads to an instance that is not ours.
        let id = call.get("DBInstanceId");
        if id.is_some_and(|id| !self.models.contains_key(id)) {
            return Wire::json(&self.foreign.answer(&action));
        }
        let mut honest = Self::read(&self.models, call);
        if let Some(counted) = self
            .counted
            .clone()
            .filter(|_| action == "DescribeDBInstances")
        {
            honest["TotalRecordCount"] = counted;
        }
        let written = !self.came.is_empty();
        let lie = self.lies.iter().find_map(|lie| match lie {
            Lie::Read(about, lie, when) if *about == action && when.lies(asked, written) => {
                Some(*lie)
            }
            _ => None,
        });
        let Some(lie) = lie else {
            return Wire::json(&honest);
        };
        lie.tell(&Known {
            honest,
            old: Self::read(&self.old, call),
            behind: Self::read(&self.behind, call),
            foreign: match action.as_str() {
                "DescribeDBInstances" => Model::listing(&[&self.foreign]),
                other => self.foreign.answer(other),
            },
            asked,
            fresh: self.last_write.is_some_and(|at| at.elapsed() < LAG),
        })
    }

    fn read(models: &BTreeMap<String, Model>, call: &BTreeMap<String, String>) -> Value {
        match call["Action"].as_str() {
            "DescribeDBInstances" => return Model::listing(&models.values().collect::<Vec<_>>()),
            "GetCallerIdentity" => {
                return models.values().next().unwrap().answer("GetCallerIdentity");
            }
            _ => {}
        }
        let model = call.get("DBInstanceId").and_then(|id| models.get(id));
        model.map_or_else(
            || panic!("{call:?} is not expected here"),
            |model| model.answer(&call["Action"]),
        )
    }

    fn write(&mut self, call: &BTreeMap<String, String>, asked: usize) -> Wire {
        let id = call["DBInstanceId"].clone();
        let Some(model) = self.models.get_mut(&id) else {
            return Wire::Answer(404, r#"{"Code":"InvalidDBInstanceId.NotFound"}"#.to_owned());
        };
        self.came.push(Came {
            call: call.clone(),
            records: model.records.clone(),
            ssl: model.ssl.clone(),
            saved: states(&self.states, &id),
            id,
        });
        let lie = self.lies.iter().find_map(|lie| match lie {
            Lie::Write(about, lie, which) if *about == call["Action"] => {
                which.is_none_or(|which| which == asked).then_some(*lie)
            }
            _ => None,
        });
        let (fate, wire) = match lie {
            Some(lie) => lie.tell(&self.foreign.id),
            None => (
                Some((Fate::Whole, 0)),
                Wire::Answer(200, r#"{"RequestId":"W"}"#.to_owned()),
            ),
        };
        if let Some((fate, shows)) = fate {
            model.take(call, fate, Duration::from_secs(shows));
            self.last_write = Some(Instant::now());
        }
        wire
    }
}

/// The saved states of an instance on disk.
pub fn states(folder: &std::path::Path, id: &str) -> Vec<Value> {
    let files = std::fs::read_dir(folder.join(id)).into_iter().flatten();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    let read =
        |path: &PathBuf| serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap();
    paths
        .iter()
        .map(|path| read(path)["saved"].clone())
        .collect()
}

/// A running server; stopped on drop.
pub struct Api {
    pub url: String,
    pub world: Arc<Mutex<World>>,
    stopped: Arc<AtomicBool>,
}

impl Api {
    pub fn start(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let world = Arc::new(Mutex::new(world));
        let stopped = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&world), Arc::clone(&stopped));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (world, stop) = (Arc::clone(&shared), Arc::clone(&stop));
                // A client that went away is no matter of the server.
                std::thread::spawn(move || serve(stream.unwrap(), &world, &stop).ok());
            }
        });
        Self {
            url,
            world,
            stopped,
        }
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.url.strip_prefix("http://").unwrap());
    }
}

fn serve(mut stream: TcpStream, world: &Mutex<World>, stop: &AtomicBool) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let call: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    if !call.contains_key("Action") {
        return Ok(());
    }
    let wire = world.lock().unwrap().call(&call);
    let head = |status: u16, length: usize| {
        format!(
            "HTTP/1.1 {status} S\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )
    };
    let endless =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"a\":\"";
    match wire {
        Wire::Answer(status, text) => {
            stream.write_all((head(status, text.len()) + &text).as_bytes())
        }
        Wire::Cut(text) => {
            let part = &text[..text.len() / 2];
            stream.write_all((head(200, text.len()) + part).as_bytes())
        }
        Wire::Dropped => Ok(()),
        Wire::Later(seconds, text) => {
            std::thread::sleep(Duration::from_secs(seconds));
            stream.write_all((head(200, text.len()) + &text).as_bytes())
        }
        Wire::Slow | Wire::Flood => {
            let (chunk, pause) = match wire {
                Wire::Slow => (&b"x"[..], Duration::from_millis(100)),
                _ => (&[b'x'; 8192][..], Duration::ZERO),
            };
            stream.write_all(endless.as_bytes())?;
            while !stop.load(Ordering::Relaxed) {
                stream.write_all(chunk)?;
                std::thread::sleep(pause);
            }
            Ok(())
        }
    }
}
