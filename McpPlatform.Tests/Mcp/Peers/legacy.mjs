// The TypeScript client of the legacy era: node legacy.mjs <address> <prefix> <transport>; the key is in MCP_KEY.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { answers, capabilities, travel } from "./journey.mjs";
import { http, stdio, withHeaders } from "./transports.mjs";

const [address, prefix = "", over = "http"] = process.argv.slice(2);
globalThis.WebSocket = withHeaders(WebSocket);
const client = new Client({ name: "peer", version: "1" }, { capabilities });
const transport = {
  http: () => new StreamableHTTPClientTransport(new URL(address), http),
  sse: () => new SSEClientTransport(new URL(address), http),
  websocket: () => new WebSocketClientTransport(new URL(address)),
  stdio: () => new StdioClientTransport(stdio(address)),
}[over]();

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
await transport.terminateSession?.();
await client.close();
