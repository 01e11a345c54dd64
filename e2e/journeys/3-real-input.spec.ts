import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, sharedData, test } from '../fixtures.ts';

const log = join(sharedData, 'eventlogs/keylime/binary_bios_measurements-secureboot');

test('a boot log that others recorded becomes a baseline, with its events and PCR values', async ({
  guardian,
}) => {
  test.skip(!existsSync(log), `${log} is not at hand`);
  await guardian.goto('/baselines');
  await guardian.getByRole('button', { name: 'Add file…' }).click();
  const dialog = guardian.getByRole('dialog');
  await dialog.getByLabel('TCG event log (.tcglog)').setInputFiles(log);
  await dialog.getByLabel('Name').fill('Keylime sample');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await guardian.getByRole('link', { name: 'Keylime sample' }).click();
  await guardian.getByRole('link', { name: /, 99 events$/ }).click();
  await expect(guardian.getByText(/99 events, crypto-agile/)).toBeVisible();
  await guardian.getByLabel('Filter events').fill('pcr:7 SecureBoot');
  await expect(guardian.getByRole('grid', { name: 'Events' })).toContainText('SecureBoot');
  await guardian.getByRole('tab', { name: 'PCRs' }).click();
  await guardian.getByRole('grid', { name: 'PCRs of the log' }).getByText('Secure Boot').click();
  await expect(guardian.getByRole('grid', { name: /^How PCR 7 comes/ })).toContainText(
    'SecureBoot',
  );
});

test('what cannot be read says where and why', async ({ guardian }) => {
  await guardian.goto('/baselines');
  await guardian.getByRole('button', { name: 'Add file…' }).click();
  const dialog = guardian.getByRole('dialog');
  await dialog.getByLabel('TCG event log (.tcglog)').setInputFiles({
    name: 'broken.tcglog',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('no log at all, this is'),
  });
  await dialog.getByLabel('Name').fill('Broken');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText(/byte \d+/);
});

test('every log of a corpus can be kept as a baseline, of either format', async ({ guardian }) => {
  const folder = join(sharedData, 'eventlogs/go-eventlog');
  test.skip(!existsSync(folder), `${folder} is not at hand`);
  const { csrfToken } = await (await guardian.request.get('/Administration/session')).json();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.bin'))) {
    const response = await guardian.request.post('/Administration/baselines', {
      headers: { 'x-csrf-token': csrfToken },
      data: {
        name: file.slice(0, 64),
        content: readFileSync(join(folder, file)).toString('base64'),
      },
    });
    expect(response.status(), `${file}: ${await response.text()}`).toBe(201);
  }
});
