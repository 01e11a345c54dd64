import { lazy } from 'react';

/** Not part of the start: who signs in first does not wait for the frame. */
export const FabricShell = lazy(() =>
  import('./shell/FabricShell.tsx').then((m) => ({ default: m.FabricShell })),
);
export const OverviewPage = lazy(() =>
  import('../features/overview/OverviewPage.tsx').then((m) => ({ default: m.OverviewPage })),
);
export const HostsPage = lazy(() =>
  import('../features/hosts/HostsPage.tsx').then((m) => ({ default: m.HostsPage })),
);
export const HostPage = lazy(() =>
  import('../features/hosts/HostPage.tsx').then((m) => ({ default: m.HostPage })),
);
export const JobsPage = lazy(() =>
  import('../features/jobs/JobsPage.tsx').then((m) => ({ default: m.JobsPage })),
);
export const JobPage = lazy(() =>
  import('../features/jobs/JobPage.tsx').then((m) => ({ default: m.JobPage })),
);
export const AuditPage = lazy(() =>
  import('../features/audit/AuditPage.tsx').then((m) => ({ default: m.AuditPage })),
);
export const HgsSettingsPage = lazy(() =>
  import('../features/settings/HgsSettingsPage.tsx').then((m) => ({ default: m.HgsSettingsPage })),
);
export const RunAsAccountsPage = lazy(() =>
  import('../features/settings/RunAsAccountsPage.tsx').then((m) => ({
    default: m.RunAsAccountsPage,
  })),
);
export const UsersPage = lazy(() =>
  import('../features/settings/UsersPage.tsx').then((m) => ({ default: m.UsersPage })),
);
export const SimulatorPage = lazy(() =>
  import('../features/simulator/SimulatorPage.tsx').then((m) => ({ default: m.SimulatorPage })),
);
export const SignInPage = lazy(() =>
  import('../features/sign-in/SignInPage.tsx').then((m) => ({ default: m.SignInPage })),
);
export const SetupPage = lazy(() =>
  import('../features/sign-in/SetupPage.tsx').then((m) => ({ default: m.SetupPage })),
);
