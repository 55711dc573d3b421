# Words for ${cur}: flags only after a dash, else subcommands, else names that are on this machine.
_forcessl_words() {
    local words word plain=()
    read -ra words <<<"${opts}"
    for word in "${words[@]}"; do
        if [[ ${cur} == -* ]]; then
            echo "${word}"
        elif [[ ${word} != -* ]]; then
            plain+=("${word}")
        fi
    done
    if [[ ${cur} == -* ]]; then
        return
    elif [[ ${#plain[@]} -gt 0 ]]; then
        printf '%s\n' "${plain[@]}"
    elif [[ ${cmd} == forcessl__subcmd__explain ]]; then
        printf '%s\n' ${_forcessl_codes}
    else
        {
            ls "$(_forcessl_state)" 2>/dev/null | grep -vxF instances.tsv
            _forcessl_listed 1
            compgen -f -- "${cur}"
        } | sort -u
    fi
}

# Those of the words on stdin that go on from ${cur}. Not by compgen -W, which would run $(...) in the name of a file.
_forcessl_matching() {
    local word
    while IFS= read -r word; do
        [[ ${word} == "${cur}"* ]] && printf '%s\n' "${word}"
    done
}

# The folder of the saved states, one folder in it for each instance.
_forcessl_state() {
    echo "${FORCESSL_STATE_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/forcessl}"
}

# A column of the instances that were listed last: 1 is the id, 2 the region.
_forcessl_listed() {
    cut -f "$1" "$(_forcessl_state)/instances.tsv" 2>/dev/null
}

_forcessl_regions() {
    _forcessl_listed 2 | sort -u
}

# The saved states of the instance that the line names.
_forcessl_saved() {
    local word file
    for word in "${COMP_WORDS[@]}"; do
        if [[ -n ${word} && -d $(_forcessl_state)/${word} ]]; then
            for file in "$(_forcessl_state)/${word}"/*.json; do
                file=${file##*/}
                echo "${file%.json}"
            done
        fi
    done
}

# The profiles of the aliyun CLI.
_forcessl_profiles() {
    tr -d '\n' <"$HOME/.aliyun/config.json" 2>/dev/null |
        grep -o '"name"[[:space:]]*:[[:space:]]*"[^"]*"' | sed 's/.*:[[:space:]]*"\(.*\)"/\1/'
}

_forcessl_codes='SignatureDoesNotMatch InvalidAccessKeySecret IncompleteSignature InvalidAccessKeyId.NotFound InvalidAccessKeyId* InvalidAccessKeyId.Inactive MissingAccessKeyId InvalidSecurityToken.Expired SecurityToken.Expired InvalidSecurityToken.MismatchWithAccessKey InvalidSecurityToken.Malformed InvalidSecurityToken* MissingSecurityToken InvalidTimeStamp.Expired InvalidTimeStamp.Format IllegalTimestamp InvalidTimeStamp* SignatureNonceUsed Forbidden.RAM Forbidden NoPermission InvalidUserOperatorPermission Forbidden* NotInFlowController Forbidden.RiskControl Risk.RiskControlRejection Forbidden.UserVerification InvalidParameter.OwnerAccount Abs.InvalidAccount.NotFound Throttling Throttling.User Throttling.Api Rejected.Throttling *Throttling* ConcurrentLimit ServiceUnavailable InternalError InternalFailure ExternalFailure RequestMetaDataFailed InvokeProxyFailure TimeoutRetryLater ConnectTimeoutRetryLater IO.Exception SqlExecuteFailedOrTimeout DbossGeneralError Account.QueryError ResourceConfigError InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound InvalidDBInstance.NotFound Forbidden.InstanceNotFound DataNotExist Request.NotFound InvalidDBInstanceName InvalidDBInstanceName.Format InvalidVpcInstanceId Readins.NotFound IncorrectDBInstanceState OperationDenied.DBInstanceStatus OperationDenied.DBStatus OperationDenied.DBClusterStatus InvalideStatus.Format InvalidDBInstanceStatus.NotSupport GeneralIns.Creating GeneralIns.Maintaining GeneralIns.Switching GeneralIns.* ConcurrentTaskExceeded LockTimeout Database.ConnectError InstanceConnectTimeoutFault OperationDenied.OrderProcessing OperationDenied.OutofUsage OperationDenied.MasterDBInstanceState OperationDenied.PrimaryDBInstanceStatus ReadDBInstance.Mismatch OperationDenied.ReadDBInstanceStatus IncorrectDBInstanceLockMode IncorrectDBInstanceLockMode.ValueNotSupported InstanceEngineType.NotSupport InvaildEngineInRegion.ValueNotSupported InvalidDBInstanceEngineType.Format IncorrectDBInstanceEngine OperationDenied.DBInstanceType IncorrectDBInstanceType EnabledSSLNotSupport Api.NotSupport IncorrectKindCode RDSCategoryNotSupport IncorrectTargetClasscode VpcNetworkTypeNotSupport IncorrectEngineVersion IncorrectMinorVersion MinorVersionNotSupport IncorrectRestartMethod IncorrectEffectiveTime InvalidKmsKey InvalidServerCertOrPrivateKey InvalidClientCACert InvalidClientCrl InvalidClientCrl.Permission InvalidACL.Permission InvalidACL.NotFound InvalidCAType.NotFound InvalidSSLStatus IncorrectDBSslStatus Endpoint.NotFound InvalidConnectionString.NotFound InvalidCurrentConnectionString.NotFound InvalidConnectionString.Duplicate ConnectionStringLengthExceeded HbaItem.InvalidType HbaItem.InvalidMethod HbaItem.InvalidIPMask HbaItem.InvalidPriority HbaItemOpsType.Invalid InvalidConfigValue HbaItemPriorityIdAlreadyExist HbaItemPriorityIdNotFound Maxscale.NotFound MaxscaleNotSupport InvalidDbProxyStatus InvalidDbProxyConnectionString.NotFound MissingRWSplistParam OrderStatus.UnPaid pay.noCreditCard Pay.* pay.* InsufficientAvailableQuota BasicInfoUncompleted ProductInstanceReleased RegionDissolvedEOM Order.* Price.* InvalidAction InvalidAction.NotFound InvalidApi.NotFound InvalidProduct.NotFound NoSuchVersion UnsupportedHTTPMethod InvalidRegionId.NotFound Invalid.NextToken InvalidStartTime.Format InvalidEndTime.Format MissingParameter RequiredParam.NotFound Missing<Name> InvalidDBInstanceType.ValueNotSupport InvalidExpired.Format InvalidParameter InvalidParam IllegalParameter Parameters.Invalid Invalid<Name>.Format Invalid<Name>.NotFound Invalid<Name>'

_forcessl() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="forcessl"
                ;;
            forcessl,acl)
                cmd="forcessl__subcmd__acl"
                ;;
            forcessl,ca)
                cmd="forcessl__subcmd__ca"
                ;;
            forcessl,cert)
                cmd="forcessl__subcmd__cert"
                ;;
            forcessl,check)
                cmd="forcessl__subcmd__check"
                ;;
            forcessl,clients)
                cmd="forcessl__subcmd__clients"
                ;;
            forcessl,completions)
                cmd="forcessl__subcmd__completions"
                ;;
            forcessl,crl)
                cmd="forcessl__subcmd__crl"
                ;;
            forcessl,demo)
                cmd="forcessl__subcmd__demo"
                ;;
            forcessl,doctor)
                cmd="forcessl__subcmd__doctor"
                ;;
            forcessl,enforce)
                cmd="forcessl__subcmd__enforce"
                ;;
            forcessl,explain)
                cmd="forcessl__subcmd__explain"
                ;;
            forcessl,export)
                cmd="forcessl__subcmd__export"
                ;;
            forcessl,hba)
                cmd="forcessl__subcmd__hba"
                ;;
            forcessl,help)
                cmd="forcessl__subcmd__help"
                ;;
            forcessl,list)
                cmd="forcessl__subcmd__list"
                ;;
            forcessl,man)
                cmd="forcessl__subcmd__man"
                ;;
            forcessl,plan)
                cmd="forcessl__subcmd__plan"
                ;;
            forcessl,policy)
                cmd="forcessl__subcmd__policy"
                ;;
            forcessl,probe)
                cmd="forcessl__subcmd__probe"
                ;;
            forcessl,report)
                cmd="forcessl__subcmd__report"
                ;;
            forcessl,rollback)
                cmd="forcessl__subcmd__rollback"
                ;;
            forcessl,sandbox)
                cmd="forcessl__subcmd__sandbox"
                ;;
            forcessl,sessions)
                cmd="forcessl__subcmd__sessions"
                ;;
            forcessl,ssl)
                cmd="forcessl__subcmd__ssl"
                ;;
            forcessl,wait)
                cmd="forcessl__subcmd__wait"
                ;;
            forcessl__subcmd__acl,help)
                cmd="forcessl__subcmd__acl__subcmd__help"
                ;;
            forcessl__subcmd__acl,set)
                cmd="forcessl__subcmd__acl__subcmd__set"
                ;;
            forcessl__subcmd__acl,show)
                cmd="forcessl__subcmd__acl__subcmd__show"
                ;;
            forcessl__subcmd__acl__subcmd__help,help)
                cmd="forcessl__subcmd__acl__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__acl__subcmd__help,set)
                cmd="forcessl__subcmd__acl__subcmd__help__subcmd__set"
                ;;
            forcessl__subcmd__acl__subcmd__help,show)
                cmd="forcessl__subcmd__acl__subcmd__help__subcmd__show"
                ;;
            forcessl__subcmd__ca,clear)
                cmd="forcessl__subcmd__ca__subcmd__clear"
                ;;
            forcessl__subcmd__ca,help)
                cmd="forcessl__subcmd__ca__subcmd__help"
                ;;
            forcessl__subcmd__ca,rotate)
                cmd="forcessl__subcmd__ca__subcmd__rotate"
                ;;
            forcessl__subcmd__ca,set)
                cmd="forcessl__subcmd__ca__subcmd__set"
                ;;
            forcessl__subcmd__ca,show)
                cmd="forcessl__subcmd__ca__subcmd__show"
                ;;
            forcessl__subcmd__ca__subcmd__help,clear)
                cmd="forcessl__subcmd__ca__subcmd__help__subcmd__clear"
                ;;
            forcessl__subcmd__ca__subcmd__help,help)
                cmd="forcessl__subcmd__ca__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__ca__subcmd__help,rotate)
                cmd="forcessl__subcmd__ca__subcmd__help__subcmd__rotate"
                ;;
            forcessl__subcmd__ca__subcmd__help,set)
                cmd="forcessl__subcmd__ca__subcmd__help__subcmd__set"
                ;;
            forcessl__subcmd__ca__subcmd__help,show)
                cmd="forcessl__subcmd__ca__subcmd__help__subcmd__show"
                ;;
            forcessl__subcmd__cert,crl)
                cmd="forcessl__subcmd__cert__subcmd__crl"
                ;;
            forcessl__subcmd__cert,help)
                cmd="forcessl__subcmd__cert__subcmd__help"
                ;;
            forcessl__subcmd__cert,inspect)
                cmd="forcessl__subcmd__cert__subcmd__inspect"
                ;;
            forcessl__subcmd__cert,issue)
                cmd="forcessl__subcmd__cert__subcmd__issue"
                ;;
            forcessl__subcmd__cert,new-ca)
                cmd="forcessl__subcmd__cert__subcmd__new__subcmd__ca"
                ;;
            forcessl__subcmd__cert,revoke)
                cmd="forcessl__subcmd__cert__subcmd__revoke"
                ;;
            forcessl__subcmd__cert__subcmd__help,crl)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__crl"
                ;;
            forcessl__subcmd__cert__subcmd__help,help)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__cert__subcmd__help,inspect)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__inspect"
                ;;
            forcessl__subcmd__cert__subcmd__help,issue)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__issue"
                ;;
            forcessl__subcmd__cert__subcmd__help,new-ca)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__new__subcmd__ca"
                ;;
            forcessl__subcmd__cert__subcmd__help,revoke)
                cmd="forcessl__subcmd__cert__subcmd__help__subcmd__revoke"
                ;;
            forcessl__subcmd__crl,clear)
                cmd="forcessl__subcmd__crl__subcmd__clear"
                ;;
            forcessl__subcmd__crl,help)
                cmd="forcessl__subcmd__crl__subcmd__help"
                ;;
            forcessl__subcmd__crl,set)
                cmd="forcessl__subcmd__crl__subcmd__set"
                ;;
            forcessl__subcmd__crl,show)
                cmd="forcessl__subcmd__crl__subcmd__show"
                ;;
            forcessl__subcmd__crl__subcmd__help,clear)
                cmd="forcessl__subcmd__crl__subcmd__help__subcmd__clear"
                ;;
            forcessl__subcmd__crl__subcmd__help,help)
                cmd="forcessl__subcmd__crl__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__crl__subcmd__help,set)
                cmd="forcessl__subcmd__crl__subcmd__help__subcmd__set"
                ;;
            forcessl__subcmd__crl__subcmd__help,show)
                cmd="forcessl__subcmd__crl__subcmd__help__subcmd__show"
                ;;
            forcessl__subcmd__export,help)
                cmd="forcessl__subcmd__export__subcmd__help"
                ;;
            forcessl__subcmd__export,ram-policy)
                cmd="forcessl__subcmd__export__subcmd__ram__subcmd__policy"
                ;;
            forcessl__subcmd__export,terraform)
                cmd="forcessl__subcmd__export__subcmd__terraform"
                ;;
            forcessl__subcmd__export__subcmd__help,help)
                cmd="forcessl__subcmd__export__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__export__subcmd__help,ram-policy)
                cmd="forcessl__subcmd__export__subcmd__help__subcmd__ram__subcmd__policy"
                ;;
            forcessl__subcmd__export__subcmd__help,terraform)
                cmd="forcessl__subcmd__export__subcmd__help__subcmd__terraform"
                ;;
            forcessl__subcmd__hba,apply)
                cmd="forcessl__subcmd__hba__subcmd__apply"
                ;;
            forcessl__subcmd__hba,explain)
                cmd="forcessl__subcmd__hba__subcmd__explain"
                ;;
            forcessl__subcmd__hba,export)
                cmd="forcessl__subcmd__hba__subcmd__export"
                ;;
            forcessl__subcmd__hba,harden)
                cmd="forcessl__subcmd__hba__subcmd__harden"
                ;;
            forcessl__subcmd__hba,help)
                cmd="forcessl__subcmd__hba__subcmd__help"
                ;;
            forcessl__subcmd__hba,history)
                cmd="forcessl__subcmd__hba__subcmd__history"
                ;;
            forcessl__subcmd__hba,list)
                cmd="forcessl__subcmd__hba__subcmd__list"
                ;;
            forcessl__subcmd__hba,restore)
                cmd="forcessl__subcmd__hba__subcmd__restore"
                ;;
            forcessl__subcmd__hba__subcmd__help,apply)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__apply"
                ;;
            forcessl__subcmd__hba__subcmd__help,explain)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__explain"
                ;;
            forcessl__subcmd__hba__subcmd__help,export)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__export"
                ;;
            forcessl__subcmd__hba__subcmd__help,harden)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__harden"
                ;;
            forcessl__subcmd__hba__subcmd__help,help)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__hba__subcmd__help,history)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__history"
                ;;
            forcessl__subcmd__hba__subcmd__help,list)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__list"
                ;;
            forcessl__subcmd__hba__subcmd__help,restore)
                cmd="forcessl__subcmd__hba__subcmd__help__subcmd__restore"
                ;;
            forcessl__subcmd__help,acl)
                cmd="forcessl__subcmd__help__subcmd__acl"
                ;;
            forcessl__subcmd__help,ca)
                cmd="forcessl__subcmd__help__subcmd__ca"
                ;;
            forcessl__subcmd__help,cert)
                cmd="forcessl__subcmd__help__subcmd__cert"
                ;;
            forcessl__subcmd__help,check)
                cmd="forcessl__subcmd__help__subcmd__check"
                ;;
            forcessl__subcmd__help,clients)
                cmd="forcessl__subcmd__help__subcmd__clients"
                ;;
            forcessl__subcmd__help,completions)
                cmd="forcessl__subcmd__help__subcmd__completions"
                ;;
            forcessl__subcmd__help,crl)
                cmd="forcessl__subcmd__help__subcmd__crl"
                ;;
            forcessl__subcmd__help,demo)
                cmd="forcessl__subcmd__help__subcmd__demo"
                ;;
            forcessl__subcmd__help,doctor)
                cmd="forcessl__subcmd__help__subcmd__doctor"
                ;;
            forcessl__subcmd__help,enforce)
                cmd="forcessl__subcmd__help__subcmd__enforce"
                ;;
            forcessl__subcmd__help,explain)
                cmd="forcessl__subcmd__help__subcmd__explain"
                ;;
            forcessl__subcmd__help,export)
                cmd="forcessl__subcmd__help__subcmd__export"
                ;;
            forcessl__subcmd__help,hba)
                cmd="forcessl__subcmd__help__subcmd__hba"
                ;;
            forcessl__subcmd__help,help)
                cmd="forcessl__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__help,list)
                cmd="forcessl__subcmd__help__subcmd__list"
                ;;
            forcessl__subcmd__help,man)
                cmd="forcessl__subcmd__help__subcmd__man"
                ;;
            forcessl__subcmd__help,plan)
                cmd="forcessl__subcmd__help__subcmd__plan"
                ;;
            forcessl__subcmd__help,policy)
                cmd="forcessl__subcmd__help__subcmd__policy"
                ;;
            forcessl__subcmd__help,probe)
                cmd="forcessl__subcmd__help__subcmd__probe"
                ;;
            forcessl__subcmd__help,report)
                cmd="forcessl__subcmd__help__subcmd__report"
                ;;
            forcessl__subcmd__help,rollback)
                cmd="forcessl__subcmd__help__subcmd__rollback"
                ;;
            forcessl__subcmd__help,sandbox)
                cmd="forcessl__subcmd__help__subcmd__sandbox"
                ;;
            forcessl__subcmd__help,sessions)
                cmd="forcessl__subcmd__help__subcmd__sessions"
                ;;
            forcessl__subcmd__help,ssl)
                cmd="forcessl__subcmd__help__subcmd__ssl"
                ;;
            forcessl__subcmd__help,wait)
                cmd="forcessl__subcmd__help__subcmd__wait"
                ;;
            forcessl__subcmd__help__subcmd__acl,set)
                cmd="forcessl__subcmd__help__subcmd__acl__subcmd__set"
                ;;
            forcessl__subcmd__help__subcmd__acl,show)
                cmd="forcessl__subcmd__help__subcmd__acl__subcmd__show"
                ;;
            forcessl__subcmd__help__subcmd__ca,clear)
                cmd="forcessl__subcmd__help__subcmd__ca__subcmd__clear"
                ;;
            forcessl__subcmd__help__subcmd__ca,rotate)
                cmd="forcessl__subcmd__help__subcmd__ca__subcmd__rotate"
                ;;
            forcessl__subcmd__help__subcmd__ca,set)
                cmd="forcessl__subcmd__help__subcmd__ca__subcmd__set"
                ;;
            forcessl__subcmd__help__subcmd__ca,show)
                cmd="forcessl__subcmd__help__subcmd__ca__subcmd__show"
                ;;
            forcessl__subcmd__help__subcmd__cert,crl)
                cmd="forcessl__subcmd__help__subcmd__cert__subcmd__crl"
                ;;
            forcessl__subcmd__help__subcmd__cert,inspect)
                cmd="forcessl__subcmd__help__subcmd__cert__subcmd__inspect"
                ;;
            forcessl__subcmd__help__subcmd__cert,issue)
                cmd="forcessl__subcmd__help__subcmd__cert__subcmd__issue"
                ;;
            forcessl__subcmd__help__subcmd__cert,new-ca)
                cmd="forcessl__subcmd__help__subcmd__cert__subcmd__new__subcmd__ca"
                ;;
            forcessl__subcmd__help__subcmd__cert,revoke)
                cmd="forcessl__subcmd__help__subcmd__cert__subcmd__revoke"
                ;;
            forcessl__subcmd__help__subcmd__crl,clear)
                cmd="forcessl__subcmd__help__subcmd__crl__subcmd__clear"
                ;;
            forcessl__subcmd__help__subcmd__crl,set)
                cmd="forcessl__subcmd__help__subcmd__crl__subcmd__set"
                ;;
            forcessl__subcmd__help__subcmd__crl,show)
                cmd="forcessl__subcmd__help__subcmd__crl__subcmd__show"
                ;;
            forcessl__subcmd__help__subcmd__export,ram-policy)
                cmd="forcessl__subcmd__help__subcmd__export__subcmd__ram__subcmd__policy"
                ;;
            forcessl__subcmd__help__subcmd__export,terraform)
                cmd="forcessl__subcmd__help__subcmd__export__subcmd__terraform"
                ;;
            forcessl__subcmd__help__subcmd__hba,apply)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__apply"
                ;;
            forcessl__subcmd__help__subcmd__hba,explain)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__explain"
                ;;
            forcessl__subcmd__help__subcmd__hba,export)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__export"
                ;;
            forcessl__subcmd__help__subcmd__hba,harden)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__harden"
                ;;
            forcessl__subcmd__help__subcmd__hba,history)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__history"
                ;;
            forcessl__subcmd__help__subcmd__hba,list)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__list"
                ;;
            forcessl__subcmd__help__subcmd__hba,restore)
                cmd="forcessl__subcmd__help__subcmd__hba__subcmd__restore"
                ;;
            forcessl__subcmd__help__subcmd__policy,explain)
                cmd="forcessl__subcmd__help__subcmd__policy__subcmd__explain"
                ;;
            forcessl__subcmd__help__subcmd__policy,init)
                cmd="forcessl__subcmd__help__subcmd__policy__subcmd__init"
                ;;
            forcessl__subcmd__help__subcmd__policy,validate)
                cmd="forcessl__subcmd__help__subcmd__policy__subcmd__validate"
                ;;
            forcessl__subcmd__help__subcmd__report,diff)
                cmd="forcessl__subcmd__help__subcmd__report__subcmd__diff"
                ;;
            forcessl__subcmd__help__subcmd__report,merge)
                cmd="forcessl__subcmd__help__subcmd__report__subcmd__merge"
                ;;
            forcessl__subcmd__help__subcmd__ssl,disable)
                cmd="forcessl__subcmd__help__subcmd__ssl__subcmd__disable"
                ;;
            forcessl__subcmd__help__subcmd__ssl,enable)
                cmd="forcessl__subcmd__help__subcmd__ssl__subcmd__enable"
                ;;
            forcessl__subcmd__help__subcmd__ssl,renew)
                cmd="forcessl__subcmd__help__subcmd__ssl__subcmd__renew"
                ;;
            forcessl__subcmd__help__subcmd__ssl,show)
                cmd="forcessl__subcmd__help__subcmd__ssl__subcmd__show"
                ;;
            forcessl__subcmd__policy,explain)
                cmd="forcessl__subcmd__policy__subcmd__explain"
                ;;
            forcessl__subcmd__policy,help)
                cmd="forcessl__subcmd__policy__subcmd__help"
                ;;
            forcessl__subcmd__policy,init)
                cmd="forcessl__subcmd__policy__subcmd__init"
                ;;
            forcessl__subcmd__policy,validate)
                cmd="forcessl__subcmd__policy__subcmd__validate"
                ;;
            forcessl__subcmd__policy__subcmd__help,explain)
                cmd="forcessl__subcmd__policy__subcmd__help__subcmd__explain"
                ;;
            forcessl__subcmd__policy__subcmd__help,help)
                cmd="forcessl__subcmd__policy__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__policy__subcmd__help,init)
                cmd="forcessl__subcmd__policy__subcmd__help__subcmd__init"
                ;;
            forcessl__subcmd__policy__subcmd__help,validate)
                cmd="forcessl__subcmd__policy__subcmd__help__subcmd__validate"
                ;;
            forcessl__subcmd__report,diff)
                cmd="forcessl__subcmd__report__subcmd__diff"
                ;;
            forcessl__subcmd__report,help)
                cmd="forcessl__subcmd__report__subcmd__help"
                ;;
            forcessl__subcmd__report,merge)
                cmd="forcessl__subcmd__report__subcmd__merge"
                ;;
            forcessl__subcmd__report__subcmd__help,diff)
                cmd="forcessl__subcmd__report__subcmd__help__subcmd__diff"
                ;;
            forcessl__subcmd__report__subcmd__help,help)
                cmd="forcessl__subcmd__report__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__report__subcmd__help,merge)
                cmd="forcessl__subcmd__report__subcmd__help__subcmd__merge"
                ;;
            forcessl__subcmd__ssl,disable)
                cmd="forcessl__subcmd__ssl__subcmd__disable"
                ;;
            forcessl__subcmd__ssl,enable)
                cmd="forcessl__subcmd__ssl__subcmd__enable"
                ;;
            forcessl__subcmd__ssl,help)
                cmd="forcessl__subcmd__ssl__subcmd__help"
                ;;
            forcessl__subcmd__ssl,renew)
                cmd="forcessl__subcmd__ssl__subcmd__renew"
                ;;
            forcessl__subcmd__ssl,show)
                cmd="forcessl__subcmd__ssl__subcmd__show"
                ;;
            forcessl__subcmd__ssl__subcmd__help,disable)
                cmd="forcessl__subcmd__ssl__subcmd__help__subcmd__disable"
                ;;
            forcessl__subcmd__ssl__subcmd__help,enable)
                cmd="forcessl__subcmd__ssl__subcmd__help__subcmd__enable"
                ;;
            forcessl__subcmd__ssl__subcmd__help,help)
                cmd="forcessl__subcmd__ssl__subcmd__help__subcmd__help"
                ;;
            forcessl__subcmd__ssl__subcmd__help,renew)
                cmd="forcessl__subcmd__ssl__subcmd__help__subcmd__renew"
                ;;
            forcessl__subcmd__ssl__subcmd__help,show)
                cmd="forcessl__subcmd__ssl__subcmd__help__subcmd__show"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        forcessl)
            opts="-r -p -o -y -q -v -h -V --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help --version check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help show set help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__help)
            opts="show set help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__help__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__set)
            opts="-r -p -o -y -q -v -h --replication --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --replication)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__acl__subcmd__show)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help show set rotate clear help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__clear)
            opts="-r -p -o -y -q -v -h --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help)
            opts="show set rotate clear help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help__subcmd__clear)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__rotate)
            opts="-r -p -o -y -q -v -h --finish --crl --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --crl)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__set)
            opts="-r -p -o -y -q -v -h --allow-uncovered --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ca__subcmd__show)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help new-ca issue revoke crl inspect help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__crl)
            opts="-r -p -o -y -q -v -h --ca --days --installed --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --installed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help)
            opts="new-ca issue revoke crl inspect help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__crl)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__issue)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__new__subcmd__ca)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__help__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__inspect)
            opts="-r -p -o -y -q -v -h --user --mode --client-ca --crl --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --mode)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --client-ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --crl)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__issue)
            opts="-r -p -o -y -q -v -h --ca --from-file --csr --days --key-type --out --force --host --sslrootcert --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --csr)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-type)
                    COMPREPLY=($(compgen -W "rsa2048 rsa3072 rsa4096 ec-p256 ec-p384" -- "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sslrootcert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__new__subcmd__ca)
            opts="-r -p -o -y -q -v -h --name --out --days --key-type --force --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-type)
                    COMPREPLY=($(compgen -W "rsa2048 rsa3072 rsa4096 ec-p256 ec-p384" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__cert__subcmd__revoke)
            opts="-r -p -o -y -q -v -h --ca --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__check)
            opts="-r -p -o -y -q -v -h --all --all-regions --tag --resource-group --engine-version --instances-from --no-replicas --allow-empty --shard --find --no-probe --probe --thorough --user --database --probe-timeout --policy --expiry-days --fail-on --show-all --baseline --watch --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --engine-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --policy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expiry-days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "note low medium high" -- "${cur}"))
                    return 0
                    ;;
                --baseline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --watch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__clients)
            opts="-r -p -o -y -q -v -h --user --database --host --sslrootcert --certs --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sslrootcert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --certs)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__completions)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help show set clear help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__clear)
            opts="-r -p -o -y -q -v -h --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__help)
            opts="show set clear help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__help__subcmd__clear)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__help__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__set)
            opts="-r -p -o -y -q -v -h --allow-uncovered --allow-unrevoking --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__crl__subcmd__show)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__demo)
            opts="-r -p -o -y -q -v -h --database --postgres-bin --change-time --pause --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --database)
                    COMPREPLY=($(compgen -W "auto postgres embedded none" -- "${cur}"))
                    return 0
                    ;;
                --postgres-bin)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --change-time)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__doctor)
            opts="-r -p -o -y -q -v -h --user --database --probe-timeout --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__enforce)
            opts="-r -p -o -y -q -v -h --all --all-regions --tag --resource-group --engine-version --instances-from --no-replicas --allow-empty --shard --canary --wave-size --max-failures --max-instances --confirm-each --via --mode --replication --client-ca --crl --allow-uncovered --strategy --except --connection-string --stepwise --policy --plan --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --evidence --auto-rollback --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --engine-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --canary)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wave-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-failures)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-instances)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --via)
                    COMPREPLY=($(compgen -W "acl hba" -- "${cur}"))
                    return 0
                    ;;
                --mode)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --replication)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --client-ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --crl)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --strategy)
                    COMPREPLY=($(compgen -W "convert guard" -- "${cur}"))
                    return 0
                    ;;
                --except)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection-string)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --policy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --plan)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --evidence)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__explain)
            opts="-r -p -o -y -q -v -h --list --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help terraform ram-policy help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__help)
            opts="terraform ram-policy help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__help__subcmd__ram__subcmd__policy)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__help__subcmd__terraform)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__ram__subcmd__policy)
            opts="-r -p -o -y -q -v -h --instance --account --sweep --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help audit enforce guard"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --instance)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__export__subcmd__terraform)
            opts="-r -p -o -y -q -v -h --show-secrets --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help list harden apply export explain history restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__apply)
            opts="-r -p -o -y -q -v -h --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__explain)
            opts="-r -p -o -y -q -v -h --from --ssl --cert --replication --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__export)
            opts="-r -p -o -y -q -v -h --show-secrets --force --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__harden)
            opts="-r -p -o -y -q -v -h --strategy --except --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --strategy)
                    COMPREPLY=($(compgen -W "convert guard" -- "${cur}"))
                    return 0
                    ;;
                --except)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help)
            opts="list harden apply export explain history restore help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__apply)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__harden)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__history)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__help__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__history)
            opts="-r -p -o -y -q -v -h --since --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__list)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__hba__subcmd__restore)
            opts="-r -p -o -y -q -v -h --at --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --user --database --probe-timeout --cert --key --no-probe --require-proof --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --at)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help)
            opts="check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__acl)
            opts="show set"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__acl__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__acl__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ca)
            opts="show set rotate clear"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ca__subcmd__clear)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ca__subcmd__rotate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ca__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ca__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert)
            opts="new-ca issue revoke crl inspect"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert__subcmd__crl)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert__subcmd__inspect)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert__subcmd__issue)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert__subcmd__new__subcmd__ca)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__cert__subcmd__revoke)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__check)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__clients)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__completions)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__crl)
            opts="show set clear"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__crl__subcmd__clear)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__crl__subcmd__set)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__crl__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__demo)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__doctor)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__enforce)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__export)
            opts="terraform ram-policy"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__export__subcmd__ram__subcmd__policy)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__export__subcmd__terraform)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba)
            opts="list harden apply export explain history restore"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__apply)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__export)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__harden)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__history)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__hba__subcmd__restore)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__list)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__man)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__plan)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__policy)
            opts="init validate explain"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__policy__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__policy__subcmd__init)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__policy__subcmd__validate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__probe)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__report)
            opts="merge diff"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__report__subcmd__diff)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__report__subcmd__merge)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__rollback)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__sandbox)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__sessions)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ssl)
            opts="show enable renew disable"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ssl__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ssl__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ssl__subcmd__renew)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__ssl__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__help__subcmd__wait)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__list)
            opts="-r -p -o -y -q -v -h --all --all-regions --tag --resource-group --engine-version --instances-from --no-replicas --allow-empty --shard --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --engine-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__man)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__plan)
            opts="-r -p -o -y -q -v -h --all --all-regions --tag --resource-group --engine-version --instances-from --no-replicas --allow-empty --shard --via --mode --replication --client-ca --crl --allow-uncovered --strategy --except --connection-string --stepwise --policy --dsn --allow-clear-password --sessions --max-cut-off --out --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --engine-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --via)
                    COMPREPLY=($(compgen -W "acl hba" -- "${cur}"))
                    return 0
                    ;;
                --mode)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --replication)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --client-ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --crl)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --strategy)
                    COMPREPLY=($(compgen -W "convert guard" -- "${cur}"))
                    return 0
                    ;;
                --except)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection-string)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --policy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help init validate explain help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__explain)
            opts="-r -p -o -y -q -v -h --policy --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --policy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__help)
            opts="init validate explain help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__help__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__help__subcmd__init)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__help__subcmd__validate)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__init)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__policy__subcmd__validate)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__probe)
            opts="-4 -6 -r -p -o -y -q -v -h --targets --user --database --probe-timeout --logins --all-accounts --cert --key --replication --ipv4 --ipv6 --tls-versions --direct-ssl --gss --server-ca --require-proof --evidence --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --targets)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --probe-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --logins)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --server-ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --evidence)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help merge diff help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__diff)
            opts="-r -p -o -y -q -v -h --fail-on --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --fail-on)
                    COMPREPLY=($(compgen -W "new any note low medium high" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__help)
            opts="merge diff help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__help__subcmd__diff)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__help__subcmd__merge)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__report__subcmd__merge)
            opts="-r -p -o -y -q -v -h --fail-on --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --fail-on)
                    COMPREPLY=($(compgen -W "note low medium high" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__rollback)
            opts="-r -p -o -y -q -v -h --to --list --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --to)
                    COMPREPLY=($(_forcessl_saved | _forcessl_matching))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__sandbox)
            opts="-r -p -o -y -q -v -h --listen --instances --database --postgres-bin --change-time --status-lag --latency --qps --fault --fleet --regions --state --env --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -W "auto postgres embedded none" -- "${cur}"))
                    return 0
                    ;;
                --postgres-bin)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --change-time)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --status-lag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --latency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fault)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fleet)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --regions)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__sessions)
            opts="-r -p -o -y -q -v -h --dsn --allow-clear-password --all --watch --interval --terminate --include-replication --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --watch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help show enable renew disable help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__disable)
            opts="-r -p -o -y -q -v -h --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__enable)
            opts="-r -p -o -y -q -v -h --ca-type --server-cert --server-key --connection-string --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --ca-type)
                    COMPREPLY=($(compgen -W "aliyun custom" -- "${cur}"))
                    return 0
                    ;;
                --server-cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --server-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection-string)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help)
            opts="show enable renew disable help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help__subcmd__disable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help__subcmd__enable)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help__subcmd__renew)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__help__subcmd__show)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 4 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__renew)
            opts="-r -p -o -y -q -v -h --ca-type --server-cert --server-key --connection-string --dry-run --wait-ready --in-maintenance-window --dsn --allow-clear-password --sessions --max-cut-off --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --ca-type)
                    COMPREPLY=($(compgen -W "aliyun custom" -- "${cur}"))
                    return 0
                    ;;
                --server-cert)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --server-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection-string)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dsn)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cut-off)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__ssl__subcmd__show)
            opts="-r -p -o -y -q -v -h --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
        forcessl__subcmd__wait)
            opts="-r -p -o -y -q -v -h --all --all-regions --tag --resource-group --engine-version --instances-from --no-replicas --allow-empty --shard --settle --interval --region --profile --assume-role --endpoint --vpc --proxy --ca-bundle --connect-timeout --read-timeout --signature --output --yes --parallel --qps --timeout --state-dir --no-wait --quiet --verbose --lang --color --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
                return 0
            fi
            case "${prev}" in
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --engine-version)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --settle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(_forcessl_regions | _forcessl_matching))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(_forcessl_profiles | _forcessl_matching))
                    return 0
                    ;;
                --assume-role)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --read-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --signature)
                    COMPREPLY=($(compgen -W "v1 v3" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table json ndjson csv markdown sarif junit ocsf html prometheus github gitlab" -- "${cur}"))
                    return 0
                    ;;
                --parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --qps)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en zh" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(_forcessl_words | _forcessl_matching) )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _forcessl -o nosort -o bashdefault -o default forcessl
else
    complete -F _forcessl -o bashdefault -o default forcessl
fi
