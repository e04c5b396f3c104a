import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

/** A booking of the list, as far as it is looked at. */
type Booked = {
  id: string; guest: { id: string }; space: string; space_name: string; starts_at: string; ends_at: string;
  price: number | null; agreed_deposit: number | null; guests: number | null; note: string;
};

/** A branch, and a guest who has booked nothing yet. */
async function furnished(page: Page): Promise<{ branch: string; branchId: string; guest: string; code: string }> {
  const [branch, guest] = [unique('Chi nhánh'), unique('Lê Thị Khách')];
  await page.goto('/spaces');
  const branchId = await call<string>(page, 'branches/create', { name: branch });
  const { code } = await create(page, { name: guest });
  return { branch, branchId, guest, code };
}

/** Opens the form of a new booking and fills in who and what. */
async function wish(page: Page, guest: string, space: string) {
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-customer').fill(guest);
  await dialog.getByRole('option', { name: guest }).click();
  await dialog.locator('#field-space').selectOption({ label: space });
  return dialog;
}

test('a space is made and booked, the guest comes and goes', { tag: '@touch' }, async ({ staff: page, console }, testInfo) => {
  const { branch, guest, code } = await furnished(page);
  const press = (name: string) => {
    const button = page.getByRole('button', { name, exact: true });
    return testInfo.project.name === 'tablet' ? button.tap() : button.click();
  };
  const room = `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`;

  await page.reload({ waitUntil: 'networkidle' });
  await page.locator('.page__actions .button--primary').click();
  const made = page.getByRole('dialog', { name: 'Thêm phòng / không gian' });
  await made.locator('#field-code').fill(room);
  await made.locator('#field-name').fill('Hoa Sen');
  await made.locator('#field-branch').selectOption({ label: branch });
  await made.locator('#field-price').fill('300.000');
  await expectAccessible(page);
  await made.locator('button[type=submit]').click();
  await expect(page.getByRole('row').filter({ hasText: room })).toContainText('300.000 ₫ / ngày đêm');
  await expectAccessible(page);

  const branches = (await call<{ spaces: unknown[]; branches: unknown[] }>(page, 'spaces/list', {})).spaces;
  const several = new Set(branches.map((space) => (space as { branch: { id: string } }).branch.id)).size > 1;
  const label = several ? `${room} · Hoa Sen (${branch})` : `${room} · Hoa Sen`;
  await page.goto('/bookings', { waitUntil: 'networkidle' });
  const first = await wish(page, guest, label);
  await expect(first).toContainText('Theo giá phòng: 300.000 ₫');
  await expectAccessible(page);
  await first.locator('button[type=submit]').click();
  await expect(first).toBeHidden();
  const arrivals = page.getByRole('region', { name: 'Khách đến hôm nay' });
  await expect(arrivals.getByText(guest)).toBeVisible();
  await expectAccessible(page);

  const second = await wish(page, guest, label);
  await expect(second).toContainText('Phòng đã có người đặt từ');
  console.expect(/status of 422/);
  await second.locator('button[type=submit]').click();
  await expect(second.getByRole('alert')).toHaveText('Phòng đã có người đặt trong thời gian này.');
  // Closing over what is typed asks first.
  await second.getByRole('button', { name: 'Hủy', exact: true }).click();
  await page.getByRole('button', { name: 'Đóng, không lưu' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await press(`Nhận phòng cho ${guest}`);
  const staying = page.getByRole('region', { name: 'Khách đang ở' });
  await expect(staying.getByText(guest)).toBeVisible();
  await page.goto('/bookings/timeline', { waitUntil: 'networkidle' });
  await expect(page.getByRole('row').filter({ hasText: room }).getByRole('button', { name: guest })).toBeVisible();
  await expectAccessible(page);

  await page.goto('/bookings', { waitUntil: 'networkidle' });
  await press(`Trả phòng cho ${guest}`);
  const early = page.getByRole('dialog', { name: `${guest} trả phòng sớm` });
  await early.locator('#field-price').fill('250.000');
  await early.locator('button[type=submit]').click();
  await expect(page.getByRole('region', { name: 'Đã trả phòng hôm nay' }).getByText(guest)).toBeVisible();

  await page.goto(`/customers/individuals/${code}?tab=bookings`, { waitUntil: 'networkidle' });
  const totals = page.locator('.figures');
  await expect(totals).toContainText('Tổng đặt phòng1');
  await expect(totals).toContainText('Đã hoàn thành1');
  await expect(totals).toContainText('Công nợ250.000');
  await expect(page.getByRole('row').filter({ hasText: 'Đã trả phòng' })).toContainText('250.000');
  await expectAccessible(page);

  // Who owes something stays in the book.
  await page.locator('.detail-head__actions .button', { hasText: 'Xóa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa', exact: true }).click();
  await expect(page.getByText('Chưa xóa được khách hàng này: còn công nợ')).toBeVisible();
});

test('what is typed of a booking is kept, and two people in one form choose', async ({ staff: page, console }) => {
  const { branchId, guest, code } = await furnished(page);
  const room = `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`;
  const input = {
    code: room, name: 'Hoa Sen', branch: branchId, kind: null, capacity: null,
    price: { amount: 300_000, unit: 'day' }, active: true,
  };
  await call(page, 'spaces/create', { input });
  await page.goto(`/customers/individuals/${code}?tab=bookings`, { waitUntil: 'networkidle' });
  const book = page.locator('.tab-head').getByRole('button').first();
  const dialog = page.getByRole('dialog', { name: 'Đặt phòng mới' });
  await book.click();
  const kept = page.waitForResponse((answer) => answer.url().includes('drafts/keep') && (answer.request().postData() ?? '').includes('Tầng cao'));
  await dialog.locator('#field-note').fill('Tầng cao');
  await kept;
  await page.reload({ waitUntil: 'networkidle' });
  await book.click();
  await dialog.getByRole('button', { name: 'Dùng lại' }).click();
  await expect(dialog.locator('#field-note')).toHaveValue('Tầng cao');
  const option = dialog.locator('#field-space option').filter({ hasText: room });
  await dialog.locator('#field-space').selectOption((await option.getAttribute('value'))!);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole('row').filter({ hasText: room });
  await row.getByRole('button', { name: 'Sửa DP' }).click();
  const edit = page.getByRole('dialog', { name: 'Sửa đặt phòng' });
  await edit.locator('#field-price').fill('250.000');
  const listed = await call<{ rows: Booked[] }>(page, 'bookings/list', { filter: { code: '' }, after: null });
  const known = listed.rows.find((booking) => booking.space_name.includes(room))!;
  const was = {
    customer: known.guest.id, space: known.space, starts_at: known.starts_at, ends_at: known.ends_at, price: known.price,
    agreed_deposit: known.agreed_deposit, guests: known.guests, note: known.note,
  };
  await call(page, 'bookings/change', { id: known.id, change: { was, becomes: { ...was, price: 280_000, guests: 2 } } });
  console.expect(/status of 409/);
  await edit.locator('button[type=submit]').click();
  const choice = page.getByRole('dialog', { name: 'vừa được người khác chỉnh sửa' });
  await expect(choice.getByRole('group', { name: 'Giá' })).toContainText('280.000');
  await expectAccessible(page);
  await choice.locator('input[type=radio]').last().check();
  await choice.getByRole('button', { name: 'Lưu lựa chọn' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row).toContainText('280.000');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(guest);
});
