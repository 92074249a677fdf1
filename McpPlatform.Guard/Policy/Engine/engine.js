// The policy engine: Cedar, asked in batches. How the host speaks to it stands in EngineProcess.cs.
import * as cedar from "./npm/cedar_wasm.js";
import { receive, send } from "../sandbox/frames.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let schema;

const commands = {
  prepare: (_, module) => {
    cedar.initSync({ module });
    return {};
  },
  schema: (_, body) => {
    schema = decoder.decode(body);
    return actionsOf(succeeded(cedar.schemaToJson(schema)).json);
  },
  load: (header, body) => {
    succeeded(cedar.preparsePolicySet(header.tool, { staticPolicies: parsed(body) }));
    return {};
  },
  decide: (_, body) => parsed(body).map(decide),
  check: (_, body) => check(decoder.decode(body)),
};

for (let frame = await receive(); frame !== null; frame = await receive()) {
  try {
    const answer = commands[frame.header.do](frame.header, frame.body);
    send({ did: "done" }, encoder.encode(JSON.stringify(answer)));
  } catch (error) {
    send({ did: "failed", message: String(error.message ?? error).slice(0, 2000) });
  }
}

/** The groups each action belongs to. */
function actionsOf(namespaces) {
  return Object.fromEntries(Object.values(namespaces).flatMap(namespace => Object.entries(namespace.actions ?? {}))
    .filter(([, action]) => action.appliesTo?.principalTypes?.length)
    .map(([name, action]) => [name, (action.memberOf ?? []).map(group => group.id)]));
}

function decide(question) {
  const { decision, diagnostics } = succeeded(cedar.statefulIsAuthorized(question)).response;
  return { allowed: decision === "allow", by: diagnostics.reason, failed: diagnostics.errors.map(error => error.policyId) };
}

/** What is wrong with a text of policies, and what they are. */
function check(text) {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type !== "success") return { problems: parts.errors.map(problemOf), policies: [] };
  const templates = parts.policy_templates.map(template => ({ message: "a template cannot be used here; write a policy without slots", start: offsetOf(text, template) }));
  const policies = parts.policies.map(policy => ({ start: offsetOf(text, policy), json: succeeded(cedar.policyToJson(policy)).json }));
  const validation = cedar.validate({ schema, policies: { staticPolicies: text } });
  const problems = validation.type === "success" ? validation.validationErrors.map(found => problemOf(found.error)) : validation.errors.map(problemOf);
  return { problems: [...templates, ...problems], policies };
}

function problemOf(error) {
  const inner = [error, ...(error.related ?? [])].find(found => found.sourceLocations?.length);
  const place = inner?.sourceLocations[0];
  return { message: [error.message, place?.label, error.help].filter(Boolean).join("; "), start: place?.start ?? 0 };
}

/** Cedar counts bytes, so this does too. */
function offsetOf(text, part) {
  const at = text.indexOf(part);
  return at < 0 ? 0 : encoder.encode(text.slice(0, at)).length;
}

function parsed(body) {
  return JSON.parse(decoder.decode(body));
}

function succeeded(answer) {
  if (answer.type !== "success") throw new Error(answer.errors.map(error => error.message).join("; "));
  return answer;
}
