import { Empty } from '../shared/ui/states.tsx';

/** An address that is no page. */
export const MissingPage = () => (
  <Empty
    title="There is no such page"
    hint="The address may be mistyped, or of another version of Gatehouse."
    action={<a href="/">Overview</a>}
  />
);
