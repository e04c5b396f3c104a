import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: { palette: 'Tìm nhanh mọi thứ', label: 'Trang, thao tác hoặc khách hàng', trash: 'Thùng rác', keys: 'Phím tắt', make: 'Tạo khách hàng cá nhân' },
  en: { palette: 'Command palette', label: 'Page, action or customer', trash: 'Trash', keys: 'Keyboard shortcuts', make: 'Create individual customer' },
};

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('the palette leads to pages, new records and customers', async ({ staff: page }) => {
      const name = unique('Tạ Thu');
      const { code } = await create(page, { name });
      await page.goto('/', { waitUntil: 'networkidle' });
      await page.keyboard.press('Control+k');
      const dialog = page.getByRole('dialog', { name: words.palette });
      const box = dialog.getByRole('combobox', { name: words.label });
      await expect(box).toBeFocused();
      await box.fill(words.trash);
      await expect(dialog.getByRole('option')).toHaveCount(1);
      await expectAccessible(page);
      await box.press('ArrowDown');
      await box.press('Enter');
      await expect(page).toHaveURL(/\/trash$/);
      await expect(dialog).toBeHidden();

      await page.getByRole('button', { name: words.palette }).click();
      await box.fill(name);
      await dialog.getByRole('option', { name }).click();
      await expect(page).toHaveURL(new RegExp(`/customers/individuals/${code}$`));

      await page.keyboard.press('Control+k');
      await box.fill(words.make);
      // Enter takes the first one.
      await expect(dialog.getByRole('option').first()).toHaveText(words.make);
      await box.press('Enter');
      await expect(page.getByRole('dialog', { name: words.make })).toBeVisible();
    });

    test('a list is worked through by keyboard alone', async ({ staff: page }) => {
      const word = unique('Lục');
      for (const name of [`${word} An`, `${word} Bình`]) await create(page, { name });
      await page.goto(`/customers/individuals?q=${encodeURIComponent(word)}`, { waitUntil: 'networkidle' });
      const row = (name: string) => page.getByRole('link', { name: `${word} ${name}`, exact: true });
      await expect(page.locator('tbody tr')).toHaveCount(2);
      const names = await page.locator('tbody th a').allTextContents();
      const [first, second] = names.map((name) => page.getByRole('link', { name, exact: true }));
      await page.keyboard.press('j');
      await expect(first!).toBeFocused();
      await page.keyboard.press('j');
      await expect(second!).toBeFocused();
      await page.keyboard.press('ArrowUp');
      await expect(first!).toBeFocused();
      await page.keyboard.press('x');
      await expect(page.locator('tbody tr').first().getByRole('checkbox')).toBeChecked();
      await page.keyboard.press('x');
      await page.keyboard.press('j');
      await page.keyboard.press('e');
      await expect(page.locator('#field-name')).toHaveValue(names[1]!);
      // A letter that is typed is no key.
      await page.locator('#field-note').press('n');
      await expect(page.locator('#field-note')).toHaveValue('n');
      await page.locator('#field-note').fill('');
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await expect(page.locator('#search')).toBeFocused();
      await page.locator('#search').press('n');
      await expect(page.locator('#search')).toHaveValue('n');
      await page.locator('#search').fill('');
      await page.locator('#search').blur();
      await page.keyboard.press('n');
      await expect(page.getByRole('dialog', { name: words.make })).toBeVisible();
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: words.keys })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await row('An').focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toContainText(`${word} An`);
    });
  });
}

test('single letters can be switched off, and rows can be lower', async ({ staff: page }) => {
  await create(page, { name: unique('Mạc') });
  await page.goto('/customers/individuals', { waitUntil: 'networkidle' });
  const height = async () => (await page.locator('tbody tr').first().boundingBox())!.height;
  const before = await height();
  await page.goto('/profile', { waitUntil: 'networkidle' });
  await page.getByLabel('Dùng phím một chữ cái').uncheck();
  await page.locator('#field-density').selectOption('compact');
  await expectAccessible(page);
  await page.locator('main form').first().locator('button[type=submit]').click();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');

  await page.goto('/customers/individuals', { waitUntil: 'networkidle' });
  if (test.info().project.name === 'desktop') expect(await height()).toBeLessThan(before);
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Tìm nhanh mọi thứ' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);

  // Others sign in with the same account.
  await page.goto('/profile', { waitUntil: 'networkidle' });
  await page.getByLabel('Dùng phím một chữ cái').check();
  await page.locator('#field-density').selectOption('default');
  await page.locator('main form').first().locator('button[type=submit]').click();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'default');
});

test('a list follows what somebody else changes', async ({ staff: page, context }) => {
  const word = unique('Kiều');
  const made = [];
  for (const name of ['An', 'Bình', 'Chi']) made.push(await create(page, { name: `${word} ${name}`, gender: 'male' }));
  await page.goto(`/customers/individuals?q=${encodeURIComponent(word)}&gender=male`, { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr')).toHaveCount(3);
  const row = (name: string) => page.locator('tbody tr').filter({ hasText: name });
  const other = await context.newPage();
  await other.goto('/profile');
  const change = (id: string, field: string, was: string | null, becomes: string) =>
    call(other, 'customers/change', {
      directory: 'individuals',
      id,
      change: { version: 1, fields: { [field]: { was, becomes } }, without_email: true },
    });

  await change(made[0]!.id, 'name', `${word} An`, `${word} Ánh`);
  await expect(row(`${word} Ánh`)).toBeVisible();
  await expect(row(`${word} Ánh`)).toHaveAttribute('data-mark', 'changed');
  await change(made[1]!.id, 'gender', 'male', 'female');
  await expect(row(`${word} Bình`)).toHaveAttribute('data-mark', 'stale');
  await call(other, 'customers/trash', { directory: 'individuals', id: made[2]!.id });
  await expect(row(`${word} Chi`)).toHaveCount(0);
  await page.reload();
  await expect(page.locator('tbody tr')).toHaveCount(1);
});
