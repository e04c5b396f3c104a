import type { Page } from '@playwright/test';
import { ADMINISTRATOR, expect, test } from './fixtures/people';

/** A cell and its reach, as the server takes own grants. */
type Grant = [[action: string, resource: string], { scope: string; until: null }];

const grant = (action: string, resource: string, scope = 'all'): Grant => [[action, resource], { scope, until: null }];
const VIEW = grant('view', 'individuals');
const EXPORT = grant('export', 'individuals');
const EDIT = grant('edit', 'individuals');
const IDS = grant('view', 'personal_ids');
const OWN = grant('view', 'individuals', 'own');

const percentile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1]!;

test('two browsers: what is toggled in one changes in the other', async ({ staff: page, browser }, testInfo) => {
  const rounds = testInfo.project.name === 'desktop' ? 10 : 2;
  test.setTimeout(rounds * 30_000);

  /** Calls a server function as the administrator. */
  const call = async (name: string, data: unknown) => {
    const answer = await page.request.post(`/api/${name}`, { data });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.json();
  };
  const email = `toggle-${Math.random().toString(36).slice(2, 8)}@example.vn`;
  const password = 'vịt bơi ngược dòng sông Hương';
  const input = { full_name: 'Trịnh Bật Tắt', email, phone: '', branch: null, department: null, roles: [] };
  const { id, token } = await call('users/create', { input, welcome: 'invitation' });
  const values = { name: 'Khách của Hùng', email: 'khach@example.vn', id_number: '079190057032' };
  const { code } = await call('customers/create', {
    directory: 'individuals',
    key: crypto.randomUUID(),
    input: { values, without_email: false },
  });
  await call('accounts/accept_invitation', { token, password, code: null, ticket: null });
  // The link has signed this browser in as the new person: back to the administrator.
  await call('accounts/sign_in', { email: ADMINISTRATOR.email, password: ADMINISTRATOR.password, new: null });

  const set = async (...own: Grant[]) => {
    const { version } = await call('users/detail', { id });
    await call('users/set_own_grants', { id, version, own });
  };
  await set(VIEW, EXPORT, EDIT, IDS);
  const other = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await other.goto('/login');
  await other.locator('input[type=email]').fill(email);
  await other.locator('#field-password').fill(password);
  await other.locator('button[type=submit]').click();
  await expect(other.locator('.spine')).toBeVisible();
  const list = await other.context().newPage();
  const detail = await other.context().newPage();
  await list.goto('/customers/individuals?q=KH');
  await detail.goto(`/customers/individuals/${code}`);
  await other.close();

  const times: number[] = [];
  /** From the confirmation until the other browser shows it. */
  const within = async (tab: Page, selector: string, count: number) => {
    const confirmed = Date.now();
    await tab.waitForFunction(
      ([selector, count]) => {
        const visible = !document.documentElement.hidden;
        return visible && document.querySelectorAll(selector as string).length === count;
      },
      [selector, count],
      { polling: 'raf' },
    );
    times.push(Date.now() - confirmed);
  };
  const exports = '.page__actions use[href$="#file-down"]';
  const unmask = `[aria-label^="Hiện đầy đủ"]`;
  const edit = 'main button use[href$="#pencil"]';
  const row = `tbody tr:has(a[href$="${code}"])`;
  const refused = '.error-page__code';
  await expect(list.locator(row)).toHaveCount(1);
  for (let round = 0; round < rounds; round += 1) {
    // To toggle rights is a dangerous act, and a slow machine takes its time.
    await call('accounts/confirm', { password: ADMINISTRATOR.password, code: null });
    await set(VIEW, EDIT, IDS);
    await within(list, exports, 0);
    await set(VIEW, EXPORT, EDIT, IDS);
    await within(list, exports, 1);
    await set(VIEW, EXPORT, IDS);
    await within(detail, edit, 0);
    await set(VIEW, EXPORT, EDIT, IDS);
    await within(detail, edit, 1);
    await set(VIEW, EXPORT, EDIT);
    await within(detail, unmask, 0);
    await set(VIEW, EXPORT, EDIT, IDS);
    await within(detail, unmask, 1);
    await set(OWN, IDS);
    await within(list, row, 0);
    await set(VIEW, EXPORT, EDIT, IDS);
    await within(list, row, 1);
    await set();
    await within(list, refused, 1);
    await set(VIEW, EXPORT, EDIT, IDS);
    await within(list, row, 1);
  }
  testInfo.annotations.push({
    type: 'toggle to change',
    description: `${times.length} toggles: p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms, most ${Math.max(...times)} ms`,
  });
  process.stdout.write(`${testInfo.annotations.at(-1)!.description}\n`);

  // Blocked, and deleted: out at once.
  await call('users/block', { id });
  await expect(list).toHaveURL(/\/login\?reason=blocked/);
  await expect(detail).toHaveURL(/\/login\?reason=blocked/);
  await call('users/unblock', { id });
  await list.locator('input[type=email]').fill(email);
  await list.locator('#field-password').fill(password);
  await list.locator('button[type=submit]').click();
  await expect(list.locator('.spine')).toBeVisible();
  await call('users/delete', { id, successor: null });
  await expect(list).toHaveURL(/\/login/);
  await list.context().close();
});
