//! What the environment sets for every source of credentials.

use super::ChainInputs;
use super::identity::ProviderContext;

/// The variable that names the role.
const ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA";

/// What the environment says that counts for every source.
pub(super) struct ChainSettings {
    /// Session and external id of roles, where no profile names them.
    pub(super) session_name: String,
    pub(super) external_id: Option<String>,
    /// Where STS is asked, where no profile says it.
    pub(super) sts_endpoint: Option<String>,
    pub(super) sts_region: Option<String>,
    pub(super) vpc: bool,
    /// Whether profiles may name programs and addresses to get keys from.
    pub(super) outside_allowed: bool,
    /// The role of the ECS instance, where no profile names it.
    pub(super) metadata_role: Option<String>,
    /// Whether the metadata service may be asked without a token.
    pub(super) metadata_version_1: bool,
}

/// The variable that forbids programs and addresses.
pub(super) const FORBIDS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

impl ChainSettings {
    pub(super) fn of(around: &ChainInputs<'_>, means: &ProviderContext) -> Self {
        let owned = |name: &str| around.variable(name).map(str::to_owned);
        let external_id = ["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"];
        let inside = means.vpc_region.as_ref().map(ToString::to_string);
        Self {
            session_name: owned("ALIBABA_CLOUD_ROLE_SESSION_NAME")
                .unwrap_or_else(|| env!("CARGO_PKG_NAME").to_owned()),
            external_id: around.first(&external_id).map(|(_, id)| id.to_owned()),
            sts_endpoint: owned("ALIBABA_CLOUD_STS_ENDPOINT"),
            vpc: inside.is_some() || around.says_yes("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
            sts_region: owned("ALIBABA_CLOUD_STS_REGION").or(inside),
            outside_allowed: !around.says_yes(FORBIDS),
            metadata_role: role_of(around),
            metadata_version_1: !around.says_yes("ALIBABA_CLOUD_IMDSV1_DISABLED"),
        }
    }
}

/// The role that the environment names.
pub(super) fn role_of(around: &ChainInputs<'_>) -> Option<String> {
    let names = [ROLE, "ALICLOUD_ECS_ROLE_NAME"];
    around.first(&names).map(|(_, role)| role.to_owned())
}
