//! One object's rows in its SQLite: a table for each kind of row, `key` and `value`, without rowid, so that a row written is
//! one row written.
//!
//! An object is the only one that writes its storage, so what has been read or written once is known until the object sleeps:
//! a request to an object that is awake reads nothing twice.

use core::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, JsString};
use muster_shared::store::{Changes, Rows, StoreFault, Table};
use wasm_bindgen::prelude::*;
use worker::Storage;

use crate::known::{Known, SMALL_TABLE};

// The crate's own binding makes a Rust value of every row by reflection; a key and a value are two strings.
#[wasm_bindgen]
extern "C" {
    type Sql;

    #[wasm_bindgen(method, variadic, catch)]
    fn exec(this: &Sql, query: &JsString, bindings: &Array) -> Result<Cursor, JsValue>;

    type Cursor;

    #[wasm_bindgen(method, getter, js_name = rowsWritten)]
    fn rows_written(this: &Cursor) -> u32;

    #[wasm_bindgen(method, catch)]
    fn raw(this: &Cursor) -> Result<RawRows, JsValue>;

    type RawRows;

    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &RawRows) -> Result<Array, JsValue>;

    type TransactionalStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &TransactionalStorage,
        work: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// What is asked of a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Query {
    Read,
    Begin,
    After,
    Put,
    Delete,
}

impl Query {
    fn text(self, table: &str) -> String {
        match self {
            Self::Read => format!("SELECT value FROM {table} WHERE key = ?"),
            Self::Begin => format!("SELECT key, value FROM {table} ORDER BY key LIMIT ?"),
            Self::After => {
                format!("SELECT key, value FROM {table} WHERE key > ? ORDER BY key LIMIT ?")
            }
            Self::Put => format!(
                "INSERT INTO {table} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
            ),
            Self::Delete => format!("DELETE FROM {table} WHERE key = ?"),
        }
    }
}

thread_local! {
    // The same few queries all the time: made once, as the string that JavaScript takes.
    static QUERIES: RefCell<BTreeMap<(Table, Query), JsString>> = const { RefCell::new(BTreeMap::new()) };
}

fn query(table: Table, query: Query) -> JsString {
    QUERIES.with_borrow_mut(|known| {
        known
            .entry((table, query))
            .or_insert_with(|| JsString::from(query.text(table.name())))
            .clone()
    })
}

/// The rows of one object.
pub struct SqlRows {
    sql: Sql,
    storage: TransactionalStorage,
    known: RefCell<Known>,
}

/// The error's own words.
fn fault(error: &JsValue) -> StoreFault {
    StoreFault::new(format_args!("SQL: {error:?}"))
}

impl SqlRows {
    /// Opens the object's storage; makes the tables that are missing.
    pub fn open(storage: &Storage, tables: &[Table]) -> Result<Self, StoreFault> {
        let sql: Sql = AsRef::<JsValue>::as_ref(&storage.sql())
            .clone()
            .unchecked_into();
        let create: String = tables
            .iter()
            .map(|table| {
                let name = table.name();
                format!("CREATE TABLE IF NOT EXISTS {name} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;")
            })
            .collect();
        sql.exec(&JsString::from(create), &Array::new())
            .map_err(|error| fault(&error))?;
        Ok(Self {
            sql,
            storage: AsRef::<JsValue>::as_ref(storage.as_raw())
                .clone()
                .unchecked_into(),
            known: RefCell::default(),
        })
    }

    /// Writes what a command wants written, all or nothing. Answers how many rows were written.
    pub fn apply(&self, changes: &Changes) -> Result<usize, StoreFault> {
        if changes.is_empty() {
            return Ok(0);
        }
        let mut written = 0_usize;
        let mut work = || -> Result<(), JsValue> {
            for (table, key, value) in changes.iter() {
                let bindings = Array::of1(&key.into());
                let what = match value {
                    Some(value) => {
                        bindings.push(&value.into());
                        Query::Put
                    }
                    None => Query::Delete,
                };
                // An exception leaves the transaction, which then takes everything back.
                let cursor = self.sql.exec(&query(table, what), &bindings)?;
                let rows = usize::try_from(cursor.rows_written()).unwrap_or(usize::MAX);
                written = written.saturating_add(rows);
            }
            Ok(())
        };
        let outcome = self.storage.transaction_sync(&mut work);
        let mut known = self.known.borrow_mut();
        if let Err(error) = outcome {
            *known = Known::default();
            return Err(StoreFault::new(format_args!("transaction: {error:?}")));
        }
        for (table, key, value) in changes.iter() {
            known.write(table, key, value);
        }
        Ok(written)
    }

    fn select(&self, query: &JsString, bindings: &Array) -> Result<Array, StoreFault> {
        self.sql
            .exec(query, bindings)
            .and_then(|cursor| cursor.raw()?.to_array())
            .map_err(|error| fault(&error))
    }

    fn select_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX).into();
        let rows = match after {
            Some(after) => self.select(
                &query(table, Query::After),
                &Array::of2(&after.into(), &limit),
            ),
            None => self.select(&query(table, Query::Begin), &Array::of1(&limit)),
        }?;
        rows.iter()
            .map(|row| Ok((column(&row, 0)?, column(&row, 1)?)))
            .collect()
    }

    /// Reads a table whole when nobody has looked yet whether it is small.
    fn look(&self, table: Table) -> Result<(), StoreFault> {
        if self.known.borrow().has_looked(table) {
            return Ok(());
        }
        let rows = self.select_after(table, None, SMALL_TABLE.saturating_add(1))?;
        self.known.borrow_mut().looked(table, rows);
        Ok(())
    }
}

/// Column `at` of a row that came raw.
fn column(row: &JsValue, at: u32) -> Result<String, StoreFault> {
    row.unchecked_ref::<Array>()
        .get(at)
        .as_string()
        .ok_or_else(|| StoreFault::new("a stored row is not text"))
}

impl Rows for SqlRows {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        self.look(table)?;
        if let Some(known) = self.known.borrow().row(table, key) {
            return Ok(known.map(str::to_owned));
        }
        let rows = self.select(&query(table, Query::Read), &Array::of1(&key.into()))?;
        let value = match rows.length() {
            0 => None,
            _ => Some(column(&rows.get(0), 0)?),
        };
        self.known
            .borrow_mut()
            .remember(table, key, value.as_deref());
        Ok(value)
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        self.look(table)?;
        if let Some(rows) = self.known.borrow().rows_after(table, after, limit) {
            return Ok(rows);
        }
        self.select_after(table, after, limit)
    }
}
