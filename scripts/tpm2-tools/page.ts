import { describeResponseCode } from '@gatehouse/tpm';
import { tpmKinds } from './tpms.ts';
import { fullName, kindsIn, type Verdict } from './verdict.ts';

const introduction = `# tpm2-tools: our simulated TPM beside swtpm

Every step of \`scripts/tpm2-tools/steps\` on swtpm and on \`npm run -s tpm\` over both framings, each group on a
TPM fresh from its maker. \`ok\` is exit status 0 with output as far as it can be the same, other cells are what
the TPM answered. A test runs the steps, compares, and holds that this page is current
(\`WRITE_TPM2_TOOLS_PAGE=1 npx vitest run --project integration scripts/tpm2-tools\` writes it anew;
\`npx tsx scripts/tpm2-tools.ts [GROUP …]\` prints what differs).

swtpm has three slots for objects and sessions, so they are flushed between its steps; ours needs no flush. Each
command over mssim takes 40 ms more: decision 35.
`;

function cellOf({ text }: Verdict): string {
  if (!text.startsWith('0x')) return text;
  const { name, place } = describeResponseCode(Number(text.split(',')[0]));
  return [text, name, ...(place === null ? [] : [place.kind, place.number])].join(' ');
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** docs/protocol/tpm2-tools.md as these verdicts make it. */
export function pageOf(verdicts: readonly Verdict[]): string {
  const kinds = kindsIn(verdicts);
  const head = ['step', 'command', ...kinds.map((kind) => tpmKinds[kind])];
  const of = (name: string) => verdicts.filter((verdict) => fullName(verdict) === name);
  const sectionOf = (group: string): string => {
    const names = new Set(verdicts.filter((verdict) => verdict.group === group).map(fullName));
    const rows = [...names].map(of).map((cells) => {
      const [name = '', line = ''] = cells[0]?.step ?? [];
      return row([name, `\`${line}\``, ...cells.map(cellOf)]);
    });
    return [`## ${group}\n`, row(head), row(head.map(() => '---')), ...rows].join('\n');
  };
  const passed = kinds.map((kind) => {
    const own = verdicts.filter((verdict) => verdict.kind === kind);
    return `- ${tpmKinds[kind]}: ${own.filter((v) => v.passed).length} of ${own.length} steps as expected`;
  });
  const groups = [...new Set(verdicts.map(({ group }) => group))];
  return `${[introduction, ...passed, '', groups.map(sectionOf).join('\n\n')].join('\n')}\n`;
}
