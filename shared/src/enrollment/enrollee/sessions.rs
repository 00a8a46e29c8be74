//! Passwords, lock-out and sessions of a person.
//!
//! The slow part, hashing the password, happens in the Worker between [`BeginSignIn`] and [`FinishSignIn`]. An attempt is
//! counted when it begins, so a hundred guesses sent at once are a hundred guesses.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::rows::{CredentialRow, EnrolleeHeader, LockoutRow, SessionRow};
use super::standing::Standing;
use crate::few::sort_few;
use crate::ids::{Digest, SessionId};
use crate::store::{Command, Row, StoreFault, Unit};
use crate::time::Timestamp;

/// How long a session lasts.
pub const SESSION_TIME: Duration = Duration::from_hours(12);

/// How many sign-ins may fail before the account is locked for a while.
pub const MAX_SIGN_IN_FAILURES: u32 = 5;

/// The first lock; each further failure doubles it.
const FIRST_LOCK: Duration = Duration::from_mins(1);

/// The longest lock.
const LONGEST_LOCK: Duration = Duration::from_mins(15);

/// Failures older than this no longer count.
const FAILURES_FORGOTTEN_AFTER: Duration = Duration::from_hours(24);

/// How many names of nobody's one object counts the failures of; the one that was tried longest ago gives way.
const STRANGERS_AT_MOST: usize = 64;

/// How many sessions one person may have; the oldest ends when another begins.
const MAX_SESSIONS: usize = 20;

/// Hands out the password's hash, for a caller that must know whether a password is the one there is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPassword {}

impl Command for ReadPassword {
    type Object = Enrollee;
    type Answer = Option<String>;
    const NAME: &'static str = "read-password";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<String>, StoreFault> {
        Ok(unit
            .get::<CredentialRow>("")?
            .map(|credential| credential.password))
    }
}

/// Sets the password, as a PHC string. Whoever was signed in with the old one no longer is.
#[derive(Clone, Serialize, Deserialize)]
pub struct SetPassword {
    /// The PHC string (`$scrypt$ln=…`).
    pub password: String,
}

impl Command for SetPassword {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "set-password";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        EnrolleeHeader::require(unit)?;
        unit.delete::<LockoutRow>(&LockoutRow::key_of(None));
        end_all(unit)?;
        unit.put(&CredentialRow {
            password: self.password,
        })
    }
}

/// Somebody wants to sign in: counts the attempt and hands out what to check the password against.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BeginSignIn {
    /// The name that was tried, when it is nobody's; the object is then one of nobody's, and there is nothing to check.
    #[serde(default)]
    pub stranger: Option<Digest>,
}

/// What became of [`BeginSignIn`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordGate {
    /// Check against this PHC string, then finish.
    Check {
        /// The PHC string.
        password: String,
    },
    /// Too many failures.
    Locked {
        /// When the lock ends.
        until: Timestamp,
    },
    /// There is no password that could be right.
    None,
}

impl Command for BeginSignIn {
    type Object = Enrollee;
    type Answer = PasswordGate;
    const NAME: &'static str = "begin-sign-in";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<PasswordGate, StoreFault> {
        let known = unit.get::<LockoutRow>(&LockoutRow::key_of(self.stranger))?;
        let mut lockout = known
            .clone()
            .filter(|lockout| lockout.last_failure.plus(FAILURES_FORGOTTEN_AFTER) > now)
            .unwrap_or(LockoutRow {
                stranger: self.stranger,
                failures: 0,
                locked_until: None,
                last_failure: now,
            });
        if let Some(until) = lockout.locked_until.filter(|until| *until > now) {
            return Ok(PasswordGate::Locked { until });
        }
        if self.stranger.is_some() {
            make_room(unit, known)?;
        }
        lockout.failures = lockout.failures.saturating_add(1);
        lockout.last_failure = now;
        // The attempt that reaches the limit is still checked; whoever comes after it waits.
        lockout.locked_until = lockout
            .failures
            .checked_sub(MAX_SIGN_IN_FAILURES)
            .map(|beyond| now.plus(lock_time(beyond)));
        unit.put(&lockout)?;
        if let Some(deadline) = forgotten(&lockout) {
            unit.put(&deadline)?;
            return Ok(PasswordGate::None);
        }
        let enabled =
            EnrolleeHeader::load(unit)?.is_some_and(|header| header.standing == Standing::Enabled);
        let credential = unit.get::<CredentialRow>("")?.filter(|_| enabled);
        Ok(
            credential.map_or(PasswordGate::None, |credential| PasswordGate::Check {
                password: credential.password,
            }),
        )
    }
}

/// When the failures of a name of nobody's are forgotten. A person's are one small row that stays.
fn forgotten(lockout: &LockoutRow) -> Option<Deadline> {
    let stranger = lockout.stranger?;
    Some(Deadline {
        at: lockout.last_failure.plus(FAILURES_FORGOTTEN_AFTER),
        kind: DeadlineKind::StrangerForgotten { stranger },
    })
}

/// Before a stranger's attempt is counted: takes back when it was to be forgotten, or finds room for one who is new.
fn make_room(unit: &mut Unit<'_>, known: Option<LockoutRow>) -> Result<(), StoreFault> {
    if let Some(known) = known {
        if let Some(deadline) = forgotten(&known) {
            unit.delete::<Deadline>(&deadline.key());
        }
        return Ok(());
    }
    let strangers: Vec<LockoutRow> = unit.scan(None, STRANGERS_AT_MOST)?;
    if strangers.len() < STRANGERS_AT_MOST {
        return Ok(());
    }
    if let Some(oldest) = strangers.iter().min_by_key(|lockout| lockout.last_failure) {
        unit.delete::<LockoutRow>(&oldest.key());
        if let Some(deadline) = forgotten(oldest) {
            unit.delete::<Deadline>(&deadline.key());
        }
    }
    Ok(())
}

fn lock_time(doublings: u32) -> Duration {
    let factor = 1_u32.checked_shl(doublings.min(8)).unwrap_or(u32::MAX);
    FIRST_LOCK.saturating_mul(factor).min(LONGEST_LOCK)
}

/// The password was right: forgets the failures and begins a session. Answers when that ends; nothing when another password
/// has been set since [`BeginSignIn`], so that nobody comes in with the old one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FinishSignIn {
    /// SHA-256 of the PHC string that the password was checked against.
    pub checked: Digest,
    /// The session's name.
    pub session: SessionId,
    /// SHA-256 of its secret.
    pub secret: Digest,
}

impl Command for FinishSignIn {
    type Object = Enrollee;
    type Answer = Option<Timestamp>;
    const NAME: &'static str = "finish-sign-in";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<Timestamp>, StoreFault> {
        if EnrolleeHeader::require(unit)?.standing != Standing::Enabled {
            // Disabled while the password was being checked.
            return Ok(None);
        }
        settle_overdue(unit, now)?;
        let stands = unit
            .get::<CredentialRow>("")?
            .is_some_and(|credential| Digest::of(credential.password.as_bytes()) == self.checked);
        if !stands {
            return Ok(None);
        }
        unit.delete::<LockoutRow>(&LockoutRow::key_of(None));
        let mut sessions: Vec<SessionRow> = unit.scan(None, MAX_SESSIONS.saturating_add(1))?;
        sort_few(&mut sessions, |one, other| {
            one.begun_at.cmp(&other.begun_at)
        });
        let too_many = sessions
            .len()
            .saturating_add(1)
            .saturating_sub(MAX_SESSIONS);
        for session in sessions.iter().take(too_many) {
            end(unit, session);
        }
        let row = SessionRow {
            id: self.session,
            secret: self.secret,
            begun_at: now,
            ends_at: now.plus(SESSION_TIME),
        };
        unit.put(&row)?;
        unit.put(&session_deadline(&row))?;
        Ok(Some(row.ends_at))
    }
}

fn session_deadline(session: &SessionRow) -> Deadline {
    Deadline {
        at: session.ends_at,
        kind: DeadlineKind::SessionEnds {
            session: session.id,
        },
    }
}

/// Signs out everywhere.
pub(super) fn end_all(unit: &mut Unit<'_>) -> Result<(), StoreFault> {
    for session in unit.scan::<SessionRow>(None, MAX_SESSIONS)? {
        end(unit, &session);
    }
    Ok(())
}

fn end(unit: &mut Unit<'_>, session: &SessionRow) {
    unit.delete::<SessionRow>(&session.key());
    unit.delete::<Deadline>(&session_deadline(session).key());
}

/// Whether a session is still good.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResolveSession {
    /// The session.
    pub session: SessionId,
    /// SHA-256 of the secret that was presented.
    pub secret: Digest,
}

/// What a session is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// It stands.
    Valid {
        /// Until when.
        ends_at: Timestamp,
    },
    /// It has ended, or never was.
    Ended,
}

impl Command for ResolveSession {
    type Object = Enrollee;
    type Answer = SessionState;
    const NAME: &'static str = "resolve-session";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<SessionState, StoreFault> {
        let session = unit
            .get::<SessionRow>(&self.session.to_string())?
            .filter(|session| session.secret == self.secret && session.ends_at > now);
        Ok(
            session.map_or(SessionState::Ended, |session| SessionState::Valid {
                ends_at: session.ends_at,
            }),
        )
    }
}

/// Signs out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndSession {
    /// The session.
    pub session: SessionId,
    /// Ends every other of the person's, too.
    #[serde(default)]
    pub everywhere: bool,
}

impl Command for EndSession {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "end-session";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        if self.everywhere {
            return end_all(unit);
        }
        if let Some(session) = unit.get::<SessionRow>(&self.session.to_string())? {
            end(unit, &session);
        }
        Ok(())
    }
}
