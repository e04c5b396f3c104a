import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

/** Leaves an individual without an owner. */
async function disown(page: Page, id: string, owner: string): Promise<void> {
  const change = { version: 1, fields: { owner: { was: owner, becomes: null } }, without_email: true };
  await call(page, 'customers/change', { directory: 'individuals', id, change });
}

const WORDS = {
  vi: { all: 'Tất cả', own: 'Tôi phụ trách', columns: 'Cột', note: 'Ghi chú', code: 'Mã khách hàng', save: 'Lưu', reset: 'Về mặc định' },
  en: { all: 'All', own: 'In my charge', columns: 'Columns', note: 'Note', code: 'Customer code', save: 'Save', reset: 'Back to default' },
};

const heads = (page: Page) => page.locator('thead th:not(.cell--actions)').allTextContents();

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('a scope shows the own customers, and stands in the address', async ({ staff: page }) => {
      const { owners } = await call<{ owners: { id: string }[] }>(page, 'customers/choices', { directory: 'individuals' });
      const word = unique('Phạm');
      const [mine, other] = [`${word} Của Tôi`, `${word} Không Ai`];
      await create(page, { name: mine });
      const { id } = await create(page, { name: other });
      await disown(page, id, owners[0]!.id);

      await page.goto('/customers/individuals');
      const tabs = page.locator('.page > .tabs');
      await expect(tabs.getByRole('link', { name: words.all })).toHaveAttribute('aria-current', 'page');
      await tabs.getByRole('link', { name: words.own }).click();
      await expect(page).toHaveURL(/\?scope=own$/);
      await expect(page.getByRole('link', { name: mine, exact: true })).toBeVisible();
      await expect(page.getByRole('link', { name: other, exact: true })).toHaveCount(0);
      await expectAccessible(page);

      // The filter goes with the scope, and clearing it leaves the scope.
      await page.locator('#filter-name').fill(word);
      await page.locator('#filter-name').press('Enter');
      await expect(page).toHaveURL(/scope=own&name=/);
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await page.reload();
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await tabs.getByRole('link', { name: words.all }).click();
      await expect(page.locator('tbody tr')).toHaveCount(2);
      await page.goBack();
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await page.locator('.filter-row__actions a').click();
      await expect(page).toHaveURL(/\?scope=own$/);
    });

    test('columns are chosen by keyboard, kept, exported, and put back', async ({ staff: page }) => {
      const name = unique('Đỗ Minh');
      await create(page, { name, note: 'Thích phòng tầng cao' });
      await page.goto(`/customers/individuals?name=${encodeURIComponent(name)}`, { waitUntil: 'networkidle' });
      const before = await heads(page);
      await page.getByRole('button', { name: words.columns, exact: true }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('checkbox').first()).toBeDisabled();
      await expectAccessible(page);

      const note = dialog.getByRole('checkbox', { name: words.note, exact: true });
      await note.focus();
      await page.keyboard.press('Space');
      await expect(note).toBeChecked();
      const up = dialog.locator('#column-note-up');
      await up.focus();
      while (await up.isEnabled()) {
        await page.keyboard.press('Enter');
        await expect(dialog.locator('[id^=column-note]:focus')).toHaveCount(1);
      }
      await expect(dialog.locator('#column-note-down')).toBeFocused();
      await expect(dialog.locator('.columns__item').nth(1)).toContainText(words.note);
      await expect(dialog.getByRole('status')).toContainText(words.note);
      await dialog.getByRole('checkbox', { name: words.code, exact: true }).press('Space');
      await dialog.getByRole('button', { name: words.save, exact: true }).press('Enter');
      await expect(dialog).toBeHidden();

      await expect(page.locator('thead th').nth(1)).toHaveText(words.note);
      expect(await heads(page)).toEqual([before[0], words.note, ...before.slice(1).filter((head) => head !== words.code)]);
      await expect(page.locator('tbody tr td:not(.cell--select)').first()).toHaveText('Thích phòng tầng cao');
      await page.reload({ waitUntil: 'networkidle' });
      await expect(page.locator('thead th').nth(1)).toHaveText(words.note);
      await page.locator('tbody').getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      await page.goBack();

      // What is seen is what is exported.
      await page.locator('.page__actions .button').first().click();
      await dialog.getByLabel('CSV').check();
      const download = page.waitForEvent('download');
      await dialog.locator('button[type=submit]').click();
      const csv = await readFile(await (await download).path(), 'utf8');
      const heading = csv.slice(1).split('\r\n')[0]!.replaceAll('"', '');
      expect(heading.split(/[,;]/)[1]).toBe(words.note);
      await dialog.locator('.dialog__foot .button').last().click();

      await page.getByRole('button', { name: words.columns, exact: true }).click();
      await dialog.getByRole('button', { name: words.reset }).click();
      await dialog.getByRole('button', { name: words.save, exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page.locator('thead th').nth(1)).toContainText(words.code);
      expect(await heads(page)).toEqual(before);
    });
  });
}

test('what is wrong in the filter row is marked beside it, and the rows stay', async ({ staff: page }) => {
  const word = unique('Mạc');
  await create(page, { name: `${word} Một` });
  await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
  await page.locator('#filter-created_at-from').fill('hôm kia');
  await page.locator('#filter-created_at-from').press('Enter');
  const notes = page.locator('#filter-created_at-notes');
  await expect(notes).toContainText('Ngày chưa đúng');
  await expect(page.locator('#filter-created_at-from')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expectAccessible(page);
  await page.locator('#filter-created_at-from').fill('01082020');
  await page.locator('#filter-created_at-from').press('Enter');
  await expect(page).toHaveURL(/created_at=01%2F08%2F2020\.\./);
  await expect(notes).toBeEmpty();
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('names are sorted by given name from their heading', async ({ staff: page }) => {
  const word = unique('Hàn');
  await create(page, { name: `${word} Xuân An` });
  await create(page, { name: `${word} An Xuân` });
  await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}&sort=name`, { waitUntil: 'networkidle' });
  await expect(page.locator('tbody th a').first()).toContainText('An Xuân');
  await page.locator('thead').getByRole('link', { name: 'Theo tên', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=given(_|%5F)name/);
  await expect(page.locator('tbody th a').first()).toContainText('Xuân An');
  await expect(page.locator('thead th.cell--key')).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.locator('thead').getByRole('link', { name: 'Theo họ tên', exact: true })).toBeVisible();
});

test('a row that is saved from its form keeps the focus', async ({ staff: page }) => {
  const word = unique('Bế');
  for (const name of ['Một', 'Hai', 'Ba']) await create(page, { name: `${word} ${name}` });
  await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
  const rows = page.locator('tbody tr');
  await rows.nth(1).locator('.row-actions button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-note').fill('Gọi lại');
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await expect(rows.nth(1).locator('.row-mark')).toContainText('Vừa được chỉnh sửa');
  await expect(rows.nth(1).locator('th a')).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(2).locator('th a')).toBeFocused();
});

test('a list that cannot be reached says so and is tried again', async ({ staff: page, console }) => {
  console.expect(/503|Failed to load/);
  const word = unique('Ông');
  await create(page, { name: `${word} Một` });
  await page.goto('/customers/teams', { waitUntil: 'networkidle' });
  await page.route('**/api/customers/list', (route) => route.fulfill({ status: 503, body: '' }));
  await page.route('**/api/customers/count', (route) => route.fulfill({ status: 503, body: '' }));
  await page.locator('a[href="/customers/organizations"]:visible').first().click();
  const again = page.locator('main').getByRole('button', { name: 'Thử lại' });
  await expect(again).toHaveCount(2);
  await page.unroute('**/api/customers/list');
  await page.unroute('**/api/customers/count');
  await again.last().click();
  await expect(page.locator('.list__count')).toContainText('khách hàng');
  await again.click();
  await expect(again).toHaveCount(0);
  await expect(page.locator('.list__scroll')).toBeVisible();
});

test('columns are dragged, each list has its own', async ({ staff: page }) => {
  await create(page, { name: unique('Vũ Hoa') });
  await page.goto('/customers/individuals', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Cột', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const item = (word: string) => dialog.locator('.columns__item').filter({ has: page.getByText(word, { exact: true }) });
  await item('E-mail').dragTo(item('Mã khách hàng'));
  await expect(dialog.locator('.columns__item').nth(1)).toContainText('E-mail');
  await dialog.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(page.locator('thead th').nth(1)).toContainText('E-mail');
  await call(page, 'customers/columns', { directory: 'individuals', columns: [] });
});
