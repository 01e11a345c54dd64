import type { HgsPair } from '@gatehouse/contracts';
import type { DesiredSettings, NodeRule } from '../fold-input.ts';
import type { HgsClientReading } from '../readings.ts';

const expectedOf = ({ primary, fallback }: DesiredSettings): string | null =>
  primary === null ? null : [wordsOf(primary), ...(fallback ? [wordsOf(fallback)] : [])].join('; ');

const wordsOf = (pair: HgsPair) => `${pair.attestationServerUrl}, ${pair.keyProtectionServerUrl}`;

const normal = (url: string | null | undefined) => (url ?? '').replace(/\/+$/, '').toLowerCase();

/** Whether the host uses exactly the URLs of the settings; a fallback counts only where one is set. */
export const urlsAgree = (reading: HgsClientReading, settings: DesiredSettings): boolean => {
  const { primary, fallback } = settings;
  if (primary === null) return false;
  return (
    normal(reading.attestationServerUrl) === normal(primary.attestationServerUrl) &&
    normal(reading.keyProtectionServerUrl) === normal(primary.keyProtectionServerUrl) &&
    normal(reading.fallbackAttestationServerUrls[0]) === normal(fallback?.attestationServerUrl) &&
    normal(reading.fallbackKeyProtectionServerUrls[0]) === normal(fallback?.keyProtectionServerUrl)
  );
};

export const configurationRule: NodeRule = {
  tier: 'services',
  judge: ({ host, readings: { hgsClient }, settings }) => {
    const expected = host.guarded ? expectedOf(settings) : null;
    if (hgsClient === null) return { checkedAt: null, causeCode: 'never-checked', expected };
    const base = { checkedAt: hgsClient.at, expected };
    if (!host.guarded) return { ...base, causeCode: null, actual: 'not a guarded host' };
    if (hgsClient.value === null) {
      return { ...base, causeCode: 'hgs-client-missing', actual: 'no HGS client' };
    }
    if (settings.primary === null) {
      return {
        ...base,
        causeCode: 'hgs-not-configured',
        actual: 'no global settings',
        cause: 'The global Host Guardian Service settings are not set.',
        remedy: 'An administrator sets the HGS URLs under Settings, Host Guardian Service.',
      };
    }
    const { value } = hgsClient;
    if (value.mode !== 'secure-hosting-service' || value.attestationServerUrl === null) {
      return { ...base, causeCode: 'hgs-not-configured', actual: `mode ${value.mode}` };
    }
    const actual = [
      value.attestationServerUrl,
      value.keyProtectionServerUrl ?? 'no key protection URL',
      ...value.fallbackAttestationServerUrls,
    ].join(', ');
    return { ...base, causeCode: urlsAgree(value, settings) ? null : 'hgs-url-differs', actual };
  },
};
