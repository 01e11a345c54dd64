import type { HostDetail } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { absoluteTime, milliseconds } from '../../shared/format/format.ts';
import { Card } from '../../shared/ui/Card.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { Empty } from '../../shared/ui/states.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { DataTable } from '../../shared/ui/table/DataTable.tsx';
import { useMessages } from './messages.ts';

type Service = HostDetail['services'][number];

const Services = ({ services }: { readonly services: readonly Service[] }) => {
  const t = useMessages();
  const columns: readonly Column<Service>[] = [
    { id: 'name', header: t('hw.service'), width: 240, grow: true, cell: ({ name }) => name },
    { id: 'state', header: t('hw.state'), width: 160, cell: ({ state }) => state },
    {
      id: 'startMode',
      header: t('hw.startMode'),
      width: 160,
      wideOnly: true,
      cell: ({ startMode }) => startMode,
    },
  ];
  return (
    <Card title={t('hw.services')} flush>
      {services.length === 0 ? (
        <Empty title={t('hw.noServices')} hint={t('hw.noServicesHint')} />
      ) : (
        <DataTable
          label={t('hw.services')}
          columns={columns}
          rows={services}
          rowKey={({ name }) => name}
          rowName={({ name }) => name}
        />
      )}
    </Card>
  );
};

/** What the host is: as it was last read. */
export const HardwareTab = ({ host }: { readonly host: HostDetail }) => {
  const t = useMessages();
  const accounts = useQuery(serverQuery(useApi(), 'listRunAsAccounts', {}));
  const account = accounts.data?.items.find(({ id }) => id === host.runAsAccountId);
  const { tpm, winrm } = host;
  return (
    <>
      <Card title={t('tab.hardware')}>
        <Facts
          facts={[
            [t('hw.os'), host.os?.caption ?? null],
            [t('hw.build'), host.os?.build ?? null],
            [t('hw.booted'), <RelativeTime key="booted" at={host.bootedAt} />],
            [t('hw.tpm'), tpm === null ? null : `${tpm.manufacturer} ${tpm.version}`],
            [
              t('hw.ek'),
              host.ekHash === null ? null : (
                <Hash key="ek" value={host.ekHash} label={t('hw.ek')} full />
              ),
            ],
            [
              t('hw.winrm'),
              winrm.milliseconds === null
                ? null
                : t('hw.answersIn', { time: milliseconds(winrm.milliseconds) }),
            ],
            [t('hw.lastSeen'), <RelativeTime key="seen" at={host.lastSeen} />],
            [
              t('hw.account'),
              account === undefined ? null : `${account.name} (${account.username})`,
            ],
            [t('hw.group'), host.group],
            [t('hw.added'), t('hw.addedBy', { at: absoluteTime(host.addedAt), by: host.addedBy })],
          ]}
        />
      </Card>
      <Services services={host.services} />
    </>
  );
};
