//! What the edge last said of something that a page shows and asks for again.

use core::time::Duration;

use leptos::prelude::*;

use crate::client::Failure;
use crate::connection;

/// How often something that is on its way is looked at again.
const AGAIN: Duration = Duration::from_secs(15);

/// The last answer. What was known stays until there is something newer: a line that is gone takes nothing off the page.
#[derive(Debug)]
pub struct Latest<T: 'static>(RwSignal<Option<Result<T, Failure>>>);

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Latest<T> {}

impl<T: PartialEq + Send + Sync> Latest<T> {
    /// Nothing is known yet.
    #[must_use]
    pub fn unknown() -> Self {
        Self(RwSignal::new(None))
    }

    /// Takes an answer in. One that says the same again draws nothing again, so that the focus stays where it is.
    pub fn take(self, answer: Result<T, Failure>) {
        let news = self.0.try_with_untracked(|known| match (known, &answer) {
            (Some(Ok(_)), Err(_)) => false,
            (known, answer) => known.as_ref() != Some(answer),
        });
        if news == Some(true) {
            self.0.set(Some(answer));
        }
    }

    /// Forgets a failure, so that the page shows that it asks again.
    pub fn forget_failure(self) {
        if self.0.with_untracked(|known| matches!(known, Some(Err(_)))) {
            self.0.set(None);
        }
    }

    /// Changes what is known, by what the person has just done.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.0.update(|known| {
            if let Some(Ok(known)) = known {
                change(known);
            }
        });
    }

    /// The answer, or none before the first.
    pub fn with<R>(self, read: impl FnOnce(Option<&Result<T, Failure>>) -> R) -> R {
        self.0.with(|known| read(known.as_ref()))
    }

    /// The answer, or none before the first, for a page that draws all of it.
    pub fn answer(self) -> Option<Result<T, Failure>>
    where
        T: Clone,
    {
        self.0.get()
    }

    /// Something of what is known, if anything is.
    pub fn known<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.with(|known| known?.as_ref().ok().map(read))
    }
}

/// Asks again when the person comes back to the page or the connection does, and every 15 seconds while something is on its way
/// or nothing is heard.
pub fn keep_asking(on_its_way: impl Fn() -> bool + 'static, ask: impl Fn() + Copy + 'static) {
    let back = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if !document().hidden() {
            ask();
        }
    });
    let online = window_event_listener(leptos::ev::online, move |_| ask());
    on_cleanup(move || {
        back.remove();
        online.remove();
    });
    let looking = set_interval_with_handle(
        move || {
            if untrack(&on_its_way) || connection::is_lost() {
                ask();
            }
        },
        AGAIN,
    );
    if let Ok(looking) = looking {
        on_cleanup(move || looking.clear());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GONE: Failure = Failure::Unreachable { maybe_done: false };

    #[test]
    fn a_line_that_is_gone_takes_nothing_off_the_page() {
        let owner = Owner::new();
        owner.set();
        let latest = Latest::unknown();
        latest.take(Err(GONE));
        assert!(latest.with(|known| known == Some(&Err(GONE))));
        latest.take(Ok(1));
        latest.take(Err(GONE));
        assert_eq!(latest.known(|number| *number), Some(1));
        latest.forget_failure();
        assert_eq!(latest.known(|number| *number), Some(1));
    }

    #[test]
    fn who_asks_again_after_a_failure_sees_that_it_is_asked() {
        let owner = Owner::new();
        owner.set();
        let latest = Latest::<u8>::unknown();
        latest.take(Err(GONE));
        latest.forget_failure();
        assert!(latest.with(|known| known.is_none()));
    }
}
