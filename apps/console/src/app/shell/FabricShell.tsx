import DashboardOutlined from '@mui/icons-material/DashboardOutlined';
import DnsOutlined from '@mui/icons-material/DnsOutlined';
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import ScienceOutlined from '@mui/icons-material/ScienceOutlined';
import SettingsOutlined from '@mui/icons-material/SettingsOutlined';
import ShieldOutlined from '@mui/icons-material/ShieldOutlined';
import WorkHistoryOutlined from '@mui/icons-material/WorkHistoryOutlined';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { connectLive } from '../../shared/live/live-line.ts';
import { createLiveStore } from '../../shared/live/live-store.ts';
import { LiveContext, useLivePhase } from '../../shared/live/use-live.ts';
import { type SignedIn, usePermission } from '../../shared/session/session.ts';
import { Loading } from '../../shared/ui/states.tsx';
import { onRows, onSnapshot, onTopics } from '../live-updates.ts';
import type { NavItem } from './nav-item.ts';
import { RunningJobs } from './RunningJobs.tsx';
import { SessionGate } from './SessionGate.tsx';
import { Shell } from './Shell.tsx';
import { UserMenu } from './UserMenu.tsx';
import { useSignOut } from './use-sign-out.ts';

const CommandSearch = lazy(() =>
  import('./CommandSearch.tsx').then((module) => ({ default: module.CommandSearch })),
);

const useItems = (): readonly NavItem[] => {
  const t = useShared();
  const api = useApi();
  const settings = useQuery(serverQuery(api, 'getHgsSettings', {}));
  const simulator = useQuery({ ...serverQuery(api, 'getSimulator', {}), retry: false });
  const guardianUrl = settings.data?.guardianUrl ?? null;
  const users = usePermission('users.read');
  return [
    { label: t('nav.overview'), icon: DashboardOutlined, to: '/overview' },
    { label: t('nav.fabric'), icon: DnsOutlined, to: '/hosts' },
    ...(guardianUrl === null
      ? []
      : [{ label: t('nav.guardian'), icon: ShieldOutlined, to: guardianUrl, external: true }]),
    { label: t('nav.jobs'), icon: WorkHistoryOutlined, to: '/jobs' },
    { label: t('nav.audit'), icon: FactCheckOutlined, to: '/audit' },
    {
      label: t('nav.settings'),
      icon: SettingsOutlined,
      to: '/settings',
      children: [
        { label: t('nav.hostGuardianService'), to: '/settings/host-guardian-service' },
        { label: t('nav.runAsAccounts'), to: '/settings/run-as-accounts' },
        ...(users ? [{ label: t('nav.users'), to: '/settings/users' }] : []),
      ],
    },
    ...(simulator.data?.attached === true
      ? [{ label: t('nav.simulator'), icon: ScienceOutlined, to: '/simulator' }]
      : []),
  ];
};

const Frame = ({ session }: SignedIn) => {
  const t = useShared();
  const live = useLivePhase();
  const items = useItems();
  const signOut = useSignOut('fabric');
  const { username, role } = session.user;
  return (
    <Shell
      brand="Gatehouse"
      items={items}
      live={live}
      search={
        <Suspense fallback={null}>
          <CommandSearch items={items} />
        </Suspense>
      }
      tools={
        <>
          <RunningJobs />
          <UserMenu
            username={username}
            role={t(`role.${role as 'administrator'}`)}
            onSignOut={signOut}
          />
        </>
      }
    >
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </Shell>
  );
};

const LiveFrame = (signedIn: SignedIn) => {
  const queryClient = useQueryClient();
  const [store] = useState(createLiveStore);
  useEffect(
    () =>
      connectLive(store, {
        topics: onTopics(queryClient),
        rows: (hosts, jobs) => onRows(queryClient, hosts, jobs),
        snapshot: onSnapshot(queryClient),
      }),
    [store, queryClient],
  );
  return (
    <LiveContext value={store}>
      <Frame {...signedIn} />
    </LiveContext>
  );
};

/** Everything behind the sign-in of the fabric console. */
export const FabricShell = () => (
  <SessionGate domain="fabric">{(signedIn) => <LiveFrame {...signedIn} />}</SessionGate>
);
