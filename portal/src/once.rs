//! What a page asks for once. While there is no connection it asks again by itself, so that nobody has to come back to it.

use core::future::Future;
use core::time::Duration;
use std::rc::Rc;

use leptos::prelude::*;

use crate::client::Failure;
use crate::connection;
use crate::session::Session;

/// The answer, or why there is none; nothing before the first.
pub type Known<T> = RwSignal<Option<Result<T, Failure>>>;

/// How often is asked although no connection has come back: it may be the server that was away.
const AGAIN: Duration = Duration::from_secs(15);

/// Whether nothing came for want of a connection.
#[must_use]
pub const fn is_cut_off(failure: Option<&Failure>) -> bool {
    matches!(failure, Some(Failure::Unreachable { .. }))
}

/// Takes an answer in, and notes in `cut_off` whether there was no connection. Where there is none again nothing is drawn again,
/// so that the focus stays where it is.
pub fn take<T: Send + Sync + 'static>(
    known: Known<T>,
    cut_off: RwSignal<bool>,
    answer: Result<T, Failure>,
) {
    if note(cut_off, answer.as_ref().err()) {
        known.try_set(Some(answer));
    }
}

/// The same, compiled once: whether there is something to draw.
pub fn note(cut_off: RwSignal<bool>, failure: Option<&Failure>) -> bool {
    let is_cut_off = is_cut_off(failure);
    let was_cut_off = cut_off.try_get_untracked() == Some(true);
    cut_off.try_set(is_cut_off);
    !(is_cut_off && was_cut_off)
}

/// Asks again when the connection is back, and every 15 seconds, as long as `cut_off` says that there was none.
pub fn ask_again(cut_off: RwSignal<bool>, ask: impl Fn() + 'static) {
    look_again(cut_off, Rc::new(ask));
}

/// The same, compiled once.
fn look_again(cut_off: RwSignal<bool>, ask: Rc<dyn Fn()>) {
    let look = move || {
        if cut_off.try_get_untracked() == Some(true) {
            ask();
        }
    };
    let look: Rc<dyn Fn()> = Rc::new(look);
    connection::on_return(Rc::clone(&look));
    if let Ok(looking) = set_interval_with_handle(move || look(), AGAIN) {
        on_cleanup(move || looking.clear());
    }
}

/// Asks, and again while there is no connection; and a way to ask again for whoever wants to.
pub fn once<T, F>(
    session: Session,
    ask: impl Fn() -> F + Copy + Send + Sync + 'static,
) -> (Known<T>, Callback<()>)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let known: Known<T> = RwSignal::new(None);
    let (cut_off, failed) = (RwSignal::new(false), RwSignal::new(false));
    let load = move || {
        leptos::task::spawn_local(async move {
            let answer = session.heed(ask().await);
            failed.try_set(answer.is_err());
            take(known, cut_off, answer);
        });
    };
    load();
    ask_again(cut_off, load);
    let again = move |()| {
        // Who asks after a failure sees that it is asked, and what comes of it.
        if failed.get_untracked() {
            cut_off.set(false);
            known.set(None);
        }
        load();
    };
    (known, Callback::new(again))
}
