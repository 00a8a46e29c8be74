//! What a device can be asked for, each with what follows from it; and what others have asked of it.

use leptos::prelude::*;
use muster_shared::command::CommandName;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

use super::course::course;
use super::orders::{Order, Sent, button_id, is_offered, is_shown, newest};
use super::{Known, region};
use crate::browser;
use crate::client::Asked;
use crate::clock::use_now;
use crate::components::{Button, ButtonKind, Dialog, Field, ProblemNotice};
use crate::preferences::{say, use_locale, use_text};
use crate::text::AskedText;

/// What has a row of its own; checking again stands where the answer stands.
const ROWS: [CommandName; 5] = [
    CommandName::Lock,
    CommandName::Reboot,
    CommandName::RenewCertificate,
    CommandName::Retire,
    CommandName::Wipe,
];

/// How much of it is shown.
const MOST: usize = 8;

/// A device as far as the words for what it can be asked depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct About {
    platform: Platform,
    ownership: Ownership,
    is_agent: bool,
}

impl About {
    const fn is_phone(self) -> bool {
        matches!(
            self.platform,
            Platform::Ios | Platform::Ipados | Platform::Android
        )
    }
}

/// Name, what follows, and what the button says.
const fn row(kind: CommandName, about: About, text: &AskedText) -> [&'static str; 3] {
    match kind {
        CommandName::Lock if about.is_phone() => [text.lock, text.lock_text_phone, text.lock],
        CommandName::Lock if matches!(about.platform, Platform::Macos) => {
            [text.lock, text.lock_text_mac, text.lock]
        }
        CommandName::Lock => [text.lock, text.lock_text_computer, text.lock],
        // There a new host name waits for it.
        CommandName::Reboot if matches!(about.platform, Platform::Windows) => {
            [text.reboot, text.reboot_text_windows, text.reboot]
        }
        CommandName::Reboot => [text.reboot, text.reboot_text, text.reboot],
        CommandName::RenewCertificate => [text.renew, text.renew_text, text.renew_do],
        CommandName::Retire => [text.retire, text.retire_text, text.retire_do],
        CommandName::Wipe => [text.wipe, text.wipe_text, text.wipe_do],
        _ => [text.sync, text.sync_text, text.sync],
    }
}

/// What follows from what cannot be undone once the device has heard of it; nothing for all that needs no second question.
fn follows(kind: CommandName, about: About, text: &AskedText) -> Vec<&'static str> {
    match kind {
        CommandName::Retire => {
            let mut follows = vec![text.retire_settings];
            if about.is_agent {
                follows.push(text.retire_agent);
            }
            follows.push(match about.ownership {
                Ownership::Personal => text.retire_personal,
                Ownership::Corporate => text.retire_corporate,
            });
            follows.push(text.retire_when);
            follows
        }
        CommandName::Wipe => vec![
            if about.is_phone() {
                text.wipe_files_phone
            } else {
                text.wipe_files_computer
            },
            text.wipe_leaves,
            text.wipe_when,
        ],
        _ => Vec::new(),
    }
}

/// The rows of what the device can be asked for.
#[component]
pub(super) fn Offers(known: Known) -> impl IntoView {
    let text = use_text();
    let offered = Memo::new(move |_| {
        known
            .with(|detail| {
                let about = About {
                    platform: detail.device.platform,
                    ownership: detail.device.ownership,
                    is_agent: detail.device.method == EnrollmentMethod::Agent,
                };
                (about, ROWS.map(|kind| is_offered(detail, kind)))
            })
            .filter(|(_, offered)| offered.contains(&true))
    });
    let note = region(move || {
        let words = &text().asked;
        let Some((about, _)) = offered.get() else {
            return ().into_any();
        };
        let heard = if about.is_agent {
            words.heard_agent
        } else {
            words.heard
        };
        let lost = known.beside(|heard| heard.is_lost);
        view! {
            <li class="acts__note">
                <p>{heard}</p>
                <p role="status">{if lost { words.not_known } else { "" }}</p>
            </li>
        }
        .into_any()
    });
    // The rows stay as they are while what is known of the commands changes, and with them the focus.
    let rows = region(move || {
        let Some((about, offered)) = offered.get() else {
            return ().into_any();
        };
        let rows = ROWS.into_iter().zip(offered);
        let rows = rows.filter(|(_, offered)| *offered);
        rows.map(|(kind, _)| view! { <li><Offer known kind about/></li> })
            .collect_view()
            .into_any()
    });
    view! {
        {note}
        {rows}
    }
}

#[component]
fn Offer(known: Known, kind: CommandName, about: About) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let order = Order::new(known, kind);
    let is_asked_twice = matches!(kind, CommandName::Retire | CommandName::Wipe);
    let open = RwSignal::new(false);
    let press = move |_| {
        if !is_asked_twice {
            order.send(Sent::Ask(None));
        } else if !untrack(|| order.is_open()) {
            order.failure.set(None);
            open.set(true);
        }
    };
    let class = if is_asked_twice {
        ButtonKind::Danger.class()
    } else {
        ButtonKind::Plain.class()
    };
    let body = region(move || {
        let (words, locale, now) = (&text().asked, locale(), now());
        let [name, follows, ask] = row(kind, about, words);
        let newest = order.newest();
        let is_open = newest.as_ref().is_some_and(|asked| asked.state.is_open());
        let busy = order.busy.get();
        let says = match (is_open, busy) {
            (true, _) => words.asked,
            (false, true) => words.asking,
            (false, false) => ask,
        };
        view! {
            <div class="act">
                <div>
                    <h3>{name}</h3>
                    <p>{follows}</p>
                </div>
                <button
                    id=button_id(kind)
                    type="button"
                    class=class
                    aria-disabled=(busy || is_open).then_some("true")
                    on:click=press
                >
                    {says}
                </button>
            </div>
            {newest.map(|asked| course(asked, order, words, &locale, now))}
        }
        .into_any()
    });
    let problem = move || {
        let failure = order.failure.get().filter(|_| !open.get());
        failure.map(|failure| view! { <ProblemNotice failure/> })
    };
    view! {
        {body}
        {problem}
        {is_asked_twice.then(|| view! { <Twice order about open/> })}
    }
}

/// Asks once more, with all that follows; for what erases the device's name is typed.
#[component]
fn Twice(order: Order, about: About, open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let (kind, known) = (order.kind, order.known);
    let is_wipe = kind == CommandName::Wipe;
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let name = move || {
        known
            .with(|detail| detail.device.name.clone())
            .unwrap_or_default()
    };
    let title = move || {
        let title = if is_wipe {
            text().asked.wipe_title
        } else {
            text().asked.retire_title
        };
        title(&name())
    };
    let confirm = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let is_named = untrack(name).trim() == typed.get_untracked().trim();
        wrong.set(is_wipe && !is_named);
        if is_wipe && !is_named {
            browser::focus_soon("#wipe-name");
        } else {
            order.send(Sent::Ask(Some(open)));
        }
    };
    let keep = move |()| open.set(false);
    let error = Signal::derive(move || wrong.get().then_some("wipe-error"));
    let list = move || {
        let follows = follows(kind, about, &text().asked).into_iter();
        follows
            .map(|words| view! { <li>{words}</li> })
            .collect_view()
    };
    let problem = move || {
        let failure = order.failure.get().filter(|_| open.get());
        failure.map(|failure| view! { <ProblemNotice failure/> })
    };
    let says = move || {
        let text = &text().asked;
        match (order.busy.get(), is_wipe) {
            (true, _) => text.asking,
            (_, true) => text.wipe,
            (_, false) => text.retire,
        }
    };
    view! {
        <Dialog id=if is_wipe { "wipe" } else { "retire" } title open>
            <form class="stack" on:submit=confirm novalidate>
                <ul class="bullets">{list}</ul>
                {is_wipe.then(|| view! {
                    <Field
                        id="wipe-name"
                        label=say(|text| text.asked.wipe_label)
                        hint=name
                        autocomplete="off"
                        error_id=error
                        value=typed
                    />
                    <p class="field__error" id="wipe-error" role="alert">
                        {move || error.get().map(|_| text().asked.wipe_wrong)}
                    </p>
                })}
                {problem}
                <div class="row">
                    <Button kind=ButtonKind::Stop submit=true busy=order.busy>{says}</Button>
                    <Button on_press=Callback::new(keep)>{say(|text| text.asked.keep)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn name_of(asked: &Asked, text: &AskedText) -> String {
    let name = asked.name.as_deref().unwrap_or_default();
    match asked.kind {
        CommandName::RenameHost => (text.rename_host)(name),
        CommandName::Custom => (text.custom)(name),
        CommandName::Sync => text.sync.to_owned(),
        CommandName::Lock => text.lock.to_owned(),
        CommandName::Reboot => text.reboot.to_owned(),
        CommandName::ClearPasscode => text.clear_passcode.to_owned(),
        CommandName::RenewCertificate => text.renew.to_owned(),
        CommandName::Retire => text.retire.to_owned(),
        CommandName::Wipe => text.wipe.to_owned(),
    }
}

/// What is asked of it beyond what stands in a row: what only administrators ask, and what came before the newest.
#[component]
pub(super) fn Tasks(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let tick = use_now();
    region(move || {
        let (text, locale, now) = (text(), locale(), tick());
        let has_row = |asked: &Asked, all: &[Asked]| {
            let is_offered = known.with(|detail| is_offered(detail, asked.kind));
            is_offered == Some(true) && newest(all, asked.kind, now) == Some(asked)
        };
        let others: Vec<Asked> = known.beside(|heard| {
            let all = heard.asked.iter();
            let shown = all.filter(|asked| is_shown(asked, now) && !has_row(asked, &heard.asked));
            shown.take(MOST).cloned().collect()
        });
        if others.is_empty() {
            return ().into_any();
        }
        let list = others.into_iter().map(|asked| {
            let order = Order::new(known, asked.kind);
            view! {
                <li>
                    <h3>{name_of(&asked, &text.asked)}</h3>
                    {course(asked, order, &text.asked, &locale, now)}
                </li>
            }
        });
        view! {
            <section class="card" aria-labelledby="tasks">
                <div class="card__head">
                    <h2 id="tasks">{text.asked.title}</h2>
                </div>
                <ul class="acts">{list.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::command::{CommandState, Requester};
    use muster_shared::time::Timestamp;

    fn about(platform: Platform, ownership: Ownership) -> About {
        About {
            platform,
            ownership,
            is_agent: platform == Platform::Linux,
        }
    }

    #[test]
    fn what_follows_depends_on_platform_and_ownership() {
        use Ownership::{Corporate, Personal};
        use Platform::{Ios, Linux, Macos};
        for language in Language::ALL {
            let text = &Text::of(language).asked;
            let of = |kind, platform, ownership| {
                let about = about(platform, ownership);
                (row(kind, about, text), follows(kind, about, text))
            };
            let retire = CommandName::Retire;
            assert_ne!(of(retire, Linux, Personal), of(retire, Linux, Corporate));
            assert_ne!(of(retire, Linux, Personal), of(retire, Macos, Personal));
            for kind in [CommandName::Lock, CommandName::Wipe] {
                assert_ne!(of(kind, Ios, Corporate), of(kind, Macos, Corporate));
            }
            let reboot = CommandName::Reboot;
            assert_ne!(
                of(reboot, Platform::Windows, Corporate),
                of(reboot, Linux, Corporate)
            );
            // What is asked without a second question needs no list.
            assert!(of(CommandName::Lock, Linux, Personal).1.is_empty());
        }
    }

    #[test]
    fn every_kind_is_called_by_a_name_of_its_own() {
        for language in Language::ALL {
            let text = &Text::of(language).asked;
            let mut names: Vec<_> = CommandName::ALL
                .into_iter()
                .map(|kind| {
                    let asked = Asked {
                        id: String::new(),
                        kind,
                        name: Some("a".to_owned()),
                        asked_as: Requester::Person,
                        state: CommandState::Queued,
                        queued_at: Timestamp::EPOCH,
                        delivered_at: None,
                        ended_at: None,
                        output: None,
                    };
                    name_of(&asked, text)
                })
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), CommandName::ALL.len());
        }
    }
}
