import AssignmentTurnedInOutlined from '@mui/icons-material/AssignmentTurnedInOutlined';
import DnsOutlined from '@mui/icons-material/DnsOutlined';
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import HowToRegOutlined from '@mui/icons-material/HowToRegOutlined';
import LockOutlined from '@mui/icons-material/LockOutlined';
import MemoryOutlined from '@mui/icons-material/MemoryOutlined';
import MoveUpOutlined from '@mui/icons-material/MoveUpOutlined';
import PolicyOutlined from '@mui/icons-material/PolicyOutlined';
import ReceiptLongOutlined from '@mui/icons-material/ReceiptLongOutlined';
import RuleOutlined from '@mui/icons-material/RuleOutlined';
import VerifiedUserOutlined from '@mui/icons-material/VerifiedUserOutlined';
import WorkspacesOutlined from '@mui/icons-material/WorkspacesOutlined';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useMessages } from '../../features/guardian/messages.ts';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import type { SignedIn } from '../../shared/session/session.ts';
import { Loading } from '../../shared/ui/states.tsx';
import type { NavItem } from './nav-item.ts';
import { SessionGate } from './SessionGate.tsx';
import { Shell } from './Shell.tsx';
import { UserMenu } from './UserMenu.tsx';
import { useFeed } from './use-feed.ts';
import { useSignOut } from './use-sign-out.ts';

const useItems = (): readonly NavItem[] => {
  const t = useMessages();
  const summary = useQuery(hgsQuery(useApi(), 'getHgsSummary', {}));
  const consoleUrl = summary.data?.consoleUrl ?? null;
  return [
    {
      label: t('nav.waiting'),
      icon: HowToRegOutlined,
      to: '/',
      count: summary.data?.counts.waitingHosts,
    },
    { label: t('nav.tpmHosts'), icon: MemoryOutlined, to: '/tpm-hosts' },
    { label: t('nav.baselines'), icon: AssignmentTurnedInOutlined, to: '/baselines' },
    { label: t('nav.clusters'), icon: WorkspacesOutlined, to: '/clusters' },
    { label: t('nav.rollouts'), icon: MoveUpOutlined, to: '/rollouts' },
    { label: t('nav.codeIntegrity'), icon: PolicyOutlined, to: '/code-integrity-policies' },
    { label: t('nav.policies'), icon: RuleOutlined, to: '/policies' },
    { label: t('nav.tpmRoots'), icon: VerifiedUserOutlined, to: '/tpm-roots' },
    { label: t('nav.eventLogs'), icon: ReceiptLongOutlined, to: '/event-logs' },
    { label: t('nav.attestations'), icon: LockOutlined, to: '/attestations' },
    { label: t('nav.audit'), icon: FactCheckOutlined, to: '/audit' },
    ...(consoleUrl === null
      ? []
      : [{ label: t('nav.console'), icon: DnsOutlined, to: consoleUrl, external: true }]),
  ];
};

const Frame = ({ session }: SignedIn) => {
  const shared = useShared();
  const { username, role } = session.user;
  const live = useFeed();
  const items = useItems();
  const signOut = useSignOut('guardian');
  return (
    <Shell
      brand="Gatehouse Guardian"
      items={items}
      live={live}
      tools={
        <UserMenu
          username={username}
          role={shared(`role.${role as 'hgs-administrator'}`)}
          onSignOut={signOut}
        />
      }
    >
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </Shell>
  );
};

/** Everything behind the sign-in of the Host Guardian Service. */
export const GuardianShell = () => (
  <SessionGate domain="guardian">{(signedIn) => <Frame {...signedIn} />}</SessionGate>
);
