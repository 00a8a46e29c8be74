//! Every component in every state, for development: to be looked at in both themes, both languages and any width.

use leptos::prelude::*;
use muster_shared::api::{DeviceStatus, DeviceView};
use muster_shared::compliance::ComplianceState;
use muster_shared::ids::DeviceId;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::time::Timestamp;

use crate::branding::{Branding, Presence, Said};
use crate::browser;
use crate::client::Failure;
use crate::components::{
    BackLink, BlankTiles, Button, ButtonKind, CheckLine, Chip, Choice, Command, Consequence,
    Contact, DeviceTile, Dialog, Field, GlyphSize, Icon, IconName, Log, LogEntry, More, Notice,
    Pick, PickItem, PlatformGlyph, ProblemNotice, Qr, Segmented, Slots, StatusOf, Step, StepState,
    Steps, Tone, VerdictCard,
};
use crate::route::Route;

const STATUSES: [DeviceStatus; 5] = [
    DeviceStatus::Pending,
    DeviceStatus::Expired,
    DeviceStatus::Enrolled,
    DeviceStatus::WaitingForFirstCheckIn,
    DeviceStatus::Retired,
];
const TONES: [Tone; 4] = [Tone::Info, Tone::Ok, Tone::Warn, Tone::Stop];
const KINDS: [ButtonKind; 5] = [
    ButtonKind::Primary,
    ButtonKind::Plain,
    ButtonKind::Quiet,
    ButtonKind::Danger,
    ButtonKind::Stop,
];

fn device(number: u8, status: DeviceStatus, platform: Platform) -> DeviceView {
    DeviceView {
        id: DeviceId::from_random([number; 16]),
        name: format!("Device number {number}"),
        platform,
        method: EnrollmentMethod::Agent,
        ownership: Ownership::Corporate,
        category: None,
        status,
        enrolled_at: browser::now(),
        last_check_in: (status != DeviceStatus::WaitingForFirstCheckIn).then(browser::now),
        os_name: (platform == Platform::Linux).then(|| "Ubuntu 24.04.3 LTS".to_owned()),
        os_version: "24.04".parse().ok(),
        certificate_serial: None,
        certificate_expires_at: None,
        pending_until: Some(browser::now()),
        compliance: ComplianceState::Unknown,
        grace_until: None,
        compliant_until: None,
        same_machine_as: None,
        hidden_since: None,
        open_commands: u16::from(number),
    }
}

#[component]
fn Part(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="section gallery__part">
            <h2 class="section__title">{name}</h2>
            {children()}
        </section>
    }
}

/// Every component.
#[component]
pub fn GalleryPage() -> impl IntoView {
    Presence::provide(Branding::of(&[
        (Said::ContactName, "Service Desk"),
        (Said::ContactPhone, "+49 30 12"),
        (Said::ContactEmail, "it@help.example"),
    ]));
    let chosen = RwSignal::new(0_u8);
    let picked = RwSignal::new(Some(0_u8));
    let open = RwSignal::new(false);
    let typed = RwSignal::new("Typed".to_owned());
    let empty = RwSignal::new(String::new());
    let at = |minutes: u64| {
        Timestamp::from_unix_seconds(1_795_450_441_u64.saturating_add(minutes.saturating_mul(60)))
    };
    view! {
        <BackLink to=Route::Devices words="Back"/>
        <h1 tabindex="-1">"Components"</h1>
        <Part name="Icon and glyph">
            <div class="row">{IconName::ALL.into_iter().map(|name| view! { <Icon name/> }).collect_view()}</div>
            <div class="row">
                {Platform::ALL.into_iter().map(|platform| view! { <PlatformGlyph platform/> }).collect_view()}
                <PlatformGlyph platform=Platform::Linux size=GlyphSize::Small/>
                <PlatformGlyph platform=Platform::Linux size=GlyphSize::Large/>
            </div>
        </Part>
        <Part name="Button">
            <div class="row">
                {KINDS.into_iter().map(|kind| view! { <Button kind icon=IconName::Plus>"Press"</Button> }).collect_view()}
                <Button busy=Signal::stored(true)>"Busy"</Button>
            </div>
        </Part>
        <Part name="Status and chip">
            <div class="row">
                {STATUSES.into_iter().map(|status| view! { <StatusOf status/> }).collect_view()}
                <Chip words="Company"/>
            </div>
        </Part>
        <Part name="Notice">
            <div class="stack">
                {TONES
                    .into_iter()
                    .map(|tone| view! { <Notice tone title="One sentence."><p>"What follows from it."</p></Notice> })
                    .collect_view()}
            </div>
        </Part>
        <Part name="Verdict card">
            <div class="tiles tiles--wide">
                {TONES
                    .into_iter()
                    .zip(["verdict-1", "verdict-2", "verdict-3", "verdict-4"])
                    .map(|(tone, id)| view! {
                        <VerdictCard id tone title="The answer comes first" text="And what follows from it.">
                            <ul class="checks">
                                <CheckLine holds=true words="It holds" detail="What was asked for"/>
                                <CheckLine holds=false words="Still to be learnt" detail="What will be asked for"/>
                            </ul>
                        </VerdictCard>
                    })
                    .collect_view()}
            </div>
        </Part>
        <Part name="Problem">
            <ProblemNotice failure=Failure::Unreachable { maybe_done: true } quiet=true>
                <Button>"Try again"</Button>
            </ProblemNotice>
        </Part>
        <Part name="Device tile">
            <ul class="tiles">
                {STATUSES
                    .into_iter()
                    .zip(Platform::ALL)
                    .zip(1_u8..)
                    .map(|((status, platform), number)| {
                        view! { <DeviceTile device=device(number, status, platform) to=Route::Devices this={number == 3}/> }
                    })
                    .collect_view()}
            </ul>
            <BlankTiles number=2/>
        </Part>
        <Part name="Slots">
            <Slots used=Signal::stored(2_u32) limit=Signal::stored(5_u32) next=Signal::stored(true) words="2 of 5"/>
        </Part>
        <Part name="Choice">
            <div class="tiles">
                <Choice name="choice" value_name="a" value=0_u8 chosen label="One answer" icon=IconName::Key>
                    <Consequence icon=IconName::Eye of="IT sees" words="What it sees"/>
                    <Consequence icon=IconName::Ok of="Nothing is erased" words="All stays" good=true/>
                </Choice>
                <Choice name="choice" value_name="b" value=1_u8 chosen label="Another answer"/>
            </div>
            <Segmented
                name="segmented"
                legend="A switch"
                choices=vec![(0_u8, "One".into(), None), (1, "Two".into(), None)]
                chosen
            />
        </Part>
        <Part name="Field">
            <Field id="gallery-a" label="Label" hint="One line of help" autocomplete="off" value=typed/>
            <Field
                id="gallery-b"
                label="With an error"
                autocomplete="off"
                error_id=Signal::stored(Some("gallery-error"))
                value=empty
            />
            <p class="field__error" id="gallery-error">"What is wrong, and how to set it right."</p>
        </Part>
        <Part name="Pick">
            <Pick
                name="pick"
                legend="Which one?"
                items=vec![
                    PickItem {
                        value: 0,
                        platform: Platform::Ipados,
                        name: "Old iPad".to_owned(),
                        detail: "iPadOS 18, personal".into(),
                        seen: "Last seen 71 days ago".into(),
                    },
                    PickItem {
                        value: 1,
                        platform: Platform::Linux,
                        name: "Build box".to_owned(),
                        detail: "Linux, company".into(),
                        seen: "Last seen yesterday".into(),
                    },
                ]
                picked
            />
        </Part>
        <Part name="Command and fold">
            <Qr text="https://muster.example".to_owned() label="QR code" instead="No picture"/>
            <Command id="gallery-command" text="curl -fsS https://muster.example/agent/linux.sh | sudo sh" label="Command" copy="Copy"/>
            <div class="folds">
                <More summary="What it does">
                    <p>"It does this."</p>
                </More>
                <More summary="And then">
                    <p>"That."</p>
                </More>
            </div>
        </Part>
        <Part name="Steps and log">
            <Steps steps=vec![
                Step { name: "Done".into(), text: "As it should".into(), state: StepState::Done(Some(at(0))) },
                Step { name: "Under way".into(), text: "Any moment".into(), state: StepState::Now },
                Step { name: "To come".into(), text: "Later".into(), state: StepState::Next },
            ]/>
            <Log entries=vec![
                LogEntry { at: at(5), words: "Checked in".into() },
                LogEntry { at: at(0), words: "Certificate issued".into() },
            ]/>
        </Part>
        <Part name="Contact">
            <Contact/>
        </Part>
        <Part name="Dialog">
            <Button kind=ButtonKind::Danger on_press=Callback::new(move |()| open.set(true))>"Remove"</Button>
            <Dialog id="gallery-dialog" title="Remove it?" open>
                <ul class="bullets">
                    <li>"What follows."</li>
                </ul>
                <div class="row">
                    <Button kind=ButtonKind::Stop on_press=Callback::new(move |()| open.set(false))>"Remove it"</Button>
                    <Button on_press=Callback::new(move |()| open.set(false))>"Keep it"</Button>
                </div>
            </Dialog>
        </Part>
    }
}
