use muster_shared::api::{PROBLEM_CONTENT_TYPE, Problem};
use serde::de::DeserializeOwned;

#[cfg(any(feature = "portal", feature = "help"))]
use crate::answer::Answer;

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer came: no network, no server, or none in time.
    Unreachable {
        /// Whether the request may have been carried out all the same.
        maybe_done: bool,
    },
    /// Nobody is signed in any more.
    SessionEnded,
    /// The server says no, and why.
    Refused(Box<Problem>),
    /// An answer came that is neither what was asked for nor a problem.
    Unreadable {
        /// The HTTP status of that answer.
        status: u16,
    },
}

impl Failure {
    /// The request could not even be written; nothing was sent.
    pub(super) const fn unwritten() -> Self {
        Self::Unreadable { status: 0 }
    }

    /// Before sign-in there is no session that could end: there, 401 says that the credentials are wrong.
    pub(super) fn without_a_session(self) -> Self {
        match self {
            Self::SessionEnded => Self::Unreadable { status: 401 },
            other => other,
        }
    }

    /// The HTTP status behind it; none where no answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unreachable { .. } => None,
            Self::SessionEnded => Some(401),
            Self::Refused(problem) => Some(problem.status),
            Self::Unreadable { status } => Some(*status),
        }
    }
}

/// An answer as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The media type, with parameters; empty where none was given.
    pub content_type: String,
    /// The body.
    pub body: String,
}

/// What a word of the API stands for; none for one that this build does not know.
#[cfg(any(feature = "portal", feature = "help"))]
pub(super) fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    let found = all.iter().find(|(known, _)| *known == name)?;
    Some(found.1)
}

impl Reply {
    /// Reads a successful answer's body.
    ///
    /// # Errors
    /// What the answer says instead: [`Failure::SessionEnded`], [`Failure::Refused`], or [`Failure::Unreadable`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if (200..300).contains(&self.status) {
            muster_shared::json::from_str(&self.body).map_err(|_| Failure::Unreadable {
                status: self.status,
            })
        } else {
            Err(self.failure())
        }
    }

    /// Reads a successful answer's body by the browser's own JSON.
    ///
    /// # Errors
    /// As [`Reply::json`].
    #[cfg(any(feature = "portal", feature = "help"))]
    pub(super) fn answer(&self) -> Result<Answer, Failure> {
        self.empty()?;
        Answer::read(&self.body).ok_or(Failure::Unreadable {
            status: self.status,
        })
    }

    /// Takes a successful answer that carries nothing.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn empty(&self) -> Result<(), Failure> {
        if (200..300).contains(&self.status) {
            Ok(())
        } else {
            Err(self.failure())
        }
    }

    fn failure(&self) -> Failure {
        if self.status == 401 {
            return Failure::SessionEnded;
        }
        // A proxy in between may answer with a page of its own; its words must not pass for ours.
        let ours = self.content_type.split(';').next().map(str::trim) == Some(PROBLEM_CONTENT_TYPE);
        match muster_shared::json::from_str(&self.body) {
            Ok(problem) if ours => Failure::Refused(Box::new(problem)),
            _ => Failure::Unreadable {
                status: self.status,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::SessionCreated;

    const PROBLEM: &str = r#"{"type":"/problems/device-limit-reached","title":"You use 5 of 5 devices.","status":403,
        "code":"device-limit-reached","fix":"Remove one.","correlation_id":"c-1"}"#;

    fn reply(status: u16, content_type: &str, body: &str) -> Reply {
        Reply {
            status,
            content_type: content_type.to_owned(),
            body: body.to_owned(),
        }
    }

    fn read(status: u16, content_type: &str, body: &str) -> Failure {
        reply(status, content_type, body)
            .json::<SessionCreated>()
            .unwrap_err()
    }

    #[test]
    fn a_successful_answer_is_read() {
        let body = r#"{"csrf_token":"t","expires_at":"2026-11-23T16:14:01Z"}"#;
        let session: SessionCreated = reply(200, "application/json", body).json().unwrap();
        assert_eq!(session.csrf_token, "t");
    }

    #[test]
    fn a_refusal_keeps_its_cause_and_its_fix() {
        let Failure::Refused(problem) =
            read(403, "application/problem+json; charset=utf-8", PROBLEM)
        else {
            panic!("not a refusal");
        };
        assert_eq!(
            (problem.code.as_str(), problem.fix.as_str()),
            ("device-limit-reached", "Remove one.")
        );
    }

    #[test]
    fn without_a_session_every_answer_means_sign_in_again() {
        assert_eq!(
            read(401, "application/problem+json", PROBLEM),
            Failure::SessionEnded
        );
        assert_eq!(read(401, "text/html", "<h1>"), Failure::SessionEnded);
    }

    #[test]
    fn another_server_s_page_never_passes_for_a_refusal() {
        assert_eq!(
            read(502, "text/html", "<h1>Bad gateway</h1>"),
            Failure::Unreadable { status: 502 }
        );
        assert_eq!(
            read(403, "text/html", PROBLEM),
            Failure::Unreadable { status: 403 }
        );
        assert_eq!(
            read(403, "application/problem+json", "{}"),
            Failure::Unreadable { status: 403 }
        );
    }

    #[test]
    fn success_with_an_unknown_shape_is_not_taken_for_success() {
        assert_eq!(
            read(200, "application/json", "{}"),
            Failure::Unreadable { status: 200 }
        );
    }

    #[test]
    fn an_answer_without_a_body_is_enough_where_none_is_expected() {
        assert_eq!(reply(204, "", "").empty(), Ok(()));
        assert_eq!(reply(401, "", "").empty(), Err(Failure::SessionEnded));
    }
}
