import type { Session } from '@gatehouse/contracts';
import { createContext, useContext } from 'react';

/** Which trust domain this page belongs to: the fabric's server, or the Host Guardian Service. */
export type Domain = 'fabric' | 'guardian';

export interface SignedIn {
  readonly session: Session;
  readonly domain: Domain;
}

export const SessionContext = createContext<SignedIn | null>(null);

/** Whether the signed-in user may do what needs `permission`; the server decides anyway. */
export const usePermission = (permission: string): boolean =>
  useContext(SessionContext)?.session.user.permissions.includes(permission) ?? false;

export const useSignedIn = () => useContext(SessionContext);
