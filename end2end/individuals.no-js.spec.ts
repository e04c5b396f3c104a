import { type Server } from './fixtures/server';
import { ADMINISTRATOR, expect, test } from './fixtures/people';

/** Signs in without a browser; the cookie is what a browser would keep. */
async function session(server: Server): Promise<string> {
  const answer = await server.call('accounts/sign_in', { email: ADMINISTRATOR.email, password: ADMINISTRATOR.password });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return cookies.join('; ');
}

test('list and detail can be read, filtered and paged without JavaScript', async ({ page, server, installed }) => {
  const cookie = await session(server);
  const create = async (name: string) => {
    const answer = await fetch(`${server.origin}/api/customers/create`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', cookie },
      body: JSON.stringify({ directory: 'individuals', key: crypto.randomUUID(), input: { values: { name }, without_email: true } }),
    });
    expect(answer.status, await answer.text()).toBe(200);
  };
  for (let at = 1; at <= 60; at += 1) {
    await create(`Nguyễn Văn Đường ${at}`);
  }
  await page.setExtraHTTPHeaders({ cookie });

  await page.goto('/customers/individuals');
  await expect(page.locator('tbody tr')).toHaveCount(50);
  await page.locator('.pager--plain a').last().click();
  await expect(page.locator('tbody tr')).toHaveCount(10);

  await page.locator('#jump-plain').fill('Nguyễn Văn Đường 6');
  await page.locator('#jump-plain').press('Enter');
  await expect(page).toHaveURL(/sort=name&at=/);
  await expect(page.locator('tbody tr').first()).toContainText('Nguyễn Văn Đường 6');

  await page.locator('#filter-name').fill('duong 59');
  await page.locator('#filter-name').press('Enter');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.locator('tbody th a').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nguyễn Văn Đường 59');
  await expect(page.locator('.timeline__entry')).toHaveCount(1);
});
