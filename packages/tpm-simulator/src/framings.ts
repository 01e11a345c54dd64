import type { FramedTpm, Framing, FramingName } from './framing.ts';
import { mssimFraming } from './framing-mssim.ts';
import { swtpmFraming } from './framing-swtpm.ts';

const framings: Readonly<Record<FramingName, (tpm: FramedTpm) => Framing>> = {
  swtpm: swtpmFraming,
  mssim: mssimFraming,
};

export const createFraming = (name: FramingName, tpm: FramedTpm): Framing => framings[name](tpm);
