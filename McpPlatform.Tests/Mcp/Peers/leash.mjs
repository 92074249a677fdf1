// A server ends with whoever started it, also where that one had no time to say so.
process.stdin.on("end", () => process.exit()).resume();
