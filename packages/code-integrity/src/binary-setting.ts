import { type Codec, u32 } from '@gatehouse/bytes';
import { countedBytes, policyText } from './binary-primitives.ts';
import type { Setting, SettingValue } from './policy.ts';

/** SettingType by number. */
const readers: readonly Codec<SettingValue>['read'][] = [
  (r) => flag.read(r),
  (r) => u32.read(r),
  (r) => countedBytes.read(r),
  (r) => policyText.read(r),
];

const flag: Codec<boolean> = {
  name: 'BOOL',
  read: (r) => {
    const value = u32.read(r);
    if (value > 1) r.fail(`${value} is neither true (1) nor false (0)`, r.offset - 4);
    return value === 1;
  },
  write: (w, v) => u32.write(w, v ? 1 : 0),
};

const value: Codec<SettingValue> = {
  name: 'SettingValue',
  read: (r) => {
    const type = u32.read(r);
    const read = readers[type] ?? r.fail(`setting type ${type} is not 0 to 3`, r.offset - 4);
    return read(r);
  },
  write: (w, v) => {
    if (typeof v === 'boolean') {
      u32.write(w, 0);
      flag.write(w, v);
    } else if (typeof v === 'number') {
      u32.write(w, 1);
      u32.write(w, v);
    } else if (typeof v === 'string') {
      u32.write(w, 3);
      policyText.write(w, v);
    } else {
      u32.write(w, 2);
      countedBytes.write(w, v);
    }
  },
};

export const setting: Codec<Setting> = {
  name: 'Setting',
  read: (r) => ({
    provider: policyText.read(r),
    key: policyText.read(r),
    valueName: policyText.read(r),
    value: value.read(r),
  }),
  write: (w, v) => {
    policyText.write(w, v.provider);
    policyText.write(w, v.key);
    policyText.write(w, v.valueName);
    value.write(w, v.value);
  },
};
