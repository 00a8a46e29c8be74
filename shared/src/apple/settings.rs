//! What [`crate::profile`] becomes on Apple's devices: a profile with one payload for each setting, so that each has an answer of
//! its own. What is not configured any more is removed by its identifier.

use crate::encoding::hex;
use crate::ids::Digest;
use crate::platform::{EnrollmentMethod, Platform};
use crate::profile::{AppleItem, Effective, ItemValue, SettingKey};
use crate::protocol::apple::{Part, configuration};
use crate::protocol::plist::{self, Dict};

/// The longest passcode that a policy may ask for (`minLength` of `com.apple.mobiledevice.passwordpolicy`).
const LONGEST_PASSCODE: u8 = 16;

/// One setting as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub key: SettingKey,
    /// `PayloadType`.
    pub kind: &'static str,
    /// What it sets.
    pub settings: Dict,
    /// FileVault alone: the certificate to whose key the Mac encrypts what opens the disk, for us to keep.
    pub escrow_to: Option<Vec<u8>>,
}

impl Planned {
    /// What it is set to, as a digest: the same again need not be sent.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut text = format!("{}\0{}", self.kind, plist::write(&self.settings)).into_bytes();
        text.extend_from_slice(self.escrow_to.as_deref().unwrap_or_default());
        Digest::of(&text)
    }

    /// The profile that sets it.
    #[must_use]
    pub fn profile(&self, base: &str, organisation: &str) -> String {
        let identifier = identifier(base, &self.key);
        let digest = self.digest();
        let version = digest.as_bytes();
        let part = |name, kind, settings| Part {
            name,
            kind,
            settings,
        };
        let own = part("payload", self.kind, &self.settings);
        let Some(certificate) = &self.escrow_to else {
            return configuration(&identifier, organisation, &[own], version);
        };
        // <https://developer.apple.com/documentation/devicemanagement/fderecoverykeyescrow>: the certificate is named by the UUID of
        // its payload, which is in the same profile.
        let recipient = Dict::new().with("PayloadContent", certificate.as_slice());
        let escrow = Dict::new()
            .with("Location", organisation)
            .with("EncryptCertPayloadUUID", Part::uuid("recipient", version));
        let parts = [
            part("recipient", "com.apple.security.pkcs1", &recipient),
            part("escrow", "com.apple.security.FDERecoveryKeyEscrow", &escrow),
            own,
        ];
        configuration(&identifier, organisation, &parts, version)
    }
}

/// The identifier of a setting's profile.
#[must_use]
pub fn identifier(base: &str, key: &SettingKey) -> String {
    let digest = Digest::of(key.as_str().as_bytes());
    let short: Vec<u8> = digest.as_bytes().iter().take(12).copied().collect();
    format!("{base}.setting.{}", hex(&short))
}

/// How often a person may log in to a Mac without turning FileVault on, once it has been asked for
/// (`DeferForceAtUserLoginMaxBypassAttempts`). They are asked whenever they log out, too.
const FILE_VAULT_PUT_OFF: i64 = 3;

/// Whether one of Apple's devices that enrolled by `method` knows such an item.
#[must_use]
pub fn knows(value: &ItemValue, platform: Platform, method: EnrollmentMethod) -> bool {
    if method == EnrollmentMethod::AppleUser && !is_for_user_enrollment(value, platform) {
        return false;
    }
    match value {
        ItemValue::TrustedRoot { .. } | ItemValue::Apple(_) => true,
        ItemValue::LoginBanner(_) => platform == Platform::Macos,
        ItemValue::Password { rule, value } => {
            *rule == "minimum_length" && *value <= LONGEST_PASSCODE
        }
        ItemValue::File(_)
        | ItemValue::Sysctl { .. }
        | ItemValue::Script { .. }
        | ItemValue::Windows(_) => false,
    }
}

/// The length of the passcode that a device asks for which is enrolled by its person's account, wherever a passcode payload is on it.
const PASSCODE_BY_ACCOUNT: u8 = 6;

/// Whether it is in force on a device that is enrolled by its person's account. Apple forbids some payloads there (`userenrollment` of
/// each in <https://github.com/apple/device-management/tree/release/mdm/profiles>): the camera's, and on a Mac all that is for the
/// whole of it. Of the passcode's an iPhone or iPad ignores every key: that it is there asks for six characters that are not simple,
/// and for nothing else (<https://developer.apple.com/documentation/devicemanagement/passcode>).
fn is_for_user_enrollment(value: &ItemValue, platform: Platform) -> bool {
    match value {
        ItemValue::TrustedRoot { .. } | ItemValue::Apple(AppleItem::Wifi { .. }) => true,
        ItemValue::Apple(AppleItem::Passcode) => platform != Platform::Macos,
        ItemValue::Password { value, .. } => {
            platform != Platform::Macos && *value <= PASSCODE_BY_ACCOUNT
        }
        _ => false,
    }
}

/// Whether what is set under this key has a passcode set, too: each of them is `forcePIN` with something more.
#[must_use]
pub fn forces_passcode(key: &SettingKey) -> bool {
    matches!(
        key.as_str(),
        "apple:passcode"
            | "apple:max_inactivity_minutes"
            | "apple:password_history"
            | "password:minimum_length"
    )
}

/// A configuration as profiles, in the order in which they are installed. What Apple's devices do not know is passed over. With
/// FileVault goes the certificate to which recovery keys are encrypted, where there is one.
#[must_use]
pub fn plan(effective: &Effective, escrow_to: Option<&[u8]>) -> Vec<Planned> {
    let items = effective.items.iter();
    items
        .filter_map(|(item, _)| {
            let (kind, settings) = payload(&item.value)?;
            Some(Planned {
                key: item.key.clone(),
                kind,
                settings,
                escrow_to: match item.value {
                    ItemValue::Apple(AppleItem::FileVault) => escrow_to.map(<[u8]>::to_vec),
                    _ => None,
                },
            })
        })
        .collect()
}

/// The version of a configuration, as [`crate::profile::status_of`] takes it; none of one that sets nothing.
#[must_use]
pub fn version(plan: &[Planned]) -> Option<Digest> {
    if plan.is_empty() {
        return None;
    }
    let mut text = String::new();
    for one in plan {
        text.push_str(&format!("{} {}\n", one.key, one.digest()));
    }
    Some(Digest::of(text.as_bytes()))
}

fn payload(value: &ItemValue) -> Option<(&'static str, Dict)> {
    Some(match value {
        ItemValue::TrustedRoot { der, .. } => (
            "com.apple.security.root",
            Dict::new().with("PayloadContent", der.as_slice()),
        ),
        ItemValue::Password { rule, value } if *rule == "minimum_length" => (
            "com.apple.mobiledevice.passwordpolicy",
            Dict::new()
                .with("forcePIN", true)
                .with("minLength", i64::from(*value)),
        ),
        ItemValue::Apple(item) => of_apple(item),
        ItemValue::LoginBanner(text) => (
            "com.apple.loginwindow",
            Dict::new().with("LoginwindowText", text.as_str()),
        ),
        ItemValue::Password { .. }
        | ItemValue::File(_)
        | ItemValue::Sysctl { .. }
        | ItemValue::Script { .. }
        | ItemValue::Windows(_) => return None,
    })
}

fn of_apple(item: &AppleItem) -> (&'static str, Dict) {
    let passcode = |name: &str, value: u8| {
        (
            "com.apple.mobiledevice.passwordpolicy",
            Dict::new()
                .with("forcePIN", true)
                .with(name, i64::from(value)),
        )
    };
    match item {
        AppleItem::MaxInactivityMinutes(minutes) => passcode("maxInactivity", *minutes),
        AppleItem::PasswordHistory(count) => passcode("pinHistory", *count),
        AppleItem::Passcode => (
            "com.apple.mobiledevice.passwordpolicy",
            Dict::new().with("forcePIN", true),
        ),
        // Sent by management, it must be deferred: only its person's password can turn it on
        // (<https://developer.apple.com/documentation/devicemanagement/fdefilevault>).
        AppleItem::FileVault => (
            "com.apple.MCX.FileVault2",
            Dict::new()
                .with("Enable", "On")
                .with("Defer", true)
                .with("UseRecoveryKey", true)
                .with("ShowRecoveryKey", true)
                .with("DeferForceAtUserLoginMaxBypassAttempts", FILE_VAULT_PUT_OFF),
        ),
        AppleItem::Firewall(is_on) => (
            "com.apple.security.firewall",
            Dict::new().with("EnableFirewall", *is_on),
        ),
        AppleItem::Wifi { ssid, network } => (
            "com.apple.wifi.managed",
            Dict::new()
                .with("SSID_STR", ssid.as_str())
                .with("HIDDEN_NETWORK", network.hidden)
                .with("AutoJoin", network.connect)
                .with("EncryptionType", "WPA2")
                .with("Password", network.passphrase.as_str()),
        ),
        AppleItem::Camera(allowed) => (
            "com.apple.applicationaccess",
            Dict::new().with("allowCamera", *allowed),
        ),
    }
}
