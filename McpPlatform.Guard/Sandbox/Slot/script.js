// Runs a JavaScript tool in QuickJS, which is WASM itself: nothing of this process is in its reach. A fresh runtime for each call; engines are
// never shared by tenants.
import { newQuickJSWASMModuleFromVariant, newVariant, Scope } from "quickjs-emscripten-core";
import load from "./npm/@jitl/quickjs-ng-wasmfile-release-sync/emscripten-module.browser.mjs";
import { QuickJSFFI } from "./npm/@jitl/quickjs-ng-wasmfile-release-sync/ffi.mjs";
import { answer, ask } from "./asks.js";
import { Failure } from "./failure.js";

const ENGINES = 8;
const LARGEST_ENGINE = 32 * 1024 * 1024;
const STACK = 256 * 1024;
const MOST_ASKED = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const engines = new Map();
let variant;

// Evaluated before the tool, whose changes to JSON or Promise change nothing here.
const BOOTSTRAP = `((parse, stringify) => (tool, input, names, ask) => {
  const host = {};
  for (const name of parse(names)) host[name] = async (question) => parse(await ask(name, stringify(question ?? null)));
  return (async () => stringify((await tool(parse(input), host)) ?? null))();
})(JSON.parse, JSON.stringify)`;

/** Takes the engine's code. Its own loader would need the right to read files. */
export function prepare(code) {
  const plain = { type: "sync", importFFI: () => Promise.resolve(QuickJSFFI), importModuleLoader: () => Promise.resolve(load) };
  variant = newVariant(plain, { wasmModule: new WebAssembly.Module(code) });
}

export function run(source, input, call) {
  return within(call, (runtime, context) => evaluate(runtime, context, source, input, call));
}

/** Whether a script could be called: it is evaluated, and its function is found. */
export function check(source, call) {
  return within(call, (_, context) => Scope.withScope((scope) => {
    try {
      toolOf(scope, context, source);
      return encoder.encode("null");
    } catch (error) {
      return error instanceof Failure ? error : new Failure("trapped", String(error?.message ?? error));
    }
  }));
}

async function within(call, use) {
  const engine = engines.get(call.tenant) ?? await newQuickJSWASMModuleFromVariant(variant);
  engines.delete(call.tenant);
  const runtime = engine.newRuntime();
  const context = limited(runtime, call).newContext();
  const result = use(runtime, context);
  // Only an engine that stayed sound and small is kept; the oldest makes room.
  context.dispose();
  runtime.dispose();
  if (engine.getWasmMemory().buffer.byteLength <= LARGEST_ENGINE) engines.set(call.tenant, engine);
  if (engines.size > ENGINES) engines.delete(engines.keys().next().value);
  if (result instanceof Failure) throw result;
  return result;
}

function limited(runtime, call) {
  runtime.setMemoryLimit(call.memory);
  runtime.setMaxStackSize(STACK);
  return runtime;
}

function evaluate(runtime, context, source, input, call) {
  return Scope.withScope((scope) => {
    const questions = Object.assign(new Map(), { waiting: [] });
    try {
      const promise = begin(scope, context, questions, source, input, call);
      return encode(settle(scope, runtime, context, questions, promise), call);
    } catch (error) {
      return error instanceof Failure ? error : new Failure("trapped", String(error?.message ?? error));
    } finally {
      // The engine is not disposed of while a function waits for an answer; what ends here asks nothing more.
      questions.isOver = true;
      for (const question of questions.values()) {
        question.reject(context.undefined);
        question.dispose();
      }
      runtime.executePendingJobs();
    }
  });
}

function toolOf(scope, context, source) {
  const module = value(scope, context, context.evalCode(source, "tool.js", { type: "module" }));
  const tool = scope.manage(context.getProp(module, "default"));
  if (context.typeof(tool) !== "function") {
    throw new Failure("invalid", "It does not 'export default function (args, host)', or awaits something outside of it.");
  }
  return tool;
}

function begin(scope, context, questions, source, input, call) {
  const bootstrap = value(scope, context, context.evalCode(BOOTSTRAP));
  const tool = toolOf(scope, context, source);
  const carry = scope.manage(context.newFunction("ask", (name, question) => {
    if (questions.isOver) return context.undefined;
    const deferred = context.newPromise();
    const [which, what] = [context.getString(name), context.getString(question)];
    questions.waiting.push(() => questions.set(ask(which, what), deferred));
    askOn(questions);
    return deferred.handle.dup();
  }));
  const text = scope.manage(context.newString(decoder.decode(input)));
  const names = scope.manage(context.newString(JSON.stringify(call.host)));
  return value(scope, context, context.callFunction(bootstrap, context.undefined, tool, text, names, carry));
}

function settle(scope, runtime, context, questions, promise) {
  for (;;) {
    const jobs = runtime.executePendingJobs();
    if (jobs.error) throw failure(context, scope.manage(jobs.error));
    const state = context.getPromiseState(promise);
    if (state.type === "fulfilled") return context.getString(scope.manage(state.value));
    if (state.type === "rejected") throw failure(context, scope.manage(state.error));
    if (questions.size === 0) throw new Failure("failed", "It waits for something that never comes.");
    reply(context, questions);
  }
}

// The host answers so many at once.
function askOn(questions) {
  while (questions.size < MOST_ASKED && questions.waiting.length > 0) questions.waiting.shift()();
}

function reply(context, questions) {
  const { id, granted, body } = answer((asked) => questions.has(asked));
  const question = questions.get(id);
  questions.delete(id);
  askOn(questions);
  const text = decoder.decode(body);
  const reply = granted ? context.newString(text) : context.newError(text);
  if (granted) question.resolve(reply);
  else question.reject(reply);
  reply.dispose();
  question.dispose();
}

function encode(text, call) {
  if (text.length > call.output) throw new Failure("output", "");
  const bytes = encoder.encode(text);
  if (bytes.length > call.output) throw new Failure("output", "");
  return bytes;
}

function value(scope, context, result) {
  if (result.error) throw failure(context, scope.manage(result.error));
  return scope.manage(result.value);
}

function failure(context, error) {
  const thrown = context.dump(error);
  const text = String(thrown?.message ?? thrown);
  return text === "out of memory" ? new Failure("memory", "") : new Failure("failed", text);
}
