// The TypeScript client of 2026-07-28: what it is asked is answered by method.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { capabilities } from "./journey.mjs";
import { http, stdio } from "./transports.mjs";

export async function connect(address, over, answers) {
  const client = new Client({ name: "peer", version: "1" }, { capabilities, versionNegotiation: { mode: { pin: "2026-07-28" } } });
  for (const [method, answer] of Object.entries(answers)) {
    client.setRequestHandler(method, ({ params }) => answer(params));
  }

  await client.connect(over === "stdio" ? new StdioClientTransport(stdio(address)) : new StreamableHTTPClientTransport(new URL(address), http));
  return { client };
}
