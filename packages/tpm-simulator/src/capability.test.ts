import { commandAttributes, commands, createTpmClient } from '@gatehouse/tpm';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSimulatedTpm } from './simulated-tpm.ts';

/** TPMA_CC as swtpm (libtpms 0.9.2) answers GetCapability(COMMANDS). */
const recorded = `
  0440011f 04400120 02c00121 04400122 02c00124 02c00125 02c00126 02400127 02400128 02400129 0240012a
  0240012b 0240012c 0240012d 0240012e 02000130 12000131 02400132 04400133 04400134 04400135 04400136
  04400137 04400138 02400139 0240013a 0240013b 0240013c 0240013d 0300013e 0240013f 02400140 00400142
  00400143 00400144 00400145 00400146 04000147 04000148 06000149 0400014a 0400014b 0400014c 0600014d
  0400014e 0440014f 04000150 04000151 04000152 02000153 02000154 02000155 02000156 12000157 02000158
  02000159 1200015b 0200015c 0200015d 0200015e 04000160 10000161 02000162 02000163 02000164 00000165
  10000167 02000168 02000169 0200016a 0200016b 0200016c 0200016d 0200016e 0200016f 02000170 02000171
  02000172 02000173 02000174 14000176 02000177 00000178 0000017a 0000017b 0000017c 0000017d 0000017e
  0200017f 02000180 00000181 02400182 02000183 06000184 05400185 10000186 02000187 02000188 02000189
  0000018a 0200018b 0200018c 0200018d 0000018e 0200018f 02000190 12000191 06000192 02000193 04000197`
  .trim()
  .split(/\s+/)
  .map((hex) => Number.parseInt(hex, 16));

/** TPMS_TAGGED_PCR_SELECT as swtpm answers; 13 and 14 (PCRs with a policy or an authValue) are left out. */
const registers: Readonly<Record<string, string>> = {
  0: 'ffff00',
  1: 'ffff81',
  2: '000081',
  3: 'ffff91',
  4: '000081',
  5: 'ffffff',
  6: '0000f1',
  7: 'ffff9f',
  8: '000081',
  9: 'ffff87',
  10: '00007e',
  17: '0000e1',
  18: '00007e',
};

describe('what the TPM says of itself', () => {
  const client = createTpmClient(createSimulatedTpm({ seed: new Uint8Array(32) }).transport);
  beforeAll(() => client.startup());

  test('attributes of commands are those of swtpm', () => {
    const own = Object.values(commands).map(commandAttributes);
    expect(own.filter((attributes) => !recorded.includes(attributes))).toEqual([]);
    expect(own.length).toBeGreaterThan(95);
  });

  test('commands are told in order, and from any of them on', async () => {
    const all = await client.getCapability('commands', 0x11f, 254);
    const items = 'items' in all ? all.items : [];
    expect(items.length).toBe(Object.keys(commands).length);
    const later = await client.getCapability('commands', 0x17a, 2);
    expect('items' in later && later.items).toEqual([0x0000017a, 0x0000017b]);
  });

  test('localities and kinds of PCRs are those of swtpm', async () => {
    const answer = await client.getCapability('pcrProperties', 0, 64);
    const items = answer.capability === 'pcrProperties' ? answer.items : [];
    const own = items
      .filter(({ tag }) => tag < 0x13)
      .map(({ tag, select }) => [String(tag), Buffer.from(select).toString('hex')]);
    expect(Object.fromEntries(own)).toEqual(registers);
  });

  test('every group can be asked for', async () => {
    for (const group of [
      'algs',
      'eccCurves',
      'ppCommands',
      'auditCommands',
      'authPolicies',
    ] as const)
      expect((await client.getCapability(group, 0, 16)).capability).toBe(group);
  });
});
