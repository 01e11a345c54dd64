/** One HTTP/1.1 request to a host; names of headers are lower case. */
export interface HttpRequest {
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** From the start to the last byte of the answer. */
  readonly timeoutMilliseconds: number;
  /** It may be sent a second time if the host closed a kept connection before answering. */
  readonly repeatable: boolean;
  /** It carries a password that anybody on the way could read: only for TLS or loopback. */
  readonly carriesPassword: boolean;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Differs when the answer came over another connection than the one before. */
  readonly connection: number;
}

/** One kept-alive connection at a time, one request in flight at a time. */
export interface HttpConnection {
  /** Throws `WsmanError` with the code of what went wrong below HTTP. */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): void;
}

/** The port to the network: the package knows HTTP messages, never sockets. */
export interface HttpExchange {
  connect(endpoint: WsmanEndpointAddress): HttpConnection;
}

export interface WsmanEndpointAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** `/wsman` unless given. */
  readonly path?: string;
}
