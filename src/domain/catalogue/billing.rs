//! Orders, prices and payment. The API lists these codes for every action; SSL itself costs nothing.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-order-status-un-paid",
        "code-order-status-un-paid-next",
        &["OrderStatus.UnPaid"],
    ),
    entry(
        "code-pay-no-credit-card",
        "code-pay-no-credit-card-next",
        &["pay.noCreditCard", "Pay.*", "pay.*"],
    ),
    entry(
        "code-insufficient-available-quota",
        "code-insufficient-available-quota-next",
        &["InsufficientAvailableQuota"],
    ),
    entry(
        "code-basic-info-uncompleted",
        "code-basic-info-uncompleted-next",
        &["BasicInfoUncompleted"],
    ),
    entry(
        "code-product-instance-released",
        "code-product-instance-released-next",
        &["ProductInstanceReleased"],
    ),
    entry(
        "code-region-dissolved-eom",
        "code-region-dissolved-eom-next",
        &["RegionDissolvedEOM"],
    ),
    entry("code-order", "code-order-next", &["Order.*", "Price.*"]),
];
