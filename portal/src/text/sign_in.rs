use super::words;

words! {
    /// Words of the sign-in page. `index.html` holds them too, for the form that is there before the app; a test keeps the two
    /// alike.
    SignInText {
        title = "Sign in", "Anmelden";
        lead = "See your devices and add new ones.", "Ihre Geräte sehen und neue hinzufügen.";
        username = "User name", "Benutzername";
        username_hint = "Usually your mail address at work", "Meist Ihre E-Mail-Adresse bei der Arbeit";
        password = "Password", "Passwort";
        submit = "Sign in", "Anmelden";
        busy = "Signing in…", "Anmeldung läuft…";
        wrong = "User name or password is not right. Check both and try again.",
            "Benutzername oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.";
        locked(time: &str) = "Too many attempts. You can try again at {time}.",
            "Zu viele Versuche. Ab {time} Uhr können Sie es wieder versuchen.";
        unreachable = "Muster can’t be reached. Check your connection and try again.",
            "Muster ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.";
        failed = "Muster could not sign you in just now. Try again in a minute.",
            "Die Anmeldung ist gerade nicht möglich. Versuchen Sie es in einer Minute noch einmal.";
        ended = "Your session has ended. Sign in again to go on where you were.",
            "Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an, dann geht es an derselben Stelle weiter.";
        signed_out = "You are signed out.", "Sie sind abgemeldet.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_is_there_before_the_app_says_the_same_words() {
        let page = include_str!("../../index.html");
        for text in [SignInText::ENGLISH, SignInText::GERMAN] {
            let locked = (text.locked)("{time}");
            for words in [
                text.title,
                text.lead,
                text.username,
                text.username_hint,
                text.password,
                text.submit,
                text.busy,
                text.wrong,
                &locked,
                text.unreachable,
                text.failed,
            ] {
                assert!(page.contains(words), "index.html lacks: {words}");
            }
        }
    }
}
