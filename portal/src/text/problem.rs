use muster_shared::enrollment::Refusal;

use super::words;

words! {
    /// Words for what went wrong. What the server refuses comes with its own words in English; `in_german()` has the others.
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

/// What only a page that is older than the server asks for.
const ODD: &str = "Diese Seite und Muster verstehen einander nicht.";
const RELOAD: &str =
    "Laden Sie die Seite neu. Hilft das nicht, nennen Sie Ihrer IT den Code unten.";

/// Cause and fix in German for the codes a person can meet here, beside those of refusals. English needs no list: the server's own words are English,
/// and know the numbers. A code that is missing is shown in the server's words, marked as English.
const GERMAN: [(&str, &str, &str); 11] = [
    (
        "terms-changed",
        "Die Nutzungsbedingungen haben sich geändert, seit Sie sie gelesen haben. Es ist noch nichts zugestimmt.",
        "Lesen Sie sie, wie sie jetzt lauten, und stimmen Sie dann zu.",
    ),
    (
        "not-permitted",
        "Das dürfen Sie nicht.",
        "Bitten Sie Ihre IT darum.",
    ),
    (
        "not-found",
        "Das gibt es hier nicht, oder nicht mehr.",
        "Gehen Sie zurück zu Ihren Geräten und sehen Sie nach.",
    ),
    (
        "csrf-token-wrong",
        "Diese Seite ist veraltet: Ihre Anmeldung hat sich inzwischen geändert.",
        "Laden Sie die Seite neu und versuchen Sie es noch einmal.",
    ),
    (
        "wrong-origin",
        "Die Anfrage kommt von einer fremden Seite.",
        "Öffnen Sie Muster unter seiner eigenen Adresse.",
    ),
    (
        "bad-request-body",
        "Die Angaben passen nicht zu dem, was hier möglich ist.",
        "Prüfen Sie sie und laden Sie die Seite neu; bleibt es so, nennen Sie Ihrer IT den Code unten.",
    ),
    (
        "body-too-large",
        "Das ist zu viel auf einmal.",
        "Kürzen Sie Ihre Angaben.",
    ),
    ("unsupported-media-type", ODD, RELOAD),
    ("method-not-allowed", ODD, RELOAD),
    ("upgrade-required", ODD, RELOAD),
    (
        "internal-fault",
        "Auf unserer Seite ist etwas kaputt.",
        "Versuchen Sie es in einer Minute noch einmal; bleibt es so, nennen Sie Ihrer IT die Referenz unten.",
    ),
];

/// Those that only a device's page meets, which is in one bundle alone.
#[cfg(feature = "devices")]
const GERMAN_OF_A_DEVICE: &[(&str, &str, &str)] = &[
    (
        "command-already-open",
        "Darum ist es schon gebeten.",
        "Warten Sie darauf, oder nehmen Sie es erst zurück.",
    ),
    (
        "command-delivered",
        "Das Gerät hat inzwischen davon erfahren; zurücknehmen geht nicht mehr.",
        "Warten Sie ab, was es dazu sagt.",
    ),
    (
        "command-ended",
        "Das hat sich inzwischen erledigt.",
        "Sehen Sie nach, was daraus wurde.",
    ),
    (
        "command-of-an-administrator",
        "Das hat Ihre IT verlangt.",
        "Bitten Sie Ihre IT, es zurückzunehmen.",
    ),
    (
        "command-not-possible",
        "Das kann dieses Gerät nicht.",
        "Tun Sie es am Gerät selbst.",
    ),
    (
        "command-not-for-personal-devices",
        "Das geht nur mit Geräten der Firma.",
        "Lassen Sie das Gerät stattdessen aufräumen, oder entfernen Sie es.",
    ),
    (
        "agent-too-old-for-commands",
        "Der Agent auf diesem Gerät ist dafür zu alt.",
        "Installieren Sie den neuen Agenten.",
    ),
    (
        "too-many-open-commands",
        "Von diesem Gerät ist schon so viel verlangt, wie erlaubt ist.",
        "Nehmen Sie etwas zurück, oder warten Sie, bis es sich meldet.",
    ),
    (
        "too-many-commands",
        "Heute wurde von diesem Gerät schon zu viel verlangt.",
        "Versuchen Sie es morgen noch einmal.",
    ),
    (
        "command-key-reused",
        "Unter derselben Kennung wurde schon um etwas anderes gebeten.",
        "Laden Sie die Seite neu und bitten Sie noch einmal darum.",
    ),
    (
        "not-yours-to-remove",
        "Dieses Gerät gehört der Organisation als Ganzes; Sie können es nicht selbst entfernen.",
        "Bitten Sie Ihre IT darum.",
    ),
    (
        "enrollment-managers-devices",
        "Geräte, die Sie für andere hinzugefügt haben, verwaltet nur die IT.",
        "Bitten Sie Ihre IT darum.",
    ),
];
#[cfg(not(feature = "devices"))]
const GERMAN_OF_A_DEVICE: &[(&str, &str, &str)] = &[];

fn german() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    GERMAN
        .iter()
        .chain(&Refusal::GERMAN_BY_CODE)
        .chain(GERMAN_OF_A_DEVICE)
}

/// Cause and fix of a problem in German, if the code is known here.
#[must_use]
pub(crate) fn in_german(code: &str) -> Option<(&'static str, &'static str)> {
    german()
        .find(|(known, ..)| *known == code)
        .map(|(_, cause, fix)| (*cause, *fix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::PERSON_PROBLEMS;

    #[test]
    fn whatever_a_persons_own_routes_can_answer_is_explained_in_german() {
        for code in PERSON_PROBLEMS {
            assert!(in_german(code).is_some(), "{code}");
        }
    }

    #[test]
    fn no_code_is_explained_twice() {
        let mut codes: Vec<_> = german().map(|(code, ..)| *code).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|two| two.first() != two.last()));
    }
}
