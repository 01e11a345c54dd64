import { defineConfig } from 'vitest/config';

const node = (name: string, include: string[], extra = {}) => ({
  test: { name, include, environment: 'node' as const, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      node(
        'unit',
        ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
        {
          exclude: ['**/*.integration.test.ts'],
          // Property runs and key generation on a busy machine.
          testTimeout: 30_000,
          // No module has state: files may share theirs, which halves the time.
          isolate: false,
        },
      ),
      node(
        'integration',
        ['{packages,apps}/*/src/**/*.integration.test.ts', 'scripts/**/*.integration.test.ts'],
        {
          globalSetup: 'packages/database/src/test-postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      ),
      {
        test: {
          name: 'console',
          include: ['apps/console/src/**/*.test.tsx'],
          environment: 'jsdom' as const,
        },
      },
    ],
  },
});
