import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    title: 'Hợp đồng thuê', create: 'Tạo hợp đồng', empty: 'Chưa có hợp đồng nào.', half: '6 tháng', insert: 'Tên khách hàng',
    unknown: 'Trường không dùng được: {{luck}}', fault: 'Nội dung có trường không dùng được.', preview: 'Xem trước',
    text: 'Bên thuê: ', leave: 'Đóng mà chưa lưu?', drop: 'Đóng, không lưu', back: 'Quay lại',
    draft: 'Bản nháp', active: 'Đang hiệu lực', terminated: 'Đã chấm dứt', expected: 'Chưa phát sinh', void: 'Không còn',
    heading: (code: string) => `Hợp đồng thuê ${code}`, edit: (code: string) => `Sửa ${code}`,
    byContract: (code: string) => `Theo hợp đồng ${code}`,
    activate: 'Kích hoạt', made: 'Lập 6 kỳ tiền thuê, tổng cộng 30.000.000', booked: 'từ 01/01/2030 đến hết 30/06/2030',
    terminate: 'Chấm dứt', required: 'Hãy điền mục này.', free: 'Phòng trống lại từ 01/04/2030.',
    voids: '3 kỳ tiền thuê đến ngày thu sau đó không còn phải trả, tổng cộng 15.000.000',
  },
  en: {
    title: 'Rental contracts', create: 'New contract', empty: 'There are no contracts yet.', half: '6 months', insert: 'Name of the customer',
    unknown: 'Fields that cannot be used: {{luck}}', fault: 'The text has a field that cannot be used.', preview: 'Preview',
    text: 'Tenant: ', leave: 'Close without saving?', drop: 'Close, do not save', back: 'Back',
    draft: 'Draft', active: 'In force', terminated: 'Terminated', expected: 'Not owed yet', void: 'Void',
    heading: (code: string) => `Rental contract ${code}`, edit: (code: string) => `Edit ${code}`,
    byContract: (code: string) => `By contract ${code}`,
    activate: 'Activate', made: '6 rent periods are made, 30.000.000', booked: 'from 01/01/2030 to the end of 30/06/2030',
    terminate: 'Terminate', required: 'Please fill this in.', free: 'The space is free again from 01/04/2030.',
    voids: '3 rent periods that are due later are not owed any more, 15.000.000',
  },
};

type Wanted = { name: string; id: string; code: string; room: string; space: string };

/** A customer who rents nothing yet, and a room for 5.000.000 ₫ a month. */
async function wanted(page: Page): Promise<Wanted> {
  const name = unique('Lê Thị Khách');
  const { id, code } = await create(page, { name });
  const branch = await call<string>(page, 'branches/create', { name: unique('Chi nhánh') });
  const room = `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`;
  const space = await call<string>(page, 'spaces/create', {
    input: {
      code: room, name: 'Hoa Sen', branch, kind: null, capacity: null, price: { amount: 5_000_000, unit: 'month' }, active: true,
    },
  });
  return { name, id, code, room, space };
}

/** A draft of the room for the first half of 2030. */
async function drafted(page: Page, { id, space }: Wanted): Promise<{ id: string; code: string }> {
  const input = {
    customer: id, space, starts_on: '2030-01-01', ends_on: '2030-06-30', rent: 5_000_000, billed: 'start',
    agreed_deposit: 10_000_000, text: 'Bên thuê: {{customer.name}}', note: '',
  };
  return call(page, 'contracts/create', { key: crypto.randomUUID(), input });
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('a contract is drafted, read, activated, printed and terminated', async ({ staff: page }) => {
      await page.goto('/');
      const { name, code, room, space } = await wanted(page);
      await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
      await page.locator('.tabs').getByRole('link', { name: words.title, exact: true }).click();
      await expect(page.getByText(words.empty)).toBeVisible();
      await expectAccessible(page);
      const dialog = page.getByRole('dialog');
      const row = page.locator('tbody tr');
      const send = async () => {
        await dialog.locator('button[type=submit]').click();
        await expect(dialog).toBeHidden();
      };

      // The rent follows the space, the last day the first. A field that nobody knows is named before anything is sent.
      await page.locator('.tab-head').getByRole('button', { name: words.create, exact: true }).click();
      await expect(dialog.locator('#field-customer')).toHaveValue(name);
      await dialog.locator('#field-space').selectOption(space);
      await expect(dialog.locator('#field-rent')).toHaveValue('5.000.000');
      await dialog.locator('#field-starts_on').fill('01/01/2030');
      await dialog.getByRole('button', { name: words.half, exact: true }).click();
      await expect(dialog.locator('#field-ends_on')).toHaveValue('30/06/2030');
      await dialog.locator('#field-agreed_deposit').fill('10.000.000');
      const text = dialog.locator('#field-text');
      await expect(text).toHaveValue(/\{\{customer\.name\}\}/);
      await text.fill('{{luck}}');
      await expect(dialog.getByText(words.unknown)).toBeVisible();
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.getByText(words.fault)).toBeVisible();
      await expectAccessible(page);
      await text.fill(words.text);
      await dialog.getByRole('button', { name: words.insert, exact: true }).click();
      await expect(text).toHaveValue(`${words.text}{{customer.name}}`);
      await dialog.locator('summary', { hasText: words.preview }).click();
      await expect(dialog.locator('.contract__text')).toHaveText(`${words.text}${name}`);
      await expectAccessible(page);
      await send();
      await expect(row).toHaveCount(1);
      await expect(row).toContainText(words.draft);
      await expect(row).toContainText('10.000.000');
      const contract = (await row.locator('th').innerText()).trim();
      await expectAccessible(page);

      // What is typed is not lost by closing the form.
      await row.getByRole('button', { name: words.edit(contract), exact: true }).click();
      await dialog.locator('#field-note').fill('Giao chìa khóa');
      await page.keyboard.press('Escape');
      const leave = page.getByRole('dialog', { name: words.leave });
      await leave.getByRole('button', { name: words.back, exact: true }).click();
      await expect(dialog.locator('#field-note')).toHaveValue('Giao chìa khóa');
      await page.keyboard.press('Escape');
      await leave.getByRole('button', { name: words.drop, exact: true }).click();
      await expect(dialog).toBeHidden();

      // The page of it: its text as a paper, and the periods that it will have.
      await row.getByRole('link', { name: contract, exact: true }).click();
      await expect(page.getByRole('heading', { name: words.heading(contract) })).toBeVisible();
      await expect(page.locator('.contract__text')).toHaveText(`${words.text}${name}`);
      await expect(row).toHaveCount(6);
      await expect(page.locator('tfoot')).toContainText('30.000.000');
      await expectAccessible(page);
      const address = page.url();
      const act = (word: string) => page.locator('.page__actions').getByRole('button', { name: word, exact: true }).click();
      await act(words.activate);
      await expect(dialog).toContainText(words.booked);
      await expect(dialog).toContainText(words.made);
      await expectAccessible(page);
      await send();
      await expect(page.locator('.page__head')).toContainText(words.active);
      await expect(row.filter({ hasText: words.expected })).toHaveCount(6);
      await expectAccessible(page);
      await page.emulateMedia({ media: 'print' });
      await expect(page.locator('.contract__signatures')).toBeVisible();
      await expect(page.locator('.page__head')).toBeHidden();
      await expect(page.locator('.table')).toBeHidden();
      await page.emulateMedia({ media: 'screen' });

      // The signed copy belongs to it.
      const copy = { name: 'ban-ky.txt', mimeType: 'text/plain', buffer: Buffer.from('Đã ký') };
      await page.locator('.uploads input[type=file]').setInputFiles(copy);
      await expect(row.filter({ hasText: copy.name })).toBeVisible();
      await expectAccessible(page);

      // Its booking stands on the timeline, and has neither a price nor a way to be called off.
      await page.goto('/bookings/timeline?from=2030-01-01', { waitUntil: 'networkidle' });
      await expect(row.filter({ hasText: room }).getByRole('button', { name })).toBeVisible();
      await page.goto(`/bookings/list?space=${space}`, { waitUntil: 'networkidle' });
      await expect(row.getByRole('link', { name: words.byContract(contract), exact: true })).toBeVisible();
      await expect(row.getByRole('button')).toHaveCount(2);
      await expectAccessible(page);

      // Terminated, it owes what came before, and the room is free.
      await page.goto(address, { waitUntil: 'networkidle' });
      await act(words.terminate);
      await dialog.locator('#field-on').fill('31/03/2030');
      await expect(dialog).toContainText(words.voids);
      await expect(dialog).toContainText(words.free);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field').filter({ has: page.locator('#field-reason') })).toContainText(words.required);
      await expectAccessible(page);
      await dialog.locator('#field-reason').fill('Chuyển nơi làm việc');
      await send();
      await expect(page.locator('.page__head')).toContainText(words.terminated);
      await expect(page.locator('.facts')).toContainText('Chuyển nơi làm việc');
      await expect(row.filter({ hasText: words.void })).toHaveCount(3);
      await expect(page.locator('tfoot')).toContainText('15.000.000');
      await page.goto('/bookings/timeline?from=2030-04-02', { waitUntil: 'networkidle' });
      await expect(row.filter({ hasText: room }).getByRole('button', { name })).toHaveCount(0);
    });
  });
}

test('contracts are listed, renewed and discarded, and begin from templates', async ({ staff: page, browser }) => {
  await page.goto('/');
  const tenant = await wanted(page);
  const first = await drafted(page, tenant);
  await call(page, 'contracts/activate', { id: first.id, version: 1 });

  // Another text, which is offered from then on.
  const template = unique('Mẫu');
  await page.goto('/config/contract-templates', { waitUntil: 'networkidle' });
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-name').fill(template);
  await dialog.locator('#field-text').fill('Tiền thuê: {{rent}}');
  await expectAccessible(page);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row').filter({ hasText: template })).toContainText('Đang dùng');
  await expectAccessible(page);

  await page.goto(`/contracts?customer=${tenant.id}`, { waitUntil: 'networkidle' });
  const row = page.locator('tbody tr');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('01/01/2030 – 30/06/2030');
  const edit = row.getByRole('button', { name: `Sửa ${first.code}`, exact: true });
  await expect(edit).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);

  // The next one begins the day after and is as long; its form is open at once.
  await row.getByRole('button', { name: `Gia hạn ${first.code}`, exact: true }).click();
  await expect(dialog.locator('#field-starts_on')).toHaveValue('01/07/2030');
  await expect(dialog.locator('#field-ends_on')).toHaveValue('31/12/2030');
  await dialog.locator('#field-template').selectOption({ label: template });
  await expect(dialog.locator('#field-text')).toHaveValue('Bên thuê: {{customer.name}}');
  await dialog.getByRole('button', { name: 'Thay nội dung bằng mẫu này' }).click();
  await expect(dialog.locator('#field-text')).toHaveValue('Tiền thuê: {{rent}}');
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await expect(row).toHaveCount(2);

  // Whoever still has a contract stays in the book.
  await page.goto(`/contracts?customer=${tenant.id}&status=draft`, { waitUntil: 'networkidle' });
  await expect(row).toHaveCount(1);
  await row.getByRole('button', { name: /^Bỏ bản nháp/ }).click();
  await expect(dialog).toContainText('không lấy lại được');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Bỏ bản nháp', exact: true }).click();
  await expect(page.getByText('Không có hợp đồng nào khớp bộ lọc.')).toBeVisible();
  await page.goto(`/contracts?customer=${tenant.id}&starts_from=2199-01-01`, { waitUntil: 'networkidle' });
  await expect(page.getByText('Không có hợp đồng nào khớp bộ lọc.')).toBeVisible();

  const stranger = await browser.newContext();
  const answer = await stranger.request.get(new URL('/contracts', page.url()).href, { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await stranger.close();
});
