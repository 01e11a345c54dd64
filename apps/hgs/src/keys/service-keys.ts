import { utf8 } from '@gatehouse/bytes';
import { generateP256, generateRsa, openSecret, sealSecret } from '@gatehouse/bytes/crypto';
import type { Database } from '@gatehouse/database';
import { hgsSchema } from '@gatehouse/database';
import { createSelfSigned, parseCertificate, type SigningKey } from '@gatehouse/pki';
import { and, desc, eq, gt } from 'drizzle-orm';
import { lock, type Queries } from '../store/queries.ts';

const { serviceKeys } = hgsSchema;

/** Certificates of an HGS: the first signs health certificates, the others are the guardian's. */
const purposes = {
  'attestation-signer': { name: 'Attestation Signer', use: 'signer', years: 2, make: generateP256 },
  'guardian-signing': { name: 'Guardian Signing', use: 'signature', years: 10, make: rsa },
  'guardian-encryption': { name: 'Guardian Encryption', use: 'encryption', years: 10, make: rsa },
  'guardian-communications': {
    name: 'Guardian Communications',
    use: 'signature',
    years: 10,
    make: rsa,
  },
} as const;
export type KeyPurpose = keyof typeof purposes;

function rsa(): SigningKey {
  return generateRsa(2048);
}

export interface ServiceKey {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly key: SigningKey;
  readonly thumbprint: string;
  readonly validUntil: Date;
}

interface KeyContext {
  readonly db: Database;
  readonly sealingKey: Uint8Array;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
}

const day = 86_400_000;
/** A key is replaced this long before its certificate ends, so that none is ever missing. */
const renewalDays = 30;

/**
 * The newest key of a purpose; made if there is none, or if its certificate ends soon. One replica at a
 * time: all of them get the same. Throws if the key file is not the one that sealed it.
 */
export const ensureServiceKey = (context: KeyContext, purpose: KeyPurpose): Promise<ServiceKey> =>
  context.db.transaction(async (queries) => {
    await lock(queries, 'serviceKeys');
    const soon = new Date(context.now().getTime() + renewalDays * day);
    const [row] = await queries
      .select()
      .from(serviceKeys)
      .where(and(eq(serviceKeys.purpose, purpose), gt(serviceKeys.validUntil, soon)))
      .orderBy(desc(serviceKeys.createdAt))
      .limit(1);
    return row === undefined ? createServiceKey(context, queries, purpose) : open(context, row);
  });

/** Certificates of a purpose that are still valid, newest first. */
export const validCertificates = async (
  queries: Queries,
  purpose: KeyPurpose,
  at: Date,
): Promise<readonly Uint8Array[]> =>
  (
    await queries
      .select({ certificate: serviceKeys.certificate })
      .from(serviceKeys)
      .where(and(eq(serviceKeys.purpose, purpose), gt(serviceKeys.validUntil, at)))
      .orderBy(desc(serviceKeys.createdAt))
  ).map(({ certificate }) => certificate);

function open(context: KeyContext, row: typeof serviceKeys.$inferSelect): ServiceKey {
  const { certificate, thumbprint, validUntil, purpose } = row;
  const { publicKey } = parseCertificate(certificate);
  try {
    const bound = utf8(`${purpose}:${thumbprint}`);
    const privateKey = openSecret(context.sealingKey, row.sealedKey, bound);
    return { certificate, thumbprint, validUntil, key: { privateKey, publicKey } };
  } catch (cause) {
    throw new Error(
      `The ${purpose} key in the database was sealed with another key file: restore GATEHOUSE_DATA/hgs/key.`,
      { cause },
    );
  }
}

async function createServiceKey(
  context: KeyContext,
  queries: Queries,
  purpose: KeyPurpose,
): Promise<ServiceKey> {
  const { name, use, years, make } = purposes[purpose];
  const key = make();
  const createdAt = context.now();
  const validUntil = new Date(createdAt.getTime() + years * 365 * day);
  const certificate = createSelfSigned({
    commonName: `Gatehouse HGS ${name}`,
    key,
    validity: { notBefore: new Date(createdAt.getTime() - day), notAfter: validUntil },
    serialNumber: context.randomBytes(16),
    use,
  });
  const { thumbprint } = parseCertificate(certificate);
  const bound = utf8(`${purpose}:${thumbprint}`);
  const sealedKey = sealSecret(context.sealingKey, key.privateKey, bound);
  await queries
    .insert(serviceKeys)
    .values({ purpose, certificate, thumbprint, sealedKey, validUntil, createdAt });
  return { certificate, key, thumbprint, validUntil };
}
