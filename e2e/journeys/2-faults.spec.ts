import type { SimulatorFault } from '@gatehouse/contracts';
import { expect, test } from '../fixtures.ts';
import { HostPage } from '../pages/host-page.ts';

interface Expected {
  readonly fault: SimulatorFault;
  /** The category that turns red, and a word of its remedy. */
  readonly node: string;
  readonly remedy: RegExp;
  /** Whether Repair mends it; else the fault is undone at the host. */
  readonly repair?: true;
}

/** Every fault of the simulator, and where it has to show. */
const expected: readonly Expected[] = [
  { fault: 'winrm-stopped', node: 'WinRM', remedy: /WinRM/ },
  { fault: 'winrm-silent', node: 'WinRM', remedy: /WinRM/ },
  { fault: 'wrong-password', node: 'WinRM', remedy: /Run As account/ },
  {
    fault: 'hgs-client-stopped',
    node: 'HGS attestation client',
    remedy: /Repair|start/i,
    repair: true,
  },
  { fault: 'wrong-hgs-url', node: 'HGS client configuration', remedy: /Repair|set/i, repair: true },
  {
    fault: 'untrusted-code-integrity-policy',
    node: 'HGS attestation client',
    remedy: /policy/i,
    repair: true,
  },
  { fault: 'tampered-boot-manager', node: 'HGS attestation client', remedy: /baseline|boot/i },
  { fault: 'secure-boot-off', node: 'HGS attestation client', remedy: /Secure Boot/ },
  { fault: 'debug-on', node: 'HGS attestation client', remedy: /debug/i },
  { fault: 'tpm-exchanged', node: 'HGS attestation client', remedy: /TPM|HGS administrator/ },
  { fault: 'clock-off', node: 'Clock', remedy: /clock|time/i },
  { fault: 'powered-off', node: 'WinRM', remedy: /on|power|host/i },
];

/** Hosts that the first start leaves healthy; 5, 9, 14 and 18 have troubles of their own. */
const healthy = [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 15];

for (const [i, { fault, node, remedy, repair }] of expected.entries()) {
  const name = `hv-${String(healthy[i]).padStart(4, '0')}.fabric.test`;

  test(`${fault} turns ${node} of its host red, with the remedy, and back to green`, async ({
    console: page,
  }) => {
    const host = await HostPage.open(page, name);
    await host.expectNode('Overall', 'OK', 40_000);
    const csrf = (await (await page.request.get('/api/session')).json()).csrfToken;
    const at = `/api/simulator/hosts/${name}/faults`;
    const headers = { 'x-csrf-token': csrf, 'sec-fetch-site': 'same-origin' };
    const injected = await page.request.post(at, { data: { fault }, headers });
    expect(injected.ok(), await injected.text()).toBe(true);

    await host.expectNode(node, 'Error', 40_000);
    expect(await host.details(node)).toMatch(remedy);

    if (repair) await host.act('Repair');
    else expect((await page.request.delete(`${at}/${fault}`, { headers })).ok()).toBe(true);
    await host.expectNode(node, 'OK', 60_000);
    await host.expectNode('Overall', 'OK', 40_000);
  });
}
