// Fetches the chunks of lazy parts. They share memory and tables with the main module.
import { initSync } from './sokhach.js';

const loading = new Map();

function load(chunk) {
  if (!loading.has(chunk)) {
    const source = fetch(new URL(`./${chunk}.wasm`, import.meta.url));
    const module = WebAssembly.instantiateStreaming(source, { __wasm_split: initSync() });
    // What could not be fetched is tried anew when it is wanted again.
    module.catch(() => loading.delete(chunk));
    loading.set(chunk, module);
  }
  return loading.get(chunk);
}

// The main module passes a callback as its place in the table of functions.
const part = (...chunks) => async (callback, data) => {
  let success = true;
  try {
    await Promise.all(chunks.map(load));
  } catch (error) {
    console.error(error);
    success = false;
  }
  initSync().__indirect_function_table.get(callback)(data, success);
};

