//! Variables and secrets as one checked value. Every problem is reported at once, in words an operator can act on; a
//! Worker with a problem answers nothing but that it is not set up.

use base64ct::{Base64, Encoding as _};
use muster_shared::ids::TenantId;
use muster_shared::sealed::SealingKey;

/// Everything a deployment sets.
pub struct Config {
    /// The organisation this deployment serves.
    pub tenant: TenantId,
    /// Where people and devices find it: scheme and authority, in lower case, without a slash at the end. Browsers call it
    /// our origin (RFC 6454 section 6.2).
    pub public_url: String,
    /// Seals tickets and session cookies.
    pub sealing_key: SealingKey,
    /// Lets the operator make people (`POST /api/v1/setup`); that route is closed without it.
    pub setup_token: Option<Secret>,
    /// Shows that a request comes through the operator's own TLS proxy; its certificate headers count only with it.
    pub proxy_secret: Option<Secret>,
    /// Lets a gate ask which devices may pass (`GET /api/v1/access`); that route is closed without it.
    pub gate_secret: Option<Secret>,
    /// SCEP's registration authority; its routes are closed without it.
    pub scep: Option<ScepSecrets>,
    /// The issuing CA's private key, PKCS#8 DER.
    pub issuing_key: Vec<u8>,
    /// The issuing CA's certificate, DER.
    pub issuing_certificate: Vec<u8>,
    /// The root's certificate, DER.
    pub root_certificate: Vec<u8>,
}

/// The registration authority that SCEP's messages are encrypted for.
pub struct ScepSecrets {
    /// Its RSA key, PKCS#8 DER.
    pub key: Vec<u8>,
    /// Its certificate by the issuing CA, DER.
    pub certificate: Vec<u8>,
}

/// A secret that is compared in constant time and never printed.
pub struct Secret(String);

impl Secret {
    /// Whether `presented` is the secret.
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        // Digests have one length, so the comparison tells nothing of the secret's.
        let digest = |text: &str| *muster_shared::ids::Digest::of(text.as_bytes()).as_bytes();
        digest(&self.0).ct_eq(&digest(presented)).into()
    }
}

/// What is wrong with the configuration: one line a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblems(pub Vec<String>);

impl Config {
    /// Reads the configuration through `variable`, which answers a variable or secret by its name.
    ///
    /// # Errors
    /// [`ConfigProblems`] with every problem there is.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigProblems> {
        let mut problems = Vec::new();
        let tenant = required(
            &variable,
            &mut problems,
            "TENANT_ID",
            "an identifier such as `default`",
            |text| text.parse::<TenantId>().ok(),
        );
        let public_url = required(
            &variable,
            &mut problems,
            "PUBLIC_URL",
            "an address such as `https://muster.example.com`: a full host name, no path",
            |text| public_url(&text),
        );
        let sealing_key = required(
            &variable,
            &mut problems,
            "SEALING_KEY",
            "at least 32 random bytes in base64",
            |text| decode(&text).and_then(|bytes| SealingKey::new(&bytes).ok()),
        );
        let der = |problems: &mut Vec<String>, name: &str, what: &str| {
            required(&variable, problems, name, what, |text| decode(&text))
        };
        let issuing_key = der(
            &mut problems,
            "CA_ISSUING_KEY",
            "a PKCS#8 key, DER in base64",
        );
        let issuing_certificate = der(
            &mut problems,
            "CA_ISSUING_CERTIFICATE",
            "a certificate, DER in base64",
        );
        let root_certificate = der(
            &mut problems,
            "CA_ROOT_CERTIFICATE",
            "a certificate, DER in base64",
        );
        let secret = |problems: &mut Vec<String>, name: &str| {
            let text = variable(name).filter(|text| !text.is_empty())?;
            if text.len() < 24 {
                problems.push(format!("{name} is shorter than 24 characters"));
            }
            Some(Secret(text))
        };
        let setup_token = secret(&mut problems, "SETUP_TOKEN");
        let proxy_secret = secret(&mut problems, "PROXY_SECRET");
        let gate_secret = secret(&mut problems, "GATE_SECRET");
        let scep = scep(&variable, &mut problems);
        match (
            tenant,
            public_url,
            sealing_key,
            issuing_key,
            issuing_certificate,
            root_certificate,
        ) {
            (
                Some(tenant),
                Some(public_url),
                Some(sealing_key),
                Some(issuing_key),
                Some(issuing_certificate),
                Some(root_certificate),
            ) if problems.is_empty() => Ok(Self {
                tenant,
                public_url,
                sealing_key,
                setup_token,
                proxy_secret,
                gate_secret,
                scep,
                issuing_key,
                issuing_certificate,
                root_certificate,
            }),
            _ => Err(ConfigProblems(problems)),
        }
    }
}

impl Config {
    /// Whether this deployment runs on somebody's own machine, where nobody else can reach what is local to it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_local(&self.public_url)
    }
}

fn is_local(public_url: &str) -> bool {
    let host = public_url.strip_prefix("http://");
    let host = host.and_then(|host| host.split(':').next());
    matches!(host, Some("localhost" | "127.0.0.1"))
}

fn required<T>(
    variable: &impl Fn(&str) -> Option<String>,
    problems: &mut Vec<String>,
    name: &str,
    what: &str,
    parse: impl FnOnce(String) -> Option<T>,
) -> Option<T> {
    let value = match variable(name).filter(|text| !text.is_empty()) {
        None => {
            problems.push(format!("{name} is not set; it must be {what}"));
            return None;
        }
        Some(text) => parse(text),
    };
    if value.is_none() {
        problems.push(format!("{name} is not {what}"));
    }
    value
}

/// Both of the registration authority's secrets, or none.
fn scep(
    variable: &impl Fn(&str) -> Option<String>,
    problems: &mut Vec<String>,
) -> Option<ScepSecrets> {
    let names = ["SCEP_RA_KEY", "SCEP_RA_CERTIFICATE"];
    let is_set = |name: &&str| variable(name).is_some_and(|text| !text.is_empty());
    if !names.iter().any(is_set) {
        return None;
    }
    let [key, certificate] = names.map(|name| {
        required(variable, problems, name, "DER in base64", |text| {
            decode(&text)
        })
    });
    Some(ScepSecrets {
        key: key?,
        certificate: certificate?,
    })
}

fn decode(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text.trim()).ok()
}

/// Where people and devices find the deployment, in the form of [`Config::public_url`].
pub(crate) fn public_url(text: &str) -> Option<String> {
    let url: http::Uri = text.parse().ok()?;
    let scheme = url
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = url.authority()?;
    // It stands in shell scripts and is compared with what browsers call our origin: a plain name in lower case, and a port
    // only where it is not the scheme's own.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if !authority.as_str().bytes().all(plain) {
        return None;
    }
    // A name without a dot cannot stand in a certificate (RFC 5280 section 4.2.1.6); localhost is written as its address.
    let host = authority.host();
    let named = host == "localhost" || host.contains('.') || host.starts_with('[');
    let default_port = if scheme == "https" { 443 } else { 80 };
    let origin = match authority.port_u16() {
        Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    };
    (named && matches!(url.path(), "" | "/")).then(|| origin.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_reported_at_once() {
        let Err(problems) = Config::read(|name| {
            (name == "PUBLIC_URL").then(|| "https://example.com/path".to_owned())
        }) else {
            panic!("an empty configuration was taken");
        };
        assert_eq!(problems.0.len(), 6, "{problems:?}");
        assert!(
            problems
                .0
                .iter()
                .any(|line| line.starts_with("PUBLIC_URL is not an address"))
        );
    }

    #[test]
    fn scep_has_both_of_its_secrets_or_neither() {
        let read = |key: &'static str, certificate: &'static str| {
            let mut problems = Vec::new();
            let found = scep(
                &|name| {
                    let text = if name == "SCEP_RA_KEY" {
                        key
                    } else {
                        certificate
                    };
                    Some(text.to_owned())
                },
                &mut problems,
            );
            (found.is_some(), problems)
        };
        assert_eq!(read("", ""), (false, Vec::new()));
        assert_eq!(read("AAAA", "AAAA"), (true, Vec::new()));
        let (found, problems) = read("AAAA", "");
        assert!(!found && problems.len() == 1);
        assert!(problems[0].starts_with("SCEP_RA_CERTIFICATE is not set"));
    }

    #[test]
    fn an_address_has_a_full_host_name_and_no_path() {
        for good in [
            "https://muster.example.com",
            "http://localhost:8787/",
            "http://127.0.0.1:1",
        ] {
            assert!(public_url(good).is_some(), "{good}");
        }
        assert_eq!(
            public_url("https://Muster.Example.com:443/").as_deref(),
            Some("https://muster.example.com")
        );
        for bad in [
            "https://$(id).example.com",
            "https://somebody@example.com",
            "http://intranet",
            "https://example.com/muster",
            "ftp://example.com",
            "example.com",
        ] {
            assert!(public_url(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn only_a_deployment_on_ones_own_machine_is_local() {
        for url in ["http://localhost:8787", "http://127.0.0.1"] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "https://localhost:8787",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "https://muster.example.com",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }

    #[test]
    fn a_secret_matches_only_itself() {
        let secret = Secret("correct-horse-battery-staple".to_owned());
        assert!(secret.matches("correct-horse-battery-staple"));
        assert!(!secret.matches("correct-horse-battery-stapl"));
        assert!(!secret.matches(""));
    }
}
