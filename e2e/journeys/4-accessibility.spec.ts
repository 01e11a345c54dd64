import type { Page } from '@playwright/test';
import { colourRules, expect, expectAccessible, test } from '../fixtures.ts';

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

async function visitAll(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    for (const [colorScheme, rules] of [
      ['light', []],
      ['dark', colourRules],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await expectAccessible(page, `${path} in ${colorScheme}`, rules);
    }
  }
}

test('axe finds nothing on any page of the console', async ({ console: page }) => {
  const { items } = await (await page.request.get('/api/hosts?limit=1')).json();
  const { items: jobs } = await (await page.request.get('/api/jobs?limit=1')).json();
  const host = `/hosts/${items[0].id}`;
  const details = [host, `${host}?tab=tpm`, ...(jobs[0] ? [`/jobs/${jobs[0].id}`] : [])];
  await visitAll(page, [...consolePages, ...details]);
});

test('axe finds nothing on any Guardian page', async ({ guardian }) => {
  await visitAll(guardian, guardianPages);
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
