//! Access keys, tokens, signatures, the clock, RAM permissions and risk control.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-signature-does-not-match",
        "code-signature-does-not-match-next",
        &["SignatureDoesNotMatch", "InvalidAccessKeySecret"],
    ),
    entry(
        "code-incomplete-signature",
        "code-incomplete-signature-next",
        &["IncompleteSignature"],
    ),
    entry(
        "code-invalid-access-key-id-not-found",
        "code-invalid-access-key-id-not-found-next",
        &["InvalidAccessKeyId.NotFound", "InvalidAccessKeyId*"],
    ),
    entry(
        "code-invalid-access-key-id-inactive",
        "code-invalid-access-key-id-inactive-next",
        &["InvalidAccessKeyId.Inactive"],
    ),
    entry(
        "code-missing-access-key-id",
        "code-missing-access-key-id-next",
        &["MissingAccessKeyId"],
    ),
    entry(
        "code-invalid-security-token-expired",
        "code-invalid-security-token-expired-next",
        &["InvalidSecurityToken.Expired", "SecurityToken.Expired"],
    ),
    entry(
        "code-invalid-security-token-mismatch-with-access-key",
        "code-invalid-security-token-mismatch-with-access-key-next",
        &["InvalidSecurityToken.MismatchWithAccessKey"],
    ),
    entry(
        "code-invalid-security-token-malformed",
        "code-invalid-security-token-malformed-next",
        &["InvalidSecurityToken.Malformed", "InvalidSecurityToken*"],
    ),
    entry(
        "code-missing-security-token",
        "code-missing-security-token-next",
        &["MissingSecurityToken"],
    ),
    entry(
        "code-invalid-time-stamp-expired",
        "code-invalid-time-stamp-expired-next",
        &["InvalidTimeStamp.Expired"],
    ),
    entry(
        "code-invalid-time-stamp-format",
        "code-invalid-time-stamp-format-next",
        &[
            "InvalidTimeStamp.Format",
            "IllegalTimestamp",
            "InvalidTimeStamp*",
        ],
    ),
    entry(
        "code-signature-nonce-used",
        "code-signature-nonce-used-next",
        &["SignatureNonceUsed"],
    ),
    entry(
        "code-forbidden-ram",
        "code-forbidden-ram-next",
        &[
            "Forbidden.RAM",
            "Forbidden",
            "NoPermission",
            "InvalidUserOperatorPermission",
            "Forbidden*",
        ],
    ),
    entry(
        "code-not-in-flow-controller",
        "code-not-in-flow-controller-next",
        &["NotInFlowController"],
    ),
    entry(
        "code-forbidden-risk-control",
        "code-forbidden-risk-control-next",
        &["Forbidden.RiskControl", "Risk.RiskControlRejection"],
    ),
    entry(
        "code-forbidden-user-verification",
        "code-forbidden-user-verification-next",
        &["Forbidden.UserVerification"],
    ),
    entry(
        "code-invalid-parameter-owner-account",
        "code-invalid-parameter-owner-account-next",
        &[
            "InvalidParameter.OwnerAccount",
            "Abs.InvalidAccount.NotFound",
        ],
    ),
];
