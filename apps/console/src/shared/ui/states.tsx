import type { Problem } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useState } from 'react';
import { toProblem } from '../api/problem-error.ts';
import { useShared } from '../i18n/i18n.ts';
import { StatusShape } from './StatusShape.tsx';
import { monospace } from './theme.ts';

/** Nothing for 150 ms, so that a quick answer does not flicker. */
export const useDelayed = (milliseconds = 150): boolean => {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return over;
};

/** Skeleton of a list: as many bars as rows are expected. */
export const Loading = ({ rows = 8 }: { readonly rows?: number }) => {
  const t = useShared();
  const visible = useDelayed();
  return (
    <Box aria-busy="true" sx={{ display: 'grid', gap: 2, padding: 4 }}>
      <Box
        component="span"
        sx={{
          position: 'absolute',
          width: 1,
          height: 1,
          overflow: 'hidden',
          clipPath: 'inset(50%)',
        }}
      >
        {t('page.loading')}
      </Box>
      {visible &&
        Array.from({ length: rows }, (_, row) => row).map((row) => (
          <Skeleton key={row} height={28} />
        ))}
    </Box>
  );
};

const Notice = ({
  shape,
  title,
  children,
}: {
  readonly shape?: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}) => (
  <Box
    sx={{
      display: 'grid',
      justifyItems: 'start',
      gap: 2,
      padding: { xs: 4, md: 8 },
      maxWidth: 640,
    }}
  >
    {shape}
    <Typography variant="h2" component="h2">
      {title}
    </Typography>
    {children}
  </Box>
);

/** What the list is for, and the action that fills it. */
export const Empty = ({
  title,
  hint,
  action,
}: {
  readonly title: string;
  readonly hint: string;
  readonly action?: ReactNode;
}) => (
  <Notice title={title}>
    <Typography sx={{ color: 'text.secondary' }}>{hint}</Typography>
    {action}
  </Notice>
);

const Fields = ({ fields }: { readonly fields: NonNullable<Problem['fields']> }) => (
  <ul style={{ paddingInlineStart: 20 }}>
    {fields.map((field) => (
      <li key={field.path}>
        {field.path}: {field.message}
      </li>
    ))}
  </ul>
);

/** A problem inside a page or dialog: what happened, what to do, its code. */
export const ProblemNotice = ({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}) => {
  const t = useShared();
  const told = toProblem(error);
  return (
    <Box
      role="alert"
      sx={{
        display: 'flex',
        gap: 3,
        padding: 3,
        border: 1,
        borderColor: 'status.error',
        borderRadius: 1,
        bgcolor: 'surface.card',
      }}
    >
      <StatusShape status="error" size={20} />
      <Box
        sx={{
          display: 'grid',
          gap: 1,
          justifyItems: 'start',
          minWidth: 0,
          overflowWrap: 'anywhere',
        }}
      >
        <Typography variant="h3" component="p">
          {told.detail}
        </Typography>
        <Typography variant="body2">{told.remedy}</Typography>
        {told.fields !== undefined && told.fields.length > 0 && <Fields fields={told.fields} />}
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {t('page.code')}: <code style={{ fontFamily: monospace }}>{told.code}</code>
        </Typography>
        {onRetry !== undefined && (
          <Button variant="outlined" onClick={onRetry}>
            {t('page.retry')}
          </Button>
        )}
      </Box>
    </Box>
  );
};

/** A page that could not be read: denied says who can grant it, all else can be tried again. */
export const Failed = ({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}) => {
  const t = useShared();
  const told = toProblem(error);
  if (told.code === 'permission-denied') {
    return (
      <Notice title={t('page.denied')} shape={<StatusShape status="unknown" size={28} />}>
        <Typography>{told.detail}</Typography>
        <Typography sx={{ color: 'text.secondary' }}>
          {told.remedy === '' ? t('page.denied_who') : told.remedy}
        </Typography>
      </Notice>
    );
  }
  return (
    <Box sx={{ padding: { xs: 2, md: 4 }, maxWidth: 720 }}>
      <ProblemNotice error={error} onRetry={onRetry} />
    </Box>
  );
};

interface Query<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Loading, failed or shown: the three states that every query has. Old data outlives a failed re-read. */
export const Shown = <T,>({
  query,
  rows,
  children,
}: {
  readonly query: Query<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}) => {
  const { data, error, refetch } = query;
  if (data !== undefined) {
    return (
      <>
        {error !== null && <ProblemNotice error={error} onRetry={() => refetch()} />}
        {children(data)}
      </>
    );
  }
  if (error !== null) return <Failed error={error} onRetry={() => refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
};
