import { expect, expectAccessible, test } from '../fixtures.ts';

test('the audit log says which action was done on which hosts', async ({ console: page }) => {
  await page.goto('/audit?filter=actor:seed%20action:hosts.add');
  const row = page.getByRole('row', { name: /Add hosts/ });
  await expect(row).toContainText('20 hosts: hv-0001.fabric.test, hv-0002.fabric.test');
  await row.click();
  await page.keyboard.press('Enter');
  const entry = page.getByRole('region', { name: 'Add hosts' });
  await expect(entry).toContainText('hv-0020.fabric.test');
  await expect(entry).toContainText('hosts.add');
  await expectAccessible(page, 'an entry of the audit log');

  await page.getByLabel('Filter audit').fill('actor:nobody-of-this-name');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('an address that is no page keeps the frame', async ({ console: page }) => {
  await page.goto('/nowhere/at/all');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await expectAccessible(page, 'an address that is no page');
  await page.getByRole('link', { name: 'Start page' }).click();
  await expect(page.getByRole('heading', { name: 'Overview', exact: true })).toBeVisible();
});
