import { expect, test } from 'vitest';
import { ConfigurationError, parseConfiguration } from './configuration.ts';
import { parseResolveRules, resolveBy } from './hosts/resolve-rules.ts';

const least = { DATABASE_URL: 'postgresql://server@127.0.0.1/server' };

test('needs a database and nothing else', () => {
  expect(parseConfiguration(least)).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    hgs: null,
    simulatorUrl: null,
    intervals: { reachability: 30_000, services: 60_000, platform: 1_800_000 },
    credentialsKeyFile: './data/server/credentials.key',
  });
});

test.each([
  [{}, 'DATABASE_URL is missing'],
  [{ ...least, PORT: '70000' }, 'PORT'],
  [{ ...least, HGS_URL: 'http://127.0.0.1:8081' }, 'HGS_READER_TOKEN is missing'],
  [{ ...least, HGS_URL: 'file:///etc', HGS_READER_TOKEN: 'x' }, 'HGS_URL'],
  [{ ...least, GATEHOUSE_POLL: 'services=fast' }, 'GATEHOUSE_POLL needs 0.1 to 86400 seconds'],
  [{ ...least, GATEHOUSE_POLL: 'weekly=1' }, 'unknown tier'],
  [{ ...least, GATEHOUSE_RESOLVE: '*.fabric.test' }, 'GATEHOUSE_RESOLVE has'],
])('refuses %o and names what is wrong', (variables, words) => {
  expect(() => parseConfiguration(variables)).toThrow(ConfigurationError);
  expect(() => parseConfiguration(variables)).toThrow(words);
});

test('a rule stands for names below its suffix, never for the suffix of another name', () => {
  const resolve = resolveBy(parseResolveRules('*.fabric.test=127.0.0.1:15985,hgs.local=10.0.0.5'));
  expect(resolve('HV-0001.fabric.test')).toEqual({ address: '127.0.0.1', port: 15985 });
  expect(resolve('hgs.local')).toEqual({ address: '10.0.0.5' });
  expect(resolve('evilfabric.test')).toBeNull();
});
