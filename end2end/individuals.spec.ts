import type { Page } from '@playwright/test';
import { expect, expectAccessible, signIn, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

async function create(page: Page, fields: Record<string, string>): Promise<void> {
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  for (const [field, value] of Object.entries(fields)) {
    await dialog.locator(`#field-${field}`).fill(value);
  }
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
}

test('mistakes are told beside their field as it is left, and nothing typed is lost', async ({ staff: page }) => {
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading')).toHaveText('Tạo khách hàng cá nhân');
  await expectAccessible(page);
  await dialog.locator('#field-email').fill('lan.example.vn');
  await dialog.locator('#field-email').blur();
  await expect(dialog.locator('#field-email-notes')).toContainText('E-mail chưa có dấu @');
  await dialog.locator('#field-phone').fill('0123 456 7890');
  await dialog.locator('#field-phone').blur();
  await expect(dialog.locator('#field-phone-notes .field__warning')).toBeVisible();
  await dialog.locator('button[type=submit]').click();
  await expect(dialog.locator('#field-name-notes .field__error')).toBeVisible();
  await expect(dialog.locator('#field-email')).toHaveValue('lan.example.vn');

  await page.keyboard.press('Escape');
  const leave = page.getByRole('dialog', { name: 'Đóng mà chưa lưu?' });
  await expect(leave).toBeVisible();
  await leave.getByRole('button', { name: 'Quay lại' }).click();
  await expect(dialog.locator('#field-email')).toHaveValue('lan.example.vn');
});

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('from a new record to search, filter, detail, correction, trash and back', async ({ staff: page }) => {
      const name = unique('Đặng Thị Ánh');
      await create(page, { name, email: 'anh@example.vn', phone: '0905 969 648', id_number: '079190123456' });
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
      await expectAccessible(page);

      await page.locator('#search').fill(name.replace('Đặng Thị Ánh', 'dang thi anh'));
      await expect(page.getByRole('option').filter({ hasText: name })).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\?q=dang/);
      await expect(page.locator('tbody tr')).toHaveCount(1);

      await page.goto('/customers/individuals');
      await page.locator('#filter-name').fill(name.split(' ').at(-1) ?? '');
      await page.locator('#filter-phone').fill('969648');
      await page.locator('#filter-phone').press('Enter');
      await expect(page).toHaveURL(/name=.*phone=969648/);
      await expect(page.locator('.chip')).toHaveCount(2);
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await page.reload();
      await expect(page.locator('#filter-phone')).toHaveValue('969648');
      await expect(page.locator('tbody tr')).toHaveCount(1);

      await page.locator('tbody').getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      await expect(page.getByText('•••••••••456').first()).toBeVisible();
      await expect(page.getByText('079190123456')).toHaveCount(0);
      await expectAccessible(page);

      await page.locator('.detail-head .button--primary').click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-note').fill('Thích phòng tầng cao');
      await dialog.locator('button[type=submit]').click();
      await expect(page.locator('.facts').getByText('Thích phòng tầng cao')).toBeVisible();
      await expect(page.locator('.timeline__entry').first()).toContainText('Thích phòng tầng cao');

      await page.locator('.detail-head__actions').getByRole('button').last().click();
      await page.getByRole('dialog').locator('.button--danger').click();
      await expect(page).toHaveURL(/\/customers\/individuals$/);
      await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
      await page.locator('.toast__action').last().click();
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
      await page.goto(`/customers/individuals?q=${encodeURIComponent(name)}`);
      await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
    });
  });
}

test('two people change one record: different fields are both kept, the same field asks', async ({ staff: page, context, console }) => {
  const name = unique('Lê Văn Bình');
  await create(page, { name, email: 'binh@example.vn' });
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  const other = await context.newPage();
  await other.goto(page.url());
  const open = async (tab: Page) => {
    await tab.locator('.detail-head .button--primary').click();
    await expect(tab.getByRole('dialog')).toBeVisible();
  };
  await open(page);
  await open(other);
  await other.locator('#field-phone').fill('0911 222 333');
  await other.locator('#field-address').fill('12 Lê Lợi');
  await other.getByRole('dialog').locator('button[type=submit]').click();
  await expect(other.getByRole('dialog')).toBeHidden();

  await page.locator('#field-note').fill('Ghi chú của tôi');
  await page.locator('#field-phone').fill('0911 222 444');
  await page.locator('.dialog__form button[type=submit]').click();
  console.expect(/status of 409/);
  const conflict = page.getByRole('dialog', { name: 'vừa' });
  await expect(conflict.getByText('091 122 23 33').or(conflict.getByText('0911 222 333'))).toBeVisible();
  await expectAccessible(page);
  await conflict.getByRole('radio').last().check();
  await conflict.locator('.button--primary').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.facts').getByText('Ghi chú của tôi')).toBeVisible();
  await expect(page.locator('.facts').getByText('12 Lê Lợi')).toBeVisible();
  await expect(page.locator('.facts a[href="tel:+84911222333"]')).toBeVisible();
});

test('an ended session asks to sign in again and keeps what was typed', async ({ staff: page, context, console }) => {
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const name = unique('Phạm Thu Hà');
  await page.locator('#field-name').fill(name);
  await page.locator('#field-email').fill('ha@example.vn');
  await context.clearCookies({ name: '__Host-sid' });
  await page.locator('.dialog__form button[type=submit]').click();
  console.expect(/status of 401/);
  const again = page.getByRole('dialog', { name: 'Đăng nhập' });
  await again.locator('input[type=password]').fill('con mèo nhà tôi thích trèo cây bưởi');
  await again.locator('button[type=submit]').click();
  await expect(again).toBeHidden();
  await expect(page.locator('#field-name')).toHaveValue(name);
  await page.locator('.dialog__form button[type=submit]').click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});

test('missing and out of reach look alike, and nobody gets in without signing in', async ({ page, installed, console }) => {
  await signIn(page);
  const missing = await page.goto('/customers/individuals/KH999999');
  expect(missing?.status()).toBe(404);
  console.expect(/status of 404/);
  await expectAccessible(page);
  await page.context().clearCookies();
  await page.goto('/customers/individuals');
  await expect(page).toHaveURL(/\/login/);
});
