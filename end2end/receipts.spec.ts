import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    receipts: 'Giao dịch', charges: 'Công nợ', take: 'Thu tiền', deposit: 'Nhận cọc', apply: 'Dùng tiền cọc',
    back: 'Trả lại tiền', all: 'Tất cả', debts: 'Công nợ', held: 'Tiền cọc', reversed: 'Đã hủy bằng phiếu PC',
    reason: 'Lý do', future: 'Ngày này ở tương lai', nothing: 'Không còn khoản nào chưa trả.',
  },
  en: {
    receipts: 'Transactions', charges: 'Debts', take: 'Take payment', deposit: 'Take deposit', apply: 'Apply deposit',
    back: 'Give money back', all: 'All', debts: 'Debts', held: 'Deposit', reversed: 'Reversed by PC',
    reason: 'Reason', future: 'This date is in the future', nothing: 'Everything is paid.',
  },
};

/** A guest who has stayed for a night of 300.000 ₫, and owes it. */
async function stayed(page: Page): Promise<{ name: string; code: string }> {
  const name = unique('Lê Thị Khách');
  const branch = await call<string>(page, 'branches/create', { name: unique('Chi nhánh') });
  const { id, code } = await create(page, { name });
  const space = await call<string>(page, 'spaces/create', {
    input: {
      code: `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`, name: 'Hoa Sen', branch, kind: null,
      capacity: null, price: { amount: 300_000, unit: 'day' }, active: true,
    },
  });
  const hour = 3_600_000;
  const at = (moment: number) => new Date(moment).toISOString();
  const input = {
    customer: id, space, starts_at: at(Date.now() - hour), ends_at: at(Date.now() + 20 * hour), price: null,
    agreed_deposit: 200_000, guests: 2, note: '',
  };
  const booked = await call<{ id: string }>(page, 'bookings/create', { key: crypto.randomUUID(), input });
  await call(page, 'bookings/act', { id: booked.id, act: 'check_in' });
  await call(page, 'bookings/act', { id: booked.id, act: { check_out: null } });
  return { name, code };
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('money comes in, pays, is held and goes back', async ({ staff: page, console }) => {
      await page.goto('/');
      const { name, code } = await stayed(page);
      await page.goto(`/customers/individuals/${code}?tab=receipts`, { waitUntil: 'networkidle' });
      const dialog = page.getByRole('dialog');
      const figures = page.locator('.figures');
      const act = (word: string) => page.locator('.tab-head').getByRole('button', { name: word, exact: true });
      const send = async () => {
        await dialog.locator('button[type=submit]').click();
        await expect(dialog).toBeHidden();
      };
      await expect(figures).toContainText(`${words.debts}300.000`);
      await expectAccessible(page);

      await act(words.deposit).click();
      await dialog.locator('#field-amount').fill('200.000');
      await expectAccessible(page);
      await send();
      await expect(figures).toContainText(`${words.held}200.000`);

      // A payment of a part, named; a day that has not come is refused beside its field, and what was typed stays.
      await act(words.take).click();
      await dialog.locator('#field-amount').fill('120.000');
      const today = await dialog.locator('#field-paid_on').inputValue();
      await dialog.locator('#field-paid_on').fill('31/12/2099');
      await dialog.locator('#field-method').selectOption({ label: 'Chuyển khoản' });
      await dialog.getByRole('checkbox').first().check();
      console.expect(/status of 422/);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field').filter({ has: page.locator('#field-paid_on') })).toContainText(words.future);
      await expect(dialog.locator('#field-amount')).toHaveValue('120.000');
      await expectAccessible(page);
      await dialog.locator('#field-paid_on').fill(today);
      await send();
      await expect(figures).toContainText(`${words.debts}180.000`);

      await page.getByRole('link', { name: words.charges, exact: true }).click();
      const charge = page.locator('tbody tr');
      await expect(charge).toHaveCount(1);
      await expect(charge).toContainText('DP');
      await expect(charge).toContainText('180.000');
      await expect(page.locator('tfoot')).toContainText('120.000');
      await expectAccessible(page);

      // The deposit pays what is left; twenty thousand of it go back.
      await page.getByRole('link', { name: words.receipts, exact: true }).click();
      await act(words.apply).click();
      await dialog.getByRole('checkbox').first().check();
      await expect(dialog.locator('#field-amount')).toHaveValue('180.000');
      await expectAccessible(page);
      await send();
      await expect(figures).toContainText(`${words.debts}0`);
      await expect(figures).toContainText(`${words.held}20.000`);
      await act(words.back).click();
      await dialog.locator('#field-amount').fill('20.000');
      await expectAccessible(page);
      await send();
      await expect(figures).toContainText(`${words.held}0`);
      await page.getByRole('link', { name: words.charges, exact: true }).click();
      await expect(page.getByText(words.nothing)).toBeVisible();

      // The payment bounces: it is taken back with a reason, and owed again.
      await page.goto('/receipts', { waitUntil: 'networkidle' });
      const rows = page.getByRole('row').filter({ hasText: name });
      await expect(rows).toHaveCount(3);
      await expectAccessible(page);
      const paid = rows.filter({ hasText: '120.000' });
      await paid.getByRole('button').last().click();
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.getByRole('alert').first()).toBeVisible();
      await dialog.getByLabel(words.reason).fill('Séc trả lại');
      await expectAccessible(page);
      await send();
      await expect(rows).toHaveCount(4);
      await expect(rows.filter({ hasText: words.reversed })).toHaveCount(1);
      await page.goto(`/customers/individuals/${code}?tab=charges`, { waitUntil: 'networkidle' });
      await expect(figures).toContainText(`${words.debts}120.000`);
    });
  });
}

test('money that is typed and not posted is kept for the next time, until it is posted', async ({ staff: page }) => {
  await page.goto('/');
  const { code } = await stayed(page);
  const dialog = page.getByRole('dialog', { name: /^Thu tiền/ });
  const open = async () => {
    await page.goto(`/customers/individuals/${code}?tab=receipts`, { waitUntil: 'networkidle' });
    await page.locator('.tab-head').getByRole('button', { name: 'Thu tiền', exact: true }).click();
  };
  await open();
  const kept = page.waitForResponse((answer) => answer.url().includes('drafts/keep') && (answer.request().postData() ?? '').includes('Còn lại sau'));
  await dialog.locator('#field-amount').fill('50.000');
  await dialog.getByRole('checkbox').first().check();
  await dialog.locator('#field-note').fill('Còn lại sau');
  await kept;
  await dialog.getByRole('button', { name: 'Hủy', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Đóng mà chưa lưu?' })).toBeVisible();
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await open();
  await expect(dialog.locator('#field-amount')).toHaveValue('');
  await dialog.getByRole('button', { name: 'Dùng lại' }).click();
  await expect(dialog.locator('#field-amount')).toHaveValue('50.000');
  await expect(dialog.getByRole('checkbox').first()).toBeChecked();
  await expect(dialog.locator('#field-note')).toHaveValue('Còn lại sau');
  await expectAccessible(page);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('.figures')).toContainText('Công nợ250.000');
  await open();
  await expect(dialog.getByRole('button', { name: 'Dùng lại' })).toHaveCount(0);
});

test('receipts are found by code, purpose and day, and only by those who may see them', async ({ staff: page, browser }) => {
  await page.goto('/');
  const { code } = await stayed(page);
  const { id } = await call<{ id: string }>(page, 'customers/detail', { directory: 'individuals', code });
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const post = (purpose: string, amount: number) => {
    const input = { customer: id, purpose, amount, method: null, paid_on: today, charges: [], note: '' };
    return call<{ code: string }>(page, 'receipts/post', { key: crypto.randomUUID(), input });
  };
  const [payment, deposit] = [await post('payment', 10_000), await post('deposit', 20_000)];
  await page.goto('/receipts', { waitUntil: 'networkidle' });
  const row = (code: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: code }) });
  await page.locator('#filter-purpose').selectOption('deposit');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page).toHaveURL(/purpose=deposit/);
  await expect(row(deposit.code)).toBeVisible();
  await expect(row(payment.code)).toBeHidden();
  await page.goto(`/receipts?code=${payment.code}`, { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr')).toHaveCount(1);

  const stranger = await browser.newContext();
  const answer = await stranger.request.get(new URL('/receipts', page.url()).href, { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await stranger.close();
});
