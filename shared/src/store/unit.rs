use std::collections::BTreeMap;

use super::{Row, StoreFault, Table};

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
        let text = match self.changes.rows.get(&(R::TABLE, key.to_owned())) {
            Some(staged) => staged.clone(),
            None => self.rows.read(R::TABLE, key)?,
        };
        text.map(|text| parse::<R>(key, &text)).transpose()
    }

    /// At most `limit` rows whose keys come after `after`, in key order.
    ///
    /// # Errors
    /// [`StoreFault`] when the store does not answer or a row cannot be read.
    pub fn scan<R: Row>(&self, after: Option<&str>, limit: usize) -> Result<Vec<R>, StoreFault> {
        let staged: Vec<(&str, Option<&str>)> = self
            .changes
            .iter()
            .filter(|(table, key, _)| *table == R::TABLE && after.is_none_or(|after| *key > after))
            .map(|(_, key, value)| (key, value))
            .collect();
        let stored = self
            .rows
            .read_after(R::TABLE, after, limit.saturating_add(staged.len()))?;
        let mut merged: BTreeMap<&str, &str> = stored
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        for (key, value) in staged {
            match value {
                Some(value) => merged.insert(key, value),
                None => merged.remove(key),
            };
        }
        merged
            .into_iter()
            .take(limit)
            .map(|(key, text)| parse::<R>(key, text))
            .collect()
    }

    /// Stages a row, new or replaced.
    ///
    /// # Errors
    /// [`StoreFault`] when the row has no JSON form.
    pub fn put<R: Row>(&mut self, row: &R) -> Result<(), StoreFault> {
        let text = serde_json::to_string(row).map_err(StoreFault::new)?;
        self.changes.rows.insert((R::TABLE, row.key()), Some(text));
        Ok(())
    }

    /// Stages the deletion of the row under `key`, whether it is there or not.
    pub fn delete<R: Row>(&mut self, key: &str) {
        self.changes.rows.insert((R::TABLE, key.to_owned()), None);
    }

    /// What has been staged.
    #[must_use]
    pub fn into_changes(self) -> Changes {
        self.changes
    }
}

fn parse<R: Row>(key: &str, text: &str) -> Result<R, StoreFault> {
    crate::json::from_str(text)
        .map_err(|error| StoreFault::new(format_args!("row {}/{key}: {error}", R::TABLE.name())))
}
