import type { Page } from '@playwright/test';
import { call, create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

/** Whatever is wider than the page scrolls within itself, and what opens over the page stands within it. */
async function expectUpright(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(width);
  for (const dialog of await page.locator('dialog[open]').all()) {
    const box = await dialog.boundingBox();
    expect(box?.x, page.url()).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0), page.url()).toBeLessThanOrEqual(width);
  }
  await expectAccessible(page);
}

const PAGES = [
  '/', '/profile', '/profile/rights', '/customers/individuals', '/customers/organizations', '/customers/teams', '/leads', '/duplicates',
  '/trash', '/bookings', '/bookings/list', '/bookings/timeline', '/contracts', '/meters', '/meters/setup', '/spaces', '/import',
  '/config/users', '/config/roles', '/config/roles/new', '/config/branches', '/config/departments', '/config/catalogs',
  '/config/contract-templates', '/config/audit',
];

/** Pages whose first button opens the form of a new record. */
const FORMS = [
  '/customers/individuals', '/customers/organizations', '/customers/teams', '/leads', '/spaces', '/bookings', '/contracts', '/config/users',
  '/config/contract-templates',
];

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });

    test('every page fits a tablet that is held upright', async ({ staff: page }) => {
      test.setTimeout(180_000);
      const { code } = await create(page, { name: unique('Nguyễn Thị Hồng Hạnh Phương Trinh'), note: 'Gọi sau 17 giờ' });
      const [user] = await call<{ id: string }[]>(page, 'users/list', { filter: {} });
      const [role] = await call<{ id: string }[]>(page, 'roles/list', {});
      const records = [`/customers/individuals/${code}`, `/config/users/${user?.id}`, `/config/roles/${role?.id}`];
      for (const address of [...PAGES, ...records]) {
        await page.goto(address, { waitUntil: 'networkidle' });
        await expect(page.locator('main h1').first()).toBeVisible();
        await expectUpright(page);
      }
    });

    test('every form fits it, too', async ({ staff: page }) => {
      test.setTimeout(120_000);
      await call(page, 'branches/create', { name: unique('Chi nhánh') });
      for (const address of FORMS) {
        await page.goto(address, { waitUntil: 'networkidle' });
        await page.locator('.page__actions .button--primary').click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await expectUpright(page);
      }
    });
  });
}
