import type { StepGroup } from '../step.ts';

const digits = (byte: string, bytes: number): string => byte.repeat(bytes);

export const pcrs: StepGroup = {
  name: 'pcrs',
  given: { event: 'an event', log: 'boot' },
  steps: [
    ['fresh', 'pcrread sha1:0,16,17,22,23+sha256:0,16,17,22,23', { output: 'exact' }],
    ['fresh-384', 'pcrread sha384:0,16,23', { output: 'exact' }],
    [
      'all-of-a-bank',
      `pcrread sha256:${Array.from({ length: 24 }, (_, i) => i).join(',')}`,
      { output: 'exact' },
    ],
    ['extend', `pcrextend 16:sha1=${digits('aa', 20)},sha256=${digits('bb', 32)}`],
    ['extended', 'pcrread sha1:16+sha256:16', { output: 'exact' }],
    ['extend-384', `pcrextend 16:sha384=${digits('cc', 48)}`],
    ['extended-384', 'pcrread sha384:16', { output: 'exact' }],
    ['extend-two', `pcrextend 8:sha256=${digits('01', 32)} 9:sha256=${digits('02', 32)}`],
    ['extended-two', 'pcrread sha256:8,9', { output: 'exact' }],
    ['event', 'pcrevent 16 event', { output: 'own', shows: /sha256: [0-9a-f]{64}/ }],
    ['after-event', 'pcrread sha256:16', { output: 'exact' }],
    ['event-hash', 'pcrevent event', { output: 'own', shows: /sha256: [0-9a-f]{64}/ }],
    ['reset', 'pcrreset 16 23'],
    ['after-reset', 'pcrread sha1:16+sha256:16', { output: 'exact' }],
    ['reset-of-0', 'pcrreset 0', { refused: 0x907 }],
    ['reset-of-17', 'pcrreset 17', { refused: 0x907 }],
    ['extend-of-17', `pcrextend 17:sha256=${digits('03', 32)}`, { refused: 0x907 }],
    ['extend-of-20', `pcrextend 20:sha256=${digits('03', 32)}`, { refused: 0x907 }],
    ['wrong-digest-size', `pcrextend 16:sha256=${digits('03', 31)}`, { refused: 'by the tool' }],
    ['unknown-pcr', `pcrextend 24:sha256=${digits('03', 32)}`, { refused: 0x184 }],
    ['policy-digest', 'createpolicy --policy-pcr -l sha256:16 -L policy', { output: 'exact' }],
    ['allocation', 'pcrallocate sha1:all+sha256:all+sha384:all', { output: 'own' }],
    ['allocation-refused', 'pcrallocate -P wrong sha256:all', { refused: 0x9a2 }],
  ],
};
