//! What is known of the passcode of a device that does not tell whether it has one.

use super::*;

fn forcing() -> [Planned; 1] {
    [Planned {
        key: "apple:passcode".parse().unwrap(),
        kind: "com.apple.mobiledevice.passwordpolicy",
        settings: Dict::new().with("forcePIN", true),
        escrow_to: None,
    }]
}

/// An iPad that enrolled so far, and says this of its security.
fn ipad(scope: ManagementScope, security: Dict) -> Mac {
    let mut state = SessionState::default();
    let from = from();
    let began = Began {
        scope,
        platform: Platform::Ipados,
        method: match scope {
            ManagementScope::Account => EnrollmentMethod::AppleUser,
            _ => EnrollmentMethod::AppleDevice,
        },
        ..began(&from, 1)
    };
    let said = Authenticate {
        product: Some("iPad13,1".to_owned()),
        ..authenticate()
    };
    state.begin(&said, &began).unwrap();
    state.wake_by(&from, serial(1), &token(), None).unwrap();
    Mac {
        state,
        platform: Platform::Ipados,
        security,
        ..Mac::new()
    }
}

#[test]
fn a_mac_has_a_passcode_while_a_setting_forces_one_and_nobody_knows_after_that() {
    let plan = forcing();
    let forced = Work {
        settings: Some(&plan),
        ..work()
    };
    let mut mac = Mac::new();
    mac.session(&work(), NOW);
    assert_eq!(mac.passcodes, []);
    mac.profiles = vec![identifier(work().base, &plan[0].key)];
    mac.session(&forced, NOW);
    assert_eq!(mac.passcodes, [YesNo::Yes]);
    // Told once.
    mac.session(&forced, NOW);
    assert_eq!(mac.passcodes, [YesNo::Yes]);
    mac.session(&work(), NOW);
    assert_eq!(mac.passcodes, [YesNo::Yes, YesNo::Error]);
}

#[test]
fn an_ipad_by_an_account_has_the_passcode_that_is_forced_as_soon_as_it_says_that_what_it_has_is_compliant()
 {
    let plan = forcing();
    let forced = Work {
        settings: Some(&plan),
        platform: Platform::Ipados,
        ..work()
    };
    let free = Work {
        settings: Some(&[]),
        ..forced
    };
    let says = |is_compliant: bool| Dict::new().with("PasscodeCompliant", is_compliant);
    let mut ipad = ipad(ManagementScope::Account, says(true));
    // Where none is forced, having none is compliant.
    ipad.session(&free, NOW);
    assert_eq!(ipad.passcodes, []);
    ipad.profiles = vec![identifier(work().base, &plan[0].key)];
    ipad.security = says(false);
    // It is asked once more when one is forced, and says that it has none yet.
    let asked = kinds(&ipad.session(&forced, NOW));
    let times = asked.iter().filter(|kind| **kind == "SecurityInfo").count();
    assert_eq!(times, 2, "{asked:?}");
    assert_eq!(ipad.passcodes, [YesNo::No]);
    ipad.security = says(true);
    let asked = kinds(&ipad.session(&forced, NOW));
    assert_eq!(asked, ["DeviceInformation", "SecurityInfo"]);
    assert_eq!(ipad.passcodes, [YesNo::No, YesNo::Yes]);
    // Once it is forced no more, nobody knows.
    ipad.session(&free, NOW);
    assert_eq!(ipad.passcodes.last(), Some(&YesNo::Error));
    let told = ipad.passcodes.len();
    ipad.session(&free, NOW);
    assert_eq!(ipad.passcodes.len(), told);
}

#[test]
fn an_ipad_that_tells_whether_it_has_a_passcode_is_believed_whatever_is_forced() {
    let plan = forcing();
    let forced = Work {
        settings: Some(&plan),
        platform: Platform::Ipados,
        ..work()
    };
    let security = Dict::new()
        .with("PasscodePresent", false)
        .with("PasscodeCompliant", true);
    let mut ipad = ipad(ManagementScope::Personal, security);
    ipad.profiles = vec![identifier(work().base, &plan[0].key)];
    ipad.session(&forced, NOW);
    ipad.session(&forced, NOW);
    assert_eq!(ipad.passcodes, [YesNo::No, YesNo::No]);
}
