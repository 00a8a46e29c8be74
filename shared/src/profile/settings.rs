use core::fmt;
use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ca::authority_digest;
use crate::field::FieldFault;
use crate::ids::Digest;
use crate::platform::Platform;

use super::apple::AppleSettings;
use super::windows::WindowsSettings;

/// A setting that somebody has set, or nobody has. Not configured is neither off nor zero: it leaves a device alone. In JSON
/// it is left out, or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting<T> {
    /// Nobody has set it.
    #[default]
    NotConfigured,
    /// Somebody has.
    Configured(T),
}

impl<T> Setting<T> {
    /// Whether nobody has set it.
    #[must_use]
    pub const fn is_not_configured(&self) -> bool {
        matches!(self, Self::NotConfigured)
    }

    /// What it is set to.
    #[must_use]
    pub const fn configured(&self) -> Option<&T> {
        match self {
            Self::NotConfigured => None,
            Self::Configured(value) => Some(value),
        }
    }
}

impl<T: Serialize> Serialize for Setting<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.configured().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Setting<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::NotConfigured, Self::Configured))
    }
}

/// A file whose content the organisation sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ManagedFile {
    /// Where: an absolute path below `/etc`, `/opt`, `/srv` or `/usr/local`; at most 255 bytes.
    pub path: String,
    /// Its mode in octal, `0000` to `0777`; without the bits that lend rights.
    #[serde(default = "readable")]
    pub mode: String,
    /// Who owns it.
    #[serde(default = "root")]
    pub owner: String,
    /// Its group.
    #[serde(default = "root")]
    pub group: String,
    /// Its content: at most 16,384 bytes of text.
    pub content: String,
}

fn readable() -> String {
    "0644".to_owned()
}

fn root() -> String {
    "root".to_owned()
}

/// A certificate that the device is to trust as an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrustedRoot {
    /// Its name as administrators read it: 1 to 64 characters.
    pub name: String,
    /// The certificate: PEM, or the base64 of its DER; at most 8,192 characters.
    pub certificate: String,
}

impl TrustedRoot {
    /// Its DER, and the SHA-256 of that.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn der(&self) -> Result<(Vec<u8>, Digest), String> {
        let lines = self.certificate.lines().map(str::trim);
        let base64: String = lines.filter(|line| !line.starts_with("-----")).collect();
        let der = Base64::decode_vec(&base64)
            .map_err(|_| "is neither PEM nor base64 of one certificate".to_owned())?;
        let digest = authority_digest(&der).map_err(|error| error.to_string())?;
        Ok((der, digest))
    }
}

/// What new passwords must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PasswordPolicy {
    /// How long at least: 6 to 64 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub minimum_length: Setting<u8>,
    /// How many small letters at least: 0 to 16.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub minimum_lowercase: Setting<u8>,
    /// How many capital letters at least: 0 to 16.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub minimum_uppercase: Setting<u8>,
    /// How many digits at least: 0 to 16.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub minimum_digits: Setting<u8>,
    /// How many other characters at least: 0 to 16.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub minimum_symbols: Setting<u8>,
}

impl PasswordPolicy {
    /// Its rules by name, those that are configured.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&'static str, u8)> {
        [
            ("minimum_length", self.minimum_length),
            ("minimum_lowercase", self.minimum_lowercase),
            ("minimum_uppercase", self.minimum_uppercase),
            ("minimum_digits", self.minimum_digits),
            ("minimum_symbols", self.minimum_symbols),
        ]
        .into_iter()
        .filter_map(|(name, rule)| Some((name, *rule.configured()?)))
    }
}

/// What a profile sets. Every platform has the same form; [`ProfileSettings::check`] says which settings a platform has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSettings {
    /// Files; at most 50. Linux, and the organisation's devices alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<ManagedFile>>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub files: Setting<Vec<ManagedFile>>,
    /// Authorities to trust; at most 20. Every platform.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<TrustedRoot>>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub trusted_roots: Setting<Vec<TrustedRoot>>,
    /// Parameters of the kernel (sysctl.d(5)); at most 100. Linux, and the organisation's devices alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, String>>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub sysctl: Setting<BTreeMap<String, String>>,
    /// What new passwords must be like. Every platform has a lowest length; Linux all of it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<PasswordPolicy>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub password: Setting<PasswordPolicy>,
    /// What is shown before somebody logs in: 1 to 2,000 characters. Linux, macOS, Windows.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub login_banner: Setting<String>,
    /// What only Windows has.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<WindowsSettings>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub windows: Setting<WindowsSettings>,
    /// What only Apple's devices have.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<AppleSettings>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub apple: Setting<AppleSettings>,
}

/// Below these a file may be managed.
const PLACES: [&str; 4] = ["/etc/", "/opt/", "/srv/", "/usr/local/"];

/// These are others': who has an account, and Muster's own agent. A mistake in them locks everybody out.
const NEVER: [&str; 12] = [
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/gshadow",
    "/etc/fstab",
    "/etc/sudoers",
    "/etc/ld.so.preload",
    "/usr/local/bin/muster-agent",
    "/etc/systemd/system/muster-agent.service",
    "/etc/systemd/system/muster-agent.timer",
    super::linux::SYSCTL_FILE,
    super::linux::PASSWORD_FILE,
];

impl ManagedFile {
    fn check(&self) -> Result<(), FieldFault> {
        let plain = |c: u8| c.is_ascii_alphanumeric() || b"._/@+-".contains(&c);
        let path = self.path.as_str();
        let whole = path.split('/').skip(1);
        let fits = path.len() <= 255
            && path.bytes().all(plain)
            && PLACES.iter().any(|place| path.starts_with(place))
            && whole.clone().all(|part| !matches!(part, "" | "." | ".."));
        if !fits {
            let rule = "must be an absolute path below /etc, /opt, /srv or /usr/local, of letters, digits and ._@+-";
            return Err(FieldFault::at("path", rule));
        }
        if NEVER.contains(&path) {
            return Err(FieldFault::at("path", "is never managed by a profile"));
        }
        let octal = self.mode.len() == 4
            && self.mode.starts_with('0')
            && self
                .mode
                .bytes()
                .all(|digit| (b'0'..=b'7').contains(&digit));
        if !octal {
            return Err(FieldFault::at("mode", "must be `0000` to `0777`"));
        }
        for (field, name) in [("owner", &self.owner), ("group", &self.group)] {
            let inside = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c);
            let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
            if !(begins && name.len() <= 32 && name.bytes().all(inside)) {
                let rule = "must be 1 to 32 of a-z, 0-9, _ and -, beginning with a letter or _";
                return Err(FieldFault::at(field, rule));
            }
        }
        if self.content.len() > 16_384 || self.content.contains('\0') {
            let rule = "must be at most 16384 bytes of text";
            return Err(FieldFault::at("content", rule));
        }
        Ok(())
    }
}

fn is_readable(text: &str, most: usize, may: impl Fn(char) -> bool) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= most
        && text.chars().all(|c| !c.is_control() || may(c))
}

fn check_sysctl(parameters: &BTreeMap<String, String>) -> Result<(), FieldFault> {
    if parameters.len() > 100 {
        return Err(FieldFault::at("sysctl", "at most 100 are possible"));
    }
    for (place, (name, value)) in parameters.iter().enumerate() {
        let inside = |c: u8| c.is_ascii_alphanumeric() || b"._-/".contains(&c);
        let parts = || name.split(['.', '/']);
        let fits = (3..=128).contains(&name.len())
            && name.bytes().all(inside)
            && parts().count() > 1
            && parts().all(|part| !part.is_empty());
        if !fits {
            let rule = "must be names such as `net.ipv4.ip_forward`";
            return Err(FieldFault::at(format!("sysctl[{place}]"), rule));
        }
        if !is_readable(value, 128, |_| false) {
            let rule = format!("the value of `{name}` must be 1 to 128 characters on one line");
            return Err(FieldFault::at("sysctl", rule));
        }
    }
    Ok(())
}

impl ProfileSettings {
    /// Whether everything keeps its rules, and is there to be set on the platform.
    ///
    /// # Errors
    /// The first field that does not, and its rule.
    pub fn check(&self, platform: Platform) -> Result<(), FieldFault> {
        let linux = platform == Platform::Linux;
        let not_here = |field: &str| {
            let rule = format!("is not a setting of {}", platform.as_str());
            FieldFault::at(field, rule)
        };
        if let Setting::Configured(files) = &self.files {
            if !linux {
                return Err(not_here("files"));
            }
            at_most("files", files.len(), 50)?;
            for (place, file) in files.iter().enumerate() {
                file.check()
                    .map_err(|fault| fault.below(&format!("files[{place}]")))?;
                if files
                    .iter()
                    .take(place)
                    .any(|other| other.path == file.path)
                {
                    let path = format!("files[{place}].path");
                    return Err(FieldFault::at(path, "is set already"));
                }
            }
        }
        if let Setting::Configured(roots) = &self.trusted_roots {
            at_most("trusted_roots", roots.len(), 20)?;
            for (place, root) in roots.iter().enumerate() {
                let at = |field| format!("trusted_roots[{place}].{field}");
                if !is_readable(&root.name, 64, |_| false) {
                    let rule = "must be 1 to 64 characters that can be read";
                    return Err(FieldFault::at(at("name"), rule));
                }
                if root.certificate.len() > 8_192 {
                    let rule = "must be at most 8192 characters";
                    return Err(FieldFault::at(at("certificate"), rule));
                }
                root.der()
                    .map_err(|rule| FieldFault::at(at("certificate"), rule))?;
            }
        }
        if let Setting::Configured(parameters) = &self.sysctl {
            if !linux {
                return Err(not_here("sysctl"));
            }
            check_sysctl(parameters)?;
        }
        if let Setting::Configured(password) = &self.password {
            for (name, value) in password.rules() {
                let path = || format!("password.{name}");
                if name != "minimum_length" && !linux {
                    return Err(not_here(&path()));
                }
                let (least, most) = match (name, platform) {
                    // Policy CSP, `DeviceLock/MinDevicePasswordLength`: 4 to 16, and local accounts have 6 at least.
                    ("minimum_length", Platform::Windows) => (6, 16),
                    ("minimum_length", _) => (6, 64),
                    _ => (0, 16),
                };
                if !(least..=most).contains(&value) {
                    let rule = format!("must be {least} to {most}");
                    return Err(FieldFault::at(path(), rule));
                }
            }
        }
        if let Setting::Configured(banner) = &self.login_banner {
            if !matches!(
                platform,
                Platform::Linux | Platform::Macos | Platform::Windows
            ) {
                return Err(not_here("login_banner"));
            }
            if !is_readable(banner, 2_000, |c| c == '\n' || c == '\t') {
                let rule = "must be 1 to 2000 characters that can be read";
                return Err(FieldFault::at("login_banner", rule));
            }
        }
        if let Setting::Configured(windows) = &self.windows {
            if platform != Platform::Windows {
                return Err(not_here("windows"));
            }
            windows.check().map_err(|fault| fault.below("windows"))?;
        }
        if let Setting::Configured(apple) = &self.apple {
            if !matches!(platform, Platform::Ios | Platform::Ipados | Platform::Macos) {
                return Err(not_here("apple"));
            }
            apple
                .check(platform)
                .map_err(|fault| fault.below("apple"))?;
        }
        Ok(())
    }
}

pub(super) fn at_most(field: &str, count: usize, most: usize) -> Result<(), FieldFault> {
    if count <= most {
        return Ok(());
    }
    let rule = format!("at most {most} are possible");
    Err(FieldFault::at(field, rule))
}

impl<T: fmt::Display> fmt::Display for Setting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConfigured => f.write_str("not configured"),
            Self::Configured(value) => value.fmt(f),
        }
    }
}
