import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    jump: 'Đi tới', order: 'Sắp xếp', go: 'Đi', date: 'Ngày, tháng hoặc năm', name: 'Chữ cái hoặc phần đầu của tên', choice: 'Một giá trị của cột',
    start: 'Về đầu danh sách', wrong: 'Ngày chưa đúng', totals: 'Tổng hợp', stage: 'Giai đoạn hành trình', purchase: 'Mua hàng',
    count: (count: number) => `${count} khách hàng`, acts: 'Thao tác hàng loạt', set: 'Giai đoạn hành trình thành “Mua hàng”', undo: 'Hoàn tác',
    undone: 'Đã hoàn tác', none: 'Chưa có', close: 'Đóng', advanced: 'Bộ lọc nâng cao', filter: 'Lọc', field: 'Mục', operator: 'Cách so sánh',
    value: 'Giá trị', active: 'Điều kiện nâng cao đang dùng', chip: 'Tổ chức là',
  },
  en: {
    jump: 'Go to', order: 'Sort', go: 'Go', date: 'Day, month or year', name: 'Letter or beginning of a name', choice: 'A value of the column',
    start: 'Back to the beginning', wrong: 'not a date', totals: 'Summary', stage: 'Journey stage', purchase: 'Purchase',
    count: (count: number) => `${count} customers`, acts: 'Bulk actions', set: 'Journey stage set to “Purchase”', undo: 'Undo',
    undone: 'Undone', none: 'None', close: 'Close', advanced: 'Advanced filter', filter: 'Filter', field: 'Field', operator: 'Comparison',
    value: 'Value', active: 'Active advanced conditions', chip: 'Organization is',
  },
};

const LIST = '/customers/individuals';
const first = (page: Page) => page.locator('tbody th a').first();

/** The names that somebody sees or comes to from where the list stands; in a low window others may stand above. */
const seen = (page: Page) =>
  page.locator('.list__scroll').evaluate((area) => {
    const head = area.querySelector('thead th')?.getBoundingClientRect().bottom ?? 0;
    const rows = [...area.querySelectorAll('tbody tr')].filter((row) => row.getBoundingClientRect().top >= head - 1);
    return rows.map((row) => row.querySelector('th a')?.textContent);
  });

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('a sorted list is jumped through by letter, name and date', async ({ staff: page }) => {
      const word = unique('Ng');
      for (const name of ['Ăn Vũ', 'Đào Vũ', 'Âu Vũ', 'An Vũ', 'Dư Vũ']) {
        await create(page, { name: `${name} ${word}`, date_of_birth: name === 'Dư Vũ' ? '1985-04-21' : '2001-02-03' });
      }
      await page.goto(`${LIST}?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr')).toHaveCount(5);
      // The key opens it, and one types at once.
      await page.keyboard.press('g');
      const bar = page.getByRole('region', { name: words.jump, exact: true });
      await expect(bar.getByLabel(words.name)).toBeFocused();
      await expect(bar.getByRole('link')).toHaveCount(33);
      await expectAccessible(page);

      await bar.getByRole('link', { name: 'Ă', exact: true }).click();
      await expect(page).toHaveURL(/at=%C4%82/);
      await expect(bar.getByRole('link', { name: 'Ă', exact: true })).toHaveAttribute('aria-current', 'true');
      const from = (at: number) => ['An Vũ', 'Ăn Vũ', 'Âu Vũ', 'Dư Vũ', 'Đào Vũ'].slice(at).map((name) => `${name} ${word}`);
      await expect.poll(() => seen(page)).toEqual(from(1));
      // Where nobody is the next one follows.
      await bar.getByRole('link', { name: 'C', exact: true }).click();
      await expect.poll(() => seen(page)).toEqual(from(3));
      await expectAccessible(page);
      await page.reload({ waitUntil: 'networkidle' });
      await expect.poll(() => seen(page)).toEqual(from(3));
      await page.goBack();
      await expect.poll(() => seen(page)).toEqual(from(1));

      await page.getByRole('button', { name: words.jump, exact: true }).click();
      await bar.getByLabel(words.order).selectOption('date_of_birth');
      await bar.getByLabel(words.date).fill('hôm kia');
      await bar.getByRole('button', { name: words.go, exact: true }).click();
      await expect(bar.getByRole('alert')).toContainText(words.wrong);
      await expectAccessible(page);
      await bar.getByLabel(words.date).fill('2001');
      await bar.getByLabel(words.date).press('Enter');
      await expect(page).toHaveURL(/sort=date_of_birth&at=2001/);
      await expect.poll(async () => (await seen(page)).length).toBe(4);
      await bar.getByRole('link', { name: words.start }).click();
      await expect(first(page)).toContainText('Dư Vũ');
      await page.keyboard.press('Escape');
      await expect(bar).toHaveCount(0);
    });

    test('a list sorted by few values is jumped through by them', async ({ staff: page }) => {
      const word = unique('Gi');
      for (const [name, gender] of [['An', 'other'], ['Bình', 'male'], ['Chi', 'female']] as const) {
        await create(page, { name: `${name} ${word}`, gender });
      }
      await page.goto(`${LIST}?name=${encodeURIComponent(word)}&sort=gender`, { waitUntil: 'networkidle' });
      await expect.poll(() => seen(page)).toEqual([`Bình ${word}`, `Chi ${word}`, `An ${word}`]);
      await page.keyboard.press('g');
      const bar = page.getByRole('region', { name: words.jump, exact: true });
      await bar.getByLabel(words.choice).selectOption('female');
      await expectAccessible(page);
      await bar.getByRole('button', { name: words.go, exact: true }).click();
      await expect(page).toHaveURL(/at=female/);
      await expect.poll(() => seen(page)).toEqual([`Chi ${word}`, `An ${word}`]);
      await expect(bar.getByRole('status')).not.toContainText('female');
      await bar.getByRole('link', { name: words.start }).click();
      await expect.poll(() => seen(page)).toHaveLength(3);
    });

    test('totals lead to lists, and acts on many are undone after a reload', async ({ staff: page }) => {
      const word = unique('Tổng');
      for (const name of ['An', 'Bình', 'Chi']) await create(page, { name: `${word} ${name}` });
      await page.goto(`${LIST}?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr')).toHaveCount(3);
      const found = await call<{ rows: { id: string }[] }>(page, 'customers/list', {
        state: { directory: 'individuals', search: '', filters: { name: word }, sort: null, place: 'start' },
      });
      const these = found.rows.slice(0, 2).map((row) => row.id);
      await call(page, 'bulk/change', {
        key: crypto.randomUUID(),
        request: { directory: 'individuals', selection: { these }, act: { set: ['journey_stage', 'purchase'] } },
      });

      await expect(async () => {
        await page.reload({ waitUntil: 'networkidle' });
        await page.getByRole('button', { name: words.totals, exact: true }).click();
        const stages = page.getByRole('list', { name: words.stage, exact: true });
        await expect(stages.getByRole('link', { name: `${words.purchase} 2` })).toBeVisible({ timeout: 3000 });
      }).toPass();
      const bar = page.getByRole('region', { name: words.totals, exact: true });
      await expect(bar).toContainText(words.count(3));
      const stages = bar.getByRole('list', { name: words.stage, exact: true });
      await expect(stages.getByRole('link', { name: `${words.none} 1` })).toBeVisible();
      await expectAccessible(page);
      await stages.getByRole('link', { name: words.purchase }).click();
      await expect(page).toHaveURL(/where=journey_stage/);
      await expect(page.locator('tbody tr')).toHaveCount(2);
      await expect(bar).toContainText(words.count(2));
      await bar.getByRole('button', { name: words.close }).click();
      await expect(bar).toHaveCount(0);

      await page.getByRole('button', { name: words.acts, exact: true }).click();
      const dialog = page.getByRole('dialog', { name: words.acts });
      const act = dialog.getByRole('listitem').first();
      await expect(act).toContainText(words.set);
      await expectAccessible(page);
      await act.getByRole('button').click();
      await expect(dialog.getByRole('listitem').nth(1)).toContainText(words.undone);
      await expect(dialog.getByRole('listitem').first()).toContainText(`${words.undo}: ${words.set}`);
      await expect(dialog.getByRole('listitem').first()).toContainText(/2 (đã trở lại|back)/);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    });
  });
}

test('an organization is found by name, and its people by it', async ({ staff: page }) => {
  const words = WORDS.vi;
  const name = unique('Công ty Mây');
  const company = await call<{ id: string }>(page, 'customers/create', {
    directory: 'organizations', key: crypto.randomUUID(), input: { kind: 'organization', values: { name }, without_email: true },
  });
  const word = unique('Nhân');
  await create(page, { name: `${word} Trong`, organization: company.id });
  await create(page, { name: `${word} Ngoài` });
  await page.goto(`${LIST}?name=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: words.advanced, exact: true }).click();
  const dialog = page.getByRole('dialog').first();
  await dialog.getByLabel(words.field, { exact: true }).selectOption('organization');
  await dialog.getByRole('combobox', { name: words.value }).fill(name.slice(0, 12));
  await dialog.getByRole('option', { name }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: words.filter, exact: true }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.getByRole('list', { name: words.active })).toContainText(`${words.chip} ${name}`);
  await page.reload({ waitUntil: 'networkidle' });
  await expect(page.getByRole('list', { name: words.active })).toContainText(name);
  await page.getByRole('button', { name: words.advanced, exact: true }).click();
  await expect(dialog.getByRole('combobox', { name: words.value })).toHaveValue(name);
  await dialog.getByLabel(words.operator, { exact: true }).selectOption('is_not');
  await dialog.getByRole('button', { name: words.filter, exact: true }).click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(first(page)).toContainText('Ngoài');
});
