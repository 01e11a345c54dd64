import type { HostTpm } from '@gatehouse/contracts';
import { Card } from '../../../shared/ui/Card.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { useMessages } from '../messages.ts';

interface Props {
  readonly device: NonNullable<HostTpm['device']>;
  readonly readAt: string | null;
}

/** Which TPM it is, as the host tells it. */
export const DeviceCard = ({ device, readAt }: Props) => {
  const t = useMessages();
  const { family, level, revision } = device;
  const states = (['enabled', 'activated', 'owned'] as const).map((state) =>
    t(device[state] ? `tpm.state.${state}` : `tpm.state.not_${state}`),
  );
  return (
    <Card title={t('tpm.device')}>
      <Facts
        facts={[
          [t('tpm.manufacturer'), device.manufacturer],
          [t('tpm.model'), device.model],
          [t('tpm.firmware'), device.firmwareVersion],
          [
            t('tpm.specification'),
            level === null || revision === null
              ? t('tpm.family', { family })
              : t('tpm.specificationOf', { family, level, revision }),
          ],
          [t('tpm.stateTitle'), states.join(', ')],
          [t('tpm.readAt'), <RelativeTime key="read" at={readAt} />],
        ]}
      />
    </Card>
  );
};
