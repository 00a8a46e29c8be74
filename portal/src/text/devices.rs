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
        empty_text = "Add your first one: you answer two questions, follow the steps for it, and it appears here.",
            "Fügen Sie das erste hinzu: Sie beantworten zwei Fragen, folgen den Schritten dafür, und es erscheint hier.";
        count_one = "1 device", "1 Gerät";
        count_many(devices: usize) = "{devices} devices", "{devices} Geräte";
        need_one(devices: &str) = "{devices}, 1 needs you", "{devices}, bei 1 ist etwas zu tun";
        need_many(devices: &str, need: usize) = "{devices}, {need} need you", "{devices}, bei {need} ist etwas zu tun";
        handed_over_one = "1 device that you added is used by somebody else now. It still takes one of your places.",
            "1 Gerät, das Sie hinzugefügt haben, nutzt jetzt jemand anderes. Es belegt weiter einen Ihrer Plätze.";
        handed_over_many(devices: u32) = "{devices} devices that you added are used by others now. Each still takes one of your places.",
            "{devices} Geräte, die Sie hinzugefügt haben, nutzen jetzt andere. Jedes belegt weiter einen Ihrer Plätze.";
        not_shown_one = "1 device that was handed to you can’t be shown just now. It will be back here by itself.",
            "1 Gerät, das Ihnen übergeben wurde, lässt sich gerade nicht zeigen. Es erscheint von selbst wieder.";
        not_shown_many(devices: u32) = "{devices} devices that were handed to you can’t be shown just now. They will be back here by themselves.",
            "{devices} Geräte, die Ihnen übergeben wurden, lassen sich gerade nicht zeigen. Sie erscheinen von selbst wieder.";
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
        waiting_one = "1 action waiting", "1 Auftrag wartet";
        waiting_many(count: u16) = "{count} actions waiting", "{count} Aufträge warten";
        pending_until(moment: &str) = "It must report its system by {moment}, or it is removed again.",
            "Es muss bis {moment} sein System melden, sonst wird es wieder entfernt.";
        action_by(moment: &str) = "Action needed by {moment}", "Zu erledigen bis {moment}";
        grace_what = "It breaks a rule of your organisation. Until then it can still reach everything.",
            "Es verletzt eine Regel Ihrer Organisation. Bis dahin erreicht es noch alles.";
        barred_what = "It breaks a rule of your organisation.", "Es verletzt eine Regel Ihrer Organisation.";
        silent_what = "It has not checked in for too long.", "Es hat sich zu lange nicht gemeldet.";
        how = "See what to do", "Was zu tun ist";
        hidden_what = "It has not checked in for long, so IT no longer lists it. Switch it on, and it is back.",
            "Es hat sich lange nicht gemeldet, daher führt die IT es nicht mehr auf. Schalten Sie es ein, dann ist es wieder da.";
        expired_what = "Its certificate has expired. Add it again to go on using it.",
            "Sein Zertifikat ist abgelaufen. Fügen Sie es neu hinzu, um es weiter zu nutzen.";
    }
}
