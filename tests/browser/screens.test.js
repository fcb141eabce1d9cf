// Pages fit the medium they are read on: a touch screen, one with forced colours, one read from right to left,
// and paper.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
const NOTES = {
  'Soil.md': 'Created: 250913\nTags: #theory #prefigurative-politics #local-democracy\n\nSee [[Compost]].\n\n```\n' +
    `${'a long line of code '.repeat(9)}\n\`\`\`\n`,
  'Handbook.md': `To [[Soil]].\n\n${Array.from({ length: 80 }, (_, at) => `## Part ${at}\n\nSome words of it.\n`).join('\n')}`,
  'Raw.md': '<div class="code">No code.</div>\n\n```\ncode\n```\n',
  'Silt.md': '#theory\n\nFine.\n',
  'Bucket.md': '#practice\n\nRound.\n',
  'Fork.md': '#practice #theory\n\nOf both.\n',
  'Compost.md': 'Created: 250927\nTags: #practice #prefigurative-politics\n\nIt makes [[Soil]], see [[250913]].\n',
};
const LENS = 'content = "."\n[[lens]]\ntitle = "Head and hand"\nsides = ["theory", { title = "Counter-institutions", tags = ["practice"] }]\n';

// Notes beside texts of both directions.
const BESIDE = {
  'English.md': '---\nlang: en\n---\nIt steams.[^1]\n\n[^1]: In winter.\n\nأما الكومة فساخنة.[^2]\n\n[^2]: في الشتاء.\n',
  'Arabic.md': '---\nlang: ar\n---\nأما الكومة فساخنة.[^1]\n\n[^1]: في الشتاء.\n\nIt steams.[^2]\n\n[^2]: In winter.\n',
};

const browser = await launchBrowser();
const plant = async (name, files) => serve(plantSite(name, files), '/');
const garden = await plant('screens', { 'site.toml': LENS, ...NOTES });
const arabic = await plant('arabic', { 'site.toml': `language = "ar"\n${LENS}`, ...NOTES });
const beside = await Promise.all(
  ['en', 'ar'].map((language) => plant(language, { 'site.toml': `content = "."\nlanguage = "${language}"\n[theme]\nfootnotes = "side"\n`, ...BESIDE })),
);
after(async () => {
  await browser.close();
  await Promise.all([garden, arabic, ...beside].map((site) => site.close()));
});

const look = (file, options, use, site = garden) => visit(browser, site.address, file, options, use);

describe('a screen', PATIENCE, () => {
  it('that is narrow breaks no name beside the bars of a lens', () =>
    look('lenses/head-and-hand.html', PHONE, async (page) => {
      const lines = await page.locator('.balance tbody th bdi').evaluateAll((all) => all.map((name) => name.getClientRects().length));
      assert.equal(lines.length, 2);
      assert.deepEqual(new Set(lines), new Set([1]));
      assert.equal(await page.getByRole('table').count(), 2);
      assert.ok(await page.getByRole('rowheader', { name: 'prefigurative-politics' }).isVisible());
    }),
  );

  it('that is wide begins the three lists of a lens on one line', () =>
    look('lenses/head-and-hand.html', DESK, async (page) => {
      const tops = await page.locator('.lens .items').evaluateAll((lists) => lists.map((list) => Math.round(list.getBoundingClientRect().top)));
      assert.equal(tops.length, 3);
      assert.equal(new Set(tops).size, 1, `${tops}`);
    }),
  );

  it('shows what is below a long table of contents, and in that the place of the reader', () =>
    look('handbook.html', DESK, async (page) => {
      const seen = () =>
        page.evaluate(() => {
          const bottom = (selector) => document.querySelector(selector).getBoundingClientRect().bottom;
          const here = document.querySelector('.toc [aria-current]')?.getBoundingClientRect();
          const toc = document.querySelector('.toc').getBoundingClientRect();
          return { nearby: bottom('.nearby svg'), inside: !here || (here.top >= toc.top && here.bottom <= toc.bottom), here: !!here };
        });
      const first = await seen();
      assert.ok(first.nearby <= 900, `the picture ends at ${first.nearby} px`);
      await page.locator('#part-70').scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelector('.toc').scrollTop > 200);
      assert.deepEqual({ ...(await seen()), nearby: 0 }, { nearby: 0, inside: true, here: true });
    }),
  );

  it('that is touched says nothing of keys', async () => {
    const hints = ['#graph\\.keys', '[data-shortcuts]'];
    for (const [screen, is] of [[PHONE, false], [DESK, true]]) {
      await look('graph.html', screen, async (page) => {
        for (const hint of hints) assert.equal(await page.locator(hint).isVisible(), is, hint);
      });
    }
  });

  it('that is wide has notes in the margin of the page, whatever the direction of the text', async () => {
    for (const [at, site] of beside.entries()) {
      for (const file of ['english.html', 'arabic.html']) {
        await look(file, { viewport: { width: 1440, height: 900 } }, async (page) => {
          const text = await page.locator('article').boundingBox();
          const notes = await page.locator('.sidenote').all();
          assert.equal(notes.length, 2);
          for (const note of notes) {
            const { x, width } = await note.boundingBox();
            const isBeside = at ? x + width <= text.x && x >= 0 : x >= text.x + text.width && x + width <= 1440;
            assert.ok(isBeside, `${file} ${at}: ${x} + ${width} beside ${text.x} + ${text.width}`);
          }
        }, site);
      }
    }
  });

  it('has a button on blocks of code alone', () =>
    look('raw.html', DESK, async (page) => {
      assert.equal(await page.locator('.copy').count(), 1);
      await page.locator('.copy').click();
      await page.locator('.copy', { hasText: 'Copied' }).waitFor();
    }),
  );

  it('has no button on the code until the code is pointed at', async () => {
    const seen = (page) => page.locator('.copy').evaluate((button) => getComputedStyle(button).opacity);
    await look('soil.html', PHONE, async (page) => {
      assert.equal(await seen(page), '0');
      await page.locator('.code code').tap({ position: { x: 20, y: 8 } });
      assert.equal(await seen(page), '1');
    });
    await look('soil.html', DESK, async (page) => {
      assert.equal(await seen(page), '0');
      await page.locator('.copy').focus();
      assert.equal(await seen(page), '1');
    });
  });

  it('with few colours marks a link in its words so that it can be read', () =>
    look('soil.html', { ...DESK, forcedColors: 'active', colorScheme: 'dark' }, async (page) => {
      const [ground, want] = await page.locator('.context mark').first().evaluate((mark) => {
        const plain = document.body.appendChild(document.createElement('mark'));
        return [getComputedStyle(mark).backgroundColor, getComputedStyle(plain).backgroundColor];
      });
      assert.match(want, /^rgb\(/);
      assert.equal(ground, want);
    }),
  );

  it('that is read from right to left shows the first side of a lens on the right', () =>
    look('soil.html', DESK, async (page) => {
      const [first, second] = await page.locator('.stands .sides circle').all();
      assert.ok((await first.boundingBox()).x > (await second.boundingBox()).x);
    }, arabic),
  );

  it('leaves room between a date and what was planted then', () =>
    look('on-this-day.html', DESK, async (page) => {
      const gaps = await page.locator('.dates ~ .group').evaluateAll((groups) =>
        groups.map((group) => {
          const words = document.createRange();
          words.selectNodeContents(group.querySelector('h2'));
          return group.querySelector('a').getBoundingClientRect().left - words.getBoundingClientRect().right;
        }),
      );
      assert.equal(gaps.length, 2);
      assert.ok(Math.min(...gaps) >= 8, `${gaps}`);
      assert.deepEqual(await page.locator('.dates ~ .group time').allInnerTexts(), ['2025', '2025']);
    }),
  );
});
