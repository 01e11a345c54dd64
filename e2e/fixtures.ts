import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  test as base,
  expect,
  type Page,
} from '@playwright/test';

/** What the global set-up has started. */
export const product: {
  readonly data: string;
  readonly consoleUrl: string;
  readonly guardianUrl: string;
  readonly simulatorUrl: string;
  readonly setupLinks: { readonly console: string | null; readonly guardian: string | null };
} = JSON.parse(process.env['E2E_PRODUCT'] ?? '{}');

export const administrator = { username: 'administrator', password: 'correct horse battery' };

/** Files of others, where they are at hand: `GATEHOUSE_SHARED_DATA`. */
export const sharedData =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../shared/data');

type Site = 'console' | 'guardian';
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;
const urlOf = { console: product.consoleUrl, guardian: product.guardianUrl };

/** Signs in through the form; through the one-time link when nobody has yet. */
export async function enter(page: Page, site: Site): Promise<void> {
  const url = urlOf[site];
  const api = site === 'console' ? '/api' : '/Administration';
  const { required } = await (await page.request.get(`${url}${api}/setup`)).json();
  if (required) {
    await page.goto(product.setupLinks[site] ?? '');
    await page.getByLabel('User name').fill(administrator.username);
    await page.getByLabel('Password', { exact: true }).fill(administrator.password);
    await page.getByLabel('Repeat password').fill(administrator.password);
    await page.getByRole('button', { name: 'Create administrator' }).click();
  } else {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('User name').fill(administrator.username);
    await page.getByLabel('Password').fill(administrator.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/** The rules of axe whose outcome a colour scheme can change; all others read the structure alone. */
export const colourRules: readonly string[] = ['color-contrast', 'link-in-text-block'];

/** Nothing is drawn past the right edge of its card; what scrolls or is cut with an ellipsis is not. */
async function expectNothingSticksOut(page: Page, what: string): Promise<void> {
  const stuck = await page.locator('section').evaluateAll((cards) =>
    cards.flatMap((card) => {
      const edge = card.getBoundingClientRect().right + 1;
      const isClipped = (element: typeof card): boolean => {
        const parent = element.parentElement;
        if (parent === null || parent === card) return false;
        return (
          parent.computedStyleMap().get('overflow-x')?.toString() !== 'visible' || isClipped(parent)
        );
      };
      return [...card.querySelectorAll('*')]
        .filter((each) => each.getBoundingClientRect().right > edge && !isClipped(each))
        .map((each) => `${each.tagName.toLowerCase()}: ${each.textContent?.slice(0, 60)}`);
    }),
  );
  expect(stuck, `past the edge on ${what}`).toEqual([]);
}

/**
 * axe finds nothing on what is shown, by all its rules or by those that are named.
 * Without frames of other origins, of which the console has none, the legacy mode finds the same without a second page.
 */
export async function expectAccessible(
  page: Page,
  what: string,
  rules: readonly string[] = [],
): Promise<void> {
  // What is still loading is not what people work with.
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expectNothingSticksOut(page, what);
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules.length === 0 ? axe : axe.withRules([...rules])).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target).join(' ')}`);
  expect(told, `axe on ${what}`).toEqual([]);
}

interface Pages {
  /** The fabric console, signed in. */
  readonly console: Page;
  /** The Guardian pages, signed in, in a browser profile of their own: another person's. */
  readonly guardian: Page;
}

/** Makes a page with the cookies of a sign-in, which each worker does once, through the form. */
type SignedIn = (site: Site) => Promise<Page>;

const pagesOf = (browser: Browser): SignedIn => {
  const cookies = new Map<Site, Promise<StorageState>>();
  const options = (site: Site) => ({
    baseURL: urlOf[site],
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce' as const,
  });
  const signIn = async (site: Site): Promise<StorageState> => {
    const context = await browser.newContext(options(site));
    await enter(await context.newPage(), site);
    const state = await context.storageState();
    await context.close();
    return state;
  };
  return async (site) => {
    const storageState = cookies.get(site) ?? signIn(site);
    cookies.set(site, storageState);
    const context = await browser.newContext({
      ...options(site),
      storageState: await storageState,
    });
    return context.newPage();
  };
};

export const test = base.extend<Pages, { readonly signedIn: SignedIn }>({
  signedIn: [async ({ browser }, use) => use(pagesOf(browser)), { scope: 'worker' }],
  console: async ({ signedIn }, use) => {
    const page = await signedIn('console');
    await use(page);
    await page.context().close();
  },
  guardian: async ({ signedIn }, use) => {
    const page = await signedIn('guardian');
    await use(page);
    await page.context().close();
  },
});

export { expect };
