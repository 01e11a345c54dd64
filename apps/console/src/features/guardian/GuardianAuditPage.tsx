import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { hgsQuery, useApi } from '../../shared/api/queries.ts';
import { AuditLog, type AuditSearch } from '../../shared/audit/AuditLog.tsx';

interface Props {
  readonly search: AuditSearch;
  readonly onSearch: (changed: AuditSearch) => void;
}

/** Who changed what HGS trusts. */
export const GuardianAuditPage = ({ search, onSearch }: Props) => {
  const { filter = '' } = search;
  const query = useQuery({
    ...hgsQuery(useApi(), 'listHgsAudit', { query: { limit: 1000, filter } }),
    placeholderData: keepPreviousData,
  });
  return <AuditLog query={query} search={search} onSearch={onSearch} />;
};
