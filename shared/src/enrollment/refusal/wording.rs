//! The catalogue's words: English, for the person who enrolls and for whoever can help them.

use super::Refusal;

impl Refusal {
    /// The cause, in one sentence for the person who enrolls. What a device said of itself stands in it cleaned of control
    /// characters and cut to 64 characters; it still has to be escaped for HTML.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::AccountDisabled => "Your account is disabled, so no device can enroll with it.".to_owned(),
            Self::EnrollmentNotInScope => {
                "You are not among those whom your organisation lets enroll devices.".to_owned()
            }
            Self::MethodNotAllowedForManager { method } => format!(
                "A device enrollment manager can't enroll devices in this way: {}.",
                method.display_name()
            ),
            Self::PlatformBlocked { platform } => {
                format!("Your organisation does not let {} devices enroll.", platform.display_name())
            }
            Self::PersonalBlocked { platform } => format!(
                "Your organisation does not let {} devices enroll that people own themselves.",
                platform.display_name()
            ),
            Self::OsTooOld { minimum, found } => {
                format!("The device runs version {found}, but your organisation asks for {minimum} or later.")
            }
            Self::OsTooNew { maximum, found } => {
                format!("The device runs version {found}, but your organisation allows nothing later than {maximum}.")
            }
            Self::ManufacturerBlocked { manufacturer } => {
                format!("Your organisation does not let devices made by {} enroll.", plain(manufacturer))
            }
            Self::VersionNotSupported { platform, distribution, found } => format!(
                "Your organisation does not support version {found} of {}.",
                distribution.as_deref().map_or_else(|| platform.display_name().to_owned(), plain)
            ),
            Self::WorkProfileLimitReached { limit } => format!(
                "You have enrolled as many Android work profiles as an enrollment manager may: {limit}."
            ),
            Self::TermsNotAccepted { terms } => match terms.len() {
                1 => "You have not accepted your organisation's terms of use.".to_owned(),
                count => format!("You have not accepted your organisation's terms of use, {count} in number."),
            },
            Self::DeviceLimitReached { limit } => format!(
                "You have as many devices as your organisation allows you: {limit}."
            ),
            Self::TicketInvalid => "This is not a valid enrollment ticket.".to_owned(),
            Self::TicketExpired { expired_at } => format!("This enrollment ticket ended at {expired_at}."),
            Self::TicketSpent => "This enrollment ticket has already enrolled a device.".to_owned(),
            Self::TokenRevoked => "This enrollment token has been revoked, or replaced by a new one.".to_owned(),
            Self::TokenExpired { expired_at } => format!("This enrollment token ended at {expired_at}."),
            Self::TokenQuotaReached { quota } => format!(
                "This enrollment token has enrolled as many devices as it may: {quota}."
            ),
            Self::TooManyKeyChanges { limit } => format!(
                "The device has changed its key more often than one ticket allows: {limit} times."
            ),
            Self::TooManyOpenTickets { limit } => {
                format!("You have as many open tickets as you may have at once: {limit}.")
            }
            Self::CsrMalformed { reason } => {
                format!("The certificate request can't be read: {}.", plain(reason))
            }
            Self::CsrSignatureInvalid => {
                "The certificate request is not signed with the key that it contains.".to_owned()
            }
            Self::KeyNotAccepted { found } => format!("Keys of this kind are not accepted: {}.", plain(found)),
            Self::KeyKnownWeak => "The key is publicly known to be weak: others may know its secret half.".to_owned(),
            Self::KeyReused => "The key already belongs to another certificate.".to_owned(),
            Self::CsrAsksTooMuch { extension } => format!(
                "The certificate request asks for something that a device never gets: {}.",
                plain(extension)
            ),
            Self::RenewalSubjectDiffers => {
                "The request names another subject than the certificate that it is to renew.".to_owned()
            }
            Self::CertificateRevoked => "The device's certificate has been revoked.".to_owned(),
            Self::CertificateExpired { expired_at } => format!("The device's certificate ended at {expired_at}."),
            Self::DeviceRetired => "The device has been removed from management.".to_owned(),
            Self::FactsNotLearnt => {
                "The device did not report in time what your organisation's rules need to know of it.".to_owned()
            }
            Self::OwnershipFixed { method } => format!("Whose a device is is decided by the way it enrolled: {}.", method.display_name()),
            Self::RenewalTooEarly { .. } => "It is not time yet to renew the device's certificate.".to_owned(),
            Self::RenewedTooOften { .. } => "The device has renewed its certificate only a short while ago.".to_owned(),
            Self::RequestReplayed => "The service has seen this signed request before.".to_owned(),
            Self::TooManyRequests { .. } => "The device sends more requests than it needs.".to_owned(),
            Self::EnrollmentPaused => "An administrator has paused new enrollments.".to_owned(),
            Self::EnrollmentInProgress { .. } => "Another request is just carrying out this enrollment.".to_owned(),
        }
    }

    /// What to do about it, in one sentence to whoever [`acts_next`](Self::acts_next).
    #[must_use]
    pub fn fix(&self) -> String {
        let fixed = match self {
            Self::AccountDisabled => "Ask an administrator to enable your account.",
            Self::EnrollmentNotInScope => {
                "Ask an administrator to add you to a group that may enroll devices."
            }
            Self::MethodNotAllowedForManager { .. } => {
                "Have the person who will use the device enroll it, or enroll it in another way."
            }
            Self::PlatformBlocked { .. } => {
                "Enroll a device with another operating system, or ask an administrator to allow this one."
            }
            Self::PersonalBlocked { .. } => {
                "Enroll a device that the organisation owns, or ask an administrator to allow your own."
            }
            Self::OsTooOld { minimum, .. } => {
                return format!(
                    "Update the operating system to version {minimum} or later, then enroll again."
                );
            }
            Self::OsTooNew { .. } => {
                "Ask an administrator to allow the newer version, or enroll another device."
            }
            Self::ManufacturerBlocked { .. } => {
                "Enroll a device of another maker, or ask an administrator to allow this one."
            }
            Self::VersionNotSupported { .. } => {
                "Update the operating system to a version that is supported, then enroll again."
            }
            Self::WorkProfileLimitReached { .. } => {
                "Remove a work profile that is no longer used, or have its person enroll the device."
            }
            Self::TermsNotAccepted { .. } => {
                "Read and accept the terms of use in the portal, then enroll again."
            }
            Self::DeviceLimitReached { .. } => {
                "Remove a device that you no longer use, or ask an administrator for a higher limit, then enroll again."
            }
            Self::TicketInvalid => "Copy the ticket completely, or make a new one in the portal.",
            Self::TicketExpired { .. } => {
                "Make a new ticket in the portal and use it before it ends."
            }
            Self::TicketSpent => "Make a new ticket in the portal: each one enrolls one device.",
            Self::TokenRevoked | Self::TokenExpired { .. } => {
                "Ask an administrator for an enrollment token that is valid."
            }
            Self::TokenQuotaReached { .. } => {
                "Ask an administrator to raise the token's quota or to make a new token."
            }
            Self::TooManyKeyChanges { .. } => {
                "Make a new ticket in the portal and enroll again, with one key."
            }
            Self::TooManyOpenTickets { .. } => {
                "Use one of your open tickets, or wait until one has ended."
            }
            Self::CsrMalformed { .. } => {
                "Send one PKCS #10 certificate request in the encoding that the protocol asks for."
            }
            Self::CsrSignatureInvalid => {
                "Sign the request with the private key that belongs to its public key."
            }
            Self::KeyNotAccepted { .. } => {
                "Make an RSA key of 2048 to 4096 bits, or an elliptic-curve key on P-256 or P-384."
            }
            Self::KeyKnownWeak => {
                "Update the software that makes the keys, make a new key and enroll with it."
            }
            Self::KeyReused => "Make a new key for this device and enroll with it.",
            Self::CsrAsksTooMuch { .. } => {
                "Leave it out of the request: the service itself decides what a device gets."
            }
            Self::RenewalSubjectDiffers => {
                "Repeat the subject and the alternative names of the current certificate exactly."
            }
            Self::CertificateRevoked | Self::CertificateExpired { .. } | Self::DeviceRetired => {
                "Make a new ticket in the portal and enroll the device again."
            }
            Self::FactsNotLearnt => {
                "Enroll the device again with a new ticket, and have it check in with its version and its maker's name."
            }
            Self::OwnershipFixed { .. } => "Enroll the device again another way.",
            Self::RenewalTooEarly { again_at } => {
                return format!("Renew from {again_at} on, or when IT asks for it.");
            }
            Self::RenewedTooOften { again_at } => return format!("Renew again after {again_at}."),
            Self::RequestReplayed => {
                "Sign each request afresh, with a new nonce and the present time."
            }
            Self::EnrollmentPaused => {
                "Enroll again later, or ask an administrator when enrolling goes on."
            }
            Self::EnrollmentInProgress {
                retry_after_seconds,
            }
            | Self::TooManyRequests {
                retry_after_seconds,
            } => {
                return format!(
                    "Send the request again after {}.",
                    seconds(*retry_after_seconds)
                );
            }
        };
        fixed.to_owned()
    }
}

fn seconds(count: u32) -> String {
    match count {
        1 => "1 second".to_owned(),
        _ => format!("{count} seconds"),
    }
}

/// Text that came from a device, fit to stand inside a sentence.
pub(super) fn plain(text: &str) -> String {
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    text.trim().chars().map(one_line).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ActsNext;
    use super::*;

    #[test]
    fn every_refusal_has_one_sentence_and_one_fix_of_its_own_length() {
        for refusal in Refusal::examples() {
            for text in [refusal.sentence(), refusal.fix()] {
                assert!(
                    text.ends_with('.') && !text.contains(". "),
                    "one sentence: {text}"
                );
                assert!(text.starts_with(|c: char| c.is_ascii_uppercase()), "{text}");
                assert!(
                    (20..=120).contains(&text.len()),
                    "{} bytes: {text}",
                    text.len()
                );
                assert!(!text.contains("  ") && !text.contains('\n'), "{text}");
            }
        }
    }

    #[test]
    fn no_two_refusals_say_the_same() {
        let mut sentences: Vec<_> = Refusal::examples().iter().map(Refusal::sentence).collect();
        sentences.sort();
        sentences.dedup();
        assert_eq!(sentences.len(), Refusal::examples().len());
    }

    #[test]
    fn a_sentence_shows_the_numbers_that_decided() {
        let too_old = Refusal::OsTooOld {
            minimum: "10.0.22631".parse().unwrap(),
            found: "10.0.19045".parse().unwrap(),
        };
        assert_eq!(
            too_old.sentence(),
            "The device runs version 10.0.19045, but your organisation asks for 10.0.22631 or later."
        );
        assert_eq!(
            too_old.fix(),
            "Update the operating system to version 10.0.22631 or later, then enroll again."
        );
        assert_eq!(too_old.acts_next(), ActsNext::Person);
    }

    #[test]
    fn what_a_device_says_of_itself_cannot_break_a_sentence_or_flood_it() {
        let manufacturer = format!("Ac\r\nme\u{1b}[2J{}", "x".repeat(1000));
        let sentence = Refusal::ManufacturerBlocked { manufacturer }.sentence();
        assert!(!sentence.contains(char::is_control), "{sentence:?}");
        assert!(sentence.len() < 150, "{sentence}");
    }

    #[test]
    fn one_second_is_not_called_seconds() {
        let fix = |retry_after_seconds| {
            Refusal::EnrollmentInProgress {
                retry_after_seconds,
            }
            .fix()
        };
        assert_eq!(fix(1), "Send the request again after 1 second.");
        assert_eq!(fix(2), "Send the request again after 2 seconds.");
    }
}
