import { eventLogRoutes } from '@gatehouse/contracts';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useId, useState } from 'react';
import { useCall } from '../../shared/api/queries.ts';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { useMessages } from './messages.ts';

const forms = ['log', 'json', 'text'] as const;

/** Hands bytes to the browser as a file. */
function save(fileName: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}

/** The log as its bytes, or as the offline reader prints it. */
export const DownloadMenu = ({ digest }: { readonly digest: string }) => {
  const t = useMessages();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const download = useCall(eventLogRoutes.exportEventLog, {
    onSuccess: ({ fileName, content }) => save(fileName, content),
  });
  return (
    <>
      <Button
        variant="outlined"
        id={id}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        disabled={download.isPending}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('download.label')}
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { 'aria-labelledby': id } }}
      >
        {forms.map((form) => (
          <MenuItem
            key={form}
            onClick={() => {
              setAnchor(null);
              download.mutate({ params: { digest }, query: { form } });
            }}
          >
            {t(`download.${form}`)}
          </MenuItem>
        ))}
      </Menu>
      {download.error !== null && <ProblemNotice error={download.error} />}
    </>
  );
};
