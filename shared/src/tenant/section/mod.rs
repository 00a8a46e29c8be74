//! Sections: parts of the configuration that are read, compared and replaced as a whole.
//!
//! Each is one JSON document of its own form, kept under its kind with a revision of its own. The tenant object checks a new
//! one by its type, compares the revision, writes it with its audit entry in one transaction, and has it published to KV. A
//! new kind of section is a type that implements [`Section`] and one line in the list below.

mod apple;
mod branding;
mod categories;
mod check;
mod cleanup;
mod command;
mod compliance;
mod device_groups;
mod groups;
mod guidance;
mod notifications;
mod profiles;
mod row;
mod scep;
mod terms;
mod windows;

use core::fmt;
use core::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use apple::Apple;
pub use branding::{Branding, BrandingPicture, Colour, TextOnColour};
pub use categories::{Categories, Category};
pub use cleanup::{Cleanup, CleanupRule};
pub use command::{PutSection, ReadSection, SectionPut};
pub use compliance::{Compliance, ComplianceMessage, VALIDITY_DAYS};
pub use device_groups::{DeviceGroup, DeviceGroups, Members};
pub use groups::{Group, Groups};
pub use guidance::{Guidance, Tip};
pub use notifications::{EnrollmentNotification, Notifications};
pub use profiles::Profiles;
pub use row::SectionText;
pub use scep::Scep;
pub use terms::{Terms, TermsOfUse};
pub use windows::{Windows, WindowsAuthentication};

use crate::field::{FieldFault, read_json};

/// How large a section may be. It is kept as one row, of which the platform takes 2 MB.
pub const LARGEST_SECTION: usize = 256 * 1024;

/// A part of the configuration that is replaced as a whole. The default is what a new organisation has.
///
/// A type refuses what it does not know (`deny_unknown_fields`) and gains only fields with defaults, so that what was kept
/// before can be read.
pub trait Section:
    Serialize + DeserializeOwned + Default + PartialEq + Send + Sync + 'static
{
    /// Under which kind it is kept.
    const KIND: SectionKind;

    /// Whether everything in it keeps its rules, apart from those that its types keep already.
    ///
    /// # Errors
    /// The first field that breaks a rule, and that rule.
    fn check(&self) -> Result<(), FieldFault>;

    /// Reads a section and checks it.
    ///
    /// # Errors
    /// The first field that does not fit, and why.
    fn read(text: &str) -> Result<Self, FieldFault> {
        let section: Self = read_json(text.as_bytes())?;
        section.check()?;
        Ok(section)
    }
}

/// The section in the form in which it is kept; what is wrong with it otherwise.
fn normal<S: Section>(text: Option<&str>) -> Result<String, FieldFault> {
    let section = text.map_or_else(|| Ok(S::default()), S::read)?;
    let text =
        serde_json::to_string(&section).map_err(|error| FieldFault::at("", error.to_string()))?;
    if text.len() > LARGEST_SECTION {
        let rule = format!("must be at most {LARGEST_SECTION} bytes");
        return Err(FieldFault::at("", rule));
    }
    Ok(text)
}

macro_rules! sections {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $section:ty;)+) => {
        /// The kinds of sections. Their names stand in addresses, in KV and in exports; none is renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum SectionKind {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)+
        }

        impl SectionKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// Reads a section of this kind, checks it, and writes it in the form in which it is kept; without a text, what
            /// a new organisation has.
            ///
            /// # Errors
            /// The first field that does not fit, and why.
            pub fn normal(self, text: Option<&str>) -> Result<String, FieldFault> {
                match self {
                    $(Self::$kind => normal::<$section>(text),)+
                }
            }
        }

        /// The schemas of all sections, by name, and that of any one of them as `Section`.
        #[cfg(feature = "openapi")]
        #[must_use]
        pub fn schemas() -> Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)> {
            use utoipa::{PartialSchema, ToSchema};
            let mut all = Vec::new();
            let mut any = utoipa::openapi::schema::OneOfBuilder::new();
            $(
                <$section as ToSchema>::schemas(&mut all);
                let name = <$section as ToSchema>::name().into_owned();
                any = any.item(utoipa::openapi::Ref::from_schema_name(name.clone()));
                all.push((name, <$section as PartialSchema>::schema()));
            )+
            all.push(("Section".to_owned(), any.into()));
            all
        }
    };
}

sections! {
    /// Groups of people.
    Groups, "groups", Groups;
    /// Groups of devices.
    DeviceGroups, "device-groups", DeviceGroups;
    /// What a device may be used for.
    Categories, "categories", Categories;
    /// Terms of use.
    Terms, "terms", Terms;
    /// What is set on devices.
    Profiles, "profiles", Profiles;
    /// What is sent when a device enrolls.
    Notifications, "notifications", Notifications;
    /// Name, colours and pictures of the portal.
    Branding, "branding", Branding;
    /// The organisation's own part of the guides.
    Guidance, "guidance", Guidance;
    /// What is asked of enrolled devices.
    Compliance, "compliance", Compliance;
    /// After how long a silence devices are hidden.
    Cleanup, "cleanup", Cleanup;
    /// How Windows' own client enrolls.
    Windows, "windows", Windows;
    /// What there is of Apple.
    Apple, "apple", Apple;
    /// Who may enroll by SCEP.
    Scep, "scep", Scep;
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no kind of section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a section of the configuration")]
pub struct NotASection;

impl FromStr for SectionKind {
    type Err = NotASection;

    fn from_str(text: &str) -> Result<Self, NotASection> {
        Self::ALL
            .iter()
            .find(|kind| kind.as_str() == text)
            .copied()
            .ok_or(NotASection)
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
