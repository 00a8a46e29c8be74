// What every state of every page has to stand: axe, no sideways scroll, targets big enough, and a picture to look at.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';

const pictures = resolve(dirname(fileURLToPath(import.meta.url)), '../../screenshots');
mkdirSync(pictures, { recursive: true });

/** Lines for what axe finds; the standards and its own best practices. */
async function violations(page) {
  // Evaluated by the debugger, so the page's Content-Security-Policy stays as strict as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  assert(found.passes.length > 10, 'axe looked at the page');
  return found.violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
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

const sideways = async (page) => {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return over > 0 ? [`scrolls sideways by ${over} px`] : [];
};

/** Everything that is wrong with the page as it stands; takes its picture as `name`. */
export async function flaws(page, name) {
  // What fades in has its colours only at the end. What is drawn anew meanwhile takes its animation along: no error.
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((animation) => animation.effect.getTiming().iterations !== Infinity).map(({ finished }) => finished)));
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  return [...await violations(page), ...await smallTargets(page), ...await sideways(page)];
}

/** The control that leads on, as far as it is in view without scrolling. */
export const inView = (page, selector) => page.evaluate((selector) => {
  scrollTo(0, 0);
  const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}, selector);
