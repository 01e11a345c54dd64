/**
 * The layers and trust boundaries of docs/architecture.md as rules: one array of floors, one rule a
 * boundary. `scripts/layers.test.ts` plants a violation of each rule and expects it to be caught.
 */
const floors = [
  'bytes|xml|contracts',
  'pki|tpm|wsman',
  'measured-boot|code-integrity|hgs-protocol',
  'tpm-simulator|attestation|fabric',
  'fabric-winrm|fabric-simulator|database|http|tpm-transport',
];
/** Tests, and what only tests import. */
const tests = '\\.test\\.tsx?$|/src/testing/';
const inPackages = (names) => `^packages/(${names})/`;
const higherThan = (floor) => floors.slice(floor + 1).join('|');
const domain = floors.slice(0, 4).join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...floors.slice(0, -1).map((names, floor) => ({
      name: `floor-${floor}-imports-no-higher`,
      severity: 'error',
      from: { path: inPackages(names), pathNot: tests },
      to: { path: inPackages(higherThan(floor)) },
    })),
    {
      name: 'domain-is-pure',
      comment: 'node:crypto is reached through packages/bytes/src/crypto.ts and nowhere else',
      severity: 'error',
      from: { path: inPackages(domain), pathNot: `${tests}|^packages/bytes/src/crypto\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'packages-never-import-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-never-import-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'console-sees-contracts-only',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^packages/', pathNot: '^packages/contracts/' },
    },
    {
      name: 'hgs-knows-no-fabric',
      severity: 'error',
      from: { path: '^apps/hgs/', pathNot: tests },
      to: { path: inPackages('fabric|fabric-winrm|fabric-simulator|wsman|tpm-simulator') },
    },
    {
      name: 'only-hgs-holds-private-keys',
      severity: 'error',
      from: { pathNot: `^(apps/hgs|packages/attestation|bench)/|${tests}` },
      to: { path: '^packages/attestation/src/issue\\.ts$' },
    },
    {
      name: 'simulator-only-where-simulated',
      severity: 'error',
      from: { pathNot: `^apps/simulator/|^packages/fabric-simulator/|^e2e/|^bench/|${tests}` },
      to: { path: inPackages('fabric-simulator') },
    },
    {
      name: 'features-do-not-import-features',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/features/([^/]+)/' },
      to: { path: '^apps/[^/]+/src/features/', pathNot: '^apps/$1/src/features/$2/' },
    },
    {
      name: 'no-deep-import',
      severity: 'error',
      from: { path: '^(apps|packages)/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/src/(?!(index|crypto|issue|server)\\.ts$)',
        pathNot: '^$1/$2/',
      },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
    },
  },
};
