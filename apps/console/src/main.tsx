import { createFabricRouter } from './app/fabric-router.tsx';
import { start } from './app/start.tsx';

start(createFabricRouter());
