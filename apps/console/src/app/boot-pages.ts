import { lazy } from 'react';

/** Pages about what hosts boot: each is loaded when it is opened. */
export const BaselinesPage = lazy(() =>
  import('../features/guardian/baselines/BaselinesPage.tsx').then((m) => ({
    default: m.BaselinesPage,
  })),
);
export const BaselinePage = lazy(() =>
  import('../features/guardian/baselines/BaselinePage.tsx').then((m) => ({
    default: m.BaselinePage,
  })),
);
export const NewBaselinePage = lazy(() =>
  import('../features/guardian/baselines/NewBaselinePage.tsx').then((m) => ({
    default: m.NewBaselinePage,
  })),
);
export const ClustersPage = lazy(() =>
  import('../features/guardian/clusters/ClustersPage.tsx').then((m) => ({
    default: m.ClustersPage,
  })),
);
export const RolloutsPage = lazy(() =>
  import('../features/guardian/rollouts/RolloutsPage.tsx').then((m) => ({
    default: m.RolloutsPage,
  })),
);
export const PlanRolloutPage = lazy(() =>
  import('../features/guardian/rollouts/PlanRolloutPage.tsx').then((m) => ({
    default: m.PlanRolloutPage,
  })),
);
export const RolloutPage = lazy(() =>
  import('../features/guardian/rollouts/RolloutPage.tsx').then((m) => ({ default: m.RolloutPage })),
);
