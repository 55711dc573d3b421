//! The address column: which peers a record matches.
//!
//! Invariant: an address of one family never matches a peer of the other, also when the peer is an
//! IPv4 address written as IPv6 (`::ffff:10.0.0.1`).
//! Deliberately absent: the resolver. A host name is kept as text and left undecided.
//!
//! Source: PostgreSQL, chapter 21.1, "address" and "IP-mask"; `check_ip` of `hba.c`.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::tokens;
use crate::text::{Text, text};

/// A family of addresses. `0.0.0.0/0` and `::/0` are different records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    /// IPv4.
    #[serde(rename = "ipv4")]
    V4,
    /// IPv6.
    #[serde(rename = "ipv6")]
    V6,
}

impl Family {
    /// The family of an address.
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }

    /// The family by which a server sees this address; an IPv4 address written as IPv6 reaches it as
    /// IPv4.
    pub const fn reached(address: &SocketAddr) -> Self {
        Self::of(address.ip().to_canonical())
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        }
    }

    /// The highest address as a number, which is also the mask of a single host.
    pub(in crate::domain::hba) const fn last(self) -> u128 {
        match self {
            Self::V4 => 0xffff_ffff,
            Self::V6 => u128::MAX,
        }
    }

    const fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// The address with this number.
    pub(in crate::domain::hba) fn address(self, number: u128) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::from_bits(
                u32::try_from(number).unwrap_or(u32::MAX),
            )),
            Self::V6 => IpAddr::V6(Ipv6Addr::from_bits(number)),
        }
    }
}

/// An address as a number of its family.
pub(in crate::domain::hba) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The peers whose address agrees with `value` wherever `mask` has a one.
///
/// Shape: numbers of the family, IPv4 in the low 32 bits; `value` has no bit outside `mask`.
/// The mask need not be contiguous, as it need not be for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    family: Family,
    value: u128,
    mask: u128,
}

impl Network {
    pub(in crate::domain::hba) const fn new(family: Family, value: u128, mask: u128) -> Self {
        let mask = mask & family.last();
        Self {
            family,
            value: value & mask,
            mask,
        }
    }

    /// Every address of a family.
    pub const fn whole(family: Family) -> Self {
        Self::new(family, 0, 0)
    }

    /// The network of an address and the number of its leading bits that count; `None` when that
    /// is more than the family has.
    pub fn with_prefix(address: IpAddr, prefix: u32) -> Option<Self> {
        let family = Family::of(address);
        let host_bits = family.bits().checked_sub(prefix)?;
        let host = 1_u128.checked_shl(host_bits).unwrap_or(0).wrapping_sub(1);
        Some(Self::new(family, number(address), !host))
    }

    /// The network of an address and a mask; `None` when their families differ.
    pub fn with_mask(address: IpAddr, mask: IpAddr) -> Option<Self> {
        (Family::of(address) == Family::of(mask))
            .then(|| Self::new(Family::of(address), number(address), number(mask)))
    }

    /// One peer.
    pub fn host(address: IpAddr) -> Self {
        let family = Family::of(address);
        Self::new(family, number(address), family.last())
    }

    /// The family.
    pub const fn family(&self) -> Family {
        self.family
    }

    /// Whether a peer is in it.
    pub fn contains(&self, peer: IpAddr) -> bool {
        Family::of(peer) == self.family && self.holds(number(peer))
    }

    /// Whether the address with this number of the same family is in it.
    pub(in crate::domain::hba) const fn holds(&self, number: u128) -> bool {
        (number ^ self.value) & self.mask == 0
    }

    /// Whether every peer of `other` is in it.
    pub(in crate::domain::hba) fn covers(&self, other: &Self) -> bool {
        self.family == other.family && self.mask & !other.mask == 0 && self.holds(other.value)
    }

    /// Whether some peer is in both.
    pub(in crate::domain::hba) fn meets(&self, other: &Self) -> bool {
        self.family == other.family && (self.value ^ other.value) & self.mask & other.mask == 0
    }

    /// The bits that are free.
    pub(in crate::domain::hba) const fn free(&self) -> u128 {
        self.family.last() & !self.mask
    }

    /// The lowest and the highest address in it.
    pub(in crate::domain::hba) const fn bounds(&self) -> (u128, u128) {
        (self.value, self.value | self.free())
    }

    /// The lowest address in it.
    pub(in crate::domain::hba) fn first(&self) -> IpAddr {
        self.family.address(self.value)
    }

    /// Whether the mask is a run of ones before a run of zeros, so that the addresses between the
    /// bounds are all in it.
    pub fn is_contiguous(&self) -> bool {
        let free = self.free();
        free & free.wrapping_add(1) == 0
    }

    /// The address and mask columns of a record that stands for it.
    pub(super) fn as_columns(&self) -> (String, Option<String>) {
        if self.is_contiguous() {
            (self.to_string(), None)
        } else {
            let mask = self.family.address(self.mask).to_string();
            (self.first().to_string(), Some(mask))
        }
    }

    /// The bits that count.
    pub(in crate::domain::hba) const fn mask(&self) -> u128 {
        self.mask
    }

    /// The two halves of it along the highest of these bits that is free, the lower one first;
    /// `None` when none of them is.
    pub(in crate::domain::hba) fn split(&self, bits: u128) -> Option<(Self, Self)> {
        let top = 1_u128.checked_shl((self.free() & bits).checked_ilog2()?)?;
        let mask = self.mask | top;
        Some((
            Self::new(self.family, self.value, mask),
            Self::new(self.family, self.value | top, mask),
        ))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.family.address(self.value);
        if self.is_contiguous() {
            write!(f, "{address}/{}", self.mask.count_ones())
        } else {
            write!(f, "{address} mask {}", self.family.address(self.mask))
        }
    }
}

/// One of the server's own addresses, with the length of its network's prefix.
///
/// `samehost` and `samenet` compare with these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interface {
    /// The address.
    pub address: IpAddr,
    /// Leading bits of the network it stands in.
    pub prefix: u8,
}

/// What the address and mask columns say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// `all`: every peer of both families.
    All,
    /// An address with a prefix or a mask.
    Network(Network),
    /// `samehost`: any of the server's own addresses.
    SameHost,
    /// `samenet`: any network the server stands in.
    SameNet,
    /// A host name or a name suffix, which only the server's resolver can decide.
    HostName(String),
    /// Text that cannot be read, and why.
    Unreadable(Text),
}

impl Address {
    /// Reads the two columns.
    ///
    /// - An address without prefix and mask is that one host. In `pg_hba.conf` the server refuses
    ///   such a line; the API takes "CIDR or IP".
    /// - The mask `0` beside an IPv4 address, a sample of the vendor, leaves no bit that counts:
    ///   every IPv4 peer. The server reads it the same way.
    /// - Any other mask of digits alone (`24`) could be meant as a prefix and is read by the server
    ///   as the address `0.0.0.24`, so it is unreadable.
    ///
    /// Source: `parse_hba_line` of `hba.c`; `HbaItem.N.Address` and `HbaItem.N.Mask` of
    /// `ModifyPGHbaConfig`.
    pub fn parse(address: &str, mask: Option<&str>) -> Self {
        let word = match tokens::column(address) {
            Ok(mut words) if words.len() == 1 => words.swap_remove(0),
            Ok(_) => return Self::Unreadable(text!("address-list")),
            Err(why) => return Self::Unreadable(text!("address-column", why = why)),
        };
        let keyword = [
            ("all", Self::All),
            ("samehost", Self::SameHost),
            ("samenet", Self::SameNet),
        ]
        .into_iter()
        .find(|(name, _)| word.is_keyword(name))
        .map(|(_, meaning)| meaning);
        let beside_mask = || Self::Unreadable(text!("address-and-mask", address = &word.text));
        let without_mask = |meaning: Self| mask.map_or(meaning, |_| beside_mask());
        if let Some(meaning) = keyword {
            return without_mask(meaning);
        }
        let (host, prefix) = match word.text.split_once('/') {
            Some((host, prefix)) => (host, Some(prefix)),
            None => (word.text.as_str(), None),
        };
        let Ok(ip) = host.parse::<IpAddr>() else {
            return match prefix {
                _ if is_old_notation(host) => {
                    Self::Unreadable(text!("address-old", address = &word.text))
                }
                Some(_) => Self::Unreadable(text!("address-none", address = &word.text)),
                None if looks_numeric(host) => {
                    Self::Unreadable(text!("address-host-name", address = host))
                }
                None => without_mask(Self::HostName(word.text.clone())),
            };
        };
        match (prefix, mask) {
            (Some(prefix), None) => prefix
                .parse()
                .ok()
                .and_then(|bits| Network::with_prefix(ip, bits))
                .map_or_else(
                    || Self::Unreadable(text!("address-prefix", prefix = prefix, address = host)),
                    Self::Network,
                ),
            (None, Some(mask)) => masked(ip, mask),
            (None, None) => Self::Network(Network::host(ip)),
            (Some(_), Some(_)) => beside_mask(),
        }
    }

    /// The networks it stands for; `None` when that cannot be told with what is known of the
    /// server's own addresses.
    pub fn networks(&self, server: Option<&[Interface]>) -> Option<Vec<Network>> {
        match self {
            Self::All => Some(vec![Network::whole(Family::V4), Network::whole(Family::V6)]),
            Self::Network(network) => Some(vec![*network]),
            Self::SameHost => Some(
                server?
                    .iter()
                    .map(|interface| Network::host(interface.address))
                    .collect(),
            ),
            Self::SameNet => Some(
                server?
                    .iter()
                    .filter_map(|interface| {
                        Network::with_prefix(interface.address, u32::from(interface.prefix))
                    })
                    .collect(),
            ),
            Self::HostName(_) | Self::Unreadable(_) => None,
        }
    }

    /// Why the networks cannot be told; meant for the case that [`Address::networks`] gave none.
    pub fn doubt(&self) -> Option<Text> {
        match self {
            Self::All | Self::Network(_) => None,
            Self::SameHost | Self::SameNet => Some(text!("doubt-server-addresses")),
            Self::HostName(name) => Some(text!("doubt-host-name", name = name)),
            Self::Unreadable(why) => Some(why.clone()),
        }
    }
}

/// Whether the server reads a text as an IPv4 address in an old notation (`10`, `10.1`, `0x0a000000`,
/// `010.0.0.1`), as `inet_aton` does.
fn is_old_notation(host: &str) -> bool {
    let is_number = |part: &str| {
        if let Some(digits) = part.strip_prefix("0x").or(part.strip_prefix("0X")) {
            return !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        }
        let digits = if part.starts_with('0') {
            '0'..='7'
        } else {
            '0'..='9'
        };
        !part.is_empty() && part.chars().all(|digit| digits.contains(&digit))
    };
    host.split('.').count() <= 4 && host.split('.').all(is_number)
}

/// Whether a text looks like an address that somebody got wrong.
fn looks_numeric(host: &str) -> bool {
    host.contains(':')
        || host
            .split('.')
            .all(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

fn masked(ip: IpAddr, mask: &str) -> Address {
    let word = match tokens::column(mask) {
        Ok(words) => words.into_iter().map(|word| word.text).collect::<Vec<_>>(),
        Err(why) => return Address::Unreadable(text!("mask-column", why = why)),
    };
    let [text] = word.as_slice() else {
        return Address::Unreadable(text!("mask-list"));
    };
    let network = match text.parse() {
        Ok(mask) => Network::with_mask(ip, mask),
        Err(_) if text == "0" => Network::with_mask(ip, IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        Err(_) => None,
    };
    let laxer = if ip.is_ipv4() && is_old_notation(text) {
        text!("mask-old", mask = text)
    } else {
        text!("mask-none", mask = text, address = ip.to_string())
    };
    network.map_or_else(|| Address::Unreadable(laxer), Address::Network)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str, mask: Option<&str>) -> Network {
        let read = Address::parse(address, mask);
        let Address::Network(network) = read else {
            panic!("{address} {mask:?} reads as {read:?}");
        };
        network
    }

    fn is_unreadable(address: &str, mask: Option<&str>) -> bool {
        matches!(Address::parse(address, mask), Address::Unreadable(_))
    }

    #[test]
    fn prefixes_and_masks_choose_their_peers() {
        for (address, mask, peer, holds) in [
            ("10.1.2.3/8", None, "10.255.0.1", true),
            ("10.1.2.3/8", None, "11.0.0.1", false),
            ("0.0.0.0/0", None, "255.255.255.255", true),
            ("10.0.0.1", None, "10.0.0.1", true),
            ("10.0.0.1", None, "10.0.0.2", false),
            ("10.0.0.0", Some("255.0.0.0"), "10.9.9.9", true),
            ("2001:db8::/32", None, "2001:db8:1::1", true),
            ("2001:db8::/32", None, "2001:db9::1", false),
            ("::", Some("::"), "ffff::1", true),
            // The mask of the vendor's sample leaves every IPv4 peer.
            ("192.168.126.3", Some("0"), "8.8.8.8", true),
            // Families never meet.
            ("10.0.0.1/32", None, "::ffff:10.0.0.1", false),
            ("0.0.0.0/0", None, "::1", false),
            ("::/0", None, "127.0.0.1", false),
            ("::ffff:10.0.0.0/104", None, "::ffff:10.0.0.1", true),
        ] {
            let network = network(address, mask);
            let told = network.contains(peer.parse().unwrap());
            assert_eq!(told, holds, "{address} {mask:?} {peer}");
        }
    }

    #[test]
    fn a_mask_need_not_be_contiguous() {
        let odd = network("10.0.0.5", Some("255.0.0.255"));
        assert!(!odd.is_contiguous());
        assert!(odd.contains("10.7.8.5".parse().unwrap()));
        assert!(!odd.contains("10.7.8.6".parse().unwrap()));
    }

    #[test]
    fn keywords_lose_their_meaning_in_quotes() {
        assert_eq!(Address::parse("all", None), Address::All);
        assert_eq!(Address::parse("samehost", None), Address::SameHost);
        for (text, name) in [("\"all\"", "all"), (".example.com", ".example.com")] {
            assert_eq!(Address::parse(text, None), Address::HostName(name.into()));
        }
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        for (address, mask) in [
            ("10.0.0.0/33", None),
            ("::/129", None),
            ("10.0.0.0/", None),
            ("10.0.0.0/8", Some("255.0.0.0")),
            ("10.1", None),
            ("10.0.0.0,10.0.0.1", None),
            ("", None),
            ("all", Some("0")),
            ("10.0.0.0", Some("ffff::")),
            ("fe80::1%eth0", None),
            ("::1", Some("0")),
            ("10.0.0.0", Some("24")),
        ] {
            assert!(is_unreadable(address, mask), "{address} {mask:?}");
        }
    }

    #[test]
    fn own_addresses_decide_samehost_and_samenet() {
        let own = [Interface {
            address: "10.0.0.5".parse().unwrap(),
            prefix: 24,
        }];
        assert_eq!(Address::SameNet.networks(None), None);
        for (address, text) in [
            (Address::SameNet, "10.0.0.0/24"),
            (Address::SameHost, "10.0.0.5/32"),
        ] {
            let networks = Some(vec![network(text, None)]);
            assert_eq!(address.networks(Some(&own)), networks);
        }
    }
}
