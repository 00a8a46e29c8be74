//! The profile with which a device enrolls, and profiles that set something
//! (<https://developer.apple.com/documentation/devicemanagement/configuring-multiple-devices-using-profiles>).
//!
//! A profile is a function of values. Its identifiers stay the same for a deployment, so that one which comes again replaces
//! the one before, and its UUIDs are derived from what it was made for, so that the same request gets the same octets.

use serde::{Deserialize, Serialize};

use super::names::Uuid;
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::protocol::plist::{self, Dict, Value};

/// How far a device is managed. It stands in the addresses that a device keeps, which never change as long as it is enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagementScope {
    /// A device of the organisation's: everything.
    Organisation,
    /// A person's own device by a profile: it is not erased, not renamed, and its apps are not listed.
    Personal,
    /// User enrollment with a managed Apple account (`EnrollmentMode` `BYOD`). Apple says itself what may be asked.
    Account,
}

impl ManagementScope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Organisation, Self::Personal, Self::Account];

    /// Its name in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Personal => "personal",
            Self::Account => "account",
        }
    }

    /// Of a device that enrolls by a profile and is whose the rules say.
    #[must_use]
    pub const fn of(ownership: Ownership) -> Self {
        match ownership {
            Ownership::Corporate => Self::Organisation,
            Ownership::Personal => Self::Personal,
        }
    }

    /// Whether a device that enrolls by this method can be managed so.
    #[must_use]
    pub const fn is_of(self, method: EnrollmentMethod) -> bool {
        match method {
            EnrollmentMethod::AppleDevice => matches!(self, Self::Organisation | Self::Personal),
            EnrollmentMethod::AppleUser => matches!(self, Self::Account),
            EnrollmentMethod::AppleAutomated => matches!(self, Self::Organisation),
            _ => false,
        }
    }

    /// `AccessRights` (<https://developer.apple.com/documentation/devicemanagement/mdm>): a renewed profile may have no more than
    /// the first, and one of user enrollment none at all, or the device gives up.
    #[must_use]
    pub const fn access_rights(self) -> Option<i64> {
        const INSPECT_PROFILES: i64 = 1;
        const INSTALL_PROFILES: i64 = 2;
        const LOCK_AND_PASSCODE: i64 = 4;
        const DEVICE_INFORMATION: i64 = 16;
        const SECURITY: i64 = 1_024;
        const EVERYTHING: i64 = 8_191;
        match self {
            Self::Organisation => Some(EVERYTHING),
            Self::Personal => Some(
                INSPECT_PROFILES
                    | INSTALL_PROFILES
                    | LOCK_AND_PASSCODE
                    | DEVICE_INFORMATION
                    | SECURITY,
            ),
            Self::Account => None,
        }
    }
}

impl core::str::FromStr for ManagementScope {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|scope| scope.as_str() == text).ok_or(())
    }
}

/// How the device gets its certificate (`com.apple.security.scep`).
#[derive(Debug, Clone)]
pub struct ScepPayload<'a> {
    /// Where.
    pub url: &'a str,
    /// What shows that it may.
    pub challenge: &'a str,
}

impl ScepPayload<'_> {
    /// What stands in the payload's own `PayloadContent`.
    fn content(&self, organisation: &str, seed: &[u8]) -> Dict {
        let text = |text: &str| Value::from(text);
        let named = |kind: &str, value: &str| {
            let pair = Value::from(vec![text(kind), text(value)]);
            Value::from(vec![pair])
        };
        // The certificate's own names are ours to give; this one is a request's, and different for each.
        let subject = Uuid::derived(seed, "subject").to_string();
        Dict::new()
            .with("URL", self.url)
            .with("Name", "muster")
            .with(
                "Subject",
                vec![named("O", organisation), named("CN", &subject)],
            )
            .with("Challenge", self.challenge)
            // Without it devices make a key of 1,024 bits, which is refused.
            .with("Keysize", 2_048)
            .with("Key Type", "RSA")
            .with("Key Usage", 5)
            .with("Retries", 3)
            .with("RetryDelay", 10)
    }

    /// A profile with nothing but the certificate: the second step of enrolling over the air.
    #[must_use]
    pub fn profile(&self, base: &str, organisation: &str, seed: &[u8]) -> String {
        let content = Dict::new().with("PayloadContent", self.content(organisation, seed));
        let identifier = format!("{base}.identity");
        let part = Part {
            name: "payload",
            kind: "com.apple.security.scep",
            settings: &content,
        };
        configuration(&identifier, organisation, &[part], seed)
    }
}

/// Whom an account-driven enrollment is of.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// `AssignedManagedAppleID`.
    pub managed_apple_account: &'a str,
}

/// The profile with which a device enrolls.
#[derive(Debug, Clone)]
pub struct EnrollmentProfile<'a> {
    /// What identifiers begin with: [`super::base_identifier`].
    pub base: &'a str,
    /// What it was made for.
    pub seed: &'a [u8],
    /// The organisation, as its people know it.
    pub organisation: &'a str,
    /// The root's certificate, DER.
    pub root_der: &'a [u8],
    /// How the device gets its certificate.
    pub scep: ScepPayload<'a>,
    /// `Topic`: the push certificate's user id.
    pub topic: &'a str,
    /// Where the deployment is.
    pub public_url: &'a str,
    /// How far it is managed.
    pub scope: ManagementScope,
    /// What it is for.
    pub platform: Platform,
    /// Whose account, where one drives it.
    pub account: Option<Account<'a>>,
}

impl EnrollmentProfile<'_> {
    /// `PayloadIdentifier` of the whole, by which it is removed.
    #[must_use]
    pub fn identifier(base: &str) -> String {
        format!("{base}.enrollment")
    }

    /// Where the device comes, by scope.
    #[must_use]
    pub fn server_url(public_url: &str, scope: ManagementScope) -> String {
        format!("{public_url}/mdm/apple/{}/server", scope.as_str())
    }

    /// Where it checks in.
    #[must_use]
    pub fn check_in_url(public_url: &str, scope: ManagementScope) -> String {
        format!("{public_url}/mdm/apple/{}/checkin", scope.as_str())
    }

    /// The profile as a property list: the root, the certificate, the portal's place on the home screen of an iPhone or iPad, and the
    /// management last, since it names the certificate.
    #[must_use]
    pub fn write(&self) -> String {
        let identifier = Self::identifier(self.base);
        let part = |kind: &str, name: &str| self.part(&identifier, kind, name);
        let root = part("com.apple.security.root", "root").with("PayloadContent", self.root_der);
        let identity = Uuid::derived(self.seed, "identity").to_string();
        let scep = part("com.apple.security.scep", "identity").with(
            "PayloadContent",
            self.scep.content(self.organisation, self.seed),
        );
        // A Mac takes a web clip for one of its users alone (`devicechannel: false` in com.apple.webClip.managed.yaml of Apple's schema),
        // and this profile is for the whole of it: it might refuse the enrollment.
        let portal = (self.platform != Platform::Macos).then(|| {
            part("com.apple.webClip.managed", "portal")
                .with("URL", self.public_url)
                .with("Label", self.organisation)
                .with("IsRemovable", true)
        });
        let mut capabilities = vec![Value::from("com.apple.mdm.bootstraptoken")];
        if self.account.is_some() {
            // Apple keeps it for devices alone, and user enrollment has none to hand over.
            capabilities.clear();
        }
        let mdm = part("com.apple.mdm", "mdm")
            .with("IdentityCertificateUUID", identity)
            .with("Topic", self.topic)
            .with("ServerURL", Self::server_url(self.public_url, self.scope))
            .with(
                "CheckInURL",
                Self::check_in_url(self.public_url, self.scope),
            )
            .with("SignMessage", true)
            .with("CheckOutWhenRemoved", true)
            .with_some("AccessRights", self.scope.access_rights())
            .with_some(
                "ServerCapabilities",
                (!capabilities.is_empty()).then_some(capabilities),
            )
            .with_some("EnrollmentMode", self.account.map(|_| "BYOD"))
            .with_some(
                "AssignedManagedAppleID",
                self.account.map(|account| account.managed_apple_account),
            );
        let inside = [Some(root), Some(scep), portal, Some(mdm)];
        let inside: Vec<Value> = inside.into_iter().flatten().map(Value::from).collect();
        let whole = top(&identifier, self.seed, self.organisation)
            .with(
                "PayloadDescription",
                "Lets your organisation manage this device.",
            )
            .with("PayloadContent", inside);
        plist::write(&whole)
    }

    fn part(&self, identifier: &str, kind: &str, name: &str) -> Dict {
        payload(kind, &format!("{identifier}.{name}"), self.seed, name)
            .with("PayloadDisplayName", self.organisation)
    }
}

/// The first step of enrolling over the air: the device is asked what it is, and answers with a signed list
/// (<https://developer.apple.com/library/archive/documentation/NetworkingInternet/Conceptual/iPhoneOTAConfiguration>).
#[derive(Debug, Clone)]
pub struct ProfileService<'a> {
    /// What identifiers begin with.
    pub base: &'a str,
    /// What it was made for.
    pub seed: &'a [u8],
    /// The organisation.
    pub organisation: &'a str,
    /// Where the answer goes.
    pub url: &'a str,
}

impl ProfileService<'_> {
    /// The profile as a property list. Its `PayloadContent` is one dictionary here, and no array.
    #[must_use]
    pub fn write(&self) -> String {
        let asked = [
            "UDID",
            "VERSION",
            "PRODUCT",
            "SERIAL",
            "IMEI",
            "DEVICE_NAME",
        ];
        let content = Dict::new()
            .with("URL", self.url)
            .with("DeviceAttributes", asked.map(Value::from).to_vec());
        let identifier = format!("{}.profile-service", self.base);
        let whole = payload("Profile Service", &identifier, self.seed, "profile service")
            .with("PayloadDisplayName", self.organisation)
            .with("PayloadOrganization", self.organisation)
            .with("PayloadContent", content);
        plist::write(&whole)
    }
}

/// A payload that sets something.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Its name in the profile, by which another refers to it.
    pub name: &'a str,
    /// `PayloadType`.
    pub kind: &'a str,
    /// What it sets.
    pub settings: &'a Dict,
}

impl Part<'_> {
    /// `PayloadUUID` of the part of this name in the profile of this version.
    #[must_use]
    pub fn uuid(name: &str, version: &[u8]) -> String {
        Uuid::derived(version, name).to_string()
    }
}

/// A profile that sets something; `version` is what tells it from the one before under the same identifier.
#[must_use]
pub fn configuration(
    identifier: &str,
    organisation: &str,
    parts: &[Part<'_>],
    version: &[u8],
) -> String {
    let inside = parts.iter().map(|part| {
        let identifier = format!("{identifier}.{}", part.name);
        let mut inside = payload(part.kind, &identifier, version, part.name);
        for (name, value) in part.settings.iter() {
            inside.set(name, value.clone());
        }
        Value::from(inside)
    });
    let inside: Vec<Value> = inside.collect();
    plist::write(&top(identifier, version, organisation).with("PayloadContent", inside))
}

fn top(identifier: &str, seed: &[u8], organisation: &str) -> Dict {
    payload("Configuration", identifier, seed, "configuration")
        .with("PayloadDisplayName", organisation)
        .with("PayloadOrganization", organisation)
        // On a Mac for the whole of it, and not for whoever is there.
        .with("PayloadScope", "System")
}

fn payload(kind: &str, identifier: &str, seed: &[u8], part: &str) -> Dict {
    Dict::new()
        .with("PayloadType", kind)
        .with("PayloadVersion", 1)
        .with("PayloadIdentifier", identifier)
        .with("PayloadUUID", Part::uuid(part, seed))
}
