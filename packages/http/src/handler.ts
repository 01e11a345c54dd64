import type { Route, RouteInput, RouteOutput } from '@gatehouse/contracts';

/** Who asks. `role` is one of the roles that the service was made with. */
export interface Actor {
  readonly id: string;
  readonly username: string;
  readonly role: string;
}

export type RouteTable = Readonly<Record<string, Route>>;

/** The routes that the service answers by itself: they set the cookie. */
export type SessionRouteName = 'setupState' | 'setup' | 'signIn' | 'session' | 'signOut';

export interface HandlerInput<T> extends RouteInput<T> {
  readonly actor: Actor;
  /** Aborted when the caller has gone away or the service stops. */
  readonly signal: AbortSignal;
  /**
   * Names what a mutation is about, for the audit log: a name, not an id. Call it once it is known;
   * without it the entry shows `body.name` or the path parameters. The entry itself is written by the
   * service for every mutation, with the outcome.
   */
  readonly subject: (name: string) => void;
}

/** Answers one route. Input is validated; output is checked against the contract and stripped to it. */
export type Handler<T> = (input: HandlerInput<T>) => Promise<RouteOutput<T>>;

/** One handler for every route but those of the session. */
export type Handlers<R extends RouteTable> = {
  readonly [K in Exclude<keyof R, SessionRouteName>]: Handler<R[K]>;
};
