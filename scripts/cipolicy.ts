/**
 * Reads a code integrity policy offline: `npm run -s cipolicy -- FILE [--json]`; XML, binary or
 * signed. Exit status 1 and one line on stderr if it cannot be read.
 */
import {
  notCompilableReason,
  type PolicyFacts,
  policyFactsOf,
  readPolicy,
} from '@gatehouse/code-integrity';
import { readFileTool } from './file-tool.ts';

type Policy = PolicyFacts & { readonly notDeployableReason: string | null };

function read(bytes: Uint8Array): Policy {
  const policy = readPolicy(bytes);
  const reason = policy.form === 'xml' ? notCompilableReason(policy) : null;
  return { ...policyFactsOf(policy, bytes), notDeployableReason: reason };
}

const or = (value: string | null): string => value ?? '-';

const text = (facts: Policy): string =>
  [
    `${facts.kind} policy, ${facts.form}, ${facts.mode}, version ${facts.version}`,
    `name             ${or(facts.friendlyName)}`,
    `policy           ${or(facts.policyId)}`,
    `base policy      ${or(facts.basePolicyId)}`,
    `options          ${facts.options.join('\n                 ') || '-'}`,
    `rules            ${Object.entries(facts.rules)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    `scenarios        ${facts.signingScenarios.join(', ') || '-'}`,
    `file SHA-256     ${facts.sha256} (${facts.size} bytes)`,
    `content SHA-256  ${facts.contentSha256}`,
    ...(facts.notDeployableReason === null
      ? []
      : [`cannot be compiled: ${facts.notDeployableReason}`]),
  ].join('\n');

await readFileTool({ name: 'cipolicy', read, json: JSON.stringify, text });
