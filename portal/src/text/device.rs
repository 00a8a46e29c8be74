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
        barred_text = "It does not keep your organisation’s rules. Put right what stands below, then check again.",
            "Es hält die Regeln Ihrer Organisation nicht ein. Beheben Sie, was unten steht, und prüfen Sie dann noch einmal.";
        grace(moment: &str) = "Put something right by {moment}", "Bis {moment} ist etwas zu beheben";
        grace_text = "Until then it can access work. After that it has no access until it is put right.",
            "Bis dahin hat es Zugang, danach keinen mehr, bis es behoben ist.";
        yes = "Yes", "Ja";
        no = "No", "Nein";
        encrypted = "Encrypted", "Verschlüsselt";
        not_encrypted = "Not encrypted", "Nicht verschlüsselt";
        about = "About it", "Zum Gerät";
        owner = "Belongs to", "Gehört";
        owner_you = "You", "Ihnen";
        owner_why = "Why", "Warum";
        owner_why_told = "IT or the company list says so", "Laut IT oder Firmenliste";
        owner_why_method = "It was added in a way that is for company devices", "Es wurde auf einem Weg hinzugefügt, der für Firmengeräte ist";
        owner_why_claimed = "It was added as a company device", "Es wurde als Firmengerät hinzugefügt";
        category = "For", "Wofür";
        silent_until = "Must check in", "Muss sich melden";
        silent_until_value(moment: &str, left: &str) = "By {moment} ({left}), or it loses its access",
            "Bis {moment} ({left}), sonst verliert es den Zugang";
        silent_over(moment: &str) = "Was due by {moment}", "War fällig bis {moment}";
        same_machine = "Another of your devices says that it is the same machine. If this one was installed anew, remove the older one.",
            "Ein anderes Ihrer Geräte sagt, es sei derselbe Rechner. Wurde dieser neu installiert, entfernen Sie das ältere Gerät.";
        same_machine_go = "Show the other one", "Das andere anzeigen";
        told_before = "What it told before", "Was es früher mitgeteilt hat";
        change(name: &str, before: &str, after: &str) = "{name}: {after}, before {before}", "{name}: {after}, zuvor {before}";
        added = "Added", "Hinzugefügt";
        by_agent = "By Muster’s agent", "Mit dem Agenten von Muster";
        by_est = "By an EST client", "Mit einem EST-Programm";
        method = "How", "Wie";
        certificate = "Certificate", "Zertifikat";
        certificate_until(moment: &str) = "Until {moment}, renews by itself", "Bis {moment}, erneuert sich selbst";
        certificate_until_est(moment: &str) = "Until {moment}", "Bis {moment}";
        certificate_due(moment: &str) = "Until {moment}. It is time to renew it, and the device has not asked yet.",
            "Bis {moment}. Es ist Zeit zu erneuern, das Gerät hat noch nicht gefragt.";
        certificate_attempted(moment: &str, count: u16) = "Until {moment}. The device tries to renew it and has not managed it yet; attempts: {count}.",
            "Bis {moment}. Das Gerät versucht zu erneuern, bisher ohne Erfolg; Versuche: {count}.";
        certificate_issued(moment: &str) = "Until {moment}. The next one is issued and not in use yet.",
            "Bis {moment}. Das nächste ist ausgestellt und noch nicht in Gebrauch.";
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
        event_recovery_kept = "Its recovery key is kept now", "Sein Wiederherstellungsschlüssel ist jetzt hinterlegt";
        event_recovery_read = "Somebody looked at its recovery key", "Jemand hat seinen Wiederherstellungsschlüssel angesehen";
        recovery = "Recovery key", "Wiederherstellungsschlüssel";
        recovery_text = "It opens the disk when nobody knows the password any more. Who looks at it stands in the history.",
            "Er öffnet die Festplatte, wenn niemand mehr das Passwort weiß. Wer ihn ansieht, steht im Verlauf.";
        recovery_since(date: &str) = "Kept since {date}.", "Hinterlegt seit {date}.";
        recovery_show = "Show the key", "Schlüssel anzeigen";
        recovery_copy = "Copy the key", "Schlüssel kopieren";
        recovery_shown = "The recovery key is shown.", "Der Wiederherstellungsschlüssel wird angezeigt.";
        recovery_before = "If that does not open it, it is one from before:", "Öffnet er sie nicht, dann ein früherer:";
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
        remove_text = "Ends its access at once, whether it hears of it or not. Your own files on it stay.",
            "Beendet den Zugang sofort, ob das Gerät davon erfährt oder nicht. Ihre eigenen Dateien darauf bleiben.";
        remove_title(name: &str) = "Remove {name}?", "{name} entfernen?";
        remove_access = "Its access to work ends at once, and its certificate no longer counts.",
            "Der Zugang endet sofort, und das Zertifikat gilt nicht mehr.";
        remove_stays = "Everything stored on it stays as it is.", "Alles, was darauf gespeichert ist, bleibt, wie es ist.";
        remove_set = "Your own files stay. What your organisation has set on it is put back at its next check-in.",
            "Ihre eigenen Dateien bleiben. Was Ihre Organisation eingestellt hat, wird bei seiner nächsten Meldung zurückgesetzt.";
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
