import { expect, expectAccessible, test } from '../fixtures.ts';
import { HostPage } from '../pages/host-page.ts';

test('diagnostics end at the step that fails, open, with what to do', async ({ console: page }) => {
  // Left without Secure Boot by the first start.
  const host = await HostPage.open(page, 'hv-0005.fabric.test');
  await host.act('Run diagnostics');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Run diagnostics');
  const steps = page.getByRole('grid', { name: 'Steps' });
  const reached = steps.getByRole('row', { name: /Reach HGS from the host/ });
  await expect(reached).toContainText('HTTP 200', { timeout: 30_000 });
  const failed = page.getByRole('region', { name: 'Attest · hv-0005.fabric.test' });
  await expect(failed).toContainText('Turn on Secure Boot', { timeout: 30_000 });
  await expect(failed).toContainText('hgs-secure-boot-off');
  await expectAccessible(page, 'a diagnosis');
});
