// WASI preview 1 for a tool that reads its standard input and writes its standard output; it has a clock and randomness, and no files.
import { Failure } from "./failure.js";

const SUCCESS = 0, BADF = 8, NOSYS = 52, SPIPE = 70;
const STDIN = 0, STDOUT = 1, STDERR = 2;
const CHARACTER_DEVICE = 2, RANDOM_CHUNK = 65536;

// Modules import many functions they never call; those answer that they are not there.
const ABSENT = [
  "fd_advise", "fd_allocate", "fd_datasync", "fd_fdstat_set_rights", "fd_filestat_get", "fd_filestat_set_size", "fd_filestat_set_times",
  "fd_pread", "fd_pwrite", "fd_readdir", "fd_renumber", "fd_sync", "fd_tell", "path_create_directory", "path_filestat_get",
  "path_filestat_set_times", "path_link", "path_open", "path_readlink", "path_remove_directory", "path_rename", "path_symlink",
  "path_unlink_file", "poll_oneoff", "proc_raise", "sock_accept", "sock_recv", "sock_send", "sock_shutdown",
];

/** How a tool ends itself. */
export class Exit {
  constructor(code) {
    this.code = code;
  }
}

/** What a tool writes, up to its quota. */
export class Output {
  #chunks = [];
  #length = 0;
  #quota;
  #overflowed = false;

  constructor(quota) {
    this.#quota = quota;
  }

  add(bytes) {
    this.#length += bytes.length;
    if (this.#length > this.#quota) {
      this.#overflowed = true;
      this.#chunks = [];
      throw new Failure("output", "");
    }
    this.#chunks.push(bytes);
  }

  // A module can catch what its imports throw, so that an overflow is asked for again in the end.
  bytes() {
    if (this.#overflowed) throw new Failure("output", "");
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

/** The functions a module imports from `wasi_snapshot_preview1`. `memory` returns the memory of the instance. */
export function wasi(memory, input, output) {
  let consumed = 0;
  const view = () => new DataView(memory().buffer);
  const bytes = (at, length) => new Uint8Array(memory().buffer, at >>> 0, length >>> 0);
  const put32 = (at, value) => view().setUint32(at >>> 0, value, true);

  function* parts(at, count) {
    const vectors = view();
    for (let i = 0; i < count >>> 0; i++) {
      const vector = (at >>> 0) + 8 * i;
      yield bytes(vectors.getUint32(vector, true), vectors.getUint32(vector + 4, true));
    }
  }

  const none = (count, size) => (put32(count, 0), put32(size, 0), SUCCESS);
  return {
    ...Object.fromEntries(ABSENT.map((name) => [name, () => NOSYS])),
    args_get: () => SUCCESS,
    args_sizes_get: none,
    environ_get: () => SUCCESS,
    environ_sizes_get: none,
    sched_yield: () => SUCCESS,
    fd_close: () => SUCCESS,
    fd_fdstat_set_flags: () => SUCCESS,
    fd_prestat_get: () => BADF,
    fd_prestat_dir_name: () => BADF,
    fd_seek: () => SPIPE,
    proc_exit: (code) => { throw new Exit(code); },
    clock_res_get: (_, at) => (view().setBigUint64(at >>> 0, 1_000_000n, true), SUCCESS),
    clock_time_get: (clock, _, at) => {
      const milliseconds = clock === 0 ? Date.now() : performance.now();
      view().setBigUint64(at >>> 0, BigInt(Math.round(milliseconds * 1e6)), true);
      return SUCCESS;
    },
    random_get: (at, length) => {
      const wanted = bytes(at, length);
      for (let i = 0; i < wanted.length; i += RANDOM_CHUNK) crypto.getRandomValues(wanted.subarray(i, i + RANDOM_CHUNK));
      return SUCCESS;
    },
    fd_fdstat_get: (fd, at) => {
      if (fd > STDERR) return BADF;
      bytes(at, 24).fill(0);
      view().setUint8(at >>> 0, CHARACTER_DEVICE);
      return SUCCESS;
    },
    fd_read: (fd, at, count, read) => {
      if (fd !== STDIN) return BADF;
      let total = 0;
      for (const part of parts(at, count)) {
        const piece = input.subarray(consumed, consumed + part.length);
        part.set(piece);
        consumed += piece.length;
        total += piece.length;
      }
      put32(read, total);
      return SUCCESS;
    },
    fd_write: (fd, at, count, written) => {
      if (fd !== STDOUT && fd !== STDERR) return BADF;
      let total = 0;
      for (const part of parts(at, count)) {
        if (fd === STDOUT) output.add(part.slice());
        total += part.length;
      }
      put32(written, total);
      return SUCCESS;
    },
  };
}
