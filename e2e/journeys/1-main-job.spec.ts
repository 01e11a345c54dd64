import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { enter, expect, expectAccessible, product, sharedData, test } from '../fixtures.ts';
import { HostPage } from '../pages/host-page.ts';

const added = ['hv-0021', 'hv-0022', 'hv-0023'].map((name) => `${name}.fabric.test`);

test.describe.configure({ mode: 'serial' });

test('a newcomer makes the first administrator and sees a living fabric', async ({ page }) => {
  await enter(page, 'console');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByText(/of 20 hosts are guarded/)).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByText('Secure Boot is off in the boot log')).toBeVisible();
});

test('the set-up link works once', async ({ page }) => {
  await page.goto(product.setupLinks.console ?? '');
  await page.getByLabel('User name').fill('somebody');
  await page.getByLabel('Password', { exact: true }).fill('another long password');
  await page.getByLabel('Repeat password').fill('another long password');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
});

test('sets the HGS URLs, after testing them', async ({ console: page }) => {
  await page.goto('/settings/host-guardian-service');
  await expect(page.getByLabel('Attestation Server URL').first()).toHaveValue(
    `${product.guardianUrl}/Attestation`,
  );
  await page.getByRole('button', { name: 'Test', exact: true }).first().click();
  await expect(page.getByText('TPM-trusted').first()).toBeVisible();

  await page.getByLabel('Attestation Server URL').first().fill('http://127.0.0.1:9/Attestation');
  await page.getByRole('button', { name: 'Test', exact: true }).first().click();
  await expect(page.getByRole('main')).toContainText(/refuse|not answer|unreachable/i);

  await page
    .getByLabel('Attestation Server URL')
    .first()
    .fill(`${product.guardianUrl}/Attestation/`);
  await page.getByLabel('Shielding helper disk').fill('\\\\library\\vhds\\helper.vhdx');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await expect
    .poll(async () => (await page.request.get('/api/hgs-settings')).json())
    .toMatchObject({ shieldingHelperDisk: '\\\\library\\vhds\\helper.vhdx' });
});

test('uploads a compiled code integrity policy that others made', async ({ console: page }) => {
  const file = join(sharedData, 'cipolicies/WDAC-Toolkit/test.bin');
  test.skip(!existsSync(file), `${file} is not at hand`);
  await page.goto('/settings/host-guardian-service');
  await page.getByRole('button', { name: 'Add policy' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Policy file/).setInputFiles(file);
  await expect(dialog).toContainText('10.0.0.0');
  await dialog.getByLabel('Name', { exact: true }).fill('WDAC Toolkit test');
  await dialog.getByRole('button', { name: /^Add/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('WDAC Toolkit test').first()).toBeVisible();
  await expect(page.getByText('test.bin').first()).toBeVisible();
});

test('adds three hosts, has them approved in Guardian, and they turn green', async ({
  console: page,
  guardian,
}) => {
  await page.goto('/hosts');
  await page.getByRole('button', { name: 'Add hosts' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Host names').fill('hv-[0021-0023].fabric.test');
  await dialog.getByLabel('Code integrity policy').click();
  await page.getByRole('option', { name: 'Fabric hosts: allow Microsoft' }).click();
  await dialog.getByRole('button', { name: 'Add 3 hosts' }).click();
  await expect(page.getByText(/^Completed Started by/)).toBeVisible({ timeout: 60_000 });

  await guardian.goto('/');
  for (const name of added)
    await expect(guardian.getByRole('heading', { name })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(guardian, 'hosts that wait');
  await guardian.getByRole('button', { name: /Approve 3 hosts/ }).click();
  await guardian.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await expect(guardian.getByText('Nobody waits')).toBeVisible();

  for (const name of added) {
    const host = await HostPage.open(page, name);
    await host.expectNode('Overall', 'OK', 30_000);
    for (const category of ['WinRM', 'Code integrity policy', 'HGS attestation client'])
      await host.expectNode(category, 'OK');
  }
});
