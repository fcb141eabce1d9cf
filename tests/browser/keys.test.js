// Single-key shortcuts, the sheet that lists them, and its switch.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const site = plantSite('keys', {
  'site.toml': 'content = "."\nedit = "https://git.example/edit/{path}"\n',
  'index.md': '# Start\n\nTo [[Compost]]. #soil\n',
  'Compost.md': '---\ncreated: 2024-03-02\n---\nRot, and <input type="text">.\n',
});
const server = await serve(site, '/');
// Notes whose addresses end like those of the site's own pages, and stand before them in the rail.
const namesakes = await serve(
  plantSite('namesakes', {
    'site.toml': 'content = "."\n',
    'Beds/Field notes.md': 'Dug. #soil\n',
    'Beds/Tags.md': '---\ncreated: 2024-03-02\n---\nOf copper.\n',
    'Beds/Paragraph.md': 'One.\n',
    'Beds/My timeline.md': 'Two.\n',
  }),
  '/sub/path/',
);
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await Promise.all([server.close(), namesakes.close()]);
});

/** Presses a key as a keyboard of another script does. */
const pressed = async (page, key, code, modifiers = 0) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, modifiers });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers });
};

const at = (file, use, options = {}) => visit(browser, server.address, file, options, use);
const sheet = (page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme);

describe('keys', PATIENCE, () => {
  for (const [keys, goal] of [['g t', 'tags.html'], ['g g', 'graph.html'], ['g y', 'timeline.html'], ['g n', 'notes.html'], ['g h', 'index.html']]) {
    it(`${keys} leads to ${goal}`, () =>
      at('compost.html', async (page, trouble) => {
        for (const key of keys.split(' ')) await page.keyboard.press(key);
        await page.waitForURL(server.address + goal);
        assert.deepEqual(trouble, []);
      }));
  }

  for (const [keys, goal] of [['g t', 'tags.html'], ['g g', 'graph.html'], ['g y', 'timeline.html'], ['g n', 'notes.html']]) {
    it(`${keys} leads to ${goal}, and to no note of such a name`, () =>
      visit(browser, namesakes.address, 'beds/paragraph.html', {}, async (page) => {
        for (const key of keys.split(' ')) await page.keyboard.press(key);
        await page.waitForURL(namesakes.address + goal);
      }));
  }

  it('are where they are on a keyboard whose letters are not Latin', () =>
    at('compost.html', async (page, trouble) => {
      await pressed(page, 'е', 'KeyT');
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
      // Another key of the same keyboard, which has no letter elsewhere, and a capital letter.
      await pressed(page, 'э', 'Quote');
      await pressed(page, 'Е', 'KeyT', 8);
      assert.equal(await theme(page), 'dark');
      await pressed(page, 'ن', 'KeyK', 2);
      await page.locator('.palette[open]').waitFor();
      await page.keyboard.press('Escape');
      for (const [key, code] of [['п', 'KeyG'], ['т', 'KeyN']]) await pressed(page, key, code);
      await page.waitForURL(`${server.address}notes.html`);
      assert.deepEqual(trouble, []);
    }));

  it('work once their file comes, though it did not at first', () =>
    at('compost.html', async (page) => {
      await page.route('**/keys.*.js', (route) => route.abort());
      const failed = page.waitForEvent('requestfailed');
      await page.keyboard.press('?');
      await failed;
      await page.unroute('**/keys.*.js');
      await page.keyboard.press('?');
      await sheet(page).waitFor();
    }));

  for (const [place, base] of [['over http', server.address], ['from a disk', `${pathToFileURL(site).href}/`]]) {
    it(`g r leads to any note, ${place}`, () =>
      visit(browser, base, 'tags.html', {}, async (page) => {
        for (const key of ['g', 'r']) await page.keyboard.press(key);
        await page.waitForURL((url) => /(index|compost)\.html$/.test(url.pathname));
      }));
  }

  it('g r and previews share what they load', () =>
    at('index.html', async (page, trouble) => {
      const asked = [];
      page.on('request', (request) => /previews/.test(request.url()) && asked.push(request.url()));
      await page.locator('article a[href="compost.html"]').first().hover();
      await page.locator('.preview').waitFor();
      await page.route('**/*.html', (route) => route.abort());
      const left = page.waitForRequest('**/*.html');
      for (const key of ['g', 'r']) await page.keyboard.press(key);
      await left;
      assert.equal(new Set(asked).size, asked.length, `${asked}`);
      assert.deepEqual(trouble, []);
    }));

  it('e leads to where the note is edited', () =>
    at('compost.html', async (page) => {
      const asked = page.waitForRequest('https://git.example/**');
      await page.keyboard.press('e');
      assert.equal((await asked).url(), 'https://git.example/edit/Compost.md');
    }));

  it('t changes the colours, and nothing else is pressed by accident', () =>
    at('compost.html', async (page, trouble) => {
      await page.keyboard.press('t');
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
      for (const key of ['x', 'h', 'Control+g', 'Alt+t']) await page.keyboard.press(key);
      await page.waitForTimeout(200);
      assert.equal(await theme(page), 'dark');
      assert.equal(page.url(), `${server.address}compost.html`);
      assert.deepEqual(trouble, []);
    }));

  it('are listed on a sheet, which offers only what is there, and are switched off there for good', () =>
    at('compost.html', async (page) => {
      await page.keyboard.press('?');
      await sheet(page).waitFor();
      const text = await sheet(page).innerText();
      assert.match(text, /Ctrl K\s+Search/);
      assert.match(text, /\be\s+Edit this note/);
      assert.doesNotMatch(text, /Previous/);
      await sheet(page).getByRole('checkbox').uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('t');
      await page.reload();
      for (const key of ['t', '?', '/']) await page.keyboard.press(key);
      await page.waitForTimeout(300);
      assert.deepEqual([await theme(page), await page.locator('dialog').count()], [undefined, 0]);
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await sheet(page).getByRole('checkbox').check();
      await sheet(page).getByRole('button', { name: 'Close' }).click();
      await page.keyboard.press('t');
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    }));

  for (const colorScheme of ['light', 'dark']) {
    it(`have a sheet in which axe finds nothing, ${colorScheme}`, () =>
      at(
        'compost.html',
        async (page) => {
          await page.keyboard.press('?');
          await sheet(page).waitFor();
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => axe.run('dialog'));
          assert.deepEqual(violations.map(({ id }) => id), []);
        },
        { colorScheme },
      ));
  }
});
