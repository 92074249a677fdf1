// The suite knows no authorization. Where a server asks for it, each request gets its header here, whichever client sends it.
import { subscribe } from "node:diagnostics_channel";

const value = process.env.CONFORMANCE_AUTHORIZATION;
subscribe("undici:request:create", ({ request }) => request.addHeader("authorization", value));
subscribe("http.client.request.created", ({ request }) => request.setHeader("authorization", value));
