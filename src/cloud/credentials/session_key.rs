//! A session key for the private half of an RSA key pair.
//!
//! Source: `GenerateSessionAccessKey`, STS API version 2015-04-01, as the vendor's SDK for Go calls
//! it: V1 with `SignatureMethod=SHA256withRSA` and `SignatureType=PRIVATEKEY`. The vendor offers it
//! on its Japan site only and no longer recommends it.

use std::path::PathBuf;

use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;

use super::files::{self, Exposed};
use super::identity::{Means, Provider};
use super::issued::{Issued, SESSION};
use super::keys::Keys;
use super::role::{Defaults, StsCall};
use super::{CredentialsError, Source};
use crate::cloud::endpoints::ApiEndpoint;
use crate::cloud::http::Proof;
use crate::cloud::signature::Parameters;

/// The region whose STS knows key pairs.
const REGION: &str = "ap-northeast-1";

/// The private half of a key pair, ready to sign.
pub(in crate::cloud) struct KeyPair {
    /// The id of the public half.
    pub(in crate::cloud) public_key_id: String,
    private: RsaKeyPair,
}

impl KeyPair {
    /// Reads a PEM text, PKCS #8 or PKCS #1.
    pub(super) fn read(public_key_id: &str, pem: &str) -> Result<Self, String> {
        let unusable = || "it holds no usable RSA private key in PEM".to_owned();
        let private = match PrivateKeyDer::from_pem_slice(pem.as_bytes()) {
            Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            Ok(_) | Err(_) => return Err(unusable()),
        };
        Ok(Self {
            public_key_id: public_key_id.to_owned(),
            private: private.map_err(|_| unusable())?,
        })
    }

    /// The value of `Signature`: base64 of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).
    pub(in crate::cloud) fn sign(&self, text: &str) -> Result<String, String> {
        let mut signature = vec![0; self.private.public_modulus_len()];
        self.private
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .map_err(|_| "the private key does not sign".to_owned())?;
        Ok(STANDARD.encode(signature))
    }
}

/// A key pair of a profile.
#[derive(Debug)]
pub(super) struct SessionKey {
    public_key_id: String,
    file: PathBuf,
    duration_seconds: i64,
    endpoint: ApiEndpoint,
    source: Source,
}

impl SessionKey {
    pub(super) fn of(keys: &Keys, defaults: &Defaults) -> Result<Self, CredentialsError> {
        let file = PathBuf::from(keys.required("private_key")?);
        Ok(Self {
            public_key_id: keys.required("key_pair_name")?.to_owned(),
            file,
            duration_seconds: keys.number("expired_seconds").unwrap_or(3600),
            endpoint: defaults.endpoint_in(keys, REGION)?,
            source: keys.source(),
        })
    }

    /// Whether others can read the private key, which has to be there.
    pub(super) fn exposed(&self) -> Result<Option<Exposed>, CredentialsError> {
        Ok(files::require(&self.file)?.exposed)
    }
}

#[async_trait]
impl Provider for SessionKey {
    async fn fetch(&self, means: &Means, _: bool) -> Result<Issued, CredentialsError> {
        let held = files::require(&self.file)?;
        let pair = KeyPair::read(&self.public_key_id, &held.text).map_err(|reason| {
            CredentialsError::File {
                file: self.file.clone(),
                reason,
            }
        })?;
        let call = StsCall {
            endpoint: &self.endpoint,
            action: "GenerateSessionAccessKey",
            proof: Proof::Pair(&pair),
            parameters: &Parameters::from([
                ("PublicKeyId".to_owned(), self.public_key_id.clone()),
                (
                    "DurationSeconds".to_owned(),
                    self.duration_seconds.to_string(),
                ),
            ]),
            object: "SessionAccessKey",
            names: SESSION,
            source: &self.source,
        };
        call.send(means, None).await
    }
}
