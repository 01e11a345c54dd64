import { codeIntegrityPolicyRoutes, type PolicyFacts } from '@gatehouse/contracts';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useCall } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/api/use-change.ts';
import { Facts } from '../../shared/ui/Facts.tsx';
import { FileDrop, type PickedFile } from '../../shared/ui/FileDrop.tsx';
import { Hash } from '../../shared/ui/Hash.tsx';
import { StatusChip } from '../../shared/ui/StatusChip.tsx';
import { ProblemNotice } from '../../shared/ui/states.tsx';
import { FormDialog } from './FormDialog.tsx';
import { useMessages } from './messages.ts';
import { addPolicyScript } from './scripts.ts';

const maxBytes = 8 * 1024 * 1024;

/** What stands against giving the file to hosts, before it is added. */
const Hints = ({ facts }: { readonly facts: PolicyFacts }) => {
  const t = useMessages();
  const hints = [
    facts.form === 'xml' ? t('policies.xmlHint') : null,
    facts.kind === 'base' ? null : t('policies.kindHint'),
    facts.mode === 'audit' ? t('policies.auditHint') : null,
  ];
  return hints.map((hint) =>
    hint === null ? null : (
      <Box key={hint} sx={{ '& > span': { whiteSpace: 'normal' } }}>
        <StatusChip status="warning" word={hint} />
      </Box>
    ),
  );
};

const Inspected = ({ facts }: { readonly facts: PolicyFacts }) => {
  const t = useMessages();
  return (
    <Box component="section" aria-label={t('policies.found')} sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="h3" component="h2">
        {t('policies.found')}
      </Typography>
      <Facts
        facts={[
          [t('policies.fact.name'), facts.friendlyName],
          [t('policies.fact.version'), facts.version],
          [t('policies.fact.mode'), t(`policies.mode.${facts.mode}`)],
          [
            t('policies.fact.kind'),
            `${t(`policies.kind.${facts.kind}`)}, ${t(`policies.form.${facts.form}`)}`,
          ],
          [t('policies.fact.rules'), t('policies.rules', facts.rules)],
          [t('policies.fact.options'), facts.options.join(', ')],
          [t('policies.fact.id'), facts.policyId],
          [
            t('policies.fact.hash'),
            <Hash key="file" value={facts.sha256} label={t('policies.fact.hash')} full />,
          ],
          [
            t('policies.fact.contentHash'),
            <Hash
              key="content"
              value={facts.contentSha256}
              label={t('policies.fact.contentHash')}
              full
            />,
          ],
        ]}
      />
      <Hints facts={facts} />
    </Box>
  );
};

const stem = (fileName: string): string => fileName.replace(/\.[^.]*$/, '').slice(0, 64);

/** Takes a policy file, shows what is in it, and only then keeps it. */
export const AddPolicyDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useMessages();
  const [file, setFile] = useState<PickedFile | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const inspect = useCall(codeIntegrityPolicyRoutes.inspectCodeIntegrityPolicy);
  const add = useChange(codeIntegrityPolicyRoutes.addCodeIntegrityPolicy, {
    list: 'listCodeIntegrityPolicies',
    say: ({ name }) => t('policies.added', { name }),
    closed: onClose,
  });
  const facts = inspect.data;
  const known = facts?.friendlyName?.slice(0, 64) ?? (file === null ? '' : stem(file.fileName));
  const name = typed ?? known;
  const ready = file !== null && facts !== undefined && name.trim() !== '';
  const pick = (picked: PickedFile) => {
    setFile(picked);
    add.reset();
    inspect.mutate({ body: { fileName: picked.fileName, content: picked.content } });
  };
  return (
    <FormDialog
      title={t('policies.addTitle')}
      submit={t('policies.add')}
      ready={ready}
      busy={add.isPending}
      error={add.error}
      script={() => addPolicyScript(location.origin, name.trim(), file?.fileName ?? '')}
      onSubmit={() => {
        if (file === null) return;
        const { fileName, content } = file;
        add.mutate({ body: { name: name.trim(), fileName, content } });
      }}
      onClose={onClose}
    >
      <FileDrop
        label={t('policies.file')}
        accept=".p7b,.bin,.cip,.xml"
        maxBytes={maxBytes}
        file={file}
        onFile={pick}
      />
      <TextField
        label={t('policies.name')}
        value={name}
        onChange={(event) => setTyped(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 64 } }}
      />
      <Box role="status">
        {inspect.isPending && <Typography variant="body2">{t('policies.inspecting')}</Typography>}
        {facts !== undefined && <Inspected facts={facts} />}
      </Box>
      {inspect.error !== null && <ProblemNotice error={inspect.error} />}
    </FormDialog>
  );
};
