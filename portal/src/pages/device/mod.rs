//! P8, one device: where it stands, what is known of it and since when, what has happened, and what its person can do.

mod about;
mod actions;
mod check;
mod course;
mod orders;
mod remedy;
mod rules;
mod set_on;
mod tasks;

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceStatus, DeviceView};
use muster_shared::command::carried_out_by;
use muster_shared::ids::DeviceId;
use muster_shared::platform::Ownership;
use muster_shared::time::Timestamp;

use crate::announcer::Announcer;
use crate::app::PageName;
use crate::client::{self, Asked, Failure};
use crate::clock::use_now;
use crate::components::{
    BackLink, Button, ButtonKind, GlyphSize, Notice, PlatformGlyph, ProblemNotice, ProblemWords,
    Tone, VerdictCard, is_barred, is_on_its_way, system_words,
};
use crate::latest::{Latest, keep_asking};
use crate::locale::Locale;
use crate::navigation::Link;
use crate::preferences::{Preferences, say, use_locale, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::{DeviceText, Text};
use about::{About, Facts, History};
use actions::Actions;
use check::CheckAgain;
use rules::Rules;
use set_on::SetOnIt;
use tasks::Tasks;

/// What is known, for the parts of the page.
#[derive(Clone, Copy)]
struct Known {
    id: DeviceId,
    latest: Latest<DeviceDetail>,
    /// What is asked of it, the newest first.
    asked: Latest<Vec<Asked>>,
    /// The edge has said that a person who adds devices for others does nothing with them.
    is_managers: RwSignal<bool>,
    session: Session,
    announcer: Option<Announcer>,
    preferences: Option<Preferences>,
}

impl Known {
    /// Asks, and asks again.
    fn load(self) {
        leptos::task::spawn_local(async move {
            let answer = self.session.heed(client::device(self.id).await);
            let is_heard = answer.as_ref().is_ok_and(hears);
            self.latest.take(answer);
            if is_heard {
                self.ask_commands().await;
            }
        });
    }

    /// Asks what is asked of it.
    async fn ask_commands(self) {
        let answer = self.session.heed(client::commands(self.id).await);
        self.asked.take(answer);
    }

    fn with<T>(self, read: impl FnOnce(&DeviceDetail) -> T) -> Option<T> {
        self.latest.known(read)
    }

    /// Whether something will change by itself.
    fn is_on_its_way(self) -> bool {
        let is_open = |asked: &Vec<Asked>| asked.iter().any(|one| one.state.is_open());
        self.with(|detail| is_on_its_way(detail.device.status)) == Some(true)
            || self.asked.known(is_open) == Some(true)
    }

    /// Notices what a refusal says of who is signed in.
    fn note(self, failure: &Failure) {
        if let Failure::Refused(problem) = failure
            && problem.code == "enrollment-managers-devices"
        {
            self.is_managers.try_set(true);
            self.tell(|text| text.asked.manager);
        }
    }

    /// Tells a screen reader.
    fn tell(self, words: fn(&'static Text) -> &'static str) {
        if let (Some(announcer), Some(preferences)) = (self.announcer, self.preferences) {
            announcer.say(words(Text::of(preferences.language.get_untracked())));
        }
    }
}

/// Whether a device can be asked for anything, and reads what is set.
fn hears(detail: &DeviceDetail) -> bool {
    let device = &detail.device;
    device.status != DeviceStatus::Retired && !carried_out_by(device.method).is_empty()
}

/// The answer at the top of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    tone: Tone,
    title: String,
    text: String,
}

/// What a status means for the person, and what follows.
fn standing(detail: &DeviceDetail, text: &DeviceText, locale: &Locale, now: Timestamp) -> Standing {
    let device = &detail.device;
    let say = |tone, title: &str, text: &str| Standing {
        tone,
        title: title.to_owned(),
        text: text.to_owned(),
    };
    match device.status {
        _ if is_barred(device, now) => say(Tone::Stop, text.barred, text.barred_text),
        DeviceStatus::Enrolled if device.grace_until.is_some() => {
            let title = (text.grace)(&locale.moment(device.grace_until.unwrap_or(now)));
            say(Tone::Warn, &title, text.grace_text)
        }
        DeviceStatus::Enrolled => say(Tone::Ok, text.can_access, text.can_access_text),
        DeviceStatus::WaitingForFirstCheckIn => say(Tone::Info, text.waiting, text.waiting_text),
        DeviceStatus::Pending => {
            let until = device.pending_until.unwrap_or(device.enrolled_at);
            let title = (text.pending)(&locale.moment(until));
            say(Tone::Warn, &title, text.pending_text)
        }
        DeviceStatus::Expired => say(Tone::Stop, text.expired, text.expired_text),
        DeviceStatus::Retired => match &detail.refused {
            Some(refusal) => {
                let why = ProblemWords::of_refusal(refusal, locale.language());
                say(
                    Tone::Stop,
                    text.removed,
                    &format!("{} {}", why.cause, why.fix),
                )
            }
            None => say(Tone::Info, text.removed, text.removed_text),
        },
    }
}

fn what_it_is(device: &DeviceView, text: &Text) -> String {
    let system = system_words(device);
    match device.ownership {
        Ownership::Personal => (text.device.personal)(&system),
        Ownership::Corporate => (text.device.corporate)(&system),
    }
}

/// One device.
#[component]
pub fn DevicePage(
    /// Which.
    id: DeviceId,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let page_name = expect_context::<PageName>();
    let known = Known {
        id,
        latest: Latest::unknown(),
        asked: Latest::unknown(),
        is_managers: RwSignal::new(false),
        session,
        announcer: use_context(),
        preferences: use_context(),
    };
    known.load();
    let name = Memo::new(move |_| known.with(|detail| detail.device.name.clone()));
    page_name.0.set(None);
    Effect::new(move |_| page_name.0.set(name.get()));
    keep_asking(move || known.is_on_its_way(), move || known.load());
    let failure = Memo::new(move |_| {
        known
            .latest
            .with(|answer| answer.and_then(|answer| answer.as_ref().err().cloned()))
    });
    let missing =
        move || failure.with(|failure| failure.as_ref().and_then(Failure::status)) == Some(404);
    let title = move || {
        if missing() {
            text().device.missing_title.to_owned()
        } else {
            name.get()
                .unwrap_or_else(|| text().device.loading_title.to_owned())
        }
    };
    let kind = move || known.with(|detail| what_it_is(&detail.device, text()));
    let glyph = Memo::new(move |_| known.with(|detail| detail.device.platform));
    view! {
        <BackLink to=Route::Devices words=say(|text| text.device.back)/>
        <div class="hero">
            {move || match glyph.get() {
                Some(platform) => view! { <PlatformGlyph platform size=GlyphSize::Large/> }.into_any(),
                None if missing() => ().into_any(),
                None => view! { <span class="glyph glyph--large" aria-hidden="true"></span> }.into_any(),
            }}
            <div class="hero__text">
                <h1 tabindex="-1">{title}</h1>
                <p class="muted">{kind}</p>
            </div>
        </div>
        {move || match (missing(), failure.get(), name.with(Option::is_some)) {
            (true, ..) => view! { <Missing/> }.into_any(),
            (_, Some(failure), _) => view! { <Failed failure known/> }.into_any(),
            (_, None, false) => view! { <Loading/> }.into_any(),
            (_, None, true) => view! { <Detail known/> }.into_any(),
        }}
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">{say(|text| text.device.loading)}</p>
        <div class="split" aria-hidden="true">
            <div class="card card__body blank">
                <div class="blank__line"></div>
                <div class="blank__line blank__line--short"></div>
            </div>
            <div class="card card__body blank">
                <div class="blank__line"></div>
                <div class="blank__line blank__line--short"></div>
            </div>
        </div>
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="muted">{say(|text| text.device.missing_text)}</p>
            <Link to=Route::Devices class=ButtonKind::Primary.class()>
                {say(|text| text.device.missing_go)}
            </Link>
        </div>
    }
}

#[component]
fn Failed(failure: Failure, known: Known) -> impl IntoView {
    let again = move |()| {
        known.latest.forget_failure();
        known.load();
    };
    view! {
        <ProblemNotice failure>
            <Button on_press=Callback::new(again)>{say(|text| text.devices.try_again)}</Button>
        </ProblemNotice>
    }
}

#[component]
fn Detail(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let standing =
        Memo::new(move |_| known.with(|detail| standing(detail, &text().device, &locale(), now())));
    let tone = Signal::derive(move || {
        standing.with(|standing| {
            standing
                .as_ref()
                .map_or(Tone::Info, |standing| standing.tone)
        })
    });
    let told = move |part: fn(&Standing) -> &String| {
        standing.with(|standing| standing.as_ref().map(part).cloned().unwrap_or_default())
    };
    let status = Memo::new(move |_| known.with(|detail| detail.device.status));
    let again = move || {
        matches!(
            status.get(),
            Some(DeviceStatus::Expired | DeviceStatus::Retired)
        )
    };
    let is_hidden = Memo::new(move |_| {
        known.with(|detail| detail.device.hidden_since.is_some()) == Some(true)
            && status.get() != Some(DeviceStatus::Retired)
    });
    let same = Memo::new(move |_| known.with(|detail| detail.device.same_machine_as).flatten());
    let is_heard = Memo::new(move |_| known.with(hears) == Some(true));
    view! {
        <div class="split">
            <div class="stack">
                <VerdictCard
                    id="standing"
                    tone
                    title=move || told(|standing| &standing.title)
                    text=move || told(|standing| &standing.text)
                >
                    <CheckAgain known tone/>
                    <Show when=again>
                        <p>
                            <Link to=Route::Add class=ButtonKind::Primary.class()>
                                {say(|text| text.device.add_again)}
                            </Link>
                        </p>
                    </Show>
                    <Rules known/>
                </VerdictCard>
                <Show when=move || is_hidden.get()>
                    <Notice tone=Tone::Warn title=say(|text| text.devices.hidden_what)/>
                </Show>
                {move || same.get().map(|other| view! {
                    <Notice tone=Tone::Info title=say(|text| text.device.same_machine)>
                        <p>
                            <Link to=Route::Device(other) class="card__link">{say(|text| text.device.same_machine_go)}</Link>
                        </p>
                    </Notice>
                })}
                <Show when=move || status.get() != Some(DeviceStatus::Retired)>
                    <Actions known/>
                </Show>
                <Facts known/>
            </div>
            <div class="stack">
                <Tasks known/>
                <About known/>
                <Show when=move || is_heard.get()>
                    <SetOnIt known/>
                </Show>
                <History known/>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use muster_shared::compliance::ComplianceState;

    fn detail(status: &str, refused: &str) -> DeviceDetail {
        serde_json::from_str(&format!(
            r#"{{"device":{{"id":"dev_{}","name":"Build box","platform":"linux","method":"agent","ownership":"personal",
            "status":"{status}","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":"24.04",
            "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}},
            "facts":[],"refused":{refused},"history":[]}}"#,
            "0".repeat(26)
        ))
        .unwrap()
    }

    fn words(detail: &DeviceDetail) -> Standing {
        let locale = Locale::new(Language::German, ["de"]);
        standing(
            detail,
            &Text::of(Language::German).device,
            &locale,
            Timestamp::EPOCH,
        )
    }

    #[test]
    fn only_a_device_that_can_access_is_called_well() {
        for status in [
            "waiting_for_first_check_in",
            "enrolled",
            "expired",
            "retired",
        ] {
            let ok = words(&detail(status, "null")).tone == Tone::Ok;
            assert_eq!(ok, status == "enrolled", "{status}");
        }
    }

    #[test]
    fn a_page_says_that_a_device_can_access_exactly_where_the_gate_lets_it_in() {
        let locale = Locale::new(Language::English, ["en"]);
        for status in [
            "waiting_for_first_check_in",
            "pending",
            "enrolled",
            "expired",
            "retired",
        ] {
            let detail = detail(status, "null");
            let text = &Text::of(Language::English).device;
            let said = match detail.device.status {
                // Only a browser writes moments; the words are these.
                DeviceStatus::Pending => text.pending_text.to_owned(),
                _ => {
                    let said = standing(&detail, text, &locale, Timestamp::EPOCH);
                    format!("{} {}", said.title, said.text)
                }
            };
            let can = said.contains("can access work");
            let may = muster_shared::access::may_access(detail.device.status).is_ok();
            assert_eq!(can, may, "{status}: {said}");
            let mut barred = detail;
            barred.device.compliance = ComplianceState::NotCompliant;
            let said = standing(&barred, text, &locale, Timestamp::EPOCH);
            assert!(!format!("{} {}", said.title, said.text).contains("can access work"));
        }
    }

    #[test]
    fn a_device_that_the_rules_removed_says_which_one_and_what_helps() {
        let removed = words(&detail(
            "retired",
            r#"{"code":"platform-blocked","platform":"linux"}"#,
        ));
        assert_eq!(removed.tone, Tone::Stop);
        assert!(removed.text.contains("Linux"), "{}", removed.text);
    }

    #[test]
    fn a_device_says_what_it_is_and_whose() {
        let device = detail("enrolled", "null").device;
        assert_eq!(
            what_it_is(&device, Text::of(Language::English)),
            "Linux 24.04, your own device"
        );
    }
}
