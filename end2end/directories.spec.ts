import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

/** A mobile number that no other test uses. */
const phone = () => `0905 ${String(Math.floor(Math.random() * 900) + 100)} ${String(Math.floor(Math.random() * 900) + 100)}`;

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (const [field, value] of Object.entries(fields)) {
    await dialog.locator(`#field-${field}`).fill(value);
  }
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('a company in contact becomes a customer and keeps its history', async ({ staff: page }) => {
      const name = unique('Công ty Sông Hồng');
      await page.goto('/leads');
      await page.locator('.page__actions .button--primary').click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.locator('#field-gender')).toBeVisible();
      await dialog.getByRole('radio').nth(1).check();
      await expect(dialog.locator('#field-gender')).toBeHidden();
      await fill(page, { name, tax_code: '0314409058002', phone: phone() });
      await expectAccessible(page);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await page.locator('tbody').getByRole('link', { name, exact: true }).click();
      await expect(page).toHaveURL(/\/leads\/[0-9a-f-]{36}$/);
      const lead = page.url();
      await expect(page.getByText('0314409058-002').first()).toBeVisible();
      await expectAccessible(page);

      await page.locator('.detail-head__actions .button').nth(1).click();
      await page.getByRole('dialog').locator('.dialog__foot .button').last().click();
      await expect(page).toHaveURL(/\/customers\/organizations\/KH\d+$/);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      await page.goto(`${page.url()}?tab=history`);
      await expect(page.locator('.timeline__entry')).toHaveCount(2);

      await page.goto(lead);
      await expect(page).toHaveURL(/\/customers\/organizations\/KH\d+$/);
      await page.goto('/leads');
      await expect(page.locator('tbody').getByRole('link', { name, exact: true })).toHaveCount(0);
    });

    test('the search finds all kinds, or one, and says where else there are hits', async ({ staff: page }) => {
      const word = unique('Hoàng Hà').split(' ').at(-1) ?? '';
      await page.goto('/customers/organizations?new=1');
      await fill(page, { name: `Công ty ${word}`, email: `${word}@example.vn` });
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(page.getByRole('link', { name: `Công ty ${word}`, exact: true })).toBeVisible();
      await page.goto('/leads?new=1');
      await fill(page, { name: `Anh ${word}` });
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(page.getByRole('link', { name: `Anh ${word}`, exact: true })).toBeVisible();

      await page.goto('/');
      await expectAccessible(page);
      await page.locator('#home-search').fill(word);
      await expect(page.getByRole('option').filter({ hasText: word })).toHaveCount(0);
      await page.locator('.home__search select').selectOption('');
      await page.locator('#home-search').fill(`${word} `);
      await expect(page.getByRole('option').filter({ hasText: word })).toHaveCount(2);
      await page.locator('#home-search').press('Enter');
      await expect(page).toHaveURL(/\/customers\/organizations\?q=/);
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await page.locator('nav.chips').getByRole('link').click();
      await expect(page).toHaveURL(/\/leads\?q=/);
      await expect(page.locator('tbody').getByRole('link', { name: `Anh ${word}`, exact: true })).toBeVisible();
    });
  });
}

test('who may already be in the book is shown while typing, and no hindrance', async ({ staff: page }) => {
  const [name, number] = [unique('Trần Thị Mai'), phone()];
  await page.goto('/customers/individuals?new=1');
  await fill(page, { name, email: 'mai@example.vn', phone: number });
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();

  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  await fill(page, { name: 'Chị Mai', phone: number.replaceAll(' ', '') });
  await expect(dialog.locator('.alike').getByRole('link', { name })).toBeVisible();
  await expectAccessible(page);
  await fill(page, { email: `chi.mai.${Math.random().toString(36).slice(2, 8)}@example.vn` });
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
});

test('an address that names no list is no page', async ({ staff: page, console }) => {
  console.expect(/404/);
  const answer = await page.goto('/customers/leads');
  expect(answer?.status()).toBe(404);
});
