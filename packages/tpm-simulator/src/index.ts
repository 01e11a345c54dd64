export {
  type Conversation,
  type FramedTpm,
  type Framing,
  type FramingName,
  framingNames,
  type Next,
} from './framing.ts';
export { createFraming } from './framings.ts';
export {
  createSimulatedTpm,
  type SimulatedTpm,
  type SimulatedTpmOptions,
} from './simulated-tpm.ts';
