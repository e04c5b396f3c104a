import { expect, expectAccessible, test } from './fixtures/app';

test('the first page arrives, comes to life in silence and is accessible', async ({ page }) => {
  const answer = await page.goto('/', { waitUntil: 'networkidle' });
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/Sổ Khách/);
  await expectAccessible(page);
});

test('a script that the page did not bring does not run', async ({ page, console }) => {
  const answer = await page.goto('/', { waitUntil: 'networkidle' });
  expect(answer?.headers()['content-security-policy']).toMatch(/script-src 'self' 'nonce-[\w-]+' 'wasm-unsafe-eval'/);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
  });
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  console.expect(/violates the following Content Security Policy/);
});

test('another site cannot post', async ({ request }) => {
  const foreign: Record<string, string>[] = [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'http://elsewhere.example' }];
  for (const headers of foreign) {
    const answer = await request.post('/', { headers, data: {} });
    expect(answer.status()).toBe(403);
  }
});

test('package files arrive compressed and are kept for good', async ({ page, request }) => {
  const files: { url: string; headers: Record<string, string> }[] = [];
  page.on('response', (answer) => files.push({ url: answer.url(), headers: answer.headers() }));
  await page.goto('/', { waitUntil: 'networkidle' });
  const packaged = files.filter(({ url }) => url.includes('/pkg/'));
  expect(packaged.map(({ url }) => url)).toContainEqual(expect.stringMatching(/sokhach_bg\.wasm$/));
  for (const { url, headers } of packaged) {
    expect(headers['cache-control'], url).toContain('immutable');
    if (!url.endsWith('.woff2')) {
      expect(headers['content-encoding'], url).toBe('br');
    }
  }
  const missing = await request.get('/pkg/none/none.js');
  expect(missing.status()).toBe(404);
  expect(missing.headers()['cache-control'] ?? '').not.toContain('immutable');
});
