// What must hold before the first paint, so that nothing flashes: the theme and the language that were chosen, and whether
// the sign-in form is likely to be needed at all. The keys are those of src/preferences.rs. Loaded
// before anything is drawn: keep it this small.
(() => {
  'use strict';
  const root = document.documentElement;
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  // A ticket that another device handed over (pages/enroll/hand_off.rs) leaves the address, and the tab's history with it, at
  // once: boot.js takes it from here.
  const handed = () => /^\/enroll\/[^/]+$/.test(location.pathname) && /^#mt1\.[\w.-]+$/.test(location.hash);
  if (handed()) {
    root.handed = location.hash.slice(1);
    history.replaceState(null, '', location.pathname + location.search);
  }
  // The same link once more in a tab that has it open loads nothing by itself.
  addEventListener('hashchange', () => handed() && location.reload());
  const theme = stored('muster.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (stored('muster.signed-in')) root.dataset.opening = '';
  const spoken = [stored('muster.language'), ...navigator.languages].map((tag) => String(tag).slice(0, 2).toLowerCase());
  root.lang = spoken.find((tag) => tag === 'en' || tag === 'de') ?? 'en';
  addEventListener('DOMContentLoaded', () => {
    if (root.lang !== 'de') return;
    for (const element of document.querySelectorAll('[data-de]')) {
      element.dataset.en = element.textContent;
      element.textContent = element.dataset.de;
    }
  });
  // A form that is sent before boot.js has arrived waits for it.
  addEventListener('submit', (event) => {
    event.preventDefault();
    root.dataset.submitted = '';
  });
})();
