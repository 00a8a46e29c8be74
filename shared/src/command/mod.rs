//! Commands to devices: what may be asked of which device, and how a command comes to its end.
//!
//! A command waits until its device comes by. It is handed over at every visit until the device has said what became of it
//! (at least once), and what the device says a second time changes nothing. Nothing here knows a protocol: one hands commands
//! over and brings results, another will say `NotNow` or acknowledge in its own words.

mod answer;
mod kind;
mod record;
mod refusal;
mod state;

pub use answer::{MAX_OUTPUT_BYTES, MAX_RESULTS, clean_output};
pub use kind::{CommandKind, CommandName, CommandParts, HostName, NotAHostName, Requester};
pub use record::{CommandKey, CommandRecord, NotACommandKey};
pub use refusal::CommandRefusal;
pub use state::{CommandOutcome, CommandState, Impossible, Step};

use core::time::Duration;

use crate::device::rights::Requires;
use crate::platform::{EnrollmentMethod, Ownership, Platform};

/// How many commands of one device may be open at a time.
pub const MAX_OPEN: usize = 32;

/// How many commands a device may be given in 24 hours. Not more than are kept, so that they can be counted.
pub const MAX_IN_A_DAY: usize = 50;

/// How many commands a device is handed at one visit.
pub const MAX_AT_ONCE: usize = 8;

/// How many commands that have ended are kept.
pub const ENDED_KEPT: usize = 50;

/// How long a command that has ended is kept.
pub const ENDED_KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// How long a command waits unless it is said: seven days.
pub const DEFAULT_EXPIRY: Duration = Duration::from_hours(7 * 24);

/// The shortest time a command may be given.
pub const SHORTEST_EXPIRY: Duration = Duration::from_hours(1);

/// The longest.
pub const LONGEST_EXPIRY: Duration = Duration::from_hours(30 * 24);

/// The first version of Muster's agent that carries out a command.
const fn first_agent_with(name: CommandName) -> u32 {
    match name {
        CommandName::Reboot => 4,
        _ => 2,
    }
}

/// Whether a command may be given to a device: whose it must be, and whether what manages it can carry that out.
///
/// # Errors
/// The refusal, when not.
pub fn may_be_given(
    kind: &CommandKind,
    platform: Platform,
    method: EnrollmentMethod,
    agent_version: Option<&str>,
    ownership: Ownership,
) -> Result<(), CommandRefusal> {
    let name = kind.name();
    if name.requires() == Requires::Company && !name.requires().is_met_by(ownership) {
        return Err(CommandRefusal::PersonalDevice { kind: name });
    }
    if !carried_out_by(platform, method).contains(&name) {
        return Err(CommandRefusal::NotPossible {
            kind: name,
            platform,
            method,
        });
    }
    let too_old = |version: &str| {
        version
            .parse::<u32>()
            .is_ok_and(|version| version < first_agent_with(name))
    };
    if method == EnrollmentMethod::Agent && agent_version.is_some_and(too_old) {
        return Err(CommandRefusal::AgentTooOld);
    }
    Ok(())
}

/// What a device of this platform that came by this way can be asked for. A bare EST or SCEP client asks for nothing but
/// certificates, so that no command reaches it.
///
/// Windows has its configuration service providers (`RemoteWipe`, `Reboot`, `Accounts`, `DMClient` with its unenrollment,
/// `ClientCertificateInstall`; `RemoteLock` is for phones). What Apple has is in `by_apple`.
#[must_use]
pub const fn carried_out_by(
    platform: Platform,
    method: EnrollmentMethod,
) -> &'static [CommandName] {
    use CommandName::{Custom, Lock, Reboot, RenameHost, RenewCertificate, Retire, Sync, Wipe};
    match method {
        // It does not claim to wipe: a script that runs on the disk it would have to erase cannot do it and say so.
        EnrollmentMethod::Agent => &[
            Sync,
            RenameHost,
            Lock,
            Reboot,
            Retire,
            RenewCertificate,
            Custom,
        ],
        EnrollmentMethod::WindowsMdm | EnrollmentMethod::WindowsBulk => {
            &[Sync, RenameHost, Reboot, Retire, Wipe, RenewCertificate]
        }
        EnrollmentMethod::AppleDevice
        | EnrollmentMethod::AppleUser
        | EnrollmentMethod::AppleAutomated => by_apple(matches!(platform, Platform::Macos), method),
        EnrollmentMethod::Est
        | EnrollmentMethod::Scep
        | EnrollmentMethod::AndroidWorkProfile
        | EnrollmentMethod::AndroidCorporateWorkProfile
        | EnrollmentMethod::AndroidFullyManaged
        | EnrollmentMethod::AndroidDedicated
        | EnrollmentMethod::AndroidDeviceAdministrator => &[],
    }
}

/// What a Mac, or an iPhone or iPad, lets itself be asked for by Apple's own management: `DeviceLock`, `EraseDevice`, `ClearPasscode`,
/// `RestartDevice`, `RemoveProfile` and `DeviceName` of `Settings`, by the schema of each
/// (<https://github.com/apple/device-management/tree/release/mdm/commands>).
///
/// Enrolled by an account, nothing is erased, renamed, restarted or has its passcode taken away, and no Mac is locked. No Mac hands over
/// what takes its passcode away. An iPhone or iPad is renamed and restarted only where it is supervised, as what came by Automated
/// Device Enrollment is.
const fn by_apple(is_mac: bool, method: EnrollmentMethod) -> &'static [CommandName] {
    use CommandName::{
        ClearPasscode, Lock, Reboot, RenameHost, RenewCertificate, Retire, Sync, Wipe,
    };
    match (is_mac, method) {
        (true, EnrollmentMethod::AppleUser) => &[Sync, Retire, RenewCertificate],
        (false, EnrollmentMethod::AppleUser) => &[Sync, Lock, Retire, RenewCertificate],
        (true, _) => &[
            Sync,
            RenameHost,
            Lock,
            Reboot,
            Retire,
            Wipe,
            RenewCertificate,
        ],
        (false, EnrollmentMethod::AppleAutomated) => &[
            Sync,
            RenameHost,
            Lock,
            Reboot,
            ClearPasscode,
            Retire,
            Wipe,
            RenewCertificate,
        ],
        (false, _) => &[Sync, Lock, ClearPasscode, Retire, Wipe, RenewCertificate],
    }
}

#[cfg(test)]
mod tests;
