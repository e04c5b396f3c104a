import { call, create, unique, valueOf } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: { tags: 'Thẻ', remove: 'Bỏ thẻ', purge: 'Xóa hẳn', wrong: 'chưa khớp', edit: 'Chỉnh sửa' },
  en: { tags: 'Tags', remove: 'Remove the tag', purge: 'Delete for good', wrong: 'does not match', edit: 'Edit' },
};

for (const language of ['vi', 'en'] as const) {
  const words = WORDS[language];
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('tags are typed, suggested, shown, filtered by and taken away', async ({ staff: page }) => {
      const tag = unique('Khách sộp');
      await create(page, { name: unique('Võ Hà'), tags: tag });
      const name = unique('Đinh Lan');
      const { code } = await create(page, { name });
      await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
      await page.locator('.detail-head__actions').getByRole('button', { name: words.edit }).click();
      const dialog = page.getByRole('dialog');
      const box = dialog.locator('#field-tags');
      await box.fill(tag.toLowerCase());
      await expect(dialog.getByRole('option', { name: tag })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(dialog.locator('.chip')).toHaveText([tag]);
      // A comma and Enter end a tag.
      await box.pressSequentially('ăn chay,');
      await expect(dialog.locator('.chip')).toHaveCount(2);
      await box.pressSequentially('ở dài');
      await page.keyboard.press('Enter');
      await expect(dialog.locator('.chip')).toHaveCount(3);
      await dialog.getByRole('button', { name: `${words.remove} ăn chay` }).click();
      await expect(dialog.locator('.chip')).toHaveCount(2);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(page.locator('.detail-head .chip--tag')).toHaveText([tag, 'ở dài']);
      expect(await valueOf(page, code, 'tags')).toBe(`${tag}\nở dài`);
      await expectAccessible(page);
      await page.locator('.tabs').getByRole('link').last().click();
      await expect(page.locator('.timeline')).toContainText(`${tag}, ở dài`);

      await page.goto('/customers/individuals', { waitUntil: 'networkidle' });
      await page.locator('#filter-tags').fill(tag.toUpperCase());
      await page.locator('#filter-tags').press('Enter');
      await expect(page.locator('tbody tr')).toHaveCount(2);
      await expect(page.locator('.chips .chip')).toContainText(words.tags);
    });

    test('what lies in the trash is deleted for good after its code is typed', async ({ staff: page, console }) => {
      // Something else is typed first.
      console.expect(/422/);
      const name = unique('Hồ Gấm');
      const { id, code } = await create(page, { name });
      await call(page, 'customers/trash', { directory: 'individuals', id });
      await page.goto('/trash', { waitUntil: 'networkidle' });
      const row = page.locator('tbody tr').filter({ hasText: code });
      await row.getByRole('button', { name: words.purge }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-purge').fill('KH');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field__error')).toContainText(words.wrong);
      await expectAccessible(page);
      await dialog.locator('#field-purge').fill(code);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(row).toHaveCount(0);
      await page.goto('/config/audit');
      await expect(page.locator('main')).toContainText(code);
      await expect(page.locator('main')).not.toContainText(name);
    });
  });
}
