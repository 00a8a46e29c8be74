use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::apple::AppleItem;
use super::settings::{ManagedFile, ProfileSettings, Setting};
use super::windows::WindowsItem;
use crate::device::rights::Requires;
use crate::ids::{Digest, PolicyId};

/// What one item of a configuration sets, as it is told by: `file:/etc/motd`, `sysctl:net.ipv4.ip_forward`,
/// `trusted_root:SHA256`, `password:minimum_length`, `login_banner`, `script:POLICY`, `windows:camera`, `apple:camera`, `wifi:NAME`.
/// At most 300 bytes of printable ASCII without blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingKey(String);

/// The text was not the key of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a setting's key is 1 to 300 printable characters without blanks")]
pub struct NotASettingKey;

impl SettingKey {
    /// The key as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SettingKey {
    type Err = NotASettingKey;

    fn from_str(text: &str) -> Result<Self, NotASettingKey> {
        let fits = (1..=300).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(text.to_owned())).ok_or(NotASettingKey)
    }
}

impl fmt::Display for SettingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SettingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SettingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What an item sets it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemValue {
    /// A file.
    File(ManagedFile),
    /// An authority to trust, by the SHA-256 of its certificate's DER.
    TrustedRoot {
        /// The digest.
        digest: Digest,
        /// The certificate.
        der: Vec<u8>,
    },
    /// A parameter of the kernel.
    Sysctl {
        /// Its name, with dots.
        name: String,
        /// Its value.
        value: String,
    },
    /// A rule for new passwords.
    Password {
        /// The rule.
        rule: &'static str,
        /// Its number.
        value: u8,
    },
    /// What is shown before somebody logs in.
    LoginBanner(String),
    /// A script of a compliance policy, which is run at each check-in.
    Script {
        /// The policy.
        policy: PolicyId,
        /// The script.
        text: String,
    },
    /// What only Windows has.
    Windows(WindowsItem),
    /// What only Apple's devices have.
    Apple(AppleItem),
}

/// One item of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it sets.
    pub key: SettingKey,
    /// To what.
    pub value: ItemValue,
}

impl ItemValue {
    /// Whose a device must be for it. A file, a parameter of the kernel or a script can be anything, so a person's own device
    /// takes none.
    #[must_use]
    pub const fn requires(&self) -> Requires {
        match self {
            Self::File(_) | Self::Sysctl { .. } | Self::Script { .. } => Requires::Company,
            Self::TrustedRoot { .. } | Self::Password { .. } | Self::LoginBanner(_) => {
                Requires::Nothing
            }
            Self::Windows(item) => item.requires(),
            Self::Apple(item) => item.requires(),
        }
    }

    /// The value in a few words, for people: of a file its mode and size, of a text its beginning.
    #[must_use]
    pub fn in_words(&self) -> String {
        let begin = |text: &str| {
            let first: String = text.chars().take(80).collect();
            if first.len() < text.len() {
                format!("{first}…")
            } else {
                first
            }
        };
        match self {
            Self::File(file) => format!(
                "{} bytes, {} {}:{}",
                file.content.len(),
                file.mode,
                file.owner,
                file.group
            ),
            Self::TrustedRoot { .. } => "trusted".to_owned(),
            Self::Sysctl { value, .. } => begin(value),
            Self::Password { value, .. } => value.to_string(),
            Self::LoginBanner(text) => begin(text),
            Self::Script { text, .. } => format!("{} bytes", text.len()),
            Self::Windows(item) => item.in_words(),
            Self::Apple(item) => item.in_words(),
        }
    }
}

impl Item {
    /// The script of a compliance policy.
    pub(super) fn script(policy: &PolicyId, text: &str) -> Self {
        Self {
            key: SettingKey(format!("script:{policy}")),
            value: ItemValue::Script {
                policy: policy.clone(),
                text: text.to_owned(),
            },
        }
    }

    /// What only Apple's devices have.
    pub(super) fn apple(item: AppleItem) -> Self {
        Self {
            key: SettingKey(item.key()),
            value: item.into(),
        }
    }
}

impl ProfileSettings {
    /// All that is configured, item by item.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut add = |key: String, value| {
            items.push(Item {
                key: SettingKey(key),
                value,
            });
        };
        for file in self.files.configured().into_iter().flatten() {
            add(format!("file:{}", file.path), ItemValue::File(file.clone()));
        }
        for root in self.trusted_roots.configured().into_iter().flatten() {
            // One that cannot be read was never kept.
            if let Ok((der, digest)) = root.der() {
                let key = format!("trusted_root:{digest}");
                add(key, ItemValue::TrustedRoot { digest, der });
            }
        }
        for (name, value) in self.sysctl.configured().into_iter().flatten() {
            let (name, value) = (name.replace('/', "."), value.trim().to_owned());
            add(format!("sysctl:{name}"), ItemValue::Sysctl { name, value });
        }
        if let Setting::Configured(password) = &self.password {
            for (rule, value) in password.rules() {
                add(
                    format!("password:{rule}"),
                    ItemValue::Password { rule, value },
                );
            }
        }
        if let Setting::Configured(banner) = &self.login_banner {
            add(
                "login_banner".to_owned(),
                ItemValue::LoginBanner(banner.clone()),
            );
        }
        if let Setting::Configured(windows) = &self.windows {
            for item in windows.items() {
                add(item.key(), item.into());
            }
        }
        if let Setting::Configured(apple) = &self.apple {
            for item in apple.items() {
                add(item.key(), item.into());
            }
        }
        items
    }
}
