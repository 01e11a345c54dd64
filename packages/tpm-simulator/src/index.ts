export {
  createSimulatedTpm,
  type SimulatedTpm,
  type SimulatedTpmOptions,
} from './simulated-tpm.ts';
