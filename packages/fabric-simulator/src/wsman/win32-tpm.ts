import type { CimValues } from '@gatehouse/wsman/server';
import type { SimulatedHost } from '../host/simulated-host.ts';

/** Firmware version as Windows writes it: two or four numbers of 16 bits. */
const versionOf = (firmware: string, parts: 2 | 4): string =>
  Array.from({ length: parts }, (_, i) =>
    Number.parseInt(firmware.slice(4 * i, 4 * i + 4), 16),
  ).join('.');

/** `GTHS` as the number of TPM_PT_MANUFACTURER. */
const numberOf = (letters: string): number =>
  [...letters.padEnd(4, '\0')].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);

/** A TPM 1.2 as Windows shows it: specification level 2, revision 3 (SpecVersion of such machines). */
const tpm12: CimValues = {
  IsActivated_InitialValue: true,
  IsEnabled_InitialValue: true,
  IsOwned_InitialValue: true,
  ManufacturerId: numberOf('GTHS'),
  ManufacturerIdTxt: 'GTHS',
  ManufacturerVersion: '4.32',
  ManufacturerVersionInfo: 'Simulated 1.2',
  PhysicalPresenceVersionInfo: '1.2',
  SpecVersion: '1.2, 2, 3',
};

/** Win32_Tpm of a host. Windows reads it when it starts: answering it must not wait for a boot. */
export async function win32TpmOf(host: SimulatedHost): Promise<CimValues> {
  if (host.tpmKind === 'tpm-1.2') return tpm12;
  const tpm = await host.describeTpm();
  return {
    IsActivated_InitialValue: true,
    IsEnabled_InitialValue: true,
    IsOwned_InitialValue: true,
    ManufacturerId: numberOf(tpm.manufacturer),
    ManufacturerIdTxt: tpm.manufacturer,
    ManufacturerVersion: versionOf(tpm.firmwareVersion, 2),
    ManufacturerVersionFull20: versionOf(tpm.firmwareVersion, 4),
    ManufacturerVersionInfo: tpm.vendorString,
    PhysicalPresenceVersionInfo: '1.3',
    SpecVersion: `${tpm.family}, ${tpm.level}, ${tpm.revision}`,
  };
}
