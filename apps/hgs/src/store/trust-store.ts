import {
  type PolicyName,
  type PolicyState,
  policyTable,
  type TrustedBaseline,
  type TrustedCodeIntegrityPolicy,
} from '@gatehouse/attestation';
import { hgsSchema } from '@gatehouse/database';
import { type Certificate, isSelfIssued, parseCertificate } from '@gatehouse/pki';
import { eq, sql } from 'drizzle-orm';
import { baselineContent } from './baseline-content.ts';
import { appendToFeed, type NewFeedEntry } from './feed-store.ts';
import type { Queries } from './queries.ts';

const { baselines, dumpKeys, policyStates, tpmRoots, trustedPolicies, trustRevision } = hgsSchema;

/** What is trusted of all hosts alike, at one revision. */
export interface SharedTrust {
  readonly revision: number;
  readonly baselines: readonly TrustedBaseline[];
  readonly codeIntegrityPolicies: readonly TrustedCodeIntegrityPolicy[];
  readonly policies: Readonly<Record<PolicyName, PolicyState>>;
  /** SHA-256 of dump encryption keys. */
  readonly dumpKeys: readonly string[];
  /** TPM manufacturers: self-issued certificates are the anchors, the others lead to them. */
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

/** Counts a change of trust and tells the readers, in the transaction of the change. */
export async function trustChanged(
  queries: Queries,
  at: Date,
  ...entries: readonly [NewFeedEntry, ...NewFeedEntry[]]
): Promise<void> {
  await queries.update(trustRevision).set({ revision: sql`${trustRevision.revision} + 1` });
  await appendToFeed(queries, at, entries);
}

export async function currentRevision(queries: Queries): Promise<number> {
  const [row] = await queries.select().from(trustRevision);
  return row?.revision ?? 0;
}

/**
 * Reads what is trusted, and reads it again only when its revision has changed: a withdrawal by any
 * replica counts from the next attestation on.
 */
export function createTrustReader(): (queries: Queries) => Promise<SharedTrust> {
  let cached: SharedTrust | null = null;
  return async (queries) => {
    const revision = await currentRevision(queries);
    if (cached?.revision === revision) return cached;
    cached = await readTrust(queries, revision);
    return cached;
  };
}

async function readTrust(queries: Queries, revision: number): Promise<SharedTrust> {
  const [boots, policies, states, roots, keys] = [
    await queries.select().from(baselines).where(eq(baselines.enabled, true)),
    await queries.select().from(trustedPolicies).where(eq(trustedPolicies.enabled, true)),
    await queries.select().from(policyStates),
    await queries.select().from(tpmRoots),
    await queries.select().from(dumpKeys),
  ];
  const certificates = roots.map(({ certificate }) => parseCertificate(certificate));
  return {
    revision,
    baselines: boots.map(({ name, content }) => ({ ...baselineContent.parse(content), name })),
    codeIntegrityPolicies: policies.map(({ name, digests }) => ({ name, digests })),
    policies: policyStatesOf(states),
    dumpKeys: keys.map(({ digest }) => digest),
    roots: certificates.filter(isSelfIssued),
    intermediates: certificates.filter((certificate) => !isSelfIssued(certificate)),
  };
}

/** State of every policy: the table's, unless an administrator changed it. */
export function policyStatesOf(
  changed: readonly { readonly name: string; readonly enabled: boolean }[],
): Readonly<Record<PolicyName, PolicyState>> {
  const stateOf = (row: (typeof policyTable)[number]): PolicyState => {
    const change = changed.find((each) => each.name === row.name);
    if (change === undefined || row.state === 'Locked') return row.state;
    return change.enabled ? 'Enabled' : 'Disabled';
  };
  const states = policyTable.map((row) => [row.name, stateOf(row)] as const);
  return Object.fromEntries(states) as Record<PolicyName, PolicyState>;
}
