// The screens that every state is looked at on. A state is reached once, then the window is given one size after the other: what
// it takes to get there is the most of it, and a window that is dragged smaller has to hold as well as one that was opened so.

import { flaws, inView } from './look.mjs';

/** From the smallest that is promised to a laptop. */
export const sizes = [[320, 640], [360, 640], [820, 1180], [1366, 768]].map(([width, height]) => ({ name: String(width), width, height }));

/** A laptop's screen at 200 % zoom: wide enough for the laptop's page, too low for anything that sticks. */
export const zoomed = { name: 'zoomed', width: 683, height: 384, isZoomed: true };

/** As for a language that is written from right to left. */
export const mirrored = { name: 'rtl', width: 360, height: 640, dir: 'rtl' };

/** Of the screen's height, what lies over it and does not scroll away. */
const covered = (page) => page.evaluate(() => {
  const over = [...document.querySelectorAll('body *')].filter((element) => {
    const { position } = getComputedStyle(element);
    return (position === 'fixed' || position === 'sticky') && element.checkVisibility({ visibilityProperty: true })
      && !element.matches('.skip, .visually-hidden, [popover], dialog');
  });
  const lines = new Set();
  for (const element of over) {
    const { top, bottom, width } = element.getBoundingClientRect();
    if (width < innerWidth / 2) continue;
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(innerHeight, bottom); y += 1) lines.add(y);
  }
  return lines.size / innerHeight;
});

/** Gives the window a screen's size, and the page its direction. */
async function give(page, { width, height, dir }) {
  await page.setViewportSize({ width, height });
  await page.evaluate((dir) => {
    if (dir) document.documentElement.dir = dir;
    else document.documentElement.removeAttribute('dir');
  }, dir);
}

/** Looks at a state on each screen, the first being the one that the page was opened on; `found` has a line for each flaw. */
export function looker(page, screens, look) {
  const found = [];
  const see = async (state, next) => {
    for (const screen of screens) {
      if (screens.length > 1) await give(page, screen);
      const name = `${state}-${screen.name}-${look}`;
      const flawed = await flaws(page, name);
      // At 200 % a person scrolls. What they scroll must then be seen.
      if (next && !screen.isZoomed && !await inView(page, next)) flawed.push('the next step is not in view without scrolling');
      if (screen.isZoomed && await covered(page) > 1 / 3) flawed.push('what sticks covers more than a third of a low screen');
      found.push(...flawed.map((flaw) => `${name}: ${flaw}`));
    }
    if (screens.length > 1) await give(page, screens[0]);
  };
  return { see, found };
}
