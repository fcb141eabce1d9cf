// node keys.mjs SITE : time from a key press to results, in Chromium, files loaded
import { launchBrowser } from '/tmp/wt/search/tests/browser/lib/browser.js';
import { serve } from '/tmp/wt/search/tests/browser/lib/garden.js';
import { readdirSync } from 'node:fs';
const site = process.argv[2];
const browser = await launchBrowser();
const server = await serve(site, '/');
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
let bytes = 0, requests = 0;
page.on('response', async (r) => { if (/search/.test(r.url())) requests++; });
const dir = readdirSync(site).find((d) => d === 'soil');
await page.goto(server.address + dir + '/index.html').catch(() => {});
await page.keyboard.press('Control+k');
await page.locator('dialog[open]').waitFor();
await page.waitForTimeout(500);
const words = process.argv.slice(3);
const all = [];
for (const pass of [0, 1, 2]) for (const word of words) {
  const times = await page.evaluate(async (word) => {
    const input = document.querySelector('[role=combobox]');
    const list = document.querySelector('[role=listbox]');
    const times = [];
    for (let i = 1; i <= word.length; i++) {
      input.value = word.slice(0, i);
      const start = performance.now();
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      const js = performance.now() - start;
      list.getBoundingClientRect();
      const laid = performance.now() - start;
      times.push([word.slice(0, i), js, laid, list.children.length]);
      await new Promise((done) => setTimeout(done, 120));
    }
    return times;
  }, word);
  if (pass) all.push(...times);
}
all.sort((a, b) => b[2] - a[2]);
const q = (p) => all[Math.floor((all.length - 1) * (1 - p))];
console.log('presses', all.length, 'median', q(0.5)[2].toFixed(1), 'p90', q(0.9)[2].toFixed(1), 'p95', q(0.95)[2].toFixed(1), 'max', all[0][2].toFixed(1));
console.log(all.slice(0, 8).map(([w, js, laid, n]) => `${w}: js ${js.toFixed(1)} laid ${laid.toFixed(1)} (${n})`).join('\n'));
await browser.close(); await server.close();
