//! Version first, shape second: a document that another version wrote says so, whatever else of it cannot be read.

use serde::{Deserialize, Deserializer};

/// As much of a document, or of each in a list, as tells its version.
#[derive(Deserialize)]
#[serde(untagged)]
enum Heads {
    Many(Vec<Head>),
    One(Head),
}

#[derive(Deserialize)]
struct Head {
    #[serde(alias = "version")]
    schema_version: Option<u64>,
}

/// The first version in a document that is not the known one; `None` where its shape can be read as that of the known
/// version, or will tell what is wrong.
pub fn other_version<'a>(document: impl Deserializer<'a>, known: u32) -> Option<u64> {
    let heads = match Heads::deserialize(document).ok()? {
        Heads::Many(heads) => heads,
        Heads::One(head) => vec![head],
    };
    let versions = heads.into_iter().filter_map(|head| head.schema_version);
    versions
        .into_iter()
        .find(|found| *found != u64::from(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_whatever_else_is_there() {
        let json = |text: &str| other_version(&mut serde_json::Deserializer::from_str(text), 2);
        assert_eq!(
            json(r#"{"schema_version":1,"acl":"cert","novelty":{"a":[]}}"#),
            Some(1)
        );
        assert_eq!(
            json(r#"[{"schema_version":2},{"schema_version":3}]"#),
            Some(3)
        );
        assert_eq!(json(r#"{"schema_version":2,"acl":1}"#), None);
        for no_version in ["", "{", "{}", "[]", "null", r#"{"schema_version":"x"}"#] {
            assert_eq!(json(no_version), None, "{no_version}");
        }
    }
}
