import type { HostTpm } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Card } from '../../../shared/ui/Card.tsx';
import { Hash } from '../../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../../shared/ui/StatusChip.tsx';
import { useMessages } from '../messages.ts';
import { PlainTable } from './PlainTable.tsx';

/** Keys that this TPM quoted with, newest first. Another one means that the TPM was cleared, or worse. */
export const AttestationKeys = ({ tpm }: { readonly tpm: HostTpm }) => {
  const t = useMessages();
  const current = tpm.hgs?.quote?.attestationKeyName ?? null;
  return (
    <Card title={t('tpm.ak.title')} flush>
      <Typography variant="body2" sx={{ padding: '0 16px 8px', color: 'text.secondary' }}>
        {tpm.attestationKeys.length === 0 ? t('tpm.ak.none') : t('tpm.ak.about')}
      </Typography>
      {tpm.attestationKeys.length > 0 && (
        <PlainTable
          label={t('tpm.ak.title')}
          rows={tpm.attestationKeys}
          rowKey={({ name }) => name}
          columns={[
            {
              header: t('tpm.ak.name'),
              cell: ({ name }) => (
                <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
                  <Hash value={name} label={t('tpm.ak.name')} />
                  {name === current && <StatusChip status="ok" word={t('tpm.ak.current')} />}
                </Box>
              ),
            },
            { header: t('tpm.ak.first'), cell: (row) => <RelativeTime at={row.firstSeen} /> },
            { header: t('tpm.ak.last'), cell: (row) => <RelativeTime at={row.lastSeen} /> },
            {
              header: t('tpm.ak.verdicts'),
              align: 'end',
              wideOnly: true,
              cell: ({ verdicts }) => verdicts,
            },
          ]}
        />
      )}
    </Card>
  );
};
