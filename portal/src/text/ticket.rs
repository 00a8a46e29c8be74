use super::words;

words! {
    /// Words of the ticket and what to do with it.
    TicketText {
        title(platform: &str) = "Your ticket for a {platform} device", "Ihr Ticket für ein Gerät mit {platform}";
        lead = "It is shown this once. Leave the page when the device has joined.",
            "Es wird nur dieses eine Mal gezeigt. Verlassen Sie die Seite erst, wenn das Gerät beigetreten ist.";
        commands = "Run this in a terminal", "Im Terminal ausführen";
        commands_where = "On the device you are adding, in a folder where its key may stay.",
            "Auf dem neuen Gerät, in einem Ordner, in dem sein Schlüssel bleiben darf.";
        commands_label = "Commands", "Befehle";
        copy_commands = "Copy commands", "Befehle kopieren";
        in_an_app = "Enter this in the app", "In der App eingeben";
        in_an_app_where = "The app makes the key, sends a certificate request to this address and gets the certificate back.",
            "Die App erzeugt den Schlüssel, schickt eine Zertifikatsanfrage an diese Adresse und bekommt das Zertifikat.";
        what_they_do = "What the commands do", "Was die Befehle tun";
        does_key = "Make a key, and a request signed with it. The key stays in device.key and is never sent.",
            "Einen Schlüssel erzeugen und eine damit signierte Anfrage. Der Schlüssel bleibt in device.key und wird nie verschickt.";
        does_send = "Send the request, with the ticket as the password.", "Die Anfrage mit dem Ticket als Passwort senden.";
        does_unpack = "Unpack the certificate into device.crt. If Muster says no, show why.",
            "Das Zertifikat in device.crt auspacken. Sagt Muster Nein, den Grund zeigen.";
        ticket = "The ticket", "Das Ticket";
        ticket_label = "Ticket", "Ticket";
        copy_ticket = "Copy ticket", "Ticket kopieren";
        ends = "Ends", "Endet";
        ends_at(moment: &str, age: &str) = "{moment}, {age}", "{moment}, {age}";
        for_whom = "For", "Für";
        personal = "A device of yours", "Ein Gerät von Ihnen";
        corporate(organisation: &str) = "A device of {organisation}", "Ein Gerät von {organisation}";
        address = "EST address", "EST-Adresse";
        copy_address = "Copy address", "Adresse kopieren";
        user_name = "User name", "Benutzername";
        user_name_empty = "Leave it empty", "Leer lassen";
        password = "Password", "Passwort";
        password_is_ticket = "The ticket", "Das Ticket";
        secret = "It works once, like a password for one device. We keep no copy: if it is lost, get a new one.",
            "Es gilt einmal, wie ein Passwort für ein Gerät. Wir behalten keine Kopie: Ist es verloren, holen Sie ein neues.";
        pending(moment: &str) = "One more thing: the device must report its system by {moment}, or it is removed again.",
            "Eins noch: Das Gerät muss bis {moment} sein System melden, sonst wird es wieder entfernt.";
        refused = "As things stand, this device would be refused. The ticket works once that is settled.",
            "So, wie es jetzt ist, würde dieses Gerät abgelehnt. Das Ticket gilt, sobald das geklärt ist.";
        made = "The ticket is ready.", "Das Ticket ist bereit.";
        done = "Go to My devices", "Zu meinen Geräten";
    }
}
