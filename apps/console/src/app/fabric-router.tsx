import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { Suspense } from 'react';
import { Failed } from '../shared/ui/states.tsx';
import {
  AuditPage,
  FabricShell,
  HgsSettingsPage,
  HostPage,
  HostsPage,
  JobPage,
  JobsPage,
  OverviewPage,
  RunAsAccountsPage,
  SetupPage,
  SignInPage,
  SimulatorPage,
  UsersPage,
} from './fabric-pages.ts';
import { MissingPage } from './MissingPage.tsx';
import { hostListSearch, wordsOf } from './search.ts';

const root = createRootRoute({
  component: () => (
    <Suspense fallback={null}>
      <Outlet />
    </Suspense>
  ),
});

/** Only a path of this console: a link cannot send somebody elsewhere after signing in. */
const enter = (to: string | undefined) =>
  location.assign(to !== undefined && /^\/(?!\/)/.test(to) ? to : '/overview');

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: wordsOf('to'),
  component: function SignIn() {
    const { to } = signIn.useSearch();
    return <SignInPage domain="fabric" onSignedIn={() => enter(to)} />;
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: () => <SetupPage domain="fabric" onSignedIn={() => enter('/overview')} />,
});

const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: FabricShell });

const index = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: () => <Navigate to="/overview" replace />,
});
const overview = createRoute({
  getParentRoute: () => inside,
  path: '/overview',
  component: () => <OverviewPage />,
});

const hosts = createRoute({
  getParentRoute: () => inside,
  path: '/hosts',
  validateSearch: hostListSearch,
  component: function Hosts() {
    const search = hosts.useSearch();
    const navigate = hosts.useNavigate();
    return (
      <HostsPage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});

const host = createRoute({
  getParentRoute: () => inside,
  path: '/hosts/$id',
  validateSearch: wordsOf('tab', 'verdict'),
  component: function Host() {
    return <HostPage id={host.useParams().id} />;
  },
});

const jobs = createRoute({
  getParentRoute: () => inside,
  path: '/jobs',
  validateSearch: wordsOf('filter', 'sort'),
  component: function Jobs() {
    const search = jobs.useSearch();
    const navigate = jobs.useNavigate();
    return (
      <JobsPage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});

const job = createRoute({
  getParentRoute: () => inside,
  path: '/jobs/$id',
  validateSearch: wordsOf('step'),
  component: function Job() {
    const navigate = job.useNavigate();
    return (
      <JobPage
        id={job.useParams().id}
        step={job.useSearch().step}
        onStep={(step) => {
          navigate({ search: { step }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: wordsOf('filter', 'id'),
  component: function Audit() {
    const navigate = audit.useNavigate();
    const search = audit.useSearch();
    return (
      <AuditPage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: () => <Navigate to="/settings/host-guardian-service" replace />,
});
const hgsSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/host-guardian-service',
  component: () => <HgsSettingsPage />,
});
const runAsAccounts = createRoute({
  getParentRoute: () => inside,
  path: '/settings/run-as-accounts',
  component: () => <RunAsAccountsPage />,
});
const users = createRoute({
  getParentRoute: () => inside,
  path: '/settings/users',
  component: () => <UsersPage />,
});
const simulator = createRoute({
  getParentRoute: () => inside,
  path: '/simulator',
  component: () => <SimulatorPage />,
});

/** An address that is no page; the frame stays, so that one is a click away. */
const missing = createRoute({
  getParentRoute: () => inside,
  path: '$',
  component: MissingPage,
});

const tree = root.addChildren([
  signIn,
  setup,
  inside.addChildren([
    index,
    overview,
    hosts,
    host,
    jobs,
    job,
    audit,
    settings,
    hgsSettings,
    runAsAccounts,
    users,
    simulator,
    missing,
  ]),
]);

/** Every page of the fabric console, its address and what the address holds. */
export const createFabricRouter = () =>
  createRouter({
    routeTree: tree,
    defaultPreload: false,
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
  });
