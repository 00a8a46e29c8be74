//! What kinds of certificate there are: how long they live and what their key is for.

use core::time::Duration;

use der::asn1::ObjectIdentifier;

use super::extensions::KeyUsageBits;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// A kind of certificate. Everything in it is fixed here; what differs between two certificates of one kind is the
/// subject, the key, the serial and the time.
#[derive(Debug, Clone, Copy)]
pub struct CertificateProfile {
    name: &'static str,
    lifetime: Duration,
    minimum_lifetime: Duration,
    backdate: Duration,
    key_usage: KeyUsageBits,
    extended_key_usages: &'static [ObjectIdentifier],
}

impl CertificateProfile {
    /// The certificate that a managed device authenticates itself with: client authentication, 365 days, backdated by one
    /// hour for devices whose clock is slow, and at least 30 days long where the issuer's own end cuts it short.
    ///
    /// Its key signs and does nothing else, with RSA as with a curve: TLS clients and signed requests need
    /// `digitalSignature` alone, and a key that also decrypts would make every signature a question of what was decrypted.
    #[must_use]
    pub const fn device() -> Self {
        Self {
            name: "device",
            lifetime: DAY.saturating_mul(365),
            minimum_lifetime: DAY.saturating_mul(30),
            backdate: HOUR,
            key_usage: KeyUsageBits::DIGITAL_SIGNATURE,
            extended_key_usages: &[const_oid::db::rfc5280::ID_KP_CLIENT_AUTH],
        }
    }

    /// The stable name that the issuance log records.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How long a certificate is good from the moment it is issued.
    #[must_use]
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// The shortest life that is worth issuing for; less is left when the issuer's own end is near.
    #[must_use]
    pub const fn minimum_lifetime(&self) -> Duration {
        self.minimum_lifetime
    }

    /// How long before it is issued a certificate already counts.
    #[must_use]
    pub const fn backdate(&self) -> Duration {
        self.backdate
    }

    pub(crate) const fn key_usage(&self) -> KeyUsageBits {
        self.key_usage
    }

    /// The purposes in `extKeyUsage`.
    #[must_use]
    pub const fn extended_key_usages(&self) -> &'static [ObjectIdentifier] {
        self.extended_key_usages
    }
}

/// Where those who rely on a certificate find what belongs to its issuer: absolute `http` or `https` URLs whose host is a
/// fully qualified name or an address (RFC 5280 section 4.2.1.6). Plain `http` is the custom, and does no harm: both are
/// signed, and to fetch them by `https` one would first have to trust another chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuanceUrls {
    /// The issuing certificate, as DER (`id-ad-caIssuers`).
    pub ca_issuers: String,
    /// The revocation list, as DER.
    pub crl: String,
}

/// A URL as certificates carry it: `localhost`, which a development machine goes by, is no fully qualified name and is
/// written as the address it stands for (RFC 6761 section 6.3).
pub(crate) fn as_written(url: &str) -> String {
    let loopback = |scheme: &str| {
        let rest = url.strip_prefix(scheme)?.strip_prefix("localhost")?;
        let ends_there = rest.is_empty() || rest.starts_with([':', '/']);
        ends_there.then(|| format!("{scheme}127.0.0.1{rest}"))
    };
    loopback("http://")
        .or_else(|| loopback("https://"))
        .unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localhost_is_written_as_an_address_and_nothing_else_is() {
        assert_eq!(
            as_written("http://localhost:8787/ca/1.cer"),
            "http://127.0.0.1:8787/ca/1.cer"
        );
        assert_eq!(
            as_written("https://localhost/1.crl"),
            "https://127.0.0.1/1.crl"
        );
        for other in [
            "http://localhost.example.org/",
            "http://example.org/localhost",
            "ftp://localhost/",
            "",
        ] {
            assert_eq!(as_written(other), other);
        }
    }
}
