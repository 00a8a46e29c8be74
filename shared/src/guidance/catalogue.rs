//! The built-in guides.

use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::platform::{EnrollmentMethod, Platform};

/// The built-in guides as they are written.
const GUIDES: &str = include_str!("../../guidance/guides.json");

/// A language that people read guides in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// The text names no language that guides are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is `en` or `de`")]
pub struct NotALanguage;

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        match text {
            "en" => Ok(Self::En),
            "de" => Ok(Self::De),
            _ => Err(NotALanguage),
        }
    }
}

/// One text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl Words {
    /// The text in `language`.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::De => &self.de,
        }
    }
}

/// Who sees to a prerequisite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Acts {
    /// Whoever runs the deployment.
    Operator,
    /// An administrator of the organisation.
    Administrator,
    /// The person who enrolls.
    Person,
}

/// What must be there before devices enroll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prerequisite {
    /// Its stable name.
    pub id: String,
    /// Who sees to it.
    pub acts: Acts,
    /// The platforms that need it.
    pub platforms: Vec<Platform>,
    /// What.
    pub title: Words,
    /// Why.
    pub why: Words,
}

/// How the devices of some platforms leave another management first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOtherMdm {
    /// The platforms.
    pub platforms: Vec<Platform>,
    /// What to do, in order.
    pub steps: Vec<Words>,
}

/// How enrolling by one method goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// The method.
    pub method: EnrollmentMethod,
    /// The platforms it is described for.
    pub platforms: Vec<Platform>,
    /// About how long it takes, in minutes.
    pub minutes: u16,
    /// Its name for people.
    pub title: Words,
    /// Which devices it suits.
    pub suits: Words,
    /// What to do, in order.
    pub steps: Vec<Words>,
}

/// Everything there is to be read before enrolling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guides {
    /// What must be ready.
    pub prerequisites: Vec<Prerequisite>,
    /// How another management is left.
    pub leave_other_mdm: Vec<LeaveOtherMdm>,
    /// One guide for each method.
    pub guides: Vec<Guide>,
}

impl Guides {
    /// The built-in guides.
    ///
    /// # Errors
    /// Never for the file that is built in, which a test reads.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        crate::json::from_str(GUIDES)
    }

    /// What to do first where another management has the devices of `platform`.
    #[must_use]
    pub fn leaving_on(&self, platform: Platform) -> &[Words] {
        self.leave_other_mdm
            .iter()
            .find(|way| way.platforms.contains(&platform))
            .map_or(&[], |way| &way.steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_has_one_guide_for_exactly_the_platforms_it_is_offered_on() {
        let guides = Guides::built_in().unwrap().guides;
        let mut described: Vec<EnrollmentMethod> =
            guides.iter().map(|guide| guide.method).collect();
        described.sort();
        assert_eq!(described, EnrollmentMethod::ALL);
        for guide in guides {
            for platform in Platform::ALL {
                assert_eq!(
                    guide.platforms.contains(&platform),
                    guide.method.is_offered_on(platform),
                    "{:?} on {platform}",
                    guide.method
                );
            }
            assert!((1..=60).contains(&guide.minutes) && !guide.steps.is_empty());
        }
    }

    #[test]
    fn every_platform_says_how_another_management_is_left_and_what_must_be_ready() {
        let guides = Guides::built_in().unwrap();
        for platform in Platform::ALL {
            assert!(!guides.leaving_on(platform).is_empty(), "{platform}");
            assert!(
                guides
                    .prerequisites
                    .iter()
                    .any(|p| p.platforms.contains(&platform))
            );
        }
    }

    #[test]
    fn every_text_is_written_in_every_language() {
        fn texts(value: &serde_json::Value, found: &mut Vec<(String, String)>) {
            match value {
                serde_json::Value::Object(map) if map.contains_key("en") => {
                    let text = |key: &str| map[key].as_str().unwrap().trim().to_owned();
                    found.push((text("en"), text("de")));
                }
                serde_json::Value::Object(map) => map.values().for_each(|v| texts(v, found)),
                serde_json::Value::Array(list) => list.iter().for_each(|v| texts(v, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        texts(&serde_json::from_str(GUIDES).unwrap(), &mut found);
        assert!(found.len() > 60);
        for (english, german) in found {
            assert!(
                !english.is_empty() && !german.is_empty() && english != german,
                "{english}"
            );
        }
    }

    #[test]
    fn a_reset_is_asked_for_in_the_guide_of_each_method_that_erases_and_of_no_other() {
        for guide in Guides::built_in().unwrap().guides {
            let asks = guide
                .steps
                .iter()
                .any(|step| step.en.starts_with("Reset") || step.en.starts_with("Erase"));
            assert_eq!(asks, guide.method.erases(), "{:?}", guide.method);
        }
    }
}
