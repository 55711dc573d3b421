//! The SSL switch, certificates, the client CA, the revocation list, the ACL and the endpoint.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["InvalidServerCertOrPrivateKey"],
        english: Wording {
            cause: "the server certificate or its key is refused: they do not belong together, or the key has a passphrase",
            next: "give --server-key the key of the first certificate in --server-cert, without a passphrase",
        },
        chinese: Wording {
            cause: "自定义证书或私钥被拒绝：两者不匹配，或私钥设置了密码",
            next: "用 --server-key 提供与 --server-cert 中第一张证书匹配且未设置密码的私钥",
        },
    },
    Entry {
        codes: &["InvalidClientCACert"],
        english: Wording {
            cause: "the client CA is refused: it is no CA certificate in PEM",
            next: "give the CA's own certificate in PEM: forcessl ca set {instance} FILE",
        },
        chinese: Wording {
            cause: "客户端CA证书被拒绝：不是PEM格式的CA证书",
            next: "提供PEM格式的CA证书：forcessl ca set {instance} FILE",
        },
    },
    Entry {
        codes: &["InvalidClientCrl"],
        english: Wording {
            cause: "the revocation list is refused: it is no CRL in PEM, or another CA signed it",
            next: "give --crl a PEM revocation list that the client CA has signed",
        },
        chinese: Wording {
            cause: "客户端证书吊销列表被拒绝：不是PEM格式的CRL，或由其他CA签发",
            next: "用 --crl 提供由该客户端CA签发的PEM格式吊销列表",
        },
    },
    Entry {
        codes: &["InvalidClientCrl.Permission"],
        english: Wording {
            cause: "a revocation list is taken only once a client CA is set",
            next: "set the client CA first: forcessl ca set {instance} FILE",
        },
        chinese: Wording {
            cause: "尚未配置客户端CA证书，不能设置吊销列表",
            next: "先配置客户端CA证书：forcessl ca set {instance} FILE",
        },
    },
    Entry {
        codes: &["InvalidACL.Permission"],
        english: Wording {
            cause: "the ACL can force SSL only once a client CA is set",
            next: "set the client CA first: forcessl ca set {instance} FILE",
        },
        chinese: Wording {
            cause: "尚未配置客户端CA证书，不能用ACL强制SSL",
            next: "先配置客户端CA证书：forcessl ca set {instance} FILE",
        },
    },
    Entry {
        codes: &["InvalidACL.NotFound"],
        english: Wording {
            cause: "the instance does not know this ACL mode; verify-full needs PostgreSQL 12 or later",
            next: "choose another mode: forcessl acl set {instance} verify-ca",
        },
        chinese: Wording {
            cause: "实例不支持该ACL取值；verify-full需要PostgreSQL 12及以上版本",
            next: "换用其他取值：forcessl acl set {instance} verify-ca",
        },
    },
    Entry {
        codes: &["InvalidCAType.NotFound"],
        english: Wording {
            cause: "the type of the server certificate is neither aliyun nor custom",
            next: "add --ca-type aliyun for the vendor's certificate",
        },
        chinese: Wording {
            cause: "服务端证书类型只能是aliyun（云端证书）或custom（自定义证书）",
            next: "使用云端证书请加上 --ca-type aliyun",
        },
    },
    Entry {
        codes: &["InvalidSSLStatus"],
        english: Wording {
            cause: "the SSL settings of the request contradict each other or what is set now",
            next: "look at what is set now: forcessl ssl show {instance}",
        },
        chinese: Wording {
            cause: "请求中的SSL设置互相矛盾，或与当前设置冲突",
            next: "查看当前SSL设置：forcessl ssl show {instance}",
        },
    },
    Entry {
        codes: &["IncorrectDBSslStatus"],
        english: Wording {
            cause: "SSL is already as asked for, or a change of it is still running",
            next: "wait for it with forcessl wait {instance}, then try again",
        },
        chinese: Wording {
            cause: "SSL已处于目标状态，或上一次SSL修改尚未完成",
            next: "执行 forcessl wait {instance} 等待修改完成后重试",
        },
    },
    Entry {
        codes: &[
            "Endpoint.NotFound",
            "InvalidConnectionString.NotFound",
            "InvalidCurrentConnectionString.NotFound",
        ],
        english: Wording {
            cause: "the endpoint that the certificate is to be made for is not one of this instance",
            next: "name an endpoint of {instance} with --connection-string; forcessl probe {instance} shows them",
        },
        chinese: Wording {
            cause: "证书要保护的连接地址不属于该实例",
            next: "用 --connection-string 指定实例 {instance} 的连接地址；forcessl probe {instance} 可列出全部地址",
        },
    },
    Entry {
        codes: &["InvalidConnectionString.Duplicate"],
        english: Wording {
            cause: "the endpoint is used twice, or belongs to another instance as well",
            next: "name another endpoint of {instance} with --connection-string",
        },
        chinese: Wording {
            cause: "连接地址重复，或已被其他实例使用",
            next: "用 --connection-string 指定实例 {instance} 的其他连接地址",
        },
    },
    Entry {
        codes: &["ConnectionStringLengthExceeded"],
        english: Wording {
            cause: "the endpoint's name is too long for a server certificate",
            next: "give the endpoint of {instance} a shorter name in the console",
        },
        chinese: Wording {
            cause: "连接地址过长，无法签发服务端证书",
            next: "在控制台将实例 {instance} 的连接地址改短",
        },
    },
];
