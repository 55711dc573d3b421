//! The pg_hba records.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["HbaItem.InvalidType"],
        english: Wording {
            cause: "a record's type is refused: it is not host, hostssl or hostnossl, or it is hostssl while SSL is off",
            next: "switch SSL on first: forcessl ssl enable {instance}",
        },
        chinese: Wording {
            cause: "pg_hba记录的连接类型被拒绝：不是host、hostssl、hostnossl之一，或SSL未开启时使用了hostssl",
            next: "先开启SSL：forcessl ssl enable {instance}",
        },
    },
    Entry {
        codes: &["HbaItem.InvalidMethod"],
        english: Wording {
            cause: "a record's method is not one that the service takes",
            next: "write the method in lower case: scram-sha-256, md5, password, reject, cert, ldap, radius, gss, sspi, pam or trust",
        },
        chinese: Wording {
            cause: "pg_hba记录的认证方法不受支持",
            next: "将认证方法改为小写的scram-sha-256、md5、password、reject、cert、ldap、radius、gss、sspi、pam或trust",
        },
    },
    Entry {
        codes: &["HbaItem.InvalidIPMask"],
        english: Wording {
            cause: "a record's address and mask do not go together",
            next: "write the address with its length, such as 10.0.0.0/8, and leave the mask out",
        },
        chinese: Wording {
            cause: "pg_hba记录的地址与掩码不匹配",
            next: "将地址写成CIDR格式（例如 10.0.0.0/8），不要填写掩码",
        },
    },
    Entry {
        codes: &["HbaItem.InvalidPriority"],
        english: Wording {
            cause: "a record's priority is out of range, or two records have the same one",
            next: "give each record a priority of its own, from 0 to 10000",
        },
        chinese: Wording {
            cause: "pg_hba记录的优先级超出范围，或有两条记录优先级相同",
            next: "为每条记录指定互不相同的优先级，取值0~10000",
        },
    },
    Entry {
        codes: &["HbaItemOpsType.Invalid"],
        english: Wording {
            cause: "the service does not know this way of changing the records",
            next: "report it with the request id as a bug of forcessl",
        },
        chinese: Wording {
            cause: "服务端不支持该pg_hba修改方式",
            next: "附上请求ID（RequestId）作为forcessl的缺陷反馈",
        },
    },
    Entry {
        codes: &["InvalidConfigValue"],
        english: Wording {
            cause: "a value in the pg_hba records is refused, such as a user that does not exist or hostssl while SSL is off",
            next: "find the record that the message names: forcessl hba list {instance}",
        },
        chinese: Wording {
            cause: "pg_hba记录中有取值被拒绝，例如用户不存在，或SSL未开启时使用了hostssl",
            next: "对照错误信息查找该记录：forcessl hba list {instance}",
        },
    },
    Entry {
        codes: &["HbaItemPriorityIdAlreadyExist"],
        english: Wording {
            cause: "a record with this priority exists already; somebody may have added it since the last look",
            next: "look at the records anew: forcessl hba list {instance}",
        },
        chinese: Wording {
            cause: "已存在相同优先级的pg_hba记录，可能是其他人刚刚添加的",
            next: "重新查看记录：forcessl hba list {instance}",
        },
    },
    Entry {
        codes: &["HbaItemPriorityIdNotFound"],
        english: Wording {
            cause: "there is no record with this priority; somebody may have removed it since the last look",
            next: "look at the records anew: forcessl hba list {instance}",
        },
        chinese: Wording {
            cause: "没有该优先级的pg_hba记录，可能是其他人刚刚删除的",
            next: "重新查看记录：forcessl hba list {instance}",
        },
    },
];
