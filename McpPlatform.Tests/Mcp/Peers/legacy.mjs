// The journey of the TypeScript client of the legacy era: node legacy.mjs <address> <prefix> <transport>; the key is in MCP_KEY.
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { overheard, tell, travel } from "./journey.mjs";
import { connect } from "./legacy-client.mjs";

const [address, prefix = "", over = "http"] = process.argv.slice(2);
let heard = () => {};
const { client, transport } = await connect(address, over, overheard(question => heard(question)));
const updated = new Promise(resolve => client.setNotificationHandler(ResourceUpdatedNotificationSchema, resolve));

const { call, resource } = await travel({
  answers: listener => { heard = listener; },
  tools: async () => (await client.listTools()).tools,
  resources: async () => (await client.listResources()).resources,
  call: (what, options) => client.callTool(what, undefined, options),
  read: what => client.readResource(what),
  prompt: what => client.getPrompt(what),
  complete: what => client.complete(what),
}, prefix);

tell("subscription", await client.subscribeResource({ uri: resource }));
await call("toggle-subscriber-updates");
tell("update", await updated);
await transport.terminateSession?.();
await client.close();
