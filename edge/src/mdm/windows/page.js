// Hands the ticket to Windows without a further press. Without it, the button does the same.
addEventListener('load', () => document.forms[0].submit());
