import { expect, expectAccessible, test } from './fixtures/app';
import { ADMINISTRATOR, speak } from './fixtures/people';

test.describe.configure({ mode: 'serial' });

test('the first administrator is created with the printed code, and with no other', async ({ page, server, console }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await expectAccessible(page);
  await page.locator('#field-code').fill('AAAA-BBBB-CCCC-DDDD');
  await page.locator('#field-full_name').fill(ADMINISTRATOR.full_name);
  await page.locator('#field-email').fill(ADMINISTRATOR.email);
  await page.locator('#field-password').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page.getByText('Mã dùng một lần chưa đúng')).toBeVisible();
  console.expect(/status of 422/);

  await page.locator('#field-code').fill(server.setUpCode.toLowerCase());
  await page.locator('#field-password').fill('ngắn quá');
  await page.locator('button[type=submit]').click();
  await expect(page.locator('#field-password-notes .field__error')).toBeVisible();

  await page.locator('#field-password').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(ADMINISTRATOR.full_name);

  const again = await server.call('accounts/set_up', { form: { ...ADMINISTRATOR, code: server.setUpCode, language: 'vi' } });
  expect(again.status).toBe(404);
});

test('a wrong password says no more than that, and leads nowhere', async ({ page, console }) => {
  await page.goto('/customers/individuals?q=lan');
  await expect(page).toHaveURL(/\/login\?next=/);
  await expectAccessible(page);
  for (const email of [ADMINISTRATOR.email, 'nobody@example.vn']) {
    await page.locator('input[type=email]').fill(email);
    await page.locator('input[type=password]').fill('không phải mật khẩu này đâu');
    await page.locator('button[type=submit]').click();
    await expect(page.getByRole('alert')).toContainText('E-mail hoặc mật khẩu chưa đúng');
    await expect(page.locator('button[type=submit]')).toBeEnabled();
  }
  console.expect(/status of 422/);

  await page.locator('input[type=email]').fill(ADMINISTRATOR.email);
  await page.locator('input[type=password]').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page).toHaveURL(/\/customers\/individuals\?q=lan$/);
});

test('what is typed and pressed before the page has come to life is done afterwards', async ({ page }) => {
  let deliver = () => {};
  const delivered = new Promise<void>((resolve) => (deliver = resolve));
  await page.route('**/*_bg.wasm', async (route) => {
    await delivered;
    await route.continue();
  });
  await page.goto('/login', { waitUntil: 'commit' });
  await page.locator('input[type=email]').fill(ADMINISTRATOR.email);
  await page.locator('input[type=password]').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page).toHaveURL(/\/login$/);
  deliver();
  await expect(page.locator('.spine')).toBeVisible();
});

test('language, theme and password belong to the person; signing out ends the session', async ({ page }) => {
  await page.goto('/login');
  await page.locator('input[type=email]').fill(ADMINISTRATOR.email);
  await page.locator('input[type=password]').fill(ADMINISTRATOR.password);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('.spine')).toBeVisible();

  await speak(page, 'en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My account');
  await expectAccessible(page);
  await page.locator('#field-theme').selectOption('dark');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page);
  await speak(page, 'vi');

  await page.locator('summary[aria-label*="Trần Văn Hùng"]').click();
  await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto('/profile');
  await expect(page).toHaveURL(/\/login\?next=/);
});
