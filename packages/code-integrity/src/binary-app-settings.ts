import { type Codec, struct, u8, u32 } from '@gatehouse/bytes';
import { many, policyText } from './binary-primitives.ts';
import type { AppManifest } from './policy.ts';

type AppSettingValue = AppManifest['settings'][number]['value'];

/** u8 tag: 0 bool, 1 u8, 3 string, 4 strings. Not aligned to four bytes. */
const appSettingValue: Codec<AppSettingValue> = {
  name: 'AppSetting value',
  read: (r) => {
    const at = r.offset;
    const tag = u8.read(r);
    if (tag === 0) return u8.read(r) !== 0;
    if (tag === 1) return u8.read(r);
    if (tag === 3) return policyText.read(r);
    if (tag === 4) return many('AppSetting strings', policyText).read(r);
    return r.fail(`setting tag ${tag} is not 0, 1, 3 or 4`, at);
  },
  write: (w, v) => {
    if (typeof v === 'boolean') w.u8(0).u8(v ? 1 : 0);
    else if (typeof v === 'number') w.u8(1).u8(v);
    else if (typeof v === 'string') policyText.write(w.u8(3), v);
    else many('AppSetting strings', policyText).write(w.u8(4), v);
  },
};

export const appManifest: Codec<AppManifest> = {
  name: 'AppManifest',
  read: (r) => ({
    id: policyText.read(r),
    settings: many(
      'AppSettings',
      struct('AppSetting', { name: policyText, value: appSettingValue }),
    ).read(r),
    ignoreAuditPolicies: u32.read(r) === 1,
  }),
  write: (w, v) => {
    policyText.write(w, v.id);
    many('AppSettings', struct('AppSetting', { name: policyText, value: appSettingValue })).write(
      w,
      v.settings,
    );
    u32.write(w, v.ignoreAuditPolicies ? 1 : 0);
  },
};
