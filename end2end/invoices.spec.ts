import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    title: 'Hóa đơn', charges: 'Công nợ', create: 'Lập hóa đơn', empty: 'Chưa có hóa đơn nào.',
    owed: 'Chọn các khoản đã phát sinh', add: 'Thêm khoản khác', removeSecond: 'Bỏ khoản khác số 2', required: 'Hãy điền mục này.',
    draft: 'Nháp', issued: 'Đã phát hành', void: 'Đã hủy', unpaid: 'Chưa thu', partPaid: 'Thu một phần',
    sum: (count: number, amount: string) => `Cộng ${count} khoản: ${amount}`,
    edit: (name: string) => `Sửa bản nháp cho ${name}`, issue: (name: string) => `Phát hành bản nháp cho ${name}`,
    take: (code: string) => `Thu tiền ${code}`, voidOf: (code: string) => `Hủy ${code}`, voidIt: 'Hủy hóa đơn',
    heading: (code: string) => `Hóa đơn ${code}`, paper: 'Phiếu yêu cầu thanh toán', fine: 'Đây không phải hóa đơn điện tử',
    print: 'In', back: 'Quay lại', because: 'Lý do hủy: Sai khách', reason: 'Lý do',
  },
  en: {
    title: 'Invoices', charges: 'Debts', create: 'New invoice', empty: 'There are no invoices yet.',
    owed: 'Choose all that is owed', add: 'Add an item', removeSecond: 'Remove item 2', required: 'Please fill this in.',
    draft: 'Draft', issued: 'Issued', void: 'Void', unpaid: 'Unpaid', partPaid: 'Part paid',
    sum: (count: number, amount: string) => `${count} lines: ${amount}`,
    edit: (name: string) => `Edit the draft for ${name}`, issue: (name: string) => `Issue the draft for ${name}`,
    take: (code: string) => `Take payment for ${code}`, voidOf: (code: string) => `Void ${code}`, voidIt: 'Void invoice',
    heading: (code: string) => `Invoice ${code}`, paper: 'Request for payment', fine: 'This is not an electronic invoice',
    print: 'Print', back: 'Back', because: 'Void because: Sai khách', reason: 'Reason',
  },
};

type Billed = { name: string; id: string; code: string; service: string };

/** A day as the server takes it, today in Vietnam. */
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

/** Has had a service of 100.000 ₫, and owes it. */
async function served(page: Page): Promise<Billed> {
  const [name, service] = [unique('Lê Thị Khách'), unique('Giặt ủi')];
  const { id, code } = await create(page, { name });
  const text = { label: service, span: { from: null, to: null } };
  const value = await call<{ id: string }>(page, 'catalogs/create', { catalog: 'service', text, before: null });
  const had = { customer: id, service: value.id, booking: null, quantity: 2_000, unit_price: 50_000, used_on: today(), note: '' };
  await call(page, 'services/create', { key: crypto.randomUUID(), input: { input: had, delivered: true } });
  return { name, id, code, service };
}

/** Has stayed for a night of 300.000 ₫ as well. */
async function stayed(page: Page): Promise<Billed> {
  const guest = await served(page);
  const branch = await call<string>(page, 'branches/create', { name: unique('Chi nhánh') });
  const space = await call<string>(page, 'spaces/create', {
    input: {
      code: `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`, name: 'Hoa Sen', branch, kind: null,
      capacity: null, price: { amount: 300_000, unit: 'day' }, active: true,
    },
  });
  const hour = 3_600_000;
  const at = (moment: number) => new Date(moment).toISOString();
  const input = {
    customer: guest.id, space, starts_at: at(Date.now() - hour), ends_at: at(Date.now() + 20 * hour), price: null,
    agreed_deposit: null, guests: 1, note: '',
  };
  const booked = await call<{ id: string }>(page, 'bookings/create', { key: crypto.randomUUID(), input });
  await call(page, 'bookings/act', { id: booked.id, act: 'check_in' });
  await call(page, 'bookings/act', { id: booked.id, act: { check_out: null } });
  return guest;
}

/** A draft with one line that stands for itself. */
async function drafted(page: Page, customer: string, text: string, amount: number): Promise<string> {
  const input = { customer, lines: [{ free: { text, amount } }], due_on: null, note: '' };
  return call<string>(page, 'invoices/create', { key: crypto.randomUUID(), input });
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('an invoice is drafted, issued, paid in part, printed and voided', async ({ staff: page, console }) => {
      await page.goto('/');
      const { name, code } = await stayed(page);
      await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
      await page.locator('.tabs').getByRole('link', { name: words.title, exact: true }).click();
      await expect(page.getByText(words.empty)).toBeVisible();
      await expectAccessible(page);
      const dialog = page.getByRole('dialog');
      const figures = page.locator('.figures');
      const row = page.locator('tbody tr');
      const press = (label: string) => row.getByRole('button', { name: label, exact: true }).click();
      const send = async () => {
        await dialog.locator('button[type=submit]').click();
        await expect(dialog).toBeHidden();
      };

      // Both charges at once, as a draft: nothing is owed more than before.
      await page.locator('.tab-head').getByRole('button', { name: words.create, exact: true }).click();
      await expect(dialog.locator('#field-customer')).toHaveValue(name);
      await expect(dialog.getByRole('checkbox')).toHaveCount(2);
      await dialog.getByRole('button', { name: words.owed, exact: true }).click();
      await expect(dialog).toContainText(words.sum(2, '400.000'));
      await expectAccessible(page);
      await send();
      await expect(row).toHaveCount(1);
      await expect(row).toContainText(words.draft);
      await expect(row).toContainText('400.000');
      await expect(figures).toContainText(`${words.charges}400.000`);
      await expectAccessible(page);

      // A line that stands for itself, by the keys alone. What it lacks is said beside it before anything is sent.
      await press(words.edit(name));
      await expect(dialog.getByRole('checkbox', { checked: true })).toHaveCount(2);
      await dialog.getByRole('button', { name: words.add, exact: true }).click();
      const items = dialog.locator('.items__row');
      const box = (place: number, which: number) => items.nth(place).locator('input').nth(which);
      await expect(box(0, 0)).toBeFocused();
      await page.keyboard.type('Phí trễ');
      await dialog.locator('button[type=submit]').click();
      await expect(items.nth(0)).toContainText(words.required);
      await expect(box(0, 0)).toHaveValue('Phí trễ');
      await expectAccessible(page);
      await box(0, 1).fill('50.000');
      await box(0, 1).press('Enter');
      await expect(items).toHaveCount(2);
      await expect(box(1, 0)).toBeFocused();
      await items.nth(1).getByRole('button', { name: words.removeSecond, exact: true }).click();
      await expect(items).toHaveCount(1);
      await expect(dialog).toContainText(words.sum(3, '450.000'));
      await dialog.locator('#field-note').fill('Cảm ơn quý khách');
      await send();
      await expect(row).toContainText('450.000');
      await expect(row).toContainText('Cảm ơn quý khách');

      // Issued, it has a number, and what stands for itself is owed.
      await press(words.issue(name));
      await expect(dialog.locator('#field-issued_on')).not.toHaveValue('');
      await expectAccessible(page);
      await send();
      await expect(row).toContainText(/HD-\d{4}-\d{6}/);
      await expect(row).toContainText(words.issued);
      await expect(row).toContainText(words.unpaid);
      await expect(figures).toContainText(`${words.charges}450.000`);
      const number = (await row.locator('th').innerText()).trim();

      // What is open on it is named, and paid in part.
      await press(words.take(number));
      await expect(dialog.locator('#field-amount')).toHaveValue('450.000');
      await expect(dialog.getByRole('checkbox', { checked: true })).toHaveCount(3);
      await dialog.locator('#field-amount').fill('120.000');
      await expectAccessible(page);
      await send();
      await expect(row).toContainText(words.partPaid);
      await expect(row).toContainText('330.000');
      await expectAccessible(page);
      await page.locator('.tabs').getByRole('link', { name: words.charges, exact: true }).click();
      await expect(page.locator('tbody').getByRole('link', { name: number, exact: true }).first()).toBeVisible();
      await expectAccessible(page);

      // The paper: it says what it is and what it is not, and stands alone when it is printed.
      await page.locator('tbody').getByRole('link', { name: number, exact: true }).first().click();
      await expect(page.getByRole('heading', { name: words.heading(number), exact: true })).toBeVisible();
      const paper = page.locator('.invoice');
      await expect(paper.getByRole('heading', { name: words.paper })).toBeVisible();
      await expect(paper).toContainText(words.fine);
      await expect(paper).toContainText('Phí trễ');
      await expect(paper.locator('tbody tr')).toHaveCount(3);
      await expect(paper.locator('tfoot')).toContainText('450.000');
      await expect(paper.locator('tfoot')).toContainText('330.000');
      await expect(page.locator('.page__head')).toContainText(words.partPaid);
      await expectAccessible(page);
      await page.evaluate(() => {
        window.print = () => document.body.setAttribute('data-printed', '');
      });
      await page.getByRole('button', { name: words.print, exact: true }).click();
      await expect(page.locator('body[data-printed]')).toBeAttached();
      await page.emulateMedia({ media: 'print' });
      await expect(page.locator('.spine')).toBeHidden();
      await expect(page.locator('.page__head')).toBeHidden();
      await expect(paper.locator('.invoice__signatures')).toBeVisible();
      await expect(paper).toContainText(words.fine);
      await page.emulateMedia({ media: 'screen' });

      // It is taken back with a reason; whoever has none goes back.
      const voids = page.locator('.page__actions').getByRole('button', { name: words.voidIt, exact: true });
      await voids.click();
      await expect(dialog.getByRole('button', { name: words.back, exact: true })).toBeVisible();
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.getByRole('alert').first()).toContainText(words.required);
      await dialog.getByLabel(words.reason).fill('Sai khách');
      await expectAccessible(page);
      await send();
      await expect(page.locator('.page__head')).toContainText(words.void);
      await expect(page.getByText(words.because)).toBeVisible();
      await expect(voids).toHaveCount(0);
      await expectAccessible(page);

      // What it asked for can be put on another one, and what stood for itself is owed no more.
      await page.goto(`/customers/individuals/${code}?tab=invoices`, { waitUntil: 'networkidle' });
      await expect(figures).toContainText(`${words.charges}280.000`);
      await expect(row).toContainText(words.void);
      await expect(row.getByRole('button')).toHaveCount(0);
      await page.locator('.tab-head').getByRole('button', { name: words.create, exact: true }).click();
      await expect(dialog.getByRole('checkbox')).toHaveCount(2);
    });
  });
}

test('an invoice is begun in the list, kept when it is not saved, and issued at once', async ({ staff: page }) => {
  await page.goto('/');
  const { name } = await served(page);
  await page.goto('/invoices', { waitUntil: 'networkidle' });
  const dialog = page.getByRole('dialog', { name: 'Lập hóa đơn' });
  const open = async () => {
    await page.locator('.page__actions .button--primary').click();
    await dialog.locator('#field-customer').fill(name);
    await dialog.getByRole('option', { name }).click();
    await expect(dialog.getByRole('checkbox')).toHaveCount(1);
  };
  await open();
  await expectAccessible(page);
  const kept = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/drafts/keep') && (answer.request().postData() ?? '').includes('Trước thứ sáu'),
  );
  await dialog.getByRole('checkbox').check();
  await dialog.locator('#field-note').fill('Trước thứ sáu');
  await kept;

  // Closing asks; the other way out is a reload, after which it is offered again.
  await page.keyboard.press('Escape');
  const asked = page.getByRole('dialog', { name: 'Đóng mà chưa lưu?' });
  await asked.getByRole('button', { name: 'Quay lại', exact: true }).click();
  await expect(asked).toBeHidden();
  await page.reload({ waitUntil: 'networkidle' });
  await open();
  await dialog.getByRole('button', { name: 'Dùng lại' }).click();
  await expect(dialog.locator('#field-note')).toHaveValue('Trước thứ sáu');
  await expect(dialog.getByRole('checkbox')).toBeChecked();

  // It would be due before it is issued: nothing is saved until that is mended.
  await dialog.locator('#field-due_on').fill('01/01/2020');
  await dialog.getByRole('button', { name: 'Lưu và phát hành', exact: true }).click();
  await expect(dialog.getByText('Hạn thanh toán trước ngày phát hành.')).toBeVisible();
  await dialog.locator('#field-due_on').fill('31/12/2099');
  await dialog.getByRole('button', { name: 'Lưu và phát hành', exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(/HD-\d{4}-\d{6}/);
  await expect(row).toContainText('Chưa thu');
  await expect(row).toContainText('31/12/2099');

  // What was kept is kept no more.
  const found = page.waitForResponse(/drafts\/find/);
  await page.locator('.page__actions .button--primary').click();
  await dialog.locator('#field-customer').fill(name);
  await dialog.getByRole('option', { name }).click();
  await found;
  await expect(dialog.getByText('Không có khoản nào đang chờ lập hóa đơn.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Dùng lại' })).toHaveCount(0);
});

test('two people write one draft: what one of them touched is kept, and of the rest the second one chooses', async ({ staff: page, console }) => {
  await page.goto('/');
  const { name, id } = await served(page);
  const invoice = await drafted(page, id, 'Phí giữ chỗ', 20_000);
  await page.goto(`/invoices?customer=${id}`, { waitUntil: 'networkidle' });
  const row = page.locator('tbody tr');
  await row.getByRole('button', { name: `Sửa bản nháp cho ${name}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sửa bản nháp hóa đơn' });
  await dialog.locator('#field-note').fill('Của tôi');
  await dialog.getByRole('checkbox').check();

  // Meanwhile the other one says something else in the note, and adds a line.
  const free = (text: string, amount: number) => ({ free: { text, amount } });
  const was = { customer: id, lines: [free('Phí giữ chỗ', 20_000)], due_on: null, note: '' };
  const becomes = { ...was, lines: [...was.lines, free('Phí gửi xe', 5_000)], note: 'Của Lan' };
  await call(page, 'invoices/change', { id: invoice, change: { was, becomes } });

  console.expect(/status of 409/);
  await dialog.locator('button[type=submit]').click();
  const clash = page.getByRole('dialog', { name: 'Bản nháp này vừa được người khác sửa' });
  await expect(clash).toContainText('Của tôi');
  await expect(clash).toContainText('Của Lan');
  await expectAccessible(page);
  await clash.getByRole('radio').nth(1).check();
  await clash.getByRole('button', { name: 'Lưu lựa chọn', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('Của Lan');
  await expect(row).toContainText('125.000');
});

test('invoices are found by number, status, day and customer, and only by those who may see them', async ({ staff: page, browser }) => {
  await page.goto('/');
  const { name, id } = await served(page);
  const [first, second] = [await drafted(page, id, 'Phí trễ', 10_000), await drafted(page, id, 'Phí dọn phòng', 20_000)];
  const code = await call<string>(page, 'invoices/issue', { id: first, issued_on: today() });
  await page.goto('/invoices', { waitUntil: 'networkidle' });
  const rows = page.getByRole('row').filter({ hasText: name });
  await expect(rows).toHaveCount(2);
  await page.locator('#filter-status').selectOption('draft');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page).toHaveURL(/status=draft/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('20.000');
  await page.locator('#filter-status').selectOption('');
  await page.locator('#filter-open').selectOption('1');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await expect(page).toHaveURL(/open=1/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(code);
  await page.goto(`/invoices?code=${code}`, { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.goto(`/invoices?customer=${id}&from=2199-01-01`, { waitUntil: 'networkidle' });
  await expect(page.getByText('Không có hóa đơn nào khớp bộ lọc.')).toBeVisible();
  await expect(page.locator('.chip')).toContainText(name);

  // A draft that is thrown away is no more, and its address says nothing of it.
  await page.goto(`/invoices/${second}`, { waitUntil: 'networkidle' });
  await expect(page.locator('.invoice')).toContainText('Bản nháp, chưa phát hành');
  await page.locator('.page__actions').getByRole('button', { name: 'Bỏ bản nháp', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Bỏ bản nháp', exact: true }).click();
  await expect(page).toHaveURL(/\/invoices$/);
  await expect(rows).toHaveCount(1);

  const stranger = await browser.newContext();
  for (const address of ['/invoices', `/invoices/${first}`]) {
    const answer = await stranger.request.get(new URL(address, page.url()).href, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
  }
  await stranger.close();
});
