//! What an object knows of its stored rows without looking. It is the only one that writes them, so what it has read or
//! written stays true until it sleeps.

use core::ops::Bound;
use std::collections::BTreeMap;

use muster_shared::few::map_of;
use muster_shared::store::Table;

/// A table with at most this many rows is known whole: most tables of an enrollee are small, and several questions about one
/// cost more than all of it.
pub const SMALL_TABLE: usize = 64;

/// How many rows of larger tables are remembered. More are forgotten all at once: what is in use is soon back.
const REMEMBERED_AT_MOST: usize = 256;

/// What is known of the stored rows.
#[derive(Default)]
pub struct Known {
    /// Tables somebody has looked at: all rows of the small ones, none for those that are not.
    tables: BTreeMap<Table, Option<BTreeMap<String, String>>>,
    /// Rows of other tables, by table and key.
    rows: BTreeMap<(Table, String), Option<String>>,
}

impl Known {
    /// Whether somebody has looked if the table is small.
    pub fn has_looked(&self, table: Table) -> bool {
        self.tables.contains_key(&table)
    }

    /// Takes in the first rows of a table: all there are, unless they are more than [`SMALL_TABLE`].
    pub fn looked(&mut self, table: Table, rows: Vec<(String, String)>) {
        let small = rows.len() <= SMALL_TABLE;
        // From here on a small table's rows are remembered here alone.
        self.rows.retain(|(known, _), _| *known != table || !small);
        self.tables.insert(table, small.then(|| map_of(rows)));
    }

    fn whole(&self, table: Table) -> Option<&BTreeMap<String, String>> {
        self.tables.get(&table)?.as_ref()
    }

    /// The row under `key`, or that there is none; nothing when that is not known.
    pub fn row(&self, table: Table, key: &str) -> Option<Option<&str>> {
        if let Some(whole) = self.whole(table) {
            return Some(whole.get(key).map(String::as_str));
        }
        self.rows
            .get(&(table, key.to_owned()))
            .map(Option::as_deref)
    }

    /// Rows in key order, as far as the whole table is known.
    pub fn rows_after(
        &self,
        table: Table,
        after: Option<&str>,
        limit: usize,
    ) -> Option<Vec<(String, String)>> {
        let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self
            .whole(table)?
            .range::<str, _>((begin, Bound::Unbounded));
        Some(
            rows.take(limit)
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    }

    /// Remembers a row that was read.
    pub fn remember(&mut self, table: Table, key: &str, value: Option<&str>) {
        if self.rows.len() >= REMEMBERED_AT_MOST {
            self.rows.clear();
        }
        self.rows
            .insert((table, key.to_owned()), value.map(str::to_owned));
    }

    /// Takes in a row that was written, or that it was deleted.
    pub fn write(&mut self, table: Table, key: &str, value: Option<&str>) {
        let Some(Some(whole)) = self.tables.get_mut(&table) else {
            return self.remember(table, key, value);
        };
        match value {
            Some(value) => whole.insert(key.to_owned(), value.to_owned()),
            None => whole.remove(key),
        };
        if whole.len() > SMALL_TABLE {
            self.tables.insert(table, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table = Table::Device;

    /// A table as it is stored, and what is known of it, used as an object uses them.
    #[derive(Default)]
    struct Object {
        stored: BTreeMap<String, String>,
        known: Known,
        looks: usize,
    }

    impl Object {
        fn write(&mut self, key: &str, value: Option<&str>) {
            match value {
                Some(value) => self.stored.insert(key.to_owned(), value.to_owned()),
                None => self.stored.remove(key),
            };
            self.known.write(TABLE, key, value);
        }

        fn look(&mut self) {
            if !self.known.has_looked(TABLE) {
                let rows = self.stored.clone().into_iter().take(SMALL_TABLE + 1);
                self.known.looked(TABLE, rows.collect());
                self.looks += 1;
            }
        }

        fn agrees(&mut self, key: &str) {
            self.look();
            let stored = self.stored.get(key).map(String::as_str);
            if let Some(known) = self.known.row(TABLE, key) {
                assert_eq!(known, stored, "{key}");
            } else {
                self.looks += 1;
                self.known.remember(TABLE, key, stored);
            }
            if let Some(rows) = self.known.rows_after(TABLE, Some(key), 3) {
                let after = (Bound::Excluded(key), Bound::Unbounded);
                let stored: Vec<_> = self.stored.range::<str, _>(after).take(3).collect();
                assert_eq!(rows.iter().map(|(k, v)| (k, v)).collect::<Vec<_>>(), stored);
            }
        }
    }

    #[test]
    fn what_is_known_is_what_is_stored_however_a_table_grows_and_shrinks() {
        // A fixed walk over more keys than a small table has, with an awakening now and then.
        let mut object = Object::default();
        let mut state = 7_u32;
        for step in 0..20_000_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = format!("{:03}", (state >> 8) % 100);
            let growing = (step / 500) % 2 == 0;
            match (state >> 24) % 4 {
                0 if growing => object.write(&key, Some(&step.to_string())),
                0 => object.write(&key, None),
                1 if !growing => object.write(&key, None),
                _ => object.agrees(&key),
            }
            if step % 1_700 == 0 {
                object.known = Known::default();
            }
        }
    }

    #[test]
    fn a_small_table_is_read_once_and_a_missing_row_of_it_never() {
        let mut object = Object::default();
        object.write("a", Some("1"));
        for key in ["a", "b", "a", "c"] {
            object.agrees(key);
        }
        object.write("b", Some("2"));
        object.agrees("b");
        assert_eq!(object.looks, 1);
    }

    #[test]
    fn a_row_written_before_its_table_was_looked_at_is_not_remembered_as_it_was_then() {
        let mut object = Object::default();
        object.write("k", Some("old"));
        object.look();
        object.write("k", Some("new"));
        for n in 0..=SMALL_TABLE {
            object.write(&format!("n{n}"), Some(""));
        }
        assert_eq!(object.known.row(TABLE, "k"), None);
        object.agrees("k");
        object.agrees("k");
    }
}
