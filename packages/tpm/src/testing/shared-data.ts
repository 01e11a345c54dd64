import { join } from 'node:path';

/** Corpora that are not part of the repository; tests that need one are skipped where it is not. */
export const sharedData =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
