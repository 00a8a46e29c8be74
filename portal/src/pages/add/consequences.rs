//! What follows from who owns the device: what IT then sees and can do, made from the rules that the edge holds both to, and
//! from what the way it is added by can carry out.

use leptos::prelude::*;
use muster_shared::command::{CommandName, carried_out_by};
use muster_shared::identifier::IdentifierKind;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform, Proof};

use super::Draft;
use crate::answer::Answer;
use crate::client::{self, Failure};
use crate::components::{Consequence, IconName};
use crate::once::{Known, once};
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::AddText;

/// How many of the names of what scripts look for are told here; the others are counted.
const NAMES_TOLD: usize = 3;

/// A fact, what it tells, and of whose devices it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptFact {
    name: String,
    class: String,
    personal: bool,
    corporate: bool,
}

/// What is kept of devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Kept {
    facts: Vec<KeptFact>,
    scripts: Vec<String>,
}

/// The API's names of what is read, in the order of [`Kept::read`].
const NAMES: [&str; 6] = [
    "facts",
    "name",
    "class",
    "personal",
    "corporate",
    "scripts_look_for",
];

impl Kept {
    fn read(json: &str) -> Option<Self> {
        let [facts, name, class, personal, corporate, scripts] = NAMES;
        let answer = Answer::read(json)?;
        let facts = answer.each(facts).into_iter().map(|fact| KeptFact {
            name: fact.text(name),
            class: fact.text(class),
            personal: fact.is(personal),
            corporate: fact.is(corporate),
        });
        Some(Self {
            facts: facts.collect(),
            scripts: answer.texts(scripts),
        })
    }

    /// Asks the edge.
    pub(super) fn ask(session: Session) -> Known<Self> {
        let ask = || async {
            let json = client::kept().await?;
            Self::read(&json).ok_or(Failure::Unreadable { status: 200 })
        };
        once(session, ask).0
    }

    /// What an organisation keeps that has said nothing else: about as many words as the answer will have.
    fn usual() -> Self {
        let fact = |class: &str| KeptFact {
            name: class.to_owned(),
            class: class.to_owned(),
            personal: class != "serial_number",
            corporate: true,
        };
        Self {
            facts: [
                "system",
                "security",
                "hardware",
                "host_name",
                "serial_number",
            ]
            .map(fact)
            .to_vec(),
            scripts: Vec::new(),
        }
    }

    fn has(&self, what: &str, ownership: Ownership) -> bool {
        self.facts.iter().any(|fact| {
            let kept = match ownership {
                Ownership::Personal => fact.personal,
                Ownership::Corporate => fact.corporate,
            };
            kept && (fact.name == what || fact.class == what)
        })
    }
}

/// Whose device, what runs on it, and how it is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Case {
    platform: Platform,
    ownership: Ownership,
    method: EnrollmentMethod,
}

impl Case {
    /// Whether something stays on it that talks to the edge. What enrolled by a bare certificate client tells nothing and is
    /// told nothing.
    const fn is_managed(self) -> bool {
        matches!(self.method.proof(), Proof::FirstCheckIn)
    }

    fn sees(self, kept: &Kept, text: &AddText) -> String {
        if !self.is_managed() {
            return text.sees_nothing.to_owned();
        }
        let has = |what| kept.has(what, self.ownership);
        let mut words = Vec::new();
        for (what, of_it) in [
            ("system", text.sees_system),
            ("security", text.sees_security),
            ("hardware", text.sees_hardware),
            ("host_name", text.sees_name),
            ("serial_number", text.sees_serial),
        ] {
            if has(what) {
                words.push(of_it);
            }
        }
        if has("imei") && IdentifierKind::Imei.is_for(self.platform) {
            words.push(text.sees_imei);
        }
        if self.ownership == Ownership::Corporate && self.method.lists_installed() {
            words.push(text.sees_apps);
        }
        words.push(text.sees_contact);
        let mut words = words.join(", ");
        if self.is_looked_into(kept) {
            let mut names: Vec<_> = kept.scripts.iter().take(NAMES_TOLD).cloned().collect();
            let more = kept.scripts.len().saturating_sub(NAMES_TOLD);
            if more > 0 {
                names.push(format!("+{more}"));
            }
            words = format!("{words}, {}", (text.sees_scripts)(&names.join(", ")));
        }
        words
    }

    /// Whether scripts of the organisation look into it. They can look for anything, so that nothing is promised beside them.
    fn is_looked_into(self, kept: &Kept) -> bool {
        self.is_managed() && self.ownership == Ownership::Corporate && !kept.scripts.is_empty()
    }

    fn can(self, text: &AddText) -> String {
        let mut words = vec![text.can_end];
        for command in carried_out_by(self.platform, self.method) {
            let it = match command {
                CommandName::Lock => text.can_lock,
                CommandName::Retire => text.can_retire,
                CommandName::RenameHost => text.can_rename,
                CommandName::Wipe => text.can_wipe,
                CommandName::Custom => text.can_custom,
                // They neither change it nor tell more of it; the page about privacy has them all.
                CommandName::Sync
                | CommandName::RenewCertificate
                | CommandName::Reboot
                | CommandName::ClearPasscode => continue,
            };
            if command.requires().is_met_by(self.ownership) {
                words.push(it);
            }
        }
        if !self.is_managed() {
            return format!("{}. {}", text.can_end, text.can_nothing);
        }
        words.extend(self.settings(text));
        words.join(", ")
    }

    /// What profiles set on it.
    fn settings(self, text: &AddText) -> Vec<&'static str> {
        let is_apple = matches!(
            self.method,
            EnrollmentMethod::AppleDevice | EnrollmentMethod::AppleUser
        );
        match (self.method, self.platform) {
            (EnrollmentMethod::WindowsMdm, _) => vec![text.can_set, text.can_set_encryption],
            // By an account a Mac takes less, of which this says the most.
            (EnrollmentMethod::AppleDevice, Platform::Macos) => match self.ownership {
                Ownership::Corporate => vec![text.can_set, text.can_set_encryption],
                Ownership::Personal => vec![text.can_set, text.can_set_mac],
            },
            _ if is_apple => vec![text.can_set_phone],
            _ if self.ownership == Ownership::Corporate => {
                vec![text.can_set, text.can_set_company]
            }
            _ => vec![text.can_set],
        }
    }

    const fn leaving(self, text: &AddText) -> &'static str {
        match self.ownership {
            Ownership::Corporate => text.leave_corporate,
            Ownership::Personal if self.is_managed() => text.leave_personal_set,
            Ownership::Personal => text.leave_personal,
        }
    }
}

/// What follows from this ownership.
#[component]
pub(super) fn Consequences(
    ownership: Ownership,
    draft: Draft,
    /// What is kept of devices.
    kept: Known<Kept>,
) -> impl IntoView {
    let text = use_text();
    let case = Memo::new(move |_| Case {
        platform: draft.platform.get(),
        ownership,
        method: draft.way(ownership),
    });
    let sees = move || {
        let text = &text().add;
        kept.with(|kept| match (kept, case.get()) {
            (Some(Ok(kept)), case) => case.sees(kept, text),
            (_, case) if !case.is_managed() => text.sees_nothing.to_owned(),
            (Some(Err(_)), _) => text.sees_unknown.to_owned(),
            (None, case) => case.sees(&Kept::usual(), text),
        })
    };
    let looked_into =
        move || kept.with(|kept| matches!(kept, Some(Ok(kept)) if case.get().is_looked_into(kept)));
    let erases = Memo::new(move |_| case.get().method.erases());
    view! {
        <Consequence
            icon=IconName::Eye
            of=say(|text| text.add.it_sees)
            words=sees
            awaited=Signal::derive(move || kept.with(Option::is_none) && case.get().is_managed())
        />
        {move || (!looked_into()).then(|| view! {
            <Consequence
                icon=IconName::EyeOff
                of=say(|text| text.add.it_never_sees)
                words=say(|text| text.add.never_sees)
            />
        })}
        <Consequence
            icon=IconName::Tool
            of=say(|text| text.add.it_can)
            words=move || case.get().can(&text().add)
        />
        <Consequence
            icon=IconName::Exit
            of=say(|text| text.add.when_you_leave)
            words=move || case.get().leaving(&text().add)
        />
        {move || if erases.get() {
            view! {
                <Consequence
                    icon=IconName::Warn
                    of=say(|text| text.add.erased)
                    words=say(|text| text.add.erased_text)
                />
            }
        } else {
            view! {
                <Consequence
                    icon=IconName::Ok
                    of=say(|text| text.add.nothing_erased)
                    words=say(|text| text.add.nothing_erased_text)
                    good=true
                />
            }
        }.into_any()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::api::{DeviceFactName, PrivacyFacts};
    use muster_shared::device::KeptFacts;
    use muster_shared::device::rights::{Keep, Requires};
    use muster_shared::profile::ItemValue;

    const ENGLISH: &AddText = &Text::of(Language::English).add;

    /// As the browser reads the edge's answer.
    fn kept(keep: &KeptFacts, scripts: &[&str]) -> Kept {
        let mut answer = PrivacyFacts::of(keep, &[]);
        answer.scripts_look_for = scripts.iter().map(|&name| name.to_owned()).collect();
        let answer = serde_json::to_value(answer).unwrap();
        let [facts, name, class, personal, corporate, scripts] = NAMES;
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        Kept {
            facts: answer[facts]
                .as_array()
                .unwrap()
                .iter()
                .map(|fact| KeptFact {
                    name: text(&fact[name]),
                    class: text(&fact[class]),
                    personal: fact[personal].as_bool().unwrap(),
                    corporate: fact[corporate].as_bool().unwrap(),
                })
                .collect(),
            scripts: answer[scripts]
                .as_array()
                .map(|all| all.iter().map(text).collect())
                .unwrap_or_default(),
        }
    }

    fn case(ownership: Ownership, method: EnrollmentMethod) -> Case {
        let platform = Platform::ALL
            .into_iter()
            .rev()
            .find(|platform| method.is_offered_on(*platform))
            .unwrap();
        Case {
            platform,
            ownership,
            method,
        }
    }

    #[test]
    fn every_fact_that_is_kept_is_told_by_itself_or_by_what_it_tells() {
        let everything = kept(&KeptFacts::default(), &[]);
        for fact in &everything.facts {
            let told = [
                "system",
                "security",
                "hardware",
                "host_name",
                "serial_number",
                "imei",
            ];
            assert!(
                told.contains(&fact.name.as_str()) || told.contains(&fact.class.as_str()),
                "{fact:?}"
            );
        }
    }

    #[test]
    fn what_is_kept_of_company_devices_alone_stands_there_alone() {
        let keep = KeptFacts::new(
            [(DeviceFactName::SerialNumber, Keep::CorporateOnly)]
                .into_iter()
                .collect(),
        );
        let kept = kept(&keep, &["bitlocker", "usb", "proxy", "vpn"]);
        let sees = |ownership| case(ownership, EnrollmentMethod::Agent).sees(&kept, ENGLISH);
        let (own, company) = (sees(Ownership::Personal), sees(Ownership::Corporate));
        assert!(!own.contains("serial number") && company.contains("serial number"));
        assert!(!own.contains("scripts"));
        assert!(company.ends_with("look for: bitlocker, usb, proxy, +1"));
        // No Linux machine has an IMEI; of a phone it is kept when it is the organisation's.
        assert!(!company.contains("IMEI"));
        let phone = |ownership| {
            let phone = Case {
                platform: Platform::Android,
                ownership,
                method: EnrollmentMethod::AndroidWorkProfile,
            };
            phone.sees(&kept, ENGLISH).contains("IMEI")
        };
        assert!(phone(Ownership::Corporate) && !phone(Ownership::Personal));
    }

    #[test]
    fn a_bare_certificate_client_tells_nothing_and_nothing_is_done_to_its_device() {
        let kept = kept(&KeptFacts::default(), &["usb"]);
        for ownership in [Ownership::Personal, Ownership::Corporate] {
            let case = case(ownership, EnrollmentMethod::Est);
            assert_eq!(case.sees(&kept, ENGLISH), ENGLISH.sees_nothing);
            assert!(case.can(ENGLISH).ends_with(ENGLISH.can_nothing));
            assert!(!case.is_looked_into(&kept));
        }
    }

    #[test]
    fn what_can_be_done_is_what_the_way_carries_out_and_the_ownership_allows() {
        for method in EnrollmentMethod::ALL {
            for platform in Platform::ALL {
                for ownership in [Ownership::Personal, Ownership::Corporate] {
                    let case = Case {
                        platform,
                        ownership,
                        method,
                    };
                    let can = case.can(ENGLISH);
                    for (command, words) in [
                        (CommandName::Wipe, ENGLISH.can_wipe),
                        (CommandName::RenameHost, ENGLISH.can_rename),
                        (CommandName::Lock, ENGLISH.can_lock),
                        (CommandName::Retire, ENGLISH.can_retire),
                        (CommandName::Custom, ENGLISH.can_custom),
                    ] {
                        let may = carried_out_by(platform, method).contains(&command)
                            && command.requires().is_met_by(ownership);
                        assert_eq!(can.contains(words), may, "{case:?}: {can}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_apple_forbids_on_a_device_is_not_threatened_before_it_is_added() {
        let can = |platform, method, ownership| {
            let case = Case {
                platform,
                ownership,
                method,
            };
            case.can(ENGLISH)
        };
        use EnrollmentMethod::{AppleDevice, AppleUser};
        use Ownership::{Corporate, Personal};
        assert!(!can(Platform::Macos, AppleUser, Personal).contains(ENGLISH.can_lock));
        assert!(can(Platform::Ipados, AppleUser, Personal).contains(ENGLISH.can_lock));
        assert!(!can(Platform::Ios, AppleDevice, Corporate).contains(ENGLISH.can_rename));
        assert!(can(Platform::Macos, AppleDevice, Corporate).contains(ENGLISH.can_rename));
    }

    #[test]
    fn what_only_linux_machines_have_set_is_said_of_no_other() {
        for method in [
            EnrollmentMethod::AppleDevice,
            EnrollmentMethod::AppleUser,
            EnrollmentMethod::WindowsMdm,
        ] {
            for platform in Platform::ALL {
                let can = Case {
                    platform,
                    ownership: Ownership::Corporate,
                    method,
                }
                .can(ENGLISH);
                assert!(!can.contains(ENGLISH.can_set_company), "{can}");
                assert!(can.contains("Wi-Fi"), "{can}");
            }
        }
    }

    #[test]
    fn encryption_is_said_of_a_mac_where_it_is_the_organisations() {
        for (ownership, method, is_said) in [
            (Ownership::Corporate, EnrollmentMethod::AppleDevice, true),
            (Ownership::Personal, EnrollmentMethod::AppleDevice, false),
            (Ownership::Personal, EnrollmentMethod::AppleUser, false),
        ] {
            let can = Case {
                platform: Platform::Macos,
                ownership,
                method,
            }
            .can(ENGLISH);
            assert_eq!(can.contains(ENGLISH.can_set_encryption), is_said, "{can}");
        }
    }

    #[test]
    fn what_is_set_on_anybodys_device_is_what_profiles_may_set_there() {
        let banner = ItemValue::LoginBanner(String::new());
        let password = ItemValue::Password {
            rule: "minimum_length",
            value: 8,
        };
        assert_eq!(
            [banner.requires(), password.requires()],
            [Requires::Nothing; 2]
        );
        let sysctl = ItemValue::Sysctl {
            name: String::new(),
            value: String::new(),
        };
        assert_eq!(sysctl.requires(), Requires::Company);
        let can = |ownership| case(ownership, EnrollmentMethod::Agent).can(ENGLISH);
        assert!(!can(Ownership::Personal).contains(ENGLISH.can_set_company));
        assert!(can(Ownership::Corporate).contains(ENGLISH.can_set_company));
    }
}
