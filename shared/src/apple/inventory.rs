//! What a device is asked of itself at each session, and how its answers become what is known of it.
//!
//! What is missing from an answer tells nothing: what is not known is never a no.

use crate::api::{CheckInReport, DiskEncryption, Inventory, YesNo};
use crate::identifier::Imei;
use crate::platform::Platform;
use crate::protocol::apple::Authenticate;
use crate::protocol::plist::Dict;

/// What `DeviceInformation` is asked for
/// (<https://developer.apple.com/documentation/devicemanagement/deviceinformationcommand>). What a device does not have, or may not
/// tell, it leaves out.
pub const QUERIES: &[&str] = &[
    "DeviceName",
    "OSVersion",
    "SupplementalOSVersionExtra",
    "ModelName",
    "Model",
    "ProductName",
    "SerialNumber",
    "IMEI",
    "ServiceSubscriptions",
    "IsAppleSilicon",
];

/// The longest text of a fact, in octets.
const MAX_FACT: usize = 128;

/// Who makes them all.
const MAKER: &str = "Apple";

/// How a Mac's product name begins. In a virtual machine it is named after that (`VMware7,1`, `Parallels18,1`), and no other of Apple's
/// systems runs there.
const MACS: [&str; 5] = ["Mac", "iMac", "VirtualMac", "VMware", "Parallels"];

/// The platform of a product, as its name begins (`ProductName`); none for one that is unknown, such as `AppleTV14,1`, `Watch7,5` or
/// `RealityDevice14,1`.
#[must_use]
pub fn platform_of(product: &str) -> Option<Platform> {
    match product {
        _ if product.starts_with("iPhone") || product.starts_with("iPod") => Some(Platform::Ios),
        _ if product.starts_with("iPad") => Some(Platform::Ipados),
        _ if MACS.iter().any(|mac| product.starts_with(mac)) => Some(Platform::Macos),
        _ => None,
    }
}

/// What a device says as it begins to enroll.
#[must_use]
pub fn report_of_beginning(said: &Authenticate, platform: Platform) -> CheckInReport {
    let text = |text: &Option<String>| text.as_deref().and_then(readable);
    report(
        said.os_version.as_deref(),
        Inventory {
            os_name: Some(system(platform).to_owned()),
            host_name: text(&said.device_name),
            model: text(&said.product),
            serial_number: text(&said.serial_number),
            imei: said.imei.as_deref().and_then(imei),
            ..Inventory::default()
        },
    )
}

/// What `QueryResponses` of `DeviceInformation` tell.
#[must_use]
pub fn report_of_information(answers: &Dict, platform: Platform) -> CheckInReport {
    let fact = |name: &str| answers.text(name).and_then(readable);
    let numbers = answers.text("IMEI").into_iter().chain(
        answers
            .dicts("ServiceSubscriptions")
            .filter_map(|subscription| subscription.text("IMEI")),
    );
    let architecture = answers.flag("IsAppleSilicon").map(|is_silicon| {
        if is_silicon {
            "arm64".to_owned()
        } else {
            "x86_64".to_owned()
        }
    });
    report(
        answers.text("OSVersion"),
        Inventory {
            os_name: Some(system(platform).to_owned()),
            architecture,
            host_name: fact("DeviceName"),
            // On a phone the model's number is that of an order; on a Mac it is the product's name.
            model: fact("ProductName")
                .or_else(|| fact("Model"))
                .or_else(|| fact("ModelName")),
            serial_number: fact("SerialNumber"),
            imei: numbers.filter_map(imei).next(),
            ..Inventory::default()
        },
    )
}

/// What `SecurityInfo` tells of a device on which a setting forces a passcode, or none does
/// (<https://developer.apple.com/documentation/devicemanagement/securityinforesponse/securityinfo-data.dictionary>).
///
/// An iPhone or iPad that enrolled by an account says nothing of having a passcode (`PasscodePresent`), and only whether what it has
/// is as it must be (`PasscodeCompliant`): that is none at all, unless one is forced.
#[must_use]
pub fn report_of_security(
    answers: &Dict,
    platform: Platform,
    is_passcode_forced: bool,
) -> CheckInReport {
    let yes_no = |flag: bool| if flag { YesNo::Yes } else { YesNo::No };
    let passcode = answers.flag("PasscodePresent");
    let as_forced = is_passcode_forced
        .then(|| answers.flag("PasscodeCompliant"))
        .flatten();
    let encrypted = if platform == Platform::Macos {
        answers.flag("FDE_Enabled")
    } else {
        // Bit 0 is for blocks, bit 1 for files; either counts only with a passcode.
        let hardware = answers.number("HardwareEncryptionCaps");
        hardware
            .zip(passcode)
            .map(|(caps, passcode)| caps > 0 && passcode)
    };
    let secure_boot = answers
        .dict("SecureBoot")
        .and_then(|boot| boot.text("SecureBootLevel"));
    told(Inventory {
        passcode: passcode.or(as_forced).map(yes_no),
        disk_encryption: encrypted.map(|encrypted| {
            if encrypted {
                DiskEncryption::Encrypted
            } else {
                DiskEncryption::NotEncrypted
            }
        }),
        firewall: answers
            .dict("FirewallSettings")
            .and_then(|firewall| firewall.flag("FirewallEnabled"))
            .map(yes_no),
        secure_boot: match secure_boot {
            Some("full" | "medium") => Some(YesNo::Yes),
            Some("off") => Some(YesNo::No),
            _ => None,
        },
        // Where it is off, the system's own protection was taken away.
        jailbroken: answers
            .flag("SystemIntegrityProtectionEnabled")
            .map(|is_on| yes_no(!is_on)),
        ..Inventory::default()
    })
}

fn told(inventory: Inventory) -> CheckInReport {
    CheckInReport {
        inventory: (inventory != Inventory::default()).then_some(inventory),
        ..CheckInReport::default()
    }
}

fn report(os_version: Option<&str>, inventory: Inventory) -> CheckInReport {
    CheckInReport {
        os_version: os_version.and_then(|version| version.trim().parse().ok()),
        manufacturer: Some(MAKER.to_owned()),
        ..told(inventory)
    }
}

const fn system(platform: Platform) -> &'static str {
    match platform {
        Platform::Ios => "iOS",
        Platform::Ipados => "iPadOS",
        _ => "macOS",
    }
}

fn imei(text: &str) -> Option<String> {
    let imei: Imei = text.parse().ok()?;
    Some(imei.as_str().to_owned())
}

/// Text without control characters and of so many octets at most.
pub(super) fn readable(text: &str) -> Option<String> {
    let mut kept = String::new();
    for character in text.trim().chars().filter(|c| !c.is_control()) {
        if kept.len().saturating_add(character.len_utf8()) > MAX_FACT {
            break;
        }
        kept.push(character);
    }
    (!kept.is_empty()).then_some(kept)
}
