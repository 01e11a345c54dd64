import type { SvgIconComponent } from '@mui/icons-material';

export interface NavItem {
  readonly label: string;
  readonly icon: SvgIconComponent;
  /** A path of this console, or the address of another origin. */
  readonly to: string;
  readonly external?: boolean;
  /** What the rail shows beside it, e.g. how many wait. */
  readonly count?: number | undefined;
  readonly children?: readonly { readonly label: string; readonly to: string }[];
}
