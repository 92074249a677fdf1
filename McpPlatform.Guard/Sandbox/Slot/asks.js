// What a tool asks of its host. The host decides; a slot only carries the question.
import { receiveNow, send } from "./frames.js";

const encoder = new TextEncoder();
let last = 0;

/** Sends a question, as JSON, and returns its number. */
export function ask(name, question) {
  send({ did: "ask", id: ++last, name }, typeof question === "string" ? encoder.encode(question) : question);
  return last;
}

/** The next answer to one of the questions that `isWanted`: its number, whether it was granted, and JSON or the sentence that refuses. */
export function answer(isWanted) {
  for (;;) {
    const { header, body } = receiveNow();
    if (isWanted(header.id)) return { id: header.id, granted: header.granted, body };
  }
}
