// Frames between host and slot: length of the header (u32, little endian), length of the body (u32), a header of JSON, a body of bytes.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const lengths = new Uint8Array(8);
const lengthsView = new DataView(lengths.buffer);

/** Waits for the next frame; null when the host has gone. */
export async function receive() {
  for (let filled = 0; filled < lengths.length;) {
    const read = await Deno.stdin.read(lengths.subarray(filled));
    if (read === null) return null;
    filled += read;
  }
  return rest();
}

/** The next frame, while nothing else can happen: the answer to what the tool asked its host. */
export function receiveNow() {
  fill(lengths);
  return rest();
}

export function send(header, body = new Uint8Array(0)) {
  const head = encoder.encode(JSON.stringify(header));
  const frame = new Uint8Array(8 + head.length + body.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, head.length, true);
  view.setUint32(4, body.length, true);
  frame.set(head, 8);
  frame.set(body, 8 + head.length);
  for (let sent = 0; sent < frame.length;) sent += Deno.stdout.writeSync(frame.subarray(sent));
}

function rest() {
  const head = fill(new Uint8Array(lengthsView.getUint32(0, true)));
  const body = new Uint8Array(lengthsView.getUint32(4, true));
  return { header: JSON.parse(decoder.decode(head)), body: fill(body) };
}

function fill(bytes) {
  for (let filled = 0; filled < bytes.length;) {
    const read = Deno.stdin.readSync(bytes.subarray(filled));
    if (read === null) Deno.exit(0);
    filled += read;
  }
  return bytes;
}
