//! What a PC is asked of itself at each session, and how its answers become what is known of it.
//!
//! A node that is not there (404), that an edition does not have (405, 406) or that answers in no form that is known tells
//! nothing: what is not known is never a no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::{CheckInReport, DiskEncryption, Inventory, YesNo};
use crate::identifier::Imei;
use crate::platform::OsVersion;
use crate::protocol::mde::OsEdition;

/// The longest answer that is kept, in octets.
pub const MAX_ANSWER: usize = 1_024;

/// The longest text of a fact, in octets, and that of a maker.
const MAX_FACT: usize = 128;
const MAX_MAKER: usize = 64;

/// A node that tells something of a PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InventoryNode {
    /// The maker; every session begins with it (`DevInfo` CSP).
    DevInfoMan,
    /// The model; every session begins with it (`DevInfo` CSP).
    DevInfoMod,
    /// The maker (`DevDetail` CSP).
    Oem,
    /// The model (`DevDetail` CSP).
    DevTyp,
    /// Windows' version, `10.0.22631.3296` (`DevDetail` CSP).
    SwV,
    /// Windows' name, `Windows 10 Pro` (`DevDetail` CSP).
    OsPlatform,
    /// The host name (`DevDetail` CSP).
    DeviceName,
    /// The processor's kind: the number in `SYSTEM_INFO`, or a word (`DevDetail` CSP).
    ProcessorArchitecture,
    /// The serial number, of the firmware; from version 1809 on (`DevDetail` CSP).
    SmbiosSerialNumber,
    /// The edition's number (`WindowsLicensing` CSP).
    LicensedEdition,
    /// The edition's number (`DeviceStatus` CSP).
    OsEdition,
    /// Whether it is in S mode: 0 no, 1 yes (`DeviceStatus` CSP).
    OsMode,
    /// Secure Boot: 0 not supported, 1 enabled, 2 disabled (`DeviceStatus` CSP).
    SecureBootState,
    /// The firewall: 0 on, 1 off, 2 not on all networks, 3 not for now, 4 not applicable (`DeviceStatus` CSP).
    FirewallStatus,
    /// The virus scanner: likewise (`DeviceStatus` CSP).
    AntivirusStatus,
    /// The security chip's specification, `2.0` (`DeviceStatus` CSP).
    TpmVersion,
    /// The system's disk: 0 not encrypted, 1 encrypted (`DeviceStatus` CSP).
    EncryptionCompliance,
    /// BitLocker: 0, or bits that say what is missing (`BitLocker` CSP).
    BitLockerStatus,
    /// The numbers of its modems, each a node (`DeviceStatus` CSP).
    CellularIdentities,
    /// Whether a password is asked for: 0 yes, 1 no (Policy CSP, `DeviceLock/DevicePasswordEnabled`).
    PasswordPolicy,
    /// How long a password must be (Policy CSP, `DeviceLock/MinDevicePasswordLength`).
    PasswordLength,
}

impl InventoryNode {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::DevInfoMan,
        Self::DevInfoMod,
        Self::Oem,
        Self::DevTyp,
        Self::SwV,
        Self::OsPlatform,
        Self::DeviceName,
        Self::ProcessorArchitecture,
        Self::SmbiosSerialNumber,
        Self::LicensedEdition,
        Self::OsEdition,
        Self::OsMode,
        Self::SecureBootState,
        Self::FirewallStatus,
        Self::AntivirusStatus,
        Self::TpmVersion,
        Self::EncryptionCompliance,
        Self::BitLockerStatus,
        Self::CellularIdentities,
        Self::PasswordPolicy,
        Self::PasswordLength,
    ];

    /// Its address.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::DevInfoMan => "./DevInfo/Man",
            Self::DevInfoMod => "./DevInfo/Mod",
            Self::Oem => "./DevDetail/OEM",
            Self::DevTyp => "./DevDetail/DevTyp",
            Self::SwV => "./DevDetail/SwV",
            Self::OsPlatform => "./DevDetail/Ext/Microsoft/OSPlatform",
            Self::DeviceName => "./DevDetail/Ext/Microsoft/DeviceName",
            Self::ProcessorArchitecture => "./DevDetail/Ext/Microsoft/ProcessorArchitecture",
            Self::SmbiosSerialNumber => "./DevDetail/Ext/Microsoft/SMBIOSSerialNumber",
            Self::LicensedEdition => "./Device/Vendor/MSFT/WindowsLicensing/Edition",
            Self::OsEdition => "./Vendor/MSFT/DeviceStatus/OS/Edition",
            Self::OsMode => "./Vendor/MSFT/DeviceStatus/OS/Mode",
            Self::SecureBootState => "./Vendor/MSFT/DeviceStatus/SecureBootState",
            Self::FirewallStatus => "./Vendor/MSFT/DeviceStatus/Firewall/Status",
            Self::AntivirusStatus => "./Vendor/MSFT/DeviceStatus/Antivirus/Status",
            Self::TpmVersion => "./Vendor/MSFT/DeviceStatus/TPM/SpecificationVersion",
            Self::EncryptionCompliance => {
                "./Vendor/MSFT/DeviceStatus/Compliance/EncryptionCompliance"
            }
            Self::BitLockerStatus => "./Device/Vendor/MSFT/BitLocker/Status/DeviceEncryptionStatus",
            Self::CellularIdentities => "./Vendor/MSFT/DeviceStatus/CellularIdentities",
            Self::PasswordPolicy => {
                "./Device/Vendor/MSFT/Policy/Result/DeviceLock/DevicePasswordEnabled"
            }
            Self::PasswordLength => {
                "./Device/Vendor/MSFT/Policy/Result/DeviceLock/MinDevicePasswordLength"
            }
        }
    }

    /// The node of this address that a device tells of without being asked. Windows writes `DevId` and `DevID` alike, so that
    /// capital and small letters are one.
    #[must_use]
    pub fn told_at(uri: &str) -> Option<Self> {
        [Self::DevInfoMan, Self::DevInfoMod]
            .into_iter()
            .find(|node| node.uri().eq_ignore_ascii_case(uri))
    }

    /// Whether its answer is kept while a session lasts, because a fact is made of several or takes the first of several. What
    /// tells one device from all others is not among them: it is told on, and kept nowhere here.
    #[must_use]
    pub const fn is_combined(self) -> bool {
        !matches!(
            self,
            Self::DeviceName | Self::SmbiosSerialNumber | Self::CellularIdentities
        )
    }

    /// Whether it has to be asked for; the others come by themselves.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::DevInfoMan | Self::DevInfoMod)
    }
}

/// What a PC has answered in a session, node by node.
pub type Answers = BTreeMap<InventoryNode, String>;

/// What `answers` tell of the PC.
#[must_use]
pub fn report_of(answers: &Answers) -> CheckInReport {
    use InventoryNode as Node;
    let answer = |node: Node| answers.get(&node).map(|text| text.trim());
    let fact = |node: Node| answer(node).and_then(|text| readable(text, MAX_FACT));
    let number = |node: Node| answer(node)?.parse::<u32>().ok();
    let os_version: Option<OsVersion> = answer(Node::SwV).and_then(|text| text.parse().ok());
    let maker = |node: Node| answer(node).and_then(|text| readable(text, MAX_MAKER));
    let edition = |node: Node| number(node).and_then(|number| OsEdition(number).name());
    let inventory = Inventory {
        os_name: fact(Node::OsPlatform)
            .map(|name| os_name(&name, answer(Node::SwV), number(Node::OsMode) == Some(1))),
        os_edition: edition(Node::LicensedEdition)
            .or_else(|| edition(Node::OsEdition))
            .map(str::to_owned),
        architecture: fact(Node::ProcessorArchitecture).map(architecture),
        host_name: fact(Node::DeviceName),
        model: fact(Node::DevInfoMod).or_else(|| fact(Node::DevTyp)),
        serial_number: fact(Node::SmbiosSerialNumber),
        imei: answer(Node::CellularIdentities).and_then(first_imei),
        disk_encryption: disk_encryption(
            answer(Node::EncryptionCompliance),
            number(Node::BitLockerStatus),
        ),
        secure_boot: answer(Node::SecureBootState).map(|state| match state {
            "1" => YesNo::Yes,
            "0" | "2" => YesNo::No,
            _ => YesNo::Error,
        }),
        firewall: answer(Node::FirewallStatus).and_then(guarded),
        antivirus: answer(Node::AntivirusStatus).and_then(guarded),
        tpm: answer(Node::TpmVersion).map(tpm),
        passcode: passcode(answer(Node::PasswordPolicy), number(Node::PasswordLength)),
        ..Inventory::default()
    };
    CheckInReport {
        os_version,
        manufacturer: maker(Node::DevInfoMan).or_else(|| maker(Node::Oem)),
        inventory: (inventory != Inventory::default()).then_some(inventory),
        ..CheckInReport::default()
    }
}

/// Text without control characters and of so many octets at most; nothing of what firmware says when it has nothing to say.
fn readable(text: &str, most: usize) -> Option<String> {
    let mut kept = String::new();
    for character in text.trim().chars().filter(|c| !c.is_control()) {
        if kept.len().saturating_add(character.len_utf8()) > most {
            break;
        }
        kept.push(character);
    }
    let kept = kept.trim();
    let says_nothing = kept.is_empty() || kept.eq_ignore_ascii_case("unknown");
    (!says_nothing).then(|| kept.to_owned())
}

/// Windows 11 still names itself Windows 10 where it is asked for its product's name; from build 22000 on it is Windows 11.
fn os_name(name: &str, version: Option<&str>, is_s_mode: bool) -> String {
    let build: Option<u32> = version
        .and_then(|version| version.split('.').nth(2))
        .and_then(|build| build.parse().ok());
    let name = match name.strip_prefix("Windows 10") {
        Some(rest) if build.is_some_and(|build| build >= 22_000) => format!("Windows 11{rest}"),
        _ => name.to_owned(),
    };
    if is_s_mode {
        format!("{name} in S mode")
    } else {
        name
    }
}

/// `wProcessorArchitecture` of `SYSTEM_INFO`, as `uname -m` would say it; a word stays as it is.
fn architecture(text: String) -> String {
    match text.as_str() {
        "0" => "x86".to_owned(),
        "5" => "arm".to_owned(),
        "9" => "x86_64".to_owned(),
        "12" => "aarch64".to_owned(),
        _ => text,
    }
}

/// Firewall and virus scanner: 4 is for devices that have none by their kind, and tells nothing.
fn guarded(status: &str) -> Option<YesNo> {
    match status {
        "0" => Some(YesNo::Yes),
        "1" | "2" | "3" => Some(YesNo::No),
        "4" => None,
        _ => Some(YesNo::Error),
    }
}

/// A chip tells the version of its specification, such as `2.0` or `1.2, 2, 3`. What else is said there, such as that there is
/// none to be found, is an attempt without an outcome.
fn tpm(version: &str) -> YesNo {
    let major = version.split(['.', ',', ' ']).next();
    match major.and_then(|major| major.parse::<u8>().ok()) {
        Some(1..) => YesNo::Yes,
        _ => YesNo::Error,
    }
}

/// Bit 2 of BitLocker's status: the volume of the system is unprotected. The other bits tell how its protection differs from
/// what policies ask, or are about other drives.
const OS_VOLUME_UNPROTECTED: u32 = 1 << 2;

/// Two nodes tell it, and a no of either counts. BitLocker's alone is a yes only where nothing at all is missing.
fn disk_encryption(compliance: Option<&str>, bit_locker: Option<u32>) -> Option<DiskEncryption> {
    if bit_locker.is_some_and(|bits| bits & OS_VOLUME_UNPROTECTED != 0) {
        return Some(DiskEncryption::NotEncrypted);
    }
    match compliance {
        Some("1") => Some(DiskEncryption::Encrypted),
        Some("0") => Some(DiskEncryption::NotEncrypted),
        _ if bit_locker == Some(0) => Some(DiskEncryption::Encrypted),
        _ => None,
    }
}

/// Windows tells no more than what its policies ask: that a password is asked for, and of which length. Asked for is its
/// default too, which proves nothing; only with a length is there a policy that keeps people from having none.
fn passcode(policy: Option<&str>, length: Option<u32>) -> Option<YesNo> {
    match (policy, length) {
        (Some("1"), _) => Some(YesNo::No),
        (Some("0"), Some(1..)) => Some(YesNo::Yes),
        _ => None,
    }
}

/// An inner node answers with the names of those below it, with `/` between them.
fn first_imei(names: &str) -> Option<String> {
    let mut numbers = names
        .split('/')
        .filter_map(|name| name.parse::<Imei>().ok());
    numbers.next().map(|imei| imei.as_str().to_owned())
}
