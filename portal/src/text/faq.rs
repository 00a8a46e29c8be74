use super::words;

words! {
    /// What people ask, and the answers.
    FaqText {
        title = "Questions people ask", "Häufige Fragen";
        sees = "What can my organisation see?", "Was kann meine Organisation sehen?";
        sees_answer = "The system, how the device is protected, its model and numbers: all of it stands under What IT sees, with the values of each of your devices. Muster never reads files, messages, visited pages or where you are.",
            "Das System, wie das Gerät geschützt ist, Modell und Nummern: Alles steht unter „Was die IT sieht“, mit den Werten jedes Ihrer Geräte. Dateien, Nachrichten, besuchte Seiten und wo Sie sind, liest Muster nie.";
        erase = "Does adding a device erase it?", "Wird ein Gerät beim Hinzufügen gelöscht?";
        erase_answer = "Only by a way whose guide says so, at its top. Every way below says in its row what becomes of what is on the device.",
            "Nur auf einem Weg, in dessen Anleitung das ganz oben steht. Unten steht in der Zeile jedes Wegs, was aus dem wird, was auf dem Gerät ist.";
        wipe = "Can IT erase my own device?", "Kann die IT mein eigenes Gerät löschen?";
        wipe_answer = "No. Erasing is refused for a device that is your own, whoever asks. If it is declared a company device, its history says so.",
            "Nein. Das Löschen wird bei einem Gerät, das Ihnen gehört, immer abgelehnt, egal wer es verlangt. Wird es zum Firmengerät erklärt, steht das in seinem Verlauf.";
        access = "My device has no access. What now?", "Mein Gerät hat keinen Zugang. Was nun?";
        access_answer = "Open it under Devices: its page names what is wrong and how to put it right. Access comes back when the device has reported that it is, within 8 hours; on Linux at once by: sudo muster-agent check-in",
            "Öffnen Sie es unter „Geräte“: Auf seiner Seite steht, was nicht stimmt und wie Sie es beheben. Der Zugang kommt zurück, sobald das Gerät das gemeldet hat, innerhalb von 8 Stunden; unter Linux sofort mit: sudo muster-agent check-in";
        waiting = "It says that it is waiting for its first check-in.", "Es steht da, dass es auf die erste Meldung wartet.";
        waiting_answer = "The device has its certificate and has not used it yet. Finish the last step of its guide. After 24 hours without a check-in it is removed, and you can add it again.",
            "Das Gerät hat sein Zertifikat und es noch nicht benutzt. Schließen Sie den letzten Schritt der Anleitung ab. Nach 24 Stunden ohne Meldung wird es entfernt, und Sie können es neu hinzufügen.";
        lost = "My device is lost or stolen.", "Mein Gerät ist verloren oder gestohlen.";
        lost_answer = "Remove it on its page: its access ends at once. Then tell your IT. Muster cannot find out where a device is.",
            "Entfernen Sie es auf seiner Seite: Sein Zugang endet sofort. Sagen Sie es dann Ihrer IT. Wo ein Gerät ist, kann Muster nicht herausfinden.";
        remove = "What happens when I remove a device?", "Was passiert, wenn ich ein Gerät entferne?";
        remove_answer = "Its certificate ends at once, and its place is free. Your files stay. On Linux the agent deletes its key at its next check-in and puts back what the organisation had set. A device that belongs to the organisation as a whole is given back through your IT.",
            "Sein Zertifikat endet sofort, und sein Platz ist frei. Ihre Dateien bleiben. Unter Linux löscht der Agent bei seiner nächsten Meldung seinen Schlüssel und stellt zurück, was die Organisation eingestellt hatte. Ein Gerät, das ganz der Organisation gehört, geben Sie über Ihre IT zurück.";
        limit = "I can’t add another device.", "Ich kann kein weiteres Gerät hinzufügen.";
        limit_answer = "There is a limit to how many you may have; My devices says how many you use. Remove one that you no longer need, or ask your IT.",
            "Es gibt eine Grenze; unter „Meine Geräte“ steht, wie viele Sie nutzen. Entfernen Sie eines, das Sie nicht mehr brauchen, oder fragen Sie Ihre IT.";
        ticket = "The ticket is not accepted.", "Das Ticket wird nicht angenommen.";
        ticket_answer = "A ticket adds one device and ends after some hours. Make a new one under Add a device. On a computer whose clock is wrong, set the clock first.",
            "Ein Ticket gilt für ein Gerät und endet nach einigen Stunden. Erstellen Sie unter „Gerät hinzufügen“ ein neues. Geht die Uhr des Computers falsch, stellen Sie zuerst die Uhr.";
        again = "I have installed my computer anew.", "Ich habe meinen Computer neu installiert.";
        again_answer = "Add it again. The old one then shows that it is the same machine: remove it to free its place. Left alone, it is removed after 14 days of silence.",
            "Fügen Sie ihn neu hinzu. Das alte Gerät zeigt dann, dass es derselbe Rechner ist: Entfernen Sie es, damit sein Platz frei wird. Sonst wird es nach 14 Tagen ohne Meldung entfernt.";
        renew = "Do I have to renew anything?", "Muss ich etwas erneuern?";
        renew_answer = "With Muster’s agent, no: its certificate renews by itself while the computer is switched on from time to time. Other software has its own settings for that. If a certificate has ended, add the device again.",
            "Mit dem Agenten von Muster nicht: Sein Zertifikat erneuert sich selbst, solange der Computer ab und zu eingeschaltet ist. Andere Programme haben dafür eigene Einstellungen. Ist ein Zertifikat abgelaufen, fügen Sie das Gerät neu hinzu.";
    }
}
