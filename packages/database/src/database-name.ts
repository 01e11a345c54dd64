/** The two trust domains: each has its own database, role and migrations. */
export type DatabaseName = 'server' | 'hgs';
