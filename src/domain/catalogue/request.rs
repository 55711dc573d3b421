//! The request itself: action, version, parameters. Holds the most general patterns, and is the last
//! group for that.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &[
            "InvalidAction",
            "InvalidAction.NotFound",
            "InvalidApi.NotFound",
            "InvalidProduct.NotFound",
            "NoSuchVersion",
        ],
        english: Wording {
            cause: "this endpoint does not serve the action; it may be the endpoint of another product",
            next: "leave out --endpoint, so that the endpoint of the region is used",
        },
        chinese: Wording {
            cause: "该接入地址不提供此接口，可能是其他产品的接入地址",
            next: "去掉 --endpoint，使用地域默认的接入地址",
        },
    },
    Entry {
        codes: &["UnsupportedHTTPMethod"],
        english: Wording {
            cause: "the request did not arrive as a POST; a proxy on the way may have turned it into another method",
            next: "bypass the proxy: add the host of the API to NO_PROXY",
        },
        chinese: Wording {
            cause: "请求到达时不是POST方法，可能被中间代理改写",
            next: "绕过代理：将API域名加入NO_PROXY",
        },
    },
    Entry {
        codes: &["InvalidRegionId.NotFound"],
        english: Wording {
            cause: "there is no such region",
            next: "name a region that exists, such as --region cn-hangzhou",
        },
        chinese: Wording {
            cause: "地域不存在",
            next: "指定有效的地域，例如 --region cn-hangzhou",
        },
    },
    Entry {
        codes: &["Invalid.NextToken"],
        english: Wording {
            cause: "the list of instances changed while it was read, or its page token is too old",
            next: "run the same command again; it reads the list from the start",
        },
        chinese: Wording {
            cause: "读取实例列表期间列表发生变化，或分页令牌已失效",
            next: "再次执行同一命令；工具会从头读取列表",
        },
    },
    Entry {
        codes: &["InvalidStartTime.Format", "InvalidEndTime.Format"],
        english: Wording {
            cause: "the service cannot read the start or the end of the time range",
            next: "give the time in UTC, such as 2026-01-31T08:00:00Z",
        },
        chinese: Wording {
            cause: "起止时间的格式不正确",
            next: "使用UTC时间，例如 2026-01-31T08:00:00Z",
        },
    },
    Entry {
        codes: &[
            "MissingParameter",
            "RequiredParam.NotFound",
            "Missing<Name>",
        ],
        english: Wording {
            cause: "the service wants a parameter that forcessl did not send",
            next: "report it with the request id as a bug of forcessl",
        },
        chinese: Wording {
            cause: "请求缺少服务端要求的参数",
            next: "附上请求ID（RequestId）作为forcessl的缺陷反馈",
        },
    },
    Entry {
        codes: &[
            "InvalidDBInstanceType.ValueNotSupport",
            "InvalidExpired.Format",
        ],
        english: Wording {
            cause: "the service does not take a filter of the list of instances",
            next: "report it with the request id as a bug of forcessl",
        },
        chinese: Wording {
            cause: "实例列表的筛选条件不受支持",
            next: "附上请求ID（RequestId）作为forcessl的缺陷反馈",
        },
    },
    Entry {
        codes: &[
            "InvalidParameter",
            "InvalidParam",
            "IllegalParameter",
            "Parameters.Invalid",
            "Invalid<Name>.Format",
            "Invalid<Name>.NotFound",
            "Invalid<Name>",
        ],
        english: Wording {
            cause: "the service does not take a value; its message names the parameter",
            next: "correct the value of the parameter that the message names",
        },
        chinese: Wording {
            cause: "某个参数的取值不被接受，错误信息中给出了参数名",
            next: "更正错误信息所指参数的取值",
        },
    },
];
