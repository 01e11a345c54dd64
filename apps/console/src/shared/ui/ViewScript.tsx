import Code from '@mui/icons-material/Code';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { useShared } from '../i18n/i18n.ts';
import { CopyButton } from './CopyButton.tsx';
import { monospace } from './theme.ts';

export interface Script {
  readonly powershell: string;
  readonly curl: string;
}

/** Preformatted text that can be read, scrolled by keyboard and copied. */
export const CodeBlock = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <Box sx={{ position: 'relative' }}>
    <Box sx={{ position: 'absolute', top: 4, right: 4 }}>
      <CopyButton text={text} label={`Copy ${label}`} />
    </Box>
    <Box
      component="pre"
      tabIndex={0}
      aria-label={label}
      sx={{
        bgcolor: 'surface.sunken',
        borderRadius: 1,
        padding: '12px 40px 12px 12px',
        overflow: 'auto',
        maxHeight: 380,
        fontFamily: monospace,
        fontSize: '0.75rem',
        lineHeight: 1.6,
      }}
    >
      {text}
    </Box>
  </Box>
);

/** Shows a change as an administrator would type it. */
export const ScriptDialog = ({
  script,
  onClose,
}: {
  readonly script: Script;
  readonly onClose: () => void;
}) => {
  const t = useShared();
  const titleId = useId();
  const [tab, setTab] = useState<keyof Script>('powershell');
  return (
    <Dialog open onClose={onClose} maxWidth="md" aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('script.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 3 }}>
        <Typography sx={{ color: 'text.secondary' }}>{t('script.intro')}</Typography>
        <Tabs
          value={tab}
          onChange={(_event, value: keyof Script) => setTab(value)}
          aria-label={t('script.title')}
        >
          <Tab value="powershell" label={t('script.powershell')} />
          <Tab value="curl" label={t('script.curl')} />
        </Tabs>
        <CodeBlock text={script[tab]} label={t(`script.${tab}`)} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </DialogActions>
    </Dialog>
  );
};

/** The *View script* button that every change has. */
export const ViewScript = ({
  script,
  disabled = false,
}: {
  readonly script: () => Script;
  readonly disabled?: boolean;
}) => {
  const t = useShared();
  const [shown, setShown] = useState<Script | null>(null);
  return (
    <>
      <Button startIcon={<Code />} onClick={() => setShown(script())} disabled={disabled}>
        {t('action.viewScript')}
      </Button>
      {shown !== null && <ScriptDialog script={shown} onClose={() => setShown(null)} />}
    </>
  );
};
