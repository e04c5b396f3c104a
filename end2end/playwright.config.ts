import { defineConfig, devices } from '@playwright/test';

const readWithoutScripts = /\.no-js\.spec\.ts$/;
const heldUpright = /portrait\.spec\.ts$/;
const elsewhere = [readWithoutScripts, heldUpright];

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results/files',
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', testIgnore: elsewhere, use: { viewport: { width: 1440, height: 900 } } },
    { name: 'tablet', testIgnore: elsewhere, use: { viewport: { width: 1180, height: 820 }, hasTouch: true } },
    { name: 'portrait', testMatch: heldUpright, use: { viewport: { width: 768, height: 1024 }, hasTouch: true } },
    { name: 'no-js', testMatch: readWithoutScripts, use: { javaScriptEnabled: false } },
  ],
});
