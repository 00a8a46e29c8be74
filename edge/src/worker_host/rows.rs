//! One object's rows in its SQLite: a table for each kind of row, `key` and `value`, without rowid, so that a row written is
//! one row written.

use muster_shared::store::{Changes, Rows, StoreFault, Table};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, Storage};

#[wasm_bindgen]
extern "C" {
    type TransactionalStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &TransactionalStorage,
        work: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// The rows of one object.
pub struct SqlRows {
    sql: SqlStorage,
    storage: Storage,
}

#[derive(Deserialize)]
struct KeyValue {
    key: String,
    value: String,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

fn text(text: &str) -> SqlStorageValue {
    SqlStorageValue::String(text.to_owned())
}

fn fault(error: impl core::fmt::Display) -> StoreFault {
    StoreFault::new(error)
}

impl SqlRows {
    /// Opens the object's storage; makes the tables that are missing.
    pub fn open(storage: Storage, tables: &[Table]) -> Result<Self, StoreFault> {
        let sql = storage.sql();
        for table in tables {
            let name = table.name();
            let create = format!(
                "CREATE TABLE IF NOT EXISTS {name} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
            );
            sql.exec(&create, None).map_err(fault)?;
        }
        Ok(Self { sql, storage })
    }

    /// Writes what a command wants written, all or nothing. Answers how many rows were written.
    pub fn apply(&self, changes: &Changes) -> Result<usize, StoreFault> {
        if changes.is_empty() {
            return Ok(0);
        }
        let mut written = 0_usize;
        let mut work = || -> Result<(), JsValue> {
            for (table, key, value) in changes.iter() {
                let name = table.name();
                let cursor = match value {
                    Some(value) => self.sql.exec(
                        &format!("INSERT INTO {name} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
                        vec![text(key), text(value)],
                    ),
                    None => self.sql.exec(&format!("DELETE FROM {name} WHERE key = ?"), vec![text(key)]),
                };
                // An exception leaves the transaction, which then takes everything back.
                let cursor = cursor.map_err(|error| JsValue::from_str(&error.to_string()))?;
                written = written.saturating_add(cursor.rows_written());
            }
            Ok(())
        };
        let raw: &TransactionalStorage = self.storage.as_raw().unchecked_ref();
        raw.transaction_sync(&mut work)
            .map_err(|error| StoreFault::new(format_args!("transaction: {error:?}")))?;
        Ok(written)
    }
}

impl Rows for SqlRows {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        let query = format!("SELECT value FROM {} WHERE key = ?", table.name());
        let rows: Vec<Value> = self
            .sql
            .exec(&query, vec![text(key)])
            .map_err(fault)?
            .to_array()
            .map_err(fault)?;
        Ok(rows.into_iter().next().map(|row| row.value))
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let name = table.name();
        let limit = SqlStorageValue::Integer(i64::try_from(limit).unwrap_or(i64::from(i32::MAX)));
        let cursor = match after {
            Some(after) => self.sql.exec(
                &format!("SELECT key, value FROM {name} WHERE key > ? ORDER BY key LIMIT ?"),
                vec![text(after), limit],
            ),
            None => self.sql.exec(
                &format!("SELECT key, value FROM {name} ORDER BY key LIMIT ?"),
                vec![limit],
            ),
        };
        let rows: Vec<KeyValue> = cursor.map_err(fault)?.to_array().map_err(fault)?;
        Ok(rows.into_iter().map(|row| (row.key, row.value)).collect())
    }
}
