import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, signIn, test } from './fixtures/people';

const PASSWORD = 'vịt bơi ngược dòng sông Hương';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;
const mail = (name: string) => `${name.replace(/[^a-z0-9]/gi, '')}@example.vn`.toLowerCase();

/** A role that views and exports individuals, made through the form. */
async function makeRole(page: Page, name: string): Promise<void> {
  await page.goto('/config/roles/new');
  await page.locator('#field-name').fill(name);
  await page.getByRole('combobox', { name: 'Xem – Khách hàng cá nhân' }).selectOption('all');
  await page.getByRole('combobox', { name: 'Xuất Excel – Khách hàng cá nhân' }).selectOption('all');
  await page.locator('main form button[type=submit]').click();
  await expect(page).toHaveURL(/\/config\/roles$/);
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
}

/** Somebody with that role, let in by a link; gives the link. */
async function invite(page: Page, name: string, role: string): Promise<string> {
  await page.goto('/config/users');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog', { name: 'Thêm người dùng' });
  await dialog.locator('#field-full_name').fill(name);
  await dialog.locator('#field-email').fill(mail(name));
  await dialog.getByLabel(role, { exact: true }).check();
  await expect(dialog.locator('.effects')).toContainText('Xem, Xuất Excel – Khách hàng cá nhân');
  await dialog.locator('button[type=submit]').click();
  const link = page.getByRole('dialog', { name: `Liên kết cho ${name}` });
  const address = await link.locator('input').inputValue();
  await link.locator('.button--primary').click();
  return address;
}

/** The invited person in a browser of their own. */
async function accept(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await page.goto(address);
  await page.locator('#field-password').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('.spine')).toBeVisible();
  return page;
}

test('a role, an invitation, rights given and taken, a block', async ({ staff: page, browser, console }) => {
  test.slow();
  const role = unique('Lễ tân');
  await makeRole(page, role);
  const name = unique('Phạm Thị Lan');
  const address = await invite(page, name, role);
  const lan = await accept(browser, address);

  await lan.goto('/customers/individuals');
  await expect(lan.getByRole('button', { name: 'Xuất Excel' })).toBeVisible();
  await expect(lan.locator('.spine').getByText('Người dùng')).toHaveCount(0);

  // The matrix says where each right comes from, and what a change does before it is saved.
  await page.goto('/config/users');
  await expectAccessible(page);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Cấp quyền cho ${name}`);
  await expectAccessible(page);
  const exports = page.getByRole('combobox', { name: 'Xuất Excel – Khách hàng cá nhân' });
  await expect(exports).toHaveAttribute('title', `Từ vai trò: ${role}`);
  await exports.selectOption('taken');
  await expect(page.locator('.effects__turns')).toContainText('Xuất Excel – Khách hàng cá nhân: mất');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(page.getByText(`Đã lưu quyền của ${name}`)).toBeVisible();
  await expect(exports).toHaveAttribute('data-state', 'taken');

  await expect(lan.getByRole('button', { name: 'Xuất Excel' })).toHaveCount(0);

  // What is taken from the role is taken from everybody who has it.
  await page.goto('/config/roles');
  await page.getByRole('link', { name: role, exact: true }).click();
  await page.getByRole('combobox', { name: 'Xem – Khách hàng cá nhân' }).selectOption('');
  await expect(page.locator('.effects__name')).toContainText(name);
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByText('Có hiệu lực ngay').last()).toBeVisible();
  // The tab follows by itself, so it is not sent anywhere; its next request is asked beside it.
  const refused = await lan.request.get('/customers/individuals');
  expect(refused.status()).toBe(403);
  await expect(lan.locator('.error-page__code')).toHaveText('403');

  // Blocked: out at once.
  await page.goto('/config/users');
  await page.getByRole('button', { name: `Khóa ${name}`, exact: true }).click();
  await page.getByRole('dialog').locator('.button--danger').click();
  await expect(page.getByRole('button', { name: `Mở khóa ${name}`, exact: true })).toBeVisible();
  await expect(lan).toHaveURL(/\/login/);
  await lan.context().close();

  // A link is good once.
  const again = await (await browser.newContext()).newPage();
  await again.goto(address);
  await again.locator('#field-password').fill(PASSWORD);
  await again.locator('button[type=submit]').click();
  await expect(again.getByRole('heading', { level: 1 })).toHaveText('Liên kết không còn dùng được');
  await again.context().close();
});

test('an open tab follows: a button, the page, the door', async ({ staff: page, browser, console }) => {
  test.slow();
  const role = unique('Trực quầy');
  await makeRole(page, role);
  const name = unique('Mai Thị Cúc');
  const cuc = await accept(browser, await invite(page, name, role));
  await cuc.goto('/customers/individuals');
  await expect(cuc.getByRole('button', { name: 'Xuất Excel' })).toBeVisible();

  /** Sets one cell of the person over the roles. */
  const set = async (cell: string, choice: string) => {
    await page.goto('/config/users');
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('combobox', { name: cell }).selectOption(choice);
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await expect(page.getByText(`Đã lưu quyền của ${name}`)).toBeVisible();
  };
  await set('Xuất Excel – Khách hàng cá nhân', 'taken');
  await expect(cuc.getByRole('button', { name: 'Xuất Excel' })).toHaveCount(0);
  await set('Tạo – Khách hàng cá nhân', 'all');
  await expect(cuc.locator('.page__actions .button--primary')).toBeVisible();

  // What is being filled in stays until the dialog closes; then the page is the one of the new rights.
  await cuc.locator('.page__actions .button--primary').click();
  await cuc.locator('#field-name').fill('Đang nhập dở');
  await set('Xuất Excel – Khách hàng cá nhân', '');
  await expect(page.getByRole('combobox', { name: 'Xuất Excel – Khách hàng cá nhân' })).toHaveAttribute('data-state', 'granted');
  await expect(cuc.locator('#field-name')).toHaveValue('Đang nhập dở');
  await cuc.getByRole('dialog').locator('.dialog__foot .button').first().click();
  await cuc.getByRole('dialog', { name: 'Đóng mà chưa lưu?' }).locator('.button--danger').click();
  await expect(cuc.getByRole('button', { name: 'Xuất Excel' })).toBeVisible();

  await set('Xem – Khách hàng cá nhân', 'taken');
  await expect(cuc.locator('.error-page__code')).toHaveText('403');
  await expect(cuc.locator('.spine').getByText('Cá nhân')).toHaveCount(0);

  await page.goto('/config/users');
  await page.getByRole('button', { name: `Khóa ${name}`, exact: true }).click();
  await page.getByRole('dialog').locator('.button--danger').click();
  await expect(cuc).toHaveURL(/\/login\?reason=blocked/);
  await expect(cuc.getByRole('alert')).toContainText('Tài khoản đang bị khóa');
  await cuc.context().close();
});

test('a first password is changed before anybody gets in', async ({ staff: page, browser, console }) => {
  const name = unique('Võ Minh');
  await page.goto('/config/users');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog', { name: 'Thêm người dùng' });
  await dialog.locator('button[type=submit]').click();
  console.expect(/status of 422/);
  await expect(dialog.locator('#field-full_name-notes .field__error')).toBeVisible();
  await expectAccessible(page);
  await dialog.locator('#field-full_name').fill(name);
  await dialog.locator('#field-email').fill(mail(name));
  await dialog.getByLabel('Mật khẩu ban đầu, phải đổi khi đăng nhập').check();
  await dialog.locator('#field-password').fill('một câu tạm thời khá dài');
  await dialog.locator('button[type=submit]').click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();

  const minh = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await minh.goto('/login');
  await minh.locator('input[type=email]').fill(mail(name));
  await minh.locator('#field-password').fill('một câu tạm thời khá dài');
  await minh.locator('button[type=submit]').click();
  await minh.locator('#field-new').fill(PASSWORD);
  await minh.locator('button[type=submit]').click();
  await expect(minh.locator('.spine')).toBeVisible();
  await minh.context().close();
});

test('a deleted account hands its customers over', async ({ staff: page, browser }) => {
  test.slow();
  const role = unique('Kinh doanh');
  await makeRole(page, role);
  const name = unique('Đỗ Thị Hà');
  const ha = await accept(browser, await invite(page, name, role));
  await ha.context().close();
  const customer = unique('Khách của Hà');
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const form = page.getByRole('dialog');
  await form.locator('#field-name').fill(customer);
  await form.locator('#field-email').fill('khach@example.vn');
  await form.locator('#field-owner').selectOption({ label: name });
  await form.locator('button[type=submit]').click();
  await expect(form).toBeHidden();

  await page.goto('/config/users');
  await page.getByRole('button', { name: `Xóa ${name}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Xóa tài khoản của ${name}?` });
  await dialog.locator('#field-successor').selectOption({ label: 'Trần Văn Hùng' });
  await dialog.locator('.button--danger').click();
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  await page.goto(`/customers/individuals?q=${encodeURIComponent(customer)}`);
  await expect(page.locator('tbody tr')).toContainText('Trần Văn Hùng');
});

test('branches and departments: added, renamed, removed while nothing is tied to them', async ({ staff: page, console }) => {
  for (const [address, label] of [
    ['/config/branches', 'Chi nhánh'],
    ['/config/departments', 'Phòng ban'],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
    const name = unique('Nơi');
    for (const [opener, typed] of [
      [page.locator('.page__actions .button--primary'), name],
      [page.getByRole('button', { name: `Đổi tên ${name}`, exact: true }), `${name} mới`],
    ] as const) {
      await opener.click();
      await page.getByRole('dialog').locator('#field-name').fill(typed);
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(page.getByRole('rowheader', { name: typed, exact: true })).toBeVisible();
    }
    await expectAccessible(page);
    await page.getByRole('button', { name: `Xóa ${name} mới`, exact: true }).click();
    await page.getByRole('dialog').locator('.button--danger').click();
    await expect(page.getByRole('rowheader', { name: `${name} mới`, exact: true })).toHaveCount(0);
  }
});

test('a role in use goes only with another one in its place', async ({ staff: page, browser, console }) => {
  test.slow();
  const role = unique('Bảo vệ');
  await makeRole(page, role);
  const name = unique('Lý Quang');
  await invite(page, name, role);
  // What another role does to somebody is told before it is saved.
  await page.getByRole('button', { name: `Chỉnh sửa ${name}`, exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Chỉnh sửa người dùng' });
  await form.getByLabel('Lễ tân', { exact: true }).check();
  await expect(form.locator('.effects__name')).toHaveText(name);
  await expect(form.locator('.effects__turns')).toContainText('Tạo, Chỉnh sửa – Khách hàng cá nhân: được thêm');
  await expectAccessible(page);
  await form.locator('button[type=submit]').click();
  await expect(form).toBeHidden();

  await page.goto('/config/roles');
  await expectAccessible(page);
  await page.getByRole('button', { name: `Xóa “${role}”`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Xóa vai trò “${role}”?` });
  await dialog.locator('.button--danger').click();
  console.expect(/status of 422/);
  await expect(dialog.locator('#field-instead-notes .field__error')).toBeVisible();
  await dialog.locator('#field-instead').selectOption({ label: 'Lễ tân' });
  await expect(dialog.locator('.effects__name')).toHaveText(name);
  await expect(dialog.locator('.effects__turns')).toContainText('Xuất Excel – Khách hàng cá nhân: mất');
  await dialog.locator('.button--danger').click();
  await expect(page.getByRole('link', { name: role, exact: true })).toHaveCount(0);
  await page.goto('/config/users');
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Lễ tân');
});

test('somebody else’s account that holds more cannot be touched', async ({ page, installed }) => {
  await signIn(page);
  await page.goto('/config/users');
  const own = page.getByRole('row').filter({ hasText: 'Trần Văn Hùng' });
  await expect(own.getByRole('button', { name: /^Khóa/ })).toHaveAttribute('aria-disabled', 'true');
  await own.getByRole('button', { name: /^Khóa/ }).dispatchEvent('click');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('somebody is seen as, read-only and marked as such', async ({ staff: page, browser, console }) => {
  test.slow();
  const role = unique('Thực tập');
  await makeRole(page, role);
  const name = unique('Hồ Văn Tám');
  const tam = await accept(browser, await invite(page, name, role));
  await tam.context().close();
  await page.goto('/config/users');
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('button', { name: 'Xem với quyền của người này' }).click();
  await expect(page.locator('.notice')).toContainText(`đang xem với quyền của ${name}`);
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator('.spine').getByText('Người dùng')).toHaveCount(0);
  await expectAccessible(page);
  const refused = await page.request.get('/config/users');
  expect(refused.status()).toBe(403);
  await page.goto('/profile');
  await page.locator('#field-full_name').fill('Đổi thử');
  console.expect(/status of 403/);
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(page.getByText('không thay đổi được gì').last()).toBeVisible();
  await page.getByRole('button', { name: 'Thôi xem' }).click();
  await expect(page.locator('.spine').getByText('Người dùng')).toBeVisible();
  await expect(page).toHaveURL(/\/config\/users$/);
  await expect(page.locator('.notice').filter({ hasText: 'đang xem' })).toHaveCount(0);
});
