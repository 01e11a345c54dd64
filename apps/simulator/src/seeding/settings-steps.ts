import { toBase64, utf8 } from '@gatehouse/bytes';
import { hgsRoutes, serverRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import { parseCertificate } from '@gatehouse/pki';
import { all, policyName, type SeedOptions } from './seed-options.ts';

const accountName = 'Simulated fabric';

/** Has hgs trust the makers of all TPMs in the fabric: ours, and swtpm's CA where it has some. */
export async function trustTpmMakers({ hgs, simulator, say }: SeedOptions): Promise<void> {
  const { tpmRoots } = await simulator.call(simulatorRoutes.getSimulatedFabric);
  const { items } = await hgs.call(hgsRoutes.listTpmRoots);
  const trusted = new Set(items.map(({ thumbprint }) => thumbprint));
  for (const root of tpmRoots) {
    const { thumbprint, subject } = parseCertificate(utf8(root));
    if (trusted.has(thumbprint)) continue;
    await hgs.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(root)) } });
    say(`hgs trusts the TPM maker ${subject}`);
  }
}

export async function trustPolicy({ hgs, server, say }: SeedOptions): Promise<void> {
  const body = {
    name: policyName,
    fileName: 'SiPolicy.p7b',
    content: toBase64(fabricPolicy()),
  };
  const trusted = await hgs.call(hgsRoutes.listTrustedPolicies);
  if (!trusted.items.some(({ name }) => name === policyName)) {
    await hgs.call(hgsRoutes.addTrustedPolicy, { body });
    say(`hgs trusts the code integrity policy "${policyName}"`);
  }
  const library = await server.call(serverRoutes.listCodeIntegrityPolicies, { query: all });
  if (!library.items.some(({ name }) => name === policyName)) {
    await server.call(serverRoutes.addCodeIntegrityPolicy, { body });
    say('the policy is in the library');
  }
}

export async function saveHgsSettings({ server, hgsUrl, say }: SeedOptions): Promise<void> {
  const { primary } = await server.call(serverRoutes.getHgsSettings);
  if (primary !== null) return;
  await server.call(serverRoutes.putHgsSettings, {
    body: {
      primary: {
        attestationServerUrl: `${hgsUrl}/Attestation`,
        keyProtectionServerUrl: `${hgsUrl}/KeyProtection`,
      },
      fallback: null,
      shieldingHelperDisk: null,
      saveUnreachable: false,
    },
  });
  say(`the fabric uses the HGS at ${hgsUrl}`);
}

export async function runAsAccount({
  server,
  simulator,
  password,
  say,
}: SeedOptions): Promise<string> {
  const { items } = await server.call(serverRoutes.listRunAsAccounts);
  const known = items.find(({ name }) => name === accountName);
  if (known !== undefined) return known.id;
  const { username } = await simulator.call(simulatorRoutes.getSimulatedFabric);
  const { id } = await server.call(serverRoutes.addRunAsAccount, {
    body: { name: accountName, username, password },
  });
  say(`the Run As account "${accountName}" is there`);
  return id;
}
