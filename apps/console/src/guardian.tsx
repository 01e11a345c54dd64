import { createGuardianRouter } from './app/guardian-router.tsx';
import { start } from './app/start.tsx';

start(createGuardianRouter());
