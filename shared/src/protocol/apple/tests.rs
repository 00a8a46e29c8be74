#![expect(
    clippy::needless_pass_by_value,
    reason = "messages are written where they are read"
)]

use super::*;
use crate::platform::Platform;
use crate::protocol::plist::{self, Dict, Value};

fn message(dict: Dict) -> Vec<u8> {
    plist::write(&dict).into_bytes()
}

fn base() -> Dict {
    Dict::new().with("UDID", "00008110-001A2B3C4D5E801E")
}

#[test]
fn what_a_device_says_as_it_enrolls_is_read() {
    let read = CheckIn::read(&message(
        base()
            .with("MessageType", "Authenticate")
            .with("Topic", "com.apple.mgmt.External.1")
            .with("ProductName", "iPhone14,2")
            .with("OSVersion", "17.5.1"),
    ))
    .unwrap();
    assert_eq!(read.from.device, "00008110-001A2B3C4D5E801E");
    let CheckInMessage::Authenticate(said) = read.message else {
        panic!("another message");
    };
    assert_eq!(said.product.as_deref(), Some("iPhone14,2"));
    let update = base()
        .with("MessageType", "TokenUpdate")
        .with("Topic", "com.apple.mgmt.External.1")
        .with("Token", &[1_u8, 2][..])
        .with("PushMagic", "A0B1")
        .with("UnlockToken", &[3_u8][..]);
    let CheckInMessage::TokenUpdate(said) =
        CheckIn::read(&message(update.clone())).unwrap().message
    else {
        panic!("another message");
    };
    assert_eq!((said.token, said.unlock_token), (vec![1, 2], Some(vec![3])));
    assert!(!said.awaiting_configuration);
    // What the device cannot be woken without.
    for (name, value) in [
        ("Token", Value::Data(Vec::new())),
        ("Token", Value::from("text")),
        ("PushMagic", Value::from("a b")),
        ("Topic", Value::from("x\r\ny: z")),
        ("UDID", Value::from("../x")),
        ("UnlockToken", Value::Data(vec![0; MAX_TOKEN + 1])),
    ] {
        let mut broken = update.clone();
        broken.set(name, value);
        assert_eq!(
            CheckIn::read(&message(broken)),
            Err(AppleError::Lacks(name)),
            "{name}"
        );
    }
}

#[test]
fn under_user_enrollment_a_device_has_another_name_and_a_macs_user_one_beside_it() {
    let user = Dict::new()
        .with("MessageType", "CheckOut")
        .with("EnrollmentID", "ABC")
        .with("EnrollmentUserID", "DEF");
    let read = CheckIn::read(&message(user)).unwrap();
    assert_eq!(
        (read.from.device.as_str(), read.from.user.as_deref()),
        ("ABC", Some("DEF"))
    );
}

#[test]
fn what_is_not_served_is_known_and_what_is_unknown_is_not_understood() {
    let of = |kind: &str| CheckIn::read(&message(base().with("MessageType", kind)));
    for kind in ["GetToken", "DeclarativeManagement"] {
        assert_eq!(of(kind).unwrap().message, CheckInMessage::NotServed);
    }
    assert_eq!(of("Nothing"), Err(AppleError::UnknownKind));
    assert_eq!(
        of("SetBootstrapToken").unwrap().message,
        CheckInMessage::SetBootstrapToken(None)
    );
    let nobody = Dict::new().with("MessageType", "CheckOut");
    assert_eq!(
        CheckIn::read(&message(nobody)),
        Err(AppleError::Lacks("UDID"))
    );
}

#[test]
fn a_report_names_its_command_unless_it_is_idle() {
    let idle = Report::read(&message(base().with("Status", "Idle"))).unwrap();
    assert_eq!((idle.status, idle.command), (ReportStatus::Idle, None));
    let error = base()
        .with("Status", "Error")
        .with("CommandUUID", "X")
        .with(
            "ErrorChain",
            vec![
                Dict::new()
                    .with("ErrorCode", 12_021)
                    .with("ErrorDomain", "MCMDMErrorDomain")
                    .with("USEnglishDescription", "Unknown command")
                    .into(),
            ],
        );
    let error = Report::read(&message(error)).unwrap();
    assert_eq!(error.why_not(), "Unknown command (MCMDMErrorDomain 12021)");
    let nameless = base().with("Status", "Acknowledged");
    assert_eq!(
        Report::read(&message(nameless)),
        Err(AppleError::Lacks("CommandUUID"))
    );
    assert_eq!(
        Report::read(&message(base().with("Status", "Fine"))),
        Err(AppleError::Lacks("Status"))
    );
}

#[test]
fn every_command_is_written_with_its_name_and_what_it_needs() {
    let command = |request| {
        let command = Command {
            uuid: "U".to_owned(),
            request,
        };
        let read = plist::read(command.write().as_bytes()).unwrap();
        assert_eq!(read.text("CommandUUID"), Some("U"));
        read.dict("Command").unwrap().clone()
    };
    let install = command(Request::InstallProfile(vec![1]));
    assert_eq!(install.text("RequestType"), Some("InstallProfile"));
    assert_eq!(install.data("Payload"), Some(&[1][..]));
    let name = command(Request::DeviceName("Lab 7".to_owned()));
    assert_eq!(name.text("RequestType"), Some("Settings"));
    let item = name.dicts("Settings").next().unwrap();
    assert_eq!(
        (item.text("Item"), item.text("DeviceName")),
        (Some("DeviceName"), Some("Lab 7"))
    );
    let lock = command(Request::DeviceLock {
        pin: Some("123456".to_owned()),
    });
    assert_eq!(lock.text("PIN"), Some("123456"));
    assert_eq!(
        command(Request::EraseDevice { pin: None }).iter().count(),
        1
    );
}

fn profile(scope: ManagementScope) -> EnrollmentProfile<'static> {
    EnrollmentProfile {
        base: "com.example.muster",
        seed: b"a ticket",
        organisation: "Example & Co",
        root_der: &[0x30, 0],
        scep: ScepPayload {
            url: "https://muster.example.com/scep",
            challenge: "mt1.x",
        },
        topic: "com.apple.mgmt.External.1",
        public_url: "https://muster.example.com",
        scope,
        platform: Platform::Ios,
        account: (scope == ManagementScope::Account).then_some(Account {
            managed_apple_account: "ana@example.com",
        }),
    }
}

fn parts(profile: &EnrollmentProfile<'_>) -> (Dict, Vec<Dict>) {
    let whole = plist::read(profile.write().as_bytes()).unwrap();
    let parts = whole.dicts("PayloadContent").cloned().collect();
    (whole, parts)
}

#[test]
fn a_profile_holds_the_root_the_certificate_and_the_management_that_names_it() {
    let (whole, parts) = parts(&profile(ManagementScope::Personal));
    assert_eq!(whole.text("PayloadType"), Some("Configuration"));
    assert_eq!(
        whole.text("PayloadIdentifier"),
        Some("com.example.muster.enrollment")
    );
    let kinds: Vec<_> = parts
        .iter()
        .map(|part| part.text("PayloadType").unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "com.apple.security.root",
            "com.apple.security.scep",
            "com.apple.webClip.managed",
            "com.apple.mdm"
        ]
    );
    let scep = parts[1].dict("PayloadContent").unwrap();
    assert_eq!(
        (scep.number("Keysize"), scep.text("Challenge")),
        (Some(2048), Some("mt1.x"))
    );
    assert_eq!(
        parts[3].text("IdentityCertificateUUID"),
        parts[1].text("PayloadUUID")
    );
    let mut ids: Vec<_> = parts
        .iter()
        .map(|part| part.text("PayloadUUID").unwrap())
        .collect();
    ids.push(whole.text("PayloadUUID").unwrap());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[test]
fn rights_follow_whose_the_device_is_and_user_enrollment_has_none() {
    let rights = |scope| {
        let (_, parts) = parts(&profile(scope));
        parts[3].clone()
    };
    let organisation = rights(ManagementScope::Organisation);
    assert_eq!(organisation.number("AccessRights"), Some(8_191));
    let personal = rights(ManagementScope::Personal);
    let mask = personal.number("AccessRights").unwrap();
    // Neither erasing, nor apps, nor settings.
    assert_eq!(mask & (8 | 256 | 2_048 | 4_096), 0);
    let account = rights(ManagementScope::Account);
    assert_eq!(account.get("AccessRights"), None);
    assert_eq!(account.text("EnrollmentMode"), Some("BYOD"));
    assert_eq!(
        account.text("AssignedManagedAppleID"),
        Some("ana@example.com")
    );
    for scope in ManagementScope::ALL {
        assert_eq!(scope.as_str().parse(), Ok(scope));
    }
}

/// Apple's schema has the web clip's `devicechannel` false on a Mac, and the profile is one for the device.
#[test]
fn a_macs_profile_has_no_web_clip() {
    for scope in ManagementScope::ALL {
        let (whole, parts) = parts(&EnrollmentProfile {
            platform: Platform::Macos,
            ..profile(scope)
        });
        assert_eq!(whole.text("PayloadScope"), Some("System"));
        let kinds: Vec<_> = parts
            .iter()
            .map(|part| part.text("PayloadType").unwrap())
            .collect();
        assert_eq!(
            kinds,
            [
                "com.apple.security.root",
                "com.apple.security.scep",
                "com.apple.mdm"
            ],
            "{scope:?}"
        );
    }
}

/// What `com.apple.mdm.yaml` of Apple's schema says may not change, and with it the rights, of which none may be added.
const STAYS: [&str; 7] = [
    "Topic",
    "ServerURL",
    "CheckInURL",
    "ServerCapabilities",
    "EnrollmentMode",
    "AssignedManagedAppleID",
    "AccessRights",
];

#[test]
fn what_may_not_change_stays_when_a_profile_is_made_again_for_a_renewal() {
    for platform in [Platform::Ios, Platform::Macos] {
        for scope in ManagementScope::ALL {
            let before = EnrollmentProfile {
                platform,
                ..profile(scope)
            };
            let again = || EnrollmentProfile {
                seed: b"another",
                scep: ScepPayload {
                    url: "https://muster.example.com/scep",
                    challenge: "mt1.y",
                },
                ..before.clone()
            };
            let (was, first) = parts(&before);
            let (is, renewed) = parts(&again());
            assert_eq!(was.get("PayloadIdentifier"), is.get("PayloadIdentifier"));
            assert_eq!(first.len(), renewed.len());
            for (before, after) in first.iter().zip(&renewed) {
                assert_eq!(
                    before.text("PayloadIdentifier"),
                    after.text("PayloadIdentifier")
                );
                assert_ne!(before.text("PayloadUUID"), after.text("PayloadUUID"));
            }
            let (old, new) = (first.last().unwrap(), renewed.last().unwrap());
            for key in STAYS {
                assert_eq!(old.get(key), new.get(key), "{key} {scope:?}");
            }
            // Each is in the profiles that have it, so that what is compared is there.
            let there: Vec<_> = STAYS.iter().filter(|key| old.get(key).is_some()).collect();
            assert_eq!(there.len(), 5, "{there:?} {scope:?}");
            let is_account = scope == ManagementScope::Account;
            assert_eq!(old.get("EnrollmentMode").is_some(), is_account);
            assert_eq!(old.get("ServerCapabilities").is_some(), !is_account);
            // Made twice of the same, it is the same, to the octet.
            assert_eq!(again().write(), again().write());
            assert_ne!(again().write(), before.write());
        }
    }
}

#[test]
fn an_identifier_is_the_address_from_the_right() {
    assert_eq!(
        base_identifier("https://muster.example.com"),
        "com.example.muster.muster"
    );
    assert_eq!(base_identifier("http://localhost:8787"), "localhost.muster");
}

#[test]
fn a_derived_uuid_is_one_and_stays_the_same() {
    let uuid = Uuid::derived(b"x", "y").to_string();
    assert_eq!(uuid, Uuid::derived(b"x", "y").to_string());
    assert_eq!((uuid.len(), &uuid[14..15]), (36, "8"));
    assert!("89AB".contains(&uuid[19..20]), "{uuid}");
    assert_ne!(uuid, Uuid::derived(b"x", "z").to_string());
}

/// Messages that another's writer of property lists has written.
#[test]
fn messages_are_read_as_others_write_them() {
    macro_rules! vector {
        ($name:literal) => {
            include_bytes!(concat!("../../../vectors/apple/messages/", $name, ".plist"))
        };
    }
    let check_in = |octets: &[u8]| CheckIn::read(octets).unwrap().message;
    let CheckInMessage::Authenticate(begins) = check_in(vector!("authenticate")) else {
        panic!("another message");
    };
    assert_eq!(begins.imei.as_deref(), Some("35 328711 555222 2"));
    let CheckInMessage::TokenUpdate(update) = check_in(vector!("token_update")) else {
        panic!("another message");
    };
    assert_eq!((update.token.len(), update.token[31]), (32, 31));
    assert_eq!(check_in(vector!("check_out")), CheckInMessage::CheckOut);
    assert_eq!(
        check_in(vector!("set_bootstrap_token")),
        CheckInMessage::SetBootstrapToken(Some(b"bootstrap".to_vec()))
    );
    let status = |octets: &[u8]| Report::read(octets).unwrap().status;
    assert_eq!(status(vector!("idle")), ReportStatus::Idle);
    assert_eq!(status(vector!("not_now")), ReportStatus::NotNow);
    let error = Report::read(vector!("error")).unwrap();
    assert_eq!(error.why_not(), "Unknown command (MCMDMErrorDomain 12021)");
    let told = Report::read(vector!("device_information")).unwrap();
    let answers = told.body.dict("QueryResponses").unwrap();
    assert_eq!(
        answers.get("DeviceCapacity"),
        Some(&Value::Real("128.0".to_owned()))
    );
}
