import { defineConfig, devices } from '@playwright/test';

const readWithoutScripts = /\.no-js\.spec\.ts$/;
const heldUpright = /portrait\.spec\.ts$/;
const elsewhere = [readWithoutScripts, heldUpright];

// Each walk once: in Vietnamese at the desk, in English or with a finger on the tablet. `everywhere`: each on both, in both.
const everywhere = process.env.SOKHACH_WALKS === 'everywhere';
const onTablet = /@en|@touch/;
const onTabletAlone = /@en/;

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results/files',
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    screenshot: 'only-on-failure',
    // A trace makes a walk a third longer; `--trace on` asks for one.
    trace: 'off',
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
    {
      name: 'desktop',
      testIgnore: elsewhere,
      grepInvert: everywhere ? [] : onTabletAlone,
      use: { viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'tablet',
      testIgnore: elsewhere,
      grep: everywhere ? /./ : onTablet,
      use: { viewport: { width: 1180, height: 820 }, hasTouch: true },
    },
    { name: 'portrait', testMatch: heldUpright, use: { viewport: { width: 768, height: 1024 }, hasTouch: true } },
    { name: 'no-js', testMatch: readWithoutScripts, use: { javaScriptEnabled: false } },
  ],
});
