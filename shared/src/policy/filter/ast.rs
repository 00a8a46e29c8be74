use core::fmt;

use super::lexer::quote;
use super::property::Property;
use crate::ids::DeviceGroupId;
use crate::platform::{OsVersion, Ownership, Platform};

/// A filter rule that has been read. Printed, with parentheses only where they are needed, it reads back as the same; only
/// the white space that is printed can make a rule near the limit of length longer than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterRule {
    pub(super) root: Node,
    /// The platform whose devices it is for; none where it may be any.
    pub(super) platform: Option<Platform>,
}

/// Comparisons joined by `and` and `or`. No group has one member only, and none holds a group of its own kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Is(Comparison),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Comparison {
    /// On any property but the ownership.
    Null { property: Property, negated: bool },
    /// On a property that is text.
    Text { property: Property, test: TextTest },
    /// On the version.
    Version(VersionTest),
    /// On the ownership.
    Ownership { owner: Ownership, negated: bool },
    /// On the groups that a device is in.
    Groups {
        groups: Vec<DeviceGroupId>,
        negated: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextTest {
    OneOf { values: Vec<String>, negated: bool },
    Part { part: String, place: Place },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum VersionTest {
    OneOf {
        values: Vec<OsVersion>,
        negated: bool,
    },
    Order {
        bound: OsVersion,
        order: Order,
    },
    Part {
        part: String,
        place: Place,
    },
}

/// Where a part of a text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    Anywhere,
    Nowhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Above,
    From,
    Below,
    UpTo,
}

impl Comparison {
    pub(super) const fn property(&self) -> Property {
        match self {
            Self::Null { property, .. } | Self::Text { property, .. } => *property,
            Self::Version(_) => Property::OsVersion,
            Self::Ownership { .. } => Property::DeviceOwnership,
            Self::Groups { .. } => Property::DeviceGroup,
        }
    }
}

impl FilterRule {
    /// The platform whose devices the rule is for; none where it may be any.
    #[must_use]
    pub const fn platform(&self) -> Option<Platform> {
        self.platform
    }

    /// The groups of devices that the rule names, as often as it does.
    pub fn device_groups(&self) -> impl Iterator<Item = &DeviceGroupId> {
        let mut nodes = vec![&self.root];
        core::iter::from_fn(move || {
            loop {
                match nodes.pop()? {
                    Node::Is(Comparison::Groups { groups, .. }) => return Some(groups.as_slice()),
                    Node::Is(_) => {}
                    Node::All(members) | Node::Any(members) => nodes.extend(members),
                }
            }
        })
        .flatten()
    }
}

impl fmt::Display for FilterRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(&self.root, f)
    }
}

fn print(node: &Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (members, joint) = match node {
        Node::Is(comparison) => return write!(f, "{comparison}"),
        Node::All(members) => (members, " and "),
        Node::Any(members) => (members, " or "),
    };
    for (place, member) in members.iter().enumerate() {
        if place > 0 {
            f.write_str(joint)?;
        }
        // `and` binds closer, so that only an `or` inside it is grouped: printing never takes more parentheses than reading.
        match member {
            Node::Is(_) | Node::All(_) => print(member, f)?,
            Node::Any(_) => {
                f.write_str("(")?;
                print(member, f)?;
                f.write_str(")")?;
            }
        }
    }
    Ok(())
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device.{} ", self.property().as_str())?;
        match self {
            Self::Null { negated, .. } => write!(f, "{} $null", equality(*negated)),
            Self::Ownership { owner, negated } => {
                let owner = match owner {
                    Ownership::Personal => "Personal",
                    Ownership::Corporate => "Corporate",
                };
                write!(f, "{} \"{owner}\"", equality(*negated))
            }
            Self::Groups { groups, negated } => {
                list(f, groups, *negated, |f, group| quote(f, group.as_str()))
            }
            Self::Text { test, .. } => match test {
                TextTest::OneOf { values, negated } => {
                    list(f, values, *negated, |f, value| quote(f, value))
                }
                TextTest::Part { part, place } => part_of(f, part, *place),
            },
            Self::Version(test) => match test {
                VersionTest::OneOf { values, negated } => {
                    list(f, values, *negated, |f, value| write!(f, "\"{value}\""))
                }
                VersionTest::Order { bound, order } => {
                    let operator = match order {
                        Order::Above => "-gt",
                        Order::From => "-ge",
                        Order::Below => "-lt",
                        Order::UpTo => "-le",
                    };
                    write!(f, "{operator} \"{bound}\"")
                }
                VersionTest::Part { part, place } => part_of(f, part, *place),
            },
        }
    }
}

const fn equality(negated: bool) -> &'static str {
    if negated { "-ne" } else { "-eq" }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    values: &[T],
    negated: bool,
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if let [only] = values {
        f.write_str(equality(negated))?;
        f.write_str(" ")?;
        return write(f, only);
    }
    f.write_str(if negated { "-notIn [" } else { "-in [" })?;
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        write(f, value)?;
    }
    f.write_str("]")
}

fn part_of(f: &mut fmt::Formatter<'_>, part: &str, place: Place) -> fmt::Result {
    f.write_str(match place {
        Place::Start => "-startsWith ",
        Place::Anywhere => "-contains ",
        Place::Nowhere => "-notContains ",
    })?;
    quote(f, part)
}
