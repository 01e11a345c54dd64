export interface Credentials {
  /** `FABRIC\\gatehouse`, `gatehouse@fabric.test` or `gatehouse`. */
  readonly username: string;
  readonly password: string;
}
