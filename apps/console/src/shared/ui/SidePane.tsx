import Box from '@mui/material/Box';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { useShared } from '../i18n/i18n.ts';
import { useRemembered } from './use-remembered.ts';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

const least = 360;
const most = 800;
const usual = 440;
const within = (width: number): number => Math.min(most, Math.max(least, Math.round(width)));

const widthOf = (stored: string | null): number => {
  const width = Number(stored ?? usual);
  return Number.isFinite(width) ? within(width) : usual;
};

const stepOf: Readonly<Record<string, (width: number) => number>> = {
  ArrowLeft: (width) => width + 24,
  ArrowRight: (width) => width - 24,
  Home: () => most,
  End: () => least,
};

/** Details beside a list. Its edge is dragged, or moved by arrows; the width is remembered. */
export const SidePane = ({ label, children }: Props) => {
  const t = useShared();
  const [width, setWidth] = useRemembered('pane-width', widthOf, String);
  const pane = useRef<HTMLElement>(null);

  const onDrag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = pane.current?.getBoundingClientRect().right ?? 0;
    setWidth(within(right - event.clientX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setWidth(within(step(width)));
  };

  return (
    <Box
      component="aside"
      ref={pane}
      aria-label={label}
      sx={{ width, flexShrink: 0, position: 'relative', display: { xs: 'none', lg: 'flex' } }}
    >
      <Box
        role="separator"
        tabIndex={0}
        aria-label={t('action.resize')}
        aria-orientation="vertical"
        aria-valuemin={least}
        aria-valuemax={most}
        aria-valuenow={width}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onDrag}
        onKeyDown={onKeyDown}
        onDoubleClick={() => setWidth(usual)}
        sx={{
          position: 'absolute',
          insetBlock: 0,
          insetInlineStart: -3,
          width: 7,
          zIndex: 2,
          cursor: 'col-resize',
          touchAction: 'none',
          '&:hover, &:focus-visible': { bgcolor: 'accent.tint' },
        }}
      />
      <Box
        sx={{
          flex: 1,
          minWidth: 0,
          borderInlineStart: 1,
          borderColor: 'divider',
          overflow: 'auto',
          padding: 3,
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr)',
          gap: 4,
          alignContent: 'start',
        }}
      >
        {children}
      </Box>
    </Box>
  );
};
