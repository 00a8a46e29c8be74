//! Who is signed in.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::Me;
use muster_shared::time::Timestamp;

use crate::browser;
use crate::client::{self, Failure};
use crate::preferences::remember_signed_in;

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedOut {
    /// Nobody has signed in yet.
    NotYet,
    /// The person signed out.
    OnPurpose,
    /// The session ended while the page was open.
    Ended,
}

/// The session of this tab, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Session {
    me: RwSignal<Result<Me, SignedOut>>,
    asked: RwSignal<Timestamp>,
}

impl Session {
    /// Starts with who is known to be signed in.
    pub fn provide(me: Option<Me>) -> Self {
        let session = Self {
            me: RwSignal::new(me.ok_or(SignedOut::NotYet)),
            asked: RwSignal::new(browser::now()),
        };
        Effect::watch(
            move || session.me.with(Result::is_ok),
            |signed_in, _, _| remember_signed_in(*signed_in),
            true,
        );
        provide_context(session);
        session
    }

    /// The person, or why there is none.
    pub fn me(self) -> Result<Me, SignedOut> {
        self.me.get()
    }

    /// Something of the person, or its empty value when nobody is signed in.
    pub fn with<T: Default>(self, read: impl FnOnce(&Me) -> T) -> T {
        self.me.with(|me| me.as_ref().map(read).unwrap_or_default())
    }

    /// The person's identifier, while somebody is signed in.
    #[must_use]
    pub fn person(self) -> Option<String> {
        let id = |me: &Result<Me, SignedOut>| me.as_ref().ok().map(|me| me.user_id.to_string());
        self.me.try_with_untracked(id).flatten()
    }

    /// The token to send with what changes something.
    #[must_use]
    pub fn csrf_token(self) -> String {
        self.me.with_untracked(|me| {
            me.as_ref()
                .map(|me| me.csrf_token.clone())
                .unwrap_or_default()
        })
    }

    /// Asks again who is signed in: after signing in, and whenever the number of devices may have changed.
    ///
    /// # Errors
    /// Any [`Failure`] of `GET /api/v1/me`; what was known before then stays.
    pub async fn refresh(self) -> Result<(), Failure> {
        let me = self.heed(client::me().await)?;
        self.asked.set(browser::now());
        self.me.set(Ok(me));
        Ok(())
    }

    /// The same, unless the last answer is younger than `age`.
    ///
    /// # Errors
    /// As [`Session::refresh`].
    pub async fn refresh_if_older(self, age: Duration) -> Result<(), Failure> {
        if browser::now().since(self.asked.get_untracked()) < age {
            return Ok(());
        }
        self.refresh().await
    }

    /// Makes the next [`Session::refresh_if_older`] ask: the number of devices has changed.
    pub fn forget_age(self) {
        self.asked.set(Timestamp::EPOCH);
    }

    /// Signs out.
    ///
    /// # Errors
    /// Any [`Failure`]: the person is then still signed in, and must be told so.
    pub async fn sign_out(self) -> Result<(), Failure> {
        self.leave(client::sign_out(&self.csrf_token()).await)
    }

    /// Signs out in every browser.
    ///
    /// # Errors
    /// As [`Session::sign_out`].
    #[cfg(feature = "help")]
    pub async fn sign_out_everywhere(self) -> Result<(), Failure> {
        self.leave(client::sign_out_everywhere(&self.csrf_token()).await)
    }

    fn leave(self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        match outcome {
            // A session that has ended on its own needs no signing out.
            Ok(()) | Err(Failure::SessionEnded) => {
                browser::keep_in_tab(None);
                self.me.set(Err(SignedOut::OnPurpose));
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    /// Passes an outcome on, and notices when it says that the session has ended: the sign-in then takes the page's place.
    ///
    /// # Errors
    /// The failure that was passed in.
    pub fn heed<T>(self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if matches!(outcome, Err(Failure::SessionEnded)) && self.me.with_untracked(Result::is_ok) {
            self.me.set(Err(SignedOut::Ended));
        }
        outcome
    }
}
