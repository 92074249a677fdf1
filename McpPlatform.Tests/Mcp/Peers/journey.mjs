// What a client sees of server-everything: one JSON line per observation.
// Names differ from those of the server by a prefix; tools without it are somebody else's.
export const tell = (saw, what) => console.log(JSON.stringify({ saw, what }));

export async function travel(client, prefix) {
  const attempt = async (saw, act) => {
    try {
      tell(saw, await act());
    } catch (error) {
      tell(saw, { code: error.code, message: error.message });
    }
  };
  const call = (tool, args = {}, options = {}) => attempt(tool, () => client.call({ name: prefix + tool, arguments: args }, options));

  for (const tool of (await client.tools()).filter(tool => tool.name.startsWith(prefix))) {
    tell("tool", tool);
  }

  client.answers(question => tell("question", question));
  await call("echo", { message: "hi" });
  await call("get-sum", { a: 1, b: 2 });
  const steps = [];
  await call("trigger-long-running-operation", { duration: 0.6, steps: 3 }, { onprogress: step => steps.push(step) });

  // The modern client counts the rounds of its answers as steps as well; only the server says how many there will be.
  tell("progress", steps.filter(step => step.total));
  await call("trigger-sampling-request", { prompt: "Which city?", maxTokens: 10 });
  await call("trigger-elicitation-request");
  await call("trigger-url-elicitation", { url: "https://example.com/form", elicitationId: "form-1" });
  await call("get-roots-list");
  await call("get-structured-content", { location: "New York" });
  await call("get-tiny-image");
  await call("get-annotated-message", { messageType: "error", includeImage: true });
  await call("get-resource-links", { count: 2 });
  await call("get-resource-reference", { resourceType: "Text", resourceId: -1 });

  const resources = await client.resources();
  tell("resources", resources);
  await attempt("resource", () => client.read({ uri: resources[0].uri }));
  await attempt("prompt", () => client.prompt({ name: `${prefix}args-prompt`, arguments: { city: "Paris" } }));
  const argument = { name: "department", value: "E" };
  await attempt("completion", () => client.complete({ ref: { type: "ref/prompt", name: `${prefix}completable-prompt` }, argument }));
  return { call, resource: resources[0].uri };
}

// What the person and the model before every client say; a page that was opened fills in nothing.
export const answers = {
  "elicitation/create": ({ mode }) => mode === "url" ? { action: "accept" } : { action: "accept", content: { name: "Ada", check: true, color: "red" } },
  "sampling/createMessage": () => ({ role: "assistant", model: "model", content: { type: "text", text: "Paris" } }),
  "roots/list": () => ({ roots: [{ uri: "file:///work", name: "work" }] }),
};

// The same, and somebody listens. Roots are asked for once, whenever the server thinks of it.
export const overheard = listener => Object.fromEntries(Object.entries(answers).map(([method, answer]) => [method, params => {
  if (method !== "roots/list") {
    listener({ method, params });
  }

  return answer(params);
}]));

export const capabilities = { elicitation: { form: {}, url: {} }, sampling: {}, roots: { listChanged: true } };
