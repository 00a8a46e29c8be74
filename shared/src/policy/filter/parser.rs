use core::str::FromStr as _;

use super::ast::{Comparison, FilterRule, Node, Order, Place, TextTest, VersionTest};
use super::error::{FilterError, FilterProblem};
use super::lexer::{Token, tokens};
use super::property::Property;
use super::{MAX_DEPTH, MAX_RULE_CHARACTERS, MAX_VALUES};
use crate::ids::DeviceGroupId;
use crate::platform::{OsVersion, Ownership, Platform};

const PROPERTY: &str = "a property such as device.manufacturer";
const OPERATOR: &str = "an operator such as -eq";
const TEXT: &str = "a text in double quotes";
const GROUP: &str = "the id of a device group in double quotes";
const VERSION: &str = "a version such as \"10.0.22631\"";

impl FilterRule {
    /// Reads a rule for devices of `platform`, or of any. Takes time in proportion to the text's length.
    ///
    /// # Errors
    /// The first thing that is wrong, with its column.
    pub fn parse(rule: &str, platform: Option<Platform>) -> Result<Self, FilterError> {
        if let Some(column) = (1_usize..)
            .zip(rule.chars())
            .map(|(column, _)| column)
            .find(|column| *column > MAX_RULE_CHARACTERS)
        {
            return Err(FilterError {
                column,
                problem: FilterProblem::TooLong,
            });
        }
        let end = rule.chars().count().saturating_add(1);
        let mut parser = Parser {
            tokens: tokens(rule)?.into_iter().peekable(),
            end,
            platform,
            depth: 0,
            values: 0,
        };
        let root = parser.any()?;
        match parser.tokens.next() {
            None => Ok(Self { root, platform }),
            Some((column, token)) => Err(FilterError::expected(
                column,
                "`and`, `or` or the end",
                &token.shown(),
            )),
        }
    }
}

struct Parser {
    tokens: core::iter::Peekable<std::vec::IntoIter<(usize, Token)>>,
    /// The column behind the last character.
    end: usize,
    platform: Option<Platform>,
    depth: usize,
    values: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    In,
    Part(Place),
    Order(Order),
}

impl Parser {
    fn any(&mut self) -> Result<Node, FilterError> {
        let mut members = vec![self.all()?];
        while self.word("or").is_some() {
            members.push(self.all()?);
        }
        Ok(group(members, Node::Any, |node| match node {
            Node::Any(members) => Ok(members),
            other => Err(other),
        }))
    }

    fn all(&mut self) -> Result<Node, FilterError> {
        let mut members = vec![self.unit()?];
        while self.word("and").is_some() {
            members.push(self.unit()?);
        }
        Ok(group(members, Node::All, |node| match node {
            Node::All(members) => Ok(members),
            other => Err(other),
        }))
    }

    fn unit(&mut self) -> Result<Node, FilterError> {
        let Some((column, _)) = self.tokens.next_if(|(_, token)| *token == Token::Sign('(')) else {
            return self.comparison().map(Node::Is);
        };
        if self.depth >= MAX_DEPTH {
            return Err(FilterError {
                column,
                problem: FilterProblem::TooDeep,
            });
        }
        self.depth = self.depth.saturating_add(1);
        let node = self.any()?;
        self.depth = self.depth.saturating_sub(1);
        self.sign(')', "`and`, `or` or `)`")?;
        Ok(node)
    }

    fn comparison(&mut self) -> Result<Comparison, FilterError> {
        let property = self.property()?;
        let (operator, negated) = self.operator(property)?;
        if operator == Operator::Equal
            && property != Property::DeviceGroup
            && let Some(column) = self.word("$null").or_else(|| self.word("null"))
        {
            self.count(column)?;
            return Ok(Comparison::Null { property, negated });
        }
        match property {
            Property::DeviceOwnership => self.ownership(negated),
            Property::OsVersion => self.version(operator, negated).map(Comparison::Version),
            Property::DeviceGroup => {
                let groups = match operator {
                    Operator::In => self.list(Self::one_group)?,
                    _ => vec![self.one_group()?],
                };
                Ok(Comparison::Groups { groups, negated })
            }
            _ => {
                let test = self.text(operator, negated)?;
                Ok(Comparison::Text { property, test })
            }
        }
    }

    fn property(&mut self) -> Result<Property, FilterError> {
        let (column, token) = self.next(PROPERTY)?;
        let named = match &token {
            Token::Word(word) => after_device(word).and_then(Property::named),
            _ => None,
        };
        let property =
            named.ok_or_else(|| FilterError::expected(column, PROPERTY, &token.shown()))?;
        match self.platform {
            Some(platform) if !property.is_known_on(platform) => {
                let expected = "a property that devices of this platform have";
                Err(FilterError::expected(column, expected, &token.shown()))
            }
            _ => Ok(property),
        }
    }

    fn operator(&mut self, property: Property) -> Result<(Operator, bool), FilterError> {
        let (column, token) = self.next(OPERATOR)?;
        let operator = match &token {
            Token::Word(word) => operator(word),
            _ => None,
        };
        let (operator, negated) =
            operator.ok_or_else(|| FilterError::expected(column, OPERATOR, &token.shown()))?;
        let expected = match (property, operator) {
            (Property::DeviceOwnership, Operator::Equal) | (Property::OsVersion, _) => None,
            (Property::DeviceGroup, Operator::Equal | Operator::In) => None,
            (Property::DeviceGroup, _) => {
                Some("-eq, -ne, -in or -notIn, as groups are named whole")
            }
            (Property::DeviceOwnership, _) => Some("-eq or -ne, as ownership is one of two"),
            (_, Operator::Order(_)) => Some("another operator, as only versions have an order"),
            _ => None,
        };
        match expected {
            Some(expected) => Err(FilterError::expected(column, expected, &token.shown())),
            None => Ok((operator, negated)),
        }
    }

    fn ownership(&mut self, negated: bool) -> Result<Comparison, FilterError> {
        const EXPECTED: &str = "\"Personal\" or \"Corporate\"";
        let (column, token) = self.next(EXPECTED)?;
        self.count(column)?;
        let owner = match &token {
            Token::Quotation(text) if text.eq_ignore_ascii_case("personal") => Ownership::Personal,
            Token::Quotation(text) if text.eq_ignore_ascii_case("corporate") => {
                Ownership::Corporate
            }
            _ => return Err(FilterError::expected(column, EXPECTED, &token.shown())),
        };
        Ok(Comparison::Ownership { owner, negated })
    }

    fn version(&mut self, operator: Operator, negated: bool) -> Result<VersionTest, FilterError> {
        Ok(match operator {
            Operator::Equal => VersionTest::OneOf {
                values: vec![self.one_version()?],
                negated,
            },
            Operator::In => VersionTest::OneOf {
                values: self.list(Self::one_version)?,
                negated,
            },
            Operator::Order(order) => VersionTest::Order {
                bound: self.one_version()?,
                order,
            },
            Operator::Part(place) => VersionTest::Part {
                part: self.one_text()?,
                place,
            },
        })
    }

    fn text(&mut self, operator: Operator, negated: bool) -> Result<TextTest, FilterError> {
        Ok(match operator {
            Operator::In => TextTest::OneOf {
                values: self.list(Self::one_text)?,
                negated,
            },
            Operator::Part(place) => TextTest::Part {
                part: self.one_text()?,
                place,
            },
            Operator::Equal | Operator::Order(_) => TextTest::OneOf {
                values: vec![self.one_text()?],
                negated,
            },
        })
    }

    fn list<T>(
        &mut self,
        one: impl Fn(&mut Self) -> Result<T, FilterError>,
    ) -> Result<Vec<T>, FilterError> {
        self.sign('[', "a list such as [\"a\", \"b\"]")?;
        let mut values = vec![one(self)?];
        while self
            .tokens
            .next_if(|(_, token)| *token == Token::Sign(','))
            .is_some()
        {
            values.push(one(self)?);
        }
        self.sign(']', "`,` or `]`")?;
        Ok(values)
    }

    fn one_text(&mut self) -> Result<String, FilterError> {
        let (column, token) = self.next(TEXT)?;
        self.count(column)?;
        match token {
            Token::Quotation(text) if !text.trim().is_empty() => Ok(text),
            Token::Quotation(_) => Err(FilterError::expected(
                column,
                "a text that is not blank",
                &token.shown(),
            )),
            other => Err(FilterError::expected(column, TEXT, &other.shown())),
        }
    }

    fn one_group(&mut self) -> Result<DeviceGroupId, FilterError> {
        let (column, token) = self.next(GROUP)?;
        self.count(column)?;
        let group = match &token {
            Token::Quotation(text) => text.trim().parse().ok(),
            _ => None,
        };
        group.ok_or_else(|| FilterError::expected(column, GROUP, &token.shown()))
    }

    fn one_version(&mut self) -> Result<OsVersion, FilterError> {
        let (column, token) = self.next(VERSION)?;
        self.count(column)?;
        let version = match &token {
            Token::Word(text) | Token::Quotation(text) => OsVersion::from_str(text).ok(),
            Token::Sign(_) => None,
        };
        version.ok_or_else(|| FilterError::expected(column, VERSION, &token.shown()))
    }

    /// Counts one more value that is compared with: the one at `column`.
    fn count(&mut self, column: usize) -> Result<(), FilterError> {
        self.values = self.values.saturating_add(1);
        if self.values > MAX_VALUES {
            return Err(FilterError {
                column,
                problem: FilterProblem::TooManyValues,
            });
        }
        Ok(())
    }

    fn next(&mut self, expected: &'static str) -> Result<(usize, Token), FilterError> {
        self.tokens
            .next()
            .ok_or_else(|| FilterError::expected(self.end, expected, ""))
    }

    fn sign(&mut self, sign: char, expected: &'static str) -> Result<(), FilterError> {
        match self.next(expected)? {
            (_, Token::Sign(found)) if found == sign => Ok(()),
            (column, token) => Err(FilterError::expected(column, expected, &token.shown())),
        }
    }

    /// Takes a word of the language, with or without its hyphen, if it comes next. Answers its column.
    fn word(&mut self, word: &str) -> Option<usize> {
        let is_it = |token: &Token| match token {
            Token::Word(found) => found
                .strip_prefix('-')
                .unwrap_or(found)
                .eq_ignore_ascii_case(word),
            _ => false,
        };
        self.tokens
            .next_if(|(_, token)| is_it(token))
            .map(|(column, _)| column)
    }
}

/// One member stands for itself, and a group inside a group of its own kind is the same without its parentheses.
fn group(
    members: Vec<Node>,
    of: impl FnOnce(Vec<Node>) -> Node,
    same_kind: impl Fn(Node) -> Result<Vec<Node>, Node>,
) -> Node {
    let mut flat = Vec::new();
    for member in members {
        match same_kind(member) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    if flat.len() > 1 {
        return of(flat);
    }
    match flat.pop() {
        Some(only) => only,
        None => of(flat),
    }
}

/// What follows `device.`.
fn after_device(word: &str) -> Option<&str> {
    let (entity, name) = word.split_once('.')?;
    entity.eq_ignore_ascii_case("device").then_some(name)
}

/// The operator that a word names, and whether it is the opposite of what it is filed under.
fn operator(word: &str) -> Option<(Operator, bool)> {
    const OPERATORS: [(&str, Operator, bool); 11] = [
        ("eq", Operator::Equal, false),
        ("ne", Operator::Equal, true),
        ("in", Operator::In, false),
        ("notIn", Operator::In, true),
        ("startsWith", Operator::Part(Place::Start), false),
        ("contains", Operator::Part(Place::Anywhere), false),
        ("notContains", Operator::Part(Place::Nowhere), false),
        ("gt", Operator::Order(Order::Above), false),
        ("ge", Operator::Order(Order::From), false),
        ("lt", Operator::Order(Order::Below), false),
        ("le", Operator::Order(Order::UpTo), false),
    ];
    let word = word.strip_prefix('-').unwrap_or(word);
    OPERATORS
        .into_iter()
        .find(|(name, ..)| word.eq_ignore_ascii_case(name))
        .map(|(_, operator, negated)| (operator, negated))
}
