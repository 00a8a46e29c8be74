//! P5 to P7, an enrollment on its way: what to run, how far it has come, and how it ended.
//!
//! The address names the ticket, which is no secret; the secret lives in this tab's memory alone. After a reload the page
//! still follows the enrollment, and says that it cannot show the command again. Another device gets it by a link
//! (`hand_off.rs`).

mod beyond;
mod commands;
mod hand_off;
mod instructions;
mod method;
mod model;
mod outcome;
mod own_client;
mod progress_card;

use leptos::prelude::*;
use muster_shared::api::{EnrollmentProgress, TicketCreated, TicketRequest};
use muster_shared::enrollment::Refusal;
use muster_shared::ids::TicketId;
use muster_shared::platform::{EnrollmentMethod, Platform};
use muster_shared::time::Timestamp;

use crate::announcer::Announcer;
use crate::app::FreshTicket;
use crate::browser;
use crate::client::{self, Failure};
use crate::clock::use_now;
use crate::components::{
    BackLink, Button, ButtonKind, CopyButton, Lookup, ProblemNotice, ProblemWords, Tone,
    VerdictCard,
};
use crate::kinds;
use crate::live::Watch;
use crate::navigation::{Link, Navigation};
use crate::own_device;
use crate::pages::set_before::{SetBefore, query_of};
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::Text;
use beyond::Beyond;
pub use hand_off::Handed;
use hand_off::{HandOff, Used};
use instructions::{Instructions, ShownOnce};
use model::{Phase, phase};
use outcome::{Done, Standing};
use own_client::InSettings;
use progress_card::ProgressCard;

/// Asks for another ticket like one there is, and shows it.
#[derive(Clone, Copy)]
struct Renewal {
    ticket: TicketId,
    watch: Watch,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    session: Session,
    fresh: FreshTicket,
    navigation: Navigation<Route>,
}

impl Renewal {
    fn of(ticket: TicketId, watch: Watch) -> Self {
        Self {
            ticket,
            watch,
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            session: expect_context(),
            fresh: expect_context(),
            navigation: expect_context(),
        }
    }

    /// The device's category stays what it was, by whatever way it is added.
    fn ask(self, mut request: TicketRequest) {
        if self.busy.get_untracked() {
            return;
        }
        request.category = self
            .watch
            .progress
            .with_untracked(|known| known.as_ref()?.category.clone());
        self.busy.set(true);
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = client::make_ticket(&self.session.csrf_token(), &request).await;
            match self.session.heed(outcome) {
                Ok(made) => {
                    let id = made.id;
                    if own_device::has_ticket(self.ticket) {
                        own_device::remember_ticket(id);
                    }
                    self.fresh.0.set(Some(made));
                    self.navigation.go(Route::Enroll(id));
                }
                Err(Failure::SessionEnded) => {}
                Err(why_not) => {
                    self.busy.try_set(false);
                    self.failure.try_set(Some(why_not));
                }
            }
        });
    }
}

/// What a new ticket like this one is asked for with.
const fn like(progress: &EnrollmentProgress) -> TicketRequest {
    TicketRequest {
        platform: progress.platform,
        method: progress.method,
        ownership: progress.ownership,
        category: None,
    }
}

/// An enrollment on its way.
#[component]
pub fn EnrollPage(
    /// Its ticket's name.
    ticket: TicketId,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let fresh = expect_context::<FreshTicket>();
    let secret = Memo::new(move |_| fresh.0.get().filter(|made| made.id == ticket));
    let watch = Watch::start(ticket, session);
    let platform = Memo::new(move |_| {
        let known = watch
            .progress
            .with(|known| known.as_ref().map(|p| p.platform));
        known.or_else(|| secret.with(|made| made.as_ref().map(|made| made.platform)))
    });
    let phase = Memo::new(move |_| watch.progress.with(|known| known.as_ref().map(phase)));
    let beyond = Beyond::follow(watch, session);
    let used = hand_off::take_over(ticket, watch);
    announce_the_end(watch, phase, beyond, session);
    // A memo, so that what is open on the page stays open when the next answer comes.
    let missing = Memo::new(move |_| {
        let status = |failure: &Option<Failure>| failure.as_ref().and_then(Failure::status);
        watch.failure.with(status) == Some(404)
    });
    let over = Memo::new(move |_| {
        matches!(
            phase.get(),
            Some(Phase::Done | Phase::Left | Phase::TurnedAway)
        )
    });
    let title = move || match (missing.get(), phase.get(), platform.get()) {
        (true, ..) => text().enroll.missing_title,
        (_, Some(Phase::Done), _) => done_title(beyond.standing(), text()),
        (_, _, Some(platform)) => kinds::connect(platform, &text().enroll),
        (_, _, None) => text().enroll.title_loading,
    };
    view! {
        {move || if over.get() {
            view! { <BackLink to=Route::Devices words=say(|text| text.enroll.back_to_devices)/> }
        } else {
            view! { <BackLink to=Route::Add words=say(|text| text.enroll.back)/> }
        }}
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{title}</h1>
                <Show when=move || matches!(phase.get(), None | Some(Phase::Waiting | Phase::Joining)) && !missing.get()>
                    <method::Lead watch secret/>
                </Show>
            </div>
        </div>
        {move || if missing.get() {
            view! { <Missing/> }.into_any()
        } else {
            view! {
                <Enrollment ticket watch phase secret beyond used/>
            }
            .into_any()
        }}
    }
}

/// The heading of an enrollment that went well: what is left to do comes before any joy.
const fn done_title(standing: Option<Standing>, text: &Text) -> &'static str {
    match standing {
        Some(Standing::Grace(_) | Standing::Barred) => text.enroll.almost_title,
        Some(Standing::Past) => text.enroll.past_title,
        Some(Standing::Fine) | None => text.enroll.done_title,
    }
}

/// Says the end of it to a screen reader, and what becomes of it; knows that the number of devices has changed, and which one
/// is in use.
fn announce_the_end(watch: Watch, phase: Memo<Option<Phase>>, beyond: Beyond, session: Session) {
    let text = use_text();
    let locale = use_locale();
    let announcer = use_context::<Announcer>();
    Effect::watch(
        move || (phase.get(), beyond.standing()),
        move |told, before, _| {
            if before == Some(told) {
                return;
            }
            let (phase, standing) = told;
            let all = untrack(text);
            let text = &all.enroll;
            let words = match phase {
                Some(Phase::Done) => {
                    session.forget_age();
                    watch.progress.with_untracked(|known| {
                        let known = known.as_ref()?;
                        own_device::remember_device(known.ticket, known.device.as_ref()?.id);
                        Some(())
                    });
                    let said = untrack(move || {
                        beyond.of_device(|device, _| outcome::title(device, all, &locale()))
                    });
                    let title = done_title(*standing, all);
                    format!("{title}. {}", said.unwrap_or_default())
                }
                Some(Phase::Refused | Phase::TurnedAway) => text.refused_title.to_owned(),
                Some(Phase::Ended) => text.ended_title.to_owned(),
                Some(Phase::Left) => text.left_title.to_owned(),
                Some(Phase::Waiting | Phase::Joining) | None => return,
            };
            if let Some(announcer) = announcer {
                announcer.say(&words);
            }
        },
        true,
    );
}

/// What there is to do for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ToDo {
    /// To run the command, or to use the ticket.
    Run,
    /// That, too, but it cannot be shown again.
    ShownOnce,
    /// To go on in the device's own settings, for which there is no secret to be shown.
    InSettings(EnrollmentMethod),
    /// That is not known yet.
    Unknown,
    /// To wait, or to go on.
    Nothing,
}

#[component]
fn Enrollment(
    ticket: TicketId,
    watch: Watch,
    phase: Memo<Option<Phase>>,
    secret: Memo<Option<TicketCreated>>,
    beyond: Beyond,
    used: RwSignal<bool>,
) -> impl IntoView {
    let renewal = Renewal::of(ticket, watch);
    let method = Memo::new(move |_| {
        let known = watch
            .progress
            .with(|known| known.as_ref().map(|p| p.method));
        known.or_else(|| secret.with(|made| made.as_ref().map(|made| made.method)))
    });
    let query = Memo::new(move |_| {
        let known = watch.progress.with(|known| {
            let known = known.as_ref()?;
            let category = known.category.as_ref();
            query_of(known.platform, known.method, known.ownership, category)
        });
        known.or_else(|| {
            secret.with(|made| {
                let made = made.as_ref()?;
                query_of(made.platform, made.method, made.ownership, None)
            })
        })
    });
    let signs_in = move || method.get().filter(|method| own_client::signs_in(*method));
    let platform = move || {
        let known = watch
            .progress
            .with(|known| known.as_ref().map(|p| p.platform));
        known.or_else(|| secret.with(|made| made.as_ref().map(|made| made.platform)))
    };
    // What to do: shown until the device has done it, and again when it was refused. A memo, so that what is shown stays
    // what it is while the enrollment moves on below it.
    let to_do = Memo::new(move |_| match phase.get() {
        Some(Phase::Done | Phase::Joining | Phase::TurnedAway | Phase::Ended | Phase::Left) => {
            ToDo::Nothing
        }
        None | Some(Phase::Waiting | Phase::Refused) => match (signs_in(), phase.get()) {
            (Some(method), _) => ToDo::InSettings(method),
            _ if secret.with(Option::is_some) => ToDo::Run,
            (None, Some(_)) => ToDo::ShownOnce,
            (None, None) => ToDo::Unknown,
        },
    });
    let to_do = move || match (to_do.get(), secret.get_untracked()) {
        // What is done here comes first: on a small screen it would else be out of view.
        (ToDo::Run, Some(ticket)) => view! {
            <Instructions ticket=ticket.clone()/>
            <SetBefore query/>
            <HandOff ticket/>
        }
        .into_any(),
        (ToDo::InSettings(method), _) => view! {
            {untrack(platform).map(|platform| view! { <InSettings ticket method platform/> })}
            <SetBefore query/>
        }
        .into_any(),
        (ToDo::ShownOnce, _) => view! {
            <ShownOnce watch renewal/>
            <SetBefore query/>
        }
        .into_any(),
        (ToDo::Unknown, _) => view! { <Waiting watch/> }.into_any(),
        (ToDo::Nothing | ToDo::Run, _) => ().into_any(),
    };
    view! {
        <div class="split split--even task">
            <div class="stack">
                {move || used.get().then(|| view! { <Used/> })}
                {move || match phase.get() {
                    Some(Phase::Done) => view! { <Done beyond/> }.into_any(),
                    Some(phase @ (Phase::Refused | Phase::TurnedAway)) => {
                        view! { <Refused watch phase renewal/> }.into_any()
                    }
                    Some(phase @ (Phase::Ended | Phase::Left)) => view! { <Ended watch phase renewal/> }.into_any(),
                    Some(Phase::Waiting | Phase::Joining) | None => ().into_any(),
                }}
                {to_do}
                {move || renewal.failure.get().map(|failure| view! { <ProblemNotice failure/> })}
            </div>
            {move || method.get().map(|method| view! { <ProgressCard watch method beyond/> })}
        </div>
    }
}

/// Nothing is known yet: either it is being asked for, or it could not be had.
#[component]
fn Waiting(watch: Watch) -> impl IntoView {
    let text = use_text();
    move || match watch.failure.get() {
        Some(failure) => view! { <ProblemNotice failure quiet=true/> }.into_any(),
        None => view! {
            <p class="muted" role="status">{text().enroll.loading}</p>
        }
        .into_any(),
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="muted">{say(|text| text.enroll.missing_text)}</p>
            <Link to=Route::Add class=ButtonKind::Primary.class()>
                {say(|text| text.enroll.missing_go)}
            </Link>
        </div>
    }
}

/// P7, it got a no: the one cause, the one fix, and small what IT needs. What was used in vain may be used again, unless the
/// no was the end of it.
#[component]
fn Refused(watch: Watch, phase: Phase, renewal: Renewal) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let refused = Memo::new(move |_| {
        watch.progress.with(|known| {
            let known = known.as_ref()?;
            let attempt = known.refused.clone()?;
            Some((
                attempt.refusal,
                attempt.at,
                known.ticket,
                decision_link(known),
            ))
        })
    });
    let words = Memo::new(move |_| {
        let language = locale().language();
        refused.with(|refused| {
            refused
                .as_ref()
                .map(|(refusal, ..)| ProblemWords::of_refusal(refusal, language))
        })
    });
    let told = move |part: fn(&ProblemWords) -> &String| {
        words.with(|words| words.as_ref().map(part).cloned().unwrap_or_default())
    };
    let again = move || {
        let by_client = watch.progress.with(|known| {
            let method = known.as_ref().map(|known| known.method);
            method.is_some_and(own_client::is_used_by)
        });
        if by_client {
            text().enroll.refused_again_client
        } else {
            text().enroll.refused_again
        }
    };
    let when = move || {
        refused.with(|refused| {
            refused.as_ref().map(
                |(_, at, ..): &(Refusal, Timestamp, TicketId, Option<String>)| {
                    (text().enroll.refused_when)(&locale().distance(now(), *at))
                },
            )
        })
    };
    view! {
        <VerdictCard
            id="outcome"
            tone=Tone::Stop
            title=move || told(|words| &words.cause)
            text=move || told(|words| &words.fix)
        >
            {match phase {
                Phase::TurnedAway => view! { <Again watch renewal/> }.into_any(),
                _ => view! { <p class="small">{again}</p> }.into_any(),
            }}
            <p class="small muted">{when}</p>
            {move || refused.get().map(|(refusal, _, ticket, link)| view! {
                <Lookup code=refusal.code() reference=ticket.to_string()/>
                {link.map(|link| view! {
                    <div class="for-it">
                        <CopyButton
                            copies=link
                            label=say(|text| text.enroll.for_it)
                            kind=ButtonKind::Plain
                        />
                        <p class="small muted">{say(|text| text.enroll.for_it_text)}</p>
                    </div>
                })}
            })}
        </VerdictCard>
    }
}

/// Where who may see it finds the decision behind a refusal; none where no rule was asked.
fn decision_link(progress: &EnrollmentProgress) -> Option<String> {
    let number = progress.refused.as_ref()?.decision?;
    let enrollee = progress.enrollee?;
    let origin = browser::origin();
    Some(format!("{origin}/admin/decisions/{enrollee}/{number}"))
}

/// The ticket has ended, or the device has left: nothing follows but a new one.
#[component]
fn Ended(watch: Watch, phase: Phase, renewal: Renewal) -> impl IntoView {
    let text = use_text();
    let left = phase == Phase::Left;
    let title = move || {
        if left {
            text().enroll.left_title
        } else {
            text().enroll.ended_title
        }
    };
    let words = move || {
        if left {
            text().enroll.left_text
        } else {
            text().enroll.ended_text
        }
    };
    view! {
        <VerdictCard id="outcome" tone=Tone::Warn title=title text=words>
            <Again watch renewal/>
        </VerdictCard>
    }
}

/// The button for a new command or ticket.
#[component]
fn Again(watch: Watch, renewal: Renewal) -> impl IntoView {
    let text = use_text();
    let press = move |()| {
        if let Some(request) = watch
            .progress
            .with_untracked(|known| known.as_ref().map(like))
        {
            renewal.ask(request);
        }
    };
    let agent = move || {
        watch.progress.with(|known| {
            known
                .as_ref()
                .is_none_or(|known| known.method == EnrollmentMethod::Agent)
        })
    };
    view! {
        <Button kind=ButtonKind::Primary busy=renewal.busy on_press=Callback::new(press)>
            {move || match (renewal.busy.get(), agent()) {
                (true, _) => text().enroll.new_busy,
                (false, true) => text().enroll.new_command,
                (false, false) => text().enroll.new_ticket,
            }}
        </Button>
    }
}

/// Whether a platform has a terminal to run commands in.
const fn has_terminal(platform: Platform) -> bool {
    matches!(
        platform,
        Platform::Linux | Platform::Macos | Platform::Windows
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_gets_no_commands_for_a_terminal_it_lacks() {
        for platform in Platform::ALL {
            let phone = matches!(
                platform,
                Platform::Ios | Platform::Ipados | Platform::Android
            );
            assert_eq!(has_terminal(platform), !phone, "{platform}");
        }
    }
}
