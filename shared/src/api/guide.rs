use serde::{Deserialize, Serialize};

use crate::guidance::{Acts, Guides, Language, Readiness};
use crate::platform::{EnrollmentMethod, Platform};
use crate::tenant::section::Tip;

/// All ways to enroll, in one language, with what the organisation has added (`GET /api/v1/guides`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideList {
    /// The language it is written in.
    pub language: Language,
    /// What must be ready.
    pub prerequisites: Vec<PrerequisiteView>,
    /// One guide for each platform and method.
    pub guides: Vec<GuideView>,
}

/// What must be there before devices enroll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrerequisiteView {
    /// Its stable name.
    pub id: String,
    /// Who sees to it.
    pub acts: Acts,
    /// The platforms that need it.
    pub platforms: Vec<Platform>,
    /// What.
    pub title: String,
    /// Why.
    pub why: String,
}

/// How one platform enrolls by one method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideView {
    /// The platform.
    pub platform: Platform,
    /// The method.
    pub method: EnrollmentMethod,
    /// Whether this deployment speaks it today.
    pub served: bool,
    /// Whether everything on the device is erased before.
    pub erases: bool,
    /// Whether nobody signs in for it.
    pub userless: bool,
    /// About how long it takes, in minutes.
    pub minutes: u16,
    /// Its name for people.
    pub title: String,
    /// Which devices it suits.
    pub suits: String,
    /// What to do first where another management has the device.
    pub leave_other_mdm: Vec<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// What the organisation adds.
    pub tips: Vec<String>,
}

impl GuideList {
    /// The built-in guides with the organisation's tips; of one platform, when it is named.
    #[must_use]
    pub fn of(
        guides: &Guides,
        tips: &[Tip],
        platform: Option<Platform>,
        language: Language,
    ) -> Self {
        let wanted = |named: Platform| platform.is_none_or(|platform| platform == named);
        let views = Platform::ALL
            .into_iter()
            .filter(|named| wanted(*named))
            .flat_map(|platform| {
                guides
                    .guides
                    .iter()
                    .filter(move |guide| guide.platforms.contains(&platform))
                    .map(move |guide| {
                        let in_language = |words: &[crate::guidance::Words]| {
                            words
                                .iter()
                                .map(|words| words.in_language(language).to_owned())
                                .collect()
                        };
                        GuideView {
                            platform,
                            method: guide.method,
                            served: guide.method.is_served(),
                            erases: guide.method.erases(),
                            userless: guide.method.is_userless(),
                            minutes: guide.minutes,
                            title: guide.title.in_language(language).to_owned(),
                            suits: guide.suits.in_language(language).to_owned(),
                            leave_other_mdm: in_language(guides.leaving_on(platform)),
                            steps: in_language(&guide.steps),
                            tips: tips
                                .iter()
                                .filter(|tip| tip.is_for(guide.method, platform))
                                .map(|tip| tip.in_language(language).to_owned())
                                .collect(),
                        }
                    })
            })
            .collect();
        Self {
            language,
            prerequisites: guides
                .prerequisites
                .iter()
                .filter(|prerequisite| prerequisite.platforms.iter().any(|named| wanted(*named)))
                .map(|prerequisite| PrerequisiteView {
                    id: prerequisite.id.clone(),
                    acts: prerequisite.acts,
                    platforms: prerequisite.platforms.clone(),
                    title: prerequisite.title.in_language(language).to_owned(),
                    why: prerequisite.why.in_language(language).to_owned(),
                })
                .collect(),
            guides: views,
        }
    }
}

/// What an organisation still has to do (`GET /api/v1/readiness`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadinessList {
    /// The checks, in the order in which they are best seen to.
    pub readiness: Vec<Readiness>,
}
