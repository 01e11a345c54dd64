import { quotedBank, quotedPcrs } from '@gatehouse/attestation';
import type { HostTpm, Verdict } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { and, count, desc, eq, isNotNull, max, min, sql } from 'drizzle-orm';
import type { Fleet, FleetHost } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import type { ReadBootRegisters } from '../../hgs/boot-registers.ts';

const { verdicts } = serverSchema;
const mostKeys = 50;
/** The check after which the log is that of the quoted boot. */
const replayCheck = 'event-log-replay';

/** The TPM of a host as it tells of itself, beside what HGS proved of it. */
export const hostTpmHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  /** Null when no hgs is attached. */
  readonly readBootRegisters: ReadBootRegisters | null;
}): FeatureHandlers<'getHostTpm'> => {
  const { db, fleet, readBootRegisters } = options;

  const attestationKeys = async (ekHash: string): Promise<HostTpm['attestationKeys']> => {
    const name = sql<string>`${verdicts.body} -> 'tpm' ->> 'attestationKeyName'`;
    const rows = await db
      .select({
        name,
        firstSeen: min(verdicts.at),
        lastSeen: max(verdicts.at),
        verdicts: count(),
      })
      .from(verdicts)
      .where(and(eq(verdicts.ekHash, ekHash), isNotNull(name)))
      .groupBy(name)
      .orderBy(desc(max(verdicts.at)))
      .limit(mostKeys);
    return rows.flatMap(({ firstSeen, lastSeen, ...row }) =>
      firstSeen === null || lastSeen === null
        ? []
        : [{ ...row, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() }],
    );
  };

  const provenBy = async (
    verdict: Verdict | null,
  ): Promise<Pick<HostTpm, 'proven' | 'provenMissing'>> => {
    if (verdict === null) return missing('no-verdict');
    const isProven = verdict.checks.some(
      ({ id, outcome }) => id === replayCheck && outcome === 'passed',
    );
    if (!isProven || verdict.eventLog === null) return missing('not-proven');
    if (readBootRegisters === null) return missing('no-hgs');
    const registers = await readBootRegisters(verdict.eventLog);
    if (registers === 'missing') return missing('log-unavailable');
    if (registers === 'unavailable') return missing('hgs-unavailable');
    const values = registers.values[quotedBank] ?? {};
    return {
      provenMissing: null,
      proven: {
        verdict: verdict.id,
        at: verdict.at,
        bank: quotedBank,
        pcrs: quotedPcrs.flatMap((pcr) => {
          const value = values[String(pcr)];
          const events = registers.events === null ? null : (registers.events.get(pcr) ?? 0);
          return value === undefined ? [] : [{ pcr, value, events }];
        }),
      },
    };
  };

  return {
    getHostTpm: async ({ params }) => {
      const host = fleet.get(params.id);
      if (host === null)
        throw new ProblemError(
          'not-found',
          'There is no such host.',
          'Load the list of hosts again.',
        );
      const { verdict } = host.hgs;
      const ekHash = host.readings.platformIdentifier?.value?.ekHash ?? verdict?.ekHash ?? null;
      return {
        ...readOf(host),
        hgs:
          verdict === null
            ? null
            : {
                verdict: verdict.id,
                at: verdict.at,
                status: verdict.status,
                endorsement: verdict.endorsement,
                quote: verdict.tpm,
              },
        ...(await provenBy(verdict)),
        attestationKeys: ekHash === null ? [] : await attestationKeys(ekHash),
      };
    },
  };
};

const missing = (provenMissing: NonNullable<HostTpm['provenMissing']>) => ({
  proven: null,
  provenMissing,
});

/** What was read from the host itself. */
const readOf = ({
  readings,
}: FleetHost): Pick<
  HostTpm,
  'readAt' | 'device' | 'capabilities' | 'capabilitiesRefused' | 'endorsementKey'
> => {
  const { tpm, tpmCapabilities, platformIdentifier } = readings;
  const key = platformIdentifier?.value ?? null;
  return {
    readAt: tpm?.at ?? null,
    device: tpm?.value?.device ?? null,
    capabilities: tpmCapabilities?.value?.capabilities ?? null,
    capabilitiesRefused: tpmCapabilities?.value?.refused ?? null,
    endorsementKey:
      key === null
        ? null
        : (key.endorsementKey ?? { algorithm: null, hash: key.ekHash, certificate: null }),
  };
};
