import type { hgsRoutes } from '@gatehouse/contracts';
import type { Handlers } from '@gatehouse/http';

/** Handlers of the administration interface; each file gives those of its subject. */
export type HgsHandlers = Handlers<typeof hgsRoutes>;
