// The official clients, which find out by themselves where and how to sign in: node signing-in.mjs <address> <era>. A browser is played by fetch.
const [address, era] = process.argv.slice(2);
const { Client, StreamableHTTPClientTransport, UnauthorizedError } = era === "modern"
  ? await import("@modelcontextprotocol/client")
  : { ...await import("@modelcontextprotocol/sdk/client/index.js"), ...await import("@modelcontextprotocol/sdk/client/streamableHttp.js"), ...await import("@modelcontextprotocol/sdk/client/auth.js") };
const options = era === "modern" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
const callback = "http://127.0.0.1:1/callback";
const kept = {};
let went;

const authProvider = {
  redirectUrl: callback,
  clientMetadata: { client_name: "agent", redirect_uris: [callback], token_endpoint_auth_method: "none", application_type: "native" },
  clientInformation: () => kept.client,
  saveClientInformation: client => { kept.client = client; },
  tokens: () => kept.tokens,
  saveTokens: tokens => { kept.tokens = tokens; },
  codeVerifier: () => kept.verifier,
  saveCodeVerifier: verifier => { kept.verifier = verifier; },
  discoveryState: () => kept.discovery,
  saveDiscoveryState: discovery => { kept.discovery = discovery; },
  redirectToAuthorization: url => { went = url; },
};

async function browse(url) {
  const cookies = new Map();
  for (let steps = 0; steps < 10 && !url.href.startsWith(callback); steps++) {
    const response = await fetch(url, { redirect: "manual", headers: { cookie: [...cookies].map(([n, v]) => `${n}=${v}`).join("; ") } });
    response.headers.getSetCookie().map(c => c.split(";")[0].split("=")).forEach(([n, ...v]) => cookies.set(n, v.join("=")));
    const next = response.headers.get("location");
    if (!next) {
      throw new Error(`${url} ends in ${response.status}: ${await response.text()}`);
    }

    url = new URL(next, url);
  }

  return url.searchParams;
}

const tell = (saw, what) => console.log(JSON.stringify({ saw, what }));
const open = () => new StreamableHTTPClientTransport(new URL(address), { authProvider });
const first = open();
try {
  await new Client({ name: "agent", version: "1" }, options).connect(first);
  tell("door", "open");
} catch (error) {
  if (!went) {
    throw error;
  }

  tell("asked", { scope: went.searchParams.get("scope"), resource: went.searchParams.get("resource"), method: went.searchParams.get("code_challenge_method") });
}

const answer = await browse(went);
await (era === "modern" ? first.finishAuth(answer) : first.finishAuth(answer.get("code")));
tell("token", kept.tokens.access_token);
const client = new Client({ name: "agent", version: "1" }, options);
await client.connect(open());
tell("tools", (await client.listTools()).tools.map(tool => tool.name));
tell("pipelines", await client.callTool({ name: "list_pipelines", arguments: {} }));
await client.close();
