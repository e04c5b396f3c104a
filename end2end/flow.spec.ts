import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ownServer } from './fixtures/app';
import { ADMINISTRATOR, expect, expectAccessible, signIn, speak, test as base } from './fixtures/people';
import { sample } from './fixtures/samples';
import type { Server } from './fixtures/server';
import { check, count, upload, write } from './fixtures/wizard';

/** A server that nobody has set up. */
const test = base.extend<object, { server: Server }>({
  server: [ownServer, { scope: 'worker' }],
});

test.describe.configure({ mode: 'serial' });

/** Somebody of the file, with a part of the name as it is typed in a hurry. */
type Person = { name: string; typed: string; code: string };

/** From a spreadsheet to a person who is found, corrected and exported. */
async function fromFileToFile(page: Page, file: string, created: number, { name, typed, code }: Person): Promise<void> {
  await upload(page, sample(file));
  await check(page);
  await expect(count(page, 'created')).toHaveText(String(created));
  await write(page);
  await expectAccessible(page);

  await page.locator('#search').pressSequentially(typed);
  await expect(page.getByRole('option').filter({ hasText: code })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/customers\/individuals\?q=/);
  await expect(page.locator('tbody').getByRole('link', { name, exact: true })).toBeVisible();

  await page.locator('a[href="/customers/individuals"]').first().click();
  await page.locator('#filter-name').fill(typed);
  await page.locator('#filter-name').press('Enter');
  await expect(page.locator('.chip')).toHaveCount(1);
  await page.locator('tbody tr').filter({ hasText: code }).getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  await page.locator('.detail-head .button--primary').click();
  await page.getByRole('dialog').locator('#field-note').fill('Gọi lại sau 17 giờ');
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await expect(page.locator('.facts').getByText('Gọi lại sau 17 giờ')).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/customers/individuals?q=${encodeURIComponent(typed)}`, { waitUntil: 'networkidle' });
  await page.locator('.page__actions .button').first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').locator('button[type=submit]').click();
  const exported = await readFile(await (await download).path());
  expect(exported.subarray(0, 2).toString()).toBe('PK');
}

test('vi: the first administrator, a file, a person found, corrected, exported', async ({ page, server }) => {
  test.slow();
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await page.locator('#field-code').fill(server.setUpCode);
  await page.locator('#field-full_name').fill(ADMINISTRATOR.full_name);
  await page.locator('#field-email').fill(ADMINISTRATOR.email);
  await page.locator('#field-password').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(ADMINISTRATOR.full_name);
  const person = { name: 'Trần Thanh Tuấn', typed: 'tran thanh tuan', code: 'KH0001' };
  await fromFileToFile(page, '01_ca_nhan_sach.xlsx', 200, person);
});

test('en: a file, a person found, corrected, exported', async ({ page }) => {
  test.slow();
  await signIn(page);
  await speak(page, 'en');
  const person = { name: 'Phan Quốc Đạt', typed: 'phan quoc dat', code: 'EN002' };
  await fromFileToFile(page, '09_english.xlsx', 95, person);
});
