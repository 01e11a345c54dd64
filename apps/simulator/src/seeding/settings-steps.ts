import { toBase64, utf8 } from '@gatehouse/bytes';
import { hgsRoutes, serverRoutes, simulatorRoutes } from '@gatehouse/contracts';
import { fabricPolicy } from '@gatehouse/fabric-simulator';
import { all, policyName, type SeedOptions } from './seed-options.ts';

const accountName = 'Simulated fabric';

export async function trustTpmMaker({ hgs, simulator, say }: SeedOptions): Promise<void> {
  const { tpmRoot } = await simulator.call(simulatorRoutes.getSimulatedFabric);
  const { items } = await hgs.call(hgsRoutes.listTpmRoots);
  if (items.some(({ subject }) => subject.includes('Simulated TPM Manufacturer'))) return;
  await hgs.call(hgsRoutes.addTpmRoot, { body: { content: toBase64(utf8(tpmRoot)) } });
  say('hgs trusts the maker of the simulated TPMs');
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
