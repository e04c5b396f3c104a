import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    title: 'Dịch vụ bổ sung', create: 'Thêm dịch vụ', ordered: 'Đã đặt', delivered: 'Đã giao', cancelled: 'Đã hủy',
    debts: 'Công nợ', revenue: 'Doanh thu dự kiến', amount: 'Thành tiền', part: 'trong đó dịch vụ', cancel: 'Hủy dịch vụ',
    unpriced: 'Dịch vụ này chưa có giá.', range: 'Số này nằm ngoài khoảng cho phép.',
    edit: 'Sửa DV', deliver: (what: string, whom: string) => `Ghi đã giao ${what} cho ${whom}`,
    undo: (what: string, whom: string) => `Hoàn tác giao ${what} cho ${whom}`,
    callOff: (what: string, whom: string) => `Hủy ${what} của ${whom}`,
  },
  en: {
    title: 'Extra services', create: 'Add service', ordered: 'Ordered', delivered: 'Delivered', cancelled: 'Cancelled',
    debts: 'Debts', revenue: 'Expected revenue', amount: 'Amount', part: 'of it from services', cancel: 'Cancel service',
    unpriced: 'This service has no price yet.', range: 'This number is too small or too large.',
    edit: 'Edit DV', deliver: (what: string, whom: string) => `Mark ${what} of ${whom} as delivered`,
    undo: (what: string, whom: string) => `Undo the delivery of ${what} to ${whom}`,
    callOff: (what: string, whom: string) => `Cancel ${what} of ${whom}`,
  },
};

type Prepared = { name: string; id: string; code: string; service: string; value: string };

/** A customer, and a service that nobody had yet. */
async function prepared(page: Page): Promise<Prepared> {
  const [name, service] = [unique('Lê Thị Khách'), unique('Giặt ủi')];
  const { id, code } = await create(page, { name });
  const text = { label: service, span: { from: null, to: null } };
  const made = await call<{ id: string }>(page, 'catalogs/create', { catalog: 'service', text, before: null });
  return { name, id, code, service, value: made.id };
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('a service is ordered, delivered and owed, taken back, changed and called off', async ({ staff: page, console }) => {
      await page.goto('/');
      const { name, code, service } = await prepared(page);
      await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
      await page.locator('.tabs').getByRole('link', { name: words.title, exact: true }).click();
      const dialog = page.getByRole('dialog');
      const figures = page.locator('.figures');
      const row = page.getByRole('row').filter({ hasText: service });
      const press = (label: string) => row.getByRole('button', { name: label, exact: true }).click();
      const send = async () => {
        await dialog.locator('button[type=submit]').click();
        await expect(dialog).toBeHidden();
      };
      await expectAccessible(page);

      // Nobody had it yet: the price is typed. None of it is refused beside its field, and what was typed stays.
      await page.locator('.tab-head').getByRole('button', { name: words.create, exact: true }).click();
      await expect(dialog.locator('#field-customer')).toHaveValue(name);
      await dialog.locator('#field-service').selectOption({ label: service });
      await expect(dialog.locator('#field-quantity')).toHaveValue('1');
      await expect(dialog).toContainText(words.unpriced);
      await dialog.locator('#field-unit_price').fill('50.000');
      await expect(dialog).toContainText(`${words.amount}: 50.000`);
      await dialog.locator('#field-quantity').fill('0');
      console.expect(/status of 422/);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field').filter({ has: page.locator('#field-quantity') })).toContainText(words.range);
      await expect(dialog.locator('#field-unit_price')).toHaveValue('50.000');
      await expectAccessible(page);
      await dialog.locator('#field-quantity').fill('2');
      await expect(dialog).toContainText(`${words.amount}: 100.000`);
      await send();
      await expect(row).toContainText(words.ordered);
      await expect(row).toContainText('100.000');
      await expect(figures).toContainText(`${words.revenue}100.000`);
      await expect(figures).toContainText(words.part);
      await expect(figures).toContainText(`${words.debts}0`);
      await expectAccessible(page);

      // What the customer had is owed; what was a mistake is not.
      await press(words.deliver(service, name));
      await expect(row).toContainText(words.delivered);
      await expect(figures).toContainText(`${words.debts}100.000`);
      await press(words.undo(service, name));
      await expect(row).toContainText(words.ordered);
      await expect(figures).toContainText(`${words.debts}0`);

      await row.getByRole('button', { name: words.edit }).click();
      await expect(dialog.locator('#field-quantity')).toHaveValue('2');
      await expect(dialog.locator('#field-unit_price')).toHaveValue('50.000');
      await dialog.locator('#field-quantity').fill('1,5');
      await expect(dialog).toContainText(`${words.amount}: 75.000`);
      await expectAccessible(page);
      await send();
      await expect(row).toContainText('1,5');
      await expect(figures).toContainText(`${words.revenue}75.000`);

      await press(words.callOff(service, name));
      await expect(dialog).toContainText(service);
      await expectAccessible(page);
      await dialog.getByRole('button', { name: words.cancel, exact: true }).click();
      await expect(row).toContainText(words.cancelled);
      await expect(row.getByRole('button')).toHaveCount(0);
      await expect(figures).toContainText(`${words.revenue}0`);
      await expect(figures).not.toContainText(words.part);
      await expectAccessible(page);
    });
  });
}

test('services are listed by service, status, day and customer, and only for those who may see them', async ({ staff: page, console, browser }) => {
  await page.goto('/');
  const { name, id, code, service, value } = await prepared(page);
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const had = {
    customer: id, service: value, booking: null, quantity: 2_000, unit_price: 30_000, used_on: today, note: 'Áo sơ mi',
  };
  await call(page, 'services/create', { key: crypto.randomUUID(), input: { input: had, delivered: true } });

  // One more, from the list: the customer is chosen there, and the price is that of the last time.
  await page.goto('/services', { waitUntil: 'networkidle' });
  const rows = page.getByRole('row').filter({ hasText: service });
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Áo sơ mi');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog', { name: 'Thêm dịch vụ' });
  await expect(dialog.locator('#field-customer')).toBeVisible();
  await expect(dialog.locator('#field-service')).toHaveCount(0);
  await dialog.locator('#field-customer').fill(name);
  await dialog.getByRole('option', { name }).click();
  await dialog.locator('#field-service').selectOption({ label: service });
  await expect(dialog.locator('#field-unit_price')).toHaveValue('30.000');
  await expectAccessible(page);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await expect(rows).toHaveCount(2);
  await expect(rows.getByRole('link', { name })).toHaveCount(2);
  await expectAccessible(page);

  await page.locator('#filter-service').selectOption({ label: service });
  await page.locator('#filter-status').selectOption('delivered');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page).toHaveURL(/status=delivered/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(rows).toContainText('60.000');
  await page.goto(`/services?customer=${id}`, { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr')).toHaveCount(2);
  // Whose they are is said, and stays when something else is filtered.
  const whose = page.locator('.chips .chip');
  await expect(whose.getByRole('link', { name, exact: true })).toHaveAttribute('href', new RegExp(`/${code}$`));
  await expectAccessible(page);
  await page.locator('#filter-status').selectOption('cancelled');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page).toHaveURL(/status=cancelled/);
  await expect(page).toHaveURL(new RegExp(`customer=${id}`));
  await expect(page.getByText('Không có dịch vụ bổ sung nào khớp bộ lọc.')).toBeVisible();
  await expect(whose).toContainText(name);
  await page.getByRole('link', { name: 'Bỏ lọc Khách hàng' }).click();
  await expect(page).not.toHaveURL(/customer=/);
  await expect(whose).toHaveCount(0);

  // Whoever still waits for something stays in the book.
  await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
  await page.locator('.detail-head__actions .button', { hasText: 'Xóa' }).click();
  console.expect(/status of 422/);
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa', exact: true }).click();
  await expect(page.getByText('Chưa xóa được khách hàng này: còn dịch vụ chưa giao')).toBeVisible();

  const stranger = await browser.newContext();
  const answer = await stranger.request.get(new URL('/services', page.url()).href, { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await stranger.close();
});

test('what is typed of a service is kept, and two people in one form choose', async ({ staff: page, console }) => {
  await page.goto('/');
  const { name, id, code, service, value } = await prepared(page);
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const had = { customer: id, service: value, booking: null, quantity: 2_000, unit_price: 30_000, used_on: today, note: '' };
  const made = await call<string>(page, 'services/create', { key: crypto.randomUUID(), input: { input: had, delivered: false } });
  const open = async () => {
    await page.goto(`/customers/individuals/${code}?tab=services`, { waitUntil: 'networkidle' });
    await page.getByRole('row').filter({ hasText: service }).getByRole('button', { name: 'Sửa DV' }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'Sửa dịch vụ' });

  // Closing over what is typed asks first, and a reload loses nothing.
  await open();
  const kept = page.waitForResponse((answer) => answer.url().includes('drafts/keep') && (answer.request().postData() ?? '').includes('Áo dài'));
  await dialog.locator('#field-note').fill('Áo dài');
  await kept;
  await dialog.getByRole('button', { name: 'Hủy', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Đóng mà chưa lưu?' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await open();
  await expect(dialog.locator('#field-note')).toHaveValue('');
  await dialog.getByRole('button', { name: 'Dùng lại' }).click();
  await expect(dialog.locator('#field-note')).toHaveValue('Áo dài');

  // Somebody else is faster with the quantity: both are shown, and what only one has touched stays.
  await dialog.locator('#field-quantity').fill('3');
  await call(page, 'services/change', { id: made, change: { was: had, becomes: { ...had, quantity: 4_000, unit_price: 40_000 } } });
  console.expect(/status of 409/);
  await dialog.locator('button[type=submit]').click();
  const choice = page.getByRole('dialog', { name: 'vừa được người khác chỉnh sửa' });
  await expect(choice.getByRole('group', { name: 'Số lượng' })).toContainText('4');
  await expect(choice.getByRole('group')).toHaveCount(1);
  await expectAccessible(page);
  await choice.getByRole('button', { name: 'Lưu lựa chọn' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: service });
  await expect(row).toContainText('120.000');
  await expect(row).toContainText('Áo dài');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});
