import { defineConfig, devices } from '@playwright/test';

const browser = process.env['GATEHOUSE_BROWSER'];

export default defineConfig({
  testDir: 'e2e/journeys',
  globalSetup: './e2e/global-setup.ts',
  // One product. Journeys that change the same hosts come one after the other; those that look and add run beside the faults, each of which
  // has a host of its own. Much of a journey is waiting for a host to restart: a third worker uses it.
  workers: 3,
  fullyParallel: false,
  projects: [
    { name: 'main job', testMatch: /journeys\/1-/ },
    {
      name: 'faults',
      testMatch: /journeys\/2-/,
      fullyParallel: true,
      dependencies: ['main job'],
    },
    { name: 'pages', testMatch: /journeys\/[346]-/, dependencies: ['main job'] },
    { name: 'rollout', testMatch: /journeys\/5-/, dependencies: ['faults', 'pages'] },
    // A product of their own: beside the main job, which is one after the other.
    { name: 'kills', testMatch: /journeys\/9-/ },
  ],
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    reducedMotion: 'reduce',
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
