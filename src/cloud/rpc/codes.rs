//! What an error code means: who has to act.
//!
//! The code decides and the HTTP status only helps where the code is unknown, since the API sends
//! throttling as 400 and one code with different statuses.

use super::error::ApiErrorKind;

/// The kind of a refusal.
///
/// `hinted` tells that the answer carried `x-acs-retry-after`: on a 4xx with a code that says
/// nothing better it marks throttling.
///
/// Source: the error tables of the RDS OpenAPI 2014-08-15, its gateway, and the vendor's Terraform
/// provider for the codes that tell of a busy instance.
pub(super) fn classify(code: &str, message: &str, status: u16, hinted: bool) -> ApiErrorKind {
    if code.contains("Throttling") || code == "ConcurrentLimit" {
        return ApiErrorKind::Throttled;
    }
    match code {
        "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "InvalidAccessKeySecret"
        | "MissingSecurityToken"
        | "MissingAccessKeyId"
        | "IllegalTimestamp"
        | "SignatureNonceUsed" => return ApiErrorKind::Credentials,
        "InvalidParameter" if message.contains("SecurityToken") => {
            return ApiErrorKind::Credentials;
        }
        "InvalidDBInstanceId.NotFound"
        | "InvalidDBInstanceName.NotFound"
        | "InvalidDBInstance.NotFound"
        | "Forbidden.InstanceNotFound"
        | "DataNotExist" => return ApiErrorKind::NotFound,
        "NoPermission" | "InvalidUserOperatorPermission" | "NotInFlowController" => {
            return ApiErrorKind::Permission;
        }
        "InstanceEngineType.NotSupport"
        | "OperationDenied.DBInstanceType"
        | "EnabledSSLNotSupport"
        | "InvaildEngineInRegion.ValueNotSupported"
        | "IncorrectEngineVersion"
        | "IncorrectMinorVersion"
        | "MinorVersionNotSupport"
        | "IncorrectDBInstanceType"
        | "IncorrectDBInstanceEngine"
        | "InvalidDBInstanceEngineType.Format"
        | "Api.NotSupport"
        | "VpcNetworkTypeNotSupport"
        | "IncorrectTargetClasscode"
        | "IncorrectKindCode"
        | "RDSCategoryNotSupport"
        | "MaxscaleNotSupport"
        | "Maxscale.NotFound" => return ApiErrorKind::Unsupported,
        "IncorrectDBInstanceState"
        | "InvalideStatus.Format"
        | "InvalidDBInstanceStatus.NotSupport"
        | "ConcurrentTaskExceeded"
        | "LockTimeout"
        | "InstanceConnectTimeoutFault"
        | "Database.ConnectError"
        | "OperationDenied.DBInstanceStatus"
        | "OperationDenied.DBStatus"
        | "OperationDenied.DBClusterStatus"
        | "OperationDenied.OrderProcessing"
        | "OperationDenied.OutofUsage"
        | "OperationDenied.ReadDBInstanceStatus"
        | "OperationDenied.MasterDBInstanceState"
        | "OperationDenied.PrimaryDBInstanceStatus"
        | "ReadDBInstance.Mismatch" => return ApiErrorKind::Busy,
        "ServiceUnavailable"
        | "InternalError"
        | "InternalFailure"
        | "TimeoutRetryLater"
        | "ConnectTimeoutRetryLater"
        | "ExternalFailure"
        | "RequestMetaDataFailed"
        | "InvokeProxyFailure"
        | "IO.Exception"
        | "SqlExecuteFailedOrTimeout" => return ApiErrorKind::Failed,
        _ => {}
    }
    let families = [
        ("InvalidAccessKeyId", ApiErrorKind::Credentials),
        ("InvalidSecurityToken", ApiErrorKind::Credentials),
        ("InvalidTimeStamp", ApiErrorKind::Credentials),
        ("Forbidden", ApiErrorKind::Permission),
        ("GeneralIns", ApiErrorKind::Busy),
        ("IncorrectDBInstanceLockMode", ApiErrorKind::Locked),
    ];
    let family = code.split('.').next().unwrap_or(code);
    if let Some((_, kind)) = families.into_iter().find(|(name, _)| *name == family) {
        return kind;
    }
    match status {
        429 => ApiErrorKind::Throttled,
        400..=499 if hinted => ApiErrorKind::Throttled,
        401 => ApiErrorKind::Credentials,
        500.. => ApiErrorKind::Failed,
        _ => ApiErrorKind::Invalid,
    }
}

/// Whether a refusal says that the security token ran out: nothing was executed, and a new token
/// may do.
///
/// Source: the error table of the OpenAPI gateway.
pub(super) fn token_ran_out(code: &str, message: &str) -> bool {
    code == "InvalidSecurityToken.Expired"
        || (code == "InvalidParameter" && message.contains("SecurityToken.Expired"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_whatever_the_status() {
        for (kind, codes) in [
            (
                ApiErrorKind::Throttled,
                "Throttling Throttling.User Throttling.Api Rejected.Throttling",
            ),
            (
                ApiErrorKind::Credentials,
                "SignatureDoesNotMatch InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive \
                 InvalidSecurityToken.Expired InvalidSecurityToken.MismatchWithAccessKey \
                 InvalidTimeStamp.Expired InvalidTimeStamp.Format",
            ),
            (
                ApiErrorKind::Permission,
                "Forbidden.RAM Forbidden NoPermission Forbidden.RiskControl",
            ),
            (
                ApiErrorKind::NotFound,
                "InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound \
                 Forbidden.InstanceNotFound",
            ),
            (
                ApiErrorKind::Unsupported,
                "InstanceEngineType.NotSupport IncorrectDBInstanceType IncorrectMinorVersion",
            ),
            (
                ApiErrorKind::Busy,
                "IncorrectDBInstanceState OperationDenied.DBInstanceStatus \
                 GeneralIns.Maintaining InvalideStatus.Format",
            ),
            (
                ApiErrorKind::Locked,
                "IncorrectDBInstanceLockMode IncorrectDBInstanceLockMode.ValueNotSupported",
            ),
            (
                ApiErrorKind::Invalid,
                "InvalidACL.NotFound InvalidACL.Permission InvalidClientCrl.Permission \
                 HbaItem.InvalidType Endpoint.NotFound MissingParameter InvalidParameter \
                 Order.Something",
            ),
            (
                ApiErrorKind::Failed,
                "InternalError TimeoutRetryLater ExternalFailure",
            ),
        ] {
            for code in codes.split(' ') {
                for status in [400, 403, 404] {
                    let told = classify(code, "", status, false);
                    assert_eq!(told, kind, "{code} {status}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_code_is_told_by_its_status() {
        for (status, hinted, kind) in [
            (400, false, ApiErrorKind::Invalid),
            (400, true, ApiErrorKind::Throttled),
            (429, false, ApiErrorKind::Throttled),
            (500, false, ApiErrorKind::Failed),
            (503, true, ApiErrorKind::Failed),
        ] {
            let told = classify("Whatever", "", status, hinted);
            assert_eq!(told, kind, "{status} {hinted}");
        }
        let token = classify("InvalidParameter", "The SecurityToken.Expired", 400, false);
        assert_eq!(token, ApiErrorKind::Credentials);
    }

    #[test]
    fn a_token_that_ran_out_is_told_from_a_wrong_one() {
        for (code, message, ran_out) in [
            ("InvalidSecurityToken.Expired", "", true),
            ("InvalidParameter", "The SecurityToken.Expired", true),
            ("InvalidParameter", "The HbaItem is wrong", false),
            ("InvalidSecurityToken.Malformed", "", false),
            ("InvalidTimeStamp.Expired", "", false),
        ] {
            assert_eq!(token_ran_out(code, message), ran_out, "{code} {message}");
        }
    }
}
