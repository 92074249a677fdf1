// How a person before a client fills in what tools of the fixture ask: one JSON line per form, and one per answer of a tool.
import { answers, tell } from "./journey.mjs";

const accept = content => ({ action: "accept", content });

export async function fillIn(connect, address) {
  let says;
  const { client } = await connect(address, "http", {
    ...answers,
    "elicitation/create": ({ message, requestedSchema }) => {
      tell("form", { message, requestedSchema });
      return says(requestedSchema);
    },
  });
  const call = async (name, person, args = {}) => {
    says = person;
    const { content, isError = false } = await client.callTool({ name, arguments: args });
    tell(name, { text: content[0].text, isError });
  };

  await call("test_elicitation", () => accept({ username: "ada", email: "none" }), { message: "Who are you?" });
  await call("test_elicitation", () => ({ action: "decline" }), { message: "Who are you, then?" });
  await call("test_elicitation", () => ({ action: "cancel" }), { message: "And now?" });

  // Names of people would be hidden in the answer of the tool.
  await call("test_elicitation_sep1034_defaults", ({ properties }) =>
    accept({ ...Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, field.default])), name: "somebody" }));
  await call("test_elicitation_sep1330_enums", () => accept({
    untitledSingle: "option2", titledSingle: "value3", legacyEnum: "opt1", untitledMulti: ["option1", "option3"], titledMulti: ["value2"],
  }));
  await call("test_input_required_result_multi_round", ({ required: [field] }) => accept({ [field]: { name: "Ada", color: "green" }[field] }));
  await call("test_input_required_result_multiple_inputs", () => accept({ name: "Ada" }));
  await client.close();
}
