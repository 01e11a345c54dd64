import type { HgsPair, HgsPairTest, HgsSettings } from '@gatehouse/contracts';
import { type Database, serverSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import type { Fleet, FleetHost } from '../../fleet/fleet.ts';
import type { FeatureHandlers } from '../../handler-table.ts';
import type { DesiredSettings } from '../../health/fold-input.ts';
import { urlsAgree } from '../../health/rules/configuration.ts';
import { testHgsPair } from '../../hgs/test-hgs-pair.ts';
import type { Jobs } from '../../jobs/jobs.ts';

const { hgsSettings } = serverSchema;

export const hgsSettingsHandlers = (options: {
  readonly db: Database;
  readonly fleet: Fleet;
  readonly jobs: Jobs;
  readonly clock: () => Date;
  readonly guardianUrl: string | null;
  readonly suggested: HgsPair | null;
  readonly onChanged: (settings: DesiredSettings) => Promise<void>;
}): FeatureHandlers<'getHgsSettings' | 'putHgsSettings' | 'testHgsPair' | 'previewHgsSettings'> => {
  const { clock, db, fleet, guardianUrl, jobs, suggested } = options;
  const read = async (): Promise<HgsSettings> => {
    const [row] = await db.select().from(hgsSettings);
    return {
      primary: row?.primary ?? null,
      fallback: row?.fallback ?? null,
      shieldingHelperDisk: row?.shieldingHelperDisk ?? null,
      updatedAt: row?.updatedAt.toISOString() ?? null,
      updatedBy: row?.updatedBy ?? null,
      guardianUrl,
      suggested,
    };
  };
  return {
    getHgsSettings: read,
    putHgsSettings: async ({ body, actor, subject, signal }) => {
      subject('Host Guardian Service settings');
      const { primary, fallback, shieldingHelperDisk, saveUnreachable } = body;
      if (!saveUnreachable) await requireReachable({ primary, fallback }, clock, signal);
      const row = {
        id: 1,
        primary,
        fallback,
        shieldingHelperDisk,
        updatedAt: clock(),
        updatedBy: actor.username,
      };
      await db
        .insert(hgsSettings)
        .values(row)
        .onConflictDoUpdate({ target: hgsSettings.id, set: row });
      const hosts = toReconfigure(fleet, { primary, fallback });
      await options.onChanged({ primary, fallback });
      const jobId =
        hosts.length === 0
          ? null
          : await jobs.start({ kind: 'apply-hgs-settings', hosts, startedBy: actor.username });
      return { settings: await read(), jobId };
    },
    testHgsPair: ({ body, subject, signal }) => {
      subject(body.attestationServerUrl);
      return testHgsPair(body, clock, signal);
    },
    previewHgsSettings: async ({ body, subject }) => {
      subject('Host Guardian Service settings');
      const hosts = toReconfigure(fleet, body);
      return { hosts: hosts.map(({ record: { id, name } }) => ({ id, name })) };
    },
  };
};

/** Guarded hosts that do not use these URLs already, as far as is known. */
const toReconfigure = (fleet: Fleet, settings: DesiredSettings): readonly FleetHost[] =>
  [...fleet.hosts()].filter(({ readings, record }) => {
    const client = readings.hgsClient?.value;
    return record.guarded && !(client != null && urlsAgree(client, settings));
  });

const requireReachable = async (
  { primary, fallback }: { readonly primary: HgsPair; readonly fallback: HgsPair | null },
  clock: () => Date,
  signal: AbortSignal,
) => {
  const tests = await Promise.all([
    testHgsPair(primary, clock, signal).then((test) => failuresOf('primary', test)),
    fallback === null
      ? []
      : testHgsPair(fallback, clock, signal).then((test) => failuresOf('fallback', test)),
  ]);
  const failures = tests.flat();
  if (failures.length === 0) return;
  throw new ProblemError(
    'upstream-unavailable',
    `Not every URL answers as a Host Guardian Service. ${failures.map(({ message }) => message).join(' ')}`,
    'Correct the URL, or save with saveUnreachable if the service is only down for now.',
    failures,
  );
};

const failuresOf = (pair: 'primary' | 'fallback', { attestation, keyProtection }: HgsPairTest) =>
  [
    { path: `${pair}.attestationServerUrl`, test: attestation },
    { path: `${pair}.keyProtectionServerUrl`, test: keyProtection },
  ]
    .filter(({ test }) => !test.reachable)
    .map(({ path, test }) => ({ path, message: `${test.url}: ${test.error ?? 'no answer'}` }));
