//! Where the API is: the rule for a region, and endpoints that are given by hand.
//!
//! Invariant: an [`ApiEndpoint`] speaks https, or http on loopback; it is a bare host and port.

use std::net::IpAddr;

use reqwest::Url;

use crate::domain::instance::Region;
use crate::text::{Text, text};

/// Regions that the central host serves.
///
/// Source: the endpoint table of the vendor's RDS SDK, version 2014-08-15.
const CENTRAL: [&str; 17] = [
    "ap-southeast-1",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-beijing-gov-1",
    "cn-fujian",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-hongkong",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-wuhan",
    "us-east-1",
    "us-west-1",
];

/// The end of the vendor's host names.
const VENDOR: &str = ".aliyuncs.com";

/// From which network the API is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// Over the internet.
    #[default]
    Public,
    /// From inside a VPC of the region.
    Vpc,
}

/// An endpoint that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub struct EndpointError {
    /// What was given, without any user and password.
    pub text: String,
    /// Why not.
    pub reason: Text,
}

impl EndpointError {
    /// What is wrong with it.
    pub fn text(&self) -> Text {
        text!("endpoint-none", text = &self.text, reason = &self.reason)
    }
}

/// Why the parser of URLs does not take a text; in its own words where they are uncommon.
pub(in crate::cloud) fn unparsed(error: &impl ToString) -> Text {
    match error.to_string().as_str() {
        "empty host" => text!("url-empty-host"),
        "invalid port number" => text!("url-port"),
        "invalid international domain name" => text!("url-domain"),
        "invalid IPv4 address" => text!("url-ipv4"),
        "invalid IPv6 address" => text!("url-ipv6"),
        "invalid domain character" => text!("url-character"),
        "relative URL without a base" => text!("url-relative"),
        other => Text::verbatim(other),
    }
}

/// Where the API is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiEndpoint {
    url: Url,
}

impl ApiEndpoint {
    /// The endpoint that serves a region.
    ///
    /// Inside a VPC it is `rds-vpc.REGION.aliyuncs.com` for every region. Over the internet the
    /// table decides, and `rds.REGION.aliyuncs.com` for a region that is not in it.
    ///
    /// # Errors
    /// [`EndpointError`] when the region does not make a host name.
    ///
    /// Source: the endpoint table and rule of the vendor's RDS SDK and its endpoint page.
    pub fn for_region(region: &Region, network: Network) -> Result<Self, EndpointError> {
        let id = region.as_str().to_ascii_lowercase();
        let host = match network {
            _ if id == "cn-hangzhou-finance" => format!("rds-vpc.{id}.aliyuncs.com"),
            Network::Vpc => format!("rds-vpc.{id}.aliyuncs.com"),
            Network::Public if CENTRAL.contains(&id.as_str()) => "rds.aliyuncs.com".to_owned(),
            Network::Public => format!("rds.{id}.aliyuncs.com"),
        };
        Self::parse(&host)
    }

    /// The endpoint that serves most regions over the internet, and knows them all.
    ///
    /// # Panics
    /// Never: its address is a URL.
    #[expect(clippy::expect_used, reason = "a constant that a test reads")]
    pub fn central() -> Self {
        Self::parse("rds.aliyuncs.com").expect("a host name")
    }

    /// The endpoint of STS, which tells who a key belongs to and hands out temporary keys.
    ///
    /// Without a region it is the central one, which is on the internet. Inside a VPC there are
    /// regional ones only.
    ///
    /// # Errors
    /// [`EndpointError`] when the region does not make a host name, or is missing inside a VPC.
    ///
    /// Source: the endpoint rule of the vendor's credentials SDKs.
    pub fn of_sts(region: Option<&Region>, network: Network) -> Result<Self, EndpointError> {
        let Some(region) = region else {
            return match network {
                Network::Public => Self::parse("sts.aliyuncs.com"),
                Network::Vpc => Err(EndpointError {
                    text: String::new(),
                    reason: text!("endpoint-sts-in-vpc"),
                }),
            };
        };
        let service = match network {
            Network::Public => "sts",
            Network::Vpc => "sts-vpc",
        };
        let id = region.as_str().to_ascii_lowercase();
        Self::parse(&format!("{service}.{id}.aliyuncs.com"))
    }

    /// Reads `HOST`, `HOST:PORT` or a URL without path, query and user.
    ///
    /// Without a scheme it is https, and http on loopback. `http://` is for loopback only
    /// (127.0.0.0/8, `::1`, `localhost`): elsewhere keys and answers would cross the network in
    /// clear.
    ///
    /// # Errors
    /// [`EndpointError`] that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        let refuse = |reason: Text| EndpointError {
            text: text
                .rsplit_once('@')
                .map_or(text, |(_, host)| host)
                .to_owned(),
            reason,
        };
        let (scheme_given, address) = match text.split_once("://") {
            Some(_) => (true, text.to_owned()),
            None => (false, format!("https://{text}")),
        };
        let mut url = Url::parse(&address).map_err(|error| refuse(unparsed(&error)))?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(refuse(text!("endpoint-no-host")));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(text!("endpoint-user")));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refuse(text!("endpoint-path")));
        }
        match (url.scheme(), is_loopback(&url)) {
            ("https", true) if !scheme_given => {
                // The default port of https would be dropped, so the text is read once more.
                url = Url::parse(&format!("http://{text}"))
                    .map_err(|error| refuse(unparsed(&error)))?;
            }
            ("https", _) | ("http", true) => {}
            ("http", false) => {
                return Err(refuse(text!("endpoint-plain")));
            }
            _ => return Err(refuse(text!("endpoint-scheme"))),
        }
        Ok(Self { url })
    }

    /// The URL that requests go to.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The value of the Host header: the port is part of it unless it is the scheme's own.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Which service it is an endpoint of: the vendor's domain for each of its regions and networks, which know the
    /// same instances, else the endpoint itself.
    pub fn service(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        let is_vendors = host.ends_with(VENDOR) && self.url.port().is_none();
        if is_vendors {
            VENDOR.trim_start_matches('.').to_owned()
        } else {
            self.authority()
        }
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether it speaks http without TLS.
    pub fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host.eq_ignore_ascii_case("localhost"))
        || address(url).is_some_and(|address| address.is_loopback())
}

/// Whether a URL stays on this machine or its link: loopback, link-local addresses, and the
/// metadata service of ECS. Nothing in between can listen or needs a proxy.
///
/// Source: RFC 3927 and RFC 4291 section 2.5.6 for link-local; the ECS documentation of instance
/// metadata for 100.100.100.200.
pub(in crate::cloud) fn is_local(url: &Url) -> bool {
    is_loopback(url)
        || address(url).is_some_and(|address| match address {
            IpAddr::V4(address) => {
                address.is_link_local() || address.octets() == [100, 100, 100, 200]
            }
            IpAddr::V6(address) => address.is_unicast_link_local(),
        })
}

fn address(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn host(region: &str, network: Network) -> String {
        let endpoint = ApiEndpoint::for_region(&region.parse().unwrap(), network).unwrap();
        assert!(!endpoint.is_plain());
        endpoint.authority()
    }

    #[test]
    fn regions_have_hosts() {
        let finance = "rds-vpc.cn-hangzhou-finance.aliyuncs.com";
        for (region, public) in [
            ("cn-hangzhou", "rds.aliyuncs.com"),
            ("us-west-1", "rds.aliyuncs.com"),
            ("cn-shanghai-finance-1", "rds.aliyuncs.com"),
            ("cn-north-2-gov-1", "rds.aliyuncs.com"),
            ("cn-hangzhou-finance", finance),
            ("cn-zhangjiakou", "rds.cn-zhangjiakou.aliyuncs.com"),
            ("eu-central-1", "rds.eu-central-1.aliyuncs.com"),
            ("ap-southeast-5", "rds.ap-southeast-5.aliyuncs.com"),
        ] {
            assert_eq!(host(region, Network::Public), public);
            let inside = format!("rds-vpc.{region}.aliyuncs.com");
            assert_eq!(host(region, Network::Vpc), inside);
        }
        assert!(CENTRAL.is_sorted());
        assert_eq!(ApiEndpoint::central().authority(), "rds.aliyuncs.com");
    }

    #[test]
    fn the_vendors_endpoints_are_one_service() {
        for (endpoint, service) in [
            ("rds.aliyuncs.com", "aliyuncs.com"),
            ("https://rds-vpc.eu-central-1.aliyuncs.com", "aliyuncs.com"),
            ("rds.aliyuncs.com:8443", "rds.aliyuncs.com:8443"),
            ("rds.notaliyuncs.com", "rds.notaliyuncs.com"),
            ("127.0.0.1:18080", "127.0.0.1:18080"),
        ] {
            assert_eq!(ApiEndpoint::parse(endpoint).unwrap().service(), service);
        }
    }

    #[test]
    fn sts_has_a_central_and_regional_hosts() {
        let region = Some(&"eu-central-1".parse().unwrap());
        for (region, network, host) in [
            (None, Network::Public, "sts.aliyuncs.com"),
            (region, Network::Public, "sts.eu-central-1.aliyuncs.com"),
            (region, Network::Vpc, "sts-vpc.eu-central-1.aliyuncs.com"),
        ] {
            let endpoint = ApiEndpoint::of_sts(region, network).unwrap();
            assert_eq!(endpoint.authority(), host);
        }
    }

    #[test]
    fn local_is_loopback_and_the_link() {
        for (url, local) in [
            ("http://127.0.0.1:1/", true),
            ("http://[::1]/", true),
            ("http://localhost/", true),
            ("http://169.254.1.2/", true),
            ("http://[fe80::1]/", true),
            ("http://100.100.100.200/", true),
            ("http://100.100.100.201/", false),
            ("http://10.0.0.1/", false),
            ("http://127.0.0.1.example.com/", false),
        ] {
            assert_eq!(is_local(&Url::parse(url).unwrap()), local, "{url}");
        }
    }

    #[test]
    fn given_endpoints_are_read() {
        for row in [
            "rds.aliyuncs.com => https://rds.aliyuncs.com/ at rds.aliyuncs.com",
            "https://rds.aliyuncs.com => https://rds.aliyuncs.com/ at rds.aliyuncs.com",
            "rds.aliyuncs.com:8443 => https://rds.aliyuncs.com:8443/ at rds.aliyuncs.com:8443",
            "127.0.0.1:18080 => http://127.0.0.1:18080/ at 127.0.0.1:18080",
            "127.0.0.1:443 => http://127.0.0.1:443/ at 127.0.0.1:443",
            "http://127.9.9.9:80/ => http://127.9.9.9/ at 127.9.9.9",
            "http://[::1]:18080 => http://[::1]:18080/ at [::1]:18080",
            "http://localhost:1 => http://localhost:1/ at localhost:1",
            "https://localhost:1 => https://localhost:1/ at localhost:1",
        ] {
            let (text, expected) = row.split_once(" => ").unwrap();
            let endpoint = ApiEndpoint::parse(text).unwrap();
            let told = format!("{} at {}", endpoint.url(), endpoint.authority());
            assert_eq!(told, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_the_reason() {
        for (text, reason) in [
            ("http://rds.aliyuncs.com", "loopback only"),
            ("http://10.0.0.1:80", "loopback only"),
            ("http://127.0.0.1.example.com", "loopback only"),
            ("http://localhost.example.com", "loopback only"),
            ("ftp://127.0.0.1", "https://"),
            ("https://rds.aliyuncs.com/api", "without path"),
            ("https://rds.aliyuncs.com?x=1", "without path"),
            ("https://me:secret@rds.aliyuncs.com", "user or password"),
            ("", "host"),
            ("https://", "host"),
            ("a b", ""),
            ("host:99999", "port"),
        ] {
            let error = ApiEndpoint::parse(text).unwrap_err();
            assert!(error.to_string().contains(reason), "{text}: {error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
