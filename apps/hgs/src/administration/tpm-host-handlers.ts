import { setImmediate } from 'node:timers/promises';
import { type EndorsementKey, endorsementKeyOf } from '@gatehouse/attestation';
import type { TpmHost } from '@gatehouse/contracts';
import { hgsSchema } from '@gatehouse/database';
import { ProblemError } from '@gatehouse/http';
import { parseCertificate } from '@gatehouse/pki';
import { asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { lock, type Queries } from '../store/queries.ts';
import { readAlarm } from '../store/tpm-alarm.ts';
import { forgetRecords } from '../store/tpm-record-store.ts';
import { type SharedTrust, trustChanged } from '../store/trust-store.ts';
import { certificatePathView } from './certificate-path-view.ts';
import { filterConditions } from './filter-conditions.ts';
import type { HgsHandlers } from './hgs-handlers.ts';
import { createPathMemory } from './path-memory.ts';
import { bytesOf, notFound, readingFile, withoutConflict } from './problems.ts';

const { tpmHosts, waitingHosts } = hgsSchema;

export const tpmHostView = (
  row: typeof tpmHosts.$inferSelect,
  trust: SharedTrust,
  at: Date,
): TpmHost => {
  const certificate = row.ekCertificate === null ? null : parseCertificate(row.ekCertificate);
  return viewOf(row, certificatePathView(certificate, trust, at));
};

const viewOf = (
  row: typeof tpmHosts.$inferSelect,
  certificatePath: TpmHost['certificatePath'],
): TpmHost => {
  return {
    id: row.id,
    name: row.name,
    ekHash: row.ekHash,
    certificatePath,
    endorsement: endorsementOf(certificatePath.outcome, row.withoutCertificate),
    alarm: readAlarm(row.alarm),
    addedAt: row.addedAt.toISOString(),
    addedBy: row.addedBy,
    lastAttestedAt: row.lastAttestedAt?.toISOString() ?? null,
  };
};

/** As the verdict has it: a certificate that leads to a trusted root counts, whatever was forced. */
const endorsementOf = (
  path: TpmHost['certificatePath']['outcome'],
  withoutCertificate: boolean,
): TpmHost['endorsement'] => {
  if (path === 'trusted') return 'certified';
  return withoutCertificate ? 'forced' : null;
};

/** Refuses a TPM whose certificate leads nowhere, unless the administrator insists (-Force). */
export function requireGenuine(
  endorsementKey: EndorsementKey,
  trust: SharedTrust,
  at: Date,
  force: boolean,
): void {
  const path = certificatePathView(endorsementKey.certificate, trust, at);
  if (path.outcome !== 'trusted' && !force)
    throw new ProblemError(
      'conflict',
      path.detail,
      "Trust the manufacturer's root certificate first, or authorise the TPM without one if you know the machine.",
    );
}

export interface Authorization {
  readonly name: string;
  readonly endorsementKey: EndorsementKey;
  readonly force: boolean;
  readonly at: Date;
  readonly by: string;
}

/** Writes the authorisation; the caller counts the change of trust in the same transaction. */
export async function authorizeTpm(
  queries: Queries,
  authorization: Authorization,
): Promise<typeof tpmHosts.$inferSelect> {
  const { endorsementKey, name } = authorization;
  await lock(queries, 'waitingHosts');
  await queries.delete(waitingHosts).where(eq(waitingHosts.ekHash, endorsementKey.hash));
  const [row] = await queries
    .insert(tpmHosts)
    .values({
      name,
      ekHash: endorsementKey.hash,
      ekPublic: endorsementKey.publicArea,
      ekCertificate: endorsementKey.certificate?.der ?? null,
      withoutCertificate: authorization.force,
      addedAt: authorization.at,
      addedBy: authorization.by,
    })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  return row;
}

const filterColumns = { name: tpmHosts.name, ek: tpmHosts.ekHash } as const;
const alarmTokens = { 'alarm:yes': isNotNull(tpmHosts.alarm), 'alarm:no': isNull(tpmHosts.alarm) };
const sliceSize = 16;

/** Authorised TPMs: Get-, Add- and Remove-HgsAttestationTpmHost. */
export function tpmHostHandlers(
  context: HgsContext,
): Pick<HgsHandlers, 'listTpmHosts' | 'addTpmHost' | 'acceptTpm' | 'removeTpmHost'> {
  const { db } = context.database;
  const pathOf = createPathMemory();
  return {
    listTpmHosts: async ({ query: { filter, limit, offset } }) => {
      const trust = await context.readTrust(db);
      const where = filterConditions(filter, filterColumns, alarmTokens);
      const rows = await db
        .select()
        .from(tpmHosts)
        .where(where)
        .orderBy(asc(tpmHosts.name))
        .limit(limit)
        .offset(offset);
      const items: TpmHost[] = [];
      for (const row of rows) {
        // Between two slices of a long list hosts attest.
        if (items.length % sliceSize === sliceSize - 1) await setImmediate();
        items.push(viewOf(row, pathOf(row, trust, context.now())));
      }
      return { items, total: await db.$count(tpmHosts, where) };
    },

    addTpmHost: async ({ body, actor, subject }) => {
      subject(body.name);
      const at = context.now();
      const endorsementKey = endorsementKeyFrom(body.ekCertificate, body.ekPublic);
      const trust = await context.readTrust(db);
      requireGenuine(endorsementKey, trust, at, body.force);
      const authorization = {
        name: body.name,
        endorsementKey,
        force: body.force,
        at,
        by: actor.username,
      };
      const row = await withoutConflict('This name or this TPM is authorised already.', () =>
        db.transaction(async (queries) => {
          const added = await authorizeTpm(queries, authorization);
          await trustChanged(queries, at, {
            kind: 'host-authorized',
            name: added.name,
            ekHash: added.ekHash,
          });
          return added;
        }),
      );
      return tpmHostView(row, trust, at);
    },

    acceptTpm: async ({ params, subject }) => {
      const at = context.now();
      const row = await db.transaction(async (queries) => {
        const [accepted] = await queries
          .update(tpmHosts)
          .set({ alarm: null })
          .where(eq(tpmHosts.id, params.id))
          .returning();
        if (accepted === undefined) throw notFound('authorised TPM');
        await forgetRecords(queries, accepted.ekHash);
        const { name, ekHash } = accepted;
        await trustChanged(queries, at, { kind: 'host-authorized', name, ekHash });
        return accepted;
      });
      subject(row.name);
      return tpmHostView(row, await context.readTrust(db), at);
    },

    removeTpmHost: async ({ params, subject }) => {
      await db.transaction(async (queries) => {
        const [row] = await queries.delete(tpmHosts).where(eq(tpmHosts.id, params.id)).returning();
        if (row === undefined) throw notFound('authorised TPM');
        subject(row.name);
        await forgetRecords(queries, row.ekHash);
        await trustChanged(queries, context.now(), {
          kind: 'host-withdrawn',
          name: row.name,
          ekHash: row.ekHash,
        });
      });
      return undefined;
    },
  };
}

const remedy = 'Give the EK certificate (DER or PEM) or the TPM2B_PUBLIC of the endorsement key.';

function endorsementKeyFrom(
  ekCertificate: string | undefined,
  ekPublic: string | undefined,
): EndorsementKey {
  const [fromCertificate, fromPublic] = [ekCertificate, ekPublic].map((content) =>
    content === undefined
      ? null
      : readingFile('endorsement key', remedy, () => endorsementKeyOf(bytesOf(content))),
  );
  const key = fromCertificate ?? fromPublic;
  if (key === null || key === undefined)
    throw new ProblemError('invalid-request', 'No endorsement key was given.', remedy);
  if (fromPublic && fromPublic.hash !== key.hash)
    throw new ProblemError(
      'invalid-request',
      'The certificate is for another endorsement key.',
      remedy,
    );
  return key;
}
