import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Snackbar from '@mui/material/Snackbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export interface Toast {
  readonly text: string;
  readonly kind?: 'done' | 'failed';
  readonly action?: { readonly label: string; readonly run: () => void };
}

const ToastContext = createContext<(toast: Toast) => void>(() => {});

/** One message at a time at the bottom; failures stay until they are read. */
export const ToastProvider = ({ children }: { readonly children: ReactNode }) => {
  const [shown, setShown] = useState<(Toast & { readonly id: number }) | null>(null);
  const show = useCallback(
    (toast: Toast) => setShown((last) => ({ ...toast, id: (last?.id ?? 0) + 1 })),
    [],
  );
  const close = () => setShown(null);
  const action = useMemo(() => shown?.action, [shown]);
  return (
    <ToastContext value={show}>
      {children}
      <Snackbar
        key={shown?.id}
        open={shown !== null}
        autoHideDuration={shown?.kind === 'failed' ? null : 6000}
        onClose={(_event, reason) => reason !== 'clickaway' && close()}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      >
        <Alert
          severity={shown?.kind === 'failed' ? 'error' : 'success'}
          variant="outlined"
          icon={false}
          onClose={close}
          sx={{
            bgcolor: 'surface.card',
            color: 'text.primary',
            borderColor: 'line.outline',
            alignItems: 'center',
          }}
          action={
            <>
              {action !== undefined && (
                <Button
                  onClick={() => {
                    action.run();
                    close();
                  }}
                >
                  {action.label}
                </Button>
              )}
              <Button onClick={close}>Close</Button>
            </>
          }
        >
          {shown?.text}
        </Alert>
      </Snackbar>
    </ToastContext>
  );
};

export const useToast = () => useContext(ToastContext);
