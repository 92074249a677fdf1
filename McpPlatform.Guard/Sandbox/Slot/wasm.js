// Runs a WASM tool: a fresh instance for each call, JSON on its standard input, JSON on its standard output.
import { answer, ask } from "./asks.js";
import { Failure } from "./failure.js";
import { Exit, Output, wasi } from "./wasi.js";

const PAGE = 65536;
const COLLECT_ABOVE = 256 * PAGE;
const FINE = new TextEncoder().encode("null");
const decoder = new TextDecoder();

export function compile(code) {
  try {
    return new WebAssembly.Module(code);
  } catch (error) {
    throw new Failure("invalid", error.message);
  }
}

/** Whether a module could be called: it gets what it imports, and exports what is called. */
export function check(module, call) {
  const absent = () => undefined;
  const instance = instantiate(module, call, importsOf(absent, new Uint8Array(0), new Output(call.output), call));
  requireEntry(instance);
  return FINE;
}

export function run(module, input, call) {
  const output = new Output(call.output);
  let memory;
  try {
    const instance = instantiate(module, call, importsOf(() => memory, input, output, call));
    memory = instance.exports.memory;
    start(instance, memory, call);
    return output.bytes();
  } finally {
    // V8 frees memories of instances when it next looks; large ones would pile up until then.
    if (memory?.buffer?.byteLength > COLLECT_ABOVE) {
      memory = undefined;
      gc();
    }
  }
}

const importsOf = (memory, input, output, call) => ({
  wasi_snapshot_preview1: wasi(memory, input, output),
  ...(call.host.length > 0 ? { host: host(memory) } : {}),
});

function instantiate(module, call, imports) {
  if (call.host.length === 0 && WebAssembly.Module.imports(module).some((wanted) => wanted.module === "host")) {
    throw new Failure("refused", "It imports host functions, and none is granted to it.");
  }
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (error) {
    const isUnfit = error instanceof WebAssembly.LinkError || error instanceof TypeError;
    throw isUnfit ? new Failure("invalid", error.message) : failure(error, undefined, call);
  }
}

function requireEntry({ exports }) {
  if (typeof exports._start !== "function" || !(exports.memory instanceof WebAssembly.Memory)) {
    throw new Failure("invalid", "It exports no function '_start' or no memory 'memory'.");
  }
}

function start(instance, memory, call) {
  requireEntry(instance);
  try {
    instance.exports._start();
  } catch (error) {
    if (!(error instanceof Exit)) throw failure(error, memory, call);
    if (error.code !== 0) throw new Failure(isFull(memory, call) ? "memory" : "failed", `It ended with code ${error.code}.`);
  }
}

function failure(error, memory, call) {
  if (error instanceof Failure) return error;
  if (memory && isFull(memory, call)) return new Failure("memory", "");
  return new Failure("trapped", String(error?.message ?? "an exception of its own"));
}

const isFull = (memory, call) => memory.buffer.byteLength >= call.memory - PAGE;

// `call` asks and returns the length of the answer, or minus one minus the length of the sentence that refuses; `take` copies it.
function host(memory) {
  let waiting = new Uint8Array(0);
  const bytes = (at, length) => new Uint8Array(memory().buffer, at >>> 0, length >>> 0);
  return {
    call: (nameAt, nameLength, at, length) => {
      const asked = ask(decoder.decode(bytes(nameAt, nameLength)), bytes(at, length));
      const { granted, body } = answer((id) => id === asked);
      waiting = body;
      return granted ? body.length : -1 - body.length;
    },
    take: (at) => {
      bytes(at, waiting.length).set(waiting);
    },
  };
}
