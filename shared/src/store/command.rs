use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Changes, Rows, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// The kinds of objects that own things. Commands name the kind they are for, so one object cannot be sent another's.
pub trait ObjectKind: 'static {
    /// The kind's name in logs.
    const NAME: &'static str;

    /// The tables it has. A command of it that reads or writes another is a fault, in memory as in SQL.
    const TABLES: &'static [Table];

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
    on_rows(C::NAME, C::Object::TABLES, body, rows, &|text, unit| {
        let command: C = crate::json::from_str(text).map_err(Stopped::Unread)?;
        let answer = command.run(unit, now).map_err(Stopped::Fault)?;
        crate::json::to_vec(&answer).map_err(Stopped::Unwritten)
    })
}

/// Why a command came to nothing.
enum Stopped {
    Unread(serde_json::Error),
    Fault(StoreFault),
    Unwritten(serde_json::Error),
}

/// Reads a command, runs it and writes its answer.
type Running<'r> = dyn Fn(&str, &mut Unit<'_>) -> Result<Vec<u8>, Stopped> + 'r;

/// The part of [`run_command`] that is the same for every command: compiled once.
fn on_rows(
    name: &str,
    tables: &'static [Table],
    body: &[u8],
    rows: &dyn Rows,
    run: &Running<'_>,
) -> Result<Handled, StoreFault> {
    let own = OwnTables { rows, tables };
    let mut unit = Unit::new(&own);
    // What is not UTF-8 is as little JSON as an empty text.
    let text = core::str::from_utf8(body).unwrap_or_default();
    let answer = run(text, &mut unit).map_err(|stopped| match stopped {
        Stopped::Unread(error) => StoreFault::new(format_args!("command {name}: {error}")),
        Stopped::Fault(fault) => fault,
        Stopped::Unwritten(error) => StoreFault::new(error),
    })?;
    let changes = unit.into_changes();
    for (table, ..) in changes.iter() {
        own.must_have(table)?;
    }
    Ok(Handled { answer, changes })
}

/// An object's rows, of the tables that it has: memory makes any table there is, and SQL only these.
struct OwnTables<'a> {
    rows: &'a dyn Rows,
    tables: &'static [Table],
}

impl OwnTables<'_> {
    fn must_have(&self, table: Table) -> Result<(), StoreFault> {
        if self.tables.contains(&table) {
            return Ok(());
        }
        let name = table.name();
        Err(StoreFault::new(format_args!(
            "the object has no table {name}"
        )))
    }
}

impl Rows for OwnTables<'_> {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        self.must_have(table)?;
        self.rows.read(table, key)
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        self.must_have(table)?;
        self.rows.read_after(table, after, limit)
    }
}

/// Reads JSON from octets, as text: rows are text, and what is read from both is compiled twice.
///
/// # Errors
/// serde's own. What is not UTF-8 is as little JSON as an empty text.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    crate::json::from_str(core::str::from_utf8(body).unwrap_or_default())
}

/// Lists an object's tables and its commands once; the latter are its [`ObjectKind::dispatch`].
macro_rules! object_kind {
    ($(#[$doc:meta])* $kind:ident, $name:literal, [$($table:ident),+ $(,)?], [$($command:ty),+ $(,)?]) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $kind {}

        impl $crate::store::ObjectKind for $kind {
            const NAME: &'static str = $name;
            const TABLES: &'static [$crate::store::Table] = &[$($crate::store::Table::$table,)+];

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

#[cfg(all(test, feature = "test-util"))]
mod tests {
    use super::*;
    use crate::store::Row;
    use crate::testing::MemoryRows;
    use serde::Deserialize;

    object_kind!(
        /// An object with one table.
        Small,
        "small",
        [Header],
        [Touch]
    );

    #[derive(Serialize, Deserialize)]
    struct Touch {
        own: bool,
        write: bool,
    }

    #[derive(Serialize, Deserialize)]
    struct Own {}

    impl Row for Own {
        const TABLE: Table = Table::Header;

        fn key(&self) -> String {
            String::new()
        }
    }

    #[derive(Serialize, Deserialize)]
    struct Others {}

    impl Row for Others {
        const TABLE: Table = Table::Device;

        fn key(&self) -> String {
            String::new()
        }
    }

    impl Command for Touch {
        type Object = Small;
        type Answer = ();
        const NAME: &'static str = "touch";

        fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
            match (self.own, self.write) {
                (true, true) => unit.put(&Own {}),
                (true, false) => unit.get::<Own>("").map(|_| ()),
                (false, true) => unit.put(&Others {}),
                (false, false) => unit.scan::<Others>(None, 1).map(|_| ()),
            }
        }
    }

    #[test]
    fn a_command_reads_and_writes_the_tables_of_its_object_alone() {
        for (own, write) in [(true, true), (true, false), (false, true), (false, false)] {
            let body = serde_json::to_vec(&Touch { own, write }).unwrap();
            let now = Timestamp::from_unix_seconds(1_795_450_441);
            let done = Small::dispatch("touch", &body, &MemoryRows::default(), now);
            match done {
                Ok(handled) => assert_eq!((own, handled.changes.len()), (true, usize::from(write))),
                Err(fault) => {
                    assert!(!own && fault.to_string().contains("device"), "{fault}");
                }
            }
        }
    }
}
