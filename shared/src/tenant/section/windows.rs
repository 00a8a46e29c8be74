//! How Windows' own client enrolls in this organisation.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// How a person at a Windows PC shows who they are (`AuthPolicy` of [MS-MDE2] section 3.1.4.1.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WindowsAuthentication {
    /// On a page of ours, in Windows' web view.
    #[default]
    Federated,
    /// By user name and password in Windows' own form, which sends them with each message. Terms of use that were not accepted
    /// before cannot be accepted there.
    OnPremise,
}

/// The organisation's rules for Windows' own client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Windows {
    /// How people show who they are.
    pub authentication: WindowsAuthentication,
}

impl Section for Windows {
    const KIND: SectionKind = SectionKind::Windows;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_sign_in_on_our_page_unless_the_organisation_says_otherwise() {
        assert_eq!(
            Windows::read("{}").unwrap().authentication,
            WindowsAuthentication::Federated
        );
        let section = Windows::read(r#"{"authentication":"on_premise"}"#).unwrap();
        assert_eq!(section.authentication, WindowsAuthentication::OnPremise);
        assert!(Windows::read(r#"{"authentication":"certificate"}"#).is_err());
    }
}
