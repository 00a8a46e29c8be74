//! What a device of the organisation's lists.

use super::*;
use crate::api::{Installed, InstalledApp};
use crate::apple::installed::{ITEMS, apps, certificates};
use crate::apple::session::LIST_AGAIN_AFTER;
use core::time::Duration;

const QUESTIONS: [&str; 2] = ["DeviceInformation", "SecurityInfo"];
const EVERYTHING: [&str; 4] = [
    "DeviceInformation",
    "SecurityInfo",
    "InstalledApplicationList",
    "CertificateList",
];

fn listing() -> Work<'static> {
    Work {
        lists: true,
        ..work()
    }
}

fn app(name: &str, identifier: &str) -> Value {
    let app = Dict::new().with("Identifier", identifier);
    let app = app.with("ShortVersion", "1.2").with("Version", "1234");
    app.with_some("Name", (!name.is_empty()).then_some(name))
        .into()
}

fn list(name: &str, items: Vec<Value>) -> Dict {
    Dict::new().with(name, items)
}

#[test]
fn a_device_of_the_organisations_lists_what_is_on_it_once_a_week_and_a_persons_own_never() {
    let mut mac = Mac::new();
    assert_eq!(kinds(&mac.session(&work(), NOW)), QUESTIONS);
    assert_eq!(kinds(&mac.session(&listing(), NOW)), EVERYTHING);
    let almost = NOW.plus(LIST_AGAIN_AFTER - Duration::from_secs(1));
    assert_eq!(kinds(&mac.session(&listing(), almost)), QUESTIONS);
    let then = NOW.plus(LIST_AGAIN_AFTER);
    assert_eq!(kinds(&mac.session(&work(), then)), QUESTIONS);
    assert_eq!(kinds(&mac.session(&listing(), then)), EVERYTHING);
}

#[test]
fn who_wants_everything_afresh_gets_the_lists_too() {
    let commands = [sent(1, CommandName::Sync)];
    let mut mac = Mac::new();
    mac.session(&listing(), NOW);
    let afresh = Work {
        commands: &commands,
        ..listing()
    };
    assert_eq!(kinds(&mac.session(&afresh, NOW)), EVERYTHING);
    assert_eq!(mac.results.len(), 1);
}

#[test]
fn what_is_its_persons_own_by_now_is_not_asked_again_what_is_on_it() {
    let mut mac = Mac::new();
    let mut asked = mac.idle(&listing());
    while let Some(command) = asked.take_if(|it| !matches!(it.request, Request::CertificateList)) {
        let done = report(ReportStatus::Acknowledged, Some(&command.uuid), Dict::new());
        asked = mac.turn(&done, &listing(), NOW);
    }
    assert!(asked.is_some());
    assert!(!kinds(&mac.session(&work(), NOW)).contains(&"CertificateList"));
}

#[test]
fn a_device_that_will_not_list_is_not_asked_at_every_visit() {
    let mut mac = Mac::new();
    let mut next = mac.idle(&listing());
    while let Some(command) = next {
        let refused = report(ReportStatus::Error, Some(&command.uuid), Dict::new());
        next = mac.turn(&refused, &listing(), NOW);
    }
    assert_eq!(kinds(&mac.session(&listing(), NOW)), QUESTIONS);
}

#[test]
fn what_was_put_off_is_asked_at_the_next_visit() {
    let mut mac = Mac::new();
    let mut next = mac.idle(&listing());
    while let Some(command) = next {
        let not_now = report(ReportStatus::NotNow, Some(&command.uuid), Dict::new());
        next = mac.turn(&not_now, &listing(), NOW);
    }
    assert_eq!(kinds(&mac.session(&listing(), NOW)), EVERYTHING);
}

#[test]
fn a_device_that_enrolls_anew_is_asked_anew() {
    let mut mac = Mac::new();
    mac.session(&listing(), NOW);
    mac.state
        .begin(&authenticate(), &began(&from(), 1))
        .unwrap();
    mac.state
        .wake_by(&from(), serial(1), &token(), None)
        .unwrap();
    assert_eq!(kinds(&mac.session(&listing(), NOW)), EVERYTHING);
}

#[test]
fn a_phone_is_asked_for_what_is_kept_of_an_app_and_no_more() {
    let write = |items| {
        let request = Request::InstalledApplicationList(items);
        let uuid = "1".to_owned();
        Command { uuid, request }.write()
    };
    assert!(write(ITEMS).contains("<string>ShortVersion</string>"));
    assert!(!write(&[]).contains("Items"));
    assert!(!write(ITEMS).contains("ManagedAppsOnly"));
}

#[test]
fn apps_stand_by_their_names_with_the_version_that_people_read() {
    let said = list(
        "InstalledApplicationList",
        vec![
            app("pages", "com.apple.Pages"),
            app("Keynote\u{7}", "com.apple.Keynote"),
            app("", "com.example.nameless"),
            Dict::new().with("Version", "3").into(),
            Value::from("no app"),
        ],
    );
    let listed = apps(&said, NOW).unwrap().apps.unwrap();
    assert_eq!((listed.count, listed.listed_at), (3, NOW));
    let names: Vec<_> = listed.apps.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(names, ["com.example.nameless", "Keynote", "pages"]);
    assert_eq!(
        listed.apps[2],
        InstalledApp {
            name: "pages".to_owned(),
            identifier: Some("com.apple.Pages".to_owned()),
            version: Some("1.2".to_owned()),
        }
    );
    assert_eq!(apps(&Dict::new(), NOW), None);
}

#[test]
fn of_more_apps_than_are_kept_the_number_is_known() {
    let many = (0..1_500).map(|number| app(&format!("App {number:04}"), "com.example.app"));
    let said = list("InstalledApplicationList", many.collect());
    let listed = apps(&said, NOW).unwrap().apps.unwrap();
    assert_eq!((listed.count, listed.apps.len()), (1_500, 1_000));
}

#[test]
fn certificates_are_told_by_name_issuer_and_end_and_what_is_none_by_what_the_device_calls_it() {
    let issuing = include_bytes!("../../../tests/fixtures/ca/issuing_p256.der");
    let one = |name: &str, octets: &[u8]| {
        let one = Dict::new().with("CommonName", name);
        Value::from(one.with("Data", octets).with("IsIdentity", true))
    };
    let said = list(
        "CertificateList",
        vec![
            one("Broken", b"no certificate"),
            one("A name of its own", issuing),
        ],
    );
    let Installed { certificates, .. } = certificates(&said, NOW).unwrap();
    let listed = certificates.unwrap();
    assert_eq!(listed.count, 2);
    let own = &listed.certificates[0];
    assert_eq!(own.name, "A name of its own");
    assert_eq!(own.issuer.as_deref(), Some("Muster test root"));
    assert!(own.not_after.is_some() && own.is_identity);
    let broken = &listed.certificates[1];
    assert_eq!((broken.name.as_str(), broken.not_after), ("Broken", None));
}
