import type { HgsSettings } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { serverQuery, useApi } from '../../shared/api/queries.ts';
import { useShared } from '../../shared/i18n/i18n.ts';
import { usePermission } from '../../shared/session/session.ts';
import { useToast } from '../../shared/ui/Toasts.tsx';
import { ViewScript } from '../../shared/ui/ViewScript.tsx';
import { useMessages } from './messages.ts';
import { PolicyLibrary } from './PolicyLibrary.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';
import { DiskField, FallbackFields, PrimaryFields } from './SettingsFields.tsx';
import { settingsScript } from './scripts.ts';
import { type SettingsInput, settingsForm } from './settings-form.ts';
import { forgetDraft, useSettingsForm } from './use-settings-form.ts';

/** Keeps the saved settings for all pages and links to the job that brings them to the hosts. */
const useSaved = () => {
  const t = useMessages();
  const shared = useShared();
  const api = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  return (settings: HgsSettings, jobId: string | null) => {
    forgetDraft();
    queryClient.setQueryData(serverQuery(api, 'getHgsSettings', {}).queryKey, settings);
    if (jobId === null) {
      toast({ text: t('hgs.saved') });
      return;
    }
    toast({
      text: t('hgs.savedWithJob'),
      action: {
        label: shared('jobs.show'),
        run: () => navigate({ to: `/jobs/${jobId}` }).catch(() => {}),
      },
    });
  };
};

/** The settings as one form: it keeps what was typed until Finish has been reviewed and accepted. */
export const HgsSettingsForm = ({ settings }: { readonly settings: HgsSettings }) => {
  const t = useMessages();
  const shared = useShared();
  const readOnly = !usePermission('hgs-settings.write');
  const formId = useId();
  const form = useSettingsForm(settings);
  const [review, setReview] = useState<SettingsInput | null>(null);
  const saved = useSaved();
  const typed = settingsForm.safeParse(form.watch());
  const { isDirty } = form.formState;
  const fields = { form, readOnly };
  const finish = form.handleSubmit((values) => setReview(settingsForm.parse(values)));
  return (
    <>
      <Box
        component="form"
        id={formId}
        noValidate
        aria-label={t('hgs.title')}
        onSubmit={finish}
        sx={{ display: 'grid', gap: 4 }}
      >
        {readOnly && (
          <Typography role="note" sx={{ color: 'text.secondary' }}>
            {t('hgs.readOnly')}
          </Typography>
        )}
        <PrimaryFields {...fields} suggested={settings.suggested} />
        <FallbackFields {...fields} />
      </Box>
      <PolicyLibrary />
      <DiskField {...fields} formId={formId} />
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <ViewScript
          disabled={!typed.success}
          script={() => settingsScript(location.origin, settingsForm.parse(form.getValues()), null)}
        />
        <Box sx={{ flex: 1 }} />
        {!readOnly && (
          <>
            <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
              {isDirty ? t('hgs.unsaved') : ''}
            </Typography>
            <Button
              disabled={!isDirty}
              onClick={() => {
                form.reset();
                forgetDraft();
              }}
            >
              {shared('action.cancel')}
            </Button>
            <Button type="submit" form={formId} variant="contained">
              {t('hgs.finish')}
            </Button>
          </>
        )}
      </Box>
      {review !== null && (
        <ReviewDialog
          input={review}
          onSaved={(now, jobId) => {
            setReview(null);
            saved(now, jobId);
          }}
          onClose={() => setReview(null)}
        />
      )}
    </>
  );
};
