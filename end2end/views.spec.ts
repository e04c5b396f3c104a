import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

/** Creates an individual as the page does. */
async function create(page: Page, values: Record<string, string>): Promise<void> {
  const data = { directory: 'individuals', key: crypto.randomUUID(), input: { values, without_email: true } };
  const answer = await page.request.post('/api/customers/create', { data });
  expect(answer.status(), await answer.text()).toBe(200);
}

const WORDS = {
  vi: {
    advanced: 'Bộ lọc nâng cao', filter: 'Lọc', addCondition: 'Thêm điều kiện', addGroup: 'Thêm nhóm', any: 'Đúng ít nhất một điều kiện',
    field: 'Mục', operator: 'Cách so sánh', value: 'Giá trị', from: 'Từ', to: 'Đến', remove: 'Bỏ điều kiện', required: 'Hãy điền',
    jobChip: 'Chức vụ', or: 'hoặc', views: 'Chế độ xem', name: 'Tên chế độ xem', save: 'Lưu', changed: 'Đã thay đổi',
    saveChanges: 'Lưu thay đổi', revert: 'Về như đã lưu', makeDefault: 'Mở danh sách với', unmakeDefault: 'Không mở danh sách với',
    edit: 'Sửa chế độ xem', delete: 'Xóa chế độ xem', confirm: 'Xóa', columns: 'Cột', note: 'Ghi chú', note_default: 'Mặc định', leave: 'Bỏ chế độ xem',
    current: 'Chế độ xem đang dùng', active: 'Điều kiện nâng cao đang dùng', name_in_use: 'đã được dùng',
  },
  en: {
    advanced: 'Advanced filter', filter: 'Filter', addCondition: 'Add condition', addGroup: 'Add group', any: 'At least one condition holds',
    field: 'Field', operator: 'Comparison', value: 'Value', from: 'From', to: 'To', remove: 'Remove the condition', required: 'Please fill this in',
    jobChip: 'Job title', or: 'or', views: 'Views', name: 'Name of the view', save: 'Save', changed: 'Changed',
    saveChanges: 'Save changes', revert: 'Back to saved', makeDefault: 'Open the list with', unmakeDefault: 'No longer open the list with',
    edit: 'Edit the view', delete: 'Delete the view', confirm: 'Delete', columns: 'Columns', note: 'Note', note_default: 'Default', leave: 'Leave the view',
    current: 'Current view', active: 'Active advanced conditions', name_in_use: 'in use',
  },
};

const dialogOf = (page: Page) => page.getByRole('dialog').first();
const conditions = (page: Page) => dialogOf(page).locator('.condition');

/** A row that compares a field. */
async function compare(page: Page, row: number, words: (typeof WORDS)['vi'], field: string, operator: string): Promise<void> {
  const condition = conditions(page).nth(row);
  await condition.getByLabel(words.field, { exact: true }).selectOption(field);
  await condition.getByLabel(words.operator, { exact: true }).selectOption(operator);
}

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('an advanced filter is built by keyboard, stands in the address, and goes chip by chip', async ({ staff: page }) => {
      const word = unique('Đinh');
      await create(page, { name: `${word} Một`, job_title: 'Kế toán trưởng', date_of_birth: '1990-04-21' });
      await create(page, { name: `${word} Hai`, job_title: 'Giáo viên', phone: '0905 969 648' });
      await create(page, { name: `${word} Ba` });
      await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr')).toHaveCount(3);

      await page.getByRole('button', { name: words.advanced, exact: true }).focus();
      await page.keyboard.press('Enter');
      const dialog = dialogOf(page);
      await expect(conditions(page)).toHaveCount(1);
      await expectAccessible(page);

      // What is missing is said beside its condition, which has the focus.
      await dialog.getByRole('button', { name: words.filter, exact: true }).press('Enter');
      await expect(conditions(page).first().getByRole('alert')).toContainText(words.required);
      const first = conditions(page).first().getByLabel(words.value, { exact: true });
      await expect(first).toBeFocused();
      await expect(first).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page);

      await dialog.getByText(words.any, { exact: true }).click();
      await compare(page, 0, words, 'job_title', 'has');
      await conditions(page).first().getByLabel(words.value, { exact: true }).fill('KE TOAN');
      await dialog.getByRole('button', { name: words.addCondition, exact: true }).press('Enter');
      await expect(conditions(page).nth(1).getByLabel(words.field, { exact: true })).toBeFocused();
      await compare(page, 1, words, 'phone', 'filled');
      await expect(conditions(page).nth(1).getByLabel(words.value, { exact: true })).toHaveCount(0);
      await dialog.getByRole('button', { name: words.filter, exact: true }).click();

      await expect(dialog).toBeHidden();
      await expect(page).toHaveURL(/where=any/);
      await expect(page.locator('tbody tr')).toHaveCount(2);
      const chips = page.getByRole('list', { name: words.active });
      await expect(chips.getByRole('listitem')).toHaveCount(1);
      await expect(chips).toContainText(words.jobChip);
      await expect(chips).toContainText(` ${words.or} `);
      await page.reload({ waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr')).toHaveCount(2);
      await expectAccessible(page);

      // Of all, with a group of days in it.
      await page.getByRole('button', { name: words.advanced, exact: true }).click();
      await expect(conditions(page)).toHaveCount(2);
      await expect(conditions(page).first().getByLabel(words.value, { exact: true })).toHaveValue('KE TOAN');
      await dialog.locator('input[type=radio]').first().check();
      await conditions(page).nth(1).getByRole('button', { name: words.remove }).click();
      await dialog.getByRole('button', { name: words.addGroup, exact: true }).click();
      await compare(page, 1, words, 'date_of_birth', 'between');
      await conditions(page).nth(1).getByLabel(words.from, { exact: true }).fill('01/04/1990');
      await conditions(page).nth(1).getByLabel(words.to, { exact: true }).fill('30041990');
      await dialog.getByRole('button', { name: words.filter, exact: true }).click();
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await expect(chips.getByRole('listitem')).toHaveCount(2);
      await expect(chips).toContainText('01/04/1990–30/04/1990');
      await chips.getByRole('listitem').first().getByRole('link').click();
      await expect(chips.getByRole('listitem')).toHaveCount(1);
      await chips.getByRole('listitem').first().getByRole('link').click();
      await expect(chips).toHaveCount(0);
      await expect(page.locator('tbody tr')).toHaveCount(3);
      await page.goBack();
      await expect(chips.getByRole('listitem')).toHaveCount(1);
    });

    test('a view is kept, opened, changed, made the default and removed', async ({ staff: page, console }) => {
      const [word, view] = [unique('Đàm'), unique('Khách Đàm')];
      await create(page, { name: `${word} Một`, note: 'Thích tầng cao' });
      await create(page, { name: `${word} Hai`, phone: '0905 969 648' });
      const where = encodeURIComponent('phone.empty');
      await page.goto(`/customers/individuals?name=${encodeURIComponent(word)}&where=${where}`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr')).toHaveCount(1);
      const open = () => page.getByRole('button', { name: words.views, exact: true }).click();
      const dialog = dialogOf(page);
      const item = dialog.locator('.views__item').filter({ hasText: view });

      await open();
      await expect(dialog.getByLabel(words.name)).toBeVisible();
      await expectAccessible(page);
      await dialog.getByLabel(words.name).press('Enter');
      await expect(dialog.getByRole('alert')).toContainText(words.required);
      await dialog.getByLabel(words.name).fill(view);
      await dialog.getByLabel(words.name).press('Enter');
      await expect(dialog).toBeHidden();
      await expect(page).toHaveURL(/view=[0-9a-f]{8}(-|%2D)/);
      const bar = page.getByRole('group', { name: words.current });
      await expect(bar).toContainText(view);
      await expect(bar.getByRole('status')).toHaveText('');
      await expectAccessible(page);

      // Other filters and columns change it until it is saved.
      await page.getByRole('list', { name: words.active }).getByRole('link').click();
      await expect(page.locator('tbody tr')).toHaveCount(2);
      await expect(bar.getByRole('status')).toHaveText(words.changed);
      await bar.getByRole('link', { name: words.revert }).click();
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await expect(bar.getByRole('status')).toHaveText('');
      await page.getByRole('button', { name: words.columns, exact: true }).click();
      await dialog.getByRole('checkbox', { name: words.note, exact: true }).check();
      await dialog.getByRole('button', { name: words.save, exact: true }).click();
      await expect(page.locator('thead')).toContainText(words.note);
      await expect(bar.getByRole('status')).toHaveText(words.changed);
      await bar.getByRole('button', { name: words.saveChanges }).click();
      await expect(bar.getByRole('status')).toHaveText('');
      await expect(page.locator('thead')).toContainText(words.note);

      // The list opens with it, and without it when that is asked for.
      await open();
      await expect(item.getByRole('link')).toHaveAttribute('aria-current', 'true');
      await item.getByRole('button', { name: words.makeDefault }).first().click();
      await expect(item).toContainText(words.note_default);
      await page.keyboard.press('Escape');
      await page.goto('/customers/individuals', { waitUntil: 'networkidle' });
      await expect(page).toHaveURL(/view=[0-9a-f]{8}(-|%2D)/);
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await expect(page.locator('thead')).toContainText(words.note);
      await bar.getByRole('link', { name: words.leave }).click();
      await expect(page).toHaveURL(/\?view=none$/);
      await expect(bar).toHaveCount(0);
      await page.goto('/', { waitUntil: 'networkidle' });
      await page.locator('a[href="/customers/individuals"]').first().click();
      await expect(page).toHaveURL(/view=[0-9a-f]{8}(-|%2D)/);

      // A name is there once; another one is taken up.
      await open();
      console.expect(/status of 422/);
      await dialog.getByLabel(words.name).fill(view.toUpperCase());
      await dialog.getByLabel(words.name).press('Enter');
      await expect(dialog.getByRole('alert')).toContainText(words.name_in_use);
      await item.getByRole('button', { name: words.edit }).click();
      await expect(dialog.getByLabel(words.name)).toHaveValue(view);
      await dialog.getByLabel(words.name).fill(`${view} A`);
      await dialog.getByLabel(words.name).press('Enter');
      await expect(item.getByRole('link')).toHaveText(`${view} A`);
      await item.getByRole('button', { name: words.unmakeDefault }).click();
      await expect(item).not.toContainText(words.note_default);
      await item.getByRole('button', { name: words.delete }).click();
      await page.getByRole('dialog').last().getByRole('button', { name: words.confirm, exact: true }).click();
      await expect(item).toHaveCount(0);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.goto('/customers/individuals');
      await expect(page).toHaveURL(/individuals$/);
    });
  });
}

test('a view that is shared shows others no more than they may see', async ({ staff: page, browser }) => {
  const [word, view] = [unique('Phùng'), unique('Chung')];
  await create(page, { name: `${word} Của Quản Trị` });
  const call = async (name: string, data: unknown) => {
    const answer = await page.request.post(`/api/${name}`, { data });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.json();
  };
  const rights = { branch: null, full_permission: false, cells: [[['view', 'individuals'], 'own']] };
  const role: string = await call('roles/create', { input: { name: unique('Lễ tân'), description: '', rights } });
  const email = `reader-${crypto.randomUUID()}@example.vn`;
  const input = { full_name: 'Lý Thu', email, phone: '', branches: [], departments: [], roles: [role] };
  const { token } = await call('users/create', { input, welcome: 'invitation' });
  const context = await browser.newContext();
  const password = 'vịt bơi ngược dòng sông Hương';
  const accepted = { token, password, code: null, ticket: null };
  expect((await context.request.post('/api/accounts/accept_invitation', { data: accepted })).status()).toBe(200);
  const list = { directory: 'individuals', search: '', filters: { name: word }, sort: null, place: 'start' };
  await call('views/create', { directory: 'individuals', input: { name: view, list, sharing: { role } } });

  const reader = await context.newPage();
  await reader.goto('/customers/individuals', { waitUntil: 'networkidle' });
  await reader.getByRole('button', { name: 'Chế độ xem', exact: true }).click();
  const item = reader.locator('.views__item').filter({ hasText: view });
  await expect(item).toContainText('Trần Văn Hùng');
  await expect(item.getByRole('button')).toHaveCount(1);
  await item.getByRole('link').click();
  await expect(reader).toHaveURL(/view=/);
  await expect(reader.getByRole('group', { name: 'Chế độ xem đang dùng' })).toContainText(view);
  await expect(reader.locator('tbody tr')).toHaveCount(0);
  await context.close();
});
