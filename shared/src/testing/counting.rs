//! How much of the store a command asks for.

use core::cell::Cell;

use super::MemoryRows;
use crate::store::{Rows, StoreFault, Table};

/// Rows that count how many of them are read.
#[derive(Debug)]
pub struct CountingRows<'a> {
    rows: &'a MemoryRows,
    read: Cell<usize>,
}

impl<'a> CountingRows<'a> {
    /// Counts from nothing.
    #[must_use]
    pub const fn new(rows: &'a MemoryRows) -> Self {
        Self {
            rows,
            read: Cell::new(0),
        }
    }

    /// How many rows have been read so far.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.read.get()
    }

    fn count(&self, rows: usize) {
        self.read.set(self.read.get().saturating_add(rows));
    }
}

impl Rows for CountingRows<'_> {
    fn read(&self, table: Table, key: &str) -> Result<Option<String>, StoreFault> {
        self.count(1);
        self.rows.read(table, key)
    }

    fn read_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let rows = self.rows.read_after(table, after, limit)?;
        self.count(rows.len());
        Ok(rows)
    }
}
