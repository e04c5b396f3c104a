import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

const phone = () => `09${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;

type Made = { id: string; code: string };

/** Calls a server function as the person of the page. */
async function call(page: Page, name: string, data: unknown) {
  const answer = await page.request.post(`/api/${name}`, { data });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

async function create(page: Page, directory: string, values: Record<string, string>): Promise<Made> {
  const input = { kind: 'individual', values, without_email: true };
  return call(page, 'customers/create', { directory, key: crypto.randomUUID(), input });
}

async function open(page: Page, address: string) {
  await page.goto(address, { waitUntil: 'networkidle' });
}

const words = {
  vi: {
    action: 'Gộp hồ sơ trùng',
    merge: 'Gộp',
    keep: 'Giữ',
    unmerge: 'Tách ra',
    restore: 'Khôi phục',
    convert: 'Chuyển và gộp với',
    scan: /Quét (danh sách|lại)/,
    apart: 'Không phải trùng',
    with: 'Gộp với',
  },
  en: {
    action: 'Merge duplicate',
    merge: 'Merge',
    keep: 'Keep',
    unmerge: 'Unmerge',
    restore: 'Restore',
    convert: 'Convert and merge with',
    scan: /Scan (the list|again)/,
    apart: 'Not a duplicate',
    with: 'Merge with',
  },
};

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const word = words[language];

    test('two records become one by keyboard, and two again', async ({ staff: page }) => {
      const [hoa, other] = [unique('Lê Hoa'), unique('Lê Thị Hoa')];
      const stays = await create(page, 'individuals', { name: hoa, job_title: 'Kế toán' });
      const goes = await create(page, 'individuals', { name: other, job_title: 'Giám đốc', nationality: 'Việt Nam' });
      await open(page, `/customers/individuals/${stays.code}`);
      await page.getByRole('button', { name: word.action }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-merge-with').fill(other);
      await expect(page.getByRole('option').filter({ hasText: goes.code })).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');

      await expect(dialog.locator('input[name=merge-stays]')).toHaveCount(2);
      await expectAccessible(page);
      const title = dialog.locator('input[name=merge-job_title]');
      await expect(title.first()).toBeChecked();
      // What only the other one has is kept.
      await expect(dialog.locator('input[name=merge-nationality]').last()).toBeChecked();
      await title.first().focus();
      await page.keyboard.press('ArrowDown');
      await expect(title.last()).toBeChecked();
      await dialog.getByRole('button', { name: word.merge, exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page.locator('.facts').getByText('Giám đốc')).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(hoa);

      // The other address leads to the record that stays.
      await open(page, `/customers/individuals/${goes.code}`);
      await expect(page).toHaveURL(new RegExp(`/customers/individuals/${stays.code}$`));
      await open(page, `/customers/individuals/${stays.code}?tab=history`);
      const entry = page.locator('.timeline__entry').filter({ hasText: goes.code }).filter({ hasText: other });
      await entry.getByRole('button', { name: word.unmerge }).click();
      await expectAccessible(page);
      await page.getByRole('dialog').getByRole('button', { name: word.unmerge }).click();
      await expect(page.locator('.facts').getByText('Kế toán')).toBeVisible();
      await open(page, `/customers/individuals/${goes.code}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(other);
    });

    test('lookalikes are offered, and the notice leads back', async ({ staff: page }) => {
      const number = phone();
      const [hoa, other] = [unique('Lê Hoa'), unique('Trần Hoa')];
      const stays = await create(page, 'individuals', { name: hoa, phone: number });
      const goes = await create(page, 'individuals', { name: other, phone: number });
      await open(page, `/customers/individuals/${stays.code}`);
      await page.getByRole('button', { name: `${word.with} ${other}` }).click();
      const dialog = page.getByRole('dialog');
      // The other one stays.
      await dialog.locator('input[name=merge-stays]').last().check();
      await dialog.getByRole('button', { name: word.merge, exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`/customers/individuals/${goes.code}$`));
      const answered = page.waitForResponse(/customers\/unmerge/);
      await page.locator('.toast').getByRole('button', { name: word.unmerge }).click();
      await answered;
      await open(page, `/customers/individuals/${stays.code}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(hoa);
    });

    test('an old value comes back', async ({ staff: page, console }) => {
      const made = await create(page, 'individuals', { name: unique('Lê Hoa'), job_title: 'Kế toán' });
      const change = (becomes: string, was: string, version: number) =>
        call(page, 'customers/change', {
          directory: 'individuals',
          id: made.id,
          change: { version, fields: { job_title: { was, becomes } }, without_email: true },
        });
      await change('Giám đốc', 'Kế toán', 1);
      await open(page, `/customers/individuals/${made.code}?tab=history`);
      const back = page.getByRole('button', { name: /Kế toán/ });
      await expectAccessible(page);
      await back.click();
      await expect(page.locator('.facts').getByText('Kế toán')).toBeVisible();
      // Somebody else is faster.
      const later = page.getByRole('button', { name: /Giám đốc/ });
      await expect(later).toBeVisible();
      await change('Trưởng phòng', 'Kế toán', 3);
      console.expect(/status of 409/);
      await later.click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByText('Trưởng phòng')).toBeVisible();
      await dialog.locator('button.button--primary').click();
      await expect(page.locator('.facts').getByText('Giám đốc')).toBeVisible();
    });

    test('a lead that is a customer already', async ({ staff: page }) => {
      const number = phone();
      const [known, name] = [unique('Lê Hoa'), unique('Hoa')];
      await create(page, 'individuals', { name: known, phone: number });
      const lead = await create(page, 'leads', { name, phone: number });
      await open(page, `/leads/${lead.code}`);
      await page.locator('.detail-head__actions .button').nth(1).click();
      await page.getByRole('dialog').getByRole('button', { name: `${word.convert} ${known}` }).click();
      await expect(page).toHaveURL(/\/customers\/individuals\/KH\d+$/);
      await expect(page.getByRole('dialog').locator('input[name=merge-stays]')).toHaveCount(2);
    });

    test('a list is scanned for duplicates', async ({ staff: page }) => {
      const number = phone();
      const [hoa, other] = [unique('Lê Hoa'), unique('Trần Hoa')];
      await create(page, 'individuals', { name: hoa, phone: number });
      await create(page, 'individuals', { name: other, phone: number });
      await open(page, '/duplicates?list=individuals');
      await page.getByRole('button', { name: word.scan }).click();
      const group = page.locator('section.facts').filter({ hasText: hoa });
      await expect(group.getByRole('link', { name: other })).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page);
      await expect(group.getByRole('link', { name: `${word.with} ${hoa}` })).toBeVisible();
      await group.getByRole('button', { name: word.apart }).click();
      await expect(group).toBeHidden();
      await open(page, '/duplicates?list=individuals');
      await expect(page.getByRole('link', { name: hoa })).toHaveCount(0);
    });
  });
}
