use super::words;

words! {
    /// Words for what went wrong. What the server refuses comes with its own words in English; `refusal()` has the others.
    ProblemText {
        unreachable_title = "Muster can’t be reached", "Muster ist nicht erreichbar";
        unreachable_fix = "Check your connection, then try again. Nothing has been changed.",
            "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Es wurde nichts geändert.";
        unreachable_maybe_fix = "Check your connection, then try again. It is not known whether the request arrived.",
            "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Ob die Anfrage ankam, ist nicht bekannt.";
        unreadable_title = "Muster gave an answer this page does not understand",
            "Muster hat eine Antwort gegeben, die diese Seite nicht versteht";
        unreadable_fix = "Reload the page. If that does not help, tell your IT the code below.",
            "Laden Sie die Seite neu. Hilft das nicht, nennen Sie Ihrer IT den Code unten.";
        session_title = "Your session has ended", "Ihre Sitzung ist abgelaufen";
        session_fix = "Sign in again to go on.", "Melden Sie sich wieder an, um weiterzumachen.";
        retry_at(time: &str) = "You can try again at {time}.", "Ab {time} Uhr können Sie es wieder versuchen.";
        code = "Code", "Code";
        reference = "Reference", "Referenz";
        copy_both = "Copy both", "Beides kopieren";
    }
}

/// Cause and fix in German for the codes a person can meet here. English needs no list: the server's own words are English,
/// and know the numbers. A code that is missing is shown in the server's words, marked as English.
const GERMAN: [(&str, &str, &str); 11] = [
    (
        "account-disabled",
        "Ihr Konto ist gesperrt.",
        "Bitten Sie Ihre IT, es wieder freizugeben.",
    ),
    (
        "platform-blocked",
        "Geräte mit diesem System sind nicht zugelassen.",
        "Nehmen Sie ein Gerät mit einem anderen System oder fragen Sie Ihre IT.",
    ),
    (
        "personal-blocked",
        "Persönliche Geräte mit diesem System sind nicht zugelassen.",
        "Nehmen Sie ein Gerät der Firma oder fragen Sie Ihre IT.",
    ),
    (
        "os-too-old",
        "Das System dieses Geräts ist zu alt.",
        "Aktualisieren Sie das Gerät und versuchen Sie es dann noch einmal.",
    ),
    (
        "os-too-new",
        "Das System dieses Geräts ist neuer, als Ihre IT erlaubt.",
        "Fragen Sie Ihre IT, ab wann diese Version zugelassen ist.",
    ),
    (
        "manufacturer-blocked",
        "Geräte dieses Herstellers sind nicht zugelassen.",
        "Nehmen Sie ein anderes Gerät oder fragen Sie Ihre IT.",
    ),
    (
        "device-limit-reached",
        "Sie haben so viele Geräte, wie Sie haben dürfen.",
        "Geben Sie ein Gerät auf, das Sie nicht mehr brauchen, oder fragen Sie Ihre IT.",
    ),
    (
        "too-many-open-tickets",
        "Sie haben schon so viele offene Tickets, wie erlaubt sind.",
        "Benutzen Sie eines davon oder warten Sie, bis eines abläuft.",
    ),
    (
        "enrollment-paused",
        "Ihre IT nimmt gerade keine neuen Geräte auf.",
        "Versuchen Sie es später noch einmal.",
    ),
    (
        "enrollment-in-progress",
        "Dieselbe Anmeldung läuft gerade schon.",
        "Versuchen Sie es gleich noch einmal.",
    ),
    (
        "internal-fault",
        "Auf unserer Seite ist etwas kaputt.",
        "Versuchen Sie es in einer Minute noch einmal; bleibt es so, nennen Sie Ihrer IT die Referenz unten.",
    ),
];

/// Cause and fix of a refusal in German, if the code is known here.
#[must_use]
pub(crate) fn in_german(code: &str) -> Option<(&'static str, &'static str)> {
    GERMAN
        .iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, cause, fix)| (*cause, *fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::enrollment::Refusal;
    use muster_shared::platform::{OsVersion, Platform};

    #[test]
    fn whatever_can_refuse_a_ticket_is_explained_in_german() {
        let version = || "1.0".parse::<OsVersion>().unwrap();
        let refusals = [
            Refusal::AccountDisabled,
            Refusal::PlatformBlocked {
                platform: Platform::Linux,
            },
            Refusal::PersonalBlocked {
                platform: Platform::Linux,
            },
            Refusal::OsTooOld {
                minimum: version(),
                found: version(),
            },
            Refusal::OsTooNew {
                maximum: version(),
                found: version(),
            },
            Refusal::ManufacturerBlocked {
                manufacturer: "x".to_owned(),
            },
            Refusal::DeviceLimitReached { limit: 5 },
            Refusal::TooManyOpenTickets { limit: 5 },
            Refusal::EnrollmentPaused,
            Refusal::EnrollmentInProgress {
                retry_after_seconds: 1,
            },
        ];
        for refusal in refusals {
            assert!(in_german(refusal.code()).is_some(), "{}", refusal.code());
        }
    }
}
