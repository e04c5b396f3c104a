import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, grant, test as withColleague } from './fixtures/colleague';
import { expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    tariffAdd: 'Thêm đơn giá', stepAdd: 'Thêm bậc', priceEach: 'Giá mỗi kWh', above: 'Trên mức (kWh)', meterAdd: 'Thêm đồng hồ',
    below: 'Chỉ số này nhỏ hơn chỉ số cũ', nobody: 'Không có người ở', done: 'Đã ghi 2 trên 2 đồng hồ', kind: 'Điện',
    cancel: 'Hủy chỉ số', cancelled: 'Đã hủy', debts: 'Công nợ', unusual: 'Nhiều hơn hẳn thường lệ',
    reading: (space: string) => `Chỉ số mới, điện ${space}`, correct: (space: string) => `Sửa chỉ số điện ${space}`,
    callOff: (space: string) => `Hủy chỉ số điện ${space}`,
  },
  en: {
    tariffAdd: 'Add tariff', stepAdd: 'Add step', priceEach: 'Price of a kWh', above: 'Above (kWh)', meterAdd: 'Add meter',
    below: 'This is below the old reading', nobody: 'Nobody lives there', done: '2 of 2 meters read', kind: 'Electricity',
    cancel: 'Cancel reading', cancelled: 'Cancelled', debts: 'Debts', unusual: 'Much more than usual',
    reading: (space: string) => `New reading, electricity ${space}`,
    correct: (space: string) => `Correct the reading of electricity ${space}`,
    callOff: (space: string) => `Cancel the reading of electricity ${space}`,
  },
};

/** Today where the business is. */
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

type Room = { id: string; title: string };
type Prepared = { name: string; code: string; branch: string; rooms: [Room, Room] };

/** Two rooms of a new branch; a customer lives in the first one. */
async function prepared(page: Page): Promise<Prepared> {
  const name = unique('Lê Thị Trọ');
  const { id, code } = await create(page, { name });
  const branch = await call<string>(page, 'branches/create', { name: unique('Nhà trọ') });
  const room = async (number: string): Promise<Room> => {
    const mark = unique(number).replace(' ', '').toUpperCase();
    const input = { code: mark, name: `Phòng ${mark}`, branch, kind: null, capacity: null, price: null, active: true };
    return { id: await call<string>(page, 'spaces/create', { input }), title: `${mark} · Phòng ${mark}` };
  };
  const rooms: [Room, Room] = [await room('A'), await room('B')];
  const minute = (days: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 + days * 86_400_000).toISOString();
  const stay = {
    customer: id, space: rooms[0].id, starts_at: minute(-2), ends_at: minute(60), price: 0, agreed_deposit: null, guests: null, note: '',
  };
  const booked = await call<{ id: string }>(page, 'bookings/create', { key: crypto.randomUUID(), input: stay });
  await call(page, 'bookings/act', { id: booked.id, act: 'check_in' });
  return { name, code, branch, rooms };
}

/** A meter of electricity that shows so much. */
const hang = (page: Page, space: string, shown: number) =>
  call<string>(page, 'meters/create', {
    input: { space, kind: 'electricity', serial: '', begins_at: shown * 1_000, begins_on: today(), active: true },
  });

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('meters are read row by row, and whoever lives there owes it', async ({ staff: page }) => {
      await page.goto('/');
      const { name, code, branch, rooms: [first, second] } = await prepared(page);
      const dialog = page.getByRole('dialog');
      const send = async () => {
        await dialog.locator('button[type=submit]').click();
        await expect(dialog).toBeHidden();
      };
      const row = (space: string) => page.getByRole('row').filter({ hasText: space });

      // What a unit costs, by steps, and a meter in each room.
      await page.goto(`/meters/setup?branch=${branch}`, { waitUntil: 'networkidle' });
      await page.getByRole('button', { name: words.tariffAdd, exact: true }).click();
      await dialog.getByLabel(words.priceEach).fill('3.000');
      await dialog.getByRole('button', { name: words.stepAdd, exact: true }).click();
      await dialog.getByLabel(words.above).fill('100');
      await dialog.getByLabel(words.priceEach).nth(1).fill('4.000');
      await expectAccessible(page);
      await send();
      await expect(row('3.000')).toContainText('100 kWh: 4.000');
      await page.getByRole('button', { name: words.meterAdd, exact: true }).click();
      await dialog.locator('#field-space').selectOption({ label: first.title });
      await dialog.locator('#field-begins_at').fill('1.203');
      await expectAccessible(page);
      await send();
      await expect(row(first.title)).toContainText('1.203 kWh');
      await hang(page, second.id, 10);
      await expect(row(second.title)).toContainText('10 kWh');
      await expectAccessible(page);

      // The old reading stands there; Enter saves and goes to the next row.
      await page.goto(`/meters?branch=${branch}`, { waitUntil: 'networkidle' });
      const input = (space: string) => page.getByRole('textbox', { name: words.reading(space) });
      await expect(row(first.title)).toContainText(name);
      await expect(row(first.title)).toContainText('1.203');
      await expect(row(second.title)).toContainText(words.nobody);
      await input(first.title).fill('9.310');
      await expect(row(first.title)).toContainText(words.unusual);
      await expectAccessible(page);
      await input(first.title).fill('1.310');
      await expect(row(first.title)).toContainText('107 kWh');
      await expect(row(first.title)).toContainText('328.000');
      await expect(row(first.title)).not.toContainText(words.unusual);
      await input(first.title).press('Enter');
      await expect(input(second.title)).toBeFocused();
      await expect(input(first.title)).toHaveCount(0);
      await expect(row(first.title)).toContainText('328.000');

      // A meter does not count backwards, unless it turned over; where nobody lives nobody pays.
      await input(second.title).fill('5');
      await input(second.title).press('Enter');
      await expect(row(second.title)).toContainText(words.below);
      await expect(input(second.title)).toHaveValue('5');
      await expectAccessible(page);
      await row(second.title).getByRole('combobox').selectOption('turned_over');
      await expect(input(second.title)).toHaveCount(0);
      await expect(row(second.title)).toContainText('95 kWh');
      await expect(page.getByText(words.done)).toBeVisible();
      await expectAccessible(page);

      // A mistake is corrected, and stands with the customer in so many words.
      await row(first.title).getByRole('button', { name: words.correct(first.title) }).click();
      await dialog.locator('#field-reading').fill('1.210');
      await expectAccessible(page);
      await send();
      await expect(row(first.title)).toContainText('21.000');
      await page.goto(`/customers/individuals/${code}?tab=charges`, { waitUntil: 'networkidle' });
      const month = today().split('-').slice(0, 2).reverse().join('/');
      await expect(page.getByRole('row').filter({ hasText: `${words.kind} ${month}: 1.203 → 1.210, 7 kWh` })).toContainText('21.000');
      await expect(page.locator('.figures')).toContainText(`${words.debts}21.000`);
      await page.goto(`/customers/individuals/${code}?tab=services`, { waitUntil: 'networkidle' });
      await expect(row(first.title)).toContainText('7 kWh');
      await expectAccessible(page);
      await row(first.title).getByRole('button', { name: words.callOff(first.title) }).click();
      await expect(dialog).toContainText('1.203');
      await dialog.getByRole('button', { name: words.cancel, exact: true }).click();
      await expect(row(first.title)).toContainText(words.cancelled);
      await expect(page.locator('.figures')).toContainText(`${words.debts}0`);
    });
  });
}

withColleague('a sheet is open to those who may read, and follows what others read', async ({ staff: page, colleague }) => {
  await page.goto('/');
  const { branch, rooms: [room] } = await prepared(page);
  const meter = await hang(page, room.id, 0);
  const steps = [{ above: 0, price: 3_000 }];
  await call(page, 'meters/tariffs/create', { input: { branch, kind: 'electricity', valid_from: today(), steps } });
  await colleague.set(grant('view', 'services'), grant('view', 'spaces'));
  const tab = await colleague.open(`/meters?branch=${branch}`);
  const row = tab.getByRole('row').filter({ hasText: room.title });
  await expect(row).toBeVisible();
  await expect(tab.locator('.sheet').getByRole('textbox')).toHaveCount(0);

  // What somebody else reads comes by itself, without amounts for those who may not see any.
  const reading = { meter, month: today().slice(0, 7), read_on: today(), reading: 42_000, course: 'straight' };
  await call(page, 'meters/readings/create', { key: crypto.randomUUID(), input: reading });
  await expect(row).toContainText('42 kWh');
  await expect(row).not.toContainText('126.000');
  await expect(row.getByRole('button')).toHaveCount(0);
  await expectAccessible(tab);

  // Who may read as well may read once more, on the same page.
  await colleague.set(grant('view', 'services'), grant('create', 'services'), grant('view', 'spaces'));
  await row.getByRole('button').click();
  const input = tab.locator('.sheet').getByRole('textbox');
  await expect(input).toBeFocused();
  await input.fill('45');
  await expect(row.last()).toContainText('3 kWh');
  await input.press('Enter');
  await expect(input).toHaveCount(0);
  await expect(row).toHaveCount(2);
});
