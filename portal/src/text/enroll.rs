use super::words;

words! {
    /// Words of an enrollment on its way.
    EnrollText {
        title_windows = "Connect your Windows PC", "Windows-PC verbinden";
        title_ios = "Connect your iPhone", "iPhone verbinden";
        title_ipados = "Connect your iPad", "iPad verbinden";
        title_macos = "Connect your Mac", "Mac verbinden";
        title_android = "Connect your Android device", "Android-Gerät verbinden";
        title_linux = "Connect your Linux computer", "Linux-Rechner verbinden";
        guide = "The guide, with tips of your organisation", "Die Anleitung, mit Tipps Ihrer Organisation";
        title_loading = "Connect your device", "Gerät verbinden";
        back = "Back to your answers", "Zurück zu Ihren Antworten";
        back_to_devices = "My devices", "Meine Geräte";
        loading = "Asking how far it has come…", "Es wird nachgesehen, wie weit es ist…";
        missing_title = "There is no such enrollment", "Diese Registrierung gibt es nicht";
        missing_text = "It is not one of yours, or it is so long ago that it was forgotten.",
            "Sie ist keine von Ihren, oder sie ist so lange her, dass sie vergessen wurde.";
        missing_go = "Add a device", "Gerät hinzufügen";

        run = "Run this in a terminal", "Im Terminal ausführen";
        run_here = "On this computer, signed in as yourself.", "Auf diesem Rechner, mit Ihrem eigenen Konto.";
        run_where = "On the computer you want to add, signed in as yourself.", "Auf dem Rechner, den Sie hinzufügen, mit Ihrem eigenen Konto.";
        command = "Command", "Befehl";
        copy_command = "Copy command", "Befehl kopieren";
        ends(time: &str, age: &str) = "The code in it is yours alone, works once and ends at {time}, {age}.",
            "Der Code darin gehört nur Ihnen, gilt einmal und endet um {time}, {age}.";
        ticket_ends(time: &str, age: &str) = "The ticket is yours alone, works once and ends at {time}, {age}.",
            "Das Ticket gehört nur Ihnen, gilt einmal und endet um {time}, {age}.";
        soon = "in less than a minute", "in weniger als einer Minute";
        what_it_does = "What the command does", "Was der Befehl tut";
        does_install = "Fetches Muster’s agent, one readable script, and installs it with a timer that runs it.",
            "Holt den Agenten von Muster, ein lesbares Skript, und installiert ihn mit einem Zeitgeber, der ihn startet.";
        does_key = "Makes a key on this computer and asks for a certificate. The key never leaves it.",
            "Erzeugt auf diesem Rechner einen Schlüssel und fragt nach einem Zertifikat. Der Schlüssel verlässt ihn nie.";
        does_report = "Tells what the computer is: system version, model, disk encryption. No files, no history.",
            "Meldet, was für ein Rechner es ist: Systemversion, Modell, Verschlüsselung. Keine Dateien, kein Verlauf.";
        needs = "Is my system supported?", "Läuft es auf meinem System?";
        needs_text = "It needs openssl and curl, which nearly every Linux has. Where there is systemd, it goes on checking in by itself.",
            "Es braucht openssl und curl, die fast jedes Linux hat. Wo es systemd gibt, meldet es sich danach von selbst.";

        shown_once = "The command was shown once", "Der Befehl wurde nur einmal gezeigt";
        shown_once_ticket = "The ticket was shown once", "Das Ticket wurde nur einmal gezeigt";
        shown_once_text = "It holds a secret that we keep no copy of. If you have run it, just wait here. If not, get a new one.",
            "Er enthält ein Geheimnis, von dem wir keine Kopie haben. Haben Sie ihn ausgeführt, warten Sie einfach hier. Wenn nicht, holen Sie einen neuen.";
        shown_once_text_ticket = "We keep no copy of it. If you have used it, just wait here. If not, get a new one.",
            "Wir haben keine Kopie davon. Haben Sie es benutzt, warten Sie einfach hier. Wenn nicht, holen Sie ein neues.";
        new_command = "Get a new command", "Neuen Befehl holen";
        new_ticket = "Get a new ticket", "Neues Ticket holen";
        new_busy = "One moment…", "Einen Moment…";

        commands_where = "On the device you are adding, in a folder where its key may stay.",
            "Auf dem neuen Gerät, in einem Ordner, in dem sein Schlüssel bleiben darf.";
        commands = "Commands", "Befehle";
        copy_commands = "Copy commands", "Befehle kopieren";
        what_they_do = "What the commands do", "Was die Befehle tun";
        they_key = "Make a key, and a request signed with it. The key stays in device.key and is never sent.",
            "Einen Schlüssel erzeugen und eine damit signierte Anfrage. Der Schlüssel bleibt in device.key und wird nie verschickt.";
        they_send = "Send the request, with the ticket as the password.", "Die Anfrage mit dem Ticket als Passwort senden.";
        they_unpack = "Unpack the certificate into device.crt. If Muster says no, show why.",
            "Das Zertifikat in device.crt auspacken. Sagt Muster Nein, den Grund zeigen.";
        in_an_app = "Enter this in the app", "In der App eingeben";
        in_an_app_where = "The app makes the key, sends a certificate request to this address and gets the certificate back.",
            "Die App erzeugt den Schlüssel, schickt eine Zertifikatsanfrage an diese Adresse und bekommt das Zertifikat.";
        values = "The ticket and the address", "Ticket und Adresse";
        ticket = "Ticket", "Ticket";
        copy_ticket = "Copy ticket", "Ticket kopieren";
        address = "EST address", "EST-Adresse";
        copy_address = "Copy address", "Adresse kopieren";
        user_name = "User name", "Benutzername";
        user_name_empty = "Leave it empty", "Leer lassen";
        password = "Password", "Passwort";
        password_is_ticket = "The ticket", "Das Ticket";
        foreseen = "As things stand, this device would be refused. The ticket works once that is settled.",
            "So, wie es jetzt ist, würde dieses Gerät abgelehnt. Das Ticket gilt, sobald das geklärt ist.";

        progress_waiting = "Waiting for your device", "Wartet auf Ihr Gerät";
        progress_none = "No device has joined", "Kein Gerät ist beigetreten";
        progress_joining(name: &str) = "{name} is joining", "{name} tritt bei";
        progress_label = "Enrollment progress", "Fortschritt der Registrierung";
        steps_done(done: usize, all: usize) = "{done} of {all} steps done", "{done} von {all} Schritten erledigt";
        live = "Live", "Live";
        checking = "Checking every few seconds", "Wird alle paar Sekunden geprüft";
        connecting = "Connecting…", "Wird verbunden…";
        lost = "No connection. We keep trying.", "Keine Verbindung. Wir versuchen es weiter.";
        heard(age: &str) = "{age}", "{age}";
        step_command = "Command run", "Befehl ausgeführt";
        step_ticket = "Ticket used", "Ticket benutzt";
        step_issued = "Certificate issued", "Zertifikat ausgestellt";
        step_checked_in = "Device checked in", "Gerät hat sich gemeldet";
        step_enrolled = "Facts received and rules checked", "Angaben da und Regeln geprüft";
        text_waiting = "This page notices by itself when you have run the command.", "Diese Seite merkt von selbst, wenn Sie den Befehl ausgeführt haben.";
        text_waiting_ticket = "This page notices by itself when the device has used the ticket.", "Diese Seite merkt von selbst, wenn das Gerät das Ticket benutzt hat.";
        text_issued = "For a key that only this device has.", "Für einen Schlüssel, den nur dieses Gerät hat.";
        text_issuing = "The device makes its key and asks for it.", "Das Gerät erzeugt seinen Schlüssel und fragt danach.";
        text_checked_in = "It has shown that it holds the key.", "Es hat gezeigt, dass es den Schlüssel hat.";
        text_checking_in = "The device shows that it holds the key.", "Das Gerät zeigt, dass es den Schlüssel hat.";
        text_enrolled = "All that the rules need is known.", "Alles, was die Regeln brauchen, ist bekannt.";
        text_enrolling = "The device tells what it is. Then you see here whether it can access work.",
            "Das Gerät teilt mit, was es ist. Dann sehen Sie hier, ob es Zugang hat.";
        key_changed = "Another key took this enrollment over on the way. If you did not run the command twice, remove the device and tell your IT.",
            "Ein anderer Schlüssel hat diese Registrierung unterwegs übernommen. Haben Sie den Befehl nicht zweimal ausgeführt, entfernen Sie das Gerät und sagen Sie Ihrer IT Bescheid.";
        close = "You can close this page. The device goes on by itself and appears under My devices.",
            "Sie können diese Seite schließen. Das Gerät macht von selbst weiter und erscheint unter Meine Geräte.";
        to_devices = "Go to My devices", "Zu meinen Geräten";

        done_title = "You’re set", "Alles bereit";
        done_text(name: &str) = "{name} is enrolled and can access work.", "{name} ist registriert und hat Zugang.";
        done_next = "There is nothing more to do: it checks in and renews its certificate by itself.",
            "Für Sie ist nichts mehr zu tun: Es meldet sich von selbst und erneuert sein Zertifikat.";
        done_go(name: &str) = "See {name}", "{name} ansehen";
        refused_title = "The device was refused", "Das Gerät wurde abgelehnt";
        refused_when(age: &str) = "Tried {age}", "Versucht {age}";
        refused_again = "Once that is settled, run the same command again. This page goes on watching.",
            "Sobald das geklärt ist, führen Sie denselben Befehl noch einmal aus. Diese Seite schaut weiter zu.";
        ended_title = "The ticket has ended", "Das Ticket ist abgelaufen";
        ended_text = "It was not used in time. Nothing has changed on the device.", "Es wurde nicht rechtzeitig benutzt. Auf dem Gerät hat sich nichts geändert.";
        left_title = "The device has left again", "Das Gerät ist wieder gegangen";
        left_text = "It was removed after it had joined. To add it again, get a new command.",
            "Es wurde entfernt, nachdem es beigetreten war. Um es neu hinzuzufügen, holen Sie einen neuen Befehl.";
    }
}
