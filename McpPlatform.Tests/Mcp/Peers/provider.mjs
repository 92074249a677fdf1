// A real OpenID provider in which everybody is signed in as Ada at once: node provider.mjs '{"port":0,"format":"jwt","ttl":600,"callbacks":[…]}'.
// Its keys are new with each start, and it forgets all else.
import { createServer } from "node:http";
import { generateKeyPair, exportJWK } from "jose";
import Provider from "oidc-provider";

const { port: wanted, format = "jwt", ttl = 600, callbacks } = JSON.parse(process.argv[2]);
// The port comes first: whoever looks for a free one beforehand may find it taken.
const server = createServer();
await new Promise((listening, failed) => server.once("error", failed).listen(wanted, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const key = async alg => ({ ...(await exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey)), use: "sig", alg, kid: crypto.randomUUID() });
const scopes = "mcpp:read mcpp:run";

const provider = new Provider(issuer, {
  jwks: { keys: [await key("RS256"), await key("ES256")] },
  clients: [
    { client_id: "workbench", client_secret: "workbench-secret", redirect_uris: callbacks?.length ? callbacks : ["http://127.0.0.1:1/callback"], grant_types: ["authorization_code", exchange] },
    { client_id: "robot", client_secret: "robot-secret", redirect_uris: [], response_types: [], grant_types: ["client_credentials"] },
  ],
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, groups: ["data-team"] }) }),
  claims: { openid: ["sub", "preferred_username", "groups"] },
  conformIdTokenClaims: false,
  scopes: ["openid", "offline_access", ...scopes.split(" ")],
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  cookies: { keys: ["a key of tests"] },
  ttl: { AccessToken: ttl, ClientCredentials: ttl, AuthorizationCode: 60, IdToken: ttl, Grant: 3600, Interaction: 600, Session: 3600 },
  extraTokenClaims: (_, token) => token.kind === "AccessToken" ? { groups: ["data-team"] } : undefined,
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({ scope: scopes, audience: resource, accessTokenFormat: format, jwt: { sign: { alg: "RS256" } } }),
    },
  },
});

// RFC 8693, as providers that have it do it: the subject of the token stays who it is, and the audience becomes the one asked for.
provider.registerGrantType(exchange, async ctx => {
  const { subject_token: subject, resource } = ctx.oidc.params;
  const claims = JSON.parse(Buffer.from(subject.split(".")[1], "base64url"));
  const token = new provider.AccessToken({
    accountId: claims.sub, client: ctx.oidc.client, grantId: "exchanged", scope: "mcpp:read", gty: "token_exchange",
    resourceServer: new provider.ResourceServer(resource, { scope: scopes, audience: resource, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
  });
  ctx.body = {
    access_token: await token.save(), issued_token_type: "urn:ietf:params:oauth:token-type:access_token", token_type: "Bearer", expires_in: ttl,
  };
}, ["subject_token", "subject_token_type", "resource", "audience", "requested_token_type"]);

async function agree(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "ada" } });
  }

  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(" "));
  for (const [resource, missing] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, missing.join(" "));
  }

  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const answer = provider.callback();
server.on("request", (request, response) => request.url.startsWith("/interaction/") ? agree(request, response) : answer(request, response));
console.log(server.address().port);
