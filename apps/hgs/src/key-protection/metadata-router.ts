import { encodeGuardianMetadata } from '@gatehouse/hgs-protocol';
import { Router } from 'express';
import type { ServiceKey } from '../keys/service-keys.ts';

export interface GuardianKeys {
  readonly signing: ServiceKey;
  readonly encryption: ServiceKey;
  readonly communications: ServiceKey;
}

/** Guardian metadata (MS-KPS §3.1.5.1.2): computed anew for every request, open to everybody. */
export function createKeyProtectionRouter(guardianKeys: () => Promise<GuardianKeys>): Router {
  const router = Router({ caseSensitive: false });
  router.get('/service/metadata/2014-07/metadata.xml', async (_request, response) => {
    const { signing, encryption, communications } = await guardianKeys();
    const text = encodeGuardianMetadata({
      signing: { certificate: signing.certificate, privateKey: signing.key.privateKey },
      communications: {
        certificate: communications.certificate,
        privateKey: communications.key.privateKey,
      },
      encryptionCertificate: encryption.certificate,
    });
    response.type('application/xml').send(text);
  });
  return router;
}
