/**
 * Uses of tpm2-tools on swtpm and on our TPM, side by side:
 * `npx tsx scripts/tpm2-tools.ts [--all] [GROUP …]`. Without `--all`, the steps that differ.
 */
import { parseArgs } from 'node:util';
import { runSteps } from './tpm2-tools/run-steps.ts';
import { stepGroups } from './tpm2-tools/steps/table.ts';
import { fullName, judge, kindsIn } from './tpm2-tools/verdict.ts';

const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const groups = stepGroups.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const verdicts = judge(groups, await runSteps(groups));
const kinds = kindsIn(verdicts);
for (const name of new Set(verdicts.map(fullName))) {
  const row = verdicts.filter((verdict) => fullName(verdict) === name);
  if (!values.all && row.every(({ passed }) => passed)) continue;
  const cells = kinds.map((kind) => row.find((verdict) => verdict.kind === kind)?.text ?? '');
  console.log([name.padEnd(40), ...cells.map((cell) => cell.padEnd(24))].join(' '));
}
for (const kind of kinds) {
  const own = verdicts.filter((verdict) => verdict.kind === kind);
  console.log(`${kind}: ${own.filter(({ passed }) => passed).length} of ${own.length}`);
}
