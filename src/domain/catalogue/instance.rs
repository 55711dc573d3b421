//! Instances that are missing, busy, locked, or not of a kind that SSL can be forced on.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &[
            "InvalidDBInstanceId.NotFound",
            "InvalidDBInstanceName.NotFound",
            "InvalidDBInstance.NotFound",
            "Forbidden.InstanceNotFound",
            "DataNotExist",
            "Request.NotFound",
        ],
        english: Wording {
            cause: "there is no such instance in this region and account; the API looks in one region only",
            next: "correct the instance id, or name its region with --region; `forcessl check --find ID` looks through all regions",
        },
        chinese: Wording {
            cause: "当前地域和账号下没有该实例；API只在一个地域内查找",
            next: "更正实例ID，或用 --region 指定实例所在地域；`forcessl check --find ID` 会在所有地域中查找",
        },
    },
    Entry {
        codes: &[
            "InvalidDBInstanceName",
            "InvalidDBInstanceName.Format",
            "InvalidVpcInstanceId",
        ],
        english: Wording {
            cause: "the service does not take this text for an instance id",
            next: "copy the instance id from the console, such as pgm-bp1s1e3w5n3a",
        },
        chinese: Wording {
            cause: "实例ID格式不正确",
            next: "从控制台复制实例ID，例如 pgm-bp1s1e3w5n3a",
        },
    },
    Entry {
        codes: &["Readins.NotFound"],
        english: Wording {
            cause: "the replica does not exist, or is still being created",
            next: "wait for the primary, then run it again: forcessl wait {instance}",
        },
        chinese: Wording {
            cause: "只读实例不存在，或仍在创建中",
            next: "执行 forcessl wait {instance} 等待主实例就绪后重试",
        },
    },
    Entry {
        codes: &[
            "IncorrectDBInstanceState",
            "OperationDenied.DBInstanceStatus",
            "OperationDenied.DBStatus",
            "OperationDenied.DBClusterStatus",
            "InvalideStatus.Format",
            "InvalidDBInstanceStatus.NotSupport",
            "GeneralIns.Creating",
            "GeneralIns.Maintaining",
            "GeneralIns.Switching",
            "GeneralIns.*",
        ],
        english: Wording {
            cause: "the instance is not in the state Running, so it takes no change of SSL or pg_hba now",
            next: "wait for it with forcessl wait {instance}, then try again",
        },
        chinese: Wording {
            cause: "实例不在“运行中”状态，暂时不能修改SSL或pg_hba",
            next: "执行 forcessl wait {instance} 等待实例恢复运行中后重试",
        },
    },
    Entry {
        codes: &["ConcurrentTaskExceeded", "LockTimeout"],
        english: Wording {
            cause: "another task holds the instance",
            next: "wait for it with forcessl wait {instance}, then try again",
        },
        chinese: Wording {
            cause: "实例正在执行其他任务",
            next: "执行 forcessl wait {instance} 等待任务结束后重试",
        },
    },
    Entry {
        codes: &["Database.ConnectError", "InstanceConnectTimeoutFault"],
        english: Wording {
            cause: "the service cannot reach the database of the instance, as during a restart",
            next: "wait for it with forcessl wait {instance}, then try again",
        },
        chinese: Wording {
            cause: "服务端无法连接实例的数据库，例如实例正在重启",
            next: "执行 forcessl wait {instance} 等待实例恢复后重试",
        },
    },
    Entry {
        codes: &["OperationDenied.OrderProcessing"],
        english: Wording {
            cause: "an order for the instance, such as a resize or a renewal, is being carried out",
            next: "wait for it with forcessl wait {instance}, then try again",
        },
        chinese: Wording {
            cause: "实例有订单正在处理，例如变配或续费",
            next: "执行 forcessl wait {instance} 等待订单处理完成后重试",
        },
    },
    Entry {
        codes: &["OperationDenied.OutofUsage"],
        english: Wording {
            cause: "the region is short of resources for this at the moment",
            next: "run it again in some minutes; nothing was changed",
        },
        chinese: Wording {
            cause: "当前地域资源暂时不足",
            next: "几分钟后再次执行；本次未做任何修改",
        },
    },
    Entry {
        codes: &[
            "OperationDenied.MasterDBInstanceState",
            "OperationDenied.PrimaryDBInstanceStatus",
            "ReadDBInstance.Mismatch",
        ],
        english: Wording {
            cause: "the primary of this replica is busy, and the replica has to wait for it",
            next: "wait for the primary with forcessl wait, then try again",
        },
        chinese: Wording {
            cause: "只读实例所属的主实例正忙，只读实例须等待主实例",
            next: "用 forcessl wait 等待主实例恢复运行中后重试",
        },
    },
    Entry {
        codes: &["OperationDenied.ReadDBInstanceStatus"],
        english: Wording {
            cause: "a replica of this instance is busy, and the primary has to wait for it",
            next: "wait for the replicas with forcessl wait, then try again",
        },
        chinese: Wording {
            cause: "该实例的只读实例正忙，主实例须等待只读实例",
            next: "用 forcessl wait 等待只读实例恢复运行中后重试",
        },
    },
    Entry {
        codes: &[
            "IncorrectDBInstanceLockMode",
            "IncorrectDBInstanceLockMode.ValueNotSupported",
        ],
        english: Wording {
            cause: "the instance is locked, because it is overdue, its disk is full, or somebody locked it",
            next: "unlock {instance} in the console: renew it when overdue, enlarge its disk when full",
        },
        chinese: Wording {
            cause: "实例已被锁定，原因可能是到期、磁盘空间已满或手动锁定",
            next: "在控制台解除实例 {instance} 的锁定：到期则续费，磁盘已满则扩容",
        },
    },
    Entry {
        codes: &[
            "InstanceEngineType.NotSupport",
            "InvaildEngineInRegion.ValueNotSupported",
            "InvalidDBInstanceEngineType.Format",
            "IncorrectDBInstanceEngine",
        ],
        english: Wording {
            cause: "the instance runs another engine than this action is for in this region",
            next: "name an instance of RDS for PostgreSQL instead of {instance}",
        },
        chinese: Wording {
            cause: "该地域内此操作不支持实例的数据库引擎",
            next: "将 {instance} 换成RDS PostgreSQL实例",
        },
    },
    Entry {
        codes: &[
            "OperationDenied.DBInstanceType",
            "IncorrectDBInstanceType",
            "EnabledSSLNotSupport",
            "Api.NotSupport",
            "IncorrectKindCode",
            "RDSCategoryNotSupport",
        ],
        english: Wording {
            cause: "this kind of instance does not take the action, such as Serverless, local disks or a replica",
            next: "move the data to an instance that takes it: PostgreSQL 10 or later, cloud disks, not Serverless",
        },
        chinese: Wording {
            cause: "该类实例不支持此操作，例如Serverless、本地盘或只读实例",
            next: "将数据迁移到支持的实例：PostgreSQL 10及以上版本、云盘、非Serverless",
        },
    },
    Entry {
        codes: &["IncorrectTargetClasscode"],
        english: Wording {
            cause: "the instance class does not take the action",
            next: "change the class of {instance} in the console",
        },
        chinese: Wording {
            cause: "该实例规格不支持此操作",
            next: "在控制台变更实例 {instance} 的规格",
        },
    },
    Entry {
        codes: &["VpcNetworkTypeNotSupport"],
        english: Wording {
            cause: "the action does not apply to the network type of the instance",
            next: "switch {instance} from the classic network to a VPC in the console",
        },
        chinese: Wording {
            cause: "实例的网络类型不支持此操作",
            next: "在控制台将实例 {instance} 从经典网络切换为专有网络VPC",
        },
    },
    Entry {
        codes: &["IncorrectEngineVersion"],
        english: Wording {
            cause: "the major version is too old: SSL and pg_hba need PostgreSQL 10, verify-full needs 12",
            next: "upgrade the major engine version of {instance} in the console",
        },
        chinese: Wording {
            cause: "数据库大版本过低：SSL和pg_hba需要PostgreSQL 10及以上，verify-full需要12及以上",
            next: "在控制台升级实例 {instance} 的数据库大版本",
        },
    },
    Entry {
        codes: &["IncorrectMinorVersion", "MinorVersionNotSupport"],
        english: Wording {
            cause: "the minor engine version is too old; pg_hba records need 20210228 or later",
            next: "upgrade the minor engine version of {instance} in the console",
        },
        chinese: Wording {
            cause: "内核小版本过低；pg_hba需要20210228及以上",
            next: "在控制台升级实例 {instance} 的内核小版本",
        },
    },
    Entry {
        codes: &["IncorrectRestartMethod"],
        english: Wording {
            cause: "the instance cannot be restarted this way",
            next: "restart {instance} in the console",
        },
        chinese: Wording {
            cause: "该实例不支持此重启方式",
            next: "在控制台重启实例 {instance}",
        },
    },
    Entry {
        codes: &["IncorrectEffectiveTime"],
        english: Wording {
            cause: "the change cannot take effect at the time that was asked for",
            next: "set a maintenance window of {instance} in the console that is not running now",
        },
        chinese: Wording {
            cause: "变更不能在指定的时间生效",
            next: "在控制台重新设置实例 {instance} 的可维护时间段",
        },
    },
    Entry {
        codes: &["InvalidKmsKey"],
        english: Wording {
            cause: "the KMS key that encrypts the disks is disabled or gone, so the instance cannot restart",
            next: "enable the KMS key of {instance} in the KMS console",
        },
        chinese: Wording {
            cause: "云盘加密所用的KMS密钥已被禁用或删除，实例无法重启",
            next: "在KMS控制台启用实例 {instance} 使用的密钥",
        },
    },
];
