import type { EventToWrite } from '@gatehouse/measured-boot';
import type { BootContext, BootStep } from './boot-step.ts';
import { exitBootServicesSteps, firmwareSteps } from './firmware-steps.ts';
import { windowsSteps } from './windows-steps.ts';

/** All that a start measures, first to last: the table behind every simulated log. */
export const bootChain: readonly BootStep[] = [
  ...firmwareSteps,
  ...windowsSteps,
  ...exitBootServicesSteps,
];

/** The measurements of one boot. */
export const measurementsOf = (context: BootContext): readonly EventToWrite[] =>
  bootChain
    .filter((step) => step.when === undefined || step.when(context))
    .flatMap((step) => step.events(context));
