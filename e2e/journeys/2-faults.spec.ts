import type { SimulatorFault } from '@gatehouse/contracts';
import { expect, test } from '../fixtures.ts';
import { HostPage } from '../pages/host-page.ts';

interface Expected {
  readonly fault: SimulatorFault;
  /** The category that turns red, and words of what it says happened and is to be done. */
  readonly node: string;
  readonly happened?: RegExp;
  readonly remedy: RegExp;
  /** Whether Repair mends it; else the fault is undone at the host. */
  readonly repair?: true;
}

const attestation = 'HGS attestation client';

/** Faults of each kind, and where they have to show. */
const expected: readonly Expected[] = [
  { fault: 'winrm-stopped', node: 'WinRM', remedy: /nothing listens on the WinRM port/ },
  { fault: 'winrm-silent', node: 'WinRM', remedy: /Windows Remote Management service/ },
  { fault: 'wrong-password', node: 'WinRM', remedy: /Run As account/ },
  { fault: 'hgs-client-stopped', node: attestation, remedy: /Repair starts/, repair: true },
  {
    fault: 'wrong-hgs-url',
    node: 'HGS client configuration',
    remedy: /Repair sets the URLs/,
    repair: true,
  },
  {
    fault: 'untrusted-code-integrity-policy',
    node: attestation,
    happened: /policy that HGS does not trust/,
    remedy: /Deploy a trusted code integrity policy/,
    repair: true,
  },
  {
    fault: 'tampered-boot-manager',
    node: attestation,
    happened: /boot manager is another one/,
    remedy: /bcdboot/,
  },
  { fault: 'secure-boot-off', node: attestation, remedy: /Turn on Secure Boot/ },
  { fault: 'debug-on', node: attestation, remedy: /bcdedit \/debug off/ },
  { fault: 'tpm-exchanged', node: attestation, remedy: /HGS administrator withdraws the old TPM/ },
  { fault: 'clock-off', node: 'Clock', remedy: /Repair synchronises the clock/ },
  { fault: 'powered-off', node: 'WinRM', remedy: /switched on/ },
  {
    fault: 'revocations-older',
    node: attestation,
    happened: /dbx.*shorter/,
    remedy: /revocation update/,
  },
  {
    fault: 'log-event-removed',
    node: attestation,
    happened: /taken out of the log/,
    remedy: /Keep the log as evidence/,
  },
];

/** Hosts that the first start leaves healthy; 5, 9, 14 and 18 have troubles of their own. */
const healthy = [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17];

for (const [i, { fault, node, happened, remedy, repair }] of expected.entries()) {
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
    // A host that goes down closes what is open first, which is a red of its own.
    await expect.poll(() => host.detail(node, 'What to do'), { timeout: 40_000 }).toMatch(remedy);
    if (happened) expect(await host.detail(node, 'What happened')).toMatch(happened);

    if (repair) await host.act('Repair');
    else expect((await page.request.delete(`${at}/${fault}`, { headers })).ok()).toBe(true);
    await host.expectNode(node, 'OK', 60_000);
    await host.expectNode('Overall', 'OK', 40_000);
    await host.expectHistory(name, node, 'Error');
  });
}

test('a fault is found by its words among all, injected into a host, and undone', async ({
  console: page,
}) => {
  const name = 'hv-0019.fabric.test';
  await page.goto('/simulator');
  const faults = page.getByRole('combobox', { name: 'Fault' });
  await faults.fill('dbx older');
  const found = page.getByRole('listbox').getByRole('option');
  await expect(found).toHaveText(['dbx older']);
  await expect(page.getByRole('listbox')).toContainText('Secure Boot (PCR 7)');
  await found.click();
  await page.getByRole('button', { name: `Inject into ${name}` }).click();
  // Another journey may have given the same fault to a host of its own.
  const undo = page.getByRole('region', { name }).getByRole('button', { name: 'Undo: dbx older' });
  await expect(undo).toBeVisible();
  await undo.click();
  await expect(undo).toBeHidden({ timeout: 20_000 });
});
