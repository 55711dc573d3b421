//! `GetCallerIdentity` of STS: who signs.

use serde_json::json;

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;

/// The account all keys of a sandbox belong to.
pub(crate) const ACCOUNT: &str = "1234567890123456";

/// Source: `GetCallerIdentity`, STS API version 2015-04-01.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of every action"
)]
pub(super) fn caller(call: &Call<'_>, _: &State) -> Result<Reply, Refusal> {
    Ok(Reply::Read(json!({
        "AccountId": ACCOUNT,
        "UserId": "216959339000654321",
        "Arn": format!("acs:ram::{ACCOUNT}:user/{}", call.key_id),
        "IdentityType": "RAMUser",
        "PrincipalId": "216959339000654321",
    })))
}
