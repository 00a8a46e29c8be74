use core::fmt;

use super::{MAX_DEPTH, MAX_RULE_CHARACTERS, MAX_VALUES};

/// Why a text is not a filter rule: the first thing that is wrong with it, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct FilterError {
    /// The place: the number of the character, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: FilterProblem,
}

/// What is wrong with a filter rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterProblem {
    /// Something else should stand here.
    Expected {
        /// What should, in words.
        expected: &'static str,
        /// What does; empty at the end of the rule.
        found: String,
    },
    /// A quotation is not ended.
    OpenQuote,
    /// The rule is too long.
    TooLong,
    /// Parentheses stand too deep inside each other.
    TooDeep,
    /// The rule compares with too many values.
    TooManyValues,
}

impl fmt::Display for FilterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected { expected, found } if found.is_empty() => {
                write!(f, "expected {expected}, but the rule ends")
            }
            Self::Expected { expected, found } => write!(f, "expected {expected}, found `{found}`"),
            Self::OpenQuote => f.write_str("the quotation that begins here does not end"),
            Self::TooLong => {
                write!(f, "a rule is at most {MAX_RULE_CHARACTERS} characters long")
            }
            Self::TooDeep => write!(f, "parentheses stand at most {MAX_DEPTH} deep"),
            Self::TooManyValues => {
                write!(f, "a rule compares with at most {MAX_VALUES} values")
            }
        }
    }
}

impl FilterError {
    pub(super) fn expected(column: usize, expected: &'static str, found: &str) -> Self {
        // An error shows enough to find the place, and never floods whoever reads it.
        let found = found
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(32)
            .collect();
        Self {
            column,
            problem: FilterProblem::Expected { expected, found },
        }
    }
}
