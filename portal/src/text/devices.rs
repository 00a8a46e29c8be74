use super::words;

words! {
    /// Words of My devices.
    DevicesText {
        title = "My devices", "Meine Geräte";
        add = "Add a device", "Gerät hinzufügen";
        loading = "Loading your devices…", "Ihre Geräte werden geladen…";
        slots(used: u32, limit: u8) = "{used} of {limit} devices used", "{used} von {limit} Geräten belegt";
        needs_you = "Needs you", "Zu erledigen";
        yours = "Your devices", "Ihre Geräte";
        everything_else = "Everything else", "Alles andere";
        removed = "Removed", "Entfernt";
        empty_title = "No device yet", "Noch kein Gerät";
        empty_text = "Add your first one: you get a ticket, run a few commands on the device, and it appears here.",
            "Fügen Sie das erste hinzu: Sie bekommen ein Ticket, führen ein paar Befehle auf dem Gerät aus, und es erscheint hier.";
        more = "You have more devices than are shown here.", "Sie haben mehr Geräte, als hier zu sehen sind.";
        try_again = "Try again", "Noch einmal versuchen";
        personal = "Personal", "Persönlich";
        corporate = "Company", "Firma";
        status_waiting = "Waiting for first check-in", "Wartet auf die erste Meldung";
        status_pending = "Enrolled for now", "Vorläufig registriert";
        status_enrolled = "Enrolled", "Registriert";
        status_expired = "Certificate has expired", "Zertifikat ist abgelaufen";
        status_retired = "Removed", "Entfernt";
        checked_in(age: &str) = "Checked in {age}", "Gemeldet {age}";
        enrolled(age: &str) = "Added {age}, no check-in yet", "Hinzugefügt {age}, noch keine Meldung";
        added(age: &str) = "Added {age}", "Hinzugefügt {age}";
        pending_until(moment: &str) = "It must report its system by {moment}, or it is removed again.",
            "Es muss bis {moment} sein System melden, sonst wird es wieder entfernt.";
        expired_what = "It is no longer trusted. Add it again to go on using it.",
            "Ihm wird nicht mehr vertraut. Fügen Sie es neu hinzu, um es weiter zu nutzen.";
    }
}
