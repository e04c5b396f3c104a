import type { Page } from '@playwright/test';
import { type Grant, expect, goneAt, grant, nameOf, test } from './fixtures/colleague';

const VIEW = grant('view', 'individuals');
const EXPORT = grant('export', 'individuals');
const EDIT = grant('edit', 'individuals');
const IDS = grant('view', 'personal_ids');
const OWN = grant('view', 'individuals', 'own');
const ROLES = grant('view', 'roles');
const ALL = [VIEW, EXPORT, EDIT, IDS];

/** What a person is given, and how many of something a tab shows then. */
type Step = { own: Grant[]; tab: Page; shows: [selector: string, count: number]; document: 'kept' | 'replaced' };

const percentile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1]!;

const summary = (kind: string, times: number[]) =>
  `${times.length} toggles (${kind}): p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms, most ${Math.max(...times)} ms`;

test('two browsers: what is toggled in one changes in the other', { tag: '@touch' }, async ({ colleague, console }, testInfo) => {
  // What may no longer be seen answers so when its document is replaced.
  console.expect(/status of 40[34]/);
  const rounds = testInfo.project.name === 'desktop' ? 10 : 2;
  test.setTimeout(rounds * 30_000);
  const values = { name: 'Khách của Hùng', email: 'khach@example.vn', id_number: '079190057032' };
  const { code } = await colleague.call('customers/create', {
    directory: 'individuals',
    key: crypto.randomUUID(),
    input: { values, without_email: false },
  });
  await colleague.set(...ALL);
  const list = await colleague.open('/customers/individuals?q=KH');
  const detail = await colleague.open(`/customers/individuals/${code}`);

  const times = { kept: [] as number[], gone: [] as number[], replaced: [] as number[] };
  let epoch = Number(await list.locator('html').getAttribute('data-epoch'));
  /** A tab that has followed every change so far. */
  const settled = (tab: Page) =>
    expect(tab.locator(`html[data-epoch="${epoch}"]:not([hidden]) body[data-alive]`)).toBeAttached();
  const take = async ({ own, tab, shows, document: expected }: Step) => {
    await settled(list);
    await settled(detail);
    const name = await nameOf(tab);
    const asked = Date.now();
    await colleague.set(...own);
    const confirmed = Date.now();
    epoch += 1;
    await tab.waitForFunction(
      ([selector, count]) => !document.documentElement.hidden && document.querySelectorAll(selector).length === count,
      shows,
      { polling: 'raf' },
    );
    times[expected].push(Date.now() - confirmed);
    if (expected === 'replaced') {
      const gone = await goneAt(tab);
      expect(gone, 'what may no longer be seen has left the screen').toBeGreaterThan(asked);
      times.gone.push(gone - confirmed);
    }
    await settled(tab);
    const after = await nameOf(tab);
    expect(after === name ? 'kept' : 'replaced', `the document with ${shows}`).toBe(expected);
  };
  const exports = '.page__actions use[href$="#file-down"]';
  const unmask = `[aria-label^="Hiện đầy đủ"]`;
  const edit = 'main button use[href$="#pencil"]';
  const roles = '.spine a[href="/config/roles"]';
  const row = `tbody tr:has(a[href$="${code}"])`;
  const refused = '.error-page__code';
  const steps: Step[] = [
    { own: [VIEW, EDIT, IDS], tab: list, shows: [exports, 0], document: 'kept' },
    { own: ALL, tab: list, shows: [exports, 1], document: 'kept' },
    { own: [VIEW, EXPORT, IDS], tab: detail, shows: [edit, 0], document: 'kept' },
    { own: ALL, tab: detail, shows: [edit, 1], document: 'kept' },
    { own: [...ALL, ROLES], tab: detail, shows: [roles, 1], document: 'kept' },
    { own: ALL, tab: detail, shows: [roles, 0], document: 'replaced' },
    { own: [VIEW, EXPORT, EDIT], tab: detail, shows: [unmask, 0], document: 'replaced' },
    { own: ALL, tab: detail, shows: [unmask, 1], document: 'kept' },
    { own: [OWN, IDS], tab: list, shows: [row, 0], document: 'replaced' },
    { own: ALL, tab: list, shows: [row, 1], document: 'kept' },
    { own: [], tab: list, shows: [refused, 1], document: 'replaced' },
    { own: ALL, tab: list, shows: [row, 1], document: 'kept' },
  ];
  await expect(list.locator(row)).toHaveCount(1);
  for (let round = 0; round < rounds; round += 1) {
    await colleague.confirm();
    for (const step of steps) {
      await take(step);
    }
  }
  const told = [
    summary('shown in place', times.kept),
    summary('gone from the screen', times.gone),
    summary('document replaced', times.replaced),
  ];
  testInfo.annotations.push({ type: 'toggle to change', description: told.join('; ') });
  process.stdout.write(`${told.join('\n')}\n`);

  // Blocked, and deleted: out at once.
  const { id, email, password } = colleague;
  await colleague.call('users/block', { id });
  await expect(list).toHaveURL(/\/login\?reason=blocked/);
  await expect(detail).toHaveURL(/\/login\?reason=blocked/);
  await colleague.call('users/unblock', { id });
  await list.locator('input[type=email]').fill(email);
  await list.locator('#field-password').fill(password);
  await list.locator('button[type=submit]').click();
  await expect(list.locator('.spine')).toBeVisible();
  await colleague.call('users/delete', { id, successor: null });
  await expect(list).toHaveURL(/\/login/);
});
