// The TypeScript client of the legacy era before forms: node legacy-forms.mjs <address>; the key is in MCP_KEY.
import { fillIn } from "./forms.mjs";
import { connect } from "./legacy-client.mjs";

await fillIn(connect, process.argv[2]);
