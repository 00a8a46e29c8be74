use super::ast::{Comparison, FilterRule, Node, Order, Place, TextTest, VersionTest};
use super::property::{Properties, Property};
use crate::ids::DeviceGroupId;
use crate::platform::{OsVersion, Ownership, Platform};

/// What a filter concludes about a device.
///
/// A comparison with something that is not known is not evaluated, and neither is a rule whose outcome hangs on it; a rule
/// whose outcome is the same whatever it turns out to be is. (This is Kleene's three-valued logic.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evaluation {
    /// The device is meant.
    Match,
    /// The device is not meant.
    NoMatch,
    /// Nobody can say before these are known.
    NotEvaluated(Properties),
}

/// What is known of a device. Blank text is not known either.
#[derive(Debug, Clone, Copy)]
pub struct FilterSubject<'a> {
    /// Its platform.
    pub platform: Platform,
    /// The maker's name.
    pub manufacturer: Option<&'a str>,
    /// The model.
    pub model: Option<&'a str>,
    /// The version of the operating system.
    pub os_version: Option<OsVersion>,
    /// The edition of the operating system.
    pub os_edition: Option<&'a str>,
    /// Who owns it.
    pub ownership: Option<Ownership>,
    /// The name of the enrollment token it came with. It is always known whether there is one.
    pub enrollment_profile: Option<&'a str>,
    /// The id of its category.
    pub category: Option<Category<'a>>,
    /// The Linux distribution.
    pub os_distribution: Option<&'a str>,
    /// The groups of devices that it is in; none where nobody has looked.
    pub device_groups: Option<GroupsSeen<'a>>,
}

/// A category that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category<'a> {
    /// It was put into none: that is known too, and `-eq $null` matches it.
    Unassigned,
    /// Its id.
    Is(&'a str),
}

/// Which groups of devices a device is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupsSeen<'a> {
    /// It is in these.
    pub member_of: &'a [DeviceGroupId],
    /// Whether it is in these hangs on something that nobody has said.
    pub open: &'a [DeviceGroupId],
}

/// One property of a subject.
enum Seen<T> {
    Value(T),
    /// It has none, and that is known.
    Nothing,
    Unknown,
}

impl<'a> FilterSubject<'a> {
    fn text(&self, property: Property) -> Seen<&'a str> {
        let known = match property {
            Property::Manufacturer => self.manufacturer,
            Property::Model => self.model,
            Property::OperatingSystemSku => self.os_edition,
            Property::OsDistribution => self.os_distribution,
            Property::DeviceCategory => match self.category {
                Some(Category::Unassigned) => return Seen::Nothing,
                Some(Category::Is(category)) => Some(category),
                None => None,
            },
            Property::EnrollmentProfileName => {
                return self
                    .enrollment_profile
                    .map_or(Seen::Nothing, |name| Seen::Value(name.trim()));
            }
            Property::OsVersion | Property::DeviceOwnership | Property::DeviceGroup => None,
        };
        match known.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Seen::Value(text),
            None => Seen::Unknown,
        }
    }

    const fn is_known(&self, property: Property) -> bool {
        match property {
            Property::OsVersion => self.os_version.is_some(),
            Property::DeviceOwnership => self.ownership.is_some(),
            _ => false,
        }
    }
}

impl FilterRule {
    /// Whether the device is meant. A device of another platform is not. Allocates nothing.
    #[must_use]
    pub fn evaluate(&self, subject: &FilterSubject<'_>) -> Evaluation {
        match self.platform {
            Some(platform) if platform != subject.platform => Evaluation::NoMatch,
            _ => evaluate(&self.root, subject),
        }
    }
}

fn evaluate(node: &Node, subject: &FilterSubject<'_>) -> Evaluation {
    let (members, ends_it, otherwise) = match node {
        Node::Is(comparison) => return compare(comparison, subject),
        Node::All(members) => (members, Evaluation::NoMatch, Evaluation::Match),
        Node::Any(members) => (members, Evaluation::Match, Evaluation::NoMatch),
    };
    let mut missing = Properties::default();
    for member in members {
        match evaluate(member, subject) {
            Evaluation::NotEvaluated(more) => missing = missing.and(more),
            known if known == ends_it => return ends_it,
            _ => {}
        }
    }
    if missing.is_empty() {
        otherwise
    } else {
        Evaluation::NotEvaluated(missing)
    }
}

fn compare(comparison: &Comparison, subject: &FilterSubject<'_>) -> Evaluation {
    let unknown = Evaluation::NotEvaluated(Properties::only(comparison.property()));
    let holds = match comparison {
        Comparison::Null { property, negated } => match subject.text(*property) {
            Seen::Nothing => !negated,
            Seen::Value(_) => *negated,
            Seen::Unknown if subject.is_known(*property) => *negated,
            Seen::Unknown => return unknown,
        },
        Comparison::Text { property, test } => match subject.text(*property) {
            Seen::Unknown => return unknown,
            Seen::Nothing => matches!(
                test,
                TextTest::OneOf { negated: true, .. }
                    | TextTest::Part {
                        place: Place::Nowhere,
                        ..
                    }
            ),
            Seen::Value(text) => match test {
                TextTest::OneOf { values, negated } => {
                    values.iter().any(|value| is_same(text, value)) != *negated
                }
                TextTest::Part { part, place } => stands(text, part, *place),
            },
        },
        Comparison::Version(test) => match subject.os_version {
            None => return unknown,
            Some(version) => version_holds(version, test),
        },
        Comparison::Groups { groups, negated } => {
            let Some(seen) = subject.device_groups else {
                return unknown;
            };
            let names_one_of = |all: &[DeviceGroupId]| groups.iter().any(|id| all.contains(id));
            let is_member = names_one_of(seen.member_of);
            if !is_member && names_one_of(seen.open) {
                return unknown;
            }
            is_member != *negated
        }
        Comparison::Ownership { owner, negated } => match subject.ownership {
            None => return unknown,
            Some(ownership) => (ownership == *owner) != *negated,
        },
    };
    if holds {
        Evaluation::Match
    } else {
        Evaluation::NoMatch
    }
}

fn version_holds(version: OsVersion, test: &VersionTest) -> bool {
    match test {
        VersionTest::OneOf { values, negated } => values.contains(&version) != *negated,
        VersionTest::Order { bound, order } => match order {
            Order::Above => version > *bound,
            Order::From => version >= *bound,
            Order::Below => version < *bound,
            Order::UpTo => version <= *bound,
        },
        VersionTest::Part { part, place } => stands(Written::of(version).text(), part, *place),
    }
}

fn is_same(text: &str, value: &str) -> bool {
    text.eq_ignore_ascii_case(value.trim())
}

/// Whether `part` stands in `text` where it must. Both are short: what a device tells is at most 128 bytes.
fn stands(text: &str, part: &str, place: Place) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    // UTF-8 that begins with whole characters of UTF-8 is found only where they begin.
    let found = || {
        text.windows(part.len().max(1))
            .any(|window| window.eq_ignore_ascii_case(part))
    };
    match place {
        Place::Start => text
            .get(..part.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(part)),
        Place::Anywhere => found(),
        Place::Nowhere => !found(),
    }
}

/// A version as it is written, without allocating: at most four numbers of ten digits.
struct Written {
    bytes: [u8; 48],
    length: usize,
}

impl Written {
    fn of(version: OsVersion) -> Self {
        use core::fmt::Write as _;
        let mut written = Self {
            bytes: [0; 48],
            length: 0,
        };
        // It has room for every version.
        let _ = write!(written, "{version}");
        written
    }

    fn text(&self) -> &str {
        self.bytes
            .get(..self.length)
            .and_then(|bytes| core::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl core::fmt::Write for Written {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let end = self.length.saturating_add(text.len());
        let room = self
            .bytes
            .get_mut(self.length..end)
            .ok_or(core::fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
