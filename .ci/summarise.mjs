// Prints the time and outcome of each suite (the part of the namespace after McpPlatform.Tests) and closes with "N passed, N failed".
// Usage: node summarise.mjs RESULTS.xml EXIT_CODE_OF_THE_RUNNER
import { readFileSync } from 'node:fs';

const [file, runnerCode] = process.argv.slice(2);
const xml = readFileSync(file, 'utf8');

const attribute = (tag, name) => tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? '';
const readable = text => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const suites = new Map();
const failed = [];
const why = body => readable(body.match(/<message>(?:<!\[CDATA\[)?([^]*?)(?:\]\]>)?<\/message>/)?.[1] ?? '')
  .split('\n').slice(0, 12).map(line => line.slice(0, 300)).join('\n        ');
for (const [tag, body = ''] of xml.matchAll(/<test\s[^>]*?(?:\/>|>([^]*?)<\/test>)/g)) {
  const name = attribute(tag, 'type').split('.')[2] ?? 'other';
  const suite = suites.get(name) ?? { seconds: 0, Pass: 0, Fail: 0, Skip: 0, NotRun: 0 };
  suites.set(name, suite);
  suite.seconds += Number(attribute(tag, 'time'));
  suite[attribute(tag, 'result')] += 1;
  if (attribute(tag, 'result') === 'Fail') failed.push(`${readable(attribute(tag, 'name'))}\n        ${why(body)}`);
}

const total = outcome => [...suites.values()].reduce((sum, suite) => sum + suite[outcome], 0);
// Errors outside of tests (a fixture that does not start or stop) fail the run as well.
const errors = [...xml.matchAll(/<error\s/g)].length;

console.log('\nsuite                      seconds  passed  failed  skipped');
for (const [name, suite] of [...suites].sort(([a], [b]) => a.localeCompare(b))) {
  const numbers = [suite.seconds.toFixed(1).padStart(8), String(suite.Pass).padStart(7), String(suite.Fail).padStart(7), String(suite.Skip).padStart(8)];
  console.log(name.padEnd(26) + numbers.join(' '));
}
for (const name of failed) console.log(`FAILED  ${name}`);

const passed = total('Pass');
let broken = total('Fail') + errors;
if (broken === 0 && (Number(runnerCode) !== 0 || passed === 0)) {
  console.log(`The runner ended with code ${runnerCode} after ${passed} passed tests, which counts as a failure.`);
  broken = 1;
}

console.log(`${passed} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;
