import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startProduct, untilSeeded } from './product.ts';

/** Starts the product once for all journeys; what it returns stops it. */
async function globalSetup(): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
  const product = await startProduct({ data, ports: await freePorts() });
  await untilSeeded(product);
  process.env['E2E_PRODUCT'] = JSON.stringify({
    data,
    consoleUrl: product.consoleUrl,
    guardianUrl: product.guardianUrl,
    simulatorUrl: product.simulatorUrl,
    setupLinks: product.setupLinks,
  });
  return async () => {
    await product.stop();
    await rm(data, { recursive: true, force: true });
  };
}

// biome-ignore lint/style/noDefaultExport: Playwright takes the default export of a global set-up
export default globalSetup;
