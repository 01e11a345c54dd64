import type { serverRoutes } from '@gatehouse/contracts';
import type { Handlers } from '@gatehouse/http';

/** The handlers that one feature contributes. */
export type ServerHandlers = Handlers<typeof serverRoutes>;
export type FeatureHandlers<K extends keyof ServerHandlers> = Pick<ServerHandlers, K>;
