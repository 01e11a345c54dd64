import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useId, useRef, useState } from 'react';
import { fileSize } from '../format/format.ts';
import { useShared } from '../i18n/i18n.ts';

export interface PickedFile {
  readonly fileName: string;
  readonly size: number;
  /** Base64, as the routes want it. */
  readonly content: string;
}

interface Props {
  readonly label: string;
  /** `.tcglog,.bin` */
  readonly accept: string;
  readonly maxBytes: number;
  readonly file: PickedFile | null;
  readonly onFile: (file: PickedFile) => void;
}

const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
};

/** Takes one file by drop or by the picker; the picker is the way for keyboard and readers. */
export const FileDrop = ({ label, accept, maxBytes, file, onFile }: Props) => {
  const t = useShared();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const take = async (picked: File | undefined) => {
    if (picked === undefined) return;
    if (picked.size > maxBytes) {
      setRefused(t('drop.tooLarge', { name: picked.name, size: fileSize(maxBytes) }));
      return;
    }
    setRefused(null);
    const content = toBase64(new Uint8Array(await picked.arrayBuffer()));
    onFile({ fileName: picked.name, size: picked.size, content });
  };
  const taking = (picked: File | undefined) => {
    take(picked).catch((error: unknown) =>
      setRefused(error instanceof Error ? error.message : String(error)),
    );
  };

  return (
    <Box
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        taking(event.dataTransfer.files[0]);
      }}
      sx={{
        display: 'flex',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 3,
        padding: 4,
        border: '1px dashed',
        borderColor: over ? 'accent.main' : 'line.outline',
        borderRadius: 1,
        bgcolor: over ? 'accent.tint' : 'transparent',
      }}
    >
      <Box sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography component="label" htmlFor={id} variant="h3">
          {label}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {file === null ? t('drop.label') : `${file.fileName} · ${fileSize(file.size)}`}
        </Typography>
        {refused !== null && (
          <Typography role="alert" variant="body2" sx={{ color: 'status.error' }}>
            {refused}
          </Typography>
        )}
      </Box>
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        onChange={(event) => taking(event.target.files?.[0])}
        style={{ position: 'absolute', width: 1, height: 1, opacity: 0, overflow: 'hidden' }}
        tabIndex={-1}
      />
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {file === null ? t('drop.pick') : t('drop.replace')}
      </Button>
    </Box>
  );
};
