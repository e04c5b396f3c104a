import type { Page } from '@playwright/test';
import { create, unique } from './fixtures/api';
import { expect, test } from './fixtures/people';

const LIST = '/customers/individuals';
/** Rows that a list holds at most. */
const HELD = 500;
const COUNT = 620;
/** So many are made at once. */
const AT_ONCE = 20;

const names = (page: Page) => page.locator('tbody th a').allTextContents();

/** Scrolls to an end of what is held, until this name stands there. */
async function scrollTo(page: Page, end: 'first' | 'last', name: string) {
  const area = page.locator('.list__scroll');
  const reached = async () => {
    await area.evaluate((it, end) => (it.scrollTop = end === 'first' ? 0 : it.scrollHeight), end);
    return (await names(page)).at(end === 'first' ? 0 : -1);
  };
  await expect.poll(reached, { timeout: 40_000 }).toBe(name);
}

test('a long list is scrolled through in both directions, and holds no more rows than it shows well', async ({ staff: page }) => {
  test.setTimeout(150_000);
  const word = unique('Cuộn');
  const name = (number: number) => `${word} ${String(number).padStart(4, '0')}`;
  const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => name(from + at));
  for (let at = 1; at <= COUNT; at += AT_ONCE) {
    await Promise.all(range(at, AT_ONCE).map((name) => create(page, { name })));
  }
  await page.goto(`${LIST}?name=${encodeURIComponent(word)}&sort=name`, { waitUntil: 'networkidle' });
  await expect(page.locator('.list__count')).toContainText(String(COUNT));

  await scrollTo(page, 'last', name(COUNT));
  const late = await names(page);
  expect(late.length).toBeLessThanOrEqual(HELD);
  expect(late.length).toBeGreaterThan(HELD / 2);
  expect(late).toEqual(range(COUNT - late.length + 1, late.length));

  await scrollTo(page, 'first', name(1));
  const early = await names(page);
  expect(early.length).toBeLessThanOrEqual(HELD);
  expect(early.length).toBeGreaterThan(HELD / 2);
  expect(early).toEqual(range(1, early.length));
});
