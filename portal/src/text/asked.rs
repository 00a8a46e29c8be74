use super::words;

words! {
    /// Words of what a device can be asked for, and of what has become of it.
    AskedText {
        title = "Also asked of it", "Was es noch tun soll";
        heard_agent = "It does what you ask the next time it checks in, within about 8 hours. Until it has been told, you can take it back.",
            "Worum Sie es bitten, tut es bei seiner nächsten Meldung, in etwa 8 Stunden oder weniger. Bis es davon erfährt, können Sie es zurücknehmen.";
        heard = "It does what you ask the next time it checks in. Until it has been told, you can take it back.",
            "Worum Sie es bitten, tut es bei seiner nächsten Meldung. Bis es davon erfährt, können Sie es zurücknehmen.";
        not_known = "What it was asked before could not be loaded.", "Was es zuvor tun sollte, ließ sich nicht laden.";
        manager = "You add devices for others. So only IT renames this one, removes it or asks something of it.",
            "Sie fügen Geräte für andere hinzu. Darum benennt nur die IT dieses um, entfernt es oder gibt ihm Aufträge.";
        sync = "Check again", "Noch einmal prüfen";
        sync_text = "It tells everything afresh. Nothing changes on it.", "Es meldet alles neu. Auf dem Gerät ändert sich nichts.";
        sync_here = "At once: run this on the machine", "Sofort: Führen Sie das auf dem Rechner aus";
        sync_label = "The command for the machine", "Der Befehl für den Rechner";
        copy = "Copy the command", "Befehl kopieren";
        lock = "Lock", "Sperren";
        lock_text_computer = "Locks its screens. The password opens them again.", "Sperrt die Bildschirme. Das Passwort entsperrt sie wieder.";
        lock_text_mac = "It restarts, and opens again with a PIN that stands here then. What is not saved on it is lost.",
            "Er startet neu und öffnet sich wieder mit einer PIN, die dann hier steht. Was darauf nicht gespeichert ist, geht verloren.";
        lock_text_phone = "Locks its screen. The passcode opens it again.", "Sperrt den Bildschirm. Der Gerätecode entsperrt ihn wieder.";
        reboot = "Restart", "Neu starten";
        clear_passcode = "Take the passcode away", "Gerätecode entfernen";
        reboot_text = "It restarts within minutes of hearing of this. What is not saved on it is lost.",
            "Es startet neu, wenige Minuten nachdem es davon erfährt. Was darauf nicht gespeichert ist, geht verloren.";
        reboot_text_windows = "It restarts within minutes of hearing of this. What is not saved on it is lost. If IT has given it a new name, that counts from then on.",
            "Es startet neu, wenige Minuten nachdem es davon erfährt. Was darauf nicht gespeichert ist, geht verloren. Hat die IT es umbenannt, gilt der neue Name ab dann.";
        renew = "Renew its certificate", "Zertifikat erneuern";
        renew_text = "It gets a new key and certificate now. Its access goes on.", "Es bekommt jetzt einen neuen Schlüssel und ein neues Zertifikat. Der Zugang bleibt.";
        renew_do = "Renew", "Erneuern";
        retire = "Clean up and leave", "Aufräumen und abmelden";
        retire_text = "It takes off what your organisation has put on it, and leaves. Until then it keeps its access.",
            "Es nimmt weg, was Ihre Organisation darauf eingerichtet hat, und meldet sich ab. Bis dahin behält es den Zugang.";
        retire_do = "Clean up", "Aufräumen";
        retire_title(name: &str) = "Let {name} clean up and leave?", "Soll {name} aufräumen und sich abmelden?";
        retire_settings = "What your organisation has set on it is put back as it was, and its key and certificate are deleted.",
            "Was Ihre Organisation darauf eingestellt hat, wird zurückgesetzt, Schlüssel und Zertifikat werden gelöscht.";
        retire_agent = "Muster’s agent takes itself off, too.", "Auch der Agent von Muster entfernt sich.";
        retire_personal = "It is your own: all your files, apps and settings stay.", "Es gehört Ihnen: Alle Ihre Dateien, Apps und Einstellungen bleiben.";
        retire_corporate = "It belongs to your organisation: it loses its access to work, and IT no longer looks after it.",
            "Es gehört Ihrer Organisation: Es verliert den Zugang, und die IT betreut es nicht mehr.";
        retire_when = "It happens when it next checks in. If it may never do so, remove it instead.",
            "Das geschieht bei seiner nächsten Meldung. Falls es sich vielleicht nie mehr meldet, entfernen Sie es stattdessen.";
        wipe = "Erase everything", "Alles löschen";
        wipe_text = "Erases the whole device, your own files too. This cannot be undone.",
            "Löscht das ganze Gerät, auch Ihre eigenen Dateien. Das lässt sich nicht rückgängig machen.";
        wipe_do = "Erase", "Löschen";
        wipe_title(name: &str) = "Erase {name}?", "{name} löschen?";
        wipe_files_computer = "Every file on all its drives is deleted, personal ones too.", "Jede Datei auf allen Laufwerken wird gelöscht, auch persönliche.";
        wipe_files_phone = "All apps, photos and accounts on it are deleted, personal ones too.", "Alle Apps, Fotos und Konten darauf werden gelöscht, auch persönliche.";
        wipe_leaves = "It starts as new, and has no access to work any more.", "Es startet wie neu und hat keinen Zugang mehr.";
        wipe_when = "It begins when it next checks in. You can take it back until then.",
            "Es beginnt bei der nächsten Meldung. Bis dahin können Sie es zurücknehmen.";
        wipe_label = "Type the device’s name to confirm", "Geben Sie zur Bestätigung den Namen des Geräts ein";
        wipe_wrong = "That is not its name.", "So heißt es nicht.";
        rename_host(name: &str) = "Take the host name {name}", "Den Rechnernamen {name} annehmen";
        custom(name: &str) = "Run {name}", "{name} ausführen";
        keep = "Leave it", "Lassen";
        asking = "Asking…", "Wird beauftragt…";
        asked = "Asked", "Beauftragt";
        undo = "Take it back", "Zurücknehmen";
        undone = "It is taken back.", "Es ist zurückgenommen.";
        was_asked = "It is asked. It has not been told yet.", "Es ist beauftragt, weiß aber noch nichts davon.";
        by_it = "IT asks for this", "Das verlangt Ihre IT";
        by_policy = "Your organisation’s rules ask for this", "Das verlangen die Regeln Ihrer Organisation";
        queued = "Waiting for the device", "Wartet auf das Gerät";
        delivered = "Told, no answer yet", "Weitergegeben, noch keine Antwort";
        not_now = "Not just now; it is asked again", "Gerade nicht möglich, es wird noch einmal gefragt";
        done = "Done", "Erledigt";
        failed = "It could not do it", "Es konnte das nicht";
        cancelled = "Taken back", "Zurückgenommen";
        expired = "It never came by", "Es hat sich nicht gemeldet";
        expired_told = "It has not said whether it did it", "Es hat nicht gesagt, ob es das getan hat";
        at_asked(age: &str) = "asked {age}", "beauftragt {age}";
        at_told(age: &str) = "told {age}", "weitergegeben {age}";
        at_ended(age: &str) = "ended {age}", "beendet {age}";
        at_done(age: &str) = "done {age}", "erledigt {age}";
    }
}
