//! What opens a Mac's disk, on its way here.

use super::*;
use crate::apple::settings::plan;
use crate::platform::Ownership;
use crate::profile::{ConfigurationProfile, effective};
use crate::protocol::plist;

fn file_vault(escrow_to: Option<&[u8]>) -> Planned {
    let profile = serde_json::json!({ "id": "macs", "name": "Macs", "platform": "macos",
        "settings": { "apple": { "file_vault": true } } });
    let profile: ConfigurationProfile = serde_json::from_value(profile).unwrap();
    let effective = effective([&profile], [], Ownership::Corporate);
    let mut planned = plan(&effective, escrow_to);
    assert_eq!(planned.len(), 1);
    planned.remove(0)
}

fn parts(planned: &Planned) -> Vec<Dict> {
    let profile = planned.profile("com.example.muster", "Example");
    let profile = plist::read(profile.as_bytes()).unwrap();
    profile.dicts("PayloadContent").cloned().collect()
}

#[test]
fn with_filevault_goes_the_certificate_to_which_its_key_is_encrypted() {
    let planned = file_vault(Some(b"certificate"));
    let parts = parts(&planned);
    let of = |kind: &str| {
        let mut all = parts.iter();
        all.find(|part| part.text("PayloadType") == Some(kind))
            .unwrap()
    };
    let recipient = of("com.apple.security.pkcs1");
    assert_eq!(recipient.data("PayloadContent"), Some(&b"certificate"[..]));
    let escrow = of("com.apple.security.FDERecoveryKeyEscrow");
    assert_eq!(
        escrow.text("EncryptCertPayloadUUID"),
        recipient.text("PayloadUUID")
    );
    assert_eq!(escrow.text("Location"), Some("Example"));
    assert_eq!(of("com.apple.MCX.FileVault2").text("Enable"), Some("On"));
    let mut uuids: Vec<_> = parts.iter().map(|part| part.text("PayloadUUID")).collect();
    uuids.sort_unstable();
    uuids.dedup();
    assert_eq!(uuids.len(), 3);
}

#[test]
fn another_certificate_is_another_setting_and_without_one_there_is_nothing_beside() {
    let with = file_vault(Some(b"certificate"));
    let other = file_vault(Some(b"another"));
    let without = file_vault(None);
    assert_ne!(with.digest(), other.digest());
    assert_ne!(with.digest(), without.digest());
    assert_eq!(parts(&without).len(), 1);
}

/// What is handed over in a session in which the Mac tells this.
fn handed_over(mac: &mut Mac, envelope: &[u8], is_done_with: bool) -> Option<Vec<u8>> {
    let mut next = mac.idle(&work());
    let mut found = None;
    while let Some(command) = next {
        let mut body = Dict::new();
        if command.request == Request::SecurityInfo {
            let told = Dict::new().with("FDE_PersonalRecoveryKeyCMS", envelope);
            body = Dict::new().with("SecurityInfo", told);
        }
        let said = report(ReportStatus::Acknowledged, Some(&command.uuid), body);
        mac.count += 1;
        let mut received = receive(mac.state.clone(), &said, Platform::Macos, NOW);
        if let Some(envelope) = received.learnt.recovery_key.take() {
            if is_done_with {
                received.is_done_with(&envelope);
            }
            found = Some(envelope);
        }
        let work = Work {
            random: [mac.count; 16],
            ..work()
        };
        let (state, asked) = answer(received, &work, NOW);
        mac.state = state;
        next = asked.map(sent_as);
    }
    found
}

#[test]
fn an_envelope_is_handed_over_until_it_is_done_with_and_another_is_again() {
    let mut mac = Mac::new();
    let one = Some(b"one".to_vec());
    assert_eq!(handed_over(&mut mac, b"one", false), one);
    assert_eq!(handed_over(&mut mac, b"one", true), one);
    assert_eq!(handed_over(&mut mac, b"one", true), None);
    assert_eq!(
        handed_over(&mut mac, b"another", true),
        Some(b"another".to_vec())
    );
    assert_eq!(handed_over(&mut mac, &[0; 5_000], true), None);
    mac.state.forget_escrow();
    assert_eq!(
        handed_over(&mut mac, b"another", true),
        Some(b"another".to_vec())
    );
}
