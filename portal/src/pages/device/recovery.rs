//! What opens a Mac's disk, where the organisation keeps it: shown to the person whose Mac it is when they ask for it.

use leptos::prelude::*;

use super::{Known, region};
use crate::client::{self, Failure};
use crate::components::{Button, ButtonKind, Command, IconName, ProblemNotice};
use crate::preferences::{say, use_locale, use_text};

/// Of each key, the newest first; the edge keeps no more.
const IDS: [&str; 3] = ["recovery-key", "recovery-key-before", "recovery-key-first"];

/// The card; nothing of a device of which no key is kept.
#[component]
pub(super) fn RecoveryKey(known: Known) -> impl IntoView {
    let since = Memo::new(move |_| known.with(|detail| detail.recovery_key_since).flatten());
    move || since.get().is_some().then(|| view! { <Card known/> })
}

#[component]
fn Card(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let keys = RwSignal::new(Vec::<String>::new());
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let read = move |()| {
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let token = known.session.csrf_token();
            let answer = known
                .session
                .heed(client::recovery_keys(&token, known.id).await);
            busy.try_set(false);
            match answer {
                Ok(read) => {
                    keys.try_set(read);
                    known.tell(|text| text.device.recovery_shown);
                    // That somebody has looked stands in the history now.
                    known.load();
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let since = move || {
        let since = known.with(|detail| detail.recovery_key_since).flatten();
        since.map(|since| (text().device.recovery_since)(&locale().day(since)))
    };
    let shown = region(move || {
        let text = text();
        let keys = keys.get();
        if keys.is_empty() {
            return view! {
                <Button kind=ButtonKind::Plain icon=IconName::Eye busy=busy on_press=Callback::new(read)>
                    <span>{text.device.recovery_show}</span>
                </Button>
            }
            .into_any();
        }
        let lines = IDS.into_iter().zip(keys).map(|(id, key)| {
            let is_second = id == IDS[1];
            view! {
                {is_second.then(|| view! { <p class="small muted">{text.device.recovery_before}</p> })}
                <Command
                    id=id
                    text=key
                    label=text.device.recovery
                    copy=text.device.recovery_copy
                    kind=ButtonKind::Plain
                />
            }
        });
        lines.collect_view().into_any()
    });
    view! {
        <section class="card" aria-labelledby="recovery">
            <div class="card__head">
                <h2 id="recovery">{say(|text| text.device.recovery)}</h2>
            </div>
            <div class="card__body stack">
                <p class="small muted">{say(|text| text.device.recovery_text)} " " {since}</p>
                {shown}
                {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
            </div>
        </section>
    }
}
