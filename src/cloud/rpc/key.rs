//! The key that calls are signed with, and who gives it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;

use super::error::ApiError;
use crate::text::Text;

/// A key pair, with a token when it is a temporary one.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Key id; not a secret, yet only shown where the user asks who they are.
    pub access_key_id: String,
    /// Secret.
    pub secret: SecretString,
    /// Security token of a temporary key.
    pub security_token: Option<SecretString>,
}

/// Gives the key that calls are signed with.
#[async_trait]
pub trait CredentialsProvider: fmt::Debug + Send + Sync {
    /// The key to sign a call of `action` with now.
    ///
    /// # Errors
    /// An [`ApiError`] of that call when there is no key that is still good.
    async fn key(&self, action: &str) -> Result<Arc<Credentials>, ApiError>;

    /// Asks for another key after the API refused this one as expired; says whether there is one now.
    ///
    /// # Errors
    /// Why asking failed.
    async fn renew(&self, refused: &Credentials) -> Result<bool, Text>;

    /// The id of the account whose keys it gives, where that is known without a call.
    fn account(&self) -> Option<String> {
        None
    }
}

/// A key that stays.
#[async_trait]
impl CredentialsProvider for Credentials {
    async fn key(&self, _: &str) -> Result<Arc<Credentials>, ApiError> {
        Ok(Arc::new(self.clone()))
    }

    async fn renew(&self, _: &Credentials) -> Result<bool, Text> {
        Ok(false)
    }
}
