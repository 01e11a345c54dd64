import Box from '@mui/material/Box';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { monospace } from '../../shared/ui/theme.ts';
import { hexLine, lineBytes } from './hex-lines.ts';

const lineHeight = 20;

interface Props {
  /** Accessible name. */
  readonly label: string;
  /** Base64. */
  readonly data: string;
}

/** Bytes with their offsets and characters; only the lines in sight are drawn. */
export const HexView = ({ label, data }: Props) => {
  const bytes = useMemo(() => Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), [data]);
  const scroller = useRef<HTMLDivElement>(null);
  const count = Math.ceil(bytes.length / lineBytes);
  const lines = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 8,
  });
  return (
    <Box
      ref={scroller}
      role="region"
      aria-label={label}
      // Scrolls, and keyboards scroll what has the focus.
      tabIndex={0}
      sx={{
        overflow: 'auto',
        maxHeight: 360,
        fontFamily: monospace,
        fontSize: '0.75rem',
        bgcolor: 'surface.sunken',
        borderRadius: 1,
        padding: 2,
      }}
    >
      <div style={{ height: lines.getTotalSize(), position: 'relative', minWidth: '76ch' }}>
        {lines.getVirtualItems().map(({ index, start }) => (
          <pre
            key={index}
            style={{
              position: 'absolute',
              top: start,
              margin: 0,
              lineHeight: `${lineHeight}px`,
              font: 'inherit',
            }}
          >
            {hexLine(bytes, index)}
          </pre>
        ))}
      </div>
    </Box>
  );
};
