import { expect, expectAccessible, test } from './fixtures/app';

test('a rendered page comes to life', async ({ page }) => {
  const answer = await page.goto('/individuals/7');
  expect(answer?.status()).toBe(200);
  expect(await answer?.text()).toContain('Nguyễn Thị Đường 7');
  const button = page.getByRole('button');
  await expect(async () => {
    await button.click();
    await expect(button).not.toHaveText('Đã bấm 0', { timeout: 200 });
  }).toPass();
  await expectAccessible(page);
});

test('both lazy routes, by navigation', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.waitForLoadState('networkidle');
  await page.getByRole('link', { name: 'Khách cá nhân' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(20);
  await page.getByRole('link', { name: 'Nguyễn Thị Đường 3', exact: true }).click();
  await expect(page.getByRole('heading')).toHaveText('Nguyễn Thị Đường 3');
  await page.getByRole('link', { name: 'Danh sách' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(20);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('the list, loaded directly', async ({ page }) => {
  await page.goto('/individuals', { waitUntil: 'networkidle' });
  await expect(page.locator('tbody tr')).toHaveCount(20);
});

test('errors have the right status, rendered and fetched', async ({ page, request, console }) => {
  for (const [address, status] of [['/individuals/999', 404], ['/individuals/403', 403], ['/nowhere', 404]] as const) {
    const answer = await page.goto(address, { waitUntil: 'networkidle' });
    expect(answer?.status()).toBe(status);
  }
  console.expect(/status of 404/);
  console.expect(/status of 403/);
  const call = async (name: string, data: object) => request.post(`/api/individuals/${name}`, { data });
  expect((await call('get', { id: 999 })).status()).toBe(404);
  expect((await call('get', { id: 403 })).status()).toBe(403);
  expect(await (await call('get', { id: 403 })).json()).toBe('Forbidden');
  expect((await call('list', { limit: 1000 })).status()).toBe(422);
  expect((await call('list', { limit: 'x' })).status()).toBe(422);
  expect((await call('list', { limit: 3 })).status()).toBe(200);
});

test('another site cannot post', async ({ request }) => {
  const data = { limit: 3 };
  const foreign = await request.post('/api/individuals/list', { data, headers: { 'Sec-Fetch-Site': 'cross-site' } });
  expect(foreign.status()).toBe(403);
  const byOrigin = await request.post('/api/individuals/list', { data, headers: { Origin: 'http://evil.example' } });
  expect(byOrigin.status()).toBe(403);
});

test('the policy holds: foreign inline scripts do not run', async ({ page, console }) => {
  const answer = await page.goto('/individuals', { waitUntil: 'networkidle' });
  expect(answer?.headers()['content-security-policy']).toContain("'nonce-");
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
  });
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  console.expect(/violates the following Content Security Policy/);
});

test('package files are compressed and kept for good', async ({ page, request }) => {
  const answers: string[] = [];
  page.on('response', (answer) => answers.push(`${answer.url()} ${answer.headers()['cache-control']}`));
  await page.goto('/individuals', { waitUntil: 'networkidle' });
  const packaged = answers.filter((answer) => answer.includes('/pkg/'));
  expect(packaged.length).toBeGreaterThan(3);
  for (const answer of packaged) {
    expect(answer).toContain('immutable');
  }
  expect((await request.get('/pkg/none/none.js')).headers()['cache-control']).toBeUndefined();
});
