//! Configuration profiles: what an organisation sets on its devices.
//!
//! A profile is a bundle of typed settings for one platform, assigned to people and devices. Which profiles are a device's
//! ([`ConfigurationProfile::is_for`]) and what they come to together ([`effective()`]) are functions of values: a setting
//! that two profiles want differently is in conflict, is not applied, and names both. What is not configured leaves the
//! device alone, and what was configured and is no more is put back as it was. Compliance policies take part with what they have
//! set ([`set_by`]).
//!
//! What comes out is a list of [`Item`]s, each under a [`SettingKey`] of its own, which is what status is told by. A platform's
//! renderer writes them in the form that its client reads: [`linux`] does for Muster's agent,
//! [`crate::windows::settings`] for Windows, [`crate::apple::settings`] for Apple's devices. The other platforms' renderers
//! come with their protocols; [`is_rendered_for`] says which of them devices are reached by.

mod apple;
mod assignment;
mod effective;
mod item;
pub mod linux;
mod remedied;
mod settings;
mod status;
mod windows;

#[cfg(test)]
mod tests;

pub use apple::{AppleItem, AppleSettings};
pub use assignment::{Candidate, ConfigurationProfile, FilterMode, ProfileFilter};
pub use effective::{Conflict, Effective, NotApplicable, NotFor, effective};
pub use item::{Item, ItemValue, SettingKey};
pub use remedied::{set_by, sets_something};
pub use settings::{ManagedFile, PasswordPolicy, ProfileSettings, Setting, TrustedRoot};
pub use status::{
    ConfigurationReport, ConfigurationStatus, FailedSetting, LARGEST_REPORT, SettingState,
    SettingStatus, status_of,
};
pub use windows::{
    FirewallProfile, Telemetry, WifiNetwork, WindowsFirewall, WindowsItem, WindowsSettings,
};

use crate::platform::{EnrollmentMethod, Platform};

/// Whether there is a client that profiles of this platform reach, for a device that enrolled by `method`.
#[must_use]
pub const fn is_rendered_for(platform: Platform, method: EnrollmentMethod) -> bool {
    matches!(
        (platform, method),
        (Platform::Linux, EnrollmentMethod::Agent)
            | (Platform::Windows, EnrollmentMethod::WindowsMdm)
            | (
                Platform::Ios | Platform::Ipados | Platform::Macos,
                EnrollmentMethod::AppleDevice | EnrollmentMethod::AppleUser
            )
    )
}
