// One slot: takes a frame, runs the tool in it, answers, and takes the next. How the host speaks to it stands in SlotMessages.cs.
import process from "node:process";
import { Failure } from "./failure.js";
import { receive, send } from "./frames.js";
import * as script from "./script.js";
import * as wasm from "./wasm.js";

const MOST_TOOLS = 64;
const LONGEST_MESSAGE = 500;
const decoder = new TextDecoder();
const tools = new Map();

const commands = {
  prepare: (_, code) => {
    script.prepare(code);
    send({ did: "ready", cpu: cpu() });
  },
  load: (header, code) => {
    const kept = header.kind === "wasm" ? () => wasm.compile(code) : () => decoder.decode(code);
    tools.set(header.tool, { kind: header.kind, code: kept() });
    if (tools.size > MOST_TOOLS) tools.delete(tools.keys().next().value);
    send({ did: "loaded" });
  },
  call: (header, input) => use(header, (language, code) => language.run(code, input, header)),
  check: (header) => use(header, (language, code) => language.check(code, header)),
  // Of a question whose tool did not wait for it.
  answer: () => {},
};

for (let frame = await receive(); frame !== null; frame = await receive()) {
  try {
    await commands[frame.header.do](frame.header, frame.body);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    send({ did: "failed", why: error.why, message: error.message.slice(0, LONGEST_MESSAGE), cpu: cpu() });
  }
}

async function use(header, run) {
  const tool = tools.get(header.tool);
  if (!tool) return send({ did: "missing" });
  tools.delete(header.tool);
  tools.set(header.tool, tool);
  const output = await run(tool.kind === "wasm" ? wasm : script, tool.code);
  send({ did: "result", cpu: cpu() }, output);
}

/** Processor time of this process so far, in microseconds. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
