// The journey of the TypeScript client of 2026-07-28: node modern.mjs <address> <prefix> <transport>; the key is in MCP_KEY.
import { overheard, tell, travel } from "./journey.mjs";
import { connect } from "./modern-client.mjs";

const [address, prefix = "", over = "http"] = process.argv.slice(2);
let heard = () => {};
const { client } = await connect(address, over, overheard(question => heard(question)));
const { call } = await travel({
  answers: listener => { heard = listener; },
  tools: async () => (await client.listTools()).tools,
  resources: async () => (await client.listResources()).resources,
  call: (what, options) => client.callTool(what, options),
  read: what => client.readResource(what),
  prompt: what => client.getPrompt(what),
  complete: what => client.complete(what),
}, prefix);

tell("visits", {});
await call("trigger-url-elicitation", { url: "https://example.com/visit", errorPath: true });
await client.close();
