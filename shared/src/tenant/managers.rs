//! How many people may be device enrollment managers.

use super::rows::TenantHeader;

/// The most device enrollment managers of an organisation, as in Intune.
pub const MAX_ENROLLMENT_MANAGERS: u32 = 150;

/// Counts a person who was a manager or was not, and now is one or is not; the caller writes the header. False when there
/// would be more than [`MAX_ENROLLMENT_MANAGERS`]: then nothing is counted.
pub(super) fn count_manager(header: &mut TenantHeader, was: bool, is: bool) -> bool {
    let managers = header.enrollment_managers;
    header.enrollment_managers = match (was, is) {
        (false, true) if managers >= MAX_ENROLLMENT_MANAGERS => return false,
        (false, true) => managers.saturating_add(1),
        (true, false) => managers.saturating_sub(1),
        _ => managers,
    };
    true
}

#[cfg(all(test, feature = "test-util"))]
#[path = "managers_tests.rs"]
mod tests;
