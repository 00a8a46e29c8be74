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

        windows = "Go on in Windows", "Weiter in Windows";
        windows_here = "Windows enrolls this PC by itself. You need to be its administrator.",
            "Windows registriert diesen PC selbst. Sie müssen sein Administrator sein.";
        windows_there = "On the PC you are adding, as its administrator.", "Auf dem PC, den Sie hinzufügen, als sein Administrator.";
        windows_open = "Open Windows’ settings", "Einstellungen von Windows öffnen";
        windows_settings = "Open Settings › Accounts › Access work or school, and choose “Enroll only in device management”.",
            "Öffnen Sie Einstellungen › Konten › Auf Arbeits- oder Schulkonto zugreifen, und wählen Sie „Nur bei Geräteverwaltung registrieren“.";
        windows_server = "If Windows asks for a server, enter:", "Fragt Windows nach einem Server, geben Sie ein:";
        client_name = "Enter your name:", "Geben Sie Ihren Namen ein:";
        client_sign_in = "Sign in on the page that appears, and read what it says.",
            "Melden Sie sich auf der Seite an, die erscheint, und lesen Sie, was dort steht.";
        windows_copy = "Copy the server’s address", "Adresse des Servers kopieren";

        profile = "Install the profile", "Profil installieren";
        profile_here = "In Safari, on this device.", "In Safari, auf diesem Gerät.";
        profile_there = "In Safari, on the device you are adding. The code below leads it here.",
            "In Safari, auf dem Gerät, das Sie hinzufügen. Der Code weiter unten führt es hierher.";
        profile_download = "Download the profile", "Profil laden";
        profile_settings = "Allow the download, then open Settings › Profile Downloaded.",
            "Erlauben Sie das Laden und öffnen Sie dann Einstellungen › Profil geladen.";
        profile_mac = "Open System Settings › General › Device Management, and double-click the profile.",
            "Öffnen Sie Systemeinstellungen › Allgemein › Geräteverwaltung, und doppelklicken Sie das Profil.";
        profile_install = "Read what it lets IT do, and choose Install.", "Lesen Sie, was es der IT erlaubt, und wählen Sie Installieren.";
        account = "Sign in in Settings", "In den Einstellungen anmelden";
        account_where = "On the device you are adding.", "Auf dem Gerät, das Sie hinzufügen.";
        account_settings = "Open Settings › General › VPN & Device Management › Sign In to Work or School Account.",
            "Öffnen Sie Einstellungen › Allgemein › VPN und Geräteverwaltung › Bei Arbeits- oder Schulaccount anmelden.";
        account_mac = "Open System Settings › General › Device Management › Sign In to Work or School Account.",
            "Öffnen Sie Systemeinstellungen › Allgemein › Geräteverwaltung › Bei Arbeits- oder Schulaccount anmelden.";

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

        hand_off = "Continue on the new device", "Auf dem neuen Gerät weitermachen";
        hand_off_text = "Point its camera at the picture, open the link and sign in there as yourself. Both pages show how far it is.",
            "Richten Sie seine Kamera auf das Bild, öffnen Sie den Link und melden Sie sich dort mit Ihrem Konto an. Beide Seiten zeigen, wie weit es ist.";
        qr = "QR code with the link below", "QR-Code mit dem Link darunter";
        qr_failed = "The picture could not be drawn. Use the link below.", "Das Bild ließ sich nicht zeichnen. Nehmen Sie den Link darunter.";
        link_text = "Without a camera: open this link there. It holds the ticket, so keep it to yourself.",
            "Ohne Kamera: Öffnen Sie dort diesen Link. Er enthält das Ticket, behalten Sie ihn also für sich.";
        link = "Link", "Link";
        copy_link = "Copy link", "Link kopieren";
        link_used = "The ticket of this link has been used", "Das Ticket dieses Links ist benutzt";
        link_used_text = "What has become of it stands here. To add another device, begin anew.",
            "Was daraus geworden ist, steht hier. Um noch ein Gerät hinzuzufügen, beginnen Sie neu.";
        for_it = "Copy a link for IT", "Link für die IT kopieren";
        for_it_text = "It opens this decision with every rule that was looked at, for those who may see it.",
            "Er öffnet diese Entscheidung mit jeder Regel, die geprüft wurde, für alle, die sie sehen dürfen.";

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
        step_issued = "Certificate issued", "Zertifikat ausgestellt";
        step_reported = "Device reported", "Gerät hat sich gemeldet";
        step_policies = "Policies received", "Richtlinien erhalten";
        step_compliance = "Rules checked", "Regeln geprüft";
        step_enrolled = "Rules checked", "Regeln geprüft";
        text_waiting = "This page notices by itself when you have run the command.", "Diese Seite merkt von selbst, wenn Sie den Befehl ausgeführt haben.";
        text_waiting_client = "This page notices by itself when the device has begun.", "Diese Seite merkt von selbst, wenn das Gerät begonnen hat.";
        text_waiting_ticket = "This page notices by itself when the device has used the ticket.", "Diese Seite merkt von selbst, wenn das Gerät das Ticket benutzt hat.";
        text_issued = "For a key that only this device has.", "Für einen Schlüssel, den nur dieses Gerät hat.";
        text_reported = "It has shown that it holds the key, and told what it is.", "Es hat gezeigt, dass es den Schlüssel hat, und mitgeteilt, was es ist.";
        text_reporting = "The device shows that it holds the key, and tells what it is.", "Das Gerät zeigt, dass es den Schlüssel hat, und teilt mit, was es ist.";
        policies_none = "Nothing is set on it.", "Es wird nichts darauf eingestellt.";
        policies_in_force(count: u32, all: u32) = "Settings in force: {count} of {all}.", "Einstellungen in Kraft: {count} von {all}.";
        policies_failed(count: u32, all: u32, failed: u32) = "Settings in force: {count} of {all}. Not possible: {failed}. The device’s page says why.",
            "Einstellungen in Kraft: {count} von {all}. Nicht möglich: {failed}. Warum, steht auf der Seite des Geräts.";
        policies_coming(all: u32) = "Settings on their way: {all}.", "Einstellungen unterwegs: {all}.";
        policies_later = "The device fetches what is set on it.", "Das Gerät holt, was darauf eingestellt wird.";
        text_checking = "Then you see here whether it can access work.", "Dann sehen Sie hier, ob es Zugang hat.";
        text_untold = "Something that decides it has not been told yet. It comes with the next check-in.",
            "Eine Angabe, an der es hängt, fehlt noch. Sie kommt mit der nächsten Meldung.";
        checked_kept = "It keeps your organisation’s rules.", "Es hält die Regeln Ihrer Organisation ein.";
        checked_nothing = "Your organisation asks nothing of it.", "Ihre Organisation verlangt nichts von ihm.";
        checked_broken = "It breaks a rule of your organisation.", "Es verletzt eine Regel Ihrer Organisation.";
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
        almost_title = "One thing is left to do", "Eines ist noch zu tun";
        past_title = "This enrollment is complete", "Diese Registrierung ist abgeschlossen";
        grace(name: &str, moment: &str) = "{name} is enrolled. Put something right by {moment}.", "{name} ist registriert. Bis {moment} ist etwas zu beheben.";
        grace_what(rules: &str) = "It is let in until then. Not as your organisation asks: {rules}.",
            "Bis dahin wird es eingelassen. Nicht so, wie Ihre Organisation es verlangt: {rules}.";
        barred(name: &str) = "{name} is enrolled, but is not let in yet.", "{name} ist registriert, wird aber noch nicht eingelassen.";
        barred_what(rules: &str) = "Not as your organisation asks: {rules}. Its page says how to put that right; then it is let in by itself.",
            "Nicht so, wie Ihre Organisation es verlangt: {rules}. Auf seiner Seite steht, wie Sie das beheben; danach wird es von selbst eingelassen.";
        rule_some = "a rule", "eine Regel";
        rule_assigned = "no rules are set for it", "es gibt keine Regeln dafür";
        rule_other = "its last check-in", "seine letzte Meldung";
        past(name: &str) = "{name} was enrolled.", "{name} wurde registriert.";
        past_what = "Its page says how it stands now.", "Wie es jetzt steht, sagt seine Seite.";
        put_right = "See how to put it right", "So beheben Sie es";
        done_go(name: &str) = "See {name}", "{name} ansehen";
        refused_title = "The device was refused", "Das Gerät wurde abgelehnt";
        refused_when(age: &str) = "Tried {age}", "Versucht {age}";
        refused_again = "Once that is settled, run the same command again. This page goes on watching.",
            "Sobald das geklärt ist, führen Sie denselben Befehl noch einmal aus. Diese Seite schaut weiter zu.";
        refused_again_client = "Once that is settled, try again in the device’s settings. This page goes on watching.",
            "Sobald das geklärt ist, versuchen Sie es in den Einstellungen des Geräts noch einmal. Diese Seite schaut weiter zu.";
        ended_title = "The ticket has ended", "Das Ticket ist abgelaufen";
        ended_text = "It was not used in time. Nothing has changed on the device.", "Es wurde nicht rechtzeitig benutzt. Auf dem Gerät hat sich nichts geändert.";
        left_title = "The device has left again", "Das Gerät ist wieder gegangen";
        left_text = "It was removed after it had joined. To add it again, get a new command.",
            "Es wurde entfernt, nachdem es beigetreten war. Um es neu hinzuzufügen, holen Sie einen neuen Befehl.";
    }
}
