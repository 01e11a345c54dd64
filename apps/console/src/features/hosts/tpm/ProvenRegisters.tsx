import type { HostTpm } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Card } from '../../../shared/ui/Card.tsx';
import { CopyButton } from '../../../shared/ui/CopyButton.tsx';
import { Hash } from '../../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { useMessages } from '../messages.ts';
import { PlainTable } from './PlainTable.tsx';
import { measuredInto } from './registers.ts';

type Proven = NonNullable<HostTpm['proven']>;

/** As tpm2_pcrread prints them, so that both can be compared by eye or by program. */
const asText = ({ bank, pcrs }: Proven): string =>
  [
    `${bank}:`,
    ...pcrs.map(({ pcr, value }) => `  ${String(pcr).padEnd(2)}: 0x${value.toUpperCase()}`),
  ].join('\n');

const Value = ({ value, label }: { readonly value: string; readonly label: string }) => (
  <>
    <Box sx={{ display: { xs: 'none', lg: 'block' } }}>
      <Hash value={value} label={label} full />
    </Box>
    <Box sx={{ display: { xs: 'block', lg: 'none' }, whiteSpace: 'nowrap' }}>
      <Hash value={value} label={label} />
    </Box>
  </>
);

/** The PCR values that HGS proved at the last attestation, and what each register is for. */
export const ProvenRegisters = ({ tpm }: { readonly tpm: HostTpm }) => {
  const t = useMessages();
  const { proven } = tpm;
  if (proven === null)
    return (
      <Card title={t('tpm.pcr.title')}>
        <Typography variant="body2">
          {t(`tpm.pcr.missing.${tpm.provenMissing ?? 'no-verdict'}`)}
        </Typography>
      </Card>
    );
  return (
    <Card
      title={t('tpm.pcr.title')}
      flush
      action={<CopyButton text={asText(proven)} label={t('tpm.pcr.copyAll')} />}
    >
      <Typography variant="body2" sx={{ padding: '0 16px 8px', color: 'text.secondary' }}>
        {t('tpm.pcr.proven', { bank: proven.bank })} <RelativeTime at={proven.at} />
      </Typography>
      <PlainTable
        label={t('tpm.pcr.title')}
        rows={proven.pcrs}
        rowKey={({ pcr }) => String(pcr)}
        columns={[
          { header: t('tpm.pcr.number'), short: true, cell: ({ pcr }) => pcr },
          {
            header: t('tpm.pcr.measures'),
            cell: ({ pcr }) => t(`tpm.pcr.of.${measuredInto(pcr)}`),
          },
          {
            header: t('tpm.pcr.events'),
            align: 'end',
            short: true,
            wideOnly: true,
            cell: ({ events }) => events ?? '—',
          },
          {
            header: t('tpm.pcr.value'),
            short: true,
            cell: ({ pcr, value }) => <Value value={value} label={`PCR ${pcr}`} />,
          },
        ]}
      />
    </Card>
  );
};
