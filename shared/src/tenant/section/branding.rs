//! How the portal presents the organisation, and whom people ask.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::ids::Digest;
use crate::picture::{LARGEST_PICTURE, LONGEST_SIDE, Picture, PictureKind};

/// Name, colours, pictures and contacts of the organisation. What is empty is not shown.
///
/// The limits are those of Intune's Company Portal, so that what fits there fits here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Branding {
    /// The name above every page: at most 40 characters; empty, that of the settings.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The one colour of the organisation.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    /// The logo on light ground, by the SHA-256 of a picture that has been uploaded.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Digest>,
    /// The logo on dark ground, likewise.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_on_dark: Option<Digest>,
    /// A picture of the organisation, wide, likewise.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Digest>,
    /// Whom people ask: at most 40 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact_name: String,
    /// Their phone number: at most 20 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact_phone: String,
    /// Their mail address: at most 40 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact_email: String,
    /// The name of a page with help: at most 40 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub support_name: String,
    /// Its address, `https`: at most 150 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub support_url: String,
    /// What else people should know: at most 120 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The privacy statement's address, `https`: at most 79 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub privacy_url: String,
    /// What the organisation cannot see of a device, in its own words: at most 520 characters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cannot_see: String,
    /// What it can see, likewise.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub can_see: String,
}

impl Section for Branding {
    const KIND: SectionKind = SectionKind::Branding;

    fn check(&self) -> Result<(), FieldFault> {
        for (field, value, most) in [
            ("name", &self.name, 40),
            ("contact_name", &self.contact_name, 40),
            ("contact_phone", &self.contact_phone, 20),
            ("contact_email", &self.contact_email, 40),
            ("support_name", &self.support_name, 40),
            ("support_url", &self.support_url, 150),
            ("note", &self.note, 120),
            ("privacy_url", &self.privacy_url, 79),
        ] {
            check::text(value, 0..=most).map_err(|rule| FieldFault::at(field, rule))?;
        }
        for (field, value) in [("cannot_see", &self.cannot_see), ("can_see", &self.can_see)] {
            check::lines(value, 0..=520).map_err(|rule| FieldFault::at(field, rule))?;
        }
        for (field, value) in [
            ("support_url", &self.support_url),
            ("privacy_url", &self.privacy_url),
        ] {
            if !value.is_empty() && !check::is_https(value) {
                return Err(FieldFault::at(field, "must be an https address"));
            }
        }
        let mail = &self.contact_email;
        if !mail.is_empty() && !check::is_mail(mail) {
            return Err(FieldFault::at("contact_email", "must be a mail address"));
        }
        let phone = |c: char| c.is_ascii_digit() || " +-()/".contains(c);
        if !self.contact_phone.chars().all(phone) {
            return Err(FieldFault::at(
                "contact_phone",
                "must be digits, spaces and + - ( ) /",
            ));
        }
        Ok(())
    }
}

/// One of the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrandingPicture {
    /// The logo on light ground.
    Logo,
    /// The logo on dark ground.
    LogoOnDark,
    /// The wide picture.
    Image,
}

impl BrandingPicture {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Logo, Self::LogoOnDark, Self::Image];

    /// The field of [`Branding`] that it stands in.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::LogoOnDark => "logo_on_dark",
            Self::Image => "image",
        }
    }

    /// Recognises a file and holds it to what is asked of this picture. The limits are Intune's: a logo of at most 750 KB that
    /// is higher than 72 pixels, a picture of at most 1.3 MB that is wider than 1,125.
    ///
    /// # Errors
    /// The field and the rule that is broken.
    pub fn check(self, file: &[u8]) -> Result<PictureKind, FieldFault> {
        let fault = |rule: String| Err(FieldFault::at(self.as_str(), rule));
        let most = match self {
            Self::Logo | Self::LogoOnDark => 750 * 1_024,
            Self::Image => LARGEST_PICTURE,
        };
        if file.len() > most {
            return fault(format!("must be at most {most} bytes"));
        }
        let Some(picture) = Picture::recognise(file) else {
            return fault("must be a PNG or JPEG picture".to_owned());
        };
        if picture.width.max(picture.height) > LONGEST_SIDE {
            return fault(format!(
                "must be at most {LONGEST_SIDE} pixels wide and high"
            ));
        }
        match self {
            Self::Logo | Self::LogoOnDark if picture.height <= 72 => {
                fault("must be higher than 72 pixels".to_owned())
            }
            Self::Image if picture.width <= 1_125 => {
                fault("must be wider than 1125 pixels".to_owned())
            }
            _ => Ok(picture.kind),
        }
    }

    /// Puts a picture in its place.
    pub fn put(self, branding: &mut Branding, picture: Digest) {
        *match self {
            Self::Logo => &mut branding.logo,
            Self::LogoOnDark => &mut branding.logo_on_dark,
            Self::Image => &mut branding.image,
        } = Some(picture);
    }
}

impl FromStr for BrandingPicture {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or(())
    }
}

/// A colour: red, green and blue, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Black or white, whichever reads better on a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextOnColour {
    /// Black.
    Black,
    /// White.
    White,
}

/// The text was not `#` and six hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is # and six hexadecimal digits, like #1f6feb")]
pub struct NotAColour;

impl Colour {
    /// The colour of these three.
    #[must_use]
    pub const fn new(channels: [u8; 3]) -> Self {
        Self(channels)
    }

    /// Which text reads better on it, by the contrast of WCAG 2.2. In whole numbers: a channel's share of light is its
    /// square, close to the standard's curve, weighed 2126 : 7152 : 722; both contrasts are the same at a light of 0.179.
    #[must_use]
    pub fn text_on_it(self) -> TextOnColour {
        let [red, green, blue] = self.0.map(u64::from);
        let share =
            |channel: u64, weight: u64| channel.saturating_mul(channel).saturating_mul(weight);
        let light = share(red, 2_126)
            .saturating_add(share(green, 7_152))
            .saturating_add(share(blue, 722));
        // 0.179 of 255² × 10,000.
        if light > 116_394_750 {
            TextOnColour::Black
        } else {
            TextOnColour::White
        }
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Break = fn(&mut Branding);

    #[test]
    fn a_colour_says_which_text_reads_on_it() {
        for (colour, text) in [
            ("#ffffff", TextOnColour::Black),
            ("#ffd400", TextOnColour::Black),
            ("#8ab4f8", TextOnColour::Black),
            ("#000000", TextOnColour::White),
            ("#0b57d0", TextOnColour::White),
            ("#7a1f1f", TextOnColour::White),
        ] {
            let colour: Colour = colour.parse().unwrap();
            assert_eq!(colour.text_on_it(), text, "{colour}");
        }
        for bad in ["", "#fff", "0b57d0", "#0b57d00", "#0b57dg", "#+b57d0"] {
            assert_eq!(bad.parse::<Colour>().err(), Some(NotAColour), "{bad}");
        }
    }

    /// The head of a PNG of that size, and so many octets in all.
    fn png(width: u32, height: u32, octets: usize) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.resize(octets, 0);
        file
    }

    #[test]
    fn a_picture_is_held_to_the_limits_of_its_place() {
        use BrandingPicture::{Image, Logo, LogoOnDark};
        for (place, file, rule) in [
            (Logo, png(100, 73, 768_000), None),
            (LogoOnDark, png(1, 73, 99), None),
            (Image, png(1_126, 1, 1_363_148), None),
            (
                Logo,
                png(100, 72, 99),
                Some("must be higher than 72 pixels"),
            ),
            (
                LogoOnDark,
                png(100, 73, 768_001),
                Some("must be at most 768000 bytes"),
            ),
            (
                Image,
                png(1_125, 900, 99),
                Some("must be wider than 1125 pixels"),
            ),
            (
                Image,
                png(1_126, 9, 1_363_149),
                Some("must be at most 1363148 bytes"),
            ),
            (
                Image,
                png(10_001, 9, 99),
                Some("must be at most 10000 pixels wide and high"),
            ),
            (
                Logo,
                b"<svg/>".to_vec(),
                Some("must be a PNG or JPEG picture"),
            ),
        ] {
            let fault = place.check(&file).err();
            assert_eq!(fault.as_ref().map(|fault| fault.rule.as_str()), rule);
            assert!(fault.is_none_or(|fault| fault.path == place.as_str()));
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let breaks: [(Break, &str); 10] = [
            (|b| b.can_see = "x".repeat(521), "can_see"),
            (|b| b.cannot_see = "x".repeat(521), "cannot_see"),
            (|b| b.name = "x".repeat(41), "name"),
            (|b| b.contact_phone = "call me".to_owned(), "contact_phone"),
            (|b| b.contact_email = "nobody".to_owned(), "contact_email"),
            (
                |b| b.support_url = "http://help.example".to_owned(),
                "support_url",
            ),
            (|b| b.support_url = "https://".to_owned(), "support_url"),
            (
                |b| b.privacy_url = "javascript:alert(1)".to_owned(),
                "privacy_url",
            ),
            (
                |b| b.privacy_url = format!("https://a.example/{}", "x".repeat(80)),
                "privacy_url",
            ),
            (|b| b.note = "a\nb".to_owned(), "note"),
        ];
        for (break_it, field) in breaks {
            let mut branding = Branding::default();
            break_it(&mut branding);
            assert_eq!(branding.check().unwrap_err().path, field);
        }
        let whole = Branding {
            name: "Acme".to_owned(),
            accent: Some("#0b57d0".parse().unwrap()),
            contact_phone: "+49 (30) 1234-5".to_owned(),
            contact_email: "it@acme.example".to_owned(),
            support_url: "https://help.acme.example/devices?x=1".to_owned(),
            ..Branding::default()
        };
        assert_eq!(whole.check(), Ok(()));
        assert_eq!(
            Branding::read(&serde_json::to_string(&whole).unwrap()),
            Ok(whole)
        );
    }
}
