//! Limits on calls, and failures on the service's side.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &[
            "Throttling",
            "Throttling.User",
            "Throttling.Api",
            "Rejected.Throttling",
            "*Throttling*",
        ],
        english: Wording {
            cause: "more calls a second than the account may make; all its RAM users share one limit",
            next: "run it again later, or with a lower --qps",
        },
        chinese: Wording {
            cause: "调用频率超过账号限额，同一账号下的所有RAM用户共用该限额",
            next: "调低 --qps 后再次执行",
        },
    },
    Entry {
        codes: &["ConcurrentLimit"],
        english: Wording {
            cause: "too many calls of this kind are running at the same time",
            next: "lower --parallel and run it again",
        },
        chinese: Wording {
            cause: "同一时间正在处理的同类请求过多",
            next: "调低 --parallel 后再次执行",
        },
    },
    Entry {
        codes: &["ServiceUnavailable"],
        english: Wording {
            cause: "the API cannot be served at the moment",
            next: "run it again in a few minutes; it reads the state first and resumes from there",
        },
        chinese: Wording {
            cause: "服务暂时不可用",
            next: "几分钟后再次执行；工具会先查看当前状态再继续",
        },
    },
    Entry {
        codes: &[
            "InternalError",
            "InternalFailure",
            "ExternalFailure",
            "RequestMetaDataFailed",
            "InvokeProxyFailure",
        ],
        english: Wording {
            cause: "the service failed inside; a change that was sent may have taken effect all the same",
            next: "run it again; it reads the state first and resumes from there",
        },
        chinese: Wording {
            cause: "服务端内部错误；已发送的变更仍有可能生效",
            next: "再次执行；工具会先查看当前状态再继续",
        },
    },
    Entry {
        codes: &["TimeoutRetryLater", "ConnectTimeoutRetryLater"],
        english: Wording {
            cause: "the service did not get an answer from the instance in time",
            next: "run it again in a minute; it reads the state first and resumes from there",
        },
        chinese: Wording {
            cause: "服务端查询实例超时",
            next: "一分钟后再次执行；工具会先查看当前状态再继续",
        },
    },
    Entry {
        codes: &[
            "IO.Exception",
            "SqlExecuteFailedOrTimeout",
            "DbossGeneralError",
            "Account.QueryError",
        ],
        english: Wording {
            cause: "the service asked the database itself, and that failed or took too long",
            next: "run it again when the load on {instance} is lower; it looks first",
        },
        chinese: Wording {
            cause: "服务端在数据库内执行SQL失败或超时",
            next: "待实例 {instance} 负载降低后再次执行；工具会先查看当前状态",
        },
    },
    Entry {
        codes: &["ResourceConfigError"],
        english: Wording {
            cause: "the service's own record of this instance is faulty",
            next: "give the request id to the vendor in a ticket",
        },
        chinese: Wording {
            cause: "服务端的实例资源配置异常",
            next: "提交工单并附上请求ID（RequestId）",
        },
    },
];
