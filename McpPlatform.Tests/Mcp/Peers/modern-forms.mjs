// The TypeScript client of 2026-07-28 before forms: node modern-forms.mjs <address>; the key is in MCP_KEY.
import { fillIn } from "./forms.mjs";
import { connect } from "./modern-client.mjs";

await fillIn(connect, process.argv[2]);
