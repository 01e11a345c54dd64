import type { HostStatus } from '@gatehouse/contracts';
import SvgIcon from '@mui/material/SvgIcon';
import type { ReactNode } from 'react';

const cut = {
  fill: 'none',
  stroke: 'var(--gh-palette-surface-card)',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** One outline for each status, told apart without colour. */
const shapes: Readonly<Record<HostStatus, ReactNode>> = {
  ok: (
    <>
      <circle cx="12" cy="12" r="10" />
      <path {...cut} d="m7.5 12.5 3 3 6-6.5" />
    </>
  ),
  warning: (
    <>
      <path d="M12 2 1.5 21h21z" />
      <path {...cut} d="M12 9v5.5M12 17.6v.2" />
    </>
  ),
  error: (
    <>
      <path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" />
      <path {...cut} d="m8.5 8.5 7 7m0-7-7 7" />
    </>
  ),
  unknown: (
    <>
      <circle cx="12" cy="12" r="9" {...line} />
      <path {...line} d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17v.2" />
    </>
  ),
  stale: (
    <path {...line} d="M6 3h12M6 21h12M7.5 3v3.5L12 12l4.5-5.5V3M7.5 21v-3.5L12 12l4.5 5.5V21" />
  ),
  pending: (
    <>
      <circle cx="5" cy="12" r="2.4" />
      <circle cx="12" cy="12" r="2.4" />
      <circle cx="19" cy="12" r="2.4" />
    </>
  ),
  maintenance: (
    <path d="M21.6 6.3a6 6 0 0 1-7.9 7.1l-6.8 6.8a2.2 2.2 0 0 1-3.1-3.1l6.8-6.8a6 6 0 0 1 7.1-7.9L14 6.1l.5 3.4 3.4.5z" />
  ),
};

/** Decorative: the word that it belongs to stands beside it. */
export const StatusShape = ({
  status,
  size = 16,
}: {
  readonly status: HostStatus;
  readonly size?: number;
}) => (
  <SvgIcon
    aria-hidden
    viewBox="0 0 24 24"
    sx={{ fontSize: size, color: `status.${status}`, flexShrink: 0 }}
  >
    {shapes[status]}
  </SvgIcon>
);
