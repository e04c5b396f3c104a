// Fetches the chunks of lazy parts. They share memory and tables with the main module.
import { initSync } from './sokhach.js';

const loading = new Map();

// What could not be fetched is tried anew when it is wanted again.
function once(name, fetchIt) {
  if (!loading.has(name)) {
    const source = fetch(new URL(`./${name}`, import.meta.url));
    const fetched = fetchIt(source);
    fetched.catch(() => loading.delete(name));
    loading.set(name, fetched);
  }
  return loading.get(name);
}

const load = (chunk) =>
  once(`${chunk}.wasm`, (source) => WebAssembly.instantiateStreaming(source, { __wasm_split: initSync() }));

// Which chunks a part needs, but for the first page: the list grows with each page, and a first visit does not need it.
const chunksOf = async (name) => {
  const all = await once('__wasm_split_manifest.json', (source) => source.then((answer) => answer.json()));
  return all[name];
};

// The main module passes a callback as its place in the table of functions.
const part = (name, chunks) => async (callback, data) => {
  let success = true;
  try {
    await Promise.all((chunks ?? (await chunksOf(name))).map(load));
  } catch (error) {
    console.error(error);
    success = false;
  }
  initSync().__indirect_function_table.get(callback)(data, success);
};

