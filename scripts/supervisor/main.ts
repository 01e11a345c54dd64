import { configurationOf } from './configuration.ts';
import { createPrinter } from './log-lines.ts';
import { type Product, startProduct } from './product.ts';
import { setupStateOf } from './setup-state.ts';
import { StartError } from './start-error.ts';
import { startVite } from './vite.ts';

const startedAt = Date.now();
const print = createPrinter((text) => process.stdout.write(text), process.stdout.isTTY === true);
const say = (line: string): void => print('gatehouse', line);

/** One address, with the one-time link as long as nobody has made the first administrator. */
async function invite(what: string, url: string, api: string, token: string): Promise<void> {
  const required = await setupStateOf(`${url}${api}`);
  say(`${what}: ${required ? `${url}/setup#token=${token}` : url}`);
}

async function announce(product: Product): Promise<void> {
  say(`ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  await invite('Console            ', product.consoleUrl, '/api', product.setup.server);
  await invite('Guardian pages     ', product.guardianUrl, '/Administration', product.setup.hgs);
  if (process.env['GATEHOUSE_ADMIN_PASSWORD'])
    say(
      'Sign in as admin with GATEHOUSE_ADMIN_PASSWORD, unless there was an administrator before.',
    );
  say('Stop with Ctrl-C.');
}

try {
  const configuration = configurationOf(process.env, process.argv.slice(2));
  const product = await startProduct(configuration, print);
  const vite = configuration.dev ? startVite(configuration, print) : null;
  const stop = (): void => {
    process.removeListener('SIGINT', stop);
    say('stopping …');
    vite?.kill('SIGTERM');
    void product.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await announce(product);
  if (!(await product.seeded))
    say(
      'The simulated fabric is not complete: seeding goes on at the next start, see its lines above.',
    );
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  say(error.message);
  process.exit(1);
}
