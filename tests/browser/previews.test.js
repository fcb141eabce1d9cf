// Previews of links: shown for a resting pointer and for keyboard focus as WCAG 2.2, 1.4.13 requires, but not
// for touch.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';
import { pathToFileURL } from 'node:url';

const TEXTS = {
  'index.md': `---\ntitle: Start\n---\nTo [[Compost]], to its [[Compost#Heat]], to [[Compost#^turn|a block]], to [[Gone]],
to [[堆肥]] and [out](https://example.org). A note.[^1]

## Here

Back to [[#Here]].

[^1]: A *small* note, see [[Compost]].
`,
  'Compost.md': `---\ncreated: 2024-03-02\n---\nRot is *good* & <b>never</b> \`loud\`.

## Heat

It steams.

Turn it weekly. ^turn
`,
  '堆肥.md': '---\nlang: zh\ntitle: "<img src=x onerror=alert(1)>"\n---\n堆肥是好的。\n',
};

const site = plantSite('previews', TEXTS);
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});

const DESK = { viewport: { width: 1280, height: 800 } };
const ADDRESSES = { 'over http': server.address, 'from a disk': `${pathToFileURL(site).href}/` };
const link = (page, name) => page.locator('article').getByRole('link', { name, exact: true }).first();
const card = (page) => page.getByRole('tooltip');

for (const [place, base] of Object.entries(ADDRESSES)) {
  describe(`previews ${place}`, () => {
    const at = (use, options = DESK) => visit(browser, base, 'index.html', options, use);

    it('show title, day and beginning of a note where a pointer rests', () =>
      at(async (page, trouble) => {
        await link(page, 'Compost').hover();
        await card(page).waitFor();
        const follows = 'Heat\n\nIt steams.\n\nTurn it weekly.';
        assert.equal(await card(page).innerText(), `Compost\n\n2 March 2024\n\nRot is good & never loud.\n\n${follows}`);
        assert.equal(await card(page).locator('strong').innerText(), 'Heat');
        assert.equal(await card(page).locator('em').innerText(), 'good');
        assert.equal(await link(page, 'Compost').getAttribute('aria-describedby'), 'preview.card');
        assert.deepEqual(trouble, []);
      }));

    it('show the section or the block that is linked to', () =>
      at(async (page) => {
        await link(page, 'Compost > Heat').or(link(page, 'Compost#Heat')).hover();
        await card(page).waitFor();
        assert.equal(await card(page).innerText(), 'Compost\n\n2 March 2024\n\nHeat\n\nIt steams.\n\nTurn it weekly.');
        await link(page, 'a block').hover();
        await card(page).filter({ hasText: 'Turn it weekly.' }).waitFor();
      }));

    it('show a footnote without its way back', () =>
      at(async (page) => {
        await page.locator('[role=doc-noteref]').first().hover();
        await card(page).waitFor();
        assert.equal((await card(page).innerText()).trim(), 'A small note, see Compost.');
        assert.equal(await page.locator('[id="preview.card"] [id]').count(), 0);
      }));

    it('never run what a note says', () =>
      at(async (page, trouble) => {
        page.on('dialog', () => trouble.push('a dialog'));
        await page.locator('article a[href*=".html"]').nth(3).hover();
        await card(page).waitFor();
        assert.match(await card(page).innerText(), /^<img src=x onerror=alert\(1\)>/);
        assert.equal(await card(page).locator('[lang=zh]').count(), 1);
        assert.deepEqual(trouble, []);
      }));
  });
}

describe('a preview', () => {
  const at = (use, options = DESK) => visit(browser, server.address, 'index.html', options, use);

  it('stays while the pointer is on it, and goes when it leaves', () =>
    at(async (page) => {
      await link(page, 'Compost').hover();
      await card(page).hover();
      await page.waitForTimeout(600);
      assert.equal(await card(page).count(), 1);
      await page.mouse.move(5, 700);
      await card(page).waitFor({ state: 'detached' });
    }));

  it('is hidden by Escape, and comes for the keyboard', () =>
    at(async (page) => {
      await link(page, 'Compost').focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      await card(page).waitFor();
      await page.keyboard.press('Escape');
      await card(page).waitFor({ state: 'detached' });
      assert.ok(await link(page, 'Compost').evaluate((own) => own === document.activeElement && !own.ariaDescribedBy));
    }));

  it('does not come for other hosts, or for places of the same page', () =>
    at(async (page) => {
      await link(page, 'out').hover();
      await page.waitForTimeout(500);
      await page.locator('article a[href^="#here" i]').first().hover();
      await page.waitForTimeout(500);
      assert.equal(await card(page).count(), 0);
    }));

  it('does not come for fingers, which load nothing either', () =>
    at(
      async (page) => {
        const asked = [];
        page.on('request', (request) => /previews/.test(request.url()) && asked.push(request.url()));
        await page.evaluate(() => addEventListener('click', (event) => event.preventDefault(), true));
        await link(page, 'Compost').tap();
        await page.waitForTimeout(500);
        assert.deepEqual(asked, []);
        // One that is there is gone as soon as a finger is put on it.
        await link(page, 'Compost').hover();
        await card(page).waitFor();
        const { x, y } = await card(page).boundingBox();
        const session = await page.context().newCDPSession(page);
        const finger = (type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
        await finger('touchStart', [{ x: x + 9, y: y + 9 }]);
        await card(page).waitFor({ state: 'detached', timeout: 2000 });
        await finger('touchEnd', []);
        await link(page, '堆肥').tap();
        await page.waitForTimeout(500);
        assert.equal(await card(page).count(), 0);
      },
      { ...DESK, hasTouch: true },
    ));

  it('comes once its file does, though it did not at first', () =>
    at(async (page) => {
      await page.route('**/theme/previews.*.js', (route) => route.abort());
      const failed = page.waitForEvent('requestfailed');
      await link(page, 'Compost').hover();
      await failed;
      await page.unroute('**/theme/previews.*.js');
      await link(page, 'a block').hover();
      await card(page).waitFor();
    }));

  it('lies within the window and moves nothing', () =>
    at(
      async (page) => {
        const before = await page.locator('main').boundingBox();
        for (const name of ['Compost', 'a block']) {
          await link(page, name).hover();
          await card(page).waitFor();
          const box = await card(page).boundingBox();
          assert.ok(box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
          // The card may cover the next link.
          await page.keyboard.press('Escape');
          await card(page).waitFor({ state: 'hidden' });
        }
        assert.deepEqual(await page.locator('main').boundingBox(), before);
      },
      { viewport: { width: 320, height: 480 } },
    ));

  it('lies beside the graph or the rail that its link is in', () =>
    at(async (page) => {
      for (const [area, of] of [['.nearby svg', '.nearby svg a'], ['nav.rail', 'nav.rail a[href*="ompost.html"]']]) {
        await page.locator(of).first().hover();
        await card(page).waitFor();
        const [box, own] = [await page.locator(area).boundingBox(), await card(page).boundingBox()];
        assert.ok(own.x >= box.x + box.width || own.x + own.width <= box.x, `${area}: ${JSON.stringify([box, own])}`);
        await page.keyboard.press('Escape');
      }
    }));

  it('stays while the pointer crosses other links on its way to it', () =>
    at(async (page) => {
      await link(page, 'Compost').hover();
      await card(page).waitFor();
      await link(page, 'a block').dispatchEvent('pointerover', { pointerType: 'mouse', bubbles: true });
      await page.waitForTimeout(100);
      assert.match(await card(page).innerText(), /Rot is good/);
      await card(page).hover();
      await page.waitForTimeout(600);
      assert.match(await card(page).innerText(), /Rot is good/);
    }));

  for (const colorScheme of ['light', 'dark']) {
    it(`has nothing that axe finds, ${colorScheme}`, () =>
      at(
        async (page) => {
          await link(page, 'Compost').hover();
          await card(page).waitFor();
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => axe.run('[role=tooltip]'));
          assert.deepEqual(violations.map(({ id }) => id), []);
        },
        { ...DESK, colorScheme },
      ));
  }

  it('is not loaded before a link is come to, and nothing else is asked for', () =>
    at(async (page) => {
      const asked = [];
      await page.waitForLoadState('networkidle');
      page.on('request', (request) => asked.push(request.url().slice(server.address.length).replace(/\.[0-9a-f]{8}\./, '.')));
      await page.mouse.move(5, 700);
      await page.waitForTimeout(200);
      assert.deepEqual(asked, []);
      await link(page, 'Compost').hover();
      await card(page).waitFor();
      assert.deepEqual(asked, ['theme/previews.js', 'previews/0.js']);
    }));
});
