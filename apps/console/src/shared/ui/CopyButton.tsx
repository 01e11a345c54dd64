import Check from '@mui/icons-material/Check';
import ContentCopy from '@mui/icons-material/ContentCopy';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useState } from 'react';
import { useShared } from '../i18n/i18n.ts';

interface Props {
  readonly text: string;
  /** What is copied, for the accessible name: "Copy EK hash". */
  readonly label?: string;
}

export const CopyButton = ({ text, label }: Props) => {
  const t = useShared();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const name = copied ? t('action.copied') : (label ?? t('action.copy'));
  return (
    <Tooltip title={name}>
      <IconButton
        aria-label={name}
        onClick={(event) => {
          event.stopPropagation();
          copy();
        }}
        sx={{ padding: 0.75, color: 'text.secondary' }}
      >
        {copied ? <Check sx={{ fontSize: 14 }} /> : <ContentCopy sx={{ fontSize: 14 }} />}
      </IconButton>
    </Tooltip>
  );
};
