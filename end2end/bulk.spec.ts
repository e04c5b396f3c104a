import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { create, type Made, unique, valueOf } from './fixtures/api';
import { test as withColleague, grant } from './fixtures/colleague';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    selected: (count: number) => `Đã chọn ${count} khách hàng`,
    but: 'trừ 1',
    all: (count: number) => `Chọn tất cả ${count} khách hàng khớp bộ lọc`,
    stage: 'Giai đoạn hành trình',
    purchase: 'Mua hàng',
    done: (count: number) => `${count} đã xong`,
    restored: (count: number) => `${count} đã trở lại như cũ`,
    undo: 'Hoàn tác',
    close: 'Đóng',
    remove: 'Xóa',
    addTag: 'Thêm thẻ',
  },
  en: {
    selected: (count: number) => `${count} customers selected`,
    but: 'except 1',
    all: (count: number) => `Select all ${count} customers that fit the filter`,
    stage: 'Journey stage',
    purchase: 'Purchase',
    done: (count: number) => `${count} done`,
    restored: (count: number) => `${count} back as before`,
    undo: 'Undo',
    close: 'Close',
    remove: 'Delete',
    addTag: 'Add a tag',
  },
};

/** Individuals with a word in common, which is what the list is filtered by. */
async function several(page: Page, count: number): Promise<{ word: string; made: Made[] }> {
  const word = unique('Phan');
  const made = [];
  for (let number = 1; number <= count; number++) {
    made.push(await create(page, { name: `${word} ${number}` }));
  }
  return { word, made };
}

const open = (page: Page, word: string) =>
  page.goto(`/customers/individuals?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
const boxes = (page: Page) => page.locator('tbody .cell--select input');
const bar = (page: Page) => page.locator('.bulk');

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('rows are chosen, set to a value, and put back', async ({ staff: page }) => {
      const { word, made } = await several(page, 4);
      await open(page, word);
      await expect(bar(page)).toHaveCount(0);
      await boxes(page).nth(0).check();
      await boxes(page).nth(2).click({ modifiers: ['Shift'] });
      await expect(bar(page)).toContainText(words.selected(3));
      await expect(page.locator('tbody tr[aria-selected=true]')).toHaveCount(3);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(bar(page)).toHaveCount(0);

      await page.locator('thead .cell--select input').check();
      await expect(bar(page)).toContainText(words.selected(4));
      await bar(page).getByRole('button', { name: words.stage }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field__error')).toBeVisible();
      await dialog.locator('select').selectOption({ label: words.purchase });
      await expectAccessible(page);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(bar(page).locator('.bulk__result')).toContainText(words.done(4));
      await expect(boxes(page).nth(0)).not.toBeChecked();
      expect(await valueOf(page, made[0]!.code, 'journey_stage')).toBe('purchase');
      await expectAccessible(page);

      await bar(page).getByRole('button', { name: words.undo }).click();
      await expect(bar(page).locator('.bulk__result')).toContainText(words.restored(4));
      expect(await valueOf(page, made[0]!.code, 'journey_stage')).toBeUndefined();
      await bar(page).getByRole('button', { name: words.close }).click();
      await expect(bar(page)).toHaveCount(0);
    });

    test('chosen customers go to the trash together and come back', async ({ staff: page }) => {
      const { word } = await several(page, 3);
      await open(page, word);
      await boxes(page).nth(0).check();
      await boxes(page).nth(1).check();
      await bar(page).getByRole('button', { name: words.remove, exact: true }).click();
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(bar(page).locator('.bulk__result')).toContainText(words.done(2));
      await expect(boxes(page)).toHaveCount(1);
      await bar(page).getByRole('button', { name: words.undo }).click();
      await expect(boxes(page)).toHaveCount(3);
    });

    test('all that match get a tag, also those that are not shown', async ({ staff: page }) => {
      test.slow();
      const { word } = await several(page, 53);
      await open(page, word);
      await page.locator('thead .cell--select input').check();
      await bar(page).getByRole('button', { name: words.all(53) }).click();
      await expect(bar(page).locator('.bulk__count')).toContainText('53');
      // One is left out; the others stay chosen, also those that are not shown.
      await boxes(page).nth(1).uncheck();
      await expect(bar(page).locator('.bulk__count')).toContainText(words.but);
      await expect(boxes(page).nth(0)).toBeChecked();
      await bar(page).getByRole('button', { name: words.addTag }).click();
      const tag = unique('VIP');
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-bulk-tag').fill(tag);
      await expectAccessible(page);
      await dialog.locator('button[type=submit]').click();
      await expect(bar(page).locator('.bulk__result')).toContainText(words.done(52));
      await page.goto(`/customers/individuals?tags=${encodeURIComponent(tag.toUpperCase())}`);
      await expect(page.locator('.list__count')).toContainText('52');
    });
  });
}

test('the chosen rows alone are exported', async ({ staff: page }) => {
  const { word } = await several(page, 3);
  await open(page, word);
  await boxes(page).nth(1).check();
  await bar(page).getByRole('button', { name: 'Xuất Excel' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 dòng đã chọn');
  await dialog.getByLabel('CSV').check();
  const download = page.waitForEvent('download');
  await dialog.locator('button[type=submit]').click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv.trim().split('\r\n')).toHaveLength(2);
});

test('an act goes on while its page is reloaded', async ({ staff: page }) => {
  const { word, made } = await several(page, 2);
  await open(page, word);
  await page.locator('thead .cell--select input').check();
  await bar(page).getByRole('button', { name: 'Giai đoạn hành trình' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('select').selectOption({ label: 'Mua hàng' });
  const begun = page.waitForResponse(/bulk\/change/);
  await dialog.locator('button[type=submit]').click();
  await begun;
  await page.reload();
  await expect.poll(() => valueOf(page, made[1]!.code, 'journey_stage')).toBe('purchase');
});

withColleague('what somebody may not do is counted, with the reason', async ({ staff, colleague }) => {
  const { word } = await several(staff, 2);
  await colleague.confirm();
  await colleague.set(grant('view', 'individuals'), grant('create', 'individuals'), grant('edit', 'individuals', 'own'));
  const page = await colleague.open('/');
  await create(page, { name: `${word} 3` });
  await open(page, word);
  await page.locator('thead .cell--select input').check();
  await expect(bar(page).getByRole('button', { name: 'Xóa', exact: true })).toHaveCount(0);
  await bar(page).getByRole('button', { name: 'Giai đoạn hành trình' }).click();
  await page.getByRole('dialog').locator('select').selectOption({ label: 'Mua hàng' });
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await expect(bar(page).locator('.bulk__result')).toContainText('1 đã xong, 2 không được phép');
  await expect(bar(page).locator('.bulk__reasons')).toContainText('2 – Bạn không có quyền');
});
