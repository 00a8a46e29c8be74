//! Which of the person's devices is the one in use, as far as this browser knows: a browser can't ask the machine, but it
//! keeps that somebody added "this computer" with it. Names of a ticket and of a device are no secrets.

use muster_shared::ids::{DeviceId, TicketId};

use crate::browser;

const TICKET_KEY: &str = "muster.this-ticket";
const DEVICE_KEY: &str = "muster.this-device";

fn is_stored(key: &str, name: &str) -> bool {
    browser::stored(key).is_some_and(|stored| stored == name)
}

/// Keeps that a ticket was made for the device in use.
pub fn remember_ticket(ticket: TicketId) {
    browser::store(TICKET_KEY, Some(&ticket.to_string()));
}

/// Whether a ticket was made for the device in use.
#[must_use]
pub fn has_ticket(ticket: TicketId) -> bool {
    is_stored(TICKET_KEY, &ticket.to_string())
}

/// Keeps that a device is the one in use, if the ticket that it joined with was made for that.
pub fn remember_device(ticket: TicketId, device: DeviceId) {
    if has_ticket(ticket) {
        browser::store(DEVICE_KEY, Some(&device.to_string()));
    }
}

/// Whether a device is the one in use.
#[must_use]
pub fn is(device: DeviceId) -> bool {
    is_stored(DEVICE_KEY, &device.to_string())
}
