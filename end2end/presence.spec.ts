import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/app';
import { ADMINISTRATOR } from './fixtures/people';
import { type Colleague, expect, grant, test } from './fixtures/colleague';

const VIEW = grant('view', 'individuals');
const EDIT = grant('edit', 'individuals');
const COLLEAGUE = 'Trịnh Bật Tắt';

const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;
const present = (scope: Page | ReturnType<Page['getByRole']>, text: string) => scope.locator('.presence').getByText(text);
const edit = async (tab: Page) => {
  await tab.locator('.detail-head__actions .button--primary').click();
  await expect(tab.getByRole('dialog').locator('#field-name')).toBeVisible();
};

/** A customer that the administrator has made; its address. */
async function customer(colleague: Colleague, name: string): Promise<string> {
  const input = { values: { name, job_title: 'Kế toán' }, without_email: true };
  const made = await colleague.call('customers/create', { directory: 'individuals', key: crypto.randomUUID(), input });
  return `/customers/individuals/${made.code}`;
}

test('two people at one customer see each other, and what the other one saves', async ({ staff: page, colleague }) => {
  test.slow();
  await colleague.set(VIEW, EDIT);
  const address = await customer(colleague, unique('Nguyễn Thị Cùng'));
  await page.goto(address);
  await expect(page.locator('.presence__person')).toHaveCount(0);
  const tab = await colleague.open(address);
  await expect(present(page, `${COLLEAGUE} đang xem`)).toBeVisible();
  await expect(present(tab, `${ADMINISTRATOR.full_name} đang xem`)).toBeVisible();
  await edit(tab);
  await expect(present(page, `${COLLEAGUE} đang sửa`)).toBeVisible();
  await edit(page);
  const [mine, theirs] = [page.getByRole('dialog'), tab.getByRole('dialog')];
  await expect(present(mine, `${COLLEAGUE} đang sửa`)).toBeVisible();
  await expect(present(theirs, `${ADMINISTRATOR.full_name} đang sửa`)).toBeVisible();
  await expectAccessible(page);

  // What the other one saves is said in the open form, and shown to whoever wants to see it.
  await mine.locator('#field-job_title').fill('Giám đốc');
  await theirs.locator('#field-phone').fill('0911 222 333');
  await theirs.locator('#field-job_title').fill('Trưởng phòng');
  await theirs.locator('button[type=submit]').click();
  await expect(theirs).toBeHidden();
  const saved = mine.getByRole('status').filter({ hasText: `${COLLEAGUE} vừa lưu thay đổi` });
  await expect(saved).toBeVisible();
  await expect(present(mine, `${COLLEAGUE} đang xem`)).toBeVisible();
  await saved.getByRole('button').click();
  await expect(mine.locator('#field-phone')).toHaveValue('091 122 23 33');
  await expect(mine.locator('#field-job_title')).toHaveValue('Giám đốc');
  await expect(mine.getByText('Bạn cũng đang sửa: Chức vụ')).toBeVisible();
  await expectAccessible(page);

  // Whoever closes the tab, or is kept out, is there no more.
  await tab.close();
  await expect(mine.locator('.presence__person')).toHaveCount(0);
  const again = await colleague.open(address);
  await expect(present(mine, `${COLLEAGUE} đang xem`)).toBeVisible();
  await colleague.confirm();
  await colleague.call('users/block', { id: colleague.id });
  await expect(mine.locator('.presence__person')).toHaveCount(0);
  await expect(again).toHaveURL(/\/login/);
});

test('what is typed of an account and of a role outlives reload and session', async ({ staff: page, context, console }) => {
  test.slow();
  const offer = (scope: Page | ReturnType<Page['getByRole']>) => scope.getByRole('status').filter({ hasText: 'mà chưa lưu' });
  const kept = (word: string) => {
    const says = (text: string | null) => text !== null && text.includes(word);
    return page.waitForResponse((answer) => answer.url().endsWith('/api/drafts/keep') && says(answer.request().postData()));
  };

  const account = unique('Đặng Thị Dở');
  const dialog = page.getByRole('dialog', { name: 'Thêm người dùng' });
  const open = async () => {
    await page.goto('/config/users');
    await page.locator('.page__actions .button--primary').click();
    await expect(dialog.locator('#field-full_name')).toBeVisible();
  };
  await open();
  await dialog.locator('#field-full_name').fill(account);
  await dialog.getByLabel('Mật khẩu ban đầu, phải đổi khi đăng nhập').check();
  await dialog.locator('#field-password').fill('một câu tạm thời khá dài');
  const first = kept('do@example.vn');
  await dialog.locator('#field-email').fill('do@example.vn');
  // A password is never kept.
  expect((await first).request().postData()).not.toContain('tạm thời');
  await open();
  await offer(dialog).getByRole('button', { name: 'Dùng lại' }).click();
  await expect(dialog.locator('#field-full_name')).toHaveValue(account);
  await expect(dialog.locator('#field-email')).toHaveValue('do@example.vn');
  await expectAccessible(page);
  // Closing with something typed asks first.
  await page.keyboard.press('Escape');
  const leaving = page.getByRole('dialog', { name: 'Đóng mà chưa lưu?' });
  const dropped = kept('{}');
  await leaving.locator('.button--danger').click();
  await dropped;
  const asked = page.waitForResponse(/drafts\/find/);
  await open();
  await asked;
  await expect(offer(dialog)).toHaveCount(0);

  const role = unique('Vai dở');
  const main = page.locator('main');
  await page.goto('/config/roles/new');
  await page.locator('#field-name').fill(role);
  const whole = kept('cells.view.individuals');
  await page.getByRole('combobox', { name: 'Xem – Khách hàng cá nhân' }).selectOption('own');
  await whole;
  await page.reload();
  await offer(page).getByRole('button', { name: 'Dùng lại' }).click();
  await expect(page.locator('#field-name')).toHaveValue(role);
  await expect(page.getByRole('combobox', { name: 'Xem – Khách hàng cá nhân' })).toHaveValue('own');

  // An ended session asks to sign in again, and what was typed is there.
  await page.locator('#field-description').fill('Chưa xong');
  await context.clearCookies({ name: '__Host-sid' });
  await main.locator('form button[type=submit]').click();
  console.expect(/status of 401/);
  const again = page.getByRole('dialog', { name: 'Đăng nhập' });
  await again.locator('input[type=password]').fill(ADMINISTRATOR.password);
  await again.locator('button[type=submit]').click();
  await expect(again).toBeHidden();
  await expect(page.locator('#field-description')).toHaveValue('Chưa xong');
  await main.locator('form button[type=submit]').click();
  await expect(page).toHaveURL(/\/config\/roles$/);
  await expect(page.getByRole('link', { name: role, exact: true })).toBeVisible();
});

test('two people change one role: what one touched is kept, what both did is asked for', async ({ staff: page, colleague, console }) => {
  const name = unique('Vai chung');
  const rights = { branch: null, full_permission: false, cells: [[['view', 'individuals'], 'own']] };
  const input = { name, description: '', rights, second_factor: false };
  const id = await colleague.call('roles/create', { input });
  await page.goto(`/config/roles/${id}`);
  await page.locator('#field-description').fill('Của tôi');
  await page.getByRole('combobox', { name: 'Xem – Khách hàng tổ chức' }).selectOption('all');
  const theirs = { ...input, description: 'Của người khác', rights: { ...rights, cells: [[['view', 'individuals'], 'all']] } };
  await colleague.call('roles/change', { id, version: 1, input: theirs });

  await page.locator('main form button[type=submit]').click();
  console.expect(/status of 409/);
  const conflict = page.getByRole('dialog', { name: 'Vai trò này vừa được người khác thay đổi' });
  await expect(conflict.getByText('Của người khác')).toBeVisible();
  await expectAccessible(page);
  await conflict.getByRole('radio').last().check();
  await conflict.locator('.button--primary').click();
  await expect(page.getByText('Đã giữ cả 1 mục người khác vừa lưu.').last()).toBeVisible();
  const stands = (await colleague.call('roles/detail', { id })).input;
  expect(stands.description).toBe('Của người khác');
  expect(stands.rights.cells).toEqual([
    [['view', 'individuals'], 'all'],
    [['view', 'organizations'], 'all'],
  ]);
});
