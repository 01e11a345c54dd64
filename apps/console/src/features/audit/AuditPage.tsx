import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { AuditLog, type AuditSearch } from '../../shared/audit/AuditLog.tsx';

interface Props {
  readonly search: AuditSearch;
  readonly onSearch: (changed: AuditSearch) => void;
}

/** Who changed what in the fabric. */
export const AuditPage = ({ search, onSearch }: Props) => {
  const { filter = '' } = search;
  const query = useQuery({
    ...serverQuery(useApi(), 'listAudit', { query: { limit: 1000, filter } }),
    placeholderData: keepPreviousData,
  });
  return <AuditLog query={query} search={search} onSearch={onSearch} />;
};
