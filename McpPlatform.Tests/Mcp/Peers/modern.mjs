// The TypeScript client of 2026-07-28: node modern.mjs <address> <prefix> <transport>; the key is in MCP_KEY.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { answers, capabilities, travel } from "./journey.mjs";
import { http, stdio } from "./transports.mjs";

const [address, prefix = "", over = "http"] = process.argv.slice(2);
const client = new Client({ name: "peer", version: "1" }, { capabilities, versionNegotiation: { mode: { pin: "2026-07-28" } } });
const transport = over === "stdio" ? new StdioClientTransport(stdio(address)) : new StreamableHTTPClientTransport(new URL(address), http);

let heard = () => {};
for (const [method, answer] of Object.entries(answers)) {
  client.setRequestHandler(method, ({ params }) => {
    // Roots are asked for once, whenever the server thinks of it.
    if (method !== "roots/list") {
      heard({ method, params });
    }

    return answer(params);
  });
}

await client.connect(transport);
const { tell, call } = await travel({
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
