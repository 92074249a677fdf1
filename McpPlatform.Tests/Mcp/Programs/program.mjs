// An MCP server on its standard streams: node program.mjs legacy|modern [mute|chatty|stubborn]
// Its environment may name files: MARK, which remembers a crash, and GROW, whose coming adds a tool.
// chatty prints what is no message; stubborn ignores the end of its input.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [era, ...manners] = process.argv.slice(2);
const modern = era === "modern";
const say = message => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
const text = value => ({ content: [{ type: "text", text: String(value) }] });
const cancelled = [];
const asked = new Map();
let listening;

const tool = (name, annotations = {}) => ({ name, description: `The tool ${name}.`, inputSchema: { type: "object" }, annotations });
const tools = [
  tool("process"), tool("echo"), tool("environment"), tool("crash"), tool("crash-once", { readOnlyHint: true }), tool("hang"), tool("cancelled"),
  tool("progress"), tool("ask"), tool("log"), tool("large"), tool("child"),
];

const meta = { "io.modelcontextprotocol/serverInfo": { name: "program", version: "1" } };
const complete = result => modern ? { resultType: "complete", ttlMs: 1000, cacheScope: "private", _meta: meta, ...result } : result;

const calls = {
  "process": () => text(process.pid),
  "echo": ({ params }) => text(JSON.stringify(params.arguments)),
  "environment": () => text(Object.keys(process.env).sort().map(name => `${name}=${process.env[name]}`).join("\n")),
  "crash": () => process.exit(3),
  "crash-once": () => {
    if (!existsSync(process.env.MARK)) {
      writeFileSync(process.env.MARK, "");
      process.exit(4);
    }

    return text("after all");
  },
  "hang": () => new Promise(() => {}),
  "cancelled": () => text(cancelled.join(",")),
  "progress": async ({ params }) => {
    for (let progress = 1; progress <= 3; progress++) {
      say({ method: "notifications/progress", params: { progressToken: params._meta.progressToken, progress, total: 3 } });
      await new Promise(resolve => setTimeout(resolve, 50));
    }

    return text("done");
  },
  "ask": async ({ id, params }) => {
    const question = { mode: "form", message: "Who?", requestedSchema: { type: "object", properties: { name: { type: "string" } } } };
    if (modern) {
      const answer = params.inputResponses?.who;
      return answer ? text(answer.content.name)
        : { resultType: "input_required", inputRequests: { who: { method: "elicitation/create", params: question } }, _meta: meta };
    }

    say({ id: `ask-${id}`, method: "elicitation/create", params: question });
    const answer = await new Promise(resolve => asked.set(`ask-${id}`, resolve));
    return text(answer.result.content.name);
  },
  "log": () => {
    say({ method: "notifications/message", params: { level: "warning", data: "mind the gap" } });
    return text("logged");
  },
  "large": ({ params }) => text("x".repeat(params.arguments.bytes)),
  "child": () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    return text(child.pid);
  },
};

const methods = {
  "initialize": ({ params }) => ({
    protocolVersion: params.protocolVersion, capabilities: { tools: { listChanged: true }, logging: {} }, serverInfo: { name: "program", version: "1" },
  }),
  "server/discover": () => ({ supportedVersions: ["2026-07-28"], capabilities: { tools: { listChanged: true }, logging: {} } }),
  "ping": () => ({}),
  "logging/setLevel": () => ({}),
  "tools/list": () => ({ tools }),
  "tools/call": message => calls[message.params.name](message),
  "subscriptions/listen": ({ id, params }) => {
    listening = id;
    const subscription = { _meta: { "io.modelcontextprotocol/subscriptionId": id } };
    say({ method: "notifications/subscriptions/acknowledged", params: { notifications: params.notifications, ...subscription } });
    return new Promise(() => {});
  },
};
const otherEra = modern ? ["initialize", "ping", "logging/setLevel"] : ["server/discover", "subscriptions/listen"];

async function take(message) {
  if (message.method === "notifications/cancelled") {
    cancelled.push(message.params.requestId);
  } else if (asked.has(message.id) && !message.method) {
    asked.get(message.id)(message);
  } else if (message.id !== undefined && message.method) {
    const method = otherEra.includes(message.method) ? undefined : methods[message.method];
    say(method ? { id: message.id, result: complete(await method(message)) } : { id: message.id, error: { code: -32601, message: `No ${message.method}.` } });
  }
}

if (manners.includes("chatty")) {
  console.log("Starting up, please wait...");
  console.log("{\"not\": \"a message\"}");
}

// A tool more when there is a file.
const growing = process.env.GROW && setInterval(() => {
  if (existsSync(process.env.GROW)) {
    clearInterval(growing);
    tools.push(tool("grown"));
    say({ method: "notifications/tools/list_changed", ...(modern && { params: { _meta: { "io.modelcontextprotocol/subscriptionId": listening } } }) });
  }
}, 50);

console.error("program is ready");
const lines = createInterface({ input: process.stdin });
lines.on("line", line => { void take(JSON.parse(line)); });
lines.on("close", () => manners.includes("stubborn") ? setInterval(() => {}, 1000) : process.exit(0));
