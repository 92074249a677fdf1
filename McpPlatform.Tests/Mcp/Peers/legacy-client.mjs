// The TypeScript client of the legacy era: what it is asked is answered by method.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";
import { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { capabilities } from "./journey.mjs";
import { http, stdio, withHeaders } from "./transports.mjs";

const schemas = {
  "elicitation/create": ElicitRequestSchema, "sampling/createMessage": CreateMessageRequestSchema, "roots/list": ListRootsRequestSchema,
};

export async function connect(address, over, answers) {
  globalThis.WebSocket = withHeaders(WebSocket);
  const client = new Client({ name: "peer", version: "1" }, { capabilities });
  const transport = {
    http: () => new StreamableHTTPClientTransport(new URL(address), http),
    sse: () => new SSEClientTransport(new URL(address), http),
    websocket: () => new WebSocketClientTransport(new URL(address)),
    stdio: () => new StdioClientTransport(stdio(address)),
  }[over]();
  for (const [method, answer] of Object.entries(answers)) {
    client.setRequestHandler(schemas[method], ({ params }, { signal }) => answer(params, signal));
  }

  await client.connect(transport);
  return { client, transport };
}
