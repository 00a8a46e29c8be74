//! Sessions as functions of values.

mod installed;
mod passcode;
mod recovery_key;

use crate::api::{DiskEncryption, SentCommand, YesNo};
use crate::apple::commands::pin_of;
use crate::apple::inventory::{platform_of, report_of_information, report_of_security};
use crate::apple::session::{Ask, Began, NotTaken, SessionState, Work, answer, receive};
use crate::apple::settings::{Planned, identifier};
use crate::command::{CommandName, CommandOutcome};
use crate::ids::{CertificateSerial, CommandId};
use crate::platform::{EnrollmentMethod, Platform};
use crate::protocol::apple::{
    Authenticate, Command, Enrollment, ManagementScope, Report, ReportStatus, Request, TokenUpdate,
};
use crate::protocol::plist::{Dict, Value};
use crate::sealed::SealingKey;
use crate::time::Timestamp;
use std::sync::LazyLock;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const TOPIC: &str = "com.apple.mgmt.External.1";

static PINS: LazyLock<SealingKey> = LazyLock::new(|| SealingKey::new(&[7; 32]).unwrap());

fn from() -> Enrollment {
    Enrollment {
        device: "UDID".to_owned(),
        user: None,
    }
}

fn serial(number: u8) -> CertificateSerial {
    CertificateSerial::from_random([number; 16])
}

fn began(from: &Enrollment, number: u8) -> Began<'_> {
    Began {
        from,
        certificate: serial(number),
        scope: ManagementScope::Organisation,
        platform: Platform::Macos,
        method: EnrollmentMethod::AppleDevice,
        topic: TOPIC,
    }
}

fn authenticate() -> Authenticate {
    Authenticate {
        topic: TOPIC.to_owned(),
        product: Some("MacBookPro18,1".to_owned()),
        ..Authenticate::default()
    }
}

fn token() -> TokenUpdate {
    TokenUpdate {
        topic: TOPIC.to_owned(),
        token: vec![0xab],
        push_magic: "M".to_owned(),
        unlock_token: None,
        awaiting_configuration: false,
    }
}

fn enrolled() -> SessionState {
    let mut state = SessionState::default();
    state.begin(&authenticate(), &began(&from(), 1)).unwrap();
    state.wake_by(&from(), serial(1), &token(), None).unwrap();
    state
}

fn report(status: ReportStatus, command: Option<&str>, body: Dict) -> Report {
    Report {
        from: from(),
        status,
        command: command.map(str::to_owned),
        body,
    }
}

fn work() -> Work<'static> {
    Work {
        commands: &[],
        settings: Some(&[]),
        renews: false,
        can_renew: false,
        lists: false,
        leaves: false,
        base: "com.example.muster",
        organisation: "Example",
        platform: Platform::Macos,
        unlock_token: None,
        pins: &PINS,
        random: [7; 16],
    }
}

/// What goes to the device: the profile of a renewal is made here.
fn sent_as((uuid, ask): (String, Ask)) -> Command {
    let request = match ask {
        Ask::Request(request) => request,
        Ask::Renewal => Request::InstallProfile(b"profile".to_vec()),
    };
    Command { uuid, request }
}

/// A Mac, as far as a server sees it.
struct Mac {
    state: SessionState,
    results: Vec<(CommandId, CommandOutcome, Option<String>)>,
    /// Makes every command's name another.
    count: u8,
    /// The identifiers of the profiles that it says it has.
    profiles: Vec<String>,
    /// What was told of its passcode.
    passcodes: Vec<YesNo>,
    /// What it is.
    platform: Platform,
    /// What it answers to `SecurityInfo`.
    security: Dict,
}

impl Mac {
    fn new() -> Self {
        Self {
            state: enrolled(),
            results: Vec::new(),
            count: 0,
            profiles: Vec::new(),
            passcodes: Vec::new(),
            platform: Platform::Macos,
            security: Dict::new(),
        }
    }

    fn turn(&mut self, report: &Report, work: &Work<'_>, now: Timestamp) -> Option<Command> {
        self.count += 1;
        let work = Work {
            random: [self.count; 16],
            ..*work
        };
        let received = receive(self.state.clone(), report, self.platform, now);
        for result in &received.learnt.report.command_results {
            let output = result.output.clone();
            self.results.push((result.id, result.outcome, output));
        }
        let inventory = received.learnt.report.inventory.as_ref();
        self.passcodes
            .extend(inventory.and_then(|told| told.passcode));
        let (state, asked) = answer(received, &work, now);
        self.state = state;
        asked.map(sent_as)
    }

    fn idle(&mut self, work: &Work<'_>) -> Option<Command> {
        self.turn(&report(ReportStatus::Idle, None, Dict::new()), work, NOW)
    }

    /// A whole session in which everything is acknowledged: what was asked.
    fn session(&mut self, work: &Work<'_>, now: Timestamp) -> Vec<Request> {
        let mut asked = Vec::new();
        let idle = report(ReportStatus::Idle, None, Dict::new());
        let mut next = self.turn(&idle, work, now);
        while let Some(command) = next {
            let body = if command.request == Request::ProfileList {
                let profiles = self.profiles.iter().map(|identifier| {
                    Value::from(Dict::new().with("PayloadIdentifier", identifier.as_str()))
                });
                Dict::new().with("ProfileList", profiles.collect::<Vec<_>>())
            } else if command.request == Request::SecurityInfo {
                Dict::new().with("SecurityInfo", self.security.clone())
            } else {
                Dict::new()
            };
            asked.push(command.request);
            assert!(asked.len() < 50, "{asked:?}");
            let done = report(ReportStatus::Acknowledged, Some(&command.uuid), body);
            next = self.turn(&done, work, now);
        }
        asked
    }
}

fn sent(number: u8, kind: CommandName) -> SentCommand {
    SentCommand {
        id: CommandId::from_random([number; 16]),
        kind,
        name: (kind == CommandName::RenameHost).then(|| "lab-7".to_owned()),
    }
}

fn kinds(asked: &[Request]) -> Vec<&'static str> {
    asked.iter().map(Request::request_type).collect()
}

#[test]
fn a_session_asks_what_the_device_is_and_ends() {
    let mut mac = Mac::new();
    assert_eq!(
        kinds(&mac.session(&work(), NOW)),
        ["DeviceInformation", "SecurityInfo"]
    );
}

#[test]
fn what_ends_the_management_comes_after_all_other_commands_and_carries_its_pin() {
    let commands = [
        sent(1, CommandName::Wipe),
        sent(2, CommandName::RenameHost),
        sent(3, CommandName::Custom),
    ];
    let mut mac = Mac::new();
    let work = Work {
        commands: &commands,
        ..work()
    };
    let asked = mac.session(&work, NOW);
    assert_eq!(kinds(&asked)[..2], ["Settings", "EraseDevice"]);
    let Request::EraseDevice { pin: Some(pin) } = &asked[1] else {
        panic!("{asked:?}");
    };
    let of = |number: u8| {
        let id = CommandId::from_random([number; 16]);
        let mut results = mac.results.iter();
        results.find(|(known, ..)| *known == id).unwrap().clone()
    };
    assert_eq!(of(2).1, CommandOutcome::Done);
    assert_eq!(of(3).1, CommandOutcome::Failed);
    assert!(of(1).2.unwrap().contains(pin.as_str()));
}

#[test]
fn what_stops_other_commands_comes_after_them_and_a_restart_after_everything() {
    let commands = [
        sent(1, CommandName::Reboot),
        sent(2, CommandName::Retire),
        sent(3, CommandName::Wipe),
        sent(4, CommandName::Lock),
        sent(5, CommandName::RenameHost),
    ];
    let plan = [banner("Hello")];
    let asked = |commands: &[SentCommand]| {
        let work = Work {
            commands,
            settings: Some(&plan),
            ..work()
        };
        let asked = Mac::new().session(&work, NOW);
        kinds(&asked).join(" ")
    };
    assert_eq!(
        asked(&commands),
        "Settings DeviceLock EraseDevice RemoveProfile DeviceInformation SecurityInfo InstallProfile ProfileList RestartDevice"
    );
    assert_eq!(
        asked(&commands[..1]),
        "DeviceInformation SecurityInfo InstallProfile ProfileList RestartDevice"
    );
}

#[test]
fn a_passcode_is_taken_away_with_what_the_device_has_handed_over() {
    let commands = [sent(1, CommandName::ClearPasscode)];
    let mut phone = Mac::new();
    let without = Work {
        commands: &commands,
        ..work()
    };
    phone.session(&without, NOW);
    assert_eq!(phone.results[0].1, CommandOutcome::Failed);
    let mut phone = Mac::new();
    let with = Work {
        unlock_token: Some(b"token"),
        ..without
    };
    let asked = phone.session(&with, NOW);
    assert_eq!(asked[0], Request::ClearPasscode(b"token".to_vec()));
    assert_eq!(phone.results[0].1, CommandOutcome::Done);
}

#[test]
fn a_name_that_the_device_does_not_take_is_not_said_to_be_given() {
    let commands = [sent(1, CommandName::RenameHost)];
    let with = Work {
        commands: &commands,
        ..work()
    };
    let mut phone = Mac::new();
    let asked = phone.idle(&with).unwrap();
    let error = Dict::new()
        .with("ErrorCode", 12_029)
        .with("ErrorDomain", "MCMDMErrorDomain")
        .with("USEnglishDescription", "It is not supervised");
    let item = Dict::new()
        .with("Item", "DeviceName")
        .with("Status", "Error")
        .with("ErrorChain", vec![Value::from(error)]);
    let body = Dict::new().with("Settings", vec![Value::from(item)]);
    let said = report(ReportStatus::Acknowledged, Some(&asked.uuid), body);
    phone.turn(&said, &with, NOW);
    let (_, outcome, output) = &phone.results[0];
    assert_eq!(*outcome, CommandOutcome::Failed);
    assert_eq!(
        output.as_deref(),
        Some("It is not supervised (MCMDMErrorDomain 12029)")
    );
}

#[test]
fn a_sync_is_done_once_everything_was_told_afresh() {
    let commands = [sent(1, CommandName::Sync)];
    let mut mac = Mac::new();
    mac.session(&work(), NOW);
    let asked = mac.session(
        &Work {
            commands: &commands,
            ..work()
        },
        NOW,
    );
    assert_eq!(asked.len(), 2);
    assert_eq!(mac.results.len(), 1);
    assert_eq!(mac.results[0].1, CommandOutcome::Done);
}

#[test]
fn a_command_without_an_answer_is_asked_again_under_its_name_and_not_for_ever() {
    let mut mac = Mac::new();
    let first = mac.idle(&work()).unwrap();
    let mut names = vec![first.uuid.clone()];
    for _ in 0..8 {
        names.push(mac.idle(&work()).unwrap().uuid);
    }
    assert_eq!(names.iter().filter(|name| **name == first.uuid).count(), 5);
    // The other question is asked then.
    assert!(names.last() != Some(&first.uuid));
}

fn banner(text: &str) -> Planned {
    Planned {
        key: "login_banner".parse().unwrap(),
        kind: "com.apple.loginwindow",
        settings: Dict::new().with("LoginwindowText", text),
        escrow_to: None,
    }
}

#[test]
fn a_setting_is_installed_once_looked_at_a_day_later_and_installed_again_when_it_is_gone() {
    let plan = [banner("Hello")];
    let work = Work {
        settings: Some(&plan),
        ..work()
    };
    let mut mac = Mac::new();
    mac.profiles = vec![identifier("com.example.muster", &plan[0].key)];
    let asked = kinds(&mac.session(&work, NOW)).concat();
    assert!(asked.ends_with("InstallProfileProfileList"), "{asked}");
    assert_eq!(mac.session(&work, NOW).len(), 2);
    let later = NOW.plus(super::session::ASK_AGAIN_AFTER);
    assert_eq!(kinds(&mac.session(&work, later))[2..], ["ProfileList"]);
    // What is missing is installed again.
    mac.profiles.clear();
    let much_later = later.plus(super::session::ASK_AGAIN_AFTER);
    assert_eq!(
        kinds(&mac.session(&work, much_later))[2..],
        ["ProfileList", "InstallProfile"]
    );
}

#[test]
fn what_changes_is_installed_anew_and_what_is_not_wanted_is_removed() {
    let (one, other) = ([banner("Hello")], [banner("Welcome")]);
    let mut mac = Mac::new();
    mac.profiles = vec![identifier("com.example.muster", &one[0].key)];
    let with = |plan| Work {
        settings: Some(plan),
        ..work()
    };
    mac.session(&with(&one), NOW);
    assert_eq!(
        kinds(&mac.session(&with(&other), NOW))[2..],
        ["InstallProfile"]
    );
    assert_eq!(kinds(&mac.session(&with(&[]), NOW))[2..], ["RemoveProfile"]);
    assert_eq!(mac.session(&with(&[]), NOW).len(), 2);
    // Where it is not known what is wanted, nothing is done.
    let unknown = Work {
        settings: None,
        ..work()
    };
    mac.session(&with(&one), NOW);
    assert_eq!(mac.session(&unknown, NOW).len(), 2);
}

#[test]
fn a_setting_that_fails_is_told_with_the_devices_reason() {
    let plan = [banner("Hello")];
    let work = Work {
        settings: Some(&plan),
        ..work()
    };
    let mut mac = Mac::new();
    let mut next = mac.idle(&work);
    let mut told = None;
    while let Some(command) = next {
        let status = match command.request {
            Request::InstallProfile(_) => ReportStatus::Error,
            _ => ReportStatus::Acknowledged,
        };
        let chain = Dict::new()
            .with("ErrorCode", 4001)
            .with("ErrorDomain", "MCInstallationErrorDomain")
            .with("USEnglishDescription", "Not installed");
        let body = Dict::new().with("ErrorChain", vec![Value::from(chain)]);
        let report = report(status, Some(&command.uuid), body);
        let received = receive(mac.state.clone(), &report, Platform::Macos, NOW);
        told = received.learnt.report.configuration.clone().or(told);
        next = mac.turn(&report, &work, NOW);
    }
    let told = told.unwrap();
    assert_eq!(told.failed.len(), 1);
    assert_eq!(
        told.failed[0].reason,
        "Not installed (MCInstallationErrorDomain 4001)"
    );
}

#[test]
fn a_device_that_has_left_is_told_so_and_nothing_else() {
    let commands = [sent(1, CommandName::Lock)];
    let work = Work {
        leaves: true,
        commands: &commands,
        ..work()
    };
    let mut mac = Mac::new();
    assert_eq!(kinds(&mac.session(&work, NOW)), ["RemoveProfile"]);
}

#[test]
fn a_device_that_is_being_set_up_is_told_when_everything_is_installed() {
    let plan = [banner("Hello")];
    let mut mac = Mac::new();
    let update = TokenUpdate {
        awaiting_configuration: true,
        ..token()
    };
    mac.state
        .wake_by(&from(), serial(1), &update, None)
        .unwrap();
    let work = Work {
        settings: Some(&plan),
        ..work()
    };
    let asked = mac.session(&work, NOW);
    assert_eq!(kinds(&asked).last(), Some(&"DeviceConfigured"));
    assert!(!kinds(&mac.session(&work, NOW)).contains(&"DeviceConfigured"));
}

#[test]
fn a_renewal_keeps_what_is_set_and_a_new_beginning_does_not() {
    let plan = [banner("Hello")];
    let work = Work {
        settings: Some(&plan),
        ..work()
    };
    let mut mac = Mac::new();
    mac.profiles = vec![identifier("com.example.muster", &plan[0].key)];
    mac.session(&work, NOW);
    mac.state
        .begin(&authenticate(), &began(&from(), 2))
        .unwrap();
    mac.state
        .wake_by(&from(), serial(2), &token(), None)
        .unwrap();
    assert_eq!(mac.session(&work, NOW).len(), 2);
    mac.state
        .begin(&authenticate(), &began(&from(), 2))
        .unwrap();
    assert_eq!(mac.state.push(), None);
    mac.state
        .wake_by(&from(), serial(2), &token(), None)
        .unwrap();
    assert!(kinds(&mac.session(&work, NOW)).contains(&"InstallProfile"));
}

#[test]
fn a_renewal_is_done_once_the_next_certificate_has_enrolled_though_nothing_else_is_heard_of_it() {
    let commands = [sent(1, CommandName::RenewCertificate)];
    let with = Work {
        commands: &commands,
        can_renew: true,
        ..work()
    };
    let mut mac = Mac::new();
    let asked = mac.idle(&with).unwrap();
    assert_eq!(asked.request, Request::InstallProfile(b"profile".to_vec()));
    mac.state
        .begin(&authenticate(), &began(&from(), 2))
        .unwrap();
    // It may still go back to what it had, and then it has not renewed.
    assert_eq!(mac.idle(&with).unwrap().uuid, asked.uuid);
    mac.state
        .wake_by(&from(), serial(1), &token(), None)
        .unwrap();
    assert_eq!(mac.idle(&with).unwrap().uuid, asked.uuid);
    mac.state
        .wake_by(&from(), serial(2), &token(), None)
        .unwrap();
    let late = report(ReportStatus::Acknowledged, Some(&asked.uuid), Dict::new());
    let next = mac.turn(&late, &with, NOW).unwrap();
    assert_eq!(next.request.request_type(), "DeviceInformation");
    assert_eq!(
        (mac.results.len(), mac.results[0].1),
        (1, CommandOutcome::Done)
    );
    // Without a command, when it is time.
    let due = Work {
        renews: true,
        can_renew: true,
        ..work()
    };
    let mut mac = Mac::new();
    assert_eq!(
        kinds(&mac.session(&due, NOW)).last(),
        Some(&"InstallProfile")
    );
}

#[test]
fn the_name_a_certificate_was_first_shown_under_stays_its_own() {
    let mut state = enrolled();
    let other = Enrollment {
        device: "OTHER".to_owned(),
        user: None,
    };
    let refused = state.begin(&authenticate(), &began(&other, 1));
    assert_eq!(refused, Err(NotTaken::AnotherDevice));
    assert_eq!(
        state.wake_by(&other, serial(1), &token(), None),
        Err(NotTaken::AnotherDevice)
    );
    assert_eq!(
        SessionState::default().wake_by(&from(), serial(1), &token(), None),
        Err(NotTaken::NotBegun)
    );
    let phone = Authenticate {
        product: Some("iPhone14,2".to_owned()),
        ..authenticate()
    };
    assert_eq!(
        state.begin(&phone, &began(&from(), 1)),
        Err(NotTaken::AnotherPlatform)
    );
}

#[test]
fn what_is_not_known_to_be_of_the_platform_does_not_begin_and_what_has_begun_goes_on() {
    let from = from();
    let says = |product: Option<&str>| Authenticate {
        product: product.map(str::to_owned),
        ..authenticate()
    };
    for product in ["AppleTV14,1", "RealityDevice14,1", "Watch7,5", "iPhone14,2"] {
        for platform in [Platform::Macos, Platform::Ipados] {
            let mut state = SessionState::default();
            let began = Began {
                platform,
                ..began(&from, 1)
            };
            let refused = state.begin(&says(Some(product)), &began);
            assert_eq!(refused, Err(NotTaken::AnotherPlatform), "{product}");
            assert_eq!(state, SessionState::default());
        }
    }
    // Apple has it optional.
    let mut state = SessionState::default();
    assert_eq!(state.begin(&says(None), &began(&from, 1)), Ok(()));
    // Begun before what it is was known to be none, it renews.
    let unknown = says(Some("AudioAccessory5,1"));
    assert_eq!(enrolled().begin(&unknown, &began(&from, 2)), Ok(()));
}

#[test]
fn a_device_is_managed_as_its_way_to_enroll_allows_and_so_as_long_as_it_is_enrolled() {
    let from = from();
    use ManagementScope::{Account, Organisation, Personal};
    for method in EnrollmentMethod::ALL {
        let taken: Vec<_> = ManagementScope::ALL
            .into_iter()
            .filter(|scope| {
                let began = Began {
                    method,
                    scope: *scope,
                    ..began(&from, 1)
                };
                let answered = SessionState::default().begin(&authenticate(), &began);
                assert!(matches!(answered, Ok(()) | Err(NotTaken::AnotherScope)));
                answered.is_ok()
            })
            .collect();
        let allowed: &[_] = match method {
            EnrollmentMethod::AppleDevice => &[Organisation, Personal],
            EnrollmentMethod::AppleUser => &[Account],
            EnrollmentMethod::AppleAutomated => &[Organisation],
            _ => &[],
        };
        assert_eq!(taken, allowed, "{method:?}");
    }
    let as_person = Began {
        scope: Personal,
        ..began(&from, 2)
    };
    // Enrolled as the organisation's, it renews as that alone.
    let refused = enrolled().begin(&authenticate(), &as_person);
    assert_eq!(refused, Err(NotTaken::AnotherScope));
    assert_eq!(enrolled().begin(&authenticate(), &began(&from, 2)), Ok(()));
    // Not enrolled yet, it may begin again with another profile.
    let mut state = SessionState::default();
    state.begin(&authenticate(), &began(&from, 1)).unwrap();
    assert_eq!(state.begin(&authenticate(), &as_person), Ok(()));
}

#[test]
fn a_state_reads_back_as_it_is_kept_and_an_empty_one_is_small() {
    let mut mac = Mac::new();
    mac.idle(&work());
    let text = serde_json::to_string(&mac.state).unwrap();
    let read: SessionState = serde_json::from_str(&text).unwrap();
    assert_eq!(read, mac.state);
    assert_eq!(
        serde_json::from_str::<SessionState>("{}").unwrap(),
        SessionState::default()
    );
}

#[test]
fn what_a_phone_and_a_mac_tell_becomes_facts() {
    let phone = Dict::new()
        .with("OSVersion", "17.5.1")
        .with("ProductName", "iPhone14,2")
        .with("Model", "MLPF3")
        .with("IMEI", "35 328711 555222 2")
        .with("DeviceName", "Ana\u{7}'s phone");
    let told = report_of_information(&phone, Platform::Ios);
    let inventory = told.inventory.unwrap();
    assert_eq!(told.os_version.unwrap().to_string(), "17.5.1");
    assert_eq!(told.manufacturer.as_deref(), Some("Apple"));
    assert_eq!(inventory.model.as_deref(), Some("iPhone14,2"));
    assert_eq!(inventory.host_name.as_deref(), Some("Ana's phone"));
    assert_eq!(inventory.os_name.as_deref(), Some("iOS"));
    let security = Dict::new()
        .with("PasscodePresent", false)
        .with("HardwareEncryptionCaps", 3);
    let told = report_of_security(&security, Platform::Ios, true)
        .inventory
        .unwrap();
    assert_eq!(told.passcode, Some(YesNo::No));
    assert_eq!(told.disk_encryption, Some(DiskEncryption::NotEncrypted));
    let mac = Dict::new()
        .with("FDE_Enabled", true)
        .with("SystemIntegrityProtectionEnabled", true)
        .with(
            "FirewallSettings",
            Dict::new().with("FirewallEnabled", false),
        )
        .with("SecureBoot", Dict::new().with("SecureBootLevel", "full"));
    let told = report_of_security(&mac, Platform::Macos, false)
        .inventory
        .unwrap();
    assert_eq!(told.disk_encryption, Some(DiskEncryption::Encrypted));
    assert_eq!(told.firewall, Some(YesNo::No));
    assert_eq!(told.secure_boot, Some(YesNo::Yes));
    assert_eq!(told.jailbroken, Some(YesNo::No));
    assert_eq!(told.passcode, None);
    // What tells nothing is nothing.
    assert_eq!(
        report_of_security(&Dict::new(), Platform::Ios, true).inventory,
        None
    );
}

#[test]
fn a_products_name_says_its_platform() {
    for (product, platform) in [
        ("iPhone14,2", Some(Platform::Ios)),
        ("iPad13,1", Some(Platform::Ipados)),
        ("MacBookPro18,1", Some(Platform::Macos)),
        ("Mac14,2", Some(Platform::Macos)),
        ("iMac21,1", Some(Platform::Macos)),
        ("iMacPro1,1", Some(Platform::Macos)),
        ("Macmini9,1", Some(Platform::Macos)),
        ("MacPro7,1", Some(Platform::Macos)),
        ("VirtualMac2,1", Some(Platform::Macos)),
        ("VMware7,1", Some(Platform::Macos)),
        ("Parallels18,1", Some(Platform::Macos)),
        ("iPod9,1", Some(Platform::Ios)),
        ("AppleTV6,2", None),
        ("RealityDevice14,1", None),
        ("Watch7,5", None),
        ("AudioAccessory5,1", None),
        ("NotAMac1,1", None),
        ("", None),
    ] {
        assert_eq!(platform_of(product), platform, "{product}");
    }
}

/// Whether Apple lets such a device be asked for this, by its published schema of the commands (`supportedOS`, `userenrollment` and
/// `supervised` of <https://github.com/apple/device-management/tree/release/mdm/commands>). Supervised is what came by Automated
/// Device Enrollment.
fn apple_allows(request: &Request, platform: Platform, method: EnrollmentMethod) -> bool {
    let is_mac = platform == Platform::Macos;
    let is_by_account = method == EnrollmentMethod::AppleUser;
    let is_supervised = method == EnrollmentMethod::AppleAutomated;
    match request {
        Request::DeviceName(_) | Request::RestartDevice => {
            !is_by_account && (is_mac || is_supervised)
        }
        Request::DeviceLock { .. } => !(is_mac && is_by_account),
        Request::EraseDevice { .. } => !is_by_account,
        Request::ClearPasscode(_) => !is_mac && !is_by_account,
        Request::RemoveProfile(_) => true,
        other => panic!("{other:?} is no command of an administrator's"),
    }
}

#[test]
fn every_command_that_is_offered_can_be_carried_out_and_no_other() {
    use crate::apple::commands::{Means, Order, order_of};
    use crate::command::carried_out_by;
    for method in [
        EnrollmentMethod::AppleDevice,
        EnrollmentMethod::AppleUser,
        EnrollmentMethod::AppleAutomated,
    ] {
        for platform in [Platform::Ios, Platform::Ipados, Platform::Macos] {
            for kind in CommandName::ALL {
                let means = Means {
                    base: "com.example",
                    platform,
                    pin: "",
                    unlock_token: Some(b"token"),
                };
                let can = match order_of(&sent(1, kind), &means) {
                    Order::Impossible(_) => false,
                    Order::Inventory | Order::Renewal => true,
                    Order::Request(request) => apple_allows(&request, platform, method),
                };
                let offered = carried_out_by(platform, method).contains(&kind);
                assert_eq!(can, offered, "{kind} {platform} {method:?}");
            }
        }
    }
}

#[test]
fn a_push_says_nothing_but_that_there_is_something() {
    let state = enrolled();
    let push = state.push().unwrap();
    assert_eq!(push.path(), "/3/device/ab");
    assert_eq!(push.body(), r#"{"mdm":"M"}"#);
    let headers = push.headers(1_000);
    assert!(headers.contains(&("apns-push-type", "mdm".to_owned())));
    assert!(headers.contains(&("apns-topic", TOPIC.to_owned())));
    assert!(headers.contains(&("apns-expiration", "87400".to_owned())));
}

#[test]
fn every_setting_of_apples_becomes_a_payload_of_its_own_and_keeps_its_bounds() {
    use crate::apple::settings::{knows, plan};
    use crate::profile::{Effective, Item, ProfileSettings};
    let settings: ProfileSettings = serde_json::from_value(serde_json::json!({
        "password": { "minimum_length": 8 },
        "login_banner": "Hello",
        "apple": {
            "max_inactivity_minutes": 5, "password_history": 3, "passcode": true, "file_vault": true,
            "firewall": true, "camera": false,
            "wifi": { "Lab": { "passphrase": "12345678", "hidden": true } }
        }
    }))
    .unwrap();
    assert_eq!(settings.check(Platform::Macos), Ok(()));
    let items = settings.items();
    let by = |method| move |item: &Item| knows(&item.value, Platform::Macos, method);
    assert!(items.iter().all(by(EnrollmentMethod::AppleDevice)));
    let effective = Effective {
        items: items.into_iter().map(|item| (item, Vec::new())).collect(),
        ..Effective::default()
    };
    let planned = plan(&effective, None);
    let of = |key: &str| {
        let mut all = planned.iter();
        let one = all.find(|one| one.key.as_str() == key).unwrap();
        (one.kind, one.settings.clone())
    };
    assert_eq!(planned.len(), 9);
    let passcode = |name: &str, value: i64| {
        (
            "com.apple.mobiledevice.passwordpolicy",
            Dict::new().with("forcePIN", true).with(name, value),
        )
    };
    assert_eq!(of("password:minimum_length"), passcode("minLength", 8));
    assert_eq!(of("apple:password_history"), passcode("pinHistory", 3));
    assert_eq!(
        of("login_banner"),
        (
            "com.apple.loginwindow",
            Dict::new().with("LoginwindowText", "Hello")
        )
    );
    assert_eq!(
        of("apple:max_inactivity_minutes"),
        passcode("maxInactivity", 5)
    );
    assert_eq!(
        of("apple:passcode"),
        (
            "com.apple.mobiledevice.passwordpolicy",
            Dict::new().with("forcePIN", true)
        )
    );
    let (kind, vault) = of("apple:file_vault");
    assert_eq!(kind, "com.apple.MCX.FileVault2");
    assert_eq!(
        (vault.text("Enable"), vault.flag("Defer")),
        (Some("On"), Some(true))
    );
    assert_eq!(vault.flag("ShowRecoveryKey"), Some(true));
    assert_eq!(
        of("apple:firewall"),
        (
            "com.apple.security.firewall",
            Dict::new().with("EnableFirewall", true)
        )
    );
    assert_eq!(
        of("apple:camera"),
        (
            "com.apple.applicationaccess",
            Dict::new().with("allowCamera", false)
        )
    );
    assert_eq!(
        of("wifi:Lab"),
        (
            "com.apple.wifi.managed",
            Dict::new()
                .with("SSID_STR", "Lab")
                .with("HIDDEN_NETWORK", true)
                .with("AutoJoin", true)
                .with("EncryptionType", "WPA2")
                .with("Password", "12345678")
        )
    );
    // A phone locks itself sooner, and has no firewall.
    assert!(settings.check(Platform::Ios).is_err());
    assert!(settings.check(Platform::Windows).is_err());
    for (bad, field) in [
        (
            r#"{"max_inactivity_minutes":6}"#,
            "apple.max_inactivity_minutes",
        ),
        (r#"{"firewall":true}"#, "apple.firewall"),
        (r#"{"file_vault":true}"#, "apple.file_vault"),
        (r#"{"file_vault":false}"#, "apple.file_vault"),
        (r#"{"passcode":false}"#, "apple.passcode"),
        (r#"{"password_history":51}"#, "apple.password_history"),
        (
            r#"{"wifi":{"":{"passphrase":"12345678"}}}"#,
            "apple.wifi[0]",
        ),
    ] {
        let text = format!(r#"{{"apple":{bad}}}"#);
        let settings: ProfileSettings = serde_json::from_str(&text).unwrap();
        let fault = settings.check(Platform::Ios).unwrap_err();
        assert_eq!(fault.path, field);
    }
}

#[test]
fn a_macs_pin_is_known_as_it_is_sent_and_stays_the_same_however_often_that_is() {
    let commands = [sent(1, CommandName::Lock)];
    let lock = Work {
        commands: &commands,
        ..work()
    };
    let pin = |command: Option<Command>| match command.unwrap().request {
        Request::DeviceLock { pin: Some(pin) } => pin,
        other => panic!("{other:?}"),
    };
    let mut mac = Mac::new();
    let first = pin(mac.idle(&lock));
    let (id, said) = mac.state.told_with_command().unwrap();
    assert_eq!(id, commands[0].id);
    assert!(said.contains(&first), "{said}");
    // Until it is given up, and asked for again at another visit.
    for _ in 0..6 {
        if let Some(Request::DeviceLock { pin: Some(pin) }) = mac.idle(&lock).map(|it| it.request) {
            assert_eq!(pin, first);
        }
    }
    let mut other = Mac::new();
    other.count = 9;
    assert_eq!(pin(other.idle(&lock)), first);
    assert_ne!(pin_of(CommandId::from_random([2; 16]), &PINS), first);
}

#[test]
fn a_sync_that_the_device_put_off_or_would_not_do_is_not_said_to_be_done() {
    let commands = [sent(1, CommandName::Sync)];
    let with = Work {
        commands: &commands,
        ..work()
    };
    let session = |mac: &mut Mac, status: ReportStatus| {
        let mut next = mac.idle(&with);
        while let Some(command) = next {
            next = mac.turn(
                &report(status, Some(&command.uuid), Dict::new()),
                &with,
                NOW,
            );
        }
    };
    let mut mac = Mac::new();
    session(&mut mac, ReportStatus::NotNow);
    assert_eq!(mac.results, []);
    session(&mut mac, ReportStatus::Acknowledged);
    assert_eq!(mac.results[0].1, CommandOutcome::Done);
    let mut mac = Mac::new();
    session(&mut mac, ReportStatus::Error);
    assert_eq!(mac.results[0].1, CommandOutcome::Failed);
}
