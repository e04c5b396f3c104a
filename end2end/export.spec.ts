import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

/** Creates an individual as the page does. */
async function create(page: Page, values: Record<string, string>): Promise<void> {
  const status = await page.evaluate(async (values) => {
    const body = JSON.stringify({ directory: 'individuals', key: crypto.randomUUID(), input: { values, without_email: true } });
    const headers = { 'Content-Type': 'application/json' };
    return (await fetch('/api/customers/create', { method: 'POST', headers, body })).status;
  }, values);
  expect(status).toBe(200);
}

const content = async (download: Download) => readFile(await download.path());

/** Opens the dialog over the list of those whose names contain a word. */
async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/customers/individuals?name=${encodeURIComponent(name)}`, { waitUntil: 'networkidle' });
  await page.locator('.page__actions .button').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

test('the filtered list as CSV: its rows, its columns, sensitive fields masked', async ({ staff: page }) => {
  const [wanted, other] = [unique('Đặng Thị Ánh'), unique('Lê Văn Bình')];
  await create(page, { name: wanted, phone: '0905969648', id_number: '079190123456', note: '=1+1' });
  await create(page, { name: other });
  await open(page, wanted);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Tất cả 1 dòng');
  await expectAccessible(page);
  await dialog.getByLabel('CSV').check();
  await dialog.getByLabel('Mọi mục').check();
  const download = page.waitForEvent('download');
  await dialog.locator('button[type=submit]').click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const text = (await content(file)).toString('utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  expect(text).toContain(wanted);
  expect(text).not.toContain(other);
  expect(text).not.toContain('079190123456');
  expect(text).toMatch(/'=1\+1/);
  await expect(dialog.locator('.banner--good')).toContainText(file.suggestedFilename());
  await expectAccessible(page);

  await dialog.locator('.dialog__foot .button').last().click();
  await page.locator('.page__actions .button').first().click();
  await expect(dialog.locator('.files__item').first()).toContainText(file.suggestedFilename());
});

test.describe('en', () => {
  test.use({ language: 'en' });

  test('a workbook with sensitive fields in full wants a reason', async ({ staff: page }) => {
    const name = unique('Phạm Thu Hà');
    await create(page, { name, id_number: '079190123456' });
    await open(page, name);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('checkbox')).toHaveCount(0);
    await dialog.getByLabel('All fields').check();
    await dialog.getByRole('checkbox').check();
    await dialog.locator('button[type=submit]').click();
    await expect(dialog.locator('#field-export-reason-notes .field__error')).toBeVisible();
    await expectAccessible(page);
    await dialog.locator('#field-export-reason').fill('Residence notification');
    const download = page.waitForEvent('download');
    await dialog.locator('button[type=submit]').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
    expect((await content(file)).subarray(0, 2).toString()).toBe('PK');
  });
});

test('a file is for the one who asked for it alone', async ({ staff: page, browser, server }) => {
  await create(page, { name: unique('Ngô Đức Cường') });
  await open(page, 'Cường');
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').locator('button[type=submit]').click();
  const address = (await download).url();
  const stranger = await browser.newContext();
  const answer = await stranger.request.get(address.replace(/^.*\/exports/, `${server.origin}/exports`));
  expect(answer.status()).toBe(401);
  await stranger.close();
});
