import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

/** A branch, and a guest who has booked nothing yet. */
async function furnished(page: Page): Promise<{ branch: string; guest: string; code: string }> {
  const [branch, guest] = [unique('Chi nhánh'), unique('Lê Thị Khách')];
  await page.goto('/spaces');
  await call(page, 'branches/create', { name: branch });
  const { code } = await create(page, { name: guest });
  return { branch, guest, code };
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
  await second.getByRole('button', { name: 'Hủy', exact: true }).click();

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
