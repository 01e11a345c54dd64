import { expect, type Page } from '@playwright/test';

/** A managed host's page in the console, found by its name. */
export class HostPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  static async open(page: Page, name: string): Promise<HostPage> {
    await page.goto(`/hosts?filter=${encodeURIComponent(name)}`);
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    return new HostPage(page);
  }

  /** The row of a category in the status tree. */
  node(category: string) {
    return this.#page
      .getByRole('treegrid', { name: 'Health status' })
      .getByRole('row')
      .filter({ has: this.#page.getByText(category, { exact: true }) });
  }

  async expectNode(category: string, status: string, timeout = 20_000): Promise<void> {
    await expect(this.node(category)).toContainText(status, { timeout });
  }

  /** One of the error details of a category, by its name, e.g. `What to do`. */
  async detail(category: string, name: string): Promise<string> {
    await this.node(category).getByText(category, { exact: true }).click();
    const details = this.#page
      .getByRole('heading', { name: 'Error details' })
      .locator('xpath=following-sibling::dl[1]');
    const value = (term: string) =>
      details
        .getByRole('definition')
        .and(details.locator(`xpath=.//dt[normalize-space()="${term}"]/following-sibling::dd[1]`));
    await expect(value('Category')).toHaveText(category);
    return (await value(name).textContent()) ?? '';
  }

  /** Expects that the history of the host has a category that became a status. */
  async expectHistory(name: string, category: string, status: string): Promise<void> {
    await this.#page.getByRole('tab', { name: 'History' }).click();
    const became = this.#page
      .getByRole('grid', { name: `Changes of ${name}` })
      .getByRole('row')
      .filter({ has: this.#page.getByText(category, { exact: true }) })
      .filter({ has: this.#page.locator('td:nth-child(4)').getByText(status, { exact: true }) });
    await expect(became.first()).toBeVisible();
  }

  async act(action: string): Promise<void> {
    await this.#page.getByRole('button', { name: action, exact: true }).click();
  }
}
