import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A word that no other test uses, on a server that tests share. */
const unique = (word: string) => `${word} ${Math.random().toString(36).slice(2, 8)}`;

const WORDS = {
  vi: { title: 'Danh mục', saved: 'Đã lưu', undo: 'Hoàn tác', moved: 'Đã chuyển tới vị trí', inactive: 'Ngừng dùng', taken: 'Tên này đã được dùng' },
  en: { title: 'Catalogs', saved: 'Saved', undo: 'Undo', moved: 'Moved to place', inactive: 'Inactive', taken: 'This name is in use' },
};

const rows = (page: Page) => page.locator('.catalog__list > .catalog__row');

/** The row of a value, wherever it has moved to. */
async function row(page: Page, label: string): Promise<Locator> {
  await expect.poll(() => labels(page)).toContain(label);
  const id = await page.locator('.catalog__list input[id^=value-]').evaluateAll(
    (inputs, label) => (inputs as HTMLInputElement[]).find((input) => input.value === label)?.id, label);
  return rows(page).filter({ has: page.locator(`#${id}`) });
}

async function labels(page: Page): Promise<string[]> {
  return page.locator('.catalog__list input[id^=value-]').evaluateAll(
    (inputs) => (inputs as HTMLInputElement[]).map((input) => input.value));
}

async function add(page: Page, label: string): Promise<Locator> {
  await page.locator('#new-value').fill(label);
  await page.locator('#new-value').press('Enter');
  return row(page, label);
}

const note = (row: Locator) => row.locator('.catalog__note');

/** Opens a tab that nobody else uses, with these values at its end. */
async function open(page: Page, catalog: string, ...values: string[]): Promise<void> {
  await page.goto(`/config/catalogs/${catalog}`, { waitUntil: 'networkidle' });
  for (const value of values) {
    await add(page, value);
  }
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test(`values are added, renamed, put in order, stopped and removed in place (${language})`, async ({ staff: page, console }) => {
      await page.locator('.spine').getByText(words.title).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.title);
      await page.locator('.tabs a[href$="/lost_reason"]').click();
      await expect(page).toHaveURL(/\/config\/catalogs\/lost_reason$/);
      await expect(page.locator('.tabs a[aria-current=page]')).toHaveCount(1);
      const [first, second, third] = ['Một', 'Hai', 'Ba'].map(unique) as [string, string, string];
      for (const label of [first, second, third]) {
        await expect(note(await add(page, label))).toContainText(words.saved);
        await expect(page.locator('#new-value')).toBeFocused();
      }
      await expectAccessible(page);

      // A name that is there already is refused beside the row, and stays to be mended.
      await page.locator('#new-value').fill(first.toUpperCase());
      console.expect(/status of 422/);
      await page.locator('#new-value').press('Enter');
      await expect(page.locator('#new-note')).toContainText(words.taken);
      await expect(page.locator('#new-value')).toHaveValue(first.toUpperCase());
      await page.locator('#new-value').fill('');

      // A name is saved as its field is left, and taken back.
      const renamed = `${second} (mới)`;
      const changed = await row(page, second);
      await changed.locator('input').fill(renamed);
      await changed.locator('input').blur();
      await expect(note(changed)).toContainText(words.saved);
      await page.reload({ waitUntil: 'networkidle' });
      await expect.poll(() => labels(page)).toContain(renamed);
      const back = await row(page, renamed);
      await back.locator('input').fill('Nhầm');
      await back.locator('input').press('Escape');
      await expect(back.locator('input')).toHaveValue(renamed);
      await back.locator('input').fill(second);
      await back.locator('input').press('Enter');
      await note(back).getByRole('button', { name: words.undo }).click();
      await expect(back.locator('input')).toHaveValue(renamed);

      // Up and down by keys and by buttons; the focus goes along.
      const order = () => labels(page).then((all) => all.filter((label) => [first, renamed, third].includes(label)));
      await back.locator('input').press('Alt+ArrowUp');
      await expect.poll(order).toEqual([renamed, first, third]);
      await expect(note(back)).toContainText(words.moved);
      await expect(back.locator('input')).toBeFocused();
      await back.locator('input').press('Alt+ArrowDown');
      await expect.poll(order).toEqual([first, renamed, third]);
      await back.getByRole('button').nth(1).click();
      await expect.poll(order).toEqual([first, third, renamed]);
      await expect(note(back)).toContainText(words.moved);
      await expect(back.getByRole('button').nth(1)).toBeFocused();
      const putBack = page.waitForResponse(/catalogs\/place/);
      await note(back).getByRole('button', { name: words.undo }).click();
      await expect.poll(order).toEqual([first, renamed, third]);
      await putBack;
      await page.reload({ waitUntil: 'networkidle' });
      await expect.poll(order).toEqual([first, renamed, third]);

      const stopped = await row(page, first);
      await stopped.locator('[id^=toggle-]').click();
      await expect(stopped.locator('.badge')).toHaveText(words.inactive);
      await expectAccessible(page);
      await note(stopped).getByRole('button', { name: words.undo }).click();
      await expect(stopped.locator('.badge')).toHaveCount(0);

      await stopped.locator('[id^=remove-]').click();
      await expect.poll(order).toEqual([renamed, third]);
      await expect(page.locator('input:focus')).toHaveValue(renamed);
      await page.locator('.toast__action').last().click();
      await expect.poll(order).toEqual([first, renamed, third]);
    });
  });
}

test('a size stands for the numbers of its name, or for others', async ({ staff: page, console }) => {
  const label = unique('300-399 người');
  await open(page, 'organization_size', label);
  const size = await row(page, label);
  await expect(size.locator('[id^=from-]')).toHaveValue('300');
  await expect(size.locator('[id^=to-]')).toHaveValue('399');
  console.expect(/status of 422/);
  await size.locator('[id^=to-]').fill('3');
  await size.locator('[id^=to-]').press('Enter');
  await expect(note(size)).toContainText('lớn hơn');
  await size.locator('[id^=to-]').fill('4.000');
  await size.locator('[id^=to-]').blur();
  await expect(note(size)).toContainText('Đã lưu');
  await page.reload({ waitUntil: 'networkidle' });
  await expect((await row(page, label)).locator('[id^=to-]')).toHaveValue('4.000');
  await expectAccessible(page);
});

test('values are dragged, with a mouse or a finger', { tag: '@touch' }, async ({ staff: page, context }, testInfo) => {
  const [first, second, third] = ['Kéo một', 'Kéo hai', 'Kéo ba'].map(unique) as [string, string, string];
  await open(page, 'payment_method', first, second, third);
  const order = () => labels(page).then((all) => all.filter((label) => [first, second, third].includes(label)));
  const from = (await (await row(page, third)).locator('.catalog__grip').boundingBox())!;
  const to = (await (await row(page, first)).boundingBox())!;
  const x = from.x + from.width / 2;
  const [start, end] = [from.y + from.height / 2, to.y + 4];
  if (testInfo.project.name === 'tablet') {
    const touch = await context.newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x, y }] });
    await send('touchStart', start);
    for (let step = 1; step <= 8; step++) {
      await send('touchMove', start + ((end - start) * step) / 8);
    }
    await expect(page.locator('.catalog__row--dragged')).toHaveCount(1);
    await send('touchEnd');
  } else {
    await page.mouse.move(x, start);
    await page.mouse.down();
    await page.mouse.move(x, end, { steps: 8 });
    await expect(page.locator('.catalog__row--dragged')).toHaveCount(1);
    await page.mouse.up();
  }
  await expect.poll(order).toEqual([third, first, second]);
  await expect(note(await row(page, third))).toContainText('Đã chuyển tới vị trí');
  await page.reload({ waitUntil: 'networkidle' });
  await expect.poll(order).toEqual([third, first, second]);
});

test('a value in use stays, and can be stopped instead', async ({ staff: page }) => {
  const [label, name] = [unique('Hội chợ'), unique('Đỗ Thị Sen')];
  await open(page, 'source', label);
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-name').fill(name);
  await dialog.locator('#field-email').fill('sen@example.vn');
  await dialog.locator('#field-source').selectOption(label);
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();

  await open(page, 'source');
  const used = await row(page, label);
  await expect(used.getByRole('link')).toHaveText('Khách hàng cá nhân: 1');
  await used.locator('[id^=remove-]').click();
  await expect(note(used)).toContainText('1 khách hàng đang dùng mục này nên không xóa được');
  await expectAccessible(page);
  await note(used).getByRole('button', { name: 'Ngừng dùng' }).click();
  await expect(used.locator('.badge')).toHaveText('Ngừng dùng');

  // Nobody can choose it, but whoever has it keeps it.
  await used.getByRole('link').click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.locator('.facts').getByText(label)).toBeVisible();
  await page.locator('.detail-head .button--primary').click();
  await expect(page.locator('#field-source')).toHaveValue(label);
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  await expect(page.locator('#field-source option').filter({ hasText: label })).toHaveCount(0);
});

test('two people rename one value: the second one chooses', async ({ staff: page, context, console }) => {
  const label = unique('Đài');
  await open(page, 'industry', label);
  const other = await context.newPage();
  await open(other, 'industry');
  const [theirs, mine] = [`${label} phát thanh`, `${label} truyền hình`];
  const [here, there] = [await row(page, label), await row(other, label)];
  // Whoever types keeps what is typed; everybody else sees at once what the others do.
  await here.locator('input').fill(mine);
  await there.locator('input').fill(theirs);
  await there.locator('input').press('Enter');
  await expect(note(there)).toContainText('Đã lưu');
  console.expect(/status of 409/);
  await here.locator('input').press('Enter');
  await expect(note(here)).toContainText(`Trần Văn Hùng vừa đổi mục này thành “${theirs}”`);
  await expect(here.locator('input')).toHaveValue(mine);
  await expectAccessible(page);
  await note(here).getByRole('button', { name: 'Lưu nội dung của tôi' }).click();
  await expect(note(here)).toContainText('Đã lưu');
  await expect(there.locator('input')).toHaveValue(mine);

  const [first, second] = [`${label} xã`, `${label} huyện`];
  await there.locator('input').fill(second);
  await here.locator('input').fill(first);
  await here.locator('input').press('Enter');
  await expect(note(here)).toContainText('Đã lưu');
  await there.locator('input').press('Enter');
  await note(there).getByRole('button', { name: 'Giữ nội dung mới' }).click();
  await expect(there.locator('input')).toHaveValue(first);
});

test('a value is added in the form that needs it', async ({ staff: page }) => {
  await page.goto('/customers/individuals');
  await page.locator('.page__actions .button--primary').click();
  const dialog = page.getByRole('dialog', { name: 'Tạo khách hàng cá nhân' });
  const label = unique('Thợ mộc');
  await dialog.locator('#field-name').fill('Bùi Văn Mộc');
  await dialog.getByRole('button', { name: 'Thêm mục vào Nghề nghiệp' }).click();
  await expect(dialog.locator('#field-occupation-new')).toBeFocused();
  // Esc closes the field and not the form.
  await dialog.locator('#field-occupation-new').press('Escape');
  await expect(dialog.locator('#field-occupation-new')).toHaveCount(0);
  await expect(dialog.locator('#field-occupation')).toBeFocused();
  await dialog.getByRole('button', { name: 'Thêm mục vào Nghề nghiệp' }).click();
  await dialog.locator('#field-occupation-new').fill(label);
  await expectAccessible(page);
  await dialog.locator('#field-occupation-new').press('Enter');
  await expect(dialog.locator('#field-occupation')).toHaveValue(label);
  await expect(dialog.locator('#field-occupation')).toBeFocused();
  // What is there already, in another spelling, is chosen.
  await dialog.locator('#field-occupation').selectOption('');
  await dialog.getByRole('button', { name: 'Thêm mục vào Nghề nghiệp' }).click();
  await dialog.locator('#field-occupation-new').fill(label.toUpperCase());
  await dialog.locator('.beside--added button').click();
  await expect(dialog.locator('#field-occupation')).toHaveValue(label);
  await expect(dialog.locator('#field-name')).toHaveValue('Bùi Văn Mộc');
});

test('a catalog that does not exist is missing', async ({ staff: page, console }) => {
  console.expect(/status of 404/);
  const answer = await page.goto('/config/catalogs/mau_sac');
  expect(answer?.status()).toBe(404);
  await expectAccessible(page);
});
