/**
 * One simulated TPM for TPM 2.0 tools, on loopback:
 * `npm run -s tpm -- --framing swtpm|mssim --port N [--state DIR]`.
 *
 * Commands on port N, the control (swtpm) or platform (mssim) channel on N+1. The TPM is started
 * (TPM2_Startup(CLEAR)) before the ports open. With `--state` it is the same TPM the next time.
 * Exit status 1 and one line on stderr if it cannot run.
 */
import { parseArgs } from 'node:util';
import { createTpmClient } from '@gatehouse/tpm';
import { createFraming, type FramingName, framingNames } from '@gatehouse/tpm-simulator';
import { serveFraming, TransportError } from '@gatehouse/tpm-transport';
import { openTpm } from './tpm/stored-tpm.ts';
import { ToolError } from './tpm/tool-error.ts';

const usage = 'usage: npm run -s tpm -- --framing swtpm|mssim --port N [--state DIR]';
const isFraming = (name: string | undefined): name is FramingName =>
  framingNames.some((known) => known === name);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        framing: { type: 'string' },
        port: { type: 'string' },
        state: { type: 'string' },
      },
    });
    return values;
  } catch {
    throw new ToolError(usage);
  }
}

async function run(): Promise<void> {
  const { framing, port: text, state = null } = options();
  if (!isFraming(framing) || text === undefined || state === '') throw new ToolError(usage);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_534)
    throw new ToolError(`--port ${text}: not a port from 1 to 65534 (the next one is used too)`);
  const tpm = await openTpm(state);
  await createTpmClient({ send: async (command) => tpm.execute(command, 0) }).startup();
  const server = await serveFraming(createFraming(framing, tpm), port);
  const stop = () => server.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`TPM ready: -T ${framing}:host=127.0.0.1,port=${port}\n`);
  await server.stopped;
  tpm.save();
}

try {
  await run();
} catch (error) {
  if (!(error instanceof ToolError || error instanceof TransportError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
