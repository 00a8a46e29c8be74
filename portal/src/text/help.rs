use super::words;

words! {
    /// Words of the guides. What a guide itself says comes from the server, in the person's language.
    HelpText {
        title = "Help", "Hilfe";
        contact = "Ask your IT", "Fragen Sie Ihre IT";
        contact_name = "Who", "Wer";
        contact_phone = "Phone", "Telefon";
        contact_mail = "Mail", "E-Mail";
        contact_web = "Web", "Web";
        contact_note = "Good to know", "Gut zu wissen";
        contact_none = "Your organisation has not said here whom to ask. Ask whoever gave you your account.",
            "Ihre Organisation hat hier niemanden genannt. Fragen Sie, wer Ihnen Ihr Konto gegeben hat.";
        ways = "Ways to add a device", "Wege, ein Gerät hinzuzufügen";
        lead = "Find your kind of device. Each way says whose devices it suits, and whether it erases what is on them.",
            "Suchen Sie Ihre Art von Gerät. Bei jedem Weg steht, für wessen Geräte er passt und ob er löscht, was darauf ist.";
        loading = "Loading the guides…", "Die Anleitungen werden geladen…";
        try_again = "Try again", "Noch einmal versuchen";
        print = "Print", "Drucken";
        column_way = "Way", "Weg";
        column_suits = "Suits", "Passt für";
        column_whose = "Whose device", "Wessen Gerät";
        column_erases = "What is on it", "Was darauf ist";
        column_time = "Takes", "Dauert";
        column_served = "Here", "Hier";
        personal = "Personal", "Persönlich";
        corporate = "Company", "Firma";
        either = "Personal or company", "Persönlich oder Firma";
        erased = "Is erased", "Wird gelöscht";
        kept = "Stays", "Bleibt";
        erases_all = "Erases everything", "Löscht alles";
        erases_nothing = "Erases nothing", "Löscht nichts";
        minutes(minutes: u16) = "About {minutes} min", "Etwa {minutes} Min.";
        served = "Ready", "Bereit";
        later = "Not yet", "Noch nicht";
        later_title = "This way is not open here yet", "Dieser Weg steht hier noch nicht offen";
        later_text = "You can read how it will go. To add such a device today, use the way with EST.",
            "Sie können lesen, wie er gehen wird. Um so ein Gerät heute hinzuzufügen, nehmen Sie den Weg mit EST.";
        erases_title = "Everything on the device is erased first", "Auf dem Gerät wird zuerst alles gelöscht";
        erases_text = "Save what you want to keep before you begin.", "Sichern Sie vorher, was Sie behalten wollen.";
        tips(organisation: &str) = "From {organisation}", "Von {organisation}";
        ready = "What you need", "Was Sie brauchen";
        prepared = "What others prepare", "Was andere vorbereiten";
        administrator = "Your IT sees to it.", "Darum kümmert sich Ihre IT.";
        operator = "Whoever runs this service sees to it.", "Darum kümmert sich, wer diesen Dienst betreibt.";
        leave = "If another organisation manages the device", "Wenn eine andere Organisation das Gerät verwaltet";
        leave_why = "A device follows one management. Leave the other one first.",
            "Ein Gerät folgt einer Verwaltung. Verlassen Sie die andere zuerst.";
        steps = "Steps", "Schritte";
    }
}
