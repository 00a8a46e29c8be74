//! Filters: which devices of a group a policy is for, said by what the devices are.
//!
//! The language is the one of Intune's assignment filters, so that a rule can be brought along:
//!
//! ```text
//! (device.manufacturer -eq "Acme") and (device.osVersion -ge 10.0.22631 or device.model -startsWith "Book")
//! ```
//!
//! * A comparison is a property, an operator and a value. Properties are written `device.…`: [`Property`] lists them.
//! * Text stands in double quotes; inside, a backtick takes the next character as it is. Versions need no quotes. A list
//!   stands in brackets. `$null` is compared with by `-eq` and `-ne` alone.
//! * Operators are `-eq -ne -in -notIn -startsWith -contains -notContains`, and on versions also `-gt -ge -lt -le`; the
//!   hyphen may be left out. `and` binds closer than `or`; parentheses group. There is no `not`: each operator has its
//!   opposite, or its place can be taken by the other mode of the assignment.
//! * `device.deviceGroup` is in the language of Muster alone. A device is in any number of groups: `-eq` and `-in` match when
//!   it is in one of those that are named, `-ne` and `-notIn` when it is in none of them.
//! * Words of the language and values are compared without regard to the case of `A` to `Z`; any other character must be
//!   the same. White space at both ends of what a device tells does not count. Versions compare as numbers, except by
//!   `-startsWith`, `-contains` and `-notContains`, which look at them as they are written.
//! * What is not known of a device decides nothing: see [`Evaluation`].
//!
//! A rule is parsed once, when its policy set is checked. Evaluating allocates nothing, and takes time in proportion to the
//! rule's length at most.

mod ast;
mod error;
mod evaluate;
mod lexer;
mod parser;
mod property;

pub use ast::FilterRule;
pub use error::{FilterError, FilterProblem};
pub use evaluate::{Category, Evaluation, FilterSubject, GroupsSeen};
pub use property::{Properties, Property};

/// How long a rule may be, in characters: as in Intune.
pub const MAX_RULE_CHARACTERS: usize = 3_072;

/// How deep parentheses may stand inside each other. It bounds the stack that reading and evaluating take.
pub const MAX_DEPTH: usize = 32;

/// How many values a rule may compare with, all its comparisons together. It bounds the work of one evaluation.
pub const MAX_VALUES: usize = 250;
