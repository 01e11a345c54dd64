import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../fixtures.ts';

/** Hosts of one model and firmware that the first start leaves healthy. */
const fleet = [1, 2, 3, 4, 13, 15].map((n) => `hv-${String(n).padStart(4, '0')}.fabric.test`);
const [canary = '', ...others] = fleet;
const rolloutName = 'Firmware 99';
const newBaseline = 'R7525 firmware 99';

test.describe.configure({ mode: 'serial' });

/** Puts the new firmware on hosts, which restarts them and has them attest; or takes it off. */
async function updateFirmware(console: Page, names: readonly string[], on = true): Promise<void> {
  const { csrfToken } = await (await console.request.get('/api/session')).json();
  const headers = { 'x-csrf-token': csrfToken, 'sec-fetch-site': 'same-origin' };
  for (const name of names) {
    const faults = `/api/simulator/hosts/${name}/faults`;
    const answer = on
      ? await console.request.post(faults, { data: { fault: 'firmware-updated' }, headers })
      : await console.request.delete(`${faults}/firmware-updated`, { headers });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}

test('the canary is refused, and stands out of its cluster', async ({ console, guardian }) => {
  await updateFirmware(console, [canary]);
  await expect
    .poll(
      async () =>
        (
          await (
            await guardian.request.get(`/Administration/attestations?filter=host:${canary}`)
          ).json()
        ).items[0].status,
      { timeout: 60_000 },
    )
    .toBe('InsecureHostConfiguration');

  await guardian.goto('/clusters');
  const cluster = guardian.getByRole('row').filter({ hasText: canary });
  await expect(cluster).toContainText('firmware version changed');
  await expectAccessible(guardian, 'clusters');
});

test('its refusal leads to a plan, which trusts nothing', async ({ guardian }) => {
  await guardian.goto(`/attestations?filter=host:${canary}`);
  await guardian.getByRole('grid').getByRole('row').nth(1).click();
  await guardian.getByRole('link', { name: 'Accept as new baseline…' }).click();
  await expect(guardian.getByRole('heading', { name: 'Make a boot a baseline' })).toBeVisible();
  await expect(guardian.getByText(`proven by ${canary}`)).toBeVisible();
  await expect(guardian.getByRole('region', { name: 'Difference' })).toContainText('firmware');
  await expectAccessible(guardian, 'a boot to be made a baseline');
  await guardian.getByRole('button', { name: 'Plan a rollout instead' }).click();

  await guardian.getByLabel('Name of the rollout').fill(rolloutName);
  await guardian.getByLabel('Name of the new baseline').fill(newBaseline);
  await guardian.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(guardian.getByRole('heading', { level: 1, name: rolloutName })).toBeVisible();
  await expect(guardian.getByText(/nothing is trusted yet/)).toBeVisible();
});

test('pre-approved, old and new firmware pass, and the page follows the hosts', async ({
  console,
  guardian,
}) => {
  await guardian.goto('/rollouts');
  await guardian.getByRole('link', { name: rolloutName }).click();
  await expectAccessible(guardian, 'a planned rollout');
  await guardian.getByRole('button', { name: 'Pre-approve' }).click();
  await guardian.getByRole('dialog').getByRole('button', { name: 'Pre-approve' }).click();
  await expect(guardian.getByText(/Running: 1 of \d+ hosts have moved/)).toBeVisible();

  await updateFirmware(console, others);
  const rows = guardian.getByRole('grid', { name: 'Hosts' }).getByRole('row');
  for (const name of fleet)
    await expect(rows.filter({ hasText: name })).toContainText('Moved', { timeout: 60_000 });
  // The canary attests again when it is due, or when a fabric administrator has it do so.
  for (const name of others) {
    const { items } = await (
      await guardian.request.get(`/Administration/attestations?filter=host:${name}&limit=1`)
    ).json();
    expect(items[0]).toMatchObject({ status: 'Passed', baseline: newBaseline });
  }
});

test('the old baseline is retired with its hosts left behind named, and back with one undo', async ({
  guardian,
}) => {
  await guardian.goto('/rollouts');
  await guardian.getByRole('link', { name: rolloutName }).click();
  const old = (await guardian.getByRole('definition').nth(1).textContent()) ?? '';
  const dialog = guardian.getByRole('dialog');
  await guardian.getByRole('button', { name: /^Retire the old baseline/ }).click();
  if (await dialog.isVisible()) {
    await dialog.getByLabel('Reason').fill('the others are taken out of service');
    await dialog.getByLabel(/^Type /).fill(old);
    await dialog.getByRole('button', { name: 'Retire it' }).click();
  }
  await expect(guardian.getByText(/^Finished: /)).toBeVisible();
  await guardian.getByRole('button', { name: 'Undo' }).click();
  await expect(guardian.getByText(/^(Running: |The last host)/)).toBeVisible();
});

test('withdrawn, the firmware is taken back and the hosts pass as before', async ({
  console,
  guardian,
}) => {
  await guardian.goto('/rollouts');
  await guardian.getByRole('link', { name: rolloutName }).click();
  await updateFirmware(console, fleet, false);
  const rows = guardian.getByRole('grid', { name: 'Hosts' }).getByRole('row');
  for (const name of fleet)
    await expect(rows.filter({ hasText: name })).toContainText('Not moved yet', {
      timeout: 60_000,
    });
  await guardian.getByRole('button', { name: 'Withdraw…' }).click();
  const dialog = guardian.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('the vendor has recalled it');
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await expect(guardian.getByText(/^Withdrawn: the vendor has recalled it/)).toBeVisible();
});
