import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures/people';

/** A name that no other test uses, on a server that tests share. */
const unique = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

const controls = (page: Page, field: string) => page.getByRole('dialog').locator(`[id^="field-${field}-"]:is(input)`);

async function openForm(page: Page, list: string) {
  await page.goto(`/customers/${list}`, { waitUntil: 'networkidle' });
  await page.locator('.page__actions .button--primary').click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

async function individual(page: Page, name: string, email: string) {
  await openForm(page, 'individuals');
  const dialog = page.getByRole('dialog');
  await dialog.locator('#field-name').fill(name);
  await dialog.locator('#field-email').fill(email);
  await dialog.locator('#field-phone').fill('0905 969 648');
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toBeHidden();
}

const words = {
  vi: { add: 'Thêm thành viên', more: 'Tạo thêm', fresh: 'Tạo mới', choose: 'chọn một người', clear: 'Xóa nội dung' },
  en: { add: 'Add member', more: 'Create more', fresh: 'Create new', choose: 'choose a person', clear: 'Clear text' },
};

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const word = words[language];

    test('a team by keyboard: representative by typing, members, more members in the dialog', async ({ staff: page }) => {
      const name = unique('Nhóm Hoa');
      const hoa = unique('Lê Hoa');
      await individual(page, hoa, 'hoa@example.vn');
      const lan = unique('Trần Lan');
      await individual(page, lan, 'lan@example.vn');

      await openForm(page, 'teams');
      const dialog = page.getByRole('dialog');
      await dialog.locator('#field-name').fill(name);
      const representative = dialog.locator('#field-representative');
      await representative.focus();
      await page.keyboard.type(hoa.replace('Lê Hoa', 'le hoa'));
      await expect(page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: hoa })).toBeVisible();
      await expect(representative).toHaveAttribute('aria-expanded', 'true');
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(representative).toHaveAttribute('aria-expanded', 'false');
      await expect(dialog).toBeVisible();
      await page.keyboard.press('Tab');
      await expect(dialog.locator('#field-representative-notes')).toContainText(word.choose);
      await representative.focus();
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: hoa })).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(representative).toHaveValue(hoa);
      await expect(dialog.locator('#field-representative-notes')).toBeEmpty();
      const email = dialog.locator('#field-email');
      await expect(email).toHaveValue('hoa@example.vn');
      // Another one brings another e-mail along, until one is typed.
      for (const [typed, found] of [[lan.replace('Trần', 'tran'), lan], [hoa.replace('Lê', 'le'), hoa]] as const) {
        await representative.fill(typed);
        await page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: found }).click();
        await expect(email).toHaveValue(found === lan ? 'lan@example.vn' : 'hoa@example.vn');
      }
      await email.fill('nhom@example.vn');

      await dialog.getByRole('button', { name: word.add }).click();
      await controls(page, 'name').fill(lan.replace('Trần Lan', 'tran lan'));
      await page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: lan }).click();
      await expect(controls(page, 'email')).toHaveValue('lan@example.vn');
      await expect(controls(page, 'email')).not.toBeEditable();
      await dialog.locator('#field-member_count').fill('1');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog.locator('#field-member_count-notes .field__error')).toBeVisible();
      await dialog.locator('#field-member_count').fill('');
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();

      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      const members = page.locator('tbody tr');
      await expect(members).toHaveCount(2);
      await expect(members.first()).toContainText(hoa);
      await expect(members.nth(1).getByRole('link', { name: lan })).toBeVisible();
      await expectAccessible(page);

      await page.getByRole('button', { name: word.add }).click();
      await controls(page, 'name').fill('Phạm Dung');
      await dialog.getByRole('button', { name: word.more }).click();
      await controls(page, 'name').nth(1).fill('Vũ Em');
      await controls(page, 'joined_on').nth(1).fill('01/03/2026');
      await expectAccessible(page);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await expect(members).toHaveCount(4);
      await expect(page.locator('.facts').filter({ hasText: hoa }).first()).toContainText('4');

      await members.nth(1).getByRole('link', { name: lan }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(lan);
      await expect(page.locator('.detail-info').getByRole('link', { name })).toBeVisible();
    });

    test('another representative of a team that is there brings the e-mail along, unless another one was typed', async ({ staff: page }) => {
      const [name, hoa, lan] = [unique('Nhóm Hoa'), unique('Lê Hoa'), unique('Trần Lan')];
      await individual(page, hoa, 'hoa@example.vn');
      await individual(page, lan, 'lan@example.vn');
      await openForm(page, 'teams');
      const dialog = page.getByRole('dialog');
      const choose = async (person: string) => {
        await dialog.locator('#field-representative').fill(person);
        await page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: person }).click();
      };
      await dialog.locator('#field-name').fill(name);
      await choose(hoa);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();
      await page.getByRole('link', { name, exact: true }).click();

      const edit = page.locator('.detail-head .button--primary');
      const email = dialog.locator('#field-email');
      await edit.click();
      await expect(email).toHaveValue('hoa@example.vn');
      await choose(lan);
      await expect(email).toHaveValue('lan@example.vn');
      await email.fill('nhom@example.vn');
      await choose(hoa);
      await expect(email).toHaveValue('nhom@example.vn');
      await choose(lan);
      await dialog.locator('button[type=submit]').click();
      await expect(dialog).toBeHidden();

      // The team has an address of its own by now.
      await edit.click();
      await choose(hoa);
      await expect(email).toHaveValue('nhom@example.vn');
    });

    test('a representative who is not in the book yet is created on the way', async ({ staff: page }) => {
      const name = unique('Nhóm Mới');
      const fresh = unique('Đỗ Mới');
      await openForm(page, 'teams');
      await page.locator('#field-name').fill(name);
      const representative = page.locator('#field-representative');
      await representative.fill(fresh);
      await page.getByRole('option', { name: word.fresh }).click();
      const nested = page.getByRole('dialog').last();
      await expect(nested.locator('#field-individuals-name')).toHaveValue(fresh);
      await expectAccessible(page);
      await nested.locator('#field-individuals-email').fill('moi@example.vn');
      await nested.locator('button[type=submit]').last().click();
      await expect(page.locator('#field-individuals-name')).toHaveCount(0);
      await expect(representative).toHaveValue(fresh);
      await expect(page.locator('#field-email')).toHaveValue('moi@example.vn');
      await page.locator('.dialog__form button[type=submit]').click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      const listed = page.locator('tbody tr').filter({ hasText: name });
      await expect(listed).toContainText(fresh);

      await listed.getByRole('link', { name, exact: true }).click();
      await page.locator('.detail-head .button--primary').click();
      await expect(representative).toHaveValue(fresh);
      await page.getByRole('dialog').getByRole('button', { name: word.clear }).first().click();
      await expect(representative).toHaveValue('');
      await expect(representative).toBeFocused();
    });
  });
}

test('what is typed of a team is kept with its names and members', async ({ staff: page }) => {
  const hoa = unique('Lê Hoa');
  await individual(page, hoa, 'hoa@example.vn');
  await openForm(page, 'teams');
  await page.locator('#field-name').fill('Nhóm dở dang');
  await page.locator('#field-representative').fill(hoa);
  await page.getByRole('option').filter({ hasText: /KH\d/ }).filter({ hasText: hoa }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Thêm thành viên' }).click();
  const kept = page.waitForResponse((answer) => answer.url().includes('drafts/keep') && (answer.request().postData() ?? '').includes('Phạm Dung'));
  await controls(page, 'name').fill('Phạm Dung');
  await kept;
  await openForm(page, 'teams');
  await page.getByRole('dialog').locator('.banner__actions .button').first().click();
  await expect(page.locator('#field-representative')).toHaveValue(hoa);
  await expect(controls(page, 'name')).toHaveValue('Phạm Dung');
});
