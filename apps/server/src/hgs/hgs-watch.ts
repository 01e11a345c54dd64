import type { HgsPair, Overview } from '@gatehouse/contracts';
import type { DesiredSettings } from '../health/fold-input.ts';
import { testHgsPair } from './test-hgs-pair.ts';

type Reachability = Overview['hgs'][number];

/** Whether the HGS of the settings answer, looked at now and then and not for every page. */
export interface HgsWatch {
  look(settings: DesiredSettings): Promise<void>;
  state(
    settings: DesiredSettings,
    inUseBy: (attestationServerUrl: string) => number,
  ): Reachability[];
}

export const createHgsWatch = (clock: () => Date): HgsWatch => {
  const seen = new Map<string, Omit<Reachability, 'role' | 'inUseBy'>>();
  const look = async (pair: HgsPair) => {
    const { attestation } = await testHgsPair(pair, clock);
    const [until = null] = attestation.signers.map(({ validUntil }) => validUntil).toSorted();
    seen.set(pair.attestationServerUrl, {
      attestationServerUrl: pair.attestationServerUrl,
      reachable: attestation.reachable,
      milliseconds: attestation.milliseconds,
      mode: attestation.mode,
      signerValidUntil: until,
      checkedAt: clock().toISOString(),
    });
  };
  return {
    look: async ({ primary, fallback }) => {
      await Promise.all([primary, fallback].map((pair) => (pair === null ? null : look(pair))));
    },
    state: ({ primary, fallback }, inUseBy) =>
      (
        [
          ['primary', primary],
          ['fallback', fallback],
        ] as const
      ).flatMap(([role, pair]) => {
        if (pair === null) return [];
        const { attestationServerUrl } = pair;
        const unseen = {
          attestationServerUrl,
          reachable: false,
          milliseconds: null,
          mode: null,
          signerValidUntil: null,
          checkedAt: null,
        };
        const known = seen.get(attestationServerUrl) ?? unseen;
        return [{ ...known, role, inUseBy: inUseBy(attestationServerUrl) }];
      }),
  };
};
