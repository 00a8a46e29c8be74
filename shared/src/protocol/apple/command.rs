//! Commands as a device is sent them
//! (<https://developer.apple.com/documentation/devicemanagement/commands-and-queries>).

use crate::protocol::plist::{self, Dict, Value};

/// A command with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// `CommandUUID`, which the report names.
    pub uuid: String,
    /// What is asked.
    pub request: Request,
}

/// What is asked of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// `DeviceInformation` with these queries.
    DeviceInformation(&'static [&'static str]),
    /// `SecurityInfo`.
    SecurityInfo,
    /// `CertificateList`.
    CertificateList,
    /// `ProfileList`, of what was installed from here.
    ProfileList,
    /// `InstalledApplicationList` with these items of each; all of them where none is named, as Macs do in any case.
    InstalledApplicationList(&'static [&'static str]),
    /// `InstallProfile`.
    InstallProfile(Vec<u8>),
    /// `RemoveProfile` by its identifier.
    RemoveProfile(String),
    /// `DeviceLock`; a Mac asks for the PIN, of six digits, when it starts again.
    DeviceLock {
        /// `PIN`.
        pin: Option<String>,
    },
    /// `EraseDevice`; a Mac without Apple silicon or a T2 chip asks for the PIN.
    EraseDevice {
        /// `PIN`.
        pin: Option<String>,
    },
    /// `ClearPasscode` with the token that the device has handed over.
    ClearPasscode(Vec<u8>),
    /// `RestartDevice`.
    RestartDevice,
    /// `Settings` with the device's name.
    DeviceName(String),
    /// `DeviceConfigured`: it need not wait any more.
    DeviceConfigured,
}

impl Command {
    /// The command as a property list.
    #[must_use]
    pub fn write(&self) -> String {
        let command = Dict::new().with("RequestType", self.request.request_type());
        let command = match &self.request {
            Request::DeviceInformation(queries) => command.with("Queries", texts(queries)),
            Request::ProfileList => command.with("ManagedOnly", true),
            Request::InstalledApplicationList(items) if !items.is_empty() => {
                command.with("Items", texts(items))
            }
            Request::InstallProfile(profile) => command.with("Payload", profile.as_slice()),
            Request::RemoveProfile(identifier) => command.with("Identifier", identifier.as_str()),
            Request::DeviceLock { pin } | Request::EraseDevice { pin } => {
                command.with_some("PIN", pin.as_deref())
            }
            Request::ClearPasscode(token) => command.with("UnlockToken", token.as_slice()),
            Request::DeviceName(name) => {
                let item = Dict::new()
                    .with("Item", "DeviceName")
                    .with("DeviceName", name.as_str());
                command.with("Settings", vec![item.into()])
            }
            Request::SecurityInfo
            | Request::CertificateList
            | Request::InstalledApplicationList(_)
            | Request::RestartDevice
            | Request::DeviceConfigured => command,
        };
        plist::write(
            &Dict::new()
                .with("CommandUUID", self.uuid.as_str())
                .with("Command", command),
        )
    }
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::from(*text)).collect()
}

impl Request {
    /// `RequestType`.
    #[must_use]
    pub const fn request_type(&self) -> &'static str {
        match self {
            Self::DeviceInformation(_) => "DeviceInformation",
            Self::SecurityInfo => "SecurityInfo",
            Self::CertificateList => "CertificateList",
            Self::ProfileList => "ProfileList",
            Self::InstalledApplicationList(_) => "InstalledApplicationList",
            Self::InstallProfile(_) => "InstallProfile",
            Self::RemoveProfile(_) => "RemoveProfile",
            Self::DeviceLock { .. } => "DeviceLock",
            Self::EraseDevice { .. } => "EraseDevice",
            Self::ClearPasscode(_) => "ClearPasscode",
            Self::RestartDevice => "RestartDevice",
            Self::DeviceName(_) => "Settings",
            Self::DeviceConfigured => "DeviceConfigured",
        }
    }
}
