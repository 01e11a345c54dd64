import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fromBase64 } from '@gatehouse/bytes';
import { HostFailure } from '@gatehouse/fabric';
import { type Api, createApi } from '../seeding/api.ts';
import { until } from '../seeding/until.ts';
import type { RunningSimulator } from './running-simulator.ts';

/** What a {@link SmallServer} remembers: seeding is judged by it. */
export interface SmallServerState {
  policies: { id: string; name: string; content: Uint8Array }[];
  accounts: { id: string; name: string }[];
  settings: { attestationServerUrl: string; keyProtectionServerUrl: string } | null;
  hosts: { id: string; name: string }[];
  readonly actions: string[];
}

export interface SmallServer {
  readonly api: Api;
  readonly state: SmallServerState;
  close(): Promise<void>;
}

interface Body {
  readonly name?: string;
  readonly content?: string;
  readonly primary?: SmallServerState['settings'];
  readonly names?: readonly string[];
  readonly action?: string;
  readonly ids?: readonly string[];
}

const at = '2026-11-23T09:00:00.000Z';
const list = (items: readonly unknown[]) => ({ items, total: items.length });

const policyView = ({ id, name }: { id: string; name: string }) => ({
  id,
  name,
  fileName: 'SiPolicy.p7b',
  facts: {
    friendlyName: null,
    version: '10.2.0.0',
    policyId: null,
    basePolicyId: null,
    kind: 'base',
    form: 'binary',
    mode: 'enforced',
    options: [],
    rules: {
      allow: 0,
      deny: 0,
      fileAttributes: 0,
      hashes: 0,
      paths: 0,
      signers: 0,
      updateSigners: 0,
    },
    signingScenarios: [],
    sha256: '0'.repeat(64),
    contentSha256: '0'.repeat(64),
    size: 1,
  },
  deployable: true,
  notDeployableReason: null,
  usedBy: 0,
  addedAt: at,
  addedBy: 'seed',
});

const hostView = (host: { id: string; name: string }, healthy: boolean) => ({
  ...host,
  group: 'All Hosts',
  status: healthy ? 'ok' : 'error',
  since: at,
  reason: healthy ? null : 'not healthy',
  problems: [],
  attestation: null,
  hgsClient: 'ok',
  codeIntegrityPolicy: null,
  winrm: { status: 'ok', milliseconds: 1 },
  os: null,
  tpm: null,
  lastSeen: at,
  maintenance: false,
});

const jobView = (id: string, done: boolean) => ({
  id,
  kind: 'add-hosts',
  subject: 'hosts',
  status: done ? 'completed' : 'running',
  progress: done ? 1 : 0,
  startedBy: 'seed',
  createdAt: at,
  startedAt: at,
  endedAt: done ? at : null,
  outcome: null,
  cancellable: false,
  hostIds: [],
  steps: [],
});

const whileItStarts = (error: unknown): null => {
  if (error instanceof HostFailure && !error.answered) return null;
  throw error;
};

/**
 * As much of the server's interface as seeding needs, in memory; what it does to hosts it does to
 * real simulated ones over WS-Man. For tests of seeding alone.
 */
export async function runSmallServer(simulator: RunningSimulator): Promise<SmallServer> {
  const state: SmallServerState = {
    policies: [],
    accounts: [],
    settings: null,
    hosts: [],
    actions: [],
  };
  const jobs = new Map<string, boolean>();
  const healthy = new Set<string>();

  /** As the server does, it waits for a host that starts; how long is for the test to bound. */
  const attest = async (name: string): Promise<void> => {
    const { value } = await until(() => simulator.connect(name).attest().catch(whileItStarts), {
      what: `${name} to attest`,
      timeoutMilliseconds: 60_000,
    });
    if (value.attestationStatus === 100) healthy.add(name);
  };
  const configure = async (name: string): Promise<void> => {
    const host = simulator.connect(name);
    const policy = state.policies[0]?.content ?? new Uint8Array();
    if (state.settings !== null) await host.setHgsUrls(state.settings, null);
    await host.deployCodeIntegrityPolicy(policy);
    await host.restart();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await attest(name);
  };

  const answers: Readonly<Record<string, (body: Body) => unknown>> = {
    'GET /api/session': () => ({ csrfToken: 'token' }),
    'GET /api/code-integrity-policies': () => list(state.policies.map(policyView)),
    'POST /api/code-integrity-policies': ({ name = '', content = '' }) => {
      const policy = { id: randomUUID(), name, content: fromBase64(content) };
      state.policies.push(policy);
      return policyView(policy);
    },
    'GET /api/hgs-settings': () => settingsView(),
    'PUT /api/hgs-settings': ({ primary = null }) => {
      state.settings = primary;
      return { settings: settingsView(), jobId: null };
    },
    'GET /api/run-as-accounts': () => list(state.accounts.map(accountView)),
    'POST /api/run-as-accounts': ({ name = '' }) => {
      const account = { id: randomUUID(), name };
      state.accounts.push(account);
      return accountView(account);
    },
    'GET /api/hosts': () => list(state.hosts.map((host) => hostView(host, healthy.has(host.name)))),
    'POST /api/hosts': ({ names = [] }) => {
      const jobId = randomUUID();
      jobs.set(jobId, false);
      state.hosts.push(...names.map((name) => ({ id: randomUUID(), name })));
      void Promise.all(names.map(configure)).then(() => jobs.set(jobId, true));
      return { jobId };
    },
    'POST /api/host-actions': ({ action = '', ids = [] }) => {
      state.actions.push(action);
      const names = state.hosts.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
      if (action === 'attest') void Promise.all(names.map(attest));
      return { jobId: randomUUID() };
    },
  };
  const settingsView = () => ({
    primary: state.settings,
    fallback: null,
    shieldingHelperDisk: null,
    updatedAt: null,
    updatedBy: null,
    guardianUrl: null,
    suggested: null,
  });
  const accountView = (account: { id: string; name: string }) => ({
    ...account,
    username: 'FABRIC\\gatehouse',
    usedBy: 0,
    addedAt: at,
  });

  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const job = /^\/api\/jobs\/(.+)$/.exec(path)?.[1];
    const answer =
      job === undefined
        ? answers[`${request.method} ${path}`]?.(text === '' ? {} : (JSON.parse(text) as Body))
        : jobView(job, jobs.get(job) ?? false);
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    api: createApi({
      url: `http://127.0.0.1:${port}`,
      session: { domain: 'server', token: 'secret' },
    }),
    state,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
