import 'i18next';
import type eventLogs from '../../features/event-logs/messages.en.json';
import type guardian from '../../features/guardian/messages.en.json';
import type hosts from '../../features/hosts/messages.en.json';
import type jobs from '../../features/jobs/messages.en.json';
import type overview from '../../features/overview/messages.en.json';
import type settings from '../../features/settings/messages.en.json';
import type simulator from '../../features/simulator/messages.en.json';
import type audit from '../audit/messages.en.json';
import type shared from './messages.en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shared';
    enableSelector: false;
    resources: {
      shared: typeof shared;
      audit: typeof audit;
      eventLogs: typeof eventLogs;
      guardian: typeof guardian;
      hosts: typeof hosts;
      jobs: typeof jobs;
      overview: typeof overview;
      settings: typeof settings;
      simulator: typeof simulator;
    };
  }
}
