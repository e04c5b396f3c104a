import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

async function openForm(page: Page, list: string) {
  await page.goto(`/customers/${list}`, { waitUntil: 'networkidle' });
  await page.locator('.page__actions .button--primary').click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

const words = {
  vi: { add: 'Thêm người liên hệ', more: 'Tạo thêm', main: 'Người liên hệ chính', undo: 'Hoàn tác', mistake: 'Hãy điền mục này', back: (name: string) => `Đưa ${name} trở lại danh sách`, former: (name: string) => `Khôi phục thông tin cũ của ${name}` },
  en: { add: 'Add contact person', more: 'Create more', main: 'Main contact', undo: 'Undo', mistake: 'Please fill this in', back: (name: string) => `Put ${name} back in the list`, former: (name: string) => `Restore the former details of ${name}` },
};

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const word = words[language];

    test('an organization with contact persons: created, added to, changed, ordered, removed and back', async ({ staff: page }) => {
      const name = unique('Công ty Hoa Sen');
      await openForm(page, 'organizations');
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-name').fill(name);
      await dialog.getByRole('button', { name: word.add }).click();
      await dialog.getByRole('button', { name: word.add }).click();
      const names = dialog.locator('[id^="field-name-"]:not([id$="-notes"])');
      await expect(names).toHaveCount(2);
      await names.first().fill('Trần Lan');
      await dialog.locator('[id^="field-title-"]:not([id$="-notes"])').first().fill('Kế toán');
      await dialog.locator('[id^="field-phone-"]:not([id$="-notes"])').first().fill('0905 969 648');
      await expectAccessible(page);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('.field__error')).toContainText(word.mistake);
      await names.nth(1).fill('Lê Nam');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();

      const listed = page.locator('tbody tr').filter({ hasText: name });
      await expect(listed).toContainText('Trần Lan');
      await listed.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      const people = page.locator('tbody tr');
      await expect(people).toHaveCount(2);
      await expect(people.first()).toContainText(word.main);
      await expect(people.first()).toContainText('090 596 96 48');
      await expectAccessible(page);

      await page.getByRole('button', { name: word.add }).click();
      await expect(dialog.getByRole('heading', { name: word.add })).toBeVisible();
      await expectAccessible(page);
      await dialog.locator('input').first().fill('Phạm Dung');
      await dialog.getByRole('button', { name: word.more }).click();
      await names.nth(1).fill('Vũ Em');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(people).toHaveCount(4);

      await people.nth(1).getByRole('button').nth(2).click();
      await dialog.locator('[id^="field-title-"]:not([id$="-notes"])').fill('Giám đốc');
      await dialog.getByRole('checkbox').check();
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(people.nth(1)).toContainText('Giám đốc');
      await expect(people.nth(1)).toContainText(word.main);
      await expect(people.first()).not.toContainText(word.main);

      await people.nth(1).getByRole('button').first().click();
      await expect(people.first()).toContainText('Lê Nam');
      await people.first().getByRole('button').last().click();
      await expect(people).toHaveCount(3);
      await page.locator('.toast').getByRole('button', { name: word.undo }).last().click();
      await expect(people).toHaveCount(4);
      await expect(people.first()).toContainText('Lê Nam');

      const dung = people.filter({ hasText: 'Phạm Dung' });
      await dung.getByRole('button').last().click();
      await expect(people).toHaveCount(3);

      await page.locator('.tabs__item').last().click();
      await expect(page).toHaveURL(/\?tab=history$/);
      await expect(page.locator('.timeline')).toContainText('Lê Nam · Giám đốc');
      await page.reload();
      await expect(page.locator('.timeline')).toContainText('Phạm Dung');
      await expectAccessible(page);
      const back = page.getByRole('button', { name: word.back('Phạm Dung') });
      await back.click();
      await expect(back).toHaveCount(0);
      await page.getByRole('button', { name: word.former('Lê Nam') }).click();
      await page.locator('.tabs__item').first().click();
      await expect(people).toHaveCount(4);
      await expect(people.filter({ hasText: 'Phạm Dung' })).toHaveCount(1);
      await expect(people.filter({ hasText: 'Lê Nam' })).not.toContainText('Giám đốc');

      // By whom one turns to first the list is filtered, without marks and case.
      await page.goto(`/customers/organizations?q=${encodeURIComponent(name)}&main_contact=le+nam`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr').filter({ hasText: name })).toHaveCount(1);
      await expect(page.locator('#filter-main_contact')).toHaveValue('le nam');
      await page.goto(`/customers/organizations?q=${encodeURIComponent(name)}&main_contact=pham`, { waitUntil: 'networkidle' });
      await expect(page.locator('tbody tr').filter({ hasText: name })).toHaveCount(0);
    });
  });
}

test('two people change one contact person: the same field asks', async ({ staff: page, context, console }) => {
  const name = unique('Công ty Mai');
  await openForm(page, 'organizations');
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-name').fill(name);
  await dialog.getByRole('button', { name: 'Thêm người liên hệ' }).click();
  await dialog.locator('[id^="field-name-"]:not([id$="-notes"])').fill('Trần Lan');
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const other = await context.newPage();
  await other.goto(page.url(), { waitUntil: 'networkidle' });
  for (const [tab, title] of [[page, 'Kế toán'], [other, 'Giám đốc']] as const) {
    await tab.getByRole('button', { name: 'Chỉnh sửa Trần Lan' }).click();
    await tab.locator('.dialog__form [id^="field-title-"]:not([id$="-notes"])').fill(title);
  }
  await other.locator('.dialog__form button[type=submit]').click();
  await expect(other.getByRole('dialog')).toBeHidden();
  console.expect(/status of 409/);
  await page.locator('.dialog__form button[type=submit]').click();
  const conflict = page.getByRole('dialog', { name: 'vừa' });
  await expect(conflict.getByText('Trần Lan · Giám đốc')).toBeVisible();
  await expectAccessible(page);
  await conflict.locator('.button--primary').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('tbody tr')).toContainText('Kế toán');
});
