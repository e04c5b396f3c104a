import type { Page } from '@playwright/test';
import { call, create, type Made, unique, valueOf } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: { saved: 'Đã đổi', undo: 'Hoàn tác', undone: 'đã trở lại như cũ', wrong: 'Số điện thoại chưa đúng', done: '2 đã xong', restored: '2 đã trở lại như cũ' },
  en: { saved: 'was changed', undo: 'Undo', undone: 'is as it was before', wrong: 'not a phone number', done: '2 done', restored: '2 back as before' },
};

/** Individuals with a word in common, and the list of them with these columns. */
async function several(page: Page, names: string[], columns = 'name,phone,job_title,customer_group,owner,created_at'): Promise<Made[]> {
  const word = unique('Ngô');
  const made: Made[] = [];
  for (const name of names) made.push(await create(page, { name: `${word} ${name}` }));
  await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}&sort=name&columns=${columns}`, { waitUntil: 'networkidle' });
  await expect(page.getByRole('grid')).toBeVisible();
  return made;
}

const row = (page: Page, at: number) => page.locator('.list tbody tr').nth(at);
/** Beside the name: the first column is 1. */
const cell = (page: Page, at: number, column: number) => row(page, at).locator('td:not(.cell--select)').nth(column - 1);
const editor = (page: Page) => page.locator('.editor');
const toast = (page: Page) => page.locator('.toast').last();

/** What Ctrl+V does with a text on the clipboard. */
const paste = (page: Page, text: string) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('cells are edited by keyboard alone, and put back', async ({ staff: page }) => {
      const [an] = await several(page, ['An', 'Bình']);
      await page.keyboard.press('j');
      await page.keyboard.press('ArrowRight');
      await expect(cell(page, 0, 1)).toBeFocused();
      await expectAccessible(page);
      await page.keyboard.press('F2');
      await expect(editor(page).locator('input')).toBeFocused();
      await page.keyboard.type('mười');
      await page.keyboard.press('Enter');
      await expect(editor(page).locator('.field__error')).toContainText(words.wrong);
      await expectAccessible(page);
      await editor(page).locator('input').fill('0905 969 648');
      await page.keyboard.press('Tab');
      // On to the next cell, without a way back to the mouse.
      await expect(editor(page).locator('input')).toBeFocused();
      await expect(cell(page, 0, 1)).toHaveText('090 596 96 48');
      await page.keyboard.type('Kế toán');
      await page.keyboard.press('Tab');
      await expect(editor(page).locator('select')).toBeFocused();
      await editor(page).locator('select').selectOption({ label: 'VIP' });
      await page.keyboard.press('Enter');
      await expect(editor(page)).toHaveCount(0);
      await expect(cell(page, 0, 3)).toHaveText('VIP');
      await expect(cell(page, 0, 3)).toBeFocused();
      expect(await valueOf(page, an!.code, 'phone')).toBe('+84905969648');
      expect(await valueOf(page, an!.code, 'job_title')).toBe('Kế toán');

      await expect(toast(page)).toContainText(words.saved);
      await toast(page).getByRole('button', { name: words.undo }).click();
      await expect(toast(page)).toContainText(words.undone);
      await expect(cell(page, 0, 3)).toHaveText('–');

      await cell(page, 0, 2).click();
      await page.keyboard.press('Enter');
      await page.keyboard.type('x');
      await page.keyboard.press('Escape');
      await expect(cell(page, 0, 2)).toHaveText('Kế toán');
      await expect(cell(page, 0, 2)).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await expect(cell(page, 1, 2)).toBeFocused();
      // The keys of the list are as they were.
      await page.keyboard.press('x');
      await expect(row(page, 1).getByRole('checkbox')).toBeChecked();
    });

    test('cells from a spreadsheet are checked, written as one act and taken back', async ({ staff: page }) => {
      const [an, binh] = await several(page, ['An', 'Bình']);
      await cell(page, 0, 1).click();
      // One value too many, a line break within quotes, a value that is none, and a column that nobody edits.
      await paste(page, '0905969648\t"Kế\r\ntoán"\tKhông có\r\n0912345678\tGiám đốc\tvip\t\t\tx\r\nzu\tviel\r\n');
      const dialog = page.getByRole('dialog');
      await expect(dialog.locator('.pasted')).toHaveCount(2);
      await expect(dialog.locator('.pasted').first()).toContainText('Không có');
      await expect(dialog.locator('.pasted').last()).toContainText('091 234 56 78');
      await expectAccessible(page);
      await dialog.locator('.button--primary').click();
      await expect(dialog.locator('.bulk__result')).toContainText(words.done);
      expect(await valueOf(page, an!.code, 'job_title')).toBe('Kế toán');
      expect(await valueOf(page, binh!.code, 'customer_group')).toBe('VIP');
      await expect(cell(page, 1, 1)).toHaveText('091 234 56 78');
      await dialog.getByRole('button', { name: words.undo }).click();
      await expect(dialog.locator('.bulk__result')).toContainText(words.restored);
      expect(await valueOf(page, an!.code, 'phone')).toBeUndefined();
      await page.keyboard.press('Escape');
      await expect(cell(page, 1, 1)).toHaveText('–');
    });
  });
}

test('a cell that somebody else has changed shows both values', async ({ staff: page, context, console }) => {
  console.expect(/status of 409/);
  const [an] = await several(page, ['An']);
  await cell(page, 0, 2).dblclick();
  await editor(page).locator('input').fill('Kế toán');
  const other = await context.newPage();
  await other.goto('/profile');
  await call(other, 'customers/change', {
    directory: 'individuals',
    id: an!.id,
    change: { version: 1, fields: { job_title: { was: null, becomes: 'Giám đốc' } }, without_email: true },
  });
  // The row is made anew under it, and what is typed stays.
  await expect(cell(page, 0, 2)).toHaveText('Giám đốc');
  await expect(editor(page).locator('input')).toHaveValue('Kế toán');
  await page.bringToFront();
  await editor(page).locator('input').press('Enter');
  await expect(editor(page).locator('.field__warning')).toContainText('Giám đốc');
  await expectAccessible(page);
  await editor(page).getByRole('button', { name: 'Lưu của tôi' }).click();
  await expect(editor(page)).toHaveCount(0);
  await expect(cell(page, 0, 2)).toHaveText('Kế toán');
});

test('a lost connection loses nothing that was typed', async ({ staff: page, context, console }) => {
  const [an] = await several(page, ['An']);
  await cell(page, 0, 2).dblclick();
  await editor(page).locator('input').fill('Kế toán');
  console.expect(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await context.setOffline(true);
  await editor(page).locator('input').press('Enter');
  await expect(editor(page).locator('.field__error')).toBeVisible();
  await expect(editor(page).locator('input')).toHaveValue('Kế toán');
  await context.setOffline(false);
  await editor(page).locator('input').press('Enter');
  await expect(editor(page)).toHaveCount(0);
  expect(await valueOf(page, an!.code, 'job_title')).toBe('Kế toán');
});

test('without a keyboard a cell has a pencil', { tag: '@touch' }, async ({ staff: page }) => {
  const [an] = await several(page, ['An']);
  await cell(page, 0, 2).click();
  await page.locator('.here').click();
  await editor(page).locator('input').fill('Kế toán');
  await editor(page).locator('.button--primary').click();
  await expect(editor(page)).toHaveCount(0);
  expect(await valueOf(page, an!.code, 'job_title')).toBe('Kế toán');
  await cell(page, 0, 5).click();
  await expect(page.locator('.here')).toHaveCount(0);
});

test('columns are as wide as somebody has made them', async ({ staff: page }) => {
  await several(page, ['An', 'Bình']);
  const heading = page.locator('thead th').nth(1);
  const width = async () => Math.round((await heading.boundingBox())!.width);
  const edge = (await heading.locator('.edge').boundingBox())!;
  const before = await width();
  await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height / 2);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width / 2 + 90, edge.y, { steps: 4 });
  const kept = page.waitForResponse(/customers\/widths/);
  await page.mouse.up();
  await kept;
  expect(Math.abs((await width()) - before - 90)).toBeLessThanOrEqual(2);
  const pulled = await width();
  await page.reload({ waitUntil: 'networkidle' });
  expect(await width()).toBe(pulled);
  await expectAccessible(page);

  await heading.locator('a').focus();
  const again = page.waitForResponse(/customers\/widths/);
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await again;
  expect(await width()).toBe(pulled - 16);
  await expect(page.locator('.list [role=status]').filter({ hasText: String(pulled - 16) })).toHaveCount(1);
  await heading.locator('.edge').dblclick();
  await expect.poll(width).toBeLessThan(pulled - 16);

  await page.getByRole('button', { name: 'Cột', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Độ rộng mặc định' }).click();
  await expect(page.locator('.list table[width]')).toHaveCount(0);
});
