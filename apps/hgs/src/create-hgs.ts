import { endorsementKeyOf } from '@gatehouse/attestation';
import { createHealthCertificateIssuer } from '@gatehouse/attestation/issue';
import { hgsPermissions, hgsRoles, hgsRoutes } from '@gatehouse/contracts';
import type { OpenDatabase } from '@gatehouse/database';
import {
  type BearerReader,
  createAccounts,
  createHttpService,
  type HttpService,
} from '@gatehouse/http';
import type { Logger } from 'pino';
import { baselineHandlers } from './administration/baseline-handlers.ts';
import { clusterHandlers } from './administration/cluster-handlers.ts';
import { dumpKeyHandlers } from './administration/dump-key-handlers.ts';
import { eventLogHandlers } from './administration/event-log-handlers.ts';
import { feedHandlers } from './administration/feed-handlers.ts';
import { policyHandlers } from './administration/policy-handlers.ts';
import { rolloutHandlers } from './administration/rollout-handlers.ts';
import { watchRollouts } from './administration/rollout-watcher.ts';
import { rootHandlers } from './administration/root-handlers.ts';
import { tpmHostHandlers } from './administration/tpm-host-handlers.ts';
import { waitingHandlers } from './administration/waiting-handlers.ts';
import { createAttestationRouter } from './attestation/attestation-router.ts';
import { createKeyCache } from './attestation/key-cache.ts';
import { remember } from './attestation/remember.ts';
import type { HgsContext } from './dependencies.ts';
import { createKeyProtectionRouter } from './key-protection/metadata-router.ts';
import { loadSealingKey } from './keys/key-file.ts';
import { ensureServiceKey, type KeyPurpose } from './keys/service-keys.ts';
import { listenForFeed } from './store/feed-announcements.ts';
import { createTrustReader } from './store/trust-store.ts';
import { forgetOldVerdicts } from './store/verdict-store.ts';

export interface HgsDependencies {
  /** Open; migrated by {@link createHgs}. Closed by the caller. */
  readonly database: OpenDatabase;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Folder of the key file: GATEHOUSE_DATA. */
  readonly dataDir: string;
  readonly adminPassword?: string | undefined;
  readonly setupToken?: string | undefined;
  readonly seedSession?: string | undefined;
  /** Bearer token of the feed's reader. */
  readonly readerToken?: string | undefined;
  /** Folder of the built console. */
  readonly consoleDist?: string | undefined;
  readonly consoleUrl?: string | undefined;
  readonly requestsPerMinute: number;
}

export interface Hgs extends AsyncDisposable {
  readonly service: HttpService;
}

/** A signer is asked for again after this long, so that a renewal by another replica is seen. */
const signerMilliseconds = 10 * 60_000;
const day = 86_400_000;
/** Endorsement keys that are kept after reading: those of a large fabric. */
const maxEndorsementKeys = 20_000;

/** The Host Guardian Service: attestation, key protection, administration. Listens when told to. */
export async function createHgs(dependencies: HgsDependencies): Promise<Hgs> {
  const { database, logger, now, randomBytes } = dependencies;
  await database.migrate();
  const accounts = createAccounts({ db: database.db, roles: hgsRoles, clock: now });
  const { adminPassword, setupToken, seedSession } = dependencies;
  await accounts.prepare({ adminPassword, setupToken, seedSession });

  const sealingKey = await loadSealingKey(dependencies.dataDir, randomBytes);
  const serviceKey = (purpose: KeyPurpose) =>
    ensureServiceKey({ db: database.db, sealingKey, now, randomBytes }, purpose);
  const signer = remembered(signerMilliseconds, now, async () => {
    const key = await serviceKey('attestation-signer');
    return { key, issuer: createHealthCertificateIssuer({ ...key, randomBytes }) };
  });
  const guardianKeys = remembered(signerMilliseconds, now, async () => ({
    signing: await serviceKey('guardian-signing'),
    encryption: await serviceKey('guardian-encryption'),
    communications: await serviceKey('guardian-communications'),
  }));
  await signer();
  await guardianKeys();

  const announcements = await listenForFeed(database, logger);
  const context: HgsContext = {
    database,
    logger,
    now,
    randomBytes,
    readTrust: createTrustReader(),
    keyOf: createKeyCache(),
    endorsementKeyOf: remember(maxEndorsementKeys, endorsementKeyOf),
    announcements,
    signer,
    consoleUrl: dependencies.consoleUrl ?? null,
  };
  const service = createHttpService({
    domain: 'hgs',
    name: 'Host Guardian Service',
    logger,
    routes: hgsRoutes,
    permissions: hgsPermissions,
    handlers: {
      ...feedHandlers(context, accounts),
      ...waitingHandlers(context),
      ...tpmHostHandlers(context),
      ...baselineHandlers(context),
      ...eventLogHandlers(context),
      ...clusterHandlers(context),
      ...rolloutHandlers(context),
      ...policyHandlers(context),
      ...rootHandlers(context),
      ...dumpKeyHandlers(context),
    },
    accounts,
    readers: readersOf(dependencies.readerToken),
    openApi: { path: '/Administration/openapi.json', title: 'Gatehouse HGS' },
    ...(dependencies.consoleDist === undefined
      ? {}
      : { console: { dist: dependencies.consoleDist, html: 'guardian.html' } }),
    extraRouters: [
      {
        path: '/Attestation',
        router: createAttestationRouter(context, {
          requestsPerMinute: dependencies.requestsPerMinute,
        }),
      },
      { path: '/KeyProtection', router: createKeyProtectionRouter(guardianKeys) },
    ],
    ready: async () => {
      await context.readTrust(database.db);
      await signer();
    },
  });

  const rollouts = watchRollouts(context, accounts);
  const housekeeping = setInterval(() => {
    forgetOldVerdicts(database.db, now()).catch((error: unknown) =>
      logger.warn({ error }, 'old verdicts were not forgotten'),
    );
  }, day);
  housekeeping.unref();

  return {
    service,
    [Symbol.asyncDispose]: async () => {
      clearInterval(housekeeping);
      await rollouts.close();
      await announcements.close();
      await service.close();
    },
  };
}

const readersOf = (token: string | undefined): readonly BearerReader[] =>
  token === undefined ? [] : [{ token, username: 'server', role: 'hgs-reviewer' }];

/** The value of `make`, made again when it is older than `milliseconds`; one at a time. */
function remembered<T>(
  milliseconds: number,
  now: () => Date,
  make: () => Promise<T>,
): () => Promise<T> {
  let current: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    const at = now().getTime();
    if (current !== null && Math.abs(at - current.at) < milliseconds) return current.value;
    const made = { at, value: make() };
    made.value.catch(() => {
      if (current === made) current = null;
    });
    current = made;
    return made.value;
  };
}
