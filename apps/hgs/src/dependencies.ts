import type { EndorsementKey } from '@gatehouse/attestation';
import type { HealthCertificateIssuer } from '@gatehouse/attestation/issue';
import type { OpenDatabase } from '@gatehouse/database';
import type { Logger } from 'pino';
import type { KeyCache } from './attestation/key-cache.ts';
import type { ServiceKey } from './keys/service-keys.ts';
import type { FeedAnnouncements } from './store/feed-announcements.ts';
import type { Queries } from './store/queries.ts';
import type { SharedTrust } from './store/trust-store.ts';

/** What the parts of hgs work with. */
export interface HgsContext {
  readonly database: OpenDatabase;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly readTrust: (queries: Queries) => Promise<SharedTrust>;
  readonly keyOf: KeyCache;
  /** Reads what hosts present; remembers what it read. Throws `MalformedError`. */
  readonly endorsementKeyOf: (bytes: Uint8Array) => EndorsementKey;
  readonly announcements: FeedAnnouncements;
  readonly signer: () => Promise<{
    readonly key: ServiceKey;
    readonly issuer: HealthCertificateIssuer;
  }>;
  /** Address of the fabric console, to link back. */
  readonly consoleUrl: string | null;
}
