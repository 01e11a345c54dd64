import { GlobalStyles, useTheme } from '@mui/material';

/** What belongs to the page itself: base type, focus ring, tabular figures, reduced motion. */
export const GlobalLook = () => {
  const palette = useTheme().vars?.palette;
  return (
    <GlobalStyles
      styles={{
        '*, *::before, *::after': { boxSizing: 'border-box' },
        html: { WebkitTextSizeAdjust: '100%', height: '100%' },
        body: {
          margin: 0,
          height: '100%',
          background: palette?.surface.page,
          color: palette?.text.primary,
          font: "400 0.875rem/1.5 'Inter Variable', system-ui, sans-serif",
          fontVariantNumeric: 'tabular-nums',
          fontFeatureSettings: "'cv11', 'ss03'",
        },
        '#root': { height: '100%' },
        ':focus-visible': {
          outline: `2px solid ${palette?.accent.main}`,
          outlineOffset: 2,
          borderRadius: 4,
        },
        'input:focus-visible, textarea:focus-visible': { outline: 'none' },
        a: { color: palette?.accent.main },
        'h1, h2, h3, p, dl, dd, ul, ol, pre': { margin: 0 },
        "[data-theme='dark']": { colorScheme: 'dark' },
        "[data-theme='light']": { colorScheme: 'light' },
        '@keyframes gh-glow': { from: { background: palette?.accent.tint } },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0s !important',
            transitionDuration: '0s !important',
            scrollBehavior: 'auto !important',
          },
        },
      }}
    />
  );
};
