use super::words;

words! {
    /// Words of one device's page.
    DeviceText {
        loading_title = "Your device", "Ihr Gerät";
        loading = "Loading what is known of it…", "Was darüber bekannt ist, wird geladen…";
        back = "My devices", "Meine Geräte";
        missing_title = "There is no such device", "Dieses Gerät gibt es nicht";
        missing_text = "It is not one of yours, or its address is not complete.",
            "Es ist keines von Ihren, oder die Adresse ist nicht vollständig.";
        missing_go = "Go to My devices", "Zu meinen Geräten";
        personal(system: &str) = "{system}, your own device", "{system}, Ihr eigenes Gerät";
        corporate(system: &str) = "{system}, company device", "{system}, Firmengerät";
        can_access = "It can access work", "Es hat Zugang";
        can_access_text = "Nothing is asked of you.", "Für Sie ist nichts zu tun.";
        waiting = "It has not checked in yet", "Es hat sich noch nicht gemeldet";
        waiting_text = "It has its certificate. As soon as it checks in, what it tells stands here.",
            "Es hat sein Zertifikat. Sobald es sich meldet, steht hier, was es mitteilt.";
        pending(moment: &str) = "It must report its system by {moment}", "Es muss bis {moment} sein System melden";
        pending_text = "Until then it can access work. If it stays silent, it is removed. Its next check-in settles that.",
            "Bis dahin hat es Zugang. Meldet es nichts, wird es entfernt. Mit der nächsten Meldung ist das erledigt.";
        expired = "It has no access any more", "Es hat keinen Zugang mehr";
        expired_text = "Its certificate has expired, since it was not renewed in time. Add the device again; nothing on it is lost.",
            "Sein Zertifikat ist abgelaufen, weil es nicht rechtzeitig erneuert wurde. Fügen Sie das Gerät neu hinzu; darauf geht nichts verloren.";
        removed = "It is removed", "Es ist entfernt";
        removed_text = "It has no access, and its certificate no longer counts. What it told before stays here to be looked up.",
            "Es hat keinen Zugang, und sein Zertifikat gilt nicht mehr. Was es zuvor gemeldet hat, bleibt hier nachlesbar.";
        add_again = "Add it again", "Neu hinzufügen";
        checked_in(age: &str) = "Checked in {age}", "Gemeldet {age}";
        never_checked_in = "Never checked in", "Noch nie gemeldet";
        known = "What it tells of itself", "Was es von sich mitteilt";
        known_none = "Nothing yet. It tells it when it checks in.", "Noch nichts. Es teilt es mit, wenn es sich meldet.";
        claimed(age: &str) = "The device says so, {age}", "Das Gerät sagt es, {age}";
        attested(age: &str) = "Proven, {age}", "Bewiesen, {age}";
        barred = "It has no access", "Es hat keinen Zugang";
        barred_text = "It does not keep your organisation’s rules.", "Es hält die Regeln Ihrer Organisation nicht ein.";
        grace(moment: &str) = "Put something right by {moment}", "Bis {moment} ist etwas zu beheben";
        grace_text = "Until then it can access work.", "Bis dahin hat es Zugang.";
        rule(name: &str, found: &str, expected: &str) = "{name}: {found}, asked for: {expected}.", "{name}: {found}, verlangt: {expected}.";
        yes = "Yes", "Ja";
        no = "No", "Nein";
        encrypted = "Encrypted", "Verschlüsselt";
        not_encrypted = "Not encrypted", "Nicht verschlüsselt";
        about = "About it", "Zum Gerät";
        owner = "Belongs to", "Gehört";
        owner_you = "You", "Ihnen";
        added = "Added", "Hinzugefügt";
        by_agent = "By Muster’s agent", "Mit dem Agenten von Muster";
        by_est = "By an EST client", "Mit einem EST-Programm";
        method = "How", "Wie";
        certificate = "Certificate", "Zertifikat";
        certificate_until(moment: &str) = "Until {moment}, renews by itself", "Bis {moment}, erneuert sich selbst";
        certificate_until_est(moment: &str) = "Until {moment}", "Bis {moment}";
        certificate_none = "None that counts", "Keines, das gilt";
        serial = "Certificate number", "Zertifikat Nr.";
        history = "History", "Verlauf";
        history_none = "Nothing has happened yet.", "Noch ist nichts passiert.";
        event_issued = "Certificate issued", "Zertifikat ausgestellt";
        event_first_check_in = "Checked in for the first time", "Zum ersten Mal gemeldet";
        event_facts = "Told something new of itself", "Etwas Neues mitgeteilt";
        event_made_corporate = "It is your organisation’s now", "Es gehört jetzt Ihrer Organisation";
        event_made_personal = "It is your own now", "Es gehört jetzt Ihnen";
        event_renamed = "You gave it another name", "Sie haben ihm einen anderen Namen gegeben";
        event_renewed = "Certificate renewed", "Zertifikat erneuert";
        event_command = "Did what it was asked", "Auftrag ausgeführt";
        event_retired = "Removed", "Entfernt";
        actions = "What you can do", "Was Sie tun können";
        rename = "Rename", "Umbenennen";
        rename_text = "Only the name here and for IT. Nothing changes on the device.",
            "Nur der Name hier und für die IT. Auf dem Gerät ändert sich nichts.";
        rename_label = "New name", "Neuer Name";
        rename_hint = "1 to 64 characters", "1 bis 64 Zeichen";
        rename_wrong = "Give it a name of 1 to 64 characters.", "Geben Sie ihm einen Namen mit 1 bis 64 Zeichen.";
        rename_save = "Save the name", "Namen speichern";
        rename_busy = "Saving…", "Wird gespeichert…";
        renamed(name: &str) = "It is now called {name}.", "Es heißt jetzt {name}.";
        cancel = "Cancel", "Abbrechen";
        remove = "Remove", "Entfernen";
        remove_text = "Ends its access at once. Nothing on the device is deleted.",
            "Beendet den Zugang sofort. Auf dem Gerät wird nichts gelöscht.";
        remove_title(name: &str) = "Remove {name}?", "{name} entfernen?";
        remove_access = "Its access to work ends at once, and its certificate no longer counts.",
            "Der Zugang endet sofort, und das Zertifikat gilt nicht mehr.";
        remove_stays = "Everything stored on it stays as it is.", "Alles, was darauf gespeichert ist, bleibt, wie es ist.";
        remove_slot = "You can add another device in its place, or this one again.",
            "Sie können an seiner Stelle ein anderes Gerät hinzufügen, oder dieses noch einmal.";
        remove_agent = "Muster’s agent learns it at its next check-in, deletes its key and stops. To take it off completely, run this there:",
            "Der Agent von Muster erfährt es bei seiner nächsten Meldung, löscht seinen Schlüssel und hört auf. Um ihn ganz zu entfernen, führen Sie dort das hier aus:";
        remove_confirm = "Remove it", "Entfernen";
        remove_keep = "Keep it", "Behalten";
        remove_busy = "Removing…", "Wird entfernt…";
        privacy = "What IT can see", "Was die IT sehen kann";
    }
}
