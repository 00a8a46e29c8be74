//! What a device is called.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest name in bytes, the same as a device may give itself.
const MAX_BYTES: usize = 64;

/// A device's name: 1 to 64 bytes that are not all white space, without control characters. White space at both ends is
/// dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceName(String);

/// The text cannot be a device's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a device's name is 1 to 64 bytes of text without control characters")]
pub struct NotADeviceName;

impl DeviceName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceName {
    type Err = NotADeviceName;

    fn from_str(text: &str) -> Result<Self, NotADeviceName> {
        let name = text.trim();
        let fits =
            !name.is_empty() && name.len() <= MAX_BYTES && !name.chars().any(char::is_control);
        fits.then(|| Self(name.to_owned())).ok_or(NotADeviceName)
    }
}

impl TryFrom<String> for DeviceName {
    type Error = NotADeviceName;

    fn try_from(text: String) -> Result<Self, NotADeviceName> {
        text.parse()
    }
}

impl From<DeviceName> for String {
    fn from(name: DeviceName) -> Self {
        name.0
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_some_text_of_at_most_64_bytes_without_control_characters() {
        let name = |text: &str| text.parse::<DeviceName>().map(String::from);
        assert_eq!(name(" Büro-Rechner "), Ok("Büro-Rechner".to_owned()));
        assert!(name(&"a".repeat(64)).is_ok());
        for bad in ["", " \u{a0} ", "a\nb", "a\u{7}", &"ü".repeat(33)] {
            assert_eq!(name(bad), Err(NotADeviceName), "{bad:?}");
        }
    }
}
