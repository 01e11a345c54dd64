import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, product, sharedData, test } from '../fixtures.ts';

const root = join(import.meta.dirname, '../..');
const grid = (page: Page, name: string | RegExp) => page.getByRole('grid', { name });

test.describe.configure({ mode: 'serial' });

test('a refusal leads to the event that shows it, its values and its bytes', async ({
  guardian: page,
}) => {
  const { items } = await (
    await page.request.get('/Administration/attestations?limit=500&filter=status:Insecure')
  ).json();
  const refused: readonly { id: string; substatus: readonly string[] }[] = items;
  const id = refused.find(({ substatus }) => substatus.includes('SecureBoot'))?.id;
  await page.goto(`/attestations?id=${id}`);
  await page
    .getByRole('definition')
    .getByRole('link', { name: /^[0-9a-f]{4}…/ })
    .click();
  await expect(page.getByRole('heading', { name: /^What the attestation of/ })).toBeVisible();
  await page.getByRole('button', { name: /^Show event \d+/ }).click();
  await expect(page).toHaveURL(/[?&]event=\d+/);
  const pane = page.getByRole('region', { name: /^Event \d+$/ });
  await expect(pane).toContainText('Variable SecureBoot: off');
  await expect(pane).toContainText('Does not prove');
  await expect(pane.getByRole('region', { name: /^Bytes/ })).toContainText('00000000  61 df e4 8b');
  await expectAccessible(page, 'the log of a refusal');
});

test('a log is walked by keys, and its address shows a colleague the same', async ({
  guardian: page,
}) => {
  const { items } = await (await page.request.get('/Administration/event-logs?limit=1')).json();
  const { digest } = items[0];
  await page.goto(`/event-logs/${digest}?filter=pcr:7`);
  await expect(grid(page, 'Events')).toContainText('SecureBoot');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page).toHaveURL(/event=/);
  const address = page.url();
  const heading = page.getByRole('heading', { name: /^Event \d+$/ });
  const shown = await heading.textContent();
  await page.keyboard.press('/');
  await expect(page.getByLabel('Filter events')).toBeFocused();
  await page.goto(address);
  await expect(heading).toHaveText(shown ?? '');
  await expect(page.getByLabel('Filter events')).toHaveValue('pcr:7');
  await page.getByRole('tab', { name: 'PCRs' }).click();
  await grid(page, 'PCRs of the log').getByText('Secure Boot').click();
  await expect(grid(page, 'How PCR 7 comes to its value')).toContainText('Variable SecureBoot');
  await expectAccessible(page, 'the PCRs of a log');
});

test('what is downloaded is what the offline reader prints', async ({ guardian: page }) => {
  const { items } = await (await page.request.get('/Administration/event-logs?limit=1')).json();
  await page.goto(`/event-logs/${items[0].digest}`);
  const save = async (entry: RegExp): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Download' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: entry }).click(),
    ]);
    return readFileSync(await download.path());
  };
  const file = join(product.data, 'downloaded.tcglog');
  writeFileSync(file, await save(/^The log itself/));
  const json = await save(/^As JSON/);
  const tool = ['--import', 'tsx', join(root, 'scripts/eventlog.ts'), file, '--json'];
  const { stdout } = spawnSync(process.execPath, tool, { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(json.toString('utf8'))).toEqual(JSON.parse(stdout));
});

test('two files stand beside each other, and the difference is told in words first', async ({
  guardian: page,
}) => {
  const log = (name: string) =>
    join(sharedData, `eventlogs/guard-oss/test-HP-EliteBook-830-G6-${name}.0.bin`);
  test.skip(!existsSync(log('baseline')), `${log('baseline')} is not at hand`);
  await page.goto('/compare');
  for (const [at, name] of ['baseline', 'add-mokx'].entries()) {
    await page.getByRole('button', { name: 'Look at a file…' }).nth(at).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('TCG log').setInputFiles(log(name));
    await dialog.getByRole('button', { name: 'Look at a boot log' }).click();
    await expect(dialog).toBeHidden();
  }
  await expect(
    page.getByText(/^Compared with .* differs in PCRs 1, 14: 3 events changed, 1 gone/),
  ).toBeVisible();
  const lines = grid(page, 'Events of both logs');
  await expect(lines).toHaveAttribute('aria-rowcount', '5');
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'What changed' })).toBeVisible();
  await expectAccessible(page, 'a comparison');
  await page.getByLabel('Only differences').uncheck();
  await expect(lines).toHaveAttribute('aria-rowcount', '121');
});
