use super::words;

words! {
    /// Words of the frame around every page.
    ShellText {
        product = "Muster", "Muster";
        page_title(page: &str, organisation: &str) = "{page} · {organisation}", "{page} · {organisation}";
        skip = "Skip to content", "Zum Inhalt springen";
        account(person: &str) = "Account: {person}", "Konto: {person}";
        appearance = "Appearance", "Darstellung";
        theme_system = "Device", "Gerät";
        theme_light = "Light", "Hell";
        theme_dark = "Dark", "Dunkel";
        language = "Language", "Sprache";
        navigation = "Main", "Hauptmenü";
        nav_devices = "Devices", "Geräte";
        nav_privacy = "What IT sees", "Was die IT sieht";
        nav_help = "Help", "Hilfe";
        to_account = "Account", "Konto";
        to_admin = "Admin center", "Verwaltung";
        sign_out = "Sign out", "Abmelden";
        offline(age: &str) = "No connection. Last up to date: {age}. It is tried again by itself.",
            "Keine Verbindung. Zuletzt aktuell: {age}. Es wird von selbst weiter versucht.";
        ask = "Questions? Ask:", "Fragen? Wenden Sie sich an:";
        not_found_title = "There is no such page", "Diese Seite gibt es nicht";
        not_found_text = "The address may be mistyped, or the page has moved.",
            "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.";
        not_found_go = "Go to My devices", "Zu meinen Geräten";
        copied = "Copied", "Kopiert";
        selected = "Selected: now press Ctrl+C", "Markiert: jetzt Strg+C drücken";
    }
}
