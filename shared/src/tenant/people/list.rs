//! Reading the directory.

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::Person;
use crate::ids::UserId;
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many people are read at a time.
const AT_ONCE: usize = 500;

/// How many people one page of a search looks at; the next goes on behind them.
const LOOKED_AT: usize = 5_000;

/// Reads at most `limit` people after `after`, in the order of their identifiers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListPeople {
    /// Where to go on; from the beginning when none.
    pub after: Option<UserId>,
    /// How many at most.
    pub limit: usize,
    /// Only those whose user name or display name begins so; capitals make no difference.
    pub search: Option<String>,
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// The people.
    pub people: Vec<Person>,
    /// Behind whom the next page begins; none on the last. A page of a search may be short and yet not the last.
    pub next: Option<UserId>,
}

impl Command for ListPeople {
    type Object = Tenant;
    type Answer = PeoplePage;
    const NAME: &'static str = "list-people";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<PeoplePage, StoreFault> {
        let limit = self.limit.clamp(1, AT_ONCE);
        let begins = self.search.unwrap_or_default().to_lowercase();
        let mut people = Vec::new();
        let mut after = self.after;
        for _ in 0..LOOKED_AT.div_euclid(AT_ONCE) {
            let key = after.map(|user| user.to_string());
            let read: Vec<Person> = unit.scan(key.as_deref(), AT_ONCE)?;
            let last_page = read.len() < AT_ONCE;
            for person in read {
                if people.len() >= limit {
                    return Ok(PeoplePage {
                        people,
                        next: after,
                    });
                }
                after = Some(person.id);
                let found = person.username.starts_with(&begins)
                    || person.display_name.to_lowercase().starts_with(&begins);
                if found {
                    people.push(person);
                }
            }
            if last_page {
                return Ok(PeoplePage { people, next: None });
            }
        }
        Ok(PeoplePage {
            people,
            next: after,
        })
    }
}

/// Reads one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPerson {
    /// Who.
    pub user: UserId,
}

impl Command for ReadPerson {
    type Object = Tenant;
    type Answer = Option<Person>;
    const NAME: &'static str = "read-person";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Option<Person>, StoreFault> {
        unit.get(&self.user.to_string())
    }
}
