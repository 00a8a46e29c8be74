//! What people read on the pages in Windows' web view, in English and German.

use muster_shared::enrollment::Refusal;
use muster_shared::guidance::Language;

use crate::http::Call;

/// The words of all pages in one language.
pub(super) struct Words {
    /// For the `lang` of the page.
    pub code: &'static str,
    pub sign_in: &'static str,
    pub sign_in_text: &'static str,
    pub username: &'static str,
    pub password: &'static str,
    pub sign_in_button: &'static str,
    pub sign_in_failed: &'static str,
    pub sign_in_locked: &'static str,
    pub enroll: &'static str,
    pub signed_in_as: &'static str,
    pub other_account: &'static str,
    pub allowed: &'static str,
    pub ownership_personal: &'static str,
    pub ownership_listed: &'static str,
    pub nothing_erased: &'static str,
    pub terms: &'static str,
    pub terms_read: &'static str,
    pub accept: &'static str,
    pub category: &'static str,
    pub no_category: &'static str,
    pub enroll_button: &'static str,
    pub refused: &'static str,
    pub contact: &'static str,
    pub done: &'static str,
    pub done_text: &'static str,
    pub done_button: &'static str,
    pub privacy: &'static str,
    pub again: &'static str,
    pub again_in_windows: &'static str,
    /// Before what only English has words for; nothing there.
    pub problem: Option<[&'static str; 2]>,
    in_words: fn(&Refusal) -> (String, String),
}

impl Words {
    /// Cause and fix of a refusal.
    pub(super) fn of_refusal(&self, refusal: &Refusal) -> (String, String) {
        (self.in_words)(refusal)
    }
}

const ENGLISH: Words = Words {
    code: "en",
    sign_in: "Sign in",
    sign_in_text: "Use the account of your organisation to enroll this PC.",
    username: "User name",
    password: "Password",
    sign_in_button: "Sign in",
    sign_in_failed: "The user name or the password is wrong. Check both and try again, or ask IT for a new password.",
    sign_in_locked: "After several failed sign-ins this user name is locked for a while. Wait, or ask IT for a new password.",
    enroll: "Enroll this PC",
    signed_in_as: "Signed in as",
    other_account: "Use another account",
    allowed: "This PC can be enrolled.",
    ownership_personal: "It counts as your own: IT sees less of it and cannot erase it.",
    ownership_listed: "If it is on the organisation’s list, it counts as the company’s.",
    nothing_erased: "Nothing on it is erased.",
    terms: "Terms of use",
    terms_read: "Read the whole text",
    accept: "I accept",
    category: "What it is used for",
    no_category: "Nothing in particular",
    enroll_button: "Enroll this PC",
    refused: "This PC cannot be enrolled now",
    contact: "Ask",
    done: "One moment",
    done_text: "Windows takes over from here.",
    done_button: "Go on",
    privacy: "What IT can see",
    again: "Begin again",
    again_in_windows: "Close this window and begin again at Settings › Accounts › Access work or school.",
    problem: None,
    in_words: |refusal| (refusal.sentence(), refusal.fix()),
};

const GERMAN: Words = Words {
    code: "de",
    sign_in: "Anmelden",
    sign_in_text: "Melden Sie sich mit dem Konto Ihrer Organisation an, um diesen PC zu registrieren.",
    username: "Benutzername",
    password: "Kennwort",
    sign_in_button: "Anmelden",
    sign_in_failed: "Der Benutzername oder das Kennwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal, oder bitten Sie die IT um ein neues Kennwort.",
    sign_in_locked: "Nach mehreren misslungenen Anmeldungen ist dieser Benutzername eine Weile gesperrt. Warten Sie, oder bitten Sie die IT um ein neues Kennwort.",
    enroll: "Diesen PC registrieren",
    signed_in_as: "Angemeldet als",
    other_account: "Anderes Konto verwenden",
    allowed: "Dieser PC kann registriert werden.",
    ownership_personal: "Er gilt als Ihr eigener: Die IT sieht weniger von ihm und kann ihn nicht löschen.",
    ownership_listed: "Steht er auf der Liste der Organisation, so gilt er als Firmengerät.",
    nothing_erased: "Nichts auf ihm wird gelöscht.",
    terms: "Nutzungsbedingungen",
    terms_read: "Den ganzen Text lesen",
    accept: "Ich nehme an:",
    category: "Wofür er benutzt wird",
    no_category: "Nichts Besonderes",
    enroll_button: "Diesen PC registrieren",
    refused: "Dieser PC kann jetzt nicht registriert werden",
    contact: "Fragen Sie",
    done: "Einen Augenblick",
    done_text: "Ab hier macht Windows weiter.",
    done_button: "Weiter",
    privacy: "Was die IT sehen kann",
    again: "Noch einmal beginnen",
    again_in_windows: "Schließen Sie dieses Fenster und beginnen Sie noch einmal unter Einstellungen › Konten › Auf Arbeits- oder Schulkonto zugreifen.",
    problem: Some([
        "Das hat nicht geklappt",
        "Beginnen Sie noch einmal. Hilft das nicht, nennen Sie Ihrer IT, was hier auf Englisch steht.",
    ]),
    in_words: Refusal::in_german,
};

/// The language that the browser would rather read (RFC 9110 section 12.5.4): German where it comes first, else English.
pub(super) fn language(call: &Call) -> Language {
    let asked = call.header("accept-language").unwrap_or_default();
    let first = asked.split([',', ';']).next().unwrap_or_default().trim();
    if first.to_ascii_lowercase().starts_with("de") {
        Language::De
    } else {
        Language::En
    }
}

const ENGLISH_OF_APPLE: Words = Words {
    sign_in_text: "Use the account of your organisation to enroll this device.",
    enroll: "Enroll this device",
    allowed: "This device can be enrolled.",
    ownership_personal: "It stays your own: what is the organisation’s is kept apart, IT sees no more than that, and cannot erase the rest.",
    ownership_listed: "",
    enroll_button: "Enroll this device",
    refused: "This device cannot be enrolled now",
    ..ENGLISH
};

const GERMAN_OF_APPLE: Words = Words {
    sign_in_text: "Melden Sie sich mit dem Konto Ihrer Organisation an, um dieses Gerät zu registrieren.",
    enroll: "Dieses Gerät registrieren",
    allowed: "Dieses Gerät kann registriert werden.",
    ownership_personal: "Es bleibt Ihr eigenes: Was der Organisation gehört, wird getrennt gehalten, die IT sieht nur das und kann den Rest nicht löschen.",
    ownership_listed: "",
    enroll_button: "Dieses Gerät registrieren",
    refused: "Dieses Gerät kann jetzt nicht registriert werden",
    ..GERMAN
};

/// The same in the web view of an Apple device.
pub(super) const fn words_of_apple(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH_OF_APPLE,
        Language::De => &GERMAN_OF_APPLE,
    }
}

pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::De => &GERMAN,
    }
}
