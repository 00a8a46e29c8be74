//! What [`crate::profile`] becomes on Windows: nodes of its configuration service providers, each with a value, and how it is put
//! back when it is not configured any more.
//!
//! One item is one node. What is not configured is not sent; what was, and is no more, is deleted, or set to Windows' own
//! default where a node cannot be deleted.

use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use crate::encoding::{hex, percent_encoded};
use crate::ids::Digest;
use crate::profile::{Effective, FirewallProfile, ItemValue, SettingKey, WifiNetwork, WindowsItem};
use crate::protocol::syncml::{Item, Verb};
use crate::protocol::xml::Writer;

/// Policy CSP.
const POLICY: &str = "./Device/Vendor/MSFT/Policy/Config/";

/// What asks for a password at all (Policy CSP, `DeviceLock/DevicePasswordEnabled`: 0 is yes). The other rules for passwords
/// count only with it, and it goes with the last of them. It is nobody's setting, so that no status is told under it.
const PASSWORD_ASKED: &str = "windows:password_asked";

/// What is done when the node is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It cannot be: the command replaces.
    Replaced,
    /// It is the same: an authority's node is named by its certificate.
    Same,
    /// It may hold something else, and is replaced then. Providers that refuse to replace what is not there have to be told to
    /// add it first.
    MayDiffer,
}

/// One node as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which setting it is.
    pub key: SettingKey,
    /// Its address.
    pub uri: String,
    /// The value's format.
    pub format: &'static str,
    /// Its value.
    pub data: String,
    /// What of a node that is there already.
    pub existing: Existing,
    /// Whether it has to be set together with the others of its kind, all or none.
    pub is_grouped: bool,
    /// How it is put back.
    pub undo: Undo,
}

/// How a node is put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// The node that is deleted or set.
    pub uri: String,
    /// What it is set to, as format and value; deleted without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<(String, String)>,
    /// Whether that has to be done in a group.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub is_grouped: bool,
}

impl Undo {
    fn delete(uri: &str) -> Self {
        Self {
            uri: uri.to_owned(),
            value: None,
            is_grouped: false,
        }
    }

    /// What it asks of the node.
    #[must_use]
    pub fn order(&self) -> (Verb, Item) {
        let item = Item::at(&self.uri);
        match &self.value {
            Some((format, data)) => (Verb::Replace, item.with(format, data)),
            None => (Verb::Delete, item),
        }
    }
}

impl Planned {
    /// A node that a plain `Replace` sets, there or not, and a `Delete` takes away: those of Policy CSP and `BitLocker` CSP.
    fn policy(key: &SettingKey, uri: String, format: &'static str, data: String) -> Self {
        Self {
            key: key.clone(),
            undo: Undo::delete(&uri),
            uri,
            format,
            data,
            existing: Existing::Replaced,
            is_grouped: false,
        }
    }

    /// A rule for passwords: "This policy must be wrapped in an Atomic command".
    fn device_lock(key: &SettingKey, name: &str, value: u16) -> Self {
        let uri = format!("{POLICY}DeviceLock/{name}");
        let mut planned = Self::policy(key, uri, "int", value.to_string());
        planned.is_grouped = true;
        planned.undo.is_grouped = true;
        planned
    }

    /// What the node is set to, as a digest: the same again need not be sent.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(format!("{}\0{}\0{}", self.uri, self.format, self.data).as_bytes())
    }

    /// What it asks of the node; `replaces` when the node is known to be there.
    #[must_use]
    pub fn order(&self, replaces: bool) -> (Verb, Item) {
        let verb = match self.existing {
            Existing::Replaced => Verb::Replace,
            Existing::MayDiffer if replaces => Verb::Replace,
            Existing::Same | Existing::MayDiffer => Verb::Add,
        };
        (verb, Item::at(&self.uri).with(self.format, &self.data))
    }
}

/// Whether Windows knows such an item.
#[must_use]
pub fn knows(value: &ItemValue) -> bool {
    match value {
        ItemValue::TrustedRoot { .. } | ItemValue::LoginBanner(_) | ItemValue::Windows(_) => true,
        ItemValue::Password { rule, .. } => *rule == "minimum_length",
        ItemValue::File(_)
        | ItemValue::Sysctl { .. }
        | ItemValue::Script { .. }
        | ItemValue::Apple(_) => false,
    }
}

/// A configuration as nodes, in the order in which they are set. What Windows does not know is passed over.
#[must_use]
pub fn plan(effective: &Effective) -> Vec<Planned> {
    let items = effective.items.iter();
    let mut nodes: Vec<Planned> = items
        .filter_map(|(item, _)| planned(&item.key, &item.value))
        .collect();
    if nodes.iter().any(|node| node.is_grouped)
        && let Ok(key) = PASSWORD_ASKED.parse()
    {
        // Before the others: it sets some of them to what it thinks right.
        nodes.insert(0, Planned::device_lock(&key, "DevicePasswordEnabled", 0));
    }
    nodes
}

/// The version of a configuration, as [`crate::profile::status_of`] takes it; none of one that sets nothing on Windows.
#[must_use]
pub fn version(plan: &[Planned]) -> Option<Digest> {
    if plan.is_empty() {
        return None;
    }
    let mut text = String::new();
    for node in plan {
        text.push_str(&format!("{} {}\n", node.key, node.digest()));
    }
    Some(Digest::of(text.as_bytes()))
}

fn planned(key: &SettingKey, value: &ItemValue) -> Option<Planned> {
    let policy =
        |name: &str, format, data| Planned::policy(key, format!("{POLICY}{name}"), format, data);
    Some(match value {
        ItemValue::Password { rule, value } if *rule == "minimum_length" => {
            Planned::device_lock(key, "MinDevicePasswordLength", u16::from(*value))
        }
        // Policy CSP, LocalPoliciesSecurityOptions.
        ItemValue::LoginBanner(text) => policy(
            "LocalPoliciesSecurityOptions/InteractiveLogon_MessageTextForUsersAttemptingToLogOn",
            "chr",
            text.clone(),
        ),
        // `RootCATrustedCertificates` CSP: the node's name is the SHA-1 of the certificate, the value one line of base64.
        ItemValue::TrustedRoot { der, .. } => {
            use base64ct::{Base64, Encoding as _};
            let thumbprint = hex(&Sha1::digest(der)).to_ascii_uppercase();
            let node = format!("./Device/Vendor/MSFT/RootCATrustedCertificates/Root/{thumbprint}");
            Planned {
                key: key.clone(),
                uri: format!("{node}/EncodedCertificate"),
                format: "b64",
                data: Base64::encode_string(der),
                existing: Existing::Same,
                is_grouped: false,
                undo: Undo::delete(&node),
            }
        }
        ItemValue::Windows(item) => of_windows(key, item),
        ItemValue::Password { .. }
        | ItemValue::File(_)
        | ItemValue::Sysctl { .. }
        | ItemValue::Script { .. }
        | ItemValue::Apple(_) => return None,
    })
}

fn of_windows(key: &SettingKey, item: &WindowsItem) -> Planned {
    let number = |flag: bool| u8::from(flag).to_string();
    let policy = |name: &str, data| Planned::policy(key, format!("{POLICY}{name}"), "int", data);
    match item {
        WindowsItem::MaxInactivityMinutes(minutes) => {
            Planned::device_lock(key, "MaxInactivityTimeDeviceLock", *minutes)
        }
        WindowsItem::PasswordHistory(count) => {
            Planned::device_lock(key, "DevicePasswordHistory", u16::from(*count))
        }
        WindowsItem::DeviceEncryption(required) => Planned::policy(
            key,
            "./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption".to_owned(),
            "int",
            number(*required),
        ),
        WindowsItem::Firewall(profile, is_on) => {
            let profile = match profile {
                FirewallProfile::Domain => "DomainProfile",
                FirewallProfile::Private => "PrivateProfile",
                FirewallProfile::Public => "PublicProfile",
            };
            let uri = format!("./Vendor/MSFT/Firewall/MdmStore/{profile}/EnableFirewall");
            let mut planned = Planned::policy(key, uri, "bool", is_on.to_string());
            // It can be replaced and not deleted; Windows' default is on.
            planned.undo.value = Some(("bool".to_owned(), "true".to_owned()));
            planned
        }
        WindowsItem::Wifi { ssid, network } => {
            let node = format!(
                "./Device/Vendor/MSFT/WiFi/Profile/{}",
                percent_encoded(ssid)
            );
            Planned {
                key: key.clone(),
                uri: format!("{node}/WlanXml"),
                format: "chr",
                data: wlan_profile(ssid, network),
                existing: Existing::MayDiffer,
                is_grouped: false,
                undo: Undo::delete(&node),
            }
        }
        WindowsItem::Camera(allowed) => policy("Camera/AllowCamera", number(*allowed)),
        WindowsItem::Telemetry(level) => {
            policy("System/AllowTelemetry", level.number().to_string())
        }
    }
}

/// A network as Windows keeps it (`WLAN_profile` schema, "WPA2-Personal profile sample"): `keyType` and `protected` before
/// `keyMaterial`, and the name as hexadecimal digits too, so that nothing of it is lost.
fn wlan_profile(ssid: &str, network: &WifiNetwork) -> String {
    let mut xml = Writer::new();
    xml.start("WLANProfile").attribute(
        "xmlns",
        "http://www.microsoft.com/networking/WLAN/profile/v1",
    );
    xml.element("name", ssid);
    xml.start("SSIDConfig").start("SSID");
    xml.element("hex", &hex(ssid.as_bytes()).to_ascii_uppercase());
    xml.element("name", ssid).end();
    xml.element("nonBroadcast", flag(network.hidden)).end();
    xml.element("connectionType", "ESS");
    let mode = if network.connect { "auto" } else { "manual" };
    xml.element("connectionMode", mode);
    xml.start("MSM").start("security");
    xml.start("authEncryption");
    xml.element("authentication", "WPA2PSK");
    xml.element("encryption", "AES");
    xml.element("useOneX", flag(false)).end();
    xml.start("sharedKey");
    xml.element("keyType", "passPhrase");
    xml.element("protected", flag(false));
    xml.element("keyMaterial", &network.passphrase);
    format!("<?xml version=\"1.0\"?>{}", xml.finish())
}

/// A boolean of XML Schema.
const fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
