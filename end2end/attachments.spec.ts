import { deflateSync, crc32 } from 'node:zlib';
import type { Page } from '@playwright/test';
import { create, unique } from './fixtures/api';
import { expect, expectAccessible, test } from './fixtures/people';

const WORDS = {
  vi: {
    title: 'Tệp đính kèm', empty: 'Chưa có tệp đính kèm nào.', view: 'Xem', rename: 'Đổi tên', remove: 'Xóa', restore: 'Khôi phục',
    refused: 'Loại tệp này không được nhận.', undo: 'Hoàn tác', deleted: 'Tệp đã xóa', download: 'Tải xuống', save: 'Lưu',
    avatar: 'Đổi ảnh đại diện', noAvatar: 'Bỏ ảnh đại diện', noPicture: 'Không đọc được tệp này như một ảnh', close: 'Đóng',
    dismiss: 'Bỏ thông báo về', noneDeleted: 'Không có tệp nào đã xóa.',
  },
  en: {
    title: 'Attachments', empty: 'No attachments yet.', view: 'View', rename: 'Rename', remove: 'Delete', restore: 'Restore',
    refused: 'This type of file is not accepted.', undo: 'Undo', deleted: 'Deleted files', download: 'Download', save: 'Save',
    avatar: 'Change profile picture', noAvatar: 'Remove profile picture', noPicture: 'This file cannot be read as a', close: 'Close',
    dismiss: 'Dismiss the notice about', noneDeleted: 'No deleted files.',
  },
};

/** A picture of one colour. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const side = 64;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, 0x4e)])));
  const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([begin, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** Drops a file onto the place for it, as from a folder. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ({ name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'text/plain' }));
      return data;
    },
    { name, text },
  );
  await page.dispatchEvent('.upload', 'dragover', { dataTransfer: data });
  await expect(page.locator('.upload')).toHaveAttribute('data-over', 'true');
  await page.dispatchEvent('.upload', 'drop', { dataTransfer: data });
}

for (const language of ['vi', 'en'] as const) {
  test.describe(language, { tag: `@${language}` }, () => {
    test.use({ language });
    const words = WORDS[language];

    test('files come by button and by drop, are seen, renamed, deleted and taken back', async ({ staff: page, console }) => {
      await page.goto('/');
      const { code } = await create(page, { name: unique('Lê Thị Tệp') });
      await page.goto(`/customers/individuals/${code}?tab=attachments`, { waitUntil: 'networkidle' });
      await expect(page.getByText(words.empty)).toBeVisible();
      await expectAccessible(page);

      const input = page.locator('.uploads input[type=file]');
      const row = (name: string) => page.getByRole('row').filter({ hasText: name });
      await input.setInputFiles([
        { name: 'ảnh phòng.png', mimeType: 'image/png', buffer: picture() },
        { name: 'hợp đồng.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') },
      ]);
      await expect(row('ảnh phòng.png')).toBeVisible();
      await expect(row('hợp đồng.pdf')).toContainText('PDF');
      await drop(page, 'ghi chú.txt', 'Khách thích phòng yên tĩnh.');
      await expect(row('ghi chú.txt')).toContainText('TXT');
      await expect(page.locator('.upload-file')).toHaveCount(0);
      await expectAccessible(page);

      // What is no such file is refused in words, which can be put away.
      console.expect(/status of 422/);
      await input.setInputFiles({ name: 'ảnh.png', mimeType: 'image/png', buffer: Buffer.from('<html></html>') });
      await expect(page.locator('#attachment-notes')).toContainText(words.refused);
      await expectAccessible(page);
      await page.getByRole('button', { name: `${words.dismiss} ảnh.png` }).click();
      await expect(page.locator('#attachment-notes')).toBeEmpty();

      const dialog = page.getByRole('dialog');
      await row('ảnh phòng.png').getByRole('button', { name: words.view }).click();
      const shown = dialog.getByRole('img', { name: 'ảnh phòng.png' });
      await expect(shown).toBeVisible();
      await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(64);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(row('ảnh phòng.png').getByRole('button', { name: words.view })).toBeFocused();

      await row('ảnh phòng.png').getByRole('button', { name: words.rename }).click();
      await dialog.locator('#field-attachment_name').fill('phòng 101');
      await expectAccessible(page);
      await dialog.getByRole('button', { name: words.save, exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(row('phòng 101.png')).toBeVisible();

      const download = page.waitForEvent('download');
      await row('phòng 101.png').getByRole('link', { name: words.download }).click();
      expect((await download).suggestedFilename()).toBe('phòng 101.png');

      await row('phòng 101.png').getByRole('button', { name: words.remove }).click();
      await expect(row('phòng 101.png')).toHaveCount(0);
      await page.locator('.toast').getByRole('button', { name: words.undo }).click();
      await expect(row('phòng 101.png')).toBeVisible();
      await row('ghi chú.txt').getByRole('button', { name: words.remove }).click();
      await expect(row('ghi chú.txt')).toHaveCount(0);
      const bin = page.getByRole('button', { name: words.deleted });
      await bin.click();
      await expect(bin).toHaveAttribute('aria-expanded', 'true');
      await expectAccessible(page);
      await row('ghi chú.txt').getByRole('button', { name: words.restore }).click();
      await expect(page.getByText(words.noneDeleted)).toBeVisible();
      await page.reload({ waitUntil: 'networkidle' });
      await expect(row('ghi chú.txt')).toBeVisible();
    });

    test('a picture stands in the head until it is taken away', async ({ staff: page, console }) => {
      await page.goto('/');
      const { code } = await create(page, { name: unique('Lê Thị Ảnh') });
      await page.goto(`/customers/individuals/${code}`, { waitUntil: 'networkidle' });
      const button = page.getByRole('button', { name: words.avatar });
      const dialog = page.getByRole('dialog');
      const head = page.locator('.detail-head .avatar img');
      await expect(head).toHaveCount(0);
      await button.click();
      await expect(dialog).toBeVisible();
      await expectAccessible(page);
      console.expect(/status of 422/);
      const input = dialog.locator('input[type=file]');
      await input.setInputFiles({ name: 'ảnh.png', mimeType: 'image/png', buffer: Buffer.from('không phải ảnh') });
      await expect(dialog).toContainText(words.noPicture);
      await input.setInputFiles({ name: 'ảnh.png', mimeType: 'image/png', buffer: picture() });
      await expect(dialog).toBeHidden();
      await expect.poll(() => head.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
      await expectAccessible(page);
      await button.click();
      await dialog.getByRole('button', { name: words.noAvatar }).click();
      await expect(dialog).toBeHidden();
      await expect(head).toHaveCount(0);
    });
  });
}
