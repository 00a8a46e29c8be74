use super::words;

words! {
    /// Words of My devices, and of a device wherever one is shown.
    DevicesText {
        title = "My devices", "Meine Geräte";
        add = "Add a device", "Gerät hinzufügen";
        loading = "Loading your devices…", "Ihre Geräte werden geladen…";
        slots(used: u32, limit: u32) = "{used} of {limit} devices used", "{used} von {limit} Geräten belegt";
        needs_you = "Needs you", "Zu erledigen";
        yours = "Your devices", "Ihre Geräte";
        everything_else = "Everything else", "Alles andere";
        removed = "Removed", "Entfernt";
        empty_title = "No device yet", "Noch kein Gerät";
        empty_text = "Add your first one: you answer two questions, run one command on the device, and it appears here.",
            "Fügen Sie das erste hinzu: Sie beantworten zwei Fragen, führen auf dem Gerät einen Befehl aus, und es erscheint hier.";
        more = "You have more devices than are shown here.", "Sie haben mehr Geräte, als hier zu sehen sind.";
        try_again = "Try again", "Noch einmal versuchen";
        personal = "Personal", "Persönlich";
        corporate = "Company", "Firma";
        this_device = "This device", "Dieses Gerät";
        status_waiting = "Waiting for first check-in", "Wartet auf die erste Meldung";
        status_pending = "Something is still to be told", "Eine Angabe fehlt noch";
        status_enrolled = "Can access", "Hat Zugang";
        status_expired = "No access", "Kein Zugang";
        status_barred = "No access: breaks a rule", "Kein Zugang: Regel verletzt";
        status_retired = "Removed", "Entfernt";
        checked_in(age: &str) = "Checked in {age}", "Gemeldet {age}";
        enrolled(age: &str) = "Added {age}, no check-in yet", "Hinzugefügt {age}, noch keine Meldung";
        added(age: &str) = "Added {age}", "Hinzugefügt {age}";
        pending_until(moment: &str) = "It must report its system by {moment}, or it is removed again.",
            "Es muss bis {moment} sein System melden, sonst wird es wieder entfernt.";
        barred_what = "Its page says what to put right.", "Auf seiner Seite steht, was zu beheben ist.";
        grace_until(moment: &str) = "Put something right by {moment}.", "Bis {moment} ist etwas zu beheben.";
        hidden_what = "It has not checked in for long, so IT no longer lists it. Switch it on, and it is back.",
            "Es hat sich lange nicht gemeldet, daher führt die IT es nicht mehr auf. Schalten Sie es ein, dann ist es wieder da.";
        expired_what = "Its certificate has expired. Add it again to go on using it.",
            "Sein Zertifikat ist abgelaufen. Fügen Sie es neu hinzu, um es weiter zu nutzen.";
    }
}
