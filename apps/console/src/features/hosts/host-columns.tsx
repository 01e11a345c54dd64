import type { HostSummary } from '@gatehouse/contracts';
import { Link } from '@tanstack/react-router';
import { milliseconds } from '../../shared/format/format.ts';
import { Glow } from '../../shared/ui/Glow.tsx';
import { RelativeTime } from '../../shared/ui/RelativeTime.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import type { Column } from '../../shared/ui/table/column.ts';
import { severity, statusOfAttestation, useWords } from '../../shared/vocabulary/words.ts';
import { useMessages } from './messages.ts';

/** Columns of the host list; the sort values are also what the CSV holds. */
export const useHostColumns = (): readonly Column<HostSummary>[] => {
  const t = useMessages();
  const words = useWords();
  const policyOf = (host: HostSummary) => {
    const policy = host.codeIntegrityPolicy;
    if (policy === null) return '—';
    const mode = t(`mode.${policy.mode}`);
    return `${policy.name ?? '—'} · ${policy.restartPending ? `${mode}, ${t('restartPending')}` : mode}`;
  };
  return [
    {
      id: 'status',
      header: t('col.status'),
      width: 124,
      sortValue: (host) => severity[host.status],
      cell: (host) => (
        <Glow value={host.status}>
          <StatusChip status={host.status} />
        </Glow>
      ),
    },
    {
      id: 'name',
      header: t('col.name'),
      width: 200,
      grow: true,
      sortValue: (host) => host.name,
      cell: (host) => (
        <Link to={`/hosts/${host.id}`} tabIndex={-1} title={host.name}>
          {host.name}
        </Link>
      ),
    },
    {
      id: 'group',
      header: t('col.group'),
      width: 110,
      wideOnly: true,
      sortValue: (host) => host.group,
      cell: (host) => <span title={host.group}>{host.group}</span>,
    },
    {
      id: 'attestation',
      header: t('col.attestation'),
      width: 216,
      wideOnly: true,
      sortValue: (host) =>
        host.attestation === null ? null : severity[statusOfAttestation[host.attestation.status]],
      cell: (host) =>
        host.attestation === null ? (
          '—'
        ) : (
          <Glow value={host.attestation.status}>
            <StatusChip
              status={statusOfAttestation[host.attestation.status]}
              word={words.attestation(host.attestation.status)}
            />
          </Glow>
        ),
    },
    {
      id: 'hgsClient',
      header: t('col.hgsClient'),
      width: 110,
      wideOnly: true,
      sortValue: (host) => severity[host.hgsClient],
      cell: (host) => <StatusChip status={host.hgsClient} />,
    },
    {
      id: 'policy',
      header: t('col.policy'),
      width: 210,
      wideOnly: true,
      sortValue: policyOf,
      cell: (host) => <span title={policyOf(host)}>{policyOf(host)}</span>,
    },
    {
      id: 'winrm',
      header: t('col.winrm'),
      width: 80,
      align: 'end',
      wideOnly: true,
      sortValue: (host) => host.winrm.milliseconds,
      cell: (host) =>
        host.winrm.milliseconds === null ? '—' : milliseconds(host.winrm.milliseconds),
    },
    {
      id: 'os',
      header: t('col.os'),
      width: 90,
      wideOnly: true,
      sortValue: (host) => host.os?.build ?? null,
      cell: (host) => host.os?.build ?? '—',
    },
    {
      id: 'tpm',
      header: t('col.tpm'),
      width: 90,
      wideOnly: true,
      sortValue: (host) => host.tpm?.manufacturer ?? null,
      cell: (host) => (host.tpm === null ? '—' : `${host.tpm.manufacturer} ${host.tpm.version}`),
    },
    {
      id: 'lastSeen',
      header: t('col.lastSeen'),
      width: 100,
      wideOnly: true,
      sortValue: (host) => host.lastSeen,
      cell: (host) => <RelativeTime at={host.lastSeen} />,
    },
  ];
};
