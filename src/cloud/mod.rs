//! The cloud side: the RDS OpenAPI, version 2014-08-15.
//!
//! Three storeys, each of which knows only those below: [`rds`] has the calls and what their answers mean,
//! [`credentials`] finds out who signs, and [`rpc`] signs, sends and retries a call of any API of the vendor. The rest of
//! the program sees the trait [`Cloud`] and domain types.

pub mod credentials;
pub mod rds;
pub mod rpc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::domain::hba::{HbaLogItem, HbaState, Record};
use crate::domain::instance::{Endpoint, Instance, InstanceId, RequestId};
use crate::domain::posture::ProxyState;
use crate::domain::proof::DatabaseAccount;
use crate::domain::saved::Origin;
use crate::domain::ssl::{SslChange, SslState};
pub use rpc::error::{ApiError, ApiErrorKind};

/// The calls the tool makes, in the words of the domain.
///
/// Reads are retried inside (transport errors, 5xx, throttling). Writes are sent once: the caller finds out by looking
/// what became of one that was not accepted, [`ApiErrorKind::AnswerLost`] among them, before it sends anything again.
///
/// # Errors
/// Every call gives an [`ApiError`] with kind, code and request id.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// The service and the account that instances are read from, as far as that is known without a call.
    fn origin(&self) -> Origin;
    /// `DescribeDBInstanceAttribute`. An empty list in a good answer is `NotFound`; replicas that it leaves out
    /// are looked for with `DescribeDBInstances`.
    async fn instance(&self, id: &InstanceId) -> Result<Instance, ApiError>;
    /// `DescribeDBInstanceNetInfo`.
    async fn endpoints(&self, id: &InstanceId) -> Result<Vec<Endpoint>, ApiError>;
    /// `DescribeDBInstanceSSL`.
    async fn ssl(&self, id: &InstanceId) -> Result<SslState, ApiError>;
    /// `DescribePGHbaConfig`.
    async fn hba(&self, id: &InstanceId) -> Result<HbaState, ApiError>;
    /// `DescribeModifyPGHbaConfigLog`: the changes of the records since a time, or all that the
    /// service still knows; newest first.
    async fn hba_log(
        &self,
        id: &InstanceId,
        since: Option<DateTime<Utc>>,
    ) -> Result<Vec<HbaLogItem>, ApiError>;
    /// `DescribeDBInstanceIPArrayList`: the CIDRs of every group.
    async fn whitelist(&self, id: &InstanceId) -> Result<Vec<String>, ApiError>;
    /// `DescribeDBProxy`.
    async fn proxy(&self, id: &InstanceId) -> Result<ProxyState, ApiError>;
    /// `DescribeAccounts`: every database account, of all pages. The service opens a session to the
    /// database for it.
    async fn accounts(&self, id: &InstanceId) -> Result<Vec<DatabaseAccount>, ApiError>;
    /// `ModifyDBInstanceSSL`; `server_key` goes with a custom server certificate and nowhere else.
    /// After `prefer` was refused with `InvalidACL.NotFound`, the next call spells it `perfer`.
    async fn modify_ssl(
        &self,
        id: &InstanceId,
        change: &SslChange,
        server_key: Option<&SecretString>,
    ) -> Result<RequestId, ApiError>;
    /// `ModifyPGHbaConfig` with `OpsType=update`: replaces the whole set.
    async fn replace_hba(&self, id: &InstanceId, records: &[Record])
    -> Result<RequestId, ApiError>;
}
