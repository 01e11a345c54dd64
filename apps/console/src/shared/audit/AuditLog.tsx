import type { AuditEntry } from '@gatehouse/contracts';
import TextField from '@mui/material/TextField';
import type { UseQueryResult } from '@tanstack/react-query';
import { absoluteTime } from '../format/format.ts';
import { useShared } from '../i18n/i18n.ts';
import { Card } from '../ui/Card.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Page } from '../ui/Page.tsx';
import { Empty, Shown } from '../ui/states.tsx';
import { AuditList, AuditOutcome } from './AuditList.tsx';
import { useActionWords } from './action-words.ts';

const Detail = ({ entry }: { readonly entry: AuditEntry }) => {
  const t = useShared();
  const wordsOf = useActionWords();
  return (
    <Card title={wordsOf(entry.action)}>
      <Facts
        facts={[
          [t('audit.at'), absoluteTime(entry.at)],
          [t('audit.actor'), entry.actor],
          [t('audit.object'), entry.object],
          [t('audit.outcome'), <AuditOutcome key="outcome" entry={entry} />],
          [t('audit.code'), <code key="code">{entry.action}</code>],
        ]}
      />
    </Card>
  );
};

export interface AuditSearch {
  readonly filter?: string | undefined;
  /** Of the entry that is open. */
  readonly id?: string | undefined;
}

interface Props {
  readonly query: UseQueryResult<{ readonly items: readonly AuditEntry[] }>;
  readonly search: AuditSearch;
  readonly onSearch: (changed: AuditSearch) => void;
}

/** The audit log of either trust domain; each entry opens to all that it says. */
export const AuditLog = ({ query, search, onSearch }: Props) => {
  const t = useShared();
  const filter = search.filter ?? '';
  return (
    <Page
      title={t('audit.title')}
      sentence={t('audit.sentence')}
      fill
      action={
        <TextField
          label={t('audit.filter')}
          value={filter}
          onChange={(event) => onSearch({ filter: event.target.value || undefined })}
        />
      }
    >
      <Shown query={query}>
        {({ items }) => {
          const open = items.find((entry) => entry.id === search.id);
          if (items.length === 0)
            return (
              <Card>
                {filter === '' ? (
                  <Empty title={t('audit.empty')} hint={t('audit.emptyHint')} />
                ) : (
                  <Empty title={t('audit.none')} hint={t('audit.noneHint')} />
                )}
              </Card>
            );
          return (
            <>
              <Card flush>
                <div style={{ display: 'flex', height: heightOf(open), minHeight: 240 }}>
                  <AuditList
                    entries={items}
                    current={search.id}
                    onOpen={({ id }) => onSearch({ id })}
                  />
                </div>
              </Card>
              {open !== undefined && <Detail entry={open} />}
            </>
          );
        }}
      </Shown>
    </Page>
  );
};

const heightOf = (open: AuditEntry | undefined) =>
  open === undefined ? 'calc(100vh - 190px)' : '45vh';
