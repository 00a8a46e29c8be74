// What every state of every page has to stand: axe, no sideways scroll, targets big enough, and a picture to look at.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';

const pictures = resolve(dirname(fileURLToPath(import.meta.url)), '../../screenshots');
mkdirSync(pictures, { recursive: true });

/** Lines for what axe finds; the standards and its own best practices. */
async function violations(page) {
  // Evaluated by the debugger, so the page's Content-Security-Policy stays as strict as it is; once a document.
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
  }).then(({ passes, violations }) => ({
    passes: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]),
  })));
  assert(found.passes > 10, 'axe looked at the page');
  return found.violations.map(([id, targets]) => `axe ${id}: ${targets.join(', ')}`);
}

/** Controls smaller than 44 by 44 px; links inside a sentence are exempt, as in WCAG 2.5.8. */
const smallTargets = (page) => page.evaluate(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"]');
  // A radio button's target is its label, a tile's link covers the tile.
  const target = (element) => element.closest('.tile, label:has(input[type="radio"])') ?? element;
  return [...document.querySelectorAll('a, button, input, summary')].filter(shown).map(target)
    .filter((element) => !element.matches('.skip') && !element.closest('p:not(.sign-in__foot, .section)'))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
    .map(([element, { width, height }]) => `target ${Math.round(width)}x${Math.round(height)}: ${element.outerHTML.slice(0, 80)}`);
});

/** What is wider than the screen; and what lies beyond the edge at which a line begins, where nobody can scroll to. */
const sideways = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const over = scrollWidth - clientWidth;
  const scrolled = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || scrolled(element.parentElement));
  const cut = [...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, th, td, a, button, input, summary, label, code')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip, .visually-hidden'))
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 1 && (left < -0.5 || right > clientWidth + 0.5) && !scrolled(element.parentElement);
    });
  return [...over > 0 ? [`scrolls sideways by ${over} px`] : [], ...cut.map((element) => `cut off: ${element.outerHTML.slice(0, 80)}`)];
});

/** The whole page as a PNG. Packed quickly rather than small: that took most of a look's time. */
async function photograph(page, name) {
  const browser = await page.context().newCDPSession(page);
  try {
    const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
    const { data } = await browser.send('Page.captureScreenshot', {
      format: 'png', optimizeForSpeed: true, captureBeyondViewport: true, clip: { x: 0, y: 0, width, height, scale: 1 },
    });
    writeFileSync(join(pictures, `${name}.png`), data, 'base64');
  } finally {
    await browser.detach();
  }
}

/** Everything that is wrong with the page as it stands; takes its picture as `name`. */
export async function flaws(page, name) {
  // What fades in has its colours only at the end. What is drawn anew meanwhile takes its animation along: no error.
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((animation) => animation.effect.getTiming().iterations !== Infinity).map(({ finished }) => finished)));
  await photograph(page, name);
  return [...await violations(page), ...await smallTargets(page), ...await sideways(page)];
}

/** The control that leads on, as far as it is in view without scrolling. */
export const inView = (page, selector) => page.evaluate((selector) => {
  scrollTo(0, 0);
  const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}, selector);
