//! Where notices may be sent.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};

use url::{Host, Url};

/// Longest address, in bytes.
const LONGEST: usize = 2048;

/// Which addresses this installation allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `https` only, and not the machine itself.
    Secure,
    /// Also the machine itself, there also by `http`: for tests, demos and sandboxes.
    SecureAndLoopback,
}

/// Why an address is refused. Never quotes it: it may carry a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Longer than 2048 bytes.
    #[error("longer than 2048 bytes")]
    TooLong,
    /// Not an absolute URL with a host.
    #[error("not an absolute URL")]
    NotUrl,
    /// Not `https`.
    #[error("not an https address")]
    NotSecure,
    /// A user name or password stands in it; notices prove themselves by their signature.
    #[error("an address must not hold a user name or password")]
    Credentials,
    /// Behind `#`, which is never sent.
    #[error("an address must not hold a fragment")]
    Fragment,
    /// The machine itself, a link-local address (there clouds keep their credentials), or no single host.
    #[error("an address must not point to this machine or its link")]
    Host,
}

/// An address that notices may be sent to. `Debug` shows its host only.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookAddress(Url);

impl WebhookAddress {
    /// Checks an address that a client wants to be told at.
    ///
    /// A name is not resolved here, and what it resolves to may change: the operator's network decides what the service
    /// can reach. Private networks are allowed, since a bank's back ends are in one.
    ///
    /// # Errors
    ///
    /// [`BadAddress`], by what is wrong first.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadAddress> {
        if text.len() > LONGEST {
            return Err(BadAddress::TooLong);
        }
        let url = Url::parse(text).map_err(|_| BadAddress::NotUrl)?;
        let host = host_kind(&url.host().ok_or(BadAddress::NotUrl)?);
        match (url.scheme(), host, reach) {
            (_, HostKind::Forbidden, _) | ("https", HostKind::Loopback, Reach::Secure) => return Err(BadAddress::Host),
            ("https", HostKind::Elsewhere, _) | ("http" | "https", HostKind::Loopback, Reach::SecureAndLoopback) => {}
            (_, HostKind::Elsewhere | HostKind::Loopback, _) => return Err(BadAddress::NotSecure),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadAddress::Credentials);
        }
        if url.fragment().is_some() {
            return Err(BadAddress::Fragment);
        }
        Ok(Self(url))
    }

    /// The address, in the normal form of the URL standard.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for WebhookAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookAddress({})", self.0.host_str().unwrap_or_default())
    }
}

#[derive(Clone, Copy)]
enum HostKind {
    Loopback,
    Forbidden,
    Elsewhere,
}

fn host_kind(host: &Host<&str>) -> HostKind {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let local = name == "localhost" || name.ends_with(".localhost");
            if local { HostKind::Loopback } else { HostKind::Elsewhere }
        }
        Host::Ipv4(ip) => ipv4_kind(*ip),
        // Also an IPv4 address in IPv6's clothes.
        Host::Ipv6(ip) => ip.to_ipv4_mapped().map_or_else(|| ipv6_kind(*ip), ipv4_kind),
    }
}

fn ipv4_kind(ip: Ipv4Addr) -> HostKind {
    if ip.is_loopback() {
        HostKind::Loopback
    } else if ip.octets()[0] == 0 || ip.is_link_local() || ip.is_multicast() || ip.is_broadcast() {
        HostKind::Forbidden
    } else {
        HostKind::Elsewhere
    }
}

fn ipv6_kind(ip: Ipv6Addr) -> HostKind {
    if ip.is_loopback() {
        HostKind::Loopback
    } else if ip.is_unspecified() || ip.is_unicast_link_local() || ip.is_multicast() {
        HostKind::Forbidden
    } else {
        HostKind::Elsewhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, reach: Reach) -> Option<BadAddress> {
        WebhookAddress::parse(text, reach).err()
    }

    #[test]
    fn https_to_a_host_is_allowed_also_in_a_private_network() {
        for good in ["https://bank.example/hooks?v=1", "https://10.1.2.3:8443/", "https://[fd00::1]/x"] {
            assert_eq!(fault(good, Reach::Secure), None, "{good}");
        }
    }

    #[test]
    fn http_is_allowed_to_the_machine_itself_in_a_sandbox_only() {
        for own in ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]:9/", "http://a.localhost."] {
            assert_eq!(fault(own, Reach::SecureAndLoopback), None, "{own}");
            assert_eq!(fault(own, Reach::Secure), Some(BadAddress::NotSecure), "{own}");
        }
        for reach in [Reach::Secure, Reach::SecureAndLoopback] {
            for bad in ["http://bank.example/", "ftp://bank.example/", "http://10.0.0.1/", "http://localhost.example/"]
            {
                assert_eq!(fault(bad, reach), Some(BadAddress::NotSecure), "{bad}");
            }
        }
    }

    #[test]
    fn the_machine_itself_its_link_and_no_single_host_are_refused_however_they_are_written() {
        let own = ["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/"];
        let link = ["https://169.254.169.254/", "https://[fe80::1]/", "https://0.0.0.0/", "https://224.0.0.1/"];
        for bad in
            own.into_iter().chain(link).chain(["https://localhost/", "https://[::]/", "https://255.255.255.255/"])
        {
            assert_eq!(fault(bad, Reach::Secure), Some(BadAddress::Host), "{bad}");
        }
        assert_eq!(fault("http://169.254.169.254/", Reach::SecureAndLoopback), Some(BadAddress::Host));
    }

    #[test]
    fn what_is_no_plain_address_is_refused_by_its_cause() {
        for (bad, cause) in [
            ("", BadAddress::NotUrl),
            ("/hooks", BadAddress::NotUrl),
            ("mailto:a@bank.example", BadAddress::NotUrl),
            ("https://", BadAddress::NotUrl),
            ("https://user@bank.example/", BadAddress::Credentials),
            ("https://:secret@bank.example/", BadAddress::Credentials),
            ("https://bank.example/#x", BadAddress::Fragment),
        ] {
            assert_eq!(fault(bad, Reach::Secure), Some(cause), "{bad}");
        }
        let of_length = |length: usize| format!("https://bank.example/{}", "a".repeat(length - 21));
        assert_eq!(fault(&of_length(2048), Reach::Secure), None);
        assert_eq!(fault(&of_length(2049), Reach::Secure), Some(BadAddress::TooLong));
    }

    #[test]
    fn debug_shows_the_host_only() {
        let address = WebhookAddress::parse("https://bank.example/hooks?token=t0p", Reach::Secure).expect("an address");
        assert_eq!(format!("{address:?}"), "WebhookAddress(bank.example)");
    }
}
