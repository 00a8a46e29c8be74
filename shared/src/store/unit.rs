use std::collections::BTreeMap;

use super::{Row, StoreFault, Table};
use crate::few::map_of;

/// Reads of one object's rows, as JSON text. Memory and SQL both implement it, and the contract suite holds them to it.
pub trait Rows {
    /// The row under `key`.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer.
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault>;

    /// At most `limit` rows whose keys come after `after` (all, when none), in key order.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer.
    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault>;
}

/// What a command wants written: for each row its new value, or that it goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    rows: BTreeMap<(Table, String), Option<String>>,
}

impl Changes {
    /// The changes in a fixed order: table, key, new value or none for a deletion.
    pub fn iter(&self) -> impl Iterator<Item = (Table, &str, Option<&str>)> {
        self.rows
            .iter()
            .map(|((table, key), value)| (*table, key.as_str(), value.as_deref()))
    }

    /// Whether anything is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows are to be written or deleted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether any row of `table` is touched.
    #[must_use]
    pub fn touches(&self, table: Table) -> bool {
        self.rows.keys().any(|(touched, _)| *touched == table)
    }
}

/// One command's view of the rows: what is stored, and on top of it what the command has staged so far.
pub struct Unit<'a> {
    rows: &'a dyn Rows,
    changes: Changes,
}

impl<'a> Unit<'a> {
    /// Begins on what is stored.
    #[must_use]
    pub fn new(rows: &'a dyn Rows) -> Self {
        Self {
            rows,
            changes: Changes::default(),
        }
    }

    /// The row under `key`.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer or the row cannot be read.
    pub fn get<R: Row>(&self, key: &str) -> Result<Option<R>, StoreFault> {
        let text = self.text(R::TABLE, key)?;
        text.map(|text| parse::<R>(key, &text)).transpose()
    }

    /// At most `limit` rows whose keys come after `after`, in key order.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer or a row cannot be read.
    pub fn scan<R: Row>(&self, after: Option<&str>, limit: usize) -> Result<Vec<R>, StoreFault> {
        let texts = self.texts(R::TABLE, after, limit)?;
        texts
            .iter()
            .map(|(key, text)| parse::<R>(key, text))
            .collect()
    }

    // What follows is the same for every kind of row, so it is compiled once.

    fn text(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        match self.changes.rows.get(&(table, key.to_owned())) {
            Some(staged) => Ok(staged.clone()),
            None => self.rows.read(table, key),
        }
    }

    fn texts(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let staged: Vec<(&str, Option<&str>)> = self
            .changes
            .iter()
            .filter(|(touched, key, _)| *touched == table && after.is_none_or(|after| *key > after))
            .map(|(_, key, value)| (key, value))
            .collect();
        let stored = self
            .rows
            .read_after(table, after, limit.saturating_add(staged.len()))?;
        if staged.is_empty() {
            return Ok(stored.into_iter().take(limit).collect());
        }
        let mut merged: BTreeMap<String, String> = map_of(stored);
        for (key, value) in staged {
            match value {
                Some(value) => merged.insert(key.to_owned(), value.to_owned()),
                None => merged.remove(key),
            };
        }
        Ok(merged.into_iter().take(limit).collect())
    }

    /// Stages a row, new or replaced.
    ///
    /// # Errors
    /// [`StoreFault`] when the row has no JSON form.
    pub fn put<R: Row>(&mut self, row: &R) -> Result<(), StoreFault> {
        let text = crate::json::to_string(row).map_err(StoreFault::new)?;
        self.stage(R::TABLE, row.key(), Some(text));
        Ok(())
    }

    fn stage(&mut self, table: Table, key: String, text: Option<String>) {
        self.changes.rows.insert((table, key), text);
    }

    /// Stages the deletion of the row under `key`, whether it is there or not.
    pub fn delete<R: Row>(&mut self, key: &str) {
        self.stage(R::TABLE, key.to_owned(), None);
    }

    /// What has been staged.
    #[must_use]
    pub fn into_changes(self) -> Changes {
        self.changes
    }
}

fn parse<R: Row>(key: &str, text: &str) -> Result<R, StoreFault> {
    crate::json::from_str(text).map_err(|error| unreadable(R::TABLE, key, &error))
}

#[cold]
fn unreadable(table: Table, key: &str, error: &serde_json::Error) -> StoreFault {
    StoreFault::new(format_args!("row {}/{key}: {error}", table.name()))
}
