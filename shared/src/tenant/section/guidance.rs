//! What the organisation adds to the guides.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::guidance::Language;
use crate::platform::{EnrollmentMethod, Platform};

/// How many tips there may be.
const MOST: usize = 50;

/// What the organisation adds to one guide or to several: a place to go, a name to ask for, an exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tip {
    /// The platform it is for; every one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The method it is for; every one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<EnrollmentMethod>,
    /// The tip in English: 1 to 500 characters.
    pub text: String,
    /// The same in German: at most 500 characters; where it is empty, the English one is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text_de: String,
}

impl Tip {
    /// Whether it belongs to the guide of `method` on `platform`.
    #[must_use]
    pub fn is_for(&self, method: EnrollmentMethod, platform: Platform) -> bool {
        self.platform.is_none_or(|named| named == platform)
            && self.method.is_none_or(|named| named == method)
    }

    /// The tip as it is read in `language`.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::De if !self.text_de.is_empty() => &self.text_de,
            _ => &self.text,
        }
    }
}

/// The organisation's own part of the guides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// Tips, in the order in which they are shown; at most 50.
    pub tips: Vec<Tip>,
}

impl Section for Guidance {
    const KIND: SectionKind = SectionKind::Guidance;

    fn check(&self) -> Result<(), FieldFault> {
        check::at_most(&self.tips, MOST).map_err(|rule| FieldFault::at("tips", rule))?;
        for (place, tip) in self.tips.iter().enumerate() {
            let at = |field: &str| format!("tips[{place}].{field}");
            check::lines(&tip.text, 1..=500).map_err(|rule| FieldFault::at(at("text"), rule))?;
            check::lines(&tip.text_de, 0..=500)
                .map_err(|rule| FieldFault::at(at("text_de"), rule))?;
            if let (Some(platform), Some(method)) = (tip.platform, tip.method)
                && !method.is_offered_on(platform)
            {
                return Err(FieldFault::at(
                    at("method"),
                    "is not offered on this platform",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tip(platform: Option<Platform>, method: Option<EnrollmentMethod>) -> Tip {
        Tip {
            platform,
            method,
            text: "Ask at the desk.".to_owned(),
            text_de: String::new(),
        }
    }

    #[test]
    fn a_tip_belongs_to_the_guides_it_names_and_without_a_name_to_all() {
        use EnrollmentMethod::{Agent, Est};
        use Platform::{Linux, Windows};
        for (tip, belongs) in [
            (tip(None, None), [true, true, true]),
            (tip(Some(Linux), None), [true, true, false]),
            (tip(None, Some(Est)), [false, true, true]),
            (tip(Some(Linux), Some(Est)), [false, true, false]),
        ] {
            let found = [(Agent, Linux), (Est, Linux), (Est, Windows)]
                .map(|(method, platform)| tip.is_for(method, platform));
            assert_eq!(found, belongs, "{tip:?}");
        }
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        let faults: [(Tip, &str); 3] = [
            (
                Tip {
                    text: " ".to_owned(),
                    ..tip(None, None)
                },
                "tips[0].text",
            ),
            (
                Tip {
                    text_de: "x".repeat(501),
                    ..tip(None, None)
                },
                "tips[0].text_de",
            ),
            (
                tip(Some(Platform::Windows), Some(EnrollmentMethod::Agent)),
                "tips[0].method",
            ),
        ];
        for (tip, path) in faults {
            assert_eq!(Guidance { tips: vec![tip] }.check().unwrap_err().path, path);
        }
    }
}
