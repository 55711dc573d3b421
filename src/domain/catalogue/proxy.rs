//! The database proxy and read/write splitting, where SSL cannot be set for PostgreSQL.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["Maxscale.NotFound"],
        english: Wording {
            cause: "the instance has no database proxy, so there is no proxy to set SSL for",
            next: "prove SSL on the instance's own endpoint: forcessl probe {instance}",
        },
        chinese: Wording {
            cause: "实例未开通数据库代理，无需设置代理SSL",
            next: "直接验证实例的连接地址：forcessl probe {instance}",
        },
    },
    Entry {
        codes: &["MaxscaleNotSupport"],
        english: Wording {
            cause: "the database proxy of this instance cannot have SSL; proxy SSL is for MySQL",
            next: "let clients connect to the instance's own endpoint instead of the proxy's",
        },
        chinese: Wording {
            cause: "该实例的数据库代理不支持SSL；代理SSL仅支持MySQL",
            next: "让客户端改用实例自身的连接地址，不经过数据库代理",
        },
    },
    Entry {
        codes: &["InvalidDbProxyStatus"],
        english: Wording {
            cause: "the database proxy is being changed",
            next: "run it again when the console shows the proxy of {instance} as running",
        },
        chinese: Wording {
            cause: "数据库代理正在变更",
            next: "待控制台显示实例 {instance} 的数据库代理恢复运行中后再次执行",
        },
    },
    Entry {
        codes: &["InvalidDbProxyConnectionString.NotFound"],
        english: Wording {
            cause: "the endpoint is not one of the database proxy",
            next: "take the proxy endpoint from the page Database Proxy of {instance} in the console",
        },
        chinese: Wording {
            cause: "该连接地址不属于数据库代理",
            next: "从控制台实例 {instance} 的“数据库代理”页面复制代理连接地址",
        },
    },
    Entry {
        codes: &["MissingRWSplistParam"],
        english: Wording {
            cause: "the request lacks a parameter for the read/write splitting endpoint, which cannot have SSL",
            next: "name an endpoint of {instance} that is not for read/write splitting",
        },
        chinese: Wording {
            cause: "请求缺少读写分离参数；读写分离地址不支持SSL",
            next: "改用实例 {instance} 的普通连接地址，不要使用读写分离地址",
        },
    },
];
