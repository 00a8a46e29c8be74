//! Terms of use: what a person accepts before they enroll a device.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::few::sort_few;
use crate::field::FieldFault;
use crate::ids::{GroupId, TermsId, TermsVersion};

/// How many terms of use there may be.
const MOST: usize = 20;

/// How many groups one of them may be for.
const MOST_GROUPS: usize = 200;

/// Terms of use, as they read now.
///
/// A person accepts a version, once for all of their devices. Raising [`Self::version`] asks everyone again; a correction
/// that asks nobody leaves it as it is (Intune's "require users to re-accept").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TermsOfUse {
    /// Their short name, which never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TermsId,
    /// Their version, from 1 to 1,000,000.
    pub version: u32,
    /// Their name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// Their title as people read it: 1 to 128 characters.
    pub title: String,
    /// What they come to, in a few sentences: at most 512 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The terms: 1 to 20,000 characters of plain text, with line breaks.
    pub text: String,
    /// The groups they are for; with none, everyone.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
}

impl TermsOfUse {
    /// Whether a member of `groups` has to accept them.
    #[must_use]
    pub fn are_for(&self, groups: &[GroupId]) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|group| groups.contains(group))
    }

    /// What is accepted with them.
    #[must_use]
    pub fn as_version(&self) -> TermsVersion {
        TermsVersion {
            terms: self.id.clone(),
            version: self.version,
        }
    }
}

/// The organisation's terms of use, in the order in which people read them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// At most 20.
    pub terms: Vec<TermsOfUse>,
}

impl Terms {
    /// What a member of `groups` has to accept before enrolling, sorted. People who are nobody's members, and devices that
    /// belong to nobody, are asked by the caller or not at all.
    #[must_use]
    pub fn required_of(&self, groups: &[GroupId]) -> Vec<TermsVersion> {
        let mut required: Vec<TermsVersion> = self
            .terms
            .iter()
            .filter(|terms| terms.are_for(groups))
            .map(TermsOfUse::as_version)
            .collect();
        sort_few(&mut required, Ord::cmp);
        required
    }
}

impl Section for Terms {
    const KIND: SectionKind = SectionKind::Terms;

    fn check(&self) -> Result<(), FieldFault> {
        check::at_most(&self.terms, MOST).map_err(|rule| FieldFault::at("terms", rule))?;
        for (place, terms) in self.terms.iter().enumerate() {
            let below = |fault: FieldFault| fault.below(&format!("terms[{place}]"));
            check_one(terms).map_err(below)?;
        }
        match check::twin(self.terms.iter().map(|terms| &terms.id)) {
            Some(place) => Err(FieldFault::at(
                format!("terms[{place}].id"),
                "is taken already",
            )),
            None => Ok(()),
        }
    }
}

fn check_one(terms: &TermsOfUse) -> Result<(), FieldFault> {
    if !(1..=1_000_000).contains(&terms.version) {
        return Err(FieldFault::at("version", "must be 1 to 1,000,000"));
    }
    check::text(&terms.name, 1..=128).map_err(|rule| FieldFault::at("name", rule))?;
    check::text(&terms.title, 1..=128).map_err(|rule| FieldFault::at("title", rule))?;
    check::lines(&terms.summary, 0..=512).map_err(|rule| FieldFault::at("summary", rule))?;
    check::lines(&terms.text, 1..=20_000).map_err(|rule| FieldFault::at("text", rule))?;
    check::at_most(&terms.groups, MOST_GROUPS).map_err(|rule| FieldFault::at("groups", rule))?;
    match check::twin(terms.groups.iter()) {
        Some(place) => Err(FieldFault::at(
            format!("groups[{place}]"),
            "stands here twice",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Break = fn(&mut TermsOfUse);

    fn terms(id: &str, version: u32, groups: &[&str]) -> TermsOfUse {
        TermsOfUse {
            id: id.parse().unwrap(),
            version,
            name: "Use".to_owned(),
            title: "Use of devices".to_owned(),
            summary: String::new(),
            text: "Be kind.\n\nBe careful.".to_owned(),
            groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn terms_without_groups_are_for_everyone_and_others_for_their_members() {
        let all = Terms {
            terms: vec![terms("use", 2, &[]), terms("lab", 1, &["lab", "field"])],
        };
        assert_eq!(all.check(), Ok(()));
        let required = |groups: &[&str]| -> Vec<String> {
            let groups: Vec<GroupId> = groups.iter().map(|group| group.parse().unwrap()).collect();
            all.required_of(&groups)
                .into_iter()
                .map(|version| format!("{} {}", version.terms, version.version))
                .collect()
        };
        assert_eq!(required(&[]), ["use 2"]);
        assert_eq!(required(&["office"]), ["use 2"]);
        assert_eq!(required(&["field", "office"]), ["lab 1", "use 2"]);
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        let breaks: [(Break, &str); 7] = [
            (|t| t.version = 0, "terms[1].version"),
            (|t| t.name = " ".to_owned(), "terms[1].name"),
            (|t| t.title = "a\u{7}".to_owned(), "terms[1].title"),
            (|t| t.summary = "x".repeat(513), "terms[1].summary"),
            (|t| t.text = String::new(), "terms[1].text"),
            (
                |t| t.groups = vec!["a".parse().unwrap(); 2],
                "terms[1].groups[1]",
            ),
            (|t| t.id = "use".parse().unwrap(), "terms[1].id"),
        ];
        for (break_it, path) in breaks {
            let mut all = Terms {
                terms: vec![terms("use", 1, &[]), terms("lab", 1, &[])],
            };
            break_it(&mut all.terms[1]);
            assert_eq!(all.check().unwrap_err().path, path);
        }
        let many = Terms {
            terms: (0..=MOST)
                .map(|n| terms(&format!("t{n}"), 1, &[]))
                .collect(),
        };
        assert_eq!(many.check().unwrap_err().path, "terms");
    }
}
