//! The catalogue's words in German, for pages whose readers have asked for them: the twins of the English ones.

use super::Refusal;
use super::wording::plain;

impl Refusal {
    /// Code, cause and fix in German of what the rules refuse a person, for whoever has the code alone and no numbers.
    pub const GERMAN_BY_CODE: [(&str, &str, &str); 15] = [
        (
            "account-disabled",
            "Ihr Konto ist gesperrt.",
            "Bitten Sie Ihre IT, es wieder freizugeben.",
        ),
        (
            "enrollment-not-in-scope",
            "Sie gehören nicht zu denen, die Geräte hinzufügen dürfen.",
            "Bitten Sie Ihre IT, Sie in eine Gruppe aufzunehmen, die es darf.",
        ),
        (
            "method-not-allowed-for-manager",
            "Wer Geräte für andere registriert, darf diesen Weg nicht benutzen.",
            "Lassen Sie die Person das Gerät selbst registrieren oder nehmen Sie einen anderen Weg.",
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
            "version-not-supported",
            "Die Version des Systems wird nicht unterstützt.",
            "Aktualisieren Sie das Gerät auf eine unterstützte Version und versuchen Sie es dann noch einmal.",
        ),
        (
            "work-profile-limit-reached",
            "Sie haben so viele Android-Arbeitsprofile registriert, wie Sie für andere dürfen.",
            "Entfernen Sie eines, das niemand mehr braucht, oder lassen Sie die Person das Gerät selbst registrieren.",
        ),
        (
            "terms-not-accepted",
            "Sie haben den Nutzungsbedingungen noch nicht zugestimmt.",
            "Lesen Sie sie im Portal und stimmen Sie zu; versuchen Sie es dann noch einmal.",
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
    ];

    /// Cause and fix in German, with the numbers that decided. As with [`Self::sentence`], what a device said of itself stands
    /// in it cleaned and cut, and still has to be escaped for HTML.
    #[must_use]
    pub fn in_german(&self) -> (String, String) {
        let fixed = |cause: &str, fix: &str| (cause.to_owned(), fix.to_owned());
        let again = "Holen Sie im Portal einen neuen Befehl oder ein neues Ticket und registrieren Sie das Gerät noch einmal.";
        match self {
            Self::AccountDisabled => fixed("Ihr Konto ist gesperrt.", "Bitten Sie Ihre IT, es wieder freizugeben."),
            Self::EnrollmentNotInScope => fixed(
                "Sie gehören nicht zu denen, die Geräte hinzufügen dürfen.",
                "Bitten Sie Ihre IT, Sie in eine Gruppe aufzunehmen, die es darf.",
            ),
            Self::MethodNotAllowedForManager { method } => (
                format!("Wer Geräte für andere registriert, darf diesen Weg nicht benutzen: {}.", method.display_name()),
                "Lassen Sie die Person das Gerät selbst registrieren oder nehmen Sie einen anderen Weg.".to_owned(),
            ),
            Self::PlatformBlocked { platform } => (
                format!("Geräte mit {} sind bei Ihnen nicht zugelassen.", platform.display_name()),
                "Nehmen Sie ein Gerät mit einem anderen System oder fragen Sie Ihre IT.".to_owned(),
            ),
            Self::PersonalBlocked { platform } => (
                format!("Eigene Geräte mit {} sind bei Ihnen nicht zugelassen.", platform.display_name()),
                "Nehmen Sie ein Gerät der Firma oder bitten Sie Ihre IT, Ihr eigenes zuzulassen.".to_owned(),
            ),
            Self::OsTooOld { minimum, found } => (
                format!("Auf dem Gerät läuft Version {found}, nötig ist aber mindestens {minimum}."),
                format!("Aktualisieren Sie das System auf {minimum} oder neuer und versuchen Sie es dann noch einmal."),
            ),
            Self::OsTooNew { maximum, found } => (
                format!("Auf dem Gerät läuft Version {found}, zugelassen ist aber höchstens {maximum}."),
                "Fragen Sie Ihre IT, ab wann die neuere Version zugelassen ist, oder nehmen Sie ein anderes Gerät.".to_owned(),
            ),
            Self::ManufacturerBlocked { manufacturer } => {
                (
                    format!("Geräte von {} sind bei Ihnen nicht zugelassen.", plain(manufacturer)),
                    "Nehmen Sie ein Gerät eines anderen Herstellers oder fragen Sie Ihre IT.".to_owned(),
                )
            }
            Self::VersionNotSupported { platform, distribution, found } => {
                let name = plain(distribution.as_deref().unwrap_or_else(|| platform.display_name()));
                (
                    format!("Version {found} von {name} wird bei Ihnen nicht unterstützt."),
                    "Aktualisieren Sie das System auf eine unterstützte Version und versuchen Sie es dann noch einmal.".to_owned(),
                )
            }
            Self::WorkProfileLimitReached { limit } => (
                format!("Sie haben so viele Android-Arbeitsprofile registriert, wie Sie für andere dürfen: {limit}."),
                "Entfernen Sie eines, das niemand mehr braucht, oder lassen Sie die Person das Gerät selbst registrieren.".to_owned(),
            ),
            Self::TermsNotAccepted { .. } => fixed(
                "Sie haben den Nutzungsbedingungen noch nicht zugestimmt.",
                "Lesen Sie sie im Portal und stimmen Sie zu; versuchen Sie es dann noch einmal.",
            ),
            Self::DeviceLimitReached { limit } => (
                format!("Sie haben so viele Geräte, wie Sie haben dürfen: {limit}."),
                "Entfernen Sie ein Gerät, das Sie nicht mehr brauchen, oder bitten Sie Ihre IT um mehr.".to_owned(),
            ),
            Self::TicketInvalid => fixed(
                "Das ist kein gültiges Ticket.",
                "Kopieren Sie den ganzen Befehl noch einmal oder holen Sie im Portal einen neuen.",
            ),
            Self::TicketExpired { .. } => fixed(
                "Das Ticket ist abgelaufen.",
                "Holen Sie im Portal ein neues und benutzen Sie es, bevor es abläuft.",
            ),
            Self::TicketSpent => fixed(
                "Mit diesem Ticket ist schon ein Gerät beigetreten.",
                "Holen Sie im Portal ein neues: Jedes gilt für ein Gerät.",
            ),
            Self::TokenRevoked => fixed(
                "Das Registrierungs-Token gilt nicht mehr.",
                "Fragen Sie Ihre IT nach einem gültigen.",
            ),
            Self::TokenExpired { .. } => fixed(
                "Das Registrierungs-Token ist abgelaufen.",
                "Fragen Sie Ihre IT nach einem gültigen.",
            ),
            Self::TokenQuotaReached { quota } => (
                format!("Mit diesem Registrierungs-Token sind so viele Geräte beigetreten, wie es erlaubt: {quota}."),
                "Bitten Sie Ihre IT, mehr zu erlauben oder ein neues zu machen.".to_owned(),
            ),
            Self::TooManyKeyChanges { limit } => (
                format!("Das Gerät hat seinen Schlüssel öfter gewechselt, als ein Ticket erlaubt: {limit} Mal."),
                "Holen Sie im Portal ein neues Ticket und registrieren Sie es mit einem einzigen Schlüssel.".to_owned(),
            ),
            Self::TooManyOpenTickets { limit } => (
                format!("Sie haben so viele offene Tickets, wie Sie haben dürfen: {limit}."),
                "Benutzen Sie eines davon oder warten Sie, bis eines abläuft.".to_owned(),
            ),
            Self::CsrMalformed { .. } => fixed(
                "Die Zertifikatsanfrage des Geräts ist nicht lesbar.",
                "Führen Sie den Befehl noch einmal aus; bleibt es so, nennen Sie Ihrer IT den Code unten.",
            ),
            Self::CsrSignatureInvalid => fixed(
                "Die Zertifikatsanfrage ist nicht mit dem Schlüssel unterschrieben, der darin steht.",
                "Unterschreiben Sie sie mit dem geheimen Schlüssel, der zu ihr gehört.",
            ),
            Self::KeyNotAccepted { found } => (
                format!("Schlüssel dieser Art werden nicht angenommen: {found}."),
                "Erzeugen Sie einen RSA-Schlüssel mit 2048 bis 4096 Bit oder einen auf P-256 oder P-384.".to_owned(),
            ),
            Self::KeyKnownWeak => fixed(
                "Der Schlüssel ist öffentlich als schwach bekannt: Andere kennen vielleicht seine geheime Hälfte.",
                "Aktualisieren Sie das Programm, das Schlüssel erzeugt, und nehmen Sie einen neuen.",
            ),
            Self::KeyReused => fixed(
                "Der Schlüssel gehört schon zu einem anderen Zertifikat.",
                "Erzeugen Sie für dieses Gerät einen neuen Schlüssel.",
            ),
            Self::CsrAsksTooMuch { extension } => (
                format!("Die Zertifikatsanfrage verlangt etwas, das ein Gerät nie bekommt: {extension}."),
                "Lassen Sie es weg: Was ein Gerät bekommt, entscheidet der Dienst.".to_owned(),
            ),
            Self::RenewalSubjectDiffers => fixed(
                "Die Anfrage nennt einen anderen Namen als das Zertifikat, das sie erneuern soll.",
                "Wiederholen Sie die Namen des Zertifikats genau.",
            ),
            Self::CertificateRevoked => fixed("Das Zertifikat des Geräts gilt nicht mehr.", again),
            Self::CertificateExpired { .. } => fixed("Das Zertifikat des Geräts ist abgelaufen.", again),
            Self::DeviceRetired => fixed("Das Gerät ist entfernt worden.", again),
            Self::FactsNotLearnt => fixed(
                "Das Gerät hat nicht rechtzeitig gemeldet, was die Regeln über es wissen müssen.",
                "Registrieren Sie es mit einem neuen Befehl noch einmal; er meldet es von selbst.",
            ),
            Self::OwnershipFixed { .. } => fixed(
                "Wem ein Gerät gehört, entscheidet die Art, wie es registriert wurde.",
                "Registrieren Sie es auf andere Weise noch einmal.",
            ),
            Self::RenewedTooOften { .. } => fixed(
                "Das Gerät hat sein Zertifikat eben erst erneuert.",
                "Warten Sie einen Tag und erneuern Sie es dann.",
            ),
            Self::RenewalTooEarly { .. } => fixed(
                "Das Zertifikat des Geräts muss noch nicht erneuert werden.",
                "Es erneuert sich von selbst, wenn es so weit ist.",
            ),
            Self::RequestReplayed => fixed(
                "Der Dienst hat diese unterschriebene Anfrage schon gesehen.",
                "Unterschreiben Sie jede Anfrage neu, mit der Uhrzeit von jetzt.",
            ),
            Self::TooManyRequests { .. } => fixed(
                "Das Gerät schickt mehr Anfragen, als es braucht.",
                "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
            ),
            Self::EnrollmentPaused => fixed(
                "Ihre IT nimmt gerade keine neuen Geräte auf.",
                "Versuchen Sie es später noch einmal.",
            ),
            Self::EnrollmentInProgress { .. } => fixed(
                "Dieselbe Registrierung läuft gerade schon.",
                "Versuchen Sie es gleich noch einmal.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_said_in_german_with_words_of_its_own() {
        let mut causes: Vec<_> = Refusal::examples()
            .iter()
            .map(|refusal| {
                let (cause, fix) = refusal.in_german();
                assert!(cause.ends_with('.') && fix.ends_with('.'), "{cause} {fix}");
                assert_ne!(cause, refusal.sentence());
                cause
            })
            .collect();
        let count = causes.len();
        causes.sort_unstable();
        causes.dedup();
        assert_eq!(causes.len(), count);
    }

    #[test]
    fn what_is_said_by_code_is_said_of_refusals() {
        let codes: Vec<_> = Refusal::examples().iter().map(Refusal::code).collect();
        for (code, ..) in Refusal::GERMAN_BY_CODE {
            assert!(codes.contains(&code), "{code}");
        }
    }

    #[test]
    fn a_refusal_in_german_keeps_the_numbers_that_decided() {
        let too_old = Refusal::OsTooOld {
            minimum: "22.04".parse().unwrap(),
            found: "20.04".parse().unwrap(),
        };
        let (cause, fix) = too_old.in_german();
        assert!(
            cause.contains("20.04") && cause.contains("22.04"),
            "{cause}"
        );
        assert!(fix.contains("22.04"), "{fix}");
    }

    #[test]
    fn what_a_device_says_of_itself_cannot_break_a_sentence() {
        let blocked = Refusal::ManufacturerBlocked {
            manufacturer: format!("Ac\r\nme{}", "x".repeat(1000)),
        };
        let (cause, _) = blocked.in_german();
        assert!(
            !cause.contains(char::is_control) && cause.len() < 150,
            "{cause}"
        );
    }
}
