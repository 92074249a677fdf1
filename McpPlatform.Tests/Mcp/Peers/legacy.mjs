// The TypeScript client of the legacy era: node legacy.mjs <address> <prefix>; the key is in MCP_KEY.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { answers, capabilities, travel } from "./journey.mjs";

const [address, prefix = ""] = process.argv.slice(2);
const headers = process.env.MCP_KEY ? { Authorization: `Bearer ${process.env.MCP_KEY}` } : {};
const client = new Client({ name: "peer", version: "1" }, { capabilities });
const transport = new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } });

let heard = () => {};
const answer = schema => client.setRequestHandler(schema, ({ method, params }) => {
  // Roots are asked for once, whenever the server thinks of it.
  if (method !== "roots/list") {
    heard({ method, params });
  }

  return answers[method](params);
});
[ElicitRequestSchema, CreateMessageRequestSchema, ListRootsRequestSchema].forEach(answer);
const updated = new Promise(resolve => client.setNotificationHandler(ResourceUpdatedNotificationSchema, resolve));

await client.connect(transport);
const { tell, call, resource } = await travel({
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
await transport.terminateSession();
await client.close();
