//! Access keys, tokens, signatures, the clock, RAM permissions and risk control.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["SignatureDoesNotMatch", "InvalidAccessKeySecret"],
        english: Wording {
            cause: "the access key secret does not belong to this access key id, or something changed the request on its way",
            next: "enter the access key secret that belongs to this access key id again, in the environment or the profile",
        },
        chinese: Wording {
            cause: "AccessKey Secret与AccessKey ID不匹配，或请求在传输途中被改动",
            next: "在环境变量或配置文件中重新填写该AccessKey ID对应的AccessKey Secret",
        },
    },
    Entry {
        codes: &["IncompleteSignature"],
        english: Wording {
            cause: "the service misses a part of the signature or cannot read it",
            next: "sign the other way: add --signature v3, or --signature v1 when it was v3",
        },
        chinese: Wording {
            cause: "请求的签名信息不完整，服务端无法识别",
            next: "更换签名方式：加上 --signature v3；如果原来就是v3，改用 --signature v1",
        },
    },
    Entry {
        codes: &["InvalidAccessKeyId.NotFound", "InvalidAccessKeyId*"],
        english: Wording {
            cause: "there is no such access key: it is mistyped, deleted, or of another site than this endpoint",
            next: "choose an access key that exists, in ALIBABA_CLOUD_ACCESS_KEY_ID or with --profile",
        },
        chinese: Wording {
            cause: "AccessKey ID不存在：可能填错、已被删除，或不属于该接入地址所在的站点",
            next: "用环境变量ALIBABA_CLOUD_ACCESS_KEY_ID或 --profile 指定一个有效的AccessKey",
        },
    },
    Entry {
        codes: &["InvalidAccessKeyId.Inactive"],
        english: Wording {
            cause: "the access key is disabled",
            next: "enable this access key in the RAM console",
        },
        chinese: Wording {
            cause: "该AccessKey已被禁用",
            next: "在RAM控制台启用该AccessKey",
        },
    },
    Entry {
        codes: &["MissingAccessKeyId"],
        english: Wording {
            cause: "the request arrived without an access key id",
            next: "set ALIBABA_CLOUD_ACCESS_KEY_ID, or choose a profile with --profile",
        },
        chinese: Wording {
            cause: "请求中没有AccessKey ID",
            next: "设置环境变量ALIBABA_CLOUD_ACCESS_KEY_ID，或用 --profile 指定配置",
        },
    },
    Entry {
        codes: &["InvalidSecurityToken.Expired", "SecurityToken.Expired"],
        english: Wording {
            cause: "the STS token has expired",
            next: "get a new STS token, then run the same command again",
        },
        chinese: Wording {
            cause: "STS临时凭证（SecurityToken）已过期",
            next: "重新获取STS临时凭证后再次执行同一命令",
        },
    },
    Entry {
        codes: &["InvalidSecurityToken.MismatchWithAccessKey"],
        english: Wording {
            cause: "the STS token was issued together with another access key",
            next: "set access key id, secret and STS token from one and the same AssumeRole answer",
        },
        chinese: Wording {
            cause: "SecurityToken与AccessKey不是同一次签发的",
            next: "使用同一次AssumeRole返回的AccessKey ID、AccessKey Secret和SecurityToken",
        },
    },
    Entry {
        codes: &["InvalidSecurityToken.Malformed", "InvalidSecurityToken*"],
        english: Wording {
            cause: "the STS token cannot be read, as when it was cut off while it was copied",
            next: "set ALIBABA_CLOUD_SECURITY_TOKEN to the whole token on one line",
        },
        chinese: Wording {
            cause: "SecurityToken格式不正确，例如复制时被截断",
            next: "将完整的SecurityToken（单行）重新填入ALIBABA_CLOUD_SECURITY_TOKEN",
        },
    },
    Entry {
        codes: &["MissingSecurityToken"],
        english: Wording {
            cause: "the access key is a temporary one, and its STS token was not sent",
            next: "set ALIBABA_CLOUD_SECURITY_TOKEN to the token that came with this access key",
        },
        chinese: Wording {
            cause: "使用了STS临时AccessKey，但没有提供SecurityToken",
            next: "将与该AccessKey一同签发的令牌填入ALIBABA_CLOUD_SECURITY_TOKEN",
        },
    },
    Entry {
        codes: &["InvalidTimeStamp.Expired"],
        english: Wording {
            cause: "this machine's clock and the service's differ by more than 15 minutes",
            next: "set this machine's clock; it is more than 15 minutes off",
        },
        chinese: Wording {
            cause: "本机时间与服务端时间相差超过15分钟",
            next: "校准本机时间（例如用NTP同步）",
        },
    },
    Entry {
        codes: &[
            "InvalidTimeStamp.Format",
            "IllegalTimestamp",
            "InvalidTimeStamp*",
        ],
        english: Wording {
            cause: "the service cannot read the time in the request, or finds none",
            next: "set this machine's clock, best by NTP",
        },
        chinese: Wording {
            cause: "请求中的时间戳缺失或格式不正确",
            next: "校准本机时间（例如用NTP同步）",
        },
    },
    Entry {
        codes: &["SignatureNonceUsed"],
        english: Wording {
            cause: "the service has seen this very request before, so the first copy may have taken effect",
            next: "see whether it took effect: forcessl check {instance}",
        },
        chinese: Wording {
            cause: "服务端已收到过同一请求，前一次请求可能已经生效",
            next: "执行 forcessl check {instance} 确认是否已生效",
        },
    },
    Entry {
        codes: &[
            "Forbidden.RAM",
            "Forbidden",
            "NoPermission",
            "InvalidUserOperatorPermission",
            "Forbidden*",
        ],
        english: Wording {
            cause: "the RAM policies of this identity do not allow the action on this instance",
            next: "allow the RAM action rds:{action} for this identity",
        },
        chinese: Wording {
            cause: "该身份的RAM权限策略不允许对此实例执行该操作",
            next: "为该RAM身份授予 rds:{action} 权限",
        },
    },
    Entry {
        codes: &["NotInFlowController"],
        english: Wording {
            cause: "the vendor opens this function for listed accounts only, and this account is not listed",
            next: "ask the vendor in a ticket to open rds:{action} for this account",
        },
        chinese: Wording {
            cause: "该功能仅对部分账号开放，当前账号不在开放名单中",
            next: "提交工单，申请为当前账号开通 rds:{action}",
        },
    },
    Entry {
        codes: &["Forbidden.RiskControl", "Risk.RiskControlRejection"],
        english: Wording {
            cause: "the vendor's risk control blocks this account",
            next: "let the account's owner sign in to the console and clear the risk control notice",
        },
        chinese: Wording {
            cause: "当前账号触发了风控，操作被拒绝",
            next: "请主账号登录控制台，按提示解除风控",
        },
    },
    Entry {
        codes: &["Forbidden.UserVerification"],
        english: Wording {
            cause: "the account's owner is not verified yet",
            next: "finish the real-name verification of the account in the console",
        },
        chinese: Wording {
            cause: "当前账号尚未完成实名认证",
            next: "在控制台完成账号实名认证",
        },
    },
    Entry {
        codes: &[
            "InvalidParameter.OwnerAccount",
            "Abs.InvalidAccount.NotFound",
        ],
        english: Wording {
            cause: "the account of these credentials is not the one that owns the instances",
            next: "choose credentials of the account that owns the instances with --profile",
        },
        chinese: Wording {
            cause: "当前凭证所属的账号不存在，或不是实例的所有者",
            next: "用 --profile 指定实例所属账号的凭证",
        },
    },
];
