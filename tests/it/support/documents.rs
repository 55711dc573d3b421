//! Reports in every format, and the published schemas of the documents.

use forcessl::report::ReportFormat;
use jsonschema::ValidationError;
use serde_json::Value;

use super::repository;

/// The names of the formats of `check`.
pub fn formats() -> impl Iterator<Item = &'static str> {
    ReportFormat::ALL.iter().map(|format| format.as_str())
}

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
        formats()
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

/// The published schema of a document.
pub fn schema(name: &str) -> Value {
    let path = repository(&format!("docs/schema/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Fails unless the document has exactly the keys and values that docs/schema says.
#[track_caller]
pub fn fits(name: &str, document: &Value) {
    let validator = jsonschema::validator_for(&schema(name)).unwrap();
    let wrong = validator.iter_errors(document);
    let wrong: Vec<String> = wrong.flat_map(|error| misfits(&error)).collect();
    assert!(
        validator.is_valid(document),
        "a document does not fit docs/schema/{name}.json:\n{}",
        wrong.join("\n")
    );
}

/// What is wrong and where, a line each; of alternatives, what keeps the value from the nearest one.
fn misfits(error: &ValidationError<'_>) -> Vec<String> {
    use jsonschema::error::ValidationErrorKind::{AnyOf, OneOfNotValid};
    if let AnyOf { context } | OneOfNotValid { context } = error.kind() {
        let each = context
            .iter()
            .map(|errors| errors.iter().flat_map(misfits).collect());
        return each.min_by_key(Vec::len).unwrap_or_default();
    }
    let value: String = error.instance().to_string().chars().take(200).collect();
    let (place, what) = (error.instance_path(), error.masked());
    vec![format!("at `{place}`: {what}: {value}")]
}

/// One section of a page of this repository, without the parts of its own.
pub fn section(page: &str, heading: &str) -> String {
    let text = std::fs::read_to_string(repository(page)).unwrap();
    let rest = text.split_once(&format!("\n## {heading}\n"));
    let (_, rest) = rest.unwrap_or_else(|| panic!("{page} lacks the section {heading}"));
    rest.split("\n## ").next().unwrap().to_owned()
}

/// Fails unless a section of docs/json.md has each of these names as code.
#[track_caller]
pub fn documented<'a>(heading: &str, names: impl IntoIterator<Item = &'a str>) {
    let section = section("docs/json.md", heading);
    let is_missing = |name: &&str| {
        // `findings[]` is a list.
        let forms = [format!("`{name}`"), format!("`{name}[]`")];
        !forms.iter().any(|form| section.contains(form))
    };
    let missing: Vec<&str> = names.into_iter().filter(is_missing).collect();
    assert!(
        missing.is_empty(),
        "docs/json.md lacks {missing:?} in its section {heading}"
    );
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
