/** Which hosts have TPMs of the swtpm project, by their number from 1 on. */
export type TpmShare = (hostNumber: number) => boolean;

/** How a share is written, for messages. */
export const tpmShareForms =
  'simulated, swtpm (all hosts), swtpm:half or swtpm:N (the first N hosts)';

/** `null` for what is no share. */
export function parseTpmShare(text: string): TpmShare | null {
  if (text === 'simulated') return () => false;
  if (text === 'swtpm') return () => true;
  if (text === 'swtpm:half') return (number) => number % 2 === 0;
  const [, digits] = /^swtpm:(\d{1,4})$/.exec(text) ?? [];
  return digits === undefined ? null : (number) => number <= Number(digits);
}
