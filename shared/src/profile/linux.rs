//! A configuration in the form that Muster's agent for Linux reads: lines of fields with one blank between, each text in
//! base64, so that a shell splits it without a parser.
//!
//! ```text
//! muster-configuration 1
//! version SHA256
//! file MODE OWNER GROUP PATH BASE64-CONTENT
//! trusted_root SHA256 BASE64-DER
//! sysctl NAME BASE64-VALUE
//! password RULE NUMBER
//! login_banner BASE64-TEXT
//! script POLICY BASE64-SCRIPT
//! end
//! ```
//!
//! The version is the SHA-256 of all lines between `version` and `end`, so the same configuration has the same version
//! wherever it comes from. A line that is not known to an agent is told as failed and changes nothing.

use core::fmt::Write as _;

use base64ct::{Base64, Encoding as _};

use super::effective::Effective;
use super::item::ItemValue;
use crate::ids::Digest;

/// Where the agent keeps the kernel's parameters: `/etc/sysctl.d`, read last.
pub const SYSCTL_FILE: &str = "/etc/sysctl.d/99-muster.conf";

/// Where it keeps the rules for passwords (pwquality.conf(5)).
pub const PASSWORD_FILE: &str = "/etc/security/pwquality.conf.d/99-muster.conf";

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; charset=utf-8";

/// Whether the agent knows such an item.
#[must_use]
pub const fn knows(value: &ItemValue) -> bool {
    !matches!(value, ItemValue::Windows(_) | ItemValue::Apple(_))
}

/// The lines that set something.
fn lines(effective: &Effective) -> String {
    let base64 = |text: &[u8]| Base64::encode_string(text);
    let mut lines = String::new();
    for (item, _) in &effective.items {
        // Writing to a string does not fail.
        let _ = match &item.value {
            ItemValue::File(file) => writeln!(
                lines,
                "file {} {} {} {} {}",
                file.mode,
                file.owner,
                file.group,
                file.path,
                base64(file.content.as_bytes())
            ),
            ItemValue::TrustedRoot { digest, der } => {
                writeln!(lines, "trusted_root {digest} {}", base64(der))
            }
            ItemValue::Sysctl { name, value } => {
                writeln!(lines, "sysctl {name} {}", base64(value.as_bytes()))
            }
            ItemValue::Password { rule, value } => writeln!(lines, "password {rule} {value}"),
            ItemValue::LoginBanner(text) => {
                writeln!(lines, "login_banner {}", base64(text.as_bytes()))
            }
            ItemValue::Script { policy, text } => {
                writeln!(lines, "script {policy} {}", base64(text.as_bytes()))
            }
            ItemValue::Windows(_) | ItemValue::Apple(_) => Ok(()),
        };
    }
    lines
}

/// The version of a configuration; none of one that sets nothing.
#[must_use]
pub fn version(effective: &Effective) -> Option<Digest> {
    if effective.items.is_empty() {
        return None;
    }
    Some(Digest::of(lines(effective).as_bytes()))
}

/// The whole text.
#[must_use]
pub fn render(effective: &Effective) -> String {
    let lines = lines(effective);
    let version = Digest::of(lines.as_bytes());
    format!("muster-configuration 1\nversion {version}\n{lines}end\n")
}
