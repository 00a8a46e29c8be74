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

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceStatus, DeviceView};
use muster_shared::command::carried_out_by;
use muster_shared::ids::DeviceId;
use muster_shared::platform::Ownership;
use muster_shared::time::Timestamp;

use crate::announcer::Announcer;
use crate::app::PageName;
use crate::client::{self, Asked, Failure, SetOn};
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

/// What is known of a device beside its record.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    /// What is asked of it, the newest first.
    asked: Vec<Asked>,
    /// That could not be learnt.
    is_lost: bool,
    /// What is set on it; nothing before that is known.
    set_on: Option<Vec<SetOn>>,
    /// That could not be learnt.
    is_set_lost: bool,
    /// What its category is called.
    category: Option<String>,
}

/// What is known, for the parts of the page.
#[derive(Clone, Copy)]
struct Known {
    id: DeviceId,
    latest: Latest<DeviceDetail>,
    heard: RwSignal<Heard>,
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
            let detail = answer.as_ref().ok();
            let is_heard = detail.is_some_and(hears);
            let category = detail.and_then(|detail| detail.device.category.clone());
            self.latest.take(answer);
            if is_heard {
                self.ask_commands().await;
                let set_on = client::set_on(self.id).await;
                self.hear(|heard| {
                    heard.is_set_lost = set_on.is_err();
                    heard.set_on = set_on.ok().or(heard.set_on.take());
                });
            }
            if let Some(category) = category {
                let id = category.to_string();
                // Without an answer its short name says what it is, too.
                let name = client::category_name(&id).await.ok().flatten();
                self.hear(|heard| heard.category = Some(name.unwrap_or(id)));
            }
        });
    }

    /// Asks what is asked of it.
    async fn ask_commands(self) {
        let asked = self.session.heed(client::commands(self.id).await);
        self.hear(|heard| {
            heard.is_lost = asked.is_err();
            if let Ok(asked) = asked {
                heard.asked = asked;
            }
        });
    }

    /// Takes something in, if the page is still there.
    fn hear(self, take: impl FnOnce(&mut Heard)) {
        let _ = self.heard.try_update(take);
    }

    fn with<T>(self, read: impl FnOnce(&DeviceDetail) -> T) -> Option<T> {
        let (mut read, mut out) = (Some(read), None);
        self.look(&mut |detail| out = read.take().map(|read| read(detail)));
        out
    }

    /// The same, compiled once.
    fn look(self, read: &mut dyn FnMut(&DeviceDetail)) {
        self.latest.known(read);
    }

    /// What is known beside the record.
    fn beside<T: Default>(self, read: impl FnOnce(&Heard) -> T) -> T {
        let (mut read, mut out) = (Some(read), T::default());
        self.listen(&mut |heard| {
            if let Some(read) = read.take() {
                out = read(heard);
            }
        });
        out
    }

    /// The same, compiled once.
    fn listen(self, read: &mut dyn FnMut(&Heard)) {
        self.heard.with(read);
    }

    /// Whether something will change by itself.
    fn is_on_its_way(self) -> bool {
        self.with(|detail| is_on_its_way(detail.device.status)) == Some(true)
            || self.beside(|heard| heard.asked.iter().any(|one| one.state.is_open()))
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

/// A part of the page that is drawn anew as a whole when something that it shows has changed: what is there already stays where
/// it is. One closure for all its words, and one type for all such closures, are a third of the code.
fn region(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(draw));
    draw.into_any()
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
        heard: RwSignal::default(),
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
    let notices = region(move || {
        let text = text();
        known.with(|detail| {
            let device = &detail.device;
            let is_hidden = device.hidden_since.is_some() && device.status != DeviceStatus::Retired;
            view! {
                {is_hidden.then(|| view! { <Notice tone=Tone::Warn title=text.devices.hidden_what/> })}
                {device.same_machine_as.map(|other| view! {
                    <Notice tone=Tone::Info title=text.device.same_machine>
                        <Link to=Route::Device(other) class="card__link">{text.device.same_machine_go}</Link>
                    </Notice>
                })}
            }
            .into_any()
        })
        .unwrap_or_else(|| ().into_any())
    });
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
                {notices}
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
