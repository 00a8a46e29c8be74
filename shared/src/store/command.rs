use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Changes, Rows, StoreFault, Unit};
use crate::time::Timestamp;

/// The kinds of objects that own things. Commands name the kind they are for, so one object cannot be sent another's.
pub trait ObjectKind: 'static {
    /// The kind's name in logs.
    const NAME: &'static str;

    /// Runs the command called `name` with the JSON `body` on `rows`.
    ///
    /// # Errors
    /// [`StoreFault`] for an unknown name, a body that is not the command's, or a store that does not answer.
    fn dispatch(
        name: &str,
        body: &[u8],
        rows: &dyn Rows,
        now: Timestamp,
    ) -> Result<Handled, StoreFault>;
}

/// One thing an object does in one step, with nothing in between.
pub trait Command: Serialize + DeserializeOwned + Sync {
    /// The kind of object it is for.
    type Object: ObjectKind;
    /// What it answers.
    type Answer: Serialize + DeserializeOwned + Send;
    /// Its name on the wire between the Worker and the object.
    const NAME: &'static str;

    /// Decides and stages, from what is stored and `now`.
    ///
    /// # Errors
    /// [`StoreFault`] when a store does not answer; nothing is then written. Refusals are answers, not errors.
    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Self::Answer, StoreFault>;
}

/// What a command came to: its answer as JSON, and what is to be written before that answer may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The answer, as JSON.
    pub answer: Vec<u8>,
    /// What to write, in one transaction.
    pub changes: Changes,
}

/// Reads, runs and answers one command.
///
/// # Errors
/// [`StoreFault`] for a body that is not the command's, or a store that does not answer.
pub fn run_command<C: Command>(
    body: &[u8],
    rows: &dyn Rows,
    now: Timestamp,
) -> Result<Handled, StoreFault> {
    let command: C = from_json(body)
        .map_err(|error| StoreFault::new(format_args!("command {}: {error}", C::NAME)))?;
    let mut unit = Unit::new(rows);
    let answer = command.run(&mut unit, now)?;
    Ok(Handled {
        answer: serde_json::to_vec(&answer).map_err(StoreFault::new)?,
        changes: unit.into_changes(),
    })
}

/// Reads JSON from octets, as text: rows are text, and what is read from both is compiled twice.
///
/// # Errors
/// serde's own. What is not UTF-8 is as little JSON as an empty text.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    crate::json::from_str(core::str::from_utf8(body).unwrap_or_default())
}

/// Lists an object's commands once; the list is its [`ObjectKind::dispatch`].
macro_rules! object_kind {
    ($(#[$doc:meta])* $kind:ident, $name:literal, [$($command:ty),+ $(,)?]) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $kind {}

        impl $crate::store::ObjectKind for $kind {
            const NAME: &'static str = $name;

            fn dispatch(
                name: &str,
                body: &[u8],
                rows: &dyn $crate::store::Rows,
                now: $crate::time::Timestamp,
            ) -> Result<$crate::store::Handled, $crate::store::StoreFault> {
                match name {
                    $(<$command as $crate::store::Command>::NAME =>
                        $crate::store::run_command::<$command>(body, rows, now),)+
                    other => Err($crate::store::StoreFault::new(format_args!(
                        concat!($name, " object has no command {}"), other
                    ))),
                }
            }
        }
    };
}
pub(crate) use object_kind;
