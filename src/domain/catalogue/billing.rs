//! Orders, prices and payment. The API lists these codes for every action; SSL itself costs nothing.

use super::{Entry, Wording};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["OrderStatus.UnPaid"],
        english: Wording {
            cause: "the account has an order that is not paid",
            next: "pay or cancel the open order in the billing console",
        },
        chinese: Wording {
            cause: "账号存在未支付的订单",
            next: "在费用中心支付或取消该订单",
        },
    },
    Entry {
        codes: &["pay.noCreditCard", "Pay.*", "pay.*"],
        english: Wording {
            cause: "the account has no means of payment that works",
            next: "add a payment method in the billing console",
        },
        chinese: Wording {
            cause: "账号没有可用的支付方式",
            next: "在费用中心添加支付方式",
        },
    },
    Entry {
        codes: &["InsufficientAvailableQuota"],
        english: Wording {
            cause: "the account's balance or credit is used up",
            next: "top up the account in the billing console",
        },
        chinese: Wording {
            cause: "账号可用额度不足",
            next: "在费用中心为账号充值",
        },
    },
    Entry {
        codes: &["BasicInfoUncompleted"],
        english: Wording {
            cause: "the basic information of the account is not complete",
            next: "complete the basic information of the account in the console",
        },
        chinese: Wording {
            cause: "账号基本信息不完整",
            next: "在控制台补全账号基本信息",
        },
    },
    Entry {
        codes: &["ProductInstanceReleased"],
        english: Wording {
            cause: "the instance has been released",
            next: "leave {instance} out; it is gone",
        },
        chinese: Wording {
            cause: "实例已释放",
            next: "从命令中去掉 {instance}；该实例已不存在",
        },
    },
    Entry {
        codes: &["RegionDissolvedEOM"],
        english: Wording {
            cause: "the vendor has closed this region for orders",
            next: "migrate {instance} to a region that is in service",
        },
        chinese: Wording {
            cause: "该地域已停止售卖服务",
            next: "将实例 {instance} 迁移到仍在服务的地域",
        },
    },
    Entry {
        codes: &["Order.*", "Price.*"],
        english: Wording {
            cause: "the order system refuses something that SSL does not need; the message says what",
            next: "settle what the message names in the billing console",
        },
        chinese: Wording {
            cause: "订单系统拒绝了请求，与SSL设置本身无关，具体原因见错误信息",
            next: "在费用中心处理错误信息所指出的问题",
        },
    },
];
