//! What a person can do with a device, each with what follows from it: ask something of it, give it another name, remove it.

use leptos::prelude::*;
use muster_shared::api::RenameDevice;
use muster_shared::platform::EnrollmentMethod;

use super::Known;
use super::tasks::Offers;
use crate::announcer::Announcer;
use crate::browser;
use crate::client::{self, Failure};
use crate::components::{Button, ButtonKind, Dialog, Field, ProblemNotice};
use crate::preferences::{say, use_text};

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// A name as it is sent; none where it is not one.
fn name_of(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = !name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control);
    fits.then(|| name.to_owned())
}

/// The actions.
#[component]
pub(super) fn Actions(known: Known) -> impl IntoView {
    let list = move || {
        if known.is_managers.get() {
            return view! { <p class="muted">{say(|text| text.asked.manager)}</p> }.into_any();
        }
        view! {
            <ul class="card acts">
                <Offers known/>
                <li>
                    <Rename known/>
                </li>
                <li>
                    <Remove known/>
                </li>
            </ul>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="actions">
            <h2 class="section__title" id="actions">{say(|text| text.device.actions)}</h2>
            {list}
        </section>
    }
}

#[component]
fn Rename(known: Known) -> impl IntoView {
    let text = use_text();
    let announcer = use_context::<Announcer>();
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let name = Memo::new(move |_| {
        known
            .with(|detail| detail.device.name.clone())
            .unwrap_or_default()
    });
    let begin = move |()| {
        typed.set(name.get_untracked());
        wrong.set(false);
        failure.set(None);
        editing.set(true);
        browser::focus_soon("#new-name");
    };
    let end = move || {
        editing.set(false);
        browser::focus_soon("#rename");
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let Some(name) = name_of(&typed.get_untracked()) else {
            wrong.set(true);
            browser::focus_soon("#new-name");
            return;
        };
        wrong.set(false);
        failure.set(None);
        busy.set(true);
        leptos::task::spawn_local(async move {
            let token = known.session.csrf_token();
            let request = RenameDevice { name };
            let outcome = known
                .session
                .heed(client::rename(&token, known.id, &request).await);
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(device) => {
                    if let Some(announcer) = announcer {
                        announcer.say(&(untrack(text).device.renamed)(&device.name));
                    }
                    known.latest.update(|detail| detail.device = device);
                    known.load();
                    end();
                }
                Err(why_not) => {
                    known.note(&why_not);
                    failure.try_set(Some(why_not));
                }
            }
        });
    };
    let error = Signal::derive(move || wrong.get().then_some("new-name-error"));
    view! {
        <div class="act">
            <div>
                <h3>{say(|text| text.device.rename)}</h3>
                <p>{say(|text| text.device.rename_text)}</p>
            </div>
            <Show when=move || !editing.get()>
                <Button id="rename" on_press=Callback::new(begin)>{say(|text| text.device.rename)}</Button>
            </Show>
        </div>
        <Show when=move || editing.get()>
            <form class="act__form stack" on:submit=save novalidate>
                <Field
                    id="new-name"
                    label=say(|text| text.device.rename_label)
                    hint=say(|text| text.device.rename_hint)
                    autocomplete="off"
                    error_id=error
                    value=typed
                />
                <p class="field__error" id="new-name-error" role="alert">
                    {move || error.get().map(|_| text().device.rename_wrong)}
                </p>
                {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
                <div class="row">
                    <Button kind=ButtonKind::Primary submit=true busy>
                        {move || if busy.get() { text().device.rename_busy } else { text().device.rename_save }}
                    </Button>
                    <Button on_press=Callback::new(move |()| end())>{say(|text| text.device.cancel)}</Button>
                </div>
            </form>
        </Show>
    }
}

#[component]
fn Remove(known: Known) -> impl IntoView {
    let text = use_text();
    let announcer = use_context::<Announcer>();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let name = Memo::new(move |_| {
        known
            .with(|detail| detail.device.name.clone())
            .unwrap_or_default()
    });
    let agent = Memo::new(move |_| {
        known.with(|detail| detail.device.method) == Some(EnrollmentMethod::Agent)
    });
    let ask = move |()| {
        failure.set(None);
        open.set(true);
    };
    let remove = move |()| {
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let token = known.session.csrf_token();
            let outcome = known.session.heed(client::remove(&token, known.id).await);
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(()) => {
                    if let Some(announcer) = announcer {
                        let name = name.get_untracked();
                        announcer.say(&(untrack(text).verdict.removed)(&name));
                    }
                    known.session.forget_age();
                    open.set(false);
                    known.load();
                    browser::to_top();
                    browser::focus_soon("h1");
                }
                Err(why_not) => {
                    known.note(&why_not);
                    failure.try_set(Some(why_not));
                }
            }
        });
    };
    view! {
        <div class="act">
            <div>
                <h3>{say(|text| text.device.remove)}</h3>
                <p>{say(|text| text.device.remove_text)}</p>
            </div>
            <Button id="do-remove" kind=ButtonKind::Danger on_press=Callback::new(ask)>{say(|text| text.device.remove)}</Button>
        </div>
        <Dialog id="remove" title=move || (text().device.remove_title)(&name.get()) open>
            <ul class="bullets">
                <li>{say(|text| text.device.remove_access)}</li>
                <li>{move || {
                    let text = &text().device;
                    if agent.get() { text.remove_set } else { text.remove_stays }
                }}</li>
                <Show when=move || agent.get()>
                    <li>{say(|text| text.device.remove_agent)} " " <code>"sudo muster-agent unenroll"</code></li>
                </Show>
                <li>{say(|text| text.device.remove_slot)}</li>
            </ul>
            {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
            <div class="row">
                <Button kind=ButtonKind::Stop busy on_press=Callback::new(remove)>
                    {move || if busy.get() { text().device.remove_busy } else { text().device.remove_confirm }}
                </Button>
                <Button on_press=Callback::new(move |()| open.set(false))>{say(|text| text.device.remove_keep)}</Button>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_of_its_blanks_and_must_not_be_empty_or_too_long() {
        assert_eq!(name_of("  Build box ").as_deref(), Some("Build box"));
        assert_eq!(name_of("   "), None);
        assert_eq!(name_of("a\u{7}b"), None);
        assert_eq!(name_of(&"ß".repeat(32)).map(|name| name.len()), Some(64));
        assert_eq!(name_of(&"ß".repeat(33)), None);
    }
}
