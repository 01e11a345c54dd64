import { child, childrenOf, type XmlElement } from '@gatehouse/xml';
import type { Setting, SettingValue } from './policy.ts';
import { attribute, hexOf, numberOf, refuse, required } from './xml-fields.ts';
import { compareText } from './xml-file-rules.ts';

/** Value of a setting by the name of its element. */
const values: Readonly<Record<string, (element: XmlElement, text: string) => SettingValue>> = {
  Boolean: booleanOf,
  DWord: (element, text) => numberOf(element, text, 0xffffffff),
  Binary: hexOf,
  String: (_, text) => text,
};

export function settingOf(element: XmlElement): Setting {
  const [value] = child(element, 'Value')?.children ?? [];
  if (value === undefined) return refuse(element, 'a Setting needs a Value');
  const read = Object.hasOwn(values, value.name) ? values[value.name] : undefined;
  if (read === undefined) return refuse(value, `unknown setting type ${value.name}`);
  return {
    provider: required(element, 'Provider'),
    key: required(element, 'Key'),
    valueName: required(element, 'ValueName'),
    value: read(value, value.name === 'String' ? value.text : value.text.trim()),
  };
}

/** Tags of an AppID tagging policy: settings in its binary form. */
export const tagsOf = (scenario: XmlElement): readonly Setting[] =>
  childrenOf(scenario, 'AppIDTags').flatMap((tags) => [
    ...childrenOf(tags, 'AppIDTag').map((tag) => ({
      provider: 'WDACAppId',
      key: 'Tagging',
      valueName: required(tag, 'Key'),
      value: required(tag, 'Value'),
    })),
    ...enforceDll(tags),
  ]);

function enforceDll(tags: XmlElement): readonly Setting[] {
  const text = attribute(tags, 'EnforceDLL');
  if (text === undefined) return [];
  const value = booleanOf(tags, text);
  return [{ provider: 'WDACAppId', key: 'TaggingSettings', valueName: 'EnforceDLL', value }];
}

function booleanOf(element: XmlElement, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return refuse(element, `“${text}” is neither true nor false`);
}

/** Settings in the order of the binary form. */
export const sortSettings = (settings: readonly Setting[]): readonly Setting[] =>
  [...settings].sort(
    (a, b) =>
      compareText(a.provider, b.provider) ||
      compareText(a.key, b.key) ||
      compareText(a.valueName, b.valueName),
  );
