//! Versioned JSON documents; within a version keys are only added. docs/json.md describes them.

mod cert;
mod check;
mod doctor;
mod explain;
mod hba;
mod outcome;
mod plan;
mod probe;
mod ram_policy;
mod saved;
mod settings;

pub use cert::{inspection, issued, new_ca, new_crl, revoked};
pub use check::check;
pub use doctor::doctor;
pub use explain::explained;
pub use hba::{history, login};
pub use outcome::outcomes;
pub use plan::plans;
pub use probe::probes;
pub use ram_policy::ram_policy;
pub use saved::saved;
pub use settings::{acl, client_ca, crl, records, ssl, waited};

use serde_json::{Value, json};

/// Version of every document.
pub const SCHEMA_VERSION: u32 = 1;

/// One document a line end.
fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// One document for one instance, or one that lists several.
fn one_or_list(mut documents: Vec<Value>) -> String {
    if documents.len() == 1 {
        text(&documents.remove(0))
    } else {
        text(&json!({ "schema_version": SCHEMA_VERSION, "instances": documents }))
    }
}
