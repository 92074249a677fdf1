// The ways in which a client of ours reaches its server: address and key come from whoever starts it.
const key = process.env.MCP_KEY;
const headers = key ? { Authorization: `Bearer ${key}` } : {};

// mcpp as the clients start it; it finds its key where theirs is.
export const stdio = address => ({ command: "dotnet", args: [process.env.MCPP, "mcp", "--url", address], env: { ...process.env, MCPP_KEY: key } });

export const http = { requestInit: { headers } };

// Browsers let nobody set a header of a WebSocket, Node.js does; the official transport has no place to say so.
export function withHeaders(WebSocket) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, { protocols, headers });
    }
  };
}
