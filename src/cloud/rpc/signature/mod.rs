//! The two request signatures of the OpenAPI, as pure functions.
//!
//! [`v1`] is the RPC parameter signature (HMAC-SHA1), [`acs3`] the header signature
//! (ACS3-HMAC-SHA256), [`encode`] the percent encoding and flattening that both rest on. Time,
//! nonce and secret are arguments, so the same functions sign a request and verify one.
//!
//! Deliberately absent: HTTP, clock, randomness, and any decision about where a parameter travels.

pub mod acs3;
pub mod encode;
pub mod v1;

use std::collections::BTreeMap;

pub use acs3::{
    acs3_authorization, acs3_canonical_request, acs3_signature, acs3_signed_headers,
    acs3_string_to_sign, payload_hash,
};
pub use encode::{flatten, percent_encode, query_string};
pub use v1::{v1_signature, v1_string_to_sign};

/// Request parameters by their raw (decoded) names; the map's byte order is the order of signing.
pub type Parameters = BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Vectors made with the vendor's own packages and recomputed by independent code.
    const VECTORS: &str = include_str!("../../../../tests/data/signature-vectors.json");

    fn vectors(section: &str, count: usize) -> Vec<Value> {
        let document: Value = serde_json::from_str(VECTORS).unwrap();
        let vectors = document[section].as_array().unwrap().clone();
        assert_eq!(vectors.len(), count, "{section}");
        assert_eq!(document["counts"][section], count, "{section}");
        vectors
    }

    fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
        vector[key]
            .as_str()
            .unwrap_or_else(|| panic!("{key} of {}", vector["id"]))
    }

    fn parameters(value: &Value) -> Parameters {
        value
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect()
    }

    #[test]
    fn v1_agrees_with_every_vector() {
        for vector in vectors("v1", 43) {
            let id = text(&vector, "id");
            let mut signed = parameters(&vector["query"]);
            signed.extend(parameters(&vector["form"]));
            let query = query_string(&parameters(&vector["signed_params"]));
            assert_eq!(query, text(&vector, "canonicalized_query_string"), "{id}");
            let string = v1_string_to_sign(text(&vector, "method"), &signed);
            assert_eq!(string, text(&vector, "string_to_sign"), "{id}");
            let signature = v1_signature(text(&vector, "access_key_secret"), &string);
            assert_eq!(signature, text(&vector, "signature"), "{id}");
        }
    }

    #[test]
    fn v1_never_signs_the_signature_itself() {
        let mut parameters = Parameters::from([("Action".to_owned(), "X".to_owned())]);
        let without = v1_string_to_sign("POST", &parameters);
        parameters.insert("Signature".to_owned(), "abc".to_owned());
        assert_eq!(v1_string_to_sign("POST", &parameters), without);
    }

    #[test]
    fn v1_post_differs_from_get() {
        let vector = vectors("v1", 43)
            .into_iter()
            .find(|vector| vector["id"] == "v1-published-describe-regions")
            .unwrap();
        let string = v1_string_to_sign("post", &parameters(&vector["query"]));
        let signature = v1_signature("testsecret", &string);
        assert_eq!(signature, "MxbnVAM4w6sft9xjVpe/GCKueuk=");
    }

    #[test]
    fn acs3_agrees_with_every_vector() {
        for vector in vectors("v3", 32) {
            let id = text(&vector, "id");
            let headers = parameters(&vector["headers"]);
            // The order in which headers are handed in must not matter.
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .rev()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let hash = payload_hash(text(&vector, "body").as_bytes());
            assert_eq!(hash, text(&vector, "hashed_payload"), "{id}");
            let query = parameters(&vector["query"]);
            let written = query_string(&query);
            assert_eq!(written, text(&vector, "canonical_query_string"), "{id}");
            let request = acs3_canonical_request(
                text(&vector, "method"),
                text(&vector, "path"),
                &query,
                &headers,
                &hash,
            );
            assert_eq!(request, text(&vector, "canonical_request"), "{id}");
            let string = acs3_string_to_sign(&request);
            assert_eq!(string, text(&vector, "string_to_sign"), "{id}");
            let signature = acs3_signature(text(&vector, "access_key_secret"), &string);
            assert_eq!(signature, text(&vector, "signature"), "{id}");
            let key_id = text(&vector, "access_key_id");
            let header = acs3_authorization(key_id, &headers, &signature);
            assert_eq!(header, text(&vector, "authorization"), "{id}");
        }
    }

    #[test]
    fn flattening_agrees_with_every_vector() {
        for vector in vectors("flatten", 8) {
            let flat = flatten(vector["input"].as_object().unwrap());
            assert_eq!(flat, parameters(&vector["flattened"]), "{}", vector["id"]);
        }
    }

    #[test]
    fn booleans_flatten_to_lower_case() {
        let input = serde_json::json!({ "A": true });
        assert_eq!(flatten(input.as_object().unwrap())["A"], "true");
    }

    #[test]
    fn percent_encoding_agrees_with_every_vector() {
        for vector in vectors("percent_encode", 39) {
            let encoded = percent_encode(text(&vector, "input"));
            assert_eq!(encoded, text(&vector, "encoded"));
        }
    }

    #[test]
    fn a_repeated_header_is_joined_after_sorting_its_values() {
        let headers = [("X-Acs-B", " b "), ("host", "h:1"), ("x-acs-b", "a")];
        let request = acs3_canonical_request("get", "", &Parameters::new(), &headers, "hash");
        let expected = "GET\n/\n\nhost:h:1\nx-acs-b:a,b\n\nhost;x-acs-b\nhash";
        assert_eq!(request, expected);
    }
}
