// The TypeScript client of the legacy era whose person says nothing until nobody waits: node legacy-unanswered.mjs <address>; the key is in MCP_KEY.
import { tell } from "./journey.mjs";
import { connect } from "./legacy-client.mjs";

const { client } = await connect(process.argv[2], "http", {
  "elicitation/create": (_, signal) => new Promise(resolve => signal.addEventListener("abort", () => {
    tell("taken back", signal.reason);
    resolve({ action: "accept", content: {} });
  })),
});
tell("answer", await client.callTool({ name: "test_elicitation", arguments: { message: "Who are you?" } }));
await client.close();
