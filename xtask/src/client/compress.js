// Run by compress.rs as `node --eval <this> <folder>`.
const fs = require('node:fs');
const path = require('node:path');
const { brotliCompressSync, gzipSync, constants } = require('node:zlib');

const folder = process.argv[1];
const smaller = /\.(wasm|js|css|svg|json)$/;

for (const name of fs.readdirSync(folder, { recursive: true }).filter((name) => smaller.test(name))) {
  const file = path.join(folder, name);
  const content = fs.readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  fs.writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  fs.writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
