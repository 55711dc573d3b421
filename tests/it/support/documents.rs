//! Reports in every format, and the published schemas of the documents.

use serde_json::Value;

use super::repository;

/// The formats of `check`.
pub const FORMATS: [&str; 12] = [
    "table",
    "json",
    "ndjson",
    "csv",
    "markdown",
    "sarif",
    "junit",
    "ocsf",
    "html",
    "prometheus",
    "github",
    "gitlab",
];

/// A folder for the report of one run, a file for each format.
pub struct Reports {
    pub folder: tempfile::TempDir,
}

impl Reports {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// The file of a format, or another of the folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// The flags that ask for every format.
    pub fn flags(&self) -> Vec<String> {
        FORMATS
            .iter()
            .map(|format| format!("--output={format}={}", self.path(format)))
            .collect()
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The JSON document and the lines of the other JSON format, both as their schemas have them.
    #[track_caller]
    pub fn fitting(&self) -> (Value, Vec<Value>) {
        let document = serde_json::from_str(&self.text("json")).unwrap();
        fits("check", &document);
        let read = |line: &str| serde_json::from_str(line).unwrap();
        let lines: Vec<Value> = self.text("ndjson").lines().map(read).collect();
        for line in &lines {
            fits("check-line", line);
        }
        (document, lines)
    }
}

/// Fails unless the document has exactly the keys and values that docs/schema says.
#[track_caller]
pub fn fits(schema: &str, document: &Value) {
    let path = repository(&format!("docs/schema/{schema}.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{document:#}");
}

/// Every fenced snippet of a page of this repository, with its language.
pub fn snippets(page: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repository(page)).unwrap();
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(snippet)) => found.push(snippet),
            (None, Some((language, text))) => open = Some((language, text + line + "\n")),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{page}: a snippet is not closed");
    found
}
