//! Every code: a line begins with the key of the next step, whose cause has the key without `-next`.
//!
//! Exact codes are looked for in all lines before any pattern is, and patterns are tried in this
//! order, so the general ones come last.

pub(super) const CODES: &str = "\
# Access keys, tokens, signatures, the clock, RAM permissions and risk control.
code-signature-does-not-match-next SignatureDoesNotMatch InvalidAccessKeySecret
code-incomplete-signature-next IncompleteSignature
code-invalid-access-key-id-not-found-next InvalidAccessKeyId.NotFound InvalidAccessKeyId*
code-invalid-access-key-id-inactive-next InvalidAccessKeyId.Inactive
code-missing-access-key-id-next MissingAccessKeyId
code-invalid-security-token-expired-next InvalidSecurityToken.Expired SecurityToken.Expired
code-invalid-security-token-mismatch-with-access-key-next InvalidSecurityToken.MismatchWithAccessKey
code-invalid-security-token-malformed-next InvalidSecurityToken.Malformed InvalidSecurityToken*
code-missing-security-token-next MissingSecurityToken
code-invalid-time-stamp-expired-next InvalidTimeStamp.Expired
code-invalid-time-stamp-format-next InvalidTimeStamp.Format IllegalTimestamp InvalidTimeStamp*
code-signature-nonce-used-next SignatureNonceUsed
code-forbidden-ram-next Forbidden.RAM Forbidden NoPermission InvalidUserOperatorPermission
    Forbidden*
code-not-in-flow-controller-next NotInFlowController
code-forbidden-risk-control-next Forbidden.RiskControl Risk.RiskControlRejection
code-forbidden-user-verification-next Forbidden.UserVerification
code-invalid-parameter-owner-account-next InvalidParameter.OwnerAccount Abs.InvalidAccount.NotFound
# Limits on calls, and failures on the service's side.
code-throttling-next Throttling Throttling.User Throttling.Api Rejected.Throttling *Throttling*
code-concurrent-limit-next ConcurrentLimit
code-service-unavailable-next ServiceUnavailable
code-internal-error-next InternalError InternalFailure ExternalFailure RequestMetaDataFailed
    InvokeProxyFailure
code-timeout-retry-later-next TimeoutRetryLater ConnectTimeoutRetryLater
code-io-exception-next IO.Exception SqlExecuteFailedOrTimeout DbossGeneralError Account.QueryError
code-resource-config-error-next ResourceConfigError
# Instances that are missing, busy, locked, or not of a kind that SSL can be forced on.
code-invalid-dbinstance-id-not-found-next InvalidDBInstanceId.NotFound
    InvalidDBInstanceName.NotFound InvalidDBInstance.NotFound Forbidden.InstanceNotFound
    DataNotExist Request.NotFound
code-invalid-dbinstance-name-next InvalidDBInstanceName InvalidDBInstanceName.Format
    InvalidVpcInstanceId
code-readins-not-found-next Readins.NotFound
code-incorrect-dbinstance-state-next IncorrectDBInstanceState OperationDenied.DBInstanceStatus
    OperationDenied.DBStatus OperationDenied.DBClusterStatus InvalideStatus.Format
    InvalidDBInstanceStatus.NotSupport GeneralIns.Creating GeneralIns.Maintaining
    GeneralIns.Switching GeneralIns.*
code-concurrent-task-exceeded-next ConcurrentTaskExceeded LockTimeout
code-database-connect-error-next Database.ConnectError InstanceConnectTimeoutFault
code-operation-denied-order-processing-next OperationDenied.OrderProcessing
code-operation-denied-outof-usage-next OperationDenied.OutofUsage
code-operation-denied-master-dbinstance-state-next OperationDenied.MasterDBInstanceState
    OperationDenied.PrimaryDBInstanceStatus ReadDBInstance.Mismatch
code-operation-denied-read-dbinstance-status-next OperationDenied.ReadDBInstanceStatus
code-incorrect-dbinstance-lock-mode-next IncorrectDBInstanceLockMode
    IncorrectDBInstanceLockMode.ValueNotSupported
code-instance-engine-type-not-support-next InstanceEngineType.NotSupport
    InvaildEngineInRegion.ValueNotSupported InvalidDBInstanceEngineType.Format
    IncorrectDBInstanceEngine
code-operation-denied-dbinstance-type-next OperationDenied.DBInstanceType IncorrectDBInstanceType
    EnabledSSLNotSupport Api.NotSupport IncorrectKindCode RDSCategoryNotSupport
code-incorrect-target-classcode-next IncorrectTargetClasscode
code-vpc-network-type-not-support-next VpcNetworkTypeNotSupport
code-incorrect-engine-version-next IncorrectEngineVersion
code-incorrect-minor-version-next IncorrectMinorVersion MinorVersionNotSupport
code-incorrect-restart-method-next IncorrectRestartMethod
code-incorrect-effective-time-next IncorrectEffectiveTime
code-invalid-kms-key-next InvalidKmsKey
# The SSL switch, certificates, the client CA, the revocation list, the ACL and the endpoint.
code-invalid-server-cert-or-private-key-next InvalidServerCertOrPrivateKey
code-invalid-client-cacert-next InvalidClientCACert
code-invalid-client-crl-next InvalidClientCrl
code-invalid-client-crl-permission-next InvalidClientCrl.Permission
code-invalid-acl-permission-next InvalidACL.Permission
code-invalid-acl-not-found-next InvalidACL.NotFound
code-invalid-catype-not-found-next InvalidCAType.NotFound
code-invalid-sslstatus-next InvalidSSLStatus
code-incorrect-dbssl-status-next IncorrectDBSslStatus
code-endpoint-not-found-next Endpoint.NotFound InvalidConnectionString.NotFound
    InvalidCurrentConnectionString.NotFound
code-invalid-connection-string-duplicate-next InvalidConnectionString.Duplicate
code-connection-string-length-exceeded-next ConnectionStringLengthExceeded
# The pg_hba records.
code-hba-item-invalid-type-next HbaItem.InvalidType
code-hba-item-invalid-method-next HbaItem.InvalidMethod
code-hba-item-invalid-ipmask-next HbaItem.InvalidIPMask
code-hba-item-invalid-priority-next HbaItem.InvalidPriority
code-hba-item-ops-type-invalid-next HbaItemOpsType.Invalid
code-invalid-config-value-next InvalidConfigValue
code-hba-item-priority-id-already-exist-next HbaItemPriorityIdAlreadyExist
code-hba-item-priority-id-not-found-next HbaItemPriorityIdNotFound
# The database proxy and read/write splitting, where SSL cannot be set for PostgreSQL.
code-maxscale-not-found-next Maxscale.NotFound
code-maxscale-not-support-next MaxscaleNotSupport
code-invalid-db-proxy-status-next InvalidDbProxyStatus
code-invalid-db-proxy-connection-string-not-found-next InvalidDbProxyConnectionString.NotFound
code-missing-rwsplist-param-next MissingRWSplistParam
# Orders, prices and payment. The API lists these codes for every action; SSL itself costs nothing.
code-order-status-un-paid-next OrderStatus.UnPaid
code-pay-no-credit-card-next pay.noCreditCard Pay.* pay.*
code-insufficient-available-quota-next InsufficientAvailableQuota
code-basic-info-uncompleted-next BasicInfoUncompleted
code-product-instance-released-next ProductInstanceReleased
code-region-dissolved-eom-next RegionDissolvedEOM
code-order-next Order.* Price.*
# The request itself: action, version, parameters. Holds the most general patterns, and is the last group for that.
code-invalid-action-next InvalidAction InvalidAction.NotFound InvalidApi.NotFound
    InvalidProduct.NotFound NoSuchVersion
code-unsupported-httpmethod-next UnsupportedHTTPMethod
code-invalid-region-id-not-found-next InvalidRegionId.NotFound
code-invalid-next-token-next Invalid.NextToken
code-invalid-start-time-format-next InvalidStartTime.Format InvalidEndTime.Format
code-missing-parameter-next MissingParameter RequiredParam.NotFound Missing<Name>
code-invalid-dbinstance-type-value-not-support-next InvalidDBInstanceType.ValueNotSupport
    InvalidExpired.Format
code-invalid-parameter-next InvalidParameter InvalidParam IllegalParameter Parameters.Invalid
    Invalid<Name>.Format Invalid<Name>.NotFound Invalid<Name>
";
