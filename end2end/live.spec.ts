import type { Page, WebSocketRoute } from '@playwright/test';
import { type Colleague, expect, grant, nameOf, test } from './fixtures/colleague';

const VIEW = grant('view', 'individuals');
const EXPORT = grant('export', 'individuals');
const CREATE = grant('create', 'individuals');
const IDS = grant('view', 'personal_ids');
const ROLES = grant('view', 'roles');

const LIST = '/customers/individuals';
const exports = (tab: Page) => tab.locator('.page__actions').getByRole('button', { name: 'Xuất Excel' });
const told = (tab: Page, text: string) => tab.getByRole('status').locator('.toast').filter({ hasText: text });
const notice = (tab: Page) => told(tab, 'Quyền của bạn vừa thay đổi');
const lost = (tab: Page) => told(tab, 'Mất kết nối');

/** Makes customers whose names begin with this. */
async function customers(colleague: Colleague, name: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const values = { name: `${name} ${number}` };
    await colleague.call('customers/create', { directory: 'individuals', key: crypto.randomUUID(), input: { values, without_email: true } });
  }
}

/** A channel that works only while it may. */
async function throttle(tab: Page): Promise<{ cut(): Promise<void>; mend(): void }> {
  const open = new Set<WebSocketRoute>();
  let mayOpen = true;
  await tab.routeWebSocket(/\/live\?/, (channel) => {
    if (mayOpen) {
      channel.connectToServer();
      open.add(channel);
    } else {
      void channel.close();
    }
  });
  return {
    async cut() {
      mayOpen = false;
      await Promise.all([...open].map((channel) => channel.close()));
      open.clear();
    },
    mend() {
      mayOpen = true;
    },
  };
}

test('a change is told once, with the way to what one may do', async ({ colleague }) => {
  await colleague.set(VIEW, EXPORT, IDS);
  const tab = await colleague.open(LIST);
  await expect(notice(tab)).toBeHidden();
  const name = await nameOf(tab);

  await colleague.set(VIEW, IDS);
  await expect(exports(tab)).toHaveCount(0);
  await expect(notice(tab)).toBeVisible();
  expect(await nameOf(tab)).toBe(name);

  // What may no longer be seen takes its document with it; the new one says the same.
  await colleague.set(VIEW);
  await expect(tab.locator('body')).not.toHaveAttribute('data-name', name!);
  await expect(notice(tab)).toBeVisible();
  await notice(tab).getByRole('link').click();
  await expect(tab).toHaveURL(/\/profile\/rights$/);
  await tab.goto(LIST);
  await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(notice(tab)).toBeHidden();
});

test('a page that is made anew keeps place and focus', async ({ colleague }) => {
  await customers(colleague, 'Chỗ Cũ', 30);
  await colleague.set(VIEW);
  const tab = await colleague.open(`${LIST}?q=cho+cu`);
  const name = await nameOf(tab);
  const area = tab.getByRole('region', { name: 'Bảng khách hàng cá nhân' });
  await area.evaluate((element) => (element.scrollTop = 300));
  await tab.locator('#filter-name').focus();

  await colleague.set(VIEW, EXPORT);
  await expect(exports(tab)).toBeVisible();
  await expect(tab.locator('#filter-name')).toBeFocused();
  expect(await area.evaluate((element) => element.scrollTop)).toBe(300);
  expect(await nameOf(tab)).toBe(name);
  await expect(tab).toHaveTitle(/^Khách hàng cá nhân ·/);
});

test('the frame follows while somebody types, and the page afterwards', async ({ colleague }) => {
  await colleague.set(VIEW, CREATE);
  const tab = await colleague.open(LIST);
  const roles = tab.locator('.spine a[href="/config/roles"]');
  await tab.locator('#search').fill('chưa tìm');
  await tab.locator('#filter-name').fill('chưa lọc');

  await colleague.set(VIEW, CREATE, ROLES, EXPORT);
  await expect(roles).toBeVisible();
  await expect(tab.locator('#filter-name')).toHaveValue('chưa lọc');
  await expect(exports(tab)).toHaveCount(0);
  await tab.locator('#filter-name').press('Enter');
  await expect(exports(tab)).toBeVisible();
  await expect(tab.locator('#search')).toHaveValue('chưa tìm');

  await tab.locator('.page__actions .button--primary').click();
  const dialog = tab.getByRole('dialog', { name: 'Tạo khách hàng cá nhân' });
  await dialog.locator('#field-name').fill('Chưa Lưu');
  await colleague.set(VIEW, CREATE, ROLES, grant('view', 'users'));
  await expect(tab.locator('.spine a[href="/config/users"]')).toBeVisible();
  await expect(dialog.locator('#field-name')).toHaveValue('Chưa Lưu');
  await expect(exports(tab)).toHaveCount(1);
  await dialog.locator('#field-name').fill('');
  await tab.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(exports(tab)).toHaveCount(0);
});

test('what was sent is no reason to wait', async ({ colleague }) => {
  await colleague.set(VIEW);
  const tab = await colleague.open('/profile');
  await tab.locator('main').evaluate((page) => page.setAttribute('data-old', ''));
  await tab.locator('#field-current').fill(colleague.password);
  await tab.locator('#field-new').fill('con mèo nhà tôi thích trèo cây bưởi xanh');
  await colleague.set(VIEW, ROLES);
  await expect(tab.locator('.spine a[href="/config/roles"]')).toBeVisible();
  await expect(tab.locator('main[data-old]')).toBeVisible();

  await tab.locator('form:has(#field-new) button[type=submit]').click();
  await expect(tab.locator('main[data-old]')).toHaveCount(0);
  await expect(tab.locator('#field-current')).toHaveValue('');
});

test('a channel that is lost is told, and that it is back', async ({ colleague }) => {
  await colleague.set(VIEW, EXPORT);
  const tab = await colleague.context.newPage();
  const channel = await throttle(tab);
  await tab.goto(LIST);
  await expect(tab.locator('body[data-alive]')).toBeAttached();
  await expect(lost(tab)).toBeHidden();
  const name = await nameOf(tab);

  await channel.cut();
  await expect(lost(tab)).toBeVisible();
  channel.mend();
  await expect(lost(tab)).toBeHidden({ timeout: 30_000 });
  expect(await nameOf(tab)).toBe(name);

  // What happened meanwhile is looked at before anything else.
  await channel.cut();
  await expect(lost(tab)).toBeVisible();
  await colleague.set(VIEW);
  channel.mend();
  await expect(exports(tab)).toHaveCount(0, { timeout: 30_000 });
});

test('without a channel the next act makes a page look anew, once', async ({ colleague, console }) => {
  console.expect(/status of 403/);
  await colleague.set(VIEW, EXPORT);
  const tab = await colleague.context.newPage();
  const channel = await throttle(tab);
  await channel.cut();
  let looks = 0;
  tab.on('request', (request) => (looks += Number(request.url().endsWith('/api/accounts/viewer'))));
  await tab.goto(LIST);
  await expect(tab.locator('body[data-alive]')).toBeAttached();
  const name = await nameOf(tab);
  await colleague.set(VIEW);
  await expect(exports(tab)).toBeVisible();

  await tab.locator('#search').fill('ai');
  await expect(exports(tab)).toHaveCount(0);
  expect(await nameOf(tab)).toBe(name);
  // The answer to the look, and those that the new page is made of, start no other one.
  const suggested = tab.waitForResponse(/customers\/suggest/);
  await tab.locator('#search').fill('ai đó');
  await suggested;
  expect(looks).toBe(1);

  await colleague.set();
  await tab.locator('#search').fill('ai');
  await expect(tab.locator('.error-page__code')).toHaveText('403');
  expect(await nameOf(tab)).not.toBe(name);
});

test('what was typed outlives its document, until it is dropped', async ({ colleague }) => {
  await colleague.set(VIEW, CREATE, IDS);
  const tab = await colleague.open(LIST);
  const dialog = tab.getByRole('dialog', { name: 'Tạo khách hàng cá nhân' });
  const offer = dialog.getByRole('status').filter({ hasText: 'mà chưa lưu' });
  const create = async () => {
    await tab.locator('.page__actions .button--primary').click();
    await expect(dialog.locator('#field-name')).toBeVisible();
  };
  await create();
  await dialog.locator('#field-name').fill('Đinh Thị Nháp');
  await dialog.locator('#field-phone').fill('0905 969 648');
  const name = await nameOf(tab);
  // The document goes before anybody has stopped typing.
  await colleague.set(VIEW, CREATE);
  await expect(tab.locator('body[data-alive]')).not.toHaveAttribute('data-name', name!);

  await create();
  await expect(offer).toBeVisible();
  await expect(dialog.locator('#field-name')).toHaveValue('');
  await offer.getByRole('button', { name: 'Dùng lại' }).click();
  await expect(offer).toBeHidden();
  await expect(dialog.locator('#field-name')).toHaveValue('Đinh Thị Nháp');
  await expect(dialog.locator('#field-phone')).toHaveValue('0905 969 648');

  // Dropped in the offer of the next document.
  await tab.reload();
  await create();
  const dropped = tab.waitForResponse(/drafts\/keep/);
  await offer.getByRole('button', { name: 'Bỏ đi' }).click();
  await dropped;
  await expect(offer).toBeHidden();
  await tab.reload();
  const asked = tab.waitForResponse(/drafts\/find/);
  await create();
  await asked;
  await expect(offer).toHaveCount(0);
});
