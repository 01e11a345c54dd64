import type { Page } from '@playwright/test';
import { colourRules, expect, expectAccessible, test } from '../fixtures.ts';

test.describe.configure({ mode: 'parallel' });

const consolePages = [
  '/overview',
  '/hosts',
  '/jobs',
  '/audit',
  '/settings/host-guardian-service',
  '/settings/run-as-accounts',
  '/settings/users',
  '/simulator',
];
const guardianPages = [
  '/',
  '/tpm-hosts',
  '/baselines',
  '/clusters',
  '/rollouts',
  '/rollouts/new',
  '/code-integrity-policies',
  '/policies',
  '/tpm-roots',
  '/event-logs',
  '/compare',
  '/attestations',
  '/audit',
];

async function expectNothingFound(page: Page, path: string): Promise<void> {
  await page.goto(path);
  for (const [colorScheme, rules] of [
    ['light', []],
    ['dark', colourRules],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await expectAccessible(page, `${path} in ${colorScheme}`, rules);
  }
}

for (const path of consolePages)
  test(`axe finds nothing on ${path} of the console`, async ({ console: page }) => {
    await expectNothingFound(page, path);
  });

for (const tab of ['status', 'tpm', 'history'])
  test(`axe finds nothing on the ${tab} of a host`, async ({ console: page }) => {
    const { items } = await (await page.request.get('/api/hosts?limit=1')).json();
    await expectNothingFound(page, `/hosts/${items[0].id}?tab=${tab}`);
  });

test('axe finds nothing on a job', async ({ console: page }) => {
  const { items } = await (await page.request.get('/api/jobs?limit=1')).json();
  await expectNothingFound(page, `/jobs/${items[0].id}?step=0`);
  await expect(page.getByRole('region').filter({ hasText: 'Ended' })).toBeVisible();
});

for (const path of guardianPages)
  test(`axe finds nothing on ${path} of Guardian`, async ({ guardian }) => {
    await expectNothingFound(guardian, path);
  });

test('axe finds nothing before anybody is signed in', async ({ page, browser }) => {
  const { product } = await import('../fixtures.ts');
  for (const url of [product.consoleUrl, product.guardianUrl]) {
    await page.goto(`${url}/sign-in`);
    await expect(page.getByLabel('Password')).toBeVisible();
    await expectAccessible(page, `${url}/sign-in`);
  }
  expect(browser.isConnected()).toBe(true);
});
