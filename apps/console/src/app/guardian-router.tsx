import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Failed } from '../shared/ui/states.tsx';
import {
  BaselinePage,
  BaselinesPage,
  ClustersPage,
  NewBaselinePage,
  PlanRolloutPage,
  RolloutPage,
  RolloutsPage,
} from './boot-pages.ts';
import { MissingPage } from './MissingPage.tsx';
import { wordsOf } from './search.ts';

/** Not part of the start: who signs in first does not wait for the frame. */
const GuardianShell = lazy(() =>
  import('./shell/GuardianShell.tsx').then((m) => ({ default: m.GuardianShell })),
);
const WaitingPage = lazy(() =>
  import('../features/guardian/WaitingPage.tsx').then((m) => ({ default: m.WaitingPage })),
);
const TpmHostsPage = lazy(() =>
  import('../features/guardian/TpmHostsPage.tsx').then((m) => ({ default: m.TpmHostsPage })),
);
const EventLogsPage = lazy(() =>
  import('../features/event-logs/EventLogsPage.tsx').then((m) => ({ default: m.EventLogsPage })),
);
const EventLogPage = lazy(() =>
  import('../features/event-logs/EventLogPage.tsx').then((m) => ({ default: m.EventLogPage })),
);
const ComparePage = lazy(() =>
  import('../features/event-logs/ComparePage.tsx').then((m) => ({ default: m.ComparePage })),
);
const TrustedPoliciesPage = lazy(() =>
  import('../features/guardian/TrustedPoliciesPage.tsx').then((m) => ({
    default: m.TrustedPoliciesPage,
  })),
);
const BuiltInPoliciesPage = lazy(() =>
  import('../features/guardian/BuiltInPoliciesPage.tsx').then((m) => ({
    default: m.BuiltInPoliciesPage,
  })),
);
const TpmRootsPage = lazy(() =>
  import('../features/guardian/TpmRootsPage.tsx').then((m) => ({ default: m.TpmRootsPage })),
);
const AttestationsPage = lazy(() =>
  import('../features/guardian/AttestationsPage.tsx').then((m) => ({
    default: m.AttestationsPage,
  })),
);
const GuardianAuditPage = lazy(() =>
  import('../features/guardian/GuardianAuditPage.tsx').then((m) => ({
    default: m.GuardianAuditPage,
  })),
);
const SignInPage = lazy(() =>
  import('../features/sign-in/SignInPage.tsx').then((m) => ({ default: m.SignInPage })),
);
const SetupPage = lazy(() =>
  import('../features/sign-in/SetupPage.tsx').then((m) => ({ default: m.SetupPage })),
);

const root = createRootRoute({
  component: () => (
    <Suspense fallback={null}>
      <Outlet />
    </Suspense>
  ),
});

/** Only a path of these pages: a link cannot send somebody elsewhere after signing in. */
const enter = (to: string | undefined) =>
  location.assign(to !== undefined && /^\/(?!\/)/.test(to) ? to : '/');

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: wordsOf('to'),
  component: function SignIn() {
    const { to } = signIn.useSearch();
    return <SignInPage domain="guardian" onSignedIn={() => enter(to)} />;
  },
});
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: () => <SetupPage domain="guardian" onSignedIn={() => enter('/')} />,
});
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: GuardianShell });

const waiting = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: () => <WaitingPage />,
});
const tpmHosts = createRoute({
  getParentRoute: () => inside,
  path: '/tpm-hosts',
  validateSearch: wordsOf('filter'),
  component: () => <TpmHostsPage />,
});
const baselines = createRoute({
  getParentRoute: () => inside,
  path: '/baselines',
  validateSearch: wordsOf('filter', 'sort'),
  component: () => <BaselinesPage />,
});
const newBaseline = createRoute({
  getParentRoute: () => inside,
  path: '/baselines/new',
  validateSearch: wordsOf('log', 'ignores', 'supersedes'),
  component: () => <NewBaselinePage />,
});
const baseline = createRoute({
  getParentRoute: () => inside,
  path: '/baselines/$id',
  component: function OneBaseline() {
    return <BaselinePage id={baseline.useParams().id} />;
  },
});
const clusters = createRoute({
  getParentRoute: () => inside,
  path: '/clusters',
  validateSearch: wordsOf('filter', 'sort', 'cluster'),
  component: () => <ClustersPage />,
});
const rollouts = createRoute({
  getParentRoute: () => inside,
  path: '/rollouts',
  validateSearch: wordsOf('filter', 'sort'),
  component: () => <RolloutsPage />,
});
const planRollout = createRoute({
  getParentRoute: () => inside,
  path: '/rollouts/new',
  validateSearch: wordsOf('log', 'old'),
  component: () => <PlanRolloutPage />,
});
const rollout = createRoute({
  getParentRoute: () => inside,
  path: '/rollouts/$id',
  validateSearch: wordsOf('filter', 'sort'),
  component: function OneRollout() {
    return <RolloutPage id={rollout.useParams().id} />;
  },
});
const eventLogs = createRoute({
  getParentRoute: () => inside,
  path: '/event-logs',
  validateSearch: wordsOf('filter'),
  component: function EventLogs() {
    const navigate = eventLogs.useNavigate();
    return (
      <EventLogsPage
        filter={eventLogs.useSearch().filter ?? ''}
        onFilter={(filter) => {
          navigate({ search: { filter: filter || undefined }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});
const eventLog = createRoute({
  getParentRoute: () => inside,
  path: '/event-logs/$digest',
  validateSearch: wordsOf('filter', 'event', 'view', 'pcr', 'bank', 'attestation'),
  component: function EventLog() {
    const navigate = eventLog.useNavigate();
    const search = eventLog.useSearch();
    return (
      <EventLogPage
        digest={eventLog.useParams().digest}
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});
const compare = createRoute({
  getParentRoute: () => inside,
  path: '/compare',
  validateSearch: wordsOf('left', 'right', 'show', 'pcr', 'line'),
  component: function Compare() {
    const navigate = compare.useNavigate();
    const search = compare.useSearch();
    return (
      <ComparePage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
});
const trustedPolicies = createRoute({
  getParentRoute: () => inside,
  path: '/code-integrity-policies',
  component: () => <TrustedPoliciesPage />,
});
const builtInPolicies = createRoute({
  getParentRoute: () => inside,
  path: '/policies',
  component: () => <BuiltInPoliciesPage />,
});
const tpmRoots = createRoute({
  getParentRoute: () => inside,
  path: '/tpm-roots',
  component: () => <TpmRootsPage />,
});
const attestations = createRoute({
  getParentRoute: () => inside,
  path: '/attestations',
  validateSearch: wordsOf('filter', 'id'),
  component: function Attestations() {
    const navigate = attestations.useNavigate();
    const search = attestations.useSearch();
    return (
      <AttestationsPage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
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
      <GuardianAuditPage
        search={search}
        onSearch={(changed) => {
          navigate({ search: { ...search, ...changed }, replace: true }).catch(() => {});
        }}
      />
    );
  },
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
    waiting,
    tpmHosts,
    baselines,
    newBaseline,
    baseline,
    clusters,
    rollouts,
    planRollout,
    rollout,
    eventLogs,
    eventLog,
    compare,
    trustedPolicies,
    builtInPolicies,
    tpmRoots,
    attestations,
    audit,
    missing,
  ]),
]);

/** Every Guardian page, its address and what the address holds. */
export const createGuardianRouter = () =>
  createRouter({
    routeTree: tree,
    defaultPreload: false,
    scrollRestoration: true,
    // Addresses hold words as they are: `event=34`, not a JSON string of it.
    parseSearch: parseSearchWith((word) => word),
    stringifySearch: stringifySearchWith(String),
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
  });
