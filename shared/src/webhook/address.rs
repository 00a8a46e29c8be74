use core::fmt;

use serde::{Deserialize, Serialize};

/// How long an address is at most, in bytes.
pub const MAX_ADDRESS: usize = 512;

/// Ends of names that only a private network knows (RFC 6761, RFC 6762, RFC 8375; `.internal` is ICANN's for private use).
const PRIVATE: [&str; 4] = [".localhost", ".local", ".internal", ".home.arpa"];

/// Where a webhook is sent: `https`, a full host name, nothing secret in front of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookAddress(String);

/// The text is no address that webhooks are sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebhookAddress {
    /// Too long, or of characters that no address is made of.
    #[error("must be an address of at most 512 bytes (RFC 3986), without a fragment")]
    Form,
    /// Not encrypted.
    #[error("must begin with https://")]
    Scheme,
    /// A user name or a password stands in it.
    #[error("must not carry a user name or a password")]
    Credentials,
    /// The host is a number, or a name that only a private network knows.
    #[error("must name a host by its full, public name: no IP address, no local name")]
    Host,
}

impl WebhookAddress {
    /// Reads an address. `local` says that this deployment runs on somebody's own machine: then receivers there, by `http` at
    /// `localhost` or `127.0.0.1`, are fine.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(text: &str, local: bool) -> Result<Self, NotAWebhookAddress> {
        // A backslash is a slash to WHATWG's parser of addresses, which is the one that fetches.
        let inside = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&b);
        if text.len() > MAX_ADDRESS || !text.bytes().all(inside) {
            return Err(NotAWebhookAddress::Form);
        }
        let (encrypted, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://"))
        {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) if local => (false, rest),
            _ => return Err(NotAWebhookAddress::Scheme),
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(NotAWebhookAddress::Credentials);
        }
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let port_fits = port.parse::<u16>().is_ok_and(|port| port > 0);
        let own_machine = local && matches!(host, "localhost" | "127.0.0.1");
        match (encrypted, port_fits && (own_machine || is_public(host))) {
            (_, false) => Err(NotAWebhookAddress::Host),
            (false, true) if !own_machine => Err(NotAWebhookAddress::Scheme),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Whether only a deployment on somebody's own machine may send there.
    #[must_use]
    pub fn is_local(&self) -> bool {
        Self::parse(&self.0, false).is_err()
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it is a full name of a host and none of a private network. A last label that begins with a digit would be read as
/// an IPv4 address in one of its forms (WHATWG URL section 3.5), so no name has one.
fn is_public(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let name = host.to_ascii_lowercase();
    name.len() <= 253
        && name.split('.').all(label)
        && name
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.starts_with(|c: char| c.is_ascii_alphabetic()))
        && !PRIVATE.iter().any(|end| name.ends_with(end))
}

/// As a local deployment reads it; another asks [`WebhookAddress::is_local`], too.
impl TryFrom<String> for WebhookAddress {
    type Error = NotAWebhookAddress;

    fn try_from(text: String) -> Result<Self, NotAWebhookAddress> {
        Self::parse(&text, true)
    }
}

impl From<WebhookAddress> for String {
    fn from(address: WebhookAddress) -> Self {
        address.0
    }
}

impl fmt::Display for WebhookAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<(), NotAWebhookAddress> {
        WebhookAddress::parse(text, false).map(|_| ())
    }

    #[test]
    fn an_address_names_a_public_host_over_https() {
        for good in [
            "https://hooks.example.com",
            "https://hooks.example.com:8443/muster?team=it",
            "https://HOOKS.Example.com/a@b",
            "https://xn--bcher-kva.example/",
        ] {
            assert_eq!(parse(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        use NotAWebhookAddress::{Credentials, Form, Host, Scheme};
        let long = format!("https://example.com/{}", "x".repeat(493));
        for (text, fault) in [
            ("", Scheme),
            ("http://example.com", Scheme),
            ("ftp://example.com", Scheme),
            ("//example.com", Scheme),
            ("https://", Host),
            ("https://intranet", Host),
            ("https://localhost", Host),
            ("https://a.localhost/", Host),
            ("https://nas.local/", Host),
            ("https://metadata.google.internal/", Host),
            ("https://router.home.arpa/", Host),
            ("https://ROUTER.Home.Arpa", Host),
            ("https://10.0.0.1/", Host),
            ("https://127.1/", Host),
            ("https://2130706433/", Host),
            ("https://0x7f.0.0.0x1/", Host),
            ("https://example.com.0x7f000001", Host),
            ("https://1.1.1.1", Host),
            ("https://[::1]/", Host),
            ("https://example.com./", Host),
            ("https://127.0.0.1./", Host),
            ("https://exam%70le.com/", Host),
            ("https://example.com:0/", Host),
            ("https://example.com:65536/", Host),
            ("https://example.com:/", Host),
            ("https://me:pass@example.com/", Credentials),
            ("https://example.com@10.0.0.1/", Credentials),
            ("https://10.0.0.1\\@example.com/", Form),
            ("https://example.com/#part", Form),
            ("https://example.com/a b", Form),
            ("https://example.com/\n", Form),
            ("https://bücher.example/", Form),
            (long.as_str(), Form),
        ] {
            assert_eq!(parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn http_and_ones_own_machine_are_for_a_local_deployment_alone() {
        for text in ["http://localhost:9000/x", "http://127.0.0.1:9000"] {
            let local = WebhookAddress::parse(text, true).unwrap();
            assert!(local.is_local(), "{text}");
            assert!(parse(text).is_err(), "{text}");
        }
        for text in [
            "http://example.com",
            "http://127.0.0.2",
            "http://10.0.0.1",
            "http://localhost.example.com",
        ] {
            assert!(WebhookAddress::parse(text, true).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_number_is_a_host(a: u8, b: u8, c: u8, d: u8, path in "[a-z/]{0,9}") {
            for host in [
                format!("{a}.{b}.{c}.{d}"),
                format!("{}", u32::from_be_bytes([a, b, c, d])),
                format!("{a:#x}.{b:#o}.{}", u16::from_be_bytes([c, d])),
                format!("[::ffff:{a}.{b}.{c}.{d}]"),
            ] {
                let address = format!("https://{host}/{path}");
                prop_assert!(parse(&address).is_err(), "{}", address);
            }
        }
    }
}
