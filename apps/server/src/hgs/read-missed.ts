import { hgsRoutes, type TpmHost, type Verdict } from '@gatehouse/contracts';
import type { TpmStanding } from '../fleet/hgs-knowledge.ts';
import type { AskHgs } from './ask-hgs.ts';

/** What entries of the feed said that hgs no longer has. */
export interface Missed {
  /** Newest first. */
  readonly verdicts: readonly Verdict[];
  /** Of every TPM that hgs knows now. */
  readonly standings: readonly TpmStanding[];
}

const pageSize = 500;
/** Of a fabric of 10,000 hosts: verdicts over half a day, older ones are replaced by newer; and TPMs, with room. */
const mostPages = { verdicts: 40, tpms: 200 } as const;
const timeout = 30_000;

/**
 * Reads from the lists of hgs what a gap in its feed left out: verdicts back to the first that is known,
 * and which TPMs are authorised or wait now. Throws when hgs does not answer.
 */
export async function readMissed(
  ask: AskHgs,
  areKnown: (ids: readonly string[]) => Promise<boolean>,
  signal: AbortSignal,
): Promise<Missed> {
  const within = () => AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const page = (at: number) => ({ limit: pageSize, offset: at * pageSize });
  const verdicts: Verdict[] = [];
  for (let at = 0; at < mostPages.verdicts; at += 1) {
    const query = { ...page(at), sort: '-at' };
    const { items } = await ask(hgsRoutes.listVerdicts, { query, signal: within() });
    verdicts.push(...items);
    // The newest known verdict is in this page: everything older was told before the gap.
    if (items.length < pageSize || (await areKnown(items.map(({ id }) => id)))) break;
  }
  const authorized: TpmHost[] = [];
  for (let at = 0; at < mostPages.tpms; at += 1) {
    const { items } = await ask(hgsRoutes.listTpmHosts, { query: page(at), signal: within() });
    authorized.push(...items);
    if (items.length < pageSize) break;
  }
  const waiting = await ask(hgsRoutes.listWaitingHosts, { query: {}, signal: within() });
  return {
    verdicts,
    standings: [
      ...authorized.map(({ name, ekHash, addedAt }) => ({
        name,
        ekHash,
        standing: 'authorized' as const,
        at: addedAt,
      })),
      ...waiting.items.map(({ claimedName, ekHash, lastSeenAt }) => ({
        name: claimedName,
        ekHash,
        standing: 'waiting' as const,
        at: lastSeenAt,
      })),
    ],
  };
}
