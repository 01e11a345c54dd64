import { createTheme } from '@mui/material/styles';
import { dark, light, type Tokens } from './tokens.ts';

declare module '@mui/material/styles' {
  interface Palette {
    status: Tokens['status'];
    surface: Tokens['surface'];
    line: Tokens['line'];
    accent: Tokens['accent'];
  }
  interface PaletteOptions {
    status: Tokens['status'];
    surface: Tokens['surface'];
    line: Tokens['line'];
    accent: Tokens['accent'];
  }
}

export const monospace = "'JetBrains Mono Variable', ui-monospace, monospace";
const sans = "'Inter Variable', system-ui, sans-serif";

const paletteOf = (tokens: Tokens) => ({
  primary: { main: tokens.accent.main, contrastText: tokens.accent.on },
  error: { main: tokens.status.error, contrastText: tokens.surface.card },
  warning: { main: tokens.status.warning, contrastText: tokens.surface.card },
  success: { main: tokens.status.ok, contrastText: tokens.surface.card },
  info: { main: tokens.status.pending, contrastText: tokens.surface.card },
  background: { default: tokens.surface.page, paper: tokens.surface.card },
  text: { primary: tokens.text.primary, secondary: tokens.text.secondary },
  divider: tokens.line.divider,
  status: tokens.status,
  surface: tokens.surface,
  line: tokens.line,
  accent: tokens.accent,
});

const flat = { boxShadow: 'none', '&:hover, &:active': { boxShadow: 'none' } };

/** The one theme: CSS variables, so that light and dark change without rendering anything again. */
export const theme = createTheme({
  cssVariables: { cssVarPrefix: 'gh', colorSchemeSelector: 'data-theme' },
  colorSchemes: { light: { palette: paletteOf(light) }, dark: { palette: paletteOf(dark) } },
  spacing: 4,
  shape: { borderRadius: 6 },
  transitions: {
    duration: {
      shortest: 80,
      shorter: 100,
      short: 120,
      standard: 150,
      complex: 150,
      enteringScreen: 150,
      leavingScreen: 120,
    },
  },
  typography: {
    fontFamily: sans,
    fontSize: 13,
    htmlFontSize: 16,
    body1: { fontSize: '0.875rem', lineHeight: 1.5 },
    body2: { fontSize: '0.8125rem', lineHeight: 1.5 },
    caption: { fontSize: '0.75rem', lineHeight: 1.4 },
    h1: { fontSize: '1.25rem', fontWeight: 650, lineHeight: 1.3, letterSpacing: '-0.01em' },
    h2: { fontSize: '0.9375rem', fontWeight: 620, lineHeight: 1.4 },
    h3: { fontSize: '0.8125rem', fontWeight: 620, lineHeight: 1.4 },
    button: { textTransform: 'none', fontWeight: 550, fontSize: '0.8125rem' },
  },
  components: {
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { size: 'small', disableElevation: true },
      styleOverrides: {
        root: ({ theme: t }) => ({
          ...flat,
          minHeight: 32,
          paddingInline: 12,
          whiteSpace: 'nowrap',
          '&.MuiButton-outlined': { borderColor: t.vars?.palette.line.outline },
          '&.Mui-focusVisible': {
            outline: `2px solid ${t.vars?.palette.accent.main}`,
            outlineOffset: 2,
          },
        }),
      },
    },
    MuiIconButton: {
      defaultProps: { size: 'small' },
      styleOverrides: {
        root: ({ theme: t }) => ({
          borderRadius: 6,
          '&.Mui-focusVisible': {
            outline: `2px solid ${t.vars?.palette.accent.main}`,
            outlineOffset: 1,
          },
        }),
      },
    },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiDialog: { defaultProps: { fullWidth: true, maxWidth: 'sm' } },
    MuiDialogTitle: {
      defaultProps: { variant: 'h1' },
      styleOverrides: { root: { padding: '20px 24px 8px' } },
    },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 24px 20px' } } },
    MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
    MuiOutlinedInput: {
      styleOverrides: {
        notchedOutline: ({ theme: t }) => ({ borderColor: t.vars?.palette.line.outline }),
        root: { fontSize: '0.875rem' },
      },
    },
    MuiFormHelperText: { styleOverrides: { root: { marginInline: 0 } } },
    MuiCheckbox: {
      defaultProps: { size: 'small' },
      styleOverrides: {
        root: ({ theme: t }) => ({
          padding: 6,
          '&.Mui-focusVisible': {
            outline: `2px solid ${t.vars?.palette.accent.main}`,
            outlineOffset: -2,
            borderRadius: 6,
          },
        }),
      },
    },
    MuiTab: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          minHeight: 40,
          minWidth: 0,
          paddingInline: 12,
          '&.Mui-focusVisible': {
            outline: `2px solid ${t.vars?.palette.accent.main}`,
            outlineOffset: -3,
            borderRadius: 6,
          },
        }),
      },
    },
    MuiTabs: { styleOverrides: { root: { minHeight: 40 } } },
    MuiMenuItem: { styleOverrides: { root: { fontSize: '0.8125rem', minHeight: 32 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 300, describeChild: false },
      styleOverrides: { tooltip: { fontSize: '0.75rem' } },
    },
    MuiLinearProgress: { styleOverrides: { root: { borderRadius: 3, height: 4 } } },
    MuiSkeleton: { defaultProps: { animation: false, variant: 'rounded' } },
  },
});
