//! Discovery: a client says what it is, and learns where and how it enrolls ([MS-MDE2] section 3.1).

use core::fmt;

use roxmltree::Node;

use super::edition::OsEdition;
use super::envelope::{Action, MessageId, activity, start_answer};
use super::error::Cause;
use super::names::{DISCOVERY, DISCOVERY_SLASH};
use crate::protocol::xml;

/// The longest of a request's texts that is read, in octets: an address has at most 254.
const MAX_TEXT: usize = 320;

/// A version of the protocol, such as `4.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProtocolVersion {
    /// The number before the point.
    pub major: u8,
    /// The number behind it.
    pub minor: u8,
}

impl ProtocolVersion {
    /// The lowest that is spoken: Windows 10.
    pub const LOWEST: Self = Self { major: 3, minor: 0 };
    /// The highest that is known.
    pub const HIGHEST: Self = Self { major: 7, minor: 0 };

    fn read(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten()
        };
        Some(Self {
            major: number(major)?,
            minor: number(minor)?,
        })
    }

    /// The version in which a request is answered: the same, or the highest that is known. None when the client's is older
    /// than any that is spoken.
    #[must_use]
    pub fn answered(self) -> Option<Self> {
        (self >= Self::LOWEST).then(|| self.min(Self::HIGHEST))
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A client that asks where it enrolls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discover {
    /// The address, or `domain\user`, or nothing: for the sign-in, and never believed.
    pub email_address: String,
    /// The highest version that the client speaks.
    pub request_version: ProtocolVersion,
    /// `CIMClient_Windows` and others.
    pub device_type: String,
    /// The version of Windows, as the client writes it.
    pub application_version: String,
    /// The edition of Windows.
    pub os_edition: Option<OsEdition>,
    /// It can send a name and a password.
    pub on_premise: bool,
    /// It can show a page and send the token that comes of it.
    pub federated: bool,
}

impl Discover {
    /// Reads the body of a request.
    pub(super) fn read(body: Node<'_, '_>) -> Result<Self, Cause> {
        let namespace = [DISCOVERY, DISCOVERY_SLASH]
            .into_iter()
            .find(|namespace| body.has_tag_name((*namespace, "Discover")))
            .ok_or(Cause::OtherBody)?;
        let request = xml::child(body, namespace, "request")?.ok_or(Cause::Missing("request"))?;
        let text = |name: &'static str| -> Result<Option<String>, Cause> {
            let Some(node) = xml::child(request, namespace, name)? else {
                return Ok(None);
            };
            let text = xml::trimmed(node).ok_or(Cause::Unreadable(name))?;
            if text.len() > MAX_TEXT {
                return Err(Cause::TooLong(name));
            }
            if text.contains(char::is_control) {
                return Err(Cause::Unreadable(name));
            }
            Ok(Some(text))
        };
        let version = text("RequestVersion")?.ok_or(Cause::Missing("RequestVersion"))?;
        let edition = text("OSEdition")?.filter(|text| !text.is_empty());
        let mut policies = Vec::new();
        if let Some(list) = xml::child(request, namespace, "AuthPolicies")? {
            policies.extend(xml::children(list, namespace, "AuthPolicy").filter_map(xml::trimmed));
        }
        Ok(Self {
            email_address: text("EmailAddress")?.unwrap_or_default(),
            request_version: ProtocolVersion::read(&version)
                .ok_or(Cause::Unreadable("RequestVersion"))?,
            device_type: text("DeviceType")?.ok_or(Cause::Missing("DeviceType"))?,
            application_version: text("ApplicationVersion")?.unwrap_or_default(),
            os_edition: edition
                .map(|text| {
                    text.parse()
                        .map(OsEdition)
                        .map_err(|_| Cause::Unreadable("OSEdition"))
                })
                .transpose()?,
            on_premise: policies.iter().any(|policy| policy == "OnPremise"),
            federated: policies.iter().any(|policy| policy == "Federated"),
        })
    }
}

/// How a client shows for whom it enrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthPolicy<'a> {
    /// On a page in the client's web view, which gives it a token.
    Federated {
        /// The page; `https`.
        authentication_service_url: &'a str,
    },
    /// By a name and a password in each message.
    OnPremise,
}

/// Where and how a client enrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiscoverResponse<'a> {
    /// How it shows for whom.
    pub auth_policy: AuthPolicy<'a>,
    /// The version that is spoken from here on.
    pub enrollment_version: ProtocolVersion,
    /// Where policies are asked for; on the same host as the next.
    pub enrollment_policy_service_url: &'a str,
    /// Where certificates are asked for.
    pub enrollment_service_url: &'a str,
}

/// Writes the answer to [`Discover`].
#[must_use]
pub fn discover_response(
    relates_to: &MessageId,
    activity_id: &str,
    response: &DiscoverResponse<'_>,
) -> String {
    let mut xml = start_answer(Action::Discover.response_uri(), Some(relates_to));
    activity(&mut xml, activity_id);
    xml.end()
        .start("s:Body")
        .start("DiscoverResponse")
        .attribute("xmlns", DISCOVERY)
        .start("DiscoverResult");
    xml.element(
        "AuthPolicy",
        match response.auth_policy {
            AuthPolicy::Federated { .. } => "Federated",
            AuthPolicy::OnPremise => "OnPremise",
        },
    );
    xml.element(
        "EnrollmentVersion",
        &response.enrollment_version.to_string(),
    )
    .element(
        "EnrollmentPolicyServiceUrl",
        response.enrollment_policy_service_url,
    )
    .element("EnrollmentServiceUrl", response.enrollment_service_url);
    if let AuthPolicy::Federated {
        authentication_service_url,
    } = response.auth_policy
    {
        xml.element("AuthenticationServiceUrl", authentication_service_url);
    }
    xml.finish()
}
