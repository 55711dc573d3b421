//! Whether an IP whitelist lets every address in.

use core::net::IpAddr;

/// Whether its entries together cover every IPv4 or every IPv6 address.
pub(super) fn lets_everyone_in(entries: &[String]) -> bool {
    let covers = |bits: u32| {
        let mut ranges: Vec<(u128, u128)> = entries.iter().filter_map(|e| range(e, bits)).collect();
        ranges.sort_unstable();
        let last = u128::MAX >> (128 - bits);
        let mut first_missing = Some(0);
        for (from, to) in ranges {
            first_missing = match first_missing {
                Some(missing) if from <= missing && missing <= to => {
                    to.checked_add(1).filter(|next| *next <= last)
                }
                other => other,
            };
        }
        first_missing.is_none()
    };
    entries.iter().any(|entry| entry == "%") || covers(32) || covers(128)
}

/// The first and the last address of `ADDRESS` or `ADDRESS/LENGTH`; `None` where its addresses have not N `bits`, 32 or 128.
fn range(entry: &str, bits: u32) -> Option<(u128, u128)> {
    let (address, length) = match entry.split_once('/') {
        Some((address, length)) => (address, length.parse().ok()?),
        None => (entry, bits),
    };
    let address = match (address.parse().ok()?, bits) {
        (IpAddr::V4(address), 32) => u128::from(u32::from(address)),
        (IpAddr::V6(address), 128) => address.into(),
        _ => return None,
    };
    let rest = bits.checked_sub(length)?;
    let hosts = if rest == 0 {
        0
    } else {
        u128::MAX >> (128 - rest)
    };
    Some((address & !hosts, address | hosts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_is_everyone_in_whatever_parts() {
        for (list, expected) in [
            ("0.0.0.0/0", true),
            ("::/0", true),
            ("%", true),
            ("128.0.0.0/1,10.0.0.0/8,0.0.0.0/1", true),
            ("0.0.0.0/2,64.0.0.0/2,128.0.0.0/1", true),
            ("8000::/1,::/1", true),
            ("0.0.0.0/1,128.0.0.0/2,192.0.0.0/3", false),
            ("0.0.0.0/1,::/1", false),
            ("0.0.0.0,255.255.255.255,x/0,0.0.0.0/33", false),
            ("", false),
        ] {
            let list: Vec<String> = list.split(',').map(str::to_owned).collect();
            assert_eq!(lets_everyone_in(&list), expected, "{list:?}");
        }
    }
}
