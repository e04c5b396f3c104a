import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, test } from './fixtures/people';
import { customers, sample } from './fixtures/samples';
import { PATIENCE, check, count, goOn, upload, write } from './fixtures/wizard';

test('a clean file: area, columns, check, update, result; a second time nothing changes', async ({ staff: page }) => {
  test.slow();
  await upload(page, sample('01_ca_nhan_sach.xlsx'));
  await expect(page.locator('#field-heading_row')).toHaveValue('1');
  await expect(page.locator('#field-from_row')).toHaveValue('2');
  await expect(page.locator('#field-to_row')).toHaveValue('201');
  await expect(page.locator('.preview__heading')).toContainText('Họ và tên');
  await expectAccessible(page);

  await page.locator('#field-from_row').fill('300');
  await goOn(page);
  await expect(page.locator('#field-to_row-notes .field__error')).toBeVisible();
  await page.locator('#field-from_row').fill('2');
  await goOn(page);

  await expect(page).toHaveURL(/step=columns/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.locator('.mapping tbody tr')).toHaveCount(11);
  await expect(page.locator('.mapping__guess')).toHaveCount(11);
  await expectAccessible(page);
  await page.getByLabel('Mục cho cột C').selectOption('name');
  await expect(page.locator('.mapping .field__error')).toHaveCount(2);
  await page.getByLabel('Mục cho cột C').selectOption('email');
  await expect(page.locator('.mapping .field__error')).toHaveCount(0);
  await page.reload({ waitUntil: 'networkidle' });
  await expect(page.getByLabel('Mục cho cột B')).toHaveValue('name');

  await goOn(page);
  await expect(page.locator('main .banner .button--primary')).toBeVisible(PATIENCE);
  await expect(count(page, 'created')).toHaveText('200');
  await expect(page.locator('tbody tr')).toHaveCount(100);
  await page.locator('.list__foot .button').click();
  await expect(page.locator('tbody tr')).toHaveCount(200);
  await expectAccessible(page);

  await write(page);
  await expect(page.locator('main .banner--good')).toContainText('Đã tạo 200');
  await expect(count(page, 'error')).toHaveText('0');
  await page.reload({ waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr').first()).toContainText('Trần Thanh Tuấn');
  await expectAccessible(page);
  await page.locator('tbody').getByRole('link', { name: 'Trần Thanh Tuấn' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Trần Thanh Tuấn');

  await upload(page, sample('01_ca_nhan_sach.xlsx'));
  await check(page);
  await expect(count(page, 'unchanged')).toHaveText('200');
  await expect(page.locator('main .banner .button--primary')).toBeDisabled();

  await page.goto('/import', { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr').first()).toContainText('01_ca_nhan_sach.xlsx');
  await expectAccessible(page);
});

test.describe('en', () => {
  test.use({ language: 'en' });

  test('a messy file: what is wrong is told by cell, and the refused rows come as a file', async ({ staff: page }) => {
    test.slow();
    await upload(page, sample('02_ca_nhan_lon_xon.xlsx'));
    await expect(page.locator('#field-heading_row')).toHaveValue('4');
    await page.locator('#field-to_row').fill('108');
    await goOn(page);
    await page.getByLabel('Field for column I').selectOption('address');
    await goOn(page);
    await expect(page.locator('main .banner .button--primary')).toBeVisible(PATIENCE);
    await expect(count(page, 'error')).toHaveText('28');

    const refused = page.locator('button.verdict').first();
    await expect(refused).toHaveAttribute('aria-expanded', 'false');
    await refused.click();
    await expect(refused).toHaveAttribute('aria-expanded', 'true');
    await expect(page.locator('.notes__item--error:visible').first()).toContainText(/Cell [A-Z]+\d+ · /);

    await page.locator('.tabs__item[href$="show=error"]').click();
    await expect(page).toHaveURL(/show=error/);
    await expect(page.locator('tbody tr')).toHaveCount(28);
    await expect(page.locator('.notes__item--error:visible').first()).toBeVisible();
    await expectAccessible(page);
    await page.locator('.tabs__item[href$="show=warned"]').click();
    await expect(page.locator('.notes__item--warning').first()).toBeVisible();

    await write(page);
    await expect(page.locator('main .banner')).toContainText('28 errors');
    const download = page.waitForEvent('download');
    await page.locator('a[href$="/refused"]').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
    expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe('PK');
  });
});

test('a file that is none is refused beside the place where it was chosen', async ({ staff: page }) => {
  await page.goto('/import', { waitUntil: 'networkidle' });
  await expectAccessible(page);
  const buffer = Buffer.from('%PDF-1.7 not a spreadsheet');
  await page.locator('input[type=file]').setInputFiles({ name: 'hợp đồng.xlsx', mimeType: 'application/pdf', buffer });
  await expect(page.locator('#upload-notes')).toContainText('Đây không phải tệp bảng tính');
  await expect(page.locator('tbody tr').first()).toContainText('hợp đồng.xlsx');
  await expectAccessible(page);
});

test('the template comes in the language of the person', async ({ staff: page }) => {
  await page.goto('/import', { waitUntil: 'networkidle' });
  const download = page.waitForEvent('download');
  await page.locator('a[href="/imports/template"]').click();
  expect((await download).suggestedFilename()).toBe('mau_nhap_khach_hang.xlsx');
});

test('a long import can be left, found again, paused, resumed and stopped', async ({ staff: page }) => {
  test.slow();
  await upload(page, customers('DAI', 20_000));
  await check(page);
  await page.locator('main .banner .button--primary').click();
  await expect(page).toHaveURL(/step=result/);
  await page.goto('/import', { waitUntil: 'networkidle' });
  await page.locator('tbody').getByRole('link', { name: 'DAI.csv' }).click();

  const act = (word: string) => page.locator('.buttons').getByRole('button', { name: word }).click();
  const dialog = page.getByRole('dialog');
  await act('Tạm dừng');
  await expect(page.locator('.progress__head')).toContainText('Đã tạm dừng');
  await page.reload({ waitUntil: 'networkidle' });
  await expectAccessible(page);
  await act('Dừng nhập');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await act('Chạy tiếp');
  await expect(page.locator('.progress__head')).toContainText(/Đang ghi|Đang chờ/);
  await act('Dừng nhập');
  await dialog.locator('.button--danger').click();
  await expect(page.locator('main .banner--warn')).toContainText('Đã hủy', PATIENCE);
  await expect(page.locator('.progress')).toHaveCount(0);
});

test('an import of nobody is not found', async ({ staff: page, console }) => {
  console.expect(/status of 404/);
  const answer = await page.goto('/import/00000000-0000-0000-0000-000000000000');
  expect(answer?.status()).toBe(404);
  await expect(page.locator('.error-page')).toBeVisible();
});
