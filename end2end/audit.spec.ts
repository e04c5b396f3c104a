import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, test } from './fixtures/people';

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test(`the trail says who did what, is filtered and exported (${language})`, async ({ staff: page }) => {
      const name = `Ngô Thị Nhật ${Math.random().toString(36).slice(2, 8)}`;
      await page.goto('/customers/individuals');
      await page.locator('.page__actions .button--primary').click();
      const form = page.getByRole('dialog');
      await form.locator('#field-name').fill(name);
      await form.locator('#field-email').fill('nhat@example.vn');
      await form.locator('button[type=submit]').click();
      await expect(form).toBeHidden();

      await page.locator('.spine').getByText(language === 'vi' ? 'Nhật ký' : 'Audit trail').click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(language === 'vi' ? 'Nhật ký' : 'Audit trail');
      const created = page.locator('tbody tr').filter({ hasText: name });
      await expect(created).toContainText('Trần Văn Hùng');
      await expect(created).toContainText('nhat@example.vn');
      await expectAccessible(page);

      const code = (await created.getByRole('link').innerText()).split(' · ')[0]!;
      await page.locator('#filter-record').fill(code);
      await page.locator('.filter-row button[type=submit]').click();
      await expect(page).toHaveURL(new RegExp(`record=${code}`));
      await expect(page.locator('tbody tr')).toHaveCount(1);
      await page.locator('#filter-event').selectOption('deleted');
      await page.locator('.filter-row button[type=submit]').click();
      await expect(page.locator('tbody tr')).toHaveCount(0);

      await page.goto(`/config/audit?record=${code}`);
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'CSV' }).click();
      const file = await (await download).path();
      const text = await readFile(file, 'utf8');
      expect(text.charCodeAt(0)).toBe(0xfeff);
      expect(text).toContain(name);
      expect(text.trim().split('\r\n').length).toBeGreaterThan(2);
    });
  });
}
