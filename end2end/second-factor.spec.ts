import type { Page } from '@playwright/test';
import { ownServer } from './fixtures/app';
import { ADMINISTRATOR, expect, expectAccessible, test as base } from './fixtures/people';
import type { Server } from './fixtures/server';
import { totp } from './fixtures/totp';

// The administrator's second factor would be in the way of other tests. A function of its own: workers are shared by those
// whose fixtures are the same functions.
const test = base.extend<object, { server: Server }>({
  server: [async ({}, use) => ownServer({}, use), { scope: 'worker' }],
});

/** Shows anew who it is, if the page asks. */
async function confirm(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Xác nhận bạn là ai' });
  await dialog.locator('#field-confirm').fill(ADMINISTRATOR.password);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
}

/** Types e-mail and password. */
async function knock(page: Page): Promise<void> {
  await page.goto('/login');
  await page.locator('input[type=email]').fill(ADMINISTRATOR.email);
  await page.locator('#field-password').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
}

test('a second factor is set up, asked for and taken off', async ({ staff: page, browser, console }) => {
  test.slow();
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Bật xác thực hai bước' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bật xác thực hai bước' });
  await expect(dialog.locator('.enrolment__picture svg')).toBeVisible();
  await expectAccessible(page);
  const key = await dialog.locator('.enrolment__key').innerText();
  await dialog.locator('#field-code').fill('000000');
  console.expect(/status of 422/);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog.locator('#field-code-notes .field__error')).toContainText('Mã không đúng');
  const first = totp(key);
  await dialog.locator('#field-code').fill(first);
  await dialog.locator('button[type=submit]').click();
  const codes = dialog.locator('.recovery__codes li');
  await expect(codes).toHaveCount(10);
  const [one, two] = await codes.allInnerTexts();
  await dialog.getByRole('button', { name: 'Tôi đã cất các mã này' }).click();
  await expect(page.getByText('Đang bật. Còn 10 mã khôi phục.')).toBeVisible();

  // At the door: the password is not enough, a code is good once, a recovery code helps.
  const other = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await knock(other);
  await expect(other.locator('#field-code')).toBeVisible();
  await expectAccessible(other);
  await other.locator('#field-code').fill(first);
  await other.locator('button[type=submit]:visible').click();
  await expect(other.locator('#field-code-notes .field__error')).toContainText('Mã không đúng');
  await other.locator('#field-code').fill(one!);
  await other.locator('button[type=submit]:visible').click();
  await expect(other.locator('.spine')).toBeVisible();

  // The first browser is told of the other one, and sends it away.
  await page.goto('/profile');
  await expect(page.locator('.notice')).toContainText('thiết bị lạ');
  await expect(page.locator('main .banner--danger')).toContainText('Chrome');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Đúng là tôi' }).click();
  await expect(page.locator('main .banner--danger')).toHaveCount(0);
  await page.getByRole('button', { name: 'Đăng xuất thiết bị này' }).first().click();
  await expect(page.getByText('Đã đăng xuất thiết bị đó.')).toBeVisible();
  const refused = await other.request.get('/profile', { maxRedirects: 0 });
  expect(refused.headers().location).toContain('/login');
  await other.context().close();

  await page.getByRole('button', { name: 'Tắt', exact: true }).click();
  await page.getByRole('dialog').locator('.button--danger').click();
  await expect(page.getByText('Đã tắt xác thực hai bước.')).toBeVisible();
  expect(two).toMatch(/^[A-Z2-9]{5}-[A-Z2-9]{5}$/);
});

test('a role that asks for it leads through the set-up at the door', async ({ staff: page, browser }) => {
  test.slow();
  await page.goto('/config/roles/new');
  await page.locator('#field-name').fill('Kế toán trưởng');
  await page.getByRole('checkbox', { name: /Bắt buộc xác thực hai bước/ }).check();
  await page.locator('main form button[type=submit]').click();
  await expect(page).toHaveURL(/\/config\/roles$/);
  await page.goto('/config/users');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog', { name: 'Thêm người dùng' });
  await dialog.locator('#field-full_name').fill('Vũ Thị Yến');
  await dialog.locator('#field-email').fill('yen@example.vn');
  await dialog.getByLabel('Kế toán trưởng', { exact: true }).check();
  await dialog.locator('button[type=submit]').click();
  const address = await page.getByRole('dialog', { name: /Liên kết cho/ }).locator('input').inputValue();
  await page.getByRole('dialog', { name: /Liên kết cho/ }).locator('.button--primary').click();

  const yen = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await yen.goto(address);
  await yen.locator('#field-password').fill('vịt bơi ngược dòng sông Hương');
  await yen.locator('button[type=submit]').click();
  const key = await yen.locator('.enrolment__key').innerText();
  await expectAccessible(yen);
  await yen.locator('#field-code').fill(totp(key));
  await yen.locator('button[type=submit]').click();
  await expect(yen.locator('.recovery__codes li')).toHaveCount(10);
  await yen.getByRole('button', { name: 'Tôi đã cất các mã này' }).click();
  await expect(yen.locator('.spine')).toBeVisible();
  await yen.context().close();
});

test('a dangerous act asks anew who it is, and goes on', async ({ staff: page, console }) => {
  // Five minutes pass on the server alone: the answer says so, the next one is real.
  let asked = 0;
  await page.route('**/api/roles/create', async (route) => {
    asked += 1;
    if (asked === 1) {
      await route.fulfill({ status: 401, contentType: 'application/json', body: '{"error":"unconfirmed"}', headers: { serverfnerror: '/api/roles/create' } });
    } else {
      await route.continue();
    }
  });
  await page.goto('/config/roles/new');
  await page.locator('#field-name').fill('Sau khi xác nhận');
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByRole('dialog', { name: 'Xác nhận bạn là ai' })).toBeVisible();
  await expectAccessible(page);
  await confirm(page);
  await expect(page).toHaveURL(/\/config\/roles$/);
  await expect(page.getByRole('link', { name: 'Sau khi xác nhận', exact: true })).toBeVisible();
  expect(asked).toBe(2);
  console.expect(/status of 401/);
});
