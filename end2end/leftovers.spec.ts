import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, type CDPSession, type Page, type TestInfo, chromium } from '@playwright/test';
import { type Colleague, expect, grant, nameOf, test } from './fixtures/colleague';

const VIEW = grant('view', 'individuals');
const OWN = grant('view', 'individuals', 'own');
const IDS = grant('view', 'personal_ids');

const LIST = '/customers/individuals';
const ROWS = 50;

/** A word that stands in customers and nowhere else: wherever it is found, something was left there. */
const canary = () => `CNRY${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}`;

/** A word as a program holds it: in UTF-8, and in UTF-16. */
const shapes = (word: string) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];

/** A browser with a profile on disk, in which pages may stay in the back-and-forward cache, with the colleague's session. */
async function profiled(colleague: Colleague, { project }: TestInfo, baseURL: string) {
  const profile = await mkdtemp(path.join(tmpdir(), 'sokhach-profile-'));
  const { launchOptions, viewport, locale, timezoneId, hasTouch } = project.use;
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    baseURL,
    viewport: viewport ?? null,
    locale: locale ?? 'vi-VN',
    timezoneId: timezoneId ?? 'Asia/Ho_Chi_Minh',
    hasTouch: hasTouch ?? false,
  });
  await context.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => (document.body.dataset.name = crypto.randomUUID()));
    addEventListener('hydrated', () => (document.body.dataset.alive = ''));
    // The memory of the page's program is nowhere to be had but where it is made.
    const { instantiateStreaming, instantiate } = WebAssembly;
    const memories: unknown[] = [];
    const noting = <T>(made: Promise<T>) =>
      made.then((made) => {
        const { exports } = (made as WebAssembly.WebAssemblyInstantiatedSource).instance ?? made;
        // Parts that are fetched later share it.
        if (exports.memory) memories.push(exports.memory);
        return made;
      });
    Object.assign(globalThis, { memories });
    Object.assign(WebAssembly, {
      instantiateStreaming: (...parts: Parameters<typeof instantiateStreaming>) =>
        noting(instantiateStreaming.apply(WebAssembly, parts)),
      instantiate: (...parts: Parameters<typeof instantiate>) => noting(instantiate.apply(WebAssembly, parts)),
    });
  });
  await context.addCookies(await colleague.context.cookies());
  return { context, profile };
}

async function open(context: BrowserContext, address: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(address);
  await expect(tab.locator('body[data-alive]')).toBeAttached();
  return tab;
}

/** Everything on the heap, as DevTools would show it; what nobody holds any more is collected first. */
async function heapOf(session: CDPSession): Promise<string> {
  const parts: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return parts.join('');
}

/** Which of some words lie in the memory of the page's program. They are told as numbers, so as not to be there by that. */
async function inMemory(tab: Page, words: string[]): Promise<string[]> {
  const wanted = words.flatMap((word) => shapes(word).map((shape) => [...shape]));
  const [memories, ...flags] = await tab.evaluate((wanted) => {
    const { memories = [] } = globalThis as { memories?: WebAssembly.Memory[] };
    const texts = memories.map((memory) => new TextDecoder('latin1').decode(memory.buffer));
    const has = (word: string) => texts.some((text) => text.includes(word));
    return [texts.length, ...wanted.map((word) => Number(has(String.fromCharCode(...word))))];
  }, wanted);
  expect(memories, 'programs in the page').toBeGreaterThan(0);
  return words.filter((_, at) => flags[2 * at] || flags[2 * at + 1]);
}

/** Where in a tab any of some words is to be found. */
async function traces(tab: Page, words: string[]): Promise<string[]> {
  const session = await tab.context().newCDPSession(tab);
  const kept = await tab.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map((field) => field.value);
    return {
      document: document.documentElement.outerHTML + JSON.stringify(fields),
      storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, databases, caches]),
    };
  });
  const places = { ...kept, heap: await heapOf(session) };
  const memory = await inMemory(tab, words);
  await session.detach();
  const found = Object.entries(places).filter(([, text]) => words.some((word) => text.includes(word)));
  return [...found.map(([place]) => place), ...(memory.length > 0 ? ['memory'] : [])];
}

/** Files below a folder in which any of some words stands. */
async function inFiles(folder: string, words: string[]): Promise<string[]> {
  const wanted = words.flatMap(shapes);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (wanted.some((word) => bytes.includes(word))) {
      found.push(path.relative(folder, file));
    }
  }
  return found;
}

/** Takes rights, and waits until the tab shows another document. */
async function narrow(colleague: Colleague, tab: Page, ...own: Parameters<Colleague['set']>): Promise<void> {
  const name = await nameOf(tab);
  await colleague.set(...own);
  await tab.waitForFunction(
    (name) => document.documentElement.hidden || (document.body?.dataset.name ?? name) !== name,
    name,
    { polling: 'raf' },
  );
  await expect(tab.locator(`html:not([hidden]) body[data-alive]:not([data-name="${name}"])`)).toBeAttached();
}

test('what may no longer be seen is left nowhere in the browser', async ({ colleague, baseURL }, testInfo) => {
  test.setTimeout(180_000);
  const [named, noted] = [canary(), canary()];
  const paper = `079190${String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0')}`;
  const create = async (values: Record<string, string>) => {
    const input = { values, without_email: true };
    return colleague.call('customers/create', { directory: 'individuals', key: crypto.randomUUID(), input });
  };
  for (let row = 0; row < ROWS; row += 1) {
    await create({ name: `Sót Lại ${named} ${row}` });
  }
  // The title of its page stands in the history of the browser, where it is the person's own.
  const { code } = await create({ name: 'Một Trang', note: noted, id_number: paper });
  await colleague.set(VIEW, IDS);

  const { context, profile } = await profiled(colleague, testInfo, baseURL!);
  try {
    const list = await open(context, `${LIST}?q=sot+lai`);
    await expect(list.locator('tbody tr a').first()).toBeVisible();
    const detail = await open(context, `${LIST}/${code}`);
    await detail.locator('[aria-label^="Hiện đầy đủ"]').first().click();
    await expect(detail.getByText(paper.slice(-4)).first()).toBeVisible();

    // What is found nowhere now would prove nothing when it is found nowhere later.
    expect(await traces(list, [named])).toEqual(expect.arrayContaining(['document', 'heap', 'memory']));
    expect(await traces(detail, [paper, noted])).toEqual(expect.arrayContaining(['document', 'heap', 'memory']));

    // A field, then all records that are not one's own, then everything.
    await narrow(colleague, detail, VIEW);
    expect(await traces(detail, [paper]), 'without the field').toEqual([]);
    await narrow(colleague, list, OWN);
    expect(await traces(list, [named]), 'without the rows').toEqual([]);
    await narrow(colleague, list);
    for (const tab of [list, detail]) {
      await expect(tab.locator('.error-page__code')).toBeVisible();
      expect(await traces(tab, [named, noted, paper]), 'without anything').toEqual([]);
    }
    await context.close();
    expect(await inFiles(profile, [named, noted, paper]), 'files of the profile').toEqual([]);
    // Answers may be kept compressed: their addresses are not.
    expect(await inFiles(profile, ['/api/customers/']), 'answers in the cache').toEqual([]);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test('the way back shows nothing that may no longer be seen', async ({ colleague, baseURL }, testInfo) => {
  test.setTimeout(120_000);
  const named = canary();
  const input = { values: { name: `Quay Lại ${named}` }, without_email: true };
  await colleague.call('customers/create', { directory: 'individuals', key: crypto.randomUUID(), input });
  await colleague.set(VIEW);
  const { context, profile } = await profiled(colleague, testInfo, baseURL!);
  try {
    // Each frame of each document is looked at, also of one that comes back as it was.
    await context.addInitScript((named) => {
      addEventListener('pageshow', (event) => event.persisted && sessionStorage.setItem('came-back', 'as it was'));
      const look = () => {
        const shows = !document.documentElement.hidden && document.body?.innerText.includes(named);
        if (shows) {
          sessionStorage.setItem(sessionStorage.getItem('taken') ? 'shown-after' : 'shown-before', 'yes');
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, named);
    const tab = await open(context, `${LIST}?q=quay+lai`);
    await expect(tab.locator('tbody tr a').first()).toBeVisible();
    await tab.goto('/profile');
    await narrow(colleague, tab);
    await tab.evaluate(() => sessionStorage.setItem('taken', 'yes'));
    await tab.goBack();
    await expect(tab.locator('.error-page__code')).toBeVisible();
    const told = await tab.evaluate(() => ({ ...sessionStorage }));
    expect(told['shown-before']).toBe('yes');
    expect(told['shown-after']).toBeUndefined();
    testInfo.annotations.push({ type: 'the page came back', description: told['came-back'] ?? 'as another one' });
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});
